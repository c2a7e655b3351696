package term

import (
	"path/filepath"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// fileNameRunes is how much of a file's name is shown.
const fileNameRunes = 120

// offered is what a message says that offers something: its text where that is not the name
// alone, what it offers, and how to get it.
func (l *lines) offered(m transport.Message) string {
	text := l.say.FileOffer(*m.File)
	if how := l.howToGet(m.ID); m.Kind == transport.Incoming && how != "" {
		text = l.words.Sentences(text, how)
	}
	if m.Text != "" && m.Text != m.File.Name {
		text = m.Text + "\n" + text
	}
	return text
}

// howToGet says how an offer is fetched, empty where it comes by itself.
func (l *lines) howToGet(id transport.MessageID) string {
	o, known := l.offers.of(id)
	switch {
	case l.offers == nil:
		return l.say.FileGet(0)
	case !known:
		return ""
	case l.offers.takes(&o):
		return ""
	case l.offers.tooLarge(&o):
		return l.words.Sentences(l.say.FileTooLarge(), l.say.FileGet(o.number))
	}
	return l.say.FileGet(o.number)
}

// transferKey tells what is printed of apart: what comes, and each member that fetches.
type transferKey struct {
	id     transport.MessageID
	reader transport.PeerID
}

// transfersKept bounds lines.transfers.
const transfersKept = 10000

// transferred says how a transfer changed: not how far it is, which would be without end.
func (l *lines) transferred(ev transport.Event) string {
	t := ev.Transfer()
	o, known := l.offers.of(t.ID)
	if !known && t.State == transport.Wanted {
		return "" // its message is looked for, and it is told again
	}
	key := transferKey{t.ID, t.Reader}
	was, told := l.transfers[key]
	if l.transfers == nil || len(l.transfers) >= transfersKept {
		l.transfers = map[transferKey]transport.Transfer{}
	}
	l.transfers[key] = t
	text := ""
	switch {
	case isRaw(t.State):
		text = l.wrote(t)
	case t.Reader != 0:
		text = l.handedOver(t, was, o)
	case t.State == transport.Offered && t.Skipped > 0:
		text = l.say.FileSkipped(t.Path, t.Skipped)
	case t.State == transport.Offered:
		text = l.kept(t, was, o)
	default:
		text = l.came(t, was, told, o)
	}
	if text == "" {
		return ""
	}
	return l.line(ev.Time, text)
}

// isRaw reports whether only what goes to a plain peer has a state.
func isRaw(s transport.TransferState) bool {
	return s == transport.Sending || s == transport.Sent || s == transport.NotSent
}

// wrote says what became of a file to a plain peer.
func (l *lines) wrote(t transport.Transfer) string {
	name := visible.Line(filepath.Base(t.Path), fileNameRunes)
	switch t.State {
	case transport.Sent:
		return l.say.RawSent(name, t.Bytes)
	case transport.NotSent:
		addr := t.Path
		if t.Fault != transport.FileUnread {
			addr = ""
		}
		return l.say.RawNotSent(name, t.Bytes, t.Of, l.words.Fault(t.Fault, addr, nil))
	}
	return ""
}

// handedOver says what became of something of ours at one member.
func (l *lines) handedOver(t, was transport.Transfer, o offer) string {
	name, who := fileName(o, t), l.called(t.Reader)
	switch {
	case isHalted(t):
		if isHalted(was) && t.State == was.State && t.Fault == was.Fault {
			return ""
		}
		return name + ": " + l.words.Halted(halt(t, who))
	case isHalted(was) && !t.Active:
		return l.say.FileGoesOn(who, name)
	case t.Has && !was.Has:
		return l.say.FileHas(who, name)
	case t.Active && !was.Active && !was.Has && was.Bytes == 0:
		return l.say.FileFetches(who, name)
	}
	return ""
}

// isHalted reports whether a member does not fetch just now what we offer.
func isHalted(t transport.Transfer) bool {
	return t.Reader != 0 && !t.Active && (t.State == transport.Paused || t.State == transport.NotReceived || t.State == transport.Dropped)
}

// halt is what a member says of what it does not fetch.
func halt(t transport.Transfer, who string) words.Halt {
	return words.Halt{Name: who, State: t.State, Fault: t.Fault}
}

// kept says what the host says of its copy of something of ours.
func (l *lines) kept(t, was transport.Transfer, o offer) string {
	switch {
	case t.Copy == was.Copy || t.Copy == transport.NoCopy || t.Copy == transport.CopyComing:
		return ""
	case t.Copy == transport.CopyKept:
		return l.say.FileKept(fileName(o, t))
	}
	return l.say.FileNotKept(fileName(o, t), l.say.WhyNotKept(t.Copy))
}

// came says what became of something that we fetch.
func (l *lines) came(t, was transport.Transfer, told bool, o offer) string {
	name := fileName(o, t)
	changed := !told || t.State != was.State || t.Fault != was.Fault
	switch {
	case t.State == transport.Dropped && t.Fault != transport.NoFault:
		return l.words.Fault(t.Fault, t.Path, nil)
	case t.State == transport.Received && changed:
		return l.say.FileHere(name, t.Path)
	case t.State == transport.NotReceived:
		return l.say.FileFailed(name, l.words.Fault(t.Fault, t.Path, nil))
	case t.State == transport.Paused && changed:
		return l.say.FilePaused(name, o.number)
	case t.State == transport.Dropped && (o.raw || isRaw(was.State)):
		return l.say.RawStopped(name, t.Bytes, t.Of)
	case t.State == transport.Dropped && changed:
		return l.say.FileDropped(name)
	case t.State == transport.Wanted && t.Active && (!was.Active && was.Bytes == 0 || was.Fault == transport.FileAway):
		return l.say.FileComes(name, t.Of)
	case t.State == transport.Wanted && t.Fault == transport.FileAway && changed:
		return l.say.FileWaits(name, l.words.Fault(t.Fault, "", nil))
	}
	return ""
}

// fileName is how something is called, without an offer by where it lies.
func fileName(o offer, t transport.Transfer) string {
	if o.number == 0 {
		return visible.Line(t.Path, fileNameRunes)
	}
	return visible.Line(o.file.Name, fileNameRunes)
}

// called is how the member of a number is called.
func (l *lines) called(id transport.PeerID) string {
	if l.peers != nil {
		for _, p := range l.peers() {
			if p.ID == id {
				return l.peer(p)
			}
		}
	}
	return "?"
}

package term

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// nameRunes is the longest name or address that is shown.
const nameRunes = 64

// lines formats events for people.
type lines struct {
	words *words.Words
	say   *words.Terminal
	// me is what this side is called.
	me string
	// host says that there are many peers, which have numbers.
	host bool
	// shares is whether who is let in sees what was said before; nil: it is not.
	shares *atomic.Bool
	// echo says that nobody saw what was sent from here while typing it.
	echo bool
	// quiet is until when members that come and go are not news: right after
	// connecting the host tells who is here.
	quiet time.Time
	// edits are the last texts that were printed of messages that were edited.
	edits map[transport.MessageID]string
	// coded says that the code which the command was given is not checked yet.
	coded bool
	// waits says that the host was asked to let us in meanwhile.
	waits bool
	// invitation is the link that was printed last.
	invitation string
	// everywhere says that the server listens at all addresses of this machine.
	everywhere bool
	// columns is how wide the screen is now, in characters that can have colours; nil
	// where there is no screen.
	columns func() int
	// lost is the last printed reason why the connection is down.
	lost transport.Fault
	// asking has the peers that ask to be let in, true if a line was printed for the
	// peer; moreTold is the last printed number of the others.
	asking   map[transport.PeerID]bool
	moreTold int
	// trust is what is known of members.
	trust map[transport.PeerID]transport.Trust
	// indexed is what was last printed of an index that is being made, nil for nothing,
	// and indexedAt when that was, or else when the index was first heard of.
	indexed   *transport.Indexing
	indexedAt time.Time
	// offers has the numbers of what is offered; nil where nothing can be fetched. peers
	// are those who fetch; nil where nothing of ours is told of.
	offers *offers
	peers  func() []transport.Peer
	// transfers is how far each transfer was when it was told last.
	transfers map[transferKey]transport.Transfer
	// newest is the last message of each plain peer.
	newest map[transport.PeerID]uint64
}

// format returns the lines to print for ev, or "" for what a person need not
// see: steps on the way, and what the command itself says when it ends.
func (l *lines) format(ev transport.Event, lost int) string {
	switch ev.Kind {
	case transport.Resync:
		return l.line(ev.Time, l.say.Lost(lost))
	case transport.Listening:
		var b strings.Builder
		for _, addr := range ev.Addrs() {
			b.WriteString(l.words.Listening(addr, 0) + "\n")
		}
		return b.String()
	case transport.AcceptFailed:
		return l.line(ev.Time, l.words.Error(ev.Err))
	case transport.Stopped:
		return l.line(ev.Time, l.words.Stopped)
	case transport.Connected:
		return l.connected(ev)
	case transport.Disconnected:
		return l.disconnected(ev)
	case transport.Appended:
		if ev.Peer.Kind == transport.Plain && ev.Message().Kind == transport.Incoming {
			l.heard(ev)
		}
		return l.appended(ev)
	case transport.Updated:
		if m := ev.Message(); m.Plain && m.File != nil && m.Kind == transport.Outgoing {
			return "" // Transferred says it
		} else if m.State == transport.Failed {
			why := l.words.Ended(m.Fault, l.peer(ev.Peer))
			return l.line(ev.Time, l.say.NotSent(visible.Line(m.Text, 40), why))
		} else if m.Kind == transport.Incoming && m.ID == (transport.MessageID{}) {
			return l.readAgain(ev)
		}
		return l.amended(ev)
	}
	return l.memberEvent(ev)
}

// disconnected says that a guest left and why. A client's own end is told as
// the command's last sentence instead, except the orderly one.
func (l *lines) disconnected(ev transport.Event) string {
	fault := faultOf(ev.Err)
	shown, asked := l.asking[ev.Peer.ID]
	delete(l.asking, ev.Peer.ID)
	switch {
	case asked && !shown:
		return "" // no line was printed for its request
	case ev.Peer.Server != 0 && (fault == transport.PeerVanished || ev.Time.Before(l.quiet)):
		return "" // we are away, not they
	case ev.Peer.Server != 0:
		return l.line(ev.Time, l.words.Ended(fault, l.peer(ev.Peer)))
	case l.host && ev.Talk() == transport.Everyone && !turnedAway(fault):
		return "" // nobody was told that this visitor came
	case l.host:
		return l.line(ev.Time, l.words.Ended(fault, l.peer(ev.Peer))+l.words.More(ev.Err))
	case fault == transport.PeerClosed:
		return l.line(ev.Time, l.say.ServerClosed(l.peer(ev.Peer)))
	}
	return ""
}

// turnedAway says whether fault is why a visitor was answered and not let in,
// which is news though it was never a guest.
func turnedAway(fault transport.Fault) bool {
	switch fault {
	case transport.TLSRefused, transport.RequestRefused, transport.PlainRefused, transport.BrowsersRefused,
		transport.MembersRefused, transport.LimitReached, transport.PageServed:
		return true
	}
	return false
}

func (l *lines) appended(ev transport.Event) string {
	m := ev.Message()
	switch {
	case m.Kind == transport.Notice && m.Notice == transport.EncodingChanged:
		return l.encodingChanged(ev)
	case m.Kind == transport.Notice && m.Name != "" && l.room(ev.Peer) && (l.host || ev.Peer.Kind == transport.Member):
		return l.line(ev.Time, l.words.Notice(m, l.author(m))) // it stands in the talk of all
	case m.Kind == transport.Notice:
		return l.line(ev.Time, l.words.Notice(m, l.peer(ev.Peer)))
	case !m.Plain && m.ID != transport.MessageID{}:
		return l.said(ev)
	case m.Kind == transport.Incoming && ev.Peer.InRoom:
		return l.line(m.Time, l.peer(ev.Peer)+" → "+l.words.Everyone+": "+m.Text)
	case m.Kind == transport.Incoming:
		return l.line(m.Time, l.peer(ev.Peer)+": "+m.Text)
	case m.Kind == transport.Outgoing && (l.echo || m.Replaced > 0) && l.host && ev.Talk() == transport.Everyone:
		return l.line(m.Time, l.me+" → "+l.words.Everyone+l.replaced(m)+": "+m.Text)
	case m.Kind == transport.Outgoing && l.echo && l.host:
		return l.line(m.Time, l.me+" → "+l.peer(ev.Peer)+": "+m.Text)
	case m.Kind == transport.Outgoing && l.echo:
		return l.line(m.Time, l.me+": "+m.Text)
	}
	return ""
}

// line is text after the time of day, made harmless, its further lines indented
// so that no peer can begin a line that looks like another's.
func (l *lines) line(at time.Time, text string) string {
	const indent = "          "
	return at.Format(time.TimeOnly) + "  " + strings.ReplaceAll(visible.Text(text), "\n", "\n"+indent) + "\n"
}

// peer is how p is called, on one line: "[3] 192.168.1.7:51234".
func (l *lines) peer(p transport.Peer) string {
	name := visible.Named(p.Name, p.ShortKey, nameRunes)
	if name == "" {
		name = visible.Line(p.Addr, nameRunes)
	}
	if l.host && p.Talk() != transport.Everyone || p.Server != 0 {
		return fmt.Sprintf("[%d] %s", p.ID, name)
	}
	return name
}

package model

import (
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// Person is a row of the people list: Everyone, a guest, or a server, with what
// belongs to the talk with it whether its rows are loaded or not. All labels
// are safe to show.
type Person struct {
	// ID is the row's stable key.
	ID transport.PeerID
	// Title is the name or the address, Second what was said last or whether
	// anybody is here, Tag the kind of connection.
	Title, Second, Tag string
	// Address is host:port, for the clipboard; empty for Everyone.
	Address string
	// Name is what the guest was called here; empty while it has only its
	// address.
	Name string
	Here bool
	// Time is when something was last said.
	Time string
	// Detail is the line under the name at the head of the talk. It begins with
	// Guard: what protects the talk, and from whom not.
	Guard, Detail string
	// Unread counts messages that nobody has seen; UnreadLabel is short and
	// empty for none, UnreadSpoken is for screen readers.
	Unread                    int
	UnreadLabel, UnreadSpoken string
	// More describes the button that opens the menu; empty for Everyone.
	More string
	// Encoding is how the talk is read and written. Guessed says that it is a guess,
	// of which Likely are the next best ones, UTF8 for none.
	Encoding transport.Encoding
	Guessed  bool
	Likely   [2]transport.Encoding
	// Member says that it is a Confab, or the room of some: Lock is then what is
	// known of who it is, and LockLabel says it.
	Member    bool
	Lock      transport.Trust
	LockLabel string
	// Asking says that it waits to be let in, Host that it is who hosts, Room
	// that the talk is of more than two.
	Asking, Host, Room bool
	// InRoom says of a plain guest that it takes part in the talk of all, and of
	// that talk that such a guest is there.
	InRoom bool
	// Unreached says of a member that nobody can tell whether it is here, since we are
	// not connected ourselves. Here is false then.
	Unreached bool

	peer    transport.Peer
	left    time.Time // zero while here or when not known
	preview string    // safe to show
	own     bool      // the preview is of a message of ours
	// takenBack says that the preview is of a message of which there are only words
	// in the chosen language.
	takenBack bool
	said      time.Time       // when the preview was said
	heard     transport.Place // of the newest message that was counted
	// unreadFrom is from where on the line of unread messages stands; zero is nowhere.
	unreadFrom transport.Place
	draft      string
	hex        bool // show bytes
	sendHex    bool
	trouble    fieldFault // why the last Send failed, until the draft changes
	// saidAt is the place of the message that the preview is of, zero while it has none.
	saidAt transport.Place
	glance glance
	marks  transport.Marks
	// displayed is up to where the person has seen the talk in this run.
	displayed transport.Place
	aside     aside
	attached  []Attached // what waits in the composer
	sending   *sending   // what was sent from there and is in the way of nothing yet; may be nil
	entry     entry      // of a server
	// called is what the person calls a server; empty is what that calls itself.
	called string
}

// Talk is the talk of the row.
func (p *Person) Talk() transport.TalkID { return p.ID.Talk() }

// label makes the labels anew.
func (p *Person) label(s *Side) {
	w := s.m.w
	p.Unreached = s.unreached(p)
	p.Here, p.Address, p.Encoding = p.peer.Here && !p.Unreached, p.peer.Addr, p.peer.Encoding
	p.Guessed, p.Likely = p.peer.Guessed, p.peer.Likely
	p.UnreadLabel, p.UnreadSpoken = count(p.Unread), ""
	if p.Unread > 0 {
		p.UnreadSpoken = w.Unread(p.Unread)
	}
	if p.takenBack {
		p.preview = w.MessageDeleted
	}
	p.Time = ""
	if p.preview != "" && !p.said.IsZero() {
		p.Time = p.said.In(s.m.cfg.Location).Format(timeLayout)
	}
	if p.Talk() == transport.Everyone {
		p.labelEveryone(s)
		return
	}
	p.Address = visible.Line(p.Address, maxName)
	p.Name = visible.Line(p.peer.Name, maxName)
	if p.Title = visible.Named(p.peer.Name, p.peer.ShortKey, maxName); p.Title == "" {
		p.Title = p.Address
	}
	if p.called = ""; s.tab == ClientTab && p.peer.Server == 0 && p.peer.Kind == transport.Member {
		if p.called = s.m.ownName(p.peer.Identity); p.called != "" {
			p.Title = p.called
		}
	}
	p.identify(s)
	p.More = w.MoreFor(p.Title)
	p.Tag = kindTag(w, p.peer)
	switch {
	case p.Member:
		p.Second = p.memberSecond(s)
	case s.asked(p):
		p.Second = p.askedSecond(s)
	case !p.Here:
		p.Second = p.gone(s)
	case p.peer.HalfClosed:
		p.Second = w.SaysNothingMore
	case p.preview == "":
		p.Second = w.HasNotSpoken
	default:
		p.Second = p.lastSaid(w)
	}
	if p.Member {
		p.memberDetail(s)
	} else {
		p.plainDetail(w)
	}
}

// lastSaid is the line of what was said last, or empty.
func (p *Person) lastSaid(w *words.Words) string {
	if p.preview != "" && p.own {
		return w.YouSaid(p.preview)
	}
	return p.preview
}

// gone says that the peer is not here, and since when where that is known. A
// guest left; a server does not leave, the connection with it ended, and mostly
// by one's own hand.
func (p *Person) gone(s *Side) string {
	clock := ""
	if !p.left.IsZero() {
		clock = p.left.In(s.m.cfg.Location).Format(timeLayout)
	}
	switch {
	case s.tab == ClientTab && clock == "" && p.Member && !s.letIn(p):
		return s.m.w.NotConnected // there was no connection that could have ended
	case s.tab == ClientTab:
		return s.m.w.Disconnected(clock)
	}
	return s.m.w.Left(clock)
}

// plainDetail makes, where Second has been made, what protects the talk, that nothing
// more comes, how its text is read where that is unusual, and the address where the
// title is a name. A narrow window cuts its end.
func (p *Person) plainDetail(w *words.Words) {
	switch {
	case !p.Here:
		p.Guard = p.Second
	case p.peer.Kind == transport.Undecided:
		p.Guard = w.HasNotSpoken
	default:
		p.Guard = w.NotEncrypted
	}
	encoding, address, silent, saved := "", "", "", ""
	if p.Here && p.peer.Saving {
		saved = w.SavesNow
	}
	if p.Here && p.peer.HalfClosed {
		silent = w.SaysNothingMore
	}
	if p.Encoding != transport.UTF8 || p.Guessed {
		encoding = w.EncodingShort(p.Encoding, p.Guessed)
	}
	if p.Title != p.Address {
		address = p.Address
	}
	p.Detail = joined(p.Guard, saved, silent, encoding, address)
}

func kindTag(w *words.Words, p transport.Peer) string {
	switch {
	case p.Host:
		return w.HostTag
	case p.Kind == transport.Member && p.InRoom:
		return w.Plain // of a room: not all that is said there is encrypted
	case p.Kind == transport.Plain:
		return w.Plain
	case p.Kind == transport.Undecided:
		return w.Undecided
	}
	return ""
}

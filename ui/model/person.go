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
	Here    bool
	// Unread counts messages that nobody has seen; UnreadLabel is short and
	// empty for none, UnreadSpoken is for screen readers.
	Unread                    int
	UnreadLabel, UnreadSpoken string
	// Encoding is how the talk is read and written.
	Encoding transport.Encoding

	peer    transport.Peer
	left    time.Time // zero while here or when not known
	preview string    // safe to show
	own     bool      // the preview is of a message of ours
	heard   uint64    // Seq of the newest message that was counted
	// unreadFrom is where the line of unread messages stands; 0 is nowhere.
	unreadFrom uint64
	draft      string
	hex        bool // show bytes
	sendHex    bool
	trouble    fieldFault // why the last Send failed, until the draft changes
}

// label makes the labels anew.
func (p *Person) label(s *Side) {
	w := s.m.w
	p.Here, p.Address, p.Encoding = p.peer.Here, p.peer.Addr, p.peer.Encoding
	p.UnreadLabel, p.UnreadSpoken = count(p.Unread), ""
	if p.Unread > 0 {
		p.UnreadSpoken = w.Unread(p.Unread)
	}
	if p.ID == transport.Everyone {
		p.Title, p.Second, p.Tag, p.Here = w.Everyone, w.EveryoneHere(s.here), "", s.here > 0
		return
	}
	p.Address = visible.Line(p.Address, maxName)
	if p.Title = visible.Line(p.peer.Name, maxName); p.Title == "" {
		p.Title = p.Address
	}
	p.Tag = kindTag(w, p.peer.Kind)
	switch {
	case !p.Here && !p.left.IsZero():
		p.Second = w.Left(p.left.In(s.m.cfg.Location).Format(timeLayout))
	case !p.Here:
		p.Second = w.Departed
	case p.preview == "":
		p.Second = w.HasNotSpoken
	case p.own:
		p.Second = w.YouSaid(p.preview)
	default:
		p.Second = p.preview
	}
}

func kindTag(w *words.Words, k transport.PeerKind) string {
	switch k {
	case transport.Plain:
		return w.Plain
	case transport.Undecided:
		return w.Undecided
	}
	return ""
}

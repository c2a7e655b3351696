package transport

import (
	"time"

	"confab/transport/internal/core"
)

// Invitation lets Confabs join a Server without being asked about (see Server.Invite).
// Link and Code are secret until it ends: whoever has one of them is let in.
type Invitation struct {
	// Link is the whole of it, to be copied, or shown as a QR: a web address with the
	// key of the host, its addresses and a token in the fragment, which browsers do not
	// send. Client.Join takes it, and knows the host by its key then.
	Link string
	// Web is Link without the fragment: where a browser finds the Server's page.
	Web string
	// Code is six digits that can be typed instead (see Client.JoinWith). Whoever has them
	// and the host are verified to each other. After three wrong guesses there is another
	// one (see Invited), after which no code is taken for 30 seconds; in ten minutes
	// at most 30 guesses may be wrong.
	Code string
	// Expires is when it ends, by the clock of this machine.
	Expires time.Time
	// Many says that any number of Confabs may come by it. Otherwise it ends when the
	// first one has.
	Many bool
}

// IsInvitation reports whether a text is meant to be the link of an Invitation, also one
// that a page handed on (confab://join/…), and not an address.
func IsInvitation(text string) bool { return core.IsInvitation(text) }

// InvitationAddr returns where the host of an invitation's link is reached first, as
// host:port; the events of Client.Join have it as Event.Addr until another of the link's
// addresses answers. It fails as Join does, with an *Error: InvitationInvalid or
// InvitationNewer. Nothing is asked of the host.
func InvitationAddr(link string) (addr string, err error) {
	addr, err = core.InvitationAddr(link)
	return addr, outward(err)
}

package hub

import (
	"errors"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// errBlocked is why an invitation does not let somebody in whom the host blocks.
var errBlocked = errors.New("blocked")

// Redeem says what the token of an invitation is worth that id has said: nothing, and what
// to say in BYE, or that id is to be let in. Then settled is called once, with whether it
// was. It is called on the goroutine that reads a connection, without the hub's lock.
type Redeem func(id wire.Identity, token wire.Token) (refused wire.ByeReason, settled func(admitted bool))

// redeem makes a member of a link's identity, by the token of an invitation. It waits for
// the disk, and returns zero or why the host does not.
func (h *Hub) redeem(l *link, token wire.Token) (refused wire.ByeReason) {
	if h.config.Redeem == nil {
		return wire.ByeInvitationWrong
	}
	refused, settled := h.config.Redeem(l.id, token)
	if refused != 0 {
		return refused
	}
	_, err := h.makeMember(l.id, store.ByLink, l)
	settled(err == nil)
	switch {
	case errors.Is(err, errBlocked):
		return wire.ByeBlocked
	case err != nil:
		return wire.ByeFailed
	}
	return 0
}

// turnAway says BYE to whom no invitation lets in.
func (l *link) turnAway(why wire.ByeReason) {
	bye := wire.Bye{Reason: why}
	if why == wire.ByeFailed {
		bye.RetryAfter = failedRetry
	}
	l.session.Bye(bye)
}

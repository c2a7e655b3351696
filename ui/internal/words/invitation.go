package words

import (
	"fmt"
	"time"

	"confab/transport"
)

// InviteLeft says how long an invitation is still valid, to the second.
func (w *Words) InviteLeft(left time.Duration) string {
	seconds := max(0, int(left.Seconds()))
	return fill(w.inviteLeft, "left", fmt.Sprintf("%d:%02d", seconds/60, seconds%60))
}

// InviteTries says that the code is a new one after wrong tries, and when it is taken.
func (w *Words) InviteTries(left time.Duration) string {
	return plural(max(1, int((left+time.Second-1)/time.Second)), w.inviteTriesLast, w.inviteTries)
}

// InviteUntil says until which time of day an invitation is open.
func (w *Words) InviteUntil(clock string) string { return fill(w.inviteUntil, "time", clock) }

// InviteAt says where somebody types the code of an invitation.
func (w *Words) InviteAt(addr string) string { return fill(w.inviteAt, "addr", addr) }

// InviteEnded says to the host why an invitation has ended or could not be made, and
// what to do next. NoFault is that the host closed it.
func (w *Words) InviteEnded(f transport.Fault) string {
	if f == transport.NoFault {
		return w.inviteClosed
	}
	if sentence, known := w.inviteEnds[f]; known {
		return sentence
	}
	return w.Fault(f, "", nil)
}

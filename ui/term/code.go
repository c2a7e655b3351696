package term

import (
	"cmp"

	"confab/transport"
)

// codeFlag is the flag with the code that the host shows.
const codeFlag = "code"

// codes is what became of the codes that the host was given.
type codes struct {
	pending bool  // the last one was not answered; it replaces those before it
	refused error // why the last answer was no, until it is settled
}

func (c *codes) checked(why error) { c.pending, c.refused = false, why }

// join begins to connect to t.
func (l *link) join(t *target) {
	to := cmp.Or(t.invitation, t.addr)
	if t.code == "" {
		l.client.Join(to)
		return
	}
	l.giveCode(func() { l.client.JoinWith(to, t.code) })
}

// giveCode has give tell the client a code.
func (l *link) giveCode(give func()) {
	l.mu.Lock()
	l.codes = codes{pending: true}
	l.mu.Unlock()
	give()
}

// codePending reports whether a code decides what comes next: there is one for the host,
// which has not answered. While the host is away a message can wait in the outbox instead
// only if the host is verified, since otherwise the code is to do that first.
func (l *link) codePending() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return (l.codes.pending || l.codes.refused != nil) && (l.phase != waiting || l.peer.Trust != transport.Verified)
}

// settleCode returns why the host did not take the code where that ends a command at
// which no person can type another one: the host would have to let us in, or is not
// verified, which the code was to do. A host that is verified and lets us in without
// the code is gone on with, and noteRefused says so.
func (l *link) settleCode() (ends error) {
	l.mu.Lock()
	why, phase, verified := l.codes.refused, l.phase, l.peer.Trust == transport.Verified
	decided := !l.codes.pending && (phase == asking || phase == online || phase == waiting && !verified)
	if told := l.lastFault(); faultOf(why) == transport.CodeLost && told != nil {
		why = told // for which the host ended the connection
	}
	if decided {
		l.codes.refused = nil
	}
	l.mu.Unlock()
	switch {
	case why == nil || !decided:
		return nil
	case phase == asking || !verified:
		return why
	}
	l.noteRefused(why)
	return nil
}

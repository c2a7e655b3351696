package core

import (
	"errors"

	"confab/transport/internal/follow"
	"confab/transport/internal/join"
	"confab/transport/internal/loop"
	"confab/transport/internal/passcode"
	"confab/transport/internal/wire"
)

// This file is the 6-digit code of an invitation: whoever types it is verified on both
// sides.

// hostCodes is the hub's Codes: the code of the open invitation.
type hostCodes struct{ s *Server }

func (c hostCodes) Begin() (*passcode.Try, error) {
	return loop.Ask2(c.s.loop, func() (*passcode.Try, error) { return c.s.hosting.inviting.guard.Begin() })
}

func (c hostCodes) Drop(t *passcode.Try) {
	c.s.loop.Do(func() { c.s.hosting.inviting.guard.Drop(t) })
}

func (c hostCodes) Judge(id wire.Identity, t *passcode.Try, right func() bool) (settled func(admitted bool), err error) {
	s := c.s
	return loop.Ask2(s.loop, func() (func(bool), error) {
		i := &s.hosting.inviting
		fresh, err := i.guard.Judge(t, right)
		if fresh != "" {
			i.shown.Code = fresh
			s.post(Event{Kind: Invited, Detail: i.shown})
		}
		if err != nil {
			return nil, err
		}
		token := i.open
		i.desk.Take(token) // nobody comes by its link meanwhile
		return s.settled(id, token, PeerProved), nil
	})
}

// JoinWith is Join with the code that the host shows.
func (c *Client) JoinWith(addr, typed string) {
	code, err := passcode.Parse(typed)
	c.command(func() {
		if err != nil {
			if join.Is(addr) {
				addr = "" // which is secret
			}
			c.post(Event{Kind: DialFailed, Addr: addr, Err: &Error{Fault: CodeInvalid, Addr: addr}})
			return
		}
		c.join(addr, code)
	})
}

// EnterCode gives the host that was joined the code that it shows.
func (c *Client) EnterCode(typed string) {
	code, err := passcode.Parse(typed)
	c.command(func() {
		f := c.followed
		switch {
		case f == nil || f.leaving:
			c.post(Event{Kind: CodeChecked, Err: &Error{Fault: NotConnected}})
		case err != nil:
			f.codeChecked(&Error{Fault: CodeInvalid, Addr: f.server.Addr})
		default:
			engine := f.engine
			c.executor.Do(func() { engine.Code(code) })
		}
	})
}

// codeChecked tells what came of a code.
func (f *following) codeChecked(why *Error) {
	e := Event{Kind: CodeChecked, Addr: f.server.Addr, Peer: f.server.Peer}
	if why != nil {
		e.Err = why
	}
	f.client.post(e)
}

// followCode is what an engine says of a code.
type followCode struct {
	*followWatcher
	err error
}

func (w *followWatcher) Code(err error) { w.add(followCode{w, err}) }

func (e followCode) Run() {
	f := e.f
	f.client.loop.Do(func() {
		switch {
		case f.watcher != e.followWatcher:
		case e.err == nil:
			f.client.setTrust(f.server, true)
			f.codeChecked(nil)
		default:
			f.codeChecked(codeRefused(f.server.Addr, e.err))
		}
	})
}

// codeRefused is why a code was not taken.
func codeRefused(addr string, err error) *Error {
	e := &Error{Fault: CodeUnsupported, Addr: addr, Err: err}
	var denied *follow.DeniedError
	switch {
	case errors.As(err, &denied):
		e.Fault, e.RetryAfter = codeFaults[denied.Reason], denied.Retry
		if e.Fault == NoFault {
			e.Fault = CodeWrong // for a reason of a later version
		}
	case errors.Is(err, follow.ErrCodeLost):
		e.Fault = CodeLost
	}
	return e
}

var codeFaults = map[wire.DeniedReason]Fault{
	wire.DeniedWrong: CodeWrong, wire.DeniedExpired: CodeExpired, wire.DeniedUsed: CodeUsed, wire.DeniedBusy: CodeBusy,
}

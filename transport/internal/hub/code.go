package hub

import (
	"encoding/binary"
	"errors"

	"confab/transport/internal/cpace"
	"confab/transport/internal/passcode"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Codes keeps the code that the host shows. Its methods are called on goroutines that read
// connections, without the hub's lock.
type Codes interface {
	// Begin and Drop are those of passcode.Guard.
	Begin() (*passcode.Try, error)
	Drop(*passcode.Try)
	// Judge is that of passcode.Guard for a guess of id. Where the code is right, settled is
	// called once, with whether id is a member now, and verified.
	Judge(id wire.Identity, try *passcode.Try, right func() bool) (settled func(admitted bool), err error)
}

// exchange is one guess at the code. It belongs to the goroutine that reads of its link.
type exchange struct {
	try  *passcode.Try
	host *cpace.Host
}

// exporter is a connection with a secret of its own: see secure.Conn.
type exporter interface {
	Export(label string, context []byte) ([]byte, error)
}

// takeCode takes a frame of an exchange, in a connection of a member or of whoever asks.
func (l *link) takeCode(f wire.Frame) error {
	h := l.hub
	h.mu.Lock()
	greeted := l.member != nil
	h.mu.Unlock()
	switch {
	case !greeted:
		return unexpected(f, "before WELCOME")
	case l.shared&wire.Codes == 0:
		return unexpected(f, "without its feature")
	case !l.pace.wait(f, l.ended):
		return nil
	}
	l.turn.Lock()
	defer l.turn.Unlock()
	h.mu.Lock()
	over := l.over || h.closed
	h.mu.Unlock()
	if over {
		return nil // the BYE is on its way
	}
	if share, ok := f.(*wire.Share); ok {
		return l.takeShare(share)
	}
	return l.takeProof(f.(*wire.Proof))
}

// takeShare takes SHARE: the client's person has typed a code.
func (l *link) takeShare(f *wire.Share) error {
	if l.exchange != nil {
		return unexpected(f, "during another exchange")
	}
	l.shares++
	try, err := l.hub.codes().Begin()
	if err != nil {
		l.deny(err)
		return nil
	}
	l.exchange = &exchange{try: try}
	session, err := l.secret.Export(wire.ExchangeLabel, binary.BigEndian.AppendUint64(nil, l.shares))
	if err != nil {
		return err
	}
	host, share, err := cpace.Respond(cpace.Session{ID: session, Client: l.id[:], Host: l.hub.self.id[:]}, try.Code, f.Element)
	if err != nil {
		return &wire.Refusal{Type: f.Type(), Field: "element", Why: err.Error(), Reason: wire.ByeMalformed}
	}
	l.exchange.host = host
	l.session.Send(&wire.Share{Element: share})
	return nil
}

// takeProof takes PROOF: the client's guess.
func (l *link) takeProof(f *wire.Proof) error {
	e := l.exchange
	if e == nil {
		return unexpected(f, "without an exchange")
	}
	l.exchange = nil
	var own cpace.Tag
	settled, err := l.hub.codes().Judge(l.id, e.try, func() bool {
		tag, err := e.host.Finish(f.Tag)
		own = tag
		return err == nil
	})
	if err != nil {
		l.deny(err)
		return nil
	}
	_, err = l.hub.makeMember(l.id, store.ByCode, l)
	settled(err == nil)
	if !l.provesToo(own, err) {
		return nil
	}
	return l.hub.enter(l)
}

// provesToo proves to have the code to whoever has proved it and is a member now, unless
// that failed. It reports whether it could.
func (l *link) provesToo(own cpace.Tag, failed error) bool {
	h := l.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case l.over || h.closed:
		return false
	case failed != nil:
		l.session.Bye(wire.Bye{Reason: wire.ByeFailed, RetryAfter: failedRetry})
		return false
	case l.joined:
		h.tell(l.member, nil)
	}
	return l.session.Send(&wire.Proof{Tag: own})
}

// deny says why a code is not taken. The host's person is asked about its bearer then.
func (l *link) deny(err error) {
	var r *passcode.Refusal
	if !errors.As(err, &r) {
		return
	}
	l.session.Send(&wire.Denied{Reason: denials[r.Reason], RetryAfter: r.Retry})
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	l.hub.show(l)
}

// endExchange ends what the connection leaves behind.
func (l *link) endExchange() {
	if l.exchange != nil {
		l.hub.codes().Drop(l.exchange.try)
	}
}

// denials are the reasons of package passcode as frames have them.
var denials = map[passcode.Reason]wire.DeniedReason{
	passcode.Wrong: wire.DeniedWrong, passcode.Expired: wire.DeniedExpired,
	passcode.Used: wire.DeniedUsed, passcode.Busy: wire.DeniedBusy,
}

// codes is Config.Codes.
func (h *Hub) codes() Codes {
	if h.config.Codes == nil {
		return noCodes{}
	}
	return h.config.Codes
}

// noCodes is a host that shows none.
type noCodes struct{}

func (noCodes) Begin() (*passcode.Try, error) {
	return nil, &passcode.Refusal{Reason: passcode.Expired}
}
func (noCodes) Drop(*passcode.Try) {}
func (noCodes) Judge(wire.Identity, *passcode.Try, func() bool) (func(bool), error) {
	return nil, &passcode.Refusal{Reason: passcode.Expired}
}

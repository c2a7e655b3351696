package follow

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"confab/transport/internal/cpace"
	"confab/transport/internal/wire"
)

// What Watcher.Code is told beside a *DeniedError.
var (
	// ErrNoCodes: the host's program is of a version that takes no code.
	ErrNoCodes = errors.New("host takes no codes")
	// ErrCodeLost: the connection ended while the host looked at the code.
	ErrCodeLost = errors.New("connection ended during the exchange")
)

// ErrUnproved is what State.Err wraps when the host took our code and could not prove that
// it has the same: it is not the one that showed it.
var ErrUnproved = errors.New("host has not proved that it has the code")

// DeniedError is why the host did not take a code.
type DeniedError struct {
	Reason wire.DeniedReason
	Retry  time.Duration // of wire.DeniedBusy: when to come again
}

// Error is one line for logs.
func (e *DeniedError) Error() string {
	return fmt.Sprintf("host denies the code: reason %d, again in %v", e.Reason, e.Retry)
}

// exchange is one guess at the host's code. Guarded by Follower.mu.
type exchange struct {
	client *cpace.Client
	code   string
	sent   bool // our tag was sent: whoever reads it can try one code
}

// Code proves to the host that we have the code that it shows, and has the host prove the
// same, as soon as there is a connection; Watcher.Code tells what comes of it. Another code
// before that takes its place. A code is sent once: where the host may have looked at
// it and no answer came, a person has to give it again.
func (f *Follower) Code(code string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closing || f.over != nil {
		return
	}
	f.code = code
	if f.link != nil {
		f.link.beginExchange()
	}
}

// beginExchange says SHARE where there is a code to prove. It is called with Follower.mu
// held.
func (l *link) beginExchange() {
	f := l.f
	if f.code == "" || !l.codes || l.exchange != nil {
		return
	}
	l.shares++
	session, err := l.conn.Export(wire.ExchangeLabel, binary.BigEndian.AppendUint64(nil, l.shares))
	if err != nil {
		l.session.Cut(err)
		return
	}
	host := l.conn.Peer()
	client, share := cpace.Begin(cpace.Session{ID: session, Client: f.self[:], Host: host[:]}, f.code)
	l.exchange = &exchange{client: client, code: f.code}
	f.code = ""
	l.session.Send(&wire.Share{Element: share})
}

// takesCodes notes, at WELCOME, whether the host takes codes, and begins with one that
// waits.
func (l *link) takesCodes(takes bool) {
	f := l.f
	f.mu.Lock()
	l.codes = takes
	untaken := !takes && f.code != ""
	if untaken {
		f.code = ""
	}
	l.beginExchange()
	f.mu.Unlock()
	if untaken {
		f.tell(func(w Watcher) { w.Code(ErrNoCodes) })
	}
}

// exchanged takes the frames of an exchange.
func (l *link) exchanged(frame wire.Frame) error {
	f := l.f
	f.mu.Lock()
	e := l.exchange
	if e == nil {
		f.mu.Unlock()
		return unexpected(frame)
	}
	var result error
	switch w := frame.(type) {
	case *wire.Share:
		tag, err := e.client.Answer(w.Element)
		if err == nil {
			e.sent = true
			l.session.Send(&wire.Proof{Tag: tag})
		}
		f.mu.Unlock()
		if err != nil {
			return &wire.Refusal{Type: w.Type(), Field: "element", Why: err.Error(), Reason: wire.ByeMalformed}
		}
		return nil
	case *wire.Proof:
		if err := e.client.Finish(w.Tag); err != nil {
			f.mu.Unlock()
			return fmt.Errorf("%w: %w", ErrUnproved, err)
		}
	case *wire.Denied:
		result = &DeniedError{w.Reason, w.RetryAfter}
	}
	l.exchange = nil
	l.beginExchange()
	f.mu.Unlock()
	f.tell(func(w Watcher) { w.Code(result) })
	return nil
}

// endExchange takes note that the connection has ended. A code of which nothing was told
// yet is kept for the next one.
func (l *link) endExchange() {
	f := l.f
	f.mu.Lock()
	e := l.exchange
	l.exchange = nil
	lost := e != nil && e.sent
	if e != nil && !e.sent && f.code == "" {
		f.code = e.code
	}
	f.mu.Unlock()
	if lost {
		f.tell(func(w Watcher) { w.Code(ErrCodeLost) })
	}
}

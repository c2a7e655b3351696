package term

import (
	"context"
	"errors"
	"sync"

	"confab/transport"
	"confab/ui/internal/address"
)

// target are the flags and the address that chat, send and tail share.
type target struct {
	addr   string
	plain  *bool
	asJSON *bool
}

// target defines the shared flags on c.
func (c *command) target() *target {
	return &target{plain: c.Bool("plain", false, ""), asJSON: c.Bool("json", false, "")}
}

// resolve takes the address from the positional arguments; with done, the
// command ends with code.
func (t *target) resolve(c *command) (code int, done bool) {
	if len(c.words) == 0 || c.words[0] == "" {
		return c.usage(c.r.say.AddressMissing), true
	}
	addr, err := address.Dial(c.words[0])
	switch {
	case errors.Is(err, address.ErrLink):
		return c.r.fail(c.r.Words.LinkLater), true
	case err != nil:
		return c.r.fail(c.r.Words.Error(err)), true
	}
	t.addr, c.words = addr, c.words[1:]
	if !*t.plain {
		return c.r.fail(c.r.say.PlainOnly), true
	}
	return 0, false
}

// link is a client with one connection, from Dial to its end.
type link struct {
	*flow
	client  client
	printer *printer
	up      chan struct{} // closed when connected
	down    chan struct{} // closed when the dial failed or the connection ended
	heard   chan struct{} // holds a token after a message came
	once    sync.Once
	server  transport.PeerID // set before up is closed
	err     error            // why it ended; set before down is closed
}

// dial begins to connect to addr.
func (r *runner) dial(addr string, p *printer) *link {
	l := &link{
		flow: newFlow(), printer: p,
		up: make(chan struct{}), down: make(chan struct{}), heard: make(chan struct{}, 1),
	}
	l.client = r.newClient(transport.Options{Sink: l.observe, Version: r.Version})
	l.client.Dial(addr)
	return l
}

// observe is the client's sink.
func (l *link) observe(ev transport.Event) {
	l.printer.put(ev)
	l.flow.observe(ev)
	switch ev.Kind {
	case transport.Connected:
		l.server = ev.Peer.ID
		close(l.up)
	case transport.DialFailed, transport.Disconnected:
		l.once.Do(func() {
			l.err = ev.Err
			close(l.down)
		})
	case transport.Appended:
		if ev.Message.Kind == transport.Incoming {
			select {
			case l.heard <- struct{}{}:
			default:
			}
		}
	}
}

// connected waits for the connection and says whether it stands.
func (l *link) connected(ctx context.Context) bool {
	select {
	case <-l.up:
		return true
	case <-l.down:
	case <-ctx.Done():
	}
	return false
}

// hangUp closes the connection in order and says whether it came to that.
func (l *link) hangUp(ctx context.Context) bool {
	l.client.Hangup()
	select {
	case <-l.down:
		return true
	case <-ctx.Done():
		return false
	}
}

// end closes the client, prints what is left, and returns the exit code: done
// when a person interrupted, or when either program ended the connection in
// order and nothing was left unsent.
func (r *runner) end(ctx context.Context, l *link) int {
	l.client.Close()
	l.printer.close(ctx)
	if ctx.Err() != nil {
		return r.outcome(ctx)
	}
	select {
	case <-l.down:
		switch faultOf(l.err) {
		case transport.PeerClosed, transport.ClosedHere, transport.Canceled:
		default:
			return r.fail(r.Words.Error(l.err))
		}
	default: // Close need not tell what was asked for
	}
	if n := l.unsent(); n > 0 {
		return r.fail(r.say.Unsent(n))
	}
	return r.outcome(ctx)
}

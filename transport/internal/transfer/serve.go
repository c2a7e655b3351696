package transfer

import (
	"context"
	"net"
	"sync"

	"confab/transport/internal/filestream"
	"confab/transport/internal/wire"
)

// Serve is, on a host, a member's connection of files, until its end or that of ctx. It
// closes conn.
func (e *Engine) Serve(ctx context.Context, conn net.Conn, member wire.Identity) {
	defer conn.Close()
	if !e.enter(member) {
		_ = filestream.Send(conn, &wire.Refused{Reason: wire.RefusedBusy})
		return
	}
	defer e.leave(member)
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer context.AfterFunc(e.ctx, func() { _ = conn.Close() })()
	switch f := first(conn).(type) {
	case *wire.Serve:
		e.arrived(conn, f.Ticket)
	case *wire.Want:
		e.wanted(conn, member, f)
	}
}

// enter counts a connection, and reports whether there is a place for it.
func (e *Engine) enter(member wire.Identity) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.served >= servedAtOnce || e.ofMember[member] >= servedPerMember {
		return false
	}
	e.served++
	e.ofMember[member]++
	e.gone.Add(1)
	return true
}

func (e *Engine) leave(member wire.Identity) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.served--
	if e.ofMember[member]--; e.ofMember[member] == 0 {
		delete(e.ofMember, member)
	}
	e.gone.Done()
}

// arrived hands a connection to whoever waits for its ticket, and returns when that is
// done with it.
func (e *Engine) arrived(conn net.Conn, ticket wire.Ticket) {
	e.mu.Lock()
	came := e.tickets[ticket]
	delete(e.tickets, ticket)
	held := &heldConn{Conn: conn, closed: make(chan struct{})}
	if came != nil {
		came <- held // it has room for one
	}
	e.mu.Unlock()
	if came != nil {
		<-held.closed
	}
}

// heldConn tells when it is closed.
type heldConn struct {
	net.Conn
	once   sync.Once
	closed chan struct{}
}

// Close closes the connection, once.
func (c *heldConn) Close() (err error) {
	c.once.Do(func() {
		err = c.Conn.Close()
		close(c.closed)
	})
	return err
}

// wanted answers the WANT of a member.
func (e *Engine) wanted(conn net.Conn, member wire.Identity, f *wire.Want) {
	switch {
	case !e.config.MayRead(e.ctx, member, f):
		_ = filestream.Send(conn, &wire.Refused{Reason: wire.RefusedUnknown})
	case f.Author == e.config.Self:
		e.give(e.ctx, conn, f, member)
	default:
		from, err := e.summon(e.ctx, f.Author, f.CID, member)
		if err != nil {
			_ = filestream.Send(conn, &wire.Refused{Reason: wire.RefusedAway})
			return
		}
		defer from.Close()
		if filestream.Send(from, f) == nil {
			_, _ = filestream.Pipe(e.ctx, conn, from) // the two ends know how it went
		}
	}
}

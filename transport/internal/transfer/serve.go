package transfer

import (
	"context"
	"crypto/rand"
	"net"
	"sync"
	"time"

	"confab/transport/internal/filestream"
	"confab/transport/internal/wire"
)

// serving is a connection that is served. The engine's mu guards it.
type serving struct {
	conn   net.Conn
	member wire.Identity // at the other end
	// offer is what it carries, and gives that it is ours; zero: not known yet.
	offer key
	gives bool
	// toCopy is that the host's copy, and no reader, is at the other end.
	toCopy bool
	asked  bool // whether the host has asked the member for it
}

// ticket is a connection that the host has asked a member for.
type ticket struct {
	member wire.Identity
	came   chan net.Conn // has room for one
}

// Serve is, on a host, a member's connection of files, until its end or that of ctx. It
// closes conn.
func (e *Engine) Serve(ctx context.Context, conn net.Conn, member wire.Identity) {
	defer conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(e.ctx, cancel)()
	s := &serving{conn: conn, member: member}
	if !e.enter(s) {
		_ = filestream.Send(conn, &wire.Refused{Reason: wire.RefusedBusy})
		return
	}
	defer e.leave(s)
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	switch f := first(conn).(type) {
	case *wire.Serve:
		e.arrived(s, f)
	case *wire.Want:
		e.wanted(ctx, s, f)
	}
}

// enter counts a connection, and reports whether there is a place for it.
func (e *Engine) enter(s *serving) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || len(e.serving) >= servedAtOnce || e.ofMember[s.member] >= servedPerMember {
		return false
	}
	e.serving[s] = struct{}{}
	e.ofMember[s.member]++
	e.gone.Add(1)
	return true
}

func (e *Engine) leave(s *serving) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.serving, s)
	if s.asked {
		less(e.carried, s.member)
	} else {
		less(e.ofMember, s.member)
	}
	e.gone.Done()
}

func less(counts map[wire.Identity]int, of wire.Identity) {
	if counts[of]--; counts[of] == 0 {
		delete(counts, of)
	}
}

// Expel ends all connections with a member: call it when it is none any more.
func (e *Engine) Expel(member wire.Identity) {
	e.cut(func(s *serving) bool { return s.member == member })
}

// Revoke ends all connections that carry what a message offers: call it when that was
// deleted.
func (e *Engine) Revoke(author wire.Identity, cid wire.CID) {
	e.cut(func(s *serving) bool { return s.offer == key{author, cid} })
}

// cut closes connections.
func (e *Engine) cut(those func(*serving) bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.serving {
		if conn := s.conn; conn != nil && those(s) {
			e.start(func() { _ = conn.Close() }) // TLS says so first, and may wait
		}
	}
}

// carries notes what a connection carries.
func (e *Engine) carries(s *serving, offer key) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s.offer = offer
}

// arrived hands a connection to whoever waits for its ticket, and returns when that is
// done with it.
func (e *Engine) arrived(s *serving, f *wire.Serve) {
	held := &heldConn{Conn: s.conn, port: f.Port, closed: make(chan struct{})}
	e.mu.Lock()
	t := e.tickets[f.Ticket]
	if t == nil || t.member != s.member {
		e.mu.Unlock()
		return
	}
	delete(e.tickets, f.Ticket)
	// It is one of those that the host has asked for, which are bounded by their readers.
	s.asked = true
	less(e.ofMember, s.member)
	e.carried[s.member]++
	t.came <- held
	e.mu.Unlock()
	<-held.closed
}

// heldConn tells when it is closed.
type heldConn struct {
	net.Conn
	port   uint16 // of SERVE
	once   sync.Once
	closed chan struct{}
}

// Unwrap returns the connection itself.
func (c *heldConn) Unwrap() net.Conn { return c.Conn }

// Close closes the connection, once.
func (c *heldConn) Close() (err error) {
	c.once.Do(func() {
		err = c.Conn.Close()
		close(c.closed)
	})
	return err
}

// wanted answers the WANT of a member.
func (e *Engine) wanted(ctx context.Context, s *serving, f *wire.Want) {
	offer := key{f.Author, f.CID}
	e.carries(s, offer) // before it is looked whether it may: what ends that ends this
	may := func(f *wire.Want) bool { return offer == key{f.Author, f.CID} && e.config.MayRead(ctx, s.member, f) }
	switch {
	case !may(f):
		_ = filestream.Send(s.conn, &wire.Refused{Reason: wire.RefusedUnknown})
	case f.Author == e.config.Self:
		e.give(ctx, s, f, s.member, may)
	case e.copyServes(f):
		e.give(ctx, s, f, s.member, may)
	default:
		supply := &wire.Supply{CID: f.CID, Reader: s.member, Straight: f.Straight}
		from, refusal := e.summon(ctx, f.Author, supply)
		if refusal == wire.RefusedAway && !f.Own && e.hasCopy(offer) {
			e.give(ctx, s, f, s.member, may)
			return
		}
		if refusal != 0 {
			_ = filestream.Send(s.conn, &wire.Refused{Reason: refusal})
			return
		}
		defer from.Close()
		var err error
		if reach := reachOf(from, s.conn, supply); reach != nil {
			err = filestream.Send(s.conn, reach) // behind it comes another WANT, or nothing
		} else {
			f.Straight, f.Ticket = false, wire.Ticket{}
			err = filestream.Send(from, f)
		}
		if err == nil {
			_, _ = filestream.Pipe(ctx, s.conn, from) // the two ends know how it went
		}
	}
}

// summon has a member connect for what a SUPPLY names, and returns its connection, or why
// there is none.
func (e *Engine) summon(ctx context.Context, member wire.Identity, f *wire.Supply) (net.Conn, wire.RefusedReason) {
	t := &ticket{member: member, came: make(chan net.Conn, 1)}
	var number wire.Ticket
	rand.Read(number[:])
	e.mu.Lock()
	waiting := e.carried[member]
	for _, other := range e.tickets {
		if other.member == member {
			waiting++
		}
	}
	if waiting >= servedPerMember {
		e.mu.Unlock()
		return nil, wire.RefusedBusy
	}
	e.tickets[number] = t
	e.mu.Unlock()
	defer func() {
		e.mu.Lock()
		delete(e.tickets, number)
		e.mu.Unlock()
		select {
		case late := <-t.came:
			_ = late.Close()
		default:
		}
	}()
	f.Ticket = number
	if !e.config.Ask(member, f) {
		return nil, wire.RefusedAway
	}
	patience := time.NewTimer(answerTime)
	defer patience.Stop()
	select {
	case conn := <-t.came:
		return conn, 0
	case <-patience.C:
	case <-ctx.Done():
	}
	return nil, wire.RefusedAway
}

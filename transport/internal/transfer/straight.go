package transfer

import (
	"context"
	"net"
	"slices"
	"time"

	"confab/transport/internal/filestream"
	"confab/transport/internal/secure"
	"confab/transport/internal/straight"
	"confab/transport/internal/wire"
)

// This file is how members reach each other without the host.

const (
	// strayTime is how long a member that was not reached is not tried again, and mostAstray
	// how many such there may be meanwhile: a host that names addresses learns no more of
	// what is behind them.
	strayTime, mostAstray = 10 * time.Minute, 8
	// backTime is how long a member that has given something straight, as far as that went,
	// waits for its receiver to come back by the host. A receiver finds out within half a
	// minute that the other machine is gone.
	backTime = 45 * time.Second
)

// astray is a member that was not reached, and when.
type astray struct {
	member wire.Identity
	at     time.Time
}

// triesStraight reports whether a member may be reached without the host.
func (e *Engine) triesStraight(member wire.Identity) bool {
	if e.config.Straight == nil || member == e.config.Host {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.astray = slices.DeleteFunc(e.astray, func(a astray) bool { return time.Since(a.at) > strayTime })
	return len(e.astray) < mostAstray && !slices.ContainsFunc(e.astray, func(a astray) bool { return a.member == member })
}

// reach connects to a member where the host at the other end of conn says that it is; nil if
// that cannot be.
func (e *Engine) reach(ctx context.Context, conn net.Conn, member wire.Identity, f *wire.Reach) net.Conn {
	at, ok := straight.At(f, conn.RemoteAddr())
	if !ok {
		return nil
	}
	// One at a time, so that what is learned by one counts for the next: else a host has many
	// addresses tried at once in the name of one member.
	select {
	case e.reaching <- struct{}{}:
		defer func() { <-e.reaching }()
	case <-ctx.Done():
		return nil
	}
	if !e.triesStraight(member) {
		return nil
	}
	to, err := straight.Dial(ctx, e.config.Straight, at, secure.ID(member))
	if err == nil {
		return to
	}
	if ctx.Err() == nil {
		e.mu.Lock()
		e.astray = append(e.astray, astray{member, time.Now()})
		e.mu.Unlock()
	}
	return nil
}

// reachOf is, on a host, where a receiver reaches the member that has come for a SUPPLY; nil
// where it does not.
func reachOf(from, receiver net.Conn, f *wire.Supply) *wire.Reach {
	held, ok := from.(*heldConn)
	at := straight.Addr(from.RemoteAddr())
	if !ok || !f.Straight || held.port == 0 || !straight.Fits(at, straight.Addr(receiver.RemoteAddr())) {
		return nil
	}
	return &wire.Reach{Addr: straight.Named(at), Port: held.port, Ticket: f.Ticket}
}

// awaits opens a door for the reader of a SUPPLY, who sees us at the address that conn has;
// nil if all is to go through the host.
func (e *Engine) awaits(conn net.Conn, f *wire.Supply) *straight.Door {
	if e.config.Straight == nil || !f.Straight {
		return nil
	}
	e.mu.Lock()
	if e.doors >= givenAtOnce {
		e.mu.Unlock()
		return nil
	}
	e.doors++
	e.mu.Unlock()
	door, err := straight.Open(e.config.Straight, conn.LocalAddr(), secure.ID(f.Reader))
	if err != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.doors--
		return nil
	}
	return door
}

// delivery is what a SUPPLY asks for.
type delivery struct {
	e *Engine
	s *serving
	f *wire.Supply
}

func (d delivery) closeDoor(door *straight.Door) {
	if door == nil {
		return
	}
	door.Close()
	d.e.mu.Lock()
	defer d.e.mu.Unlock()
	d.e.doors--
}

// may reports whether a WANT is for what the host has asked for.
func (d delivery) may(want *wire.Want) bool { return d.s.offer == key{want.Author, want.CID} }

// run gives what is wanted: straight to a receiver that comes to the door, and through the
// host where it wants it from there. The connection with the host is held meanwhile: its end
// is that of the straight one.
func (d delivery) run(ctx context.Context, door *straight.Door) {
	conn := d.s.conn
	var came <-chan net.Conn
	if door != nil {
		came = door.Came()
	}
	shut := func() {
		d.closeDoor(door)
		came, door = nil, nil
	}
	defer func() { shut() }()
	asked := make(chan *wire.Want, 1)
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		defer close(asked)
		if want := wantBy(conn); want != nil {
			asked <- want
		}
	}()
	defer func() { _ = conn.Close(); <-listening }()
	patience := time.NewTimer(answerTime)
	defer patience.Stop()
	var there net.Conn
	var given chan bool // closed, after whether the receiver has all, when the straight way is over
	for {
		select {
		case there = <-came:
			shut()
			patience.Stop()
			given = make(chan bool, 1)
			go func(there net.Conn, given chan<- bool) {
				defer close(given)
				given <- d.straight(ctx, there)
			}(there, given)
		case all := <-given:
			if all {
				return
			}
			given = nil
			patience.Reset(backTime)
		case want, more := <-asked:
			shut()
			if given != nil {
				_ = there.Close()
				for range given { // until it has ended
				}
			}
			if more {
				d.e.give(ctx, d.s, want, d.f.Reader, d.may)
			}
			return
		case <-patience.C:
			return
		}
	}
}

// wantBy waits for a WANT; nil where the connection ends or another frame comes than PING.
func wantBy(conn net.Conn) *wire.Want {
	frames := filestream.NewReader(conn)
	for {
		switch f, _ := frames.Next(); f := f.(type) {
		case *wire.Ping:
		case *wire.Want:
			return f
		default:
			return nil
		}
	}
}

// straight gives to the receiver that has come to the door, and reports whether it has all.
func (d delivery) straight(ctx context.Context, conn net.Conn) bool {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	want, ok := first(conn).(*wire.Want)
	if !ok || want.Ticket != d.f.Ticket {
		return false
	}
	return d.e.giveBy(ctx, conn, true, d.s, want, d.f.Reader, d.may)
}

package transfer

import (
	"context"
	"errors"
	"net"
	"time"

	"confab/transport/internal/filestream"
	"confab/transport/internal/wire"
)

// Supply is called on a client for a SUPPLY of the host. It does not wait.
func (e *Engine) Supply(f *wire.Supply) {
	s := &serving{member: f.Reader, offer: key{e.config.Self, f.CID}, toCopy: f.Copy}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.serving) >= servedAtOnce {
		return // whoever wants it asks again
	}
	e.serving[s] = struct{}{}
	if !e.start(func() { e.supply(s, f) }) {
		delete(e.serving, s)
	}
}

func (e *Engine) supply(s *serving, f *wire.Supply) {
	ctx, cancel := context.WithCancel(e.ctx)
	defer cancel()
	defer func() {
		e.mu.Lock()
		delete(e.serving, s)
		e.mu.Unlock()
	}()
	conn, err := e.config.Dial(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	e.mu.Lock()
	s.conn = conn
	e.mu.Unlock()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	serve := &wire.Serve{Ticket: f.Ticket}
	door := e.awaits(conn, f)
	if door != nil {
		serve.Port = door.Port()
	}
	// The host has asked for this one: behind it comes what a receiver writes.
	d := delivery{e, s, f}
	if err := filestream.Send(conn, serve); err != nil {
		d.closeDoor(door)
		return
	}
	d.run(ctx, door)
}

// first reads the first frame of a connection; nil if there is none in time.
func first(conn net.Conn) wire.Frame {
	_ = conn.SetReadDeadline(time.Now().Add(answerTime))
	f, err := filestream.NewReader(conn).Next()
	if err != nil {
		return nil
	}
	_ = conn.SetReadDeadline(time.Time{})
	return f
}

// gives has a place for a stream of what we offer.
func (e *Engine) gives(s *serving, reader wire.Identity) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	all, his := 0, 0
	for other := range e.serving {
		if other.gives && other != s {
			all++
			if other.member == reader {
				his++
			}
		}
	}
	s.gives = all < givenAtOnce && his < givenPerReader
	return s.gives
}

// give sends what we offer to reader, as long as may says that it may have it: it is asked
// about each WANT.
func (e *Engine) give(ctx context.Context, at *serving, want *wire.Want, reader wire.Identity, may func(*wire.Want) bool) {
	e.giveBy(ctx, at.conn, reader == e.config.Host || e.config.Self == e.config.Host, at, want, reader, may)
}

// giveBy is give by a connection that is straight, or not. It reports whether reader has all
// of it.
func (e *Engine) giveBy(ctx context.Context, conn net.Conn, straight bool, at *serving, want *wire.Want, reader wire.Identity, may func(*wire.Want) bool) bool {
	if !e.gives(at, reader) {
		_ = filestream.Send(conn, &wire.Refused{Reason: wire.RefusedBusy})
		return false
	}
	var s Status
	var sent uint64
	var given *keeping
	var stock *filestream.Stock
	tell := func(s Status) {
		if s.ToCopy {
			s.Copy = e.copyState(given)
		}
		if !given.copied { // our person does not follow who takes what others offer
			e.tell(s)
		}
	}
	told := time.Time{}
	whole, err := filestream.Supply(ctx, conn, want, filestream.Supplier{
		Find: func(want *wire.Want) (*filestream.Stock, wire.RefusedReason) {
			if !may(want) {
				return nil, wire.RefusedUnknown
			}
			k, ready, refusal := e.stock(ctx, key{want.Author, want.CID}, given)
			if refusal != 0 {
				return nil, refusal
			}
			stock = ready
			if given == nil && !at.toCopy && !k.copied {
				e.streams(k, reader)
			}
			given, sent = k, 0
			if want.Version == wire.Digest(stock.Version()) && len(want.Ranges) > 0 {
				sent = uint64(stock.Size()) - lacking(want.Ranges, stock)
			}
			s = k.status()
			s.Reader, s.Active, s.Bytes, s.Of, s.Straight = reader, true, sent, uint64(stock.Size()), straight
			if at.toCopy {
				s.Reader, s.ToCopy = wire.Identity{}, true
			}
			tell(s)
			return stock, 0
		},
		Sent: func(_ *filestream.Stock, _, bytes int64) {
			if sent += uint64(bytes); time.Since(told) >= progressEvery {
				told, s.Bytes = time.Now(), min(sent, s.Of)
				tell(s)
			}
		},
	})
	if given == nil {
		return false // nothing of it was there
	}
	e.unused(given)
	s.Active, s.Bytes = false, min(sent, s.Of)
	if s.Has = err == nil && whole != (wire.Digest{}); s.Has && !given.copied {
		s.Whole = e.went(given, stock)
	}
	var ended *filestream.EndedError
	if errors.As(err, &ended) {
		s.Reason = endedBy(ended)
		if given.copied {
			e.broken(given)
		}
	}
	all := s.Has
	if s.Has = s.Has && !s.ToCopy; !s.ToCopy && !given.copied { // COPY says so
		s = e.streamed(given, s)
	}
	tell(s)
	return all
}

// stock finds what we offer; before is what this stream uses already.
func (e *Engine) stock(ctx context.Context, offer key, before *keeping) (*keeping, *filestream.Stock, wire.RefusedReason) {
	e.mu.Lock()
	k := e.kept[offer]
	if k != nil && k != before {
		k.users++
	}
	e.mu.Unlock()
	if k == nil {
		return nil, nil, wire.RefusedUnknown
	}
	stock, err := k.ready(ctx)
	if err != nil {
		if k != before {
			e.unused(k)
		}
		if k.copied {
			e.broken(k)
			return nil, nil, wire.RefusedAway // who waits gets it when its author is here
		}
		return nil, nil, wire.RefusedMissing
	}
	return k, stock, 0
}

// lacking is how many bytes are in ranges of a stream.
func lacking(ranges []wire.Range, stock *filestream.Stock) (bytes uint64) {
	chunk, size := uint64(stock.Chunk()), uint64(stock.Size())
	for _, r := range ranges {
		from, to := r.First*chunk, min((r.First+r.Count)*chunk, size)
		bytes += max(to, from) - from
	}
	return min(bytes, size)
}

// endedBy is why a stream ended, as far as it is known here.
func endedBy(err *filestream.EndedError) Reason {
	switch err.Reason {
	case wire.EndChanged:
		return Changing
	case wire.EndGone:
		return Gone
	}
	return Unreadable
}

package transfer

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// keeping is what we offer.
type keeping struct {
	Offer
	path string

	mu    sync.Mutex        // held while it is scanned
	stock *filestream.Stock // nil until it is asked for; guarded by mu
}

// ready returns what lies there now.
func (k *keeping) ready(ctx context.Context) (*filestream.Stock, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stock != nil && !k.stock.Stale() {
		return k.stock, nil
	}
	s, err := files.Scan(ctx, k.path, nil)
	if err != nil {
		return nil, err
	}
	k.stock = filestream.NewStock(s)
	return k.stock, nil
}

// Keep has a file or folder at that path ready for whoever may read the message that offers
// it, also after a restart. The snapshot is what was scanned for the message.
func (e *Engine) Keep(o Offer, s *files.Snapshot) error {
	t := e.record(o, store.TransferKept, s.Path())
	t.Version = s.Version()
	if err := e.config.Store.SetTransfer(t); err != nil {
		return err
	}
	k := &keeping{Offer: o, path: s.Path(), stock: filestream.NewStock(s)}
	e.mu.Lock()
	e.kept[o.key()] = k
	e.mu.Unlock()
	e.tell(Status{Offer: o, State: store.TransferKept, Path: s.Path()})
	return nil
}

// Withdraw keeps something of ours ready no more.
func (e *Engine) Withdraw(o Offer) error {
	e.mu.Lock()
	k := e.kept[o.key()]
	delete(e.kept, o.key())
	e.mu.Unlock()
	if k == nil {
		return nil
	}
	return e.config.Store.RemoveTransfer(e.record(o, store.TransferKept, k.path))
}

// Supply is called on a client for a SUPPLY of the host. It does not wait.
func (e *Engine) Supply(f *wire.Supply) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.served >= servedAtOnce {
		return // whoever wants it asks again
	}
	e.served++
	if !e.start(func() { e.supply(f) }) {
		e.served--
	}
}

func (e *Engine) supply(f *wire.Supply) {
	defer func() {
		e.mu.Lock()
		e.served--
		e.mu.Unlock()
	}()
	conn, err := e.config.Dial(e.ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	if filestream.Send(conn, &wire.Serve{Ticket: f.Ticket}) != nil {
		return
	}
	want, ok := first(conn).(*wire.Want)
	if ok {
		e.give(e.ctx, conn, want, f.Reader)
	}
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

// give sends what we offer to reader.
func (e *Engine) give(ctx context.Context, conn net.Conn, want *wire.Want, reader wire.Identity) {
	var s Status
	var sent uint64
	told := time.Time{}
	whole, err := filestream.Supply(ctx, conn, want, filestream.Supplier{
		Find: func(want *wire.Want) (*filestream.Stock, wire.RefusedReason) {
			e.mu.Lock()
			k := e.kept[key{want.Author, want.CID}]
			e.mu.Unlock()
			if k == nil {
				return nil, wire.RefusedUnknown
			}
			stock, err := k.ready(ctx)
			if err != nil {
				return nil, wire.RefusedMissing
			}
			sent = 0
			if want.Version == wire.Digest(stock.Version()) && len(want.Ranges) > 0 {
				sent = uint64(stock.Size()) - lacking(want.Ranges, stock)
			}
			s = Status{Offer: k.Offer, State: store.TransferKept, Path: k.path, Reader: reader, Active: true, Of: uint64(stock.Size())}
			s.Bytes = sent
			e.tell(s)
			return stock, 0
		},
		Sent: func(_ *filestream.Stock, _, bytes int64) {
			if sent += uint64(bytes); time.Since(told) >= progressEvery {
				told, s.Bytes = time.Now(), sent
				e.tell(s)
			}
		},
	})
	if s.Reader == (wire.Identity{}) {
		return // nothing of it was there
	}
	s.Active, s.Bytes = false, sent
	s.Has = err == nil && whole != (wire.Digest{})
	var ended *filestream.EndedError
	if errors.As(err, &ended) {
		s.Reason = endReasons[ended.Reason]
	}
	e.tell(s)
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

// endReasons are those of what ended a stream.
var endReasons = map[wire.EndReason]Reason{wire.EndChanged: Changing, wire.EndGone: Gone, wire.EndUnreadable: Unreadable}

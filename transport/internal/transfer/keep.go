package transfer

import (
	"context"
	"sync"

	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// keeping is what we offer.
type keeping struct {
	Offer
	path  string
	began wire.Millis
	// copied is that a host keeps it for its members. What a WANT names has version then,
	// path is the sidecar, and whole what was verified when it came. Of ours whole is that of
	// what went out whole, if it is of this version; guarded by the engine's mu.
	copied         bool
	version, whole wire.Digest
	damaged        func(Offer)
	// copy is how far the host's copy of ours is; guarded by the engine's mu.
	copy  wire.CopyState
	users int // streams that use it; guarded by the engine's mu
	// readers are those who fetch it, or did; guarded by the engine's mu.
	readers map[wire.Identity]*reader

	mu    sync.Mutex        // held while it is scanned
	stock *filestream.Stock // nil until it is asked for; guarded by mu
}

// status is how it is while nobody reads it.
func (k *keeping) status() Status {
	return Status{Offer: k.Offer, State: store.TransferKept, Path: k.path, Began: k.began, Copy: k.copy, Whole: k.whole}
}

// ready returns what lies there now.
func (k *keeping) ready(ctx context.Context) (*filestream.Stock, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stock != nil && !k.stock.Stale() {
		return k.stock, nil
	}
	if k.copied {
		return k.open()
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
	e.order.Lock()
	defer e.order.Unlock()
	t := e.record(o, store.TransferKept, s.Path())
	t.Version = s.Version()
	if err := e.table.Set(t); err != nil {
		return err
	}
	k := &keeping{Offer: o, path: s.Path(), began: t.Began, stock: filestream.NewStock(s)}
	e.mu.Lock()
	e.kept[o.key()] = k
	e.trim()
	e.mu.Unlock()
	e.tell(k.status())
	return nil
}

// Path is where something lies that is kept ready; false for anything else.
func (e *Engine) Path(o Offer) (path string, kept bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	k := e.kept[o.key()]
	if k == nil {
		return "", false
	}
	return k.path, true
}

// Withdraw keeps something of ours ready no more, and ends the streams of it.
func (e *Engine) Withdraw(o Offer) error {
	e.order.Lock()
	defer e.order.Unlock()
	e.mu.Lock()
	k := e.kept[o.key()]
	delete(e.kept, o.key())
	e.mu.Unlock()
	if k == nil {
		return nil
	}
	e.Revoke(o.Author, o.CID)
	err := e.table.Remove(e.record(o, store.TransferKept, k.path))
	e.tell(Status{Offer: o})
	return err
}

// unused notes that a stream uses something no more.
func (e *Engine) unused(k *keeping) {
	e.mu.Lock()
	defer e.mu.Unlock()
	k.users--
	e.trim()
}

// trim lets go of what is in memory of things that no stream uses, where it is too much:
// they are scanned again when they are asked for. It is called with mu held.
func (e *Engine) trim() {
	all := 0
	for _, k := range e.kept {
		if k.users > 0 || !k.mu.TryLock() {
			continue
		}
		if k.stock != nil {
			if all += k.stock.Weight(); all > e.stockBytes {
				all -= k.stock.Weight()
				k.stock = nil
			}
		}
		k.mu.Unlock()
	}
}

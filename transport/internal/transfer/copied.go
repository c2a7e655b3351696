package transfer

import (
	"context"
	"errors"
	"fmt"
	"net"

	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// This file is how an Engine gives the host's copies, and what a member is told of those of
// what it offers.

// keepCopy has a copy that is here ready for whoever may read the message that offers it.
// damaged is called, by a goroutine of the engine, when it is not what it was.
func (e *Engine) keepCopy(t store.Transfer, state string, damaged func(Offer)) {
	o := sized(t)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.kept[o.key()] = &keeping{Offer: o, path: state, copied: true, version: t.Version, whole: t.Whole, damaged: damaged}
}

// dropCopy gives a copy no more, and ends the streams of it.
func (e *Engine) dropCopy(k key) {
	e.mu.Lock()
	kept := e.kept[k]
	if kept != nil && kept.copied {
		delete(e.kept, k)
	}
	e.mu.Unlock()
	if kept != nil && kept.copied {
		e.cut(func(s *serving) bool { return s.offer == k && s.gives })
	}
}

// copyServes reports whether the host's copy is what a WANT gets.
func (e *Engine) copyServes(f *wire.Want) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	k := e.kept[key{f.Author, f.CID}]
	return k != nil && k.copied && !f.Own && (f.Version == wire.Digest{} || f.Version == k.version)
}

// hasCopy reports whether the host has a copy.
func (e *Engine) hasCopy(offer key) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	k := e.kept[offer]
	return k != nil && k.copied
}

// open opens a copy. It is called with mu of the keeping held.
func (k *keeping) open() (*filestream.Stock, error) {
	s, err := files.OpenCopy(k.path)
	if err != nil {
		return nil, err
	}
	if whole, _ := s.Whole(); s.Version() != k.version || whole != k.whole {
		return nil, fmt.Errorf("%w: the sidecar of %s", files.ErrCorrupt, k.path)
	}
	k.stock = filestream.NewStock(s)
	return k.stock, nil
}

// dialCopy connects our own person to a copy.
func (e *Engine) dialCopy(o Offer) net.Conn {
	here, there := net.Pipe()
	e.async(func() {
		defer there.Close()
		ctx, cancel := context.WithCancel(e.ctx)
		defer cancel()
		defer context.AfterFunc(ctx, func() { _ = there.Close() })()
		s := &serving{conn: there, member: e.config.Self, offer: o.key()}
		if want, ok := first(there).(*wire.Want); ok {
			e.give(ctx, s, want, e.config.Self, func(want *wire.Want) bool { return o.key() == key{want.Author, want.CID} })
		}
	})
	return here
}

// broken has a copy that is not what it was be given no more.
func (e *Engine) broken(k *keeping) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kept[k.key()] != k {
		return // somebody has found that before
	}
	delete(e.kept, k.key())
	e.start(func() { k.damaged(k.Offer) })
}

// Copied takes what the host says of its copy of something of ours.
func (e *Engine) Copied(f *wire.Copy) {
	for _, id := range f.Messages() {
		e.mu.Lock()
		k := e.kept[key{e.config.Self, id}]
		if k == nil || k.copied {
			e.mu.Unlock()
			continue
		}
		k.copy = f.State
		s := Status{Offer: k.Offer, State: store.TransferKept, Path: k.path, Copy: f.State}
		e.mu.Unlock()
		e.tell(s)
	}
}

// copyState is how far the host's copy of something of ours is.
func (e *Engine) copyState(k *keeping) wire.CopyState {
	e.mu.Lock()
	defer e.mu.Unlock()
	return k.copy
}

// errOverQuota says that something is more than the host keeps.
var errOverQuota = errors.New("over the quota")

// spareBytes is how much room a copy leaves on the host's disk, for the log above all.
const spareBytes = 64 << 20

package transfer

import (
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// went keeps the whole of what a member has received of ours, and returns the one that is
// known then. Our own counts, where each chunk has gone out in this run; otherwise what the
// first receiver has verified.
func (e *Engine) went(k *keeping, stock *filestream.Stock, verified wire.Digest) wire.Digest {
	own, known := stock.Whole()
	if !known {
		own = verified
	}
	e.order.Lock()
	defer e.order.Unlock()
	e.mu.Lock()
	version := wire.Digest(stock.Version())
	same := k.version == version && k.whole != wire.Digest{}
	news := e.kept[k.key()] == k && !(same && (k.whole == own || !known))
	if news {
		k.version, k.whole = version, own
	}
	whole := k.whole
	e.mu.Unlock()
	if news {
		t := e.record(k.Offer, store.TransferKept, k.path)
		t.Version, t.Whole = version, own
		_ = e.table.Set(t) // else it is known in this run
	}
	return whole
}

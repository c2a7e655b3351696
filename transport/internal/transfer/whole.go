package transfer

import (
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// went keeps the whole of what a member has received of ours, and returns it; zero where it
// is not known. It is known where each chunk has gone out in this run, or did in an earlier
// one, of the same version: what a receiver says it has verified proves nothing, as it need
// not have received any of it.
func (e *Engine) went(k *keeping, stock *filestream.Stock) wire.Digest {
	own, known := stock.Whole()
	e.order.Lock()
	defer e.order.Unlock()
	e.mu.Lock()
	version := wire.Digest(stock.Version())
	if k.version != version {
		k.version, k.whole = version, wire.Digest{}
	}
	news := e.kept[k.key()] == k && known && k.whole != own
	if news {
		k.whole = own
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

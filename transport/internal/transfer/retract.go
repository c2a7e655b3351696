package transfer

import "confab/transport/internal/store"

// Retracted ends what is fetched of a message that its author has deleted, and removes what
// has come of it. What is here, whole, stays. Of what nobody asked for nothing is done.
func (e *Engine) Retracted(o Offer) error {
	f := e.halt(o)
	defer e.order.Unlock()
	if f != nil {
		return e.retractFetch(f)
	}
	e.mu.Lock()
	t, known := e.rest[o.key()]
	e.mu.Unlock()
	if !known || t.State == store.TransferDone {
		return nil
	}
	before := Reason(t.Reason)
	t.State, t.Reason = store.TransferFailed, uint8(Retracted)
	if err := e.table.Set(t); err != nil {
		return err
	}
	e.mu.Lock()
	e.rest[o.key()] = t
	delete(e.came, o.key())
	e.mu.Unlock()
	err := e.discard(o) // else New does it
	if before != Retracted {
		e.tell(statusOf(t))
	}
	return err
}

// retractFetch is Retracted for a fetch that was halted. It is called with order held.
func (e *Engine) retractFetch(f *fetch) error {
	if f.named.State == store.TransferDone { // all of it lies there under its name
		if err := e.table.Set(f.named); err != nil {
			return err
		}
		if err := e.settle(f, store.TransferDone, NoReason, f.named.Path); err != nil {
			return err
		}
		return e.discard(f.Offer)
	}
	e.mu.Lock()
	f.status.Bytes = 0
	e.mu.Unlock()
	if err := e.settle(f, store.TransferFailed, Retracted, f.dir); err != nil {
		return err // the next run ends it
	}
	return e.discard(f.Offer)
}

// Wants reports whether something is fetched, or was asked for and is not here.
func (e *Engine) Wants(o Offer) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, rests := e.rest[o.key()]
	return e.fetches[o.key()] != nil || rests && t.State != store.TransferDone
}

// Retract notes of a transfer, before New takes it up, that its message was deleted: New
// removes what has come of it then.
func Retract(s *store.Store, t store.Transfer) error {
	t.State, t.Reason = store.TransferFailed, uint8(Retracted)
	return s.Fetches().Set(t)
}

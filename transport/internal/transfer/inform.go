package transfer

import (
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
)

// told notes whether the author of what is here has heard of it, and sees to it that it
// will: it may wait for that, as a person does.
func (e *Engine) told(t store.Transfer, told bool) {
	if told {
		t.Reason = uint8(NoReason)
		_ = e.table.Set(t) // else it is told once more
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.start(func() { e.inform(t) })
}

// inform tells the author of what is here that it is, when it can be reached.
func (e *Engine) inform(t store.Transfer) {
	to := way{author: t.Author, own: true}
	for {
		if _, err := e.pass(e.ctx, to, func(Reason) {}); err != nil {
			return
		}
		err := e.informOnce(t)
		switch why := reasonOf(err); {
		case e.ctx.Err() != nil:
			return
		case err != nil && why.Passes():
			e.shut(to, why)
		default: // it knows, or offers that no more
			e.opened(to)
			e.order.Lock()
			defer e.order.Unlock()
			e.mu.Lock()
			now := e.rest[key{t.Author, t.CID}]
			e.mu.Unlock()
			if now.State == store.TransferDone && now.Path == t.Path { // and not fetched again, or forgotten
				e.told(t, true)
			}
			return
		}
	}
}

func (e *Engine) informOnce(t store.Transfer) error {
	select {
	case e.tries <- struct{}{}:
		defer func() { <-e.tries }()
	case <-e.ctx.Done():
		return e.ctx.Err()
	}
	conn, err := e.dial(e.ctx, sized(t), true)
	if err != nil {
		return err
	}
	defer conn.Close()
	want := wantOf(sized(t))
	want.Version = t.Version
	return filestream.Tell(e.ctx, conn, want, t.Whole)
}

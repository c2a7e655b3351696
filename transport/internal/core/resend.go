package core

import (
	"context"
	"slices"

	"confab/transport/internal/transfer"
	"confab/transport/internal/wire"
)

// again says a failed message as a new one and forgets it, with forget too. What it offers
// is offered again, from where it lies: until that is looked at, the failed one waits.
func (c *core) again(r *room, id MessageID, engine *transfer.Engine, say func(Draft, func(Fault)) (MessageID, error), forget func()) (MessageID, error) {
	i := slices.IndexFunc(r.pending, func(m Message) bool { return m.ID == id && m.State == Failed })
	if i < 0 {
		return MessageID{}, &Error{Fault: MessageUnknown}
	}
	m := r.pending[i]
	d := Draft{Text: m.Text, ReplyTo: r.answers[id]}
	said := func() {
		c.drop(r, id)
		forget()
	}
	if m.File == nil {
		next, err := say(d, nil)
		if err == nil {
			said()
		}
		return next, err
	}
	path, found := "", false
	if engine != nil {
		path, found = engine.Path(c.ourOffer(r, id))
	}
	if !found {
		return MessageID{}, &Error{Fault: FileUnread, Addr: m.File.Name}
	}
	d.Attach = &Attachment{Path: path, Width: m.File.Width, Height: m.File.Height, Preview: []byte(m.File.Preview)}
	next, err := say(d, func(f Fault) {
		if f != NoFault {
			c.progress(r, id, Failed, m.Fault)
			return
		}
		said()
		c.unoffer(engine, r, id)
	})
	if err == nil {
		c.progress(r, id, Queued, NoFault)
	}
	return next, err
}

// ourOffer is what a message of ours offers.
func (c *core) ourOffer(r *room, id MessageID) transfer.Offer {
	return transfer.Offer{Room: r.id, Author: wire.Identity(c.home.Identity()), CID: id}
}

// unoffer keeps ready no more what a message offers that is not said.
func (c *core) unoffer(engine *transfer.Engine, r *room, id MessageID) {
	if engine == nil {
		return // nothing was ever offered
	}
	c.executor.Do(func() {
		if err := engine.Withdraw(c.ourOffer(r, id)); err != nil {
			c.diskFailed(err)
		}
	})
}

// tidyOffers forgets what is kept ready for a host, by a run that ended before the message
// was said, and ends what is fetched of messages that were deleted. It reads the disk, before
// the transfers are taken up.
func (c *core) tidyOffers(host ID) error {
	list, err := c.home.store.Unsaid(context.Background(), c.home.Identity(), host)
	for _, t := range list {
		_ = c.home.store.Fetches().Remove(t) // the next run tries again
	}
	if err != nil {
		return err
	}
	list, err = c.home.store.Retracted(context.Background(), c.home.Identity(), host)
	for _, t := range list {
		_ = transfer.Retract(c.home.store, t) // the next run tries again
	}
	return err
}

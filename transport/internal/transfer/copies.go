package transfer

import (
	"cmp"
	"context"
	"net"
	"slices"
	"sync"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// CopyRules are what a host keeps of what its members offer. The zero value keeps nothing.
type CopyRules struct {
	// Bytes is how much in all, and PerMember of one who offers; zero: as much as of all.
	Bytes, PerMember int64
	// MaxAge is how long each is kept; zero: as long as the message.
	MaxAge time.Duration
}

// Keep reports whether anything is kept.
func (r CopyRules) Keep() bool { return r.Bytes > 0 }

// ofMember is how much of one member is kept.
func (r CopyRules) ofMember() int64 {
	if r.PerMember > 0 {
		return min(r.PerMember, r.Bytes)
	}
	return r.Bytes
}

// CopyNews is how far a copy is.
type CopyNews struct {
	Offer
	State wire.CopyState
}

// CopyConfig is what NewCopies needs.
type CopyConfig struct {
	// Engine is that of the host, which gives the copies; Store and Self are its own.
	Engine *Engine
	// Folder is where the copies lie; it is made when needed.
	Folder string
	Rules  CopyRules
	// Offered reports whether a message still offers something; it may wait for the disk.
	Offered func(context.Context, Offer) bool
	// Changed is told how far a copy is; it must not wait.
	Changed func(CopyNews)
	Now     func() time.Time // nil: the system's clock

	hooks files.Hooks // of every part; tests set it
}

// Copies are what a host keeps of what its members offer to each other, so that those who
// were away get it when its author has gone. They come as everything does, by an Engine of
// their own, and are given by that of the host. Its methods are for any goroutine, and wait
// for the disk.
//
// What is over the quota is not kept, and nothing that is kept makes room for it: what an
// author was told to be kept stays until it is too old, its message is deleted, or its host
// keeps less. Then the oldest go.
type Copies struct {
	config CopyConfig
	pull   *Engine
	ctx    context.Context
	cancel context.CancelFunc
	over   chan struct{} // closed when the loop has ended

	mu    sync.Mutex // held while it is decided what is kept
	rules CopyRules
}

// sweepEvery is how often it is looked what is too old.
const sweepEvery = time.Hour

// NewCopies returns the Copies that the store has.
func NewCopies(config CopyConfig) (*Copies, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	c := &Copies{config: config, rules: config.Rules, over: make(chan struct{})}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	host := config.Engine
	started := make(chan struct{})
	defer close(started)
	pull, err := New(Config{Self: host.config.Self, Host: host.config.Host, Store: host.config.Store, Folder: config.Folder,
		copies: true, hooks: config.hooks, admit: c.admit,
		summon: func(ctx context.Context, o Offer) (net.Conn, wire.RefusedReason) {
			return host.summon(ctx, o.Author, &wire.Supply{CID: o.CID, Reader: host.config.Self, Copy: true})
		},
		Changed: func(s Status) {
			<-started
			c.changed(s)
		}})
	if err != nil {
		c.cancel()
		return nil, err
	}
	c.pull = pull
	for _, t := range pull.finished() {
		host.keepCopy(t, pull.sidecar(sized(t)), c.damaged)
	}
	for _, s := range pull.All() {
		if s.State == store.TransferFailed {
			_ = pull.Abandon(s.Offer) // a program ended before it did so
		}
	}
	go c.loop()
	return c, nil
}

// finished are the transfers that are here, whole.
func (e *Engine) finished() (list []store.Transfer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, t := range e.rest {
		if t.State == store.TransferDone {
			list = append(list, t)
		}
	}
	return list
}

// Close ends what comes, and returns when that is done. The host's engine is closed after
// it.
func (c *Copies) Close() {
	c.cancel()
	<-c.over
	c.pull.Close()
}

// loop removes what is not to be kept any more, from time to time.
func (c *Copies) loop() {
	defer close(c.over)
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		c.Sweep()
		select {
		case <-ticker.C:
		case <-c.ctx.Done():
			return
		}
	}
}

// SetRules changes what is kept from now on. What is over it goes.
func (c *Copies) SetRules(r CopyRules) {
	c.mu.Lock()
	c.rules = r
	c.mu.Unlock()
	c.Sweep()
}

// Rules are what is kept now.
func (c *Copies) Rules() CopyRules {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rules
}

// Offer has a copy kept of what a message of a member offers, if the quota allows.
func (c *Copies) Offer(o Offer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.rules.Keep() {
		c.tell(o, wire.CopyOff)
		return
	}
	if c.exceeds(o, o.Size) {
		c.tell(o, wire.CopyOverQuota)
		return
	}
	c.tell(o, wire.CopyComing)
	if c.pull.Fetch(o, c.config.Folder) != nil {
		c.tell(o, wire.CopyFailed)
	}
}

// exceeds reports whether something of that size is over the quota beside the rest. It is
// called with mu held.
func (c *Copies) exceeds(o Offer, size uint64) bool {
	var all, his uint64
	for _, s := range c.pull.All() {
		if s.key() == o.key() {
			continue
		}
		all += s.bytes()
		if s.Author == o.Author {
			his += s.bytes()
		}
	}
	return size > wire.MaxFileBytes || all+size > uint64(c.rules.Bytes) || his+size > uint64(c.rules.ofMember())
}

// bytes is how much a copy takes, or will.
func (s *Status) bytes() uint64 { return max(s.Size, s.Of) }

// admit is asked when it is known how large something really is.
func (c *Copies) admit(o Offer, size uint64) error {
	if size <= o.Size {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.exceeds(o, size) {
		return errOverQuota
	}
	return nil
}

// changed takes how far a copy is that comes.
func (c *Copies) changed(s Status) {
	switch s.State {
	case store.TransferDone:
		for _, t := range c.pull.finished() {
			if sized(t).key() == s.key() {
				c.config.Engine.keepCopy(t, c.pull.sidecar(s.Offer), c.damaged)
				c.tell(s.Offer, wire.CopyKept)
			}
		}
	case store.TransferFailed:
		state := wire.CopyFailed
		switch s.Reason {
		case Full:
			state = wire.CopyNoRoom
		case OverQuota:
			state = wire.CopyOverQuota
		}
		c.config.Engine.async(func() { c.drop(s.Offer, state) })
	}
}

// async has f run on a goroutine that Close waits for.
func (e *Engine) async(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.start(f)
}

// drop keeps a copy no more, for a state that its author is told; 0: nothing is told.
func (c *Copies) drop(o Offer, why wire.CopyState) {
	c.config.Engine.dropCopy(o.key())
	_ = c.pull.Abandon(o)             // what is left of it the next one removes
	c.config.Engine.dropCopy(o.key()) // it may have come just now
	if why != 0 {
		c.tell(o, why)
	}
}

// damaged takes that a copy is not what it was: another one comes if its author is here.
func (c *Copies) damaged(o Offer) {
	c.drop(o, wire.CopyFailed)
	if c.config.Offered(c.ctx, o) {
		c.Offer(o)
	}
}

// Remove keeps no copy any more of what a message offered.
func (c *Copies) Remove(author wire.Identity, cid wire.CID) {
	for _, s := range c.pull.All() {
		if s.key() == (key{author, cid}) {
			c.drop(s.Offer, 0)
		}
	}
}

// Sweep removes what is too old or offered no more, and the oldest of what is over the
// quota.
func (c *Copies) Sweep() {
	rules := c.Rules()
	list := c.pull.dated()
	slices.SortStableFunc(list, func(a, b store.Transfer) int { return -cmp.Compare(a.Began, b.Began) })
	var all uint64
	his := map[wire.Identity]uint64{}
	oldest := c.config.Now().Add(-rules.MaxAge)
	for _, t := range list { // the newest first
		o := sized(t)
		switch {
		case c.ctx.Err() != nil:
			return
		case all+t.Size > uint64(rules.Bytes) || his[t.Author]+t.Size > uint64(rules.ofMember()):
			c.drop(o, wire.CopyOff)
		case rules.MaxAge > 0 && t.Began.Time().Before(oldest):
			c.drop(o, wire.CopyOff)
		case !c.config.Offered(c.ctx, o) && c.ctx.Err() == nil:
			c.drop(o, 0)
		default:
			all += t.Size
			his[t.Author] += t.Size
		}
	}
}

// dated are all transfers, with when they began.
func (e *Engine) dated() (list []store.Transfer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, f := range e.fetches {
		t := e.record(f.Offer, store.TransferWanted, f.dir)
		t.Began, t.Size = f.began, f.status.bytes()
		list = append(list, t)
	}
	for _, t := range e.rest {
		list = append(list, t)
	}
	return list
}

// Of are the newest copies of what a member offers, those that are kept and those that
// come, as one frame each.
func (c *Copies) Of(author wire.Identity) (frames []*wire.Copy) {
	list := c.pull.dated()
	slices.SortStableFunc(list, func(a, b store.Transfer) int { return -cmp.Compare(a.Began, b.Began) })
	kept, coming := &wire.Copy{State: wire.CopyKept}, &wire.Copy{State: wire.CopyComing}
	states := map[store.TransferState]*wire.Copy{store.TransferDone: kept, store.TransferWanted: coming}
	for _, t := range list {
		if f := states[t.State]; t.Author == author && f != nil && len(f.CIDs) < wire.MaxCopies*len(wire.CID{}) {
			f.CIDs += string(t.CID[:])
		}
	}
	for _, f := range []*wire.Copy{kept, coming} {
		if len(f.CIDs) > 0 {
			frames = append(frames, f)
		}
	}
	return frames
}

// Wake has what waits try again: call it when a member has come.
func (c *Copies) Wake() { c.pull.Wake() }

func (c *Copies) tell(o Offer, state wire.CopyState) {
	if c.config.Changed != nil {
		c.config.Changed(CopyNews{o, state})
	}
}

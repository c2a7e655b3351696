package transfer

import (
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// This file is what receivers say of what they do not fetch just now: what we say of what we
// want, and what is known of those who want something of ours.

// haltOf is why something that we want does not come, as its author is told; 0 is that it
// comes, is here, or that its author knows.
func haltOf(t store.Transfer) wire.HaltReason {
	switch t.State {
	case store.TransferPaused:
		return wire.HaltPaused
	case store.TransferFailed:
		for halt, why := range haltReasons {
			if why == Reason(t.Reason) {
				return halt
			}
		}
	}
	return 0
}

// haltReasons are those for which something fails.
var haltReasons = map[wire.HaltReason]Reason{wire.HaltFull: Full, wire.HaltUnwritable: Unwritable, wire.HaltGone: Gone,
	wire.HaltUnreadable: Unreadable, wire.HaltChanging: Changing, wire.HaltBroken: Broken}

// halts tells the author of something why it is not fetched; nothing for 0. It is called
// without mu.
func (e *Engine) halts(o Offer, why wire.HaltReason) {
	if why != 0 && e.config.Halt != nil {
		e.config.Halt(&wire.Halt{CIDs: string(o.CID[:]), Peer: o.Author, Reason: why})
	}
}

// Remind tells an author again what of its offers is not fetched, and why: call it when that
// has come, and may have forgotten.
func (e *Engine) Remind(author wire.Identity) {
	frames := map[wire.HaltReason]*wire.Halt{}
	e.mu.Lock()
	for _, t := range e.rest {
		why := haltOf(t)
		if t.Author != author || why == 0 {
			continue
		}
		f := frames[why]
		if f == nil {
			f = &wire.Halt{Peer: author, Reason: why}
			frames[why] = f
		}
		if len(f.CIDs) < wire.MaxHalts*len(t.CID) {
			f.CIDs += string(t.CID[:])
		}
	}
	e.mu.Unlock()
	for _, f := range frames {
		if e.config.Halt != nil {
			e.config.Halt(f)
		}
	}
}

// reader is what is known of a member that fetches, or did, something of ours.
type reader struct {
	bytes, of uint64 // that it had when its last stream ended
	has       bool
	halt      wire.HaltReason // 0: none
}

// mostReaders bounds what is known of those who fetch one thing.
const mostReaders = 4096

// reader is what is known of a member; the zero value for one too many. It is called with
// the engine's mu held.
func (k *keeping) reader(id wire.Identity) *reader {
	r := k.readers[id]
	if r == nil {
		r = new(reader)
		if len(k.readers) < mostReaders {
			if k.readers == nil {
				k.readers = map[wire.Identity]*reader{}
			}
			k.readers[id] = r
		}
	}
	return r
}

// status is how far a member is with something of ours.
func (r *reader) status(id wire.Identity, k *keeping) Status {
	s := k.status()
	s.Reader, s.Bytes, s.Of, s.Has = id, r.bytes, r.of, r.has
	switch {
	case r.halt == 0:
	case r.halt == wire.HaltPaused:
		s.State = store.TransferPaused
	case r.halt == wire.HaltStopped:
		s.State = 0
	default:
		s.State, s.Reason = store.TransferFailed, Unwritable
		if why, known := haltReasons[r.halt]; known {
			s.Reason = why
		}
	}
	return s
}

// Halted takes what a member says of what we offer and it does not fetch.
func (e *Engine) Halted(f *wire.Halt) {
	why := f.Reason
	if why == wire.HaltOver {
		why = 0
	}
	for _, id := range f.Messages() {
		e.mu.Lock()
		k := e.kept[key{e.config.Self, id}]
		if k == nil {
			e.mu.Unlock()
			continue
		}
		r := k.reader(f.Peer)
		news := r.halt != why && !r.has
		if news {
			r.halt = why
		}
		s := r.status(f.Peer, k)
		e.mu.Unlock()
		if news {
			e.tell(s)
		}
	}
}

// streams notes that a member takes something of ours: it is not halted.
func (e *Engine) streams(k *keeping, id wire.Identity) {
	e.mu.Lock()
	defer e.mu.Unlock()
	k.reader(id).halt = 0
}

// streamed notes how a stream to a member has ended, by the last status of it, and returns
// how far the member is then.
func (e *Engine) streamed(k *keeping, s Status) Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := k.reader(s.Reader)
	r.bytes, r.of, r.has = s.Bytes, s.Of, s.Has || r.has
	if r.has {
		r.halt = 0
	}
	if now := r.status(s.Reader, k); r.halt != 0 {
		return now
	}
	return s
}

package core

import (
	"sync/atomic"

	"confab/transport/internal/detect"
)

// record is a message in the journal. A broadcast is one record in the talk of
// Everyone and in each recipient's.
type record struct {
	// State, Fault, More, Text and Encoding are owned by the loop, the rest never changes.
	Message
	talk TalkID
	// form is how an Incoming one is read.
	form detect.Form
	// pending and reached count the recipients of an Outgoing message whose
	// write is still to come, and was done. They are atomic so that a thousand
	// writers of one broadcast need no lock.
	pending, reached atomic.Int32
	// holders is in how many talks the record stands. Owned by the loop.
	holders int
	// cast is the room in which the message called of is what was broadcast
	// here; nil for what is not on disk.
	cast *room
	of   MessageID
}

// bytes is what the record costs.
func (r *record) bytes() int {
	n := len(r.Text)
	if r.Raw != r.Text {
		n += len(r.Raw)
	}
	return recordBytes + n + n/8 // Go rounds what it allocates up by so much at most
}

// Hold implements journal.Shared.
func (r *record) Hold() int {
	r.holders++
	if r.holders == 1 {
		return r.bytes()
	}
	return 0
}

// Release implements journal.Shared.
func (r *record) Release() int {
	r.holders--
	if r.holders == 0 {
		return r.bytes()
	}
	return 0
}

// recordBytes is what a record costs beyond its text.
const recordBytes = 224

// snapshot is the message of a record as it is now, at its place in one talk.
func (c *core) snapshot(r *record, seq uint64) Message {
	m := r.Message
	m.put(Place{Era: 1, Seq: seq})
	m.Reached = int(r.reached.Load())
	return m
}

// settled returns what notes that the write of r to one recipient succeeded or, with a
// fault, did not. Any goroutine may call that, once for each recipient.
func (c *core) settled(r *record) func(Fault) {
	return func(f Fault) {
		if r.count(f) {
			c.loop.Post(settlement{c, r, f})
		}
	}
}

// settlement is that a recipient of a record was counted.
type settlement struct {
	core   *core
	record *record
	fault  Fault
}

func (e settlement) Run() { e.core.update(e.record, e.fault) }

// count counts one recipient of r and reports whether to tell of it.
func (r *record) count(f Fault) bool {
	if f == NoFault {
		r.reached.Add(1)
	}
	return r.pending.Add(-1) <= 0 || r.Recipients <= tellEach
}

// update tells how far r got, after a recipient was counted.
func (c *core) update(r *record, f Fault) {
	if f != NoFault {
		r.Fault = f
	}
	if r.pending.Load() <= 0 && r.State == Queued {
		r.State = Written
		if r.reached.Load() == 0 {
			r.State = Failed
		}
	}
	if r.cast != nil {
		if r.cast.casts[r.of] == r {
			c.executor.Do(func() { c.restate(r.cast, r.of) })
		}
		return
	}
	c.post(Event{Kind: Updated, Peer: c.view(r.talk), Detail: c.snapshot(r, r.Seq)})
}

// tellEach is up to how many recipients of a broadcast each write is told; past
// it only the last is, so that a broadcast to a thousand is not a thousand events.
const tellEach = 8

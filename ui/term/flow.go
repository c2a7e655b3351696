package term

import (
	"slices"
	"sync"
	"unicode/utf8"

	"confab/transport"
)

// How much of a pipe may wait to be written. transport cuts a plain peer whose
// queue overflows; a file piped in must not have that effect on a peer that
// merely reads slowly, so reading the pipe waits instead. What goes to members
// waits on disk, and there may be more of it.
const (
	waitingMessages = 16
	waitingBytes    = 64 << 10
	outboxMessages  = 1024
	outboxBytes     = 4 << 20
)

// flow follows the messages that were sent until they are settled: written to a
// plain peer, on the host's disk for members, or failed.
type flow struct {
	// changed holds a token after a change, for one waiter.
	changed chan struct{}
	// messages and bytes are how much may wait before wait(true) waits.
	messages, bytes int
	// secure says that what is sent goes to members only.
	secure bool

	mu      sync.Mutex
	waiting []*sent // oldest first; guarded by mu
	size    int     // of waiting, in bytes; guarded by mu
	// sending is how many calls of send did not return, early what came meanwhile: it
	// may be about a message whose ID only that call returns; guarded by mu
	sending int
	early   []transport.Event
	failed  int // messages that were not sent; guarded by mu
	// fault is why the last of failed was not; guarded by mu
	fault transport.Fault
	// stored is how many of those sent here the host has on disk; guarded by mu
	stored int
	// refused is the last one that the host refused, refusedIn its talk; guarded by mu
	refused   transport.MessageID
	refusedIn transport.TalkID
	// outbox are the messages on our disk that the host does not have yet, those
	// of earlier runs too; guarded by mu
	outbox map[transport.MessageID]bool
}

// sent is a message that was sent and is not settled.
type sent struct {
	bytes int
	id    transport.MessageID // zero until transport took it
	// kept says that it is on our disk, unkept that our disk takes nothing for now; a
	// plain one is neither.
	kept, unkept bool
}

func newFlow() *flow {
	return &flow{changed: make(chan struct{}, 1), messages: waitingMessages, bytes: waitingBytes,
		outbox: map[transport.MessageID]bool{}}
}

// newOutboxFlow is a flow of messages to members.
func newOutboxFlow() *flow {
	f := newFlow()
	f.messages, f.bytes, f.secure = outboxMessages, outboxBytes, true
	return f
}

// send sends text through s and follows it. To members, NotConnected says that
// the host was never reached: then it can be sent again later, and is not
// counted as unsent.
func (f *flow) send(s sender, to transport.TalkID, text string) error {
	return f.track(len(text), func() (transport.MessageID, error) {
		if f.secure && !utf8.ValidString(text) {
			return transport.MessageID{}, &transport.Error{Fault: transport.NotEncodable}
		}
		return send(s, to, text)
	})
}

// post is send of a draft that offers a file or folder.
func (f *flow) post(s transferer, to transport.TalkID, d transport.Draft) error {
	return f.track(len(d.Text), func() (transport.MessageID, error) { return s.Post(to, d) })
}

// track follows one message of so many bytes, which say sends.
func (f *flow) track(bytes int, say func() (transport.MessageID, error)) error {
	one := &sent{bytes: bytes}
	f.mu.Lock()
	f.waiting = append(f.waiting, one)
	f.size += one.bytes
	f.sending++
	f.mu.Unlock()
	id, err := say()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sending--
	if one.id = id; err != nil {
		f.settle(one)
		if !f.secure || faultOf(err) != transport.NotConnected {
			f.failed++
		}
	}
	if f.sending == 0 {
		early := f.early
		f.early = nil
		for _, ev := range early {
			f.follow(ev)
		}
	}
	return err
}

// adopt takes up what an earlier run left in the outbox.
func (f *flow) adopt(pending []transport.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range pending {
		if m.State == transport.Queued {
			f.outbox[m.ID] = true
		}
	}
}

// settle takes a message off the list. The caller holds mu.
func (f *flow) settle(one *sent) {
	if i := slices.Index(f.waiting, one); i >= 0 {
		f.waiting = slices.Delete(f.waiting, i, i+1)
		f.size -= one.bytes
	}
}

// find is the message with an ID if it waits, or nil. The caller holds mu.
func (f *flow) find(id transport.MessageID) *sent {
	if i := slices.IndexFunc(f.waiting, func(s *sent) bool { return s.id == id }); i >= 0 {
		return f.waiting[i]
	}
	return nil
}

// observe takes every event that transport tells. It does not block.
func (f *flow) observe(ev transport.Event) {
	t := ev.Transfer()
	unsaid := ev.Kind == transport.Transferred && t.State == transport.Dropped && t.Fault != transport.NoFault
	if ev.Message().Kind != transport.Outgoing && ev.Kind != transport.Withdrawn && !unsaid {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.sending > 0 {
		f.early = append(f.early, ev)
		return
	}
	f.follow(ev)
}

// follow takes what became of a message. The caller holds mu.
func (f *flow) follow(ev transport.Event) {
	if ev.Kind == transport.Transferred {
		f.unsaid(ev.Transfer())
		return
	}
	switch mine := f.find(ev.Message().ID); {
	case !ev.Message().Plain:
		f.kept(ev, mine)
	case mine != nil && told(ev):
		f.written(ev, mine)
	}
}

// kept follows a message to members; mine is nil for one of an earlier run. The caller
// holds mu.
func (f *flow) kept(ev transport.Event, mine *sent) {
	m := ev.Message()
	refused := ev.Kind == transport.Updated && m.State == transport.Failed && m.Place.IsZero()
	switch {
	case ev.Kind == transport.Enqueued, ev.Kind == transport.Updated && m.State == transport.Queued:
		if mine != nil {
			mine.kept, mine.unkept = m.State == transport.Queued, m.State == transport.Unkept
		}
		if m.State == transport.Queued {
			f.outbox[m.ID] = true
		}
	case ev.Kind == transport.Appended, ev.Kind == transport.Withdrawn:
		delete(f.outbox, m.ID)
		if mine != nil && m.State == transport.Stored {
			f.stored++
		}
		f.settle(mine)
	case refused:
		delete(f.outbox, m.ID)
		if mine != nil {
			f.fault, f.refused, f.refusedIn = m.Fault, m.ID, ev.Talk()
			f.failed++
		}
		f.settle(mine)
	default:
		return
	}
	f.poke()
}

// unsaid takes a file or folder that could not be offered. The caller holds mu.
func (f *flow) unsaid(t transport.Transfer) {
	if one := f.find(t.ID); one != nil {
		f.failed++
		f.fault = t.Fault
		f.settle(one)
		f.poke()
	}
}

// written follows a message to plain peers. The caller holds mu.
func (f *flow) written(ev transport.Event, mine *sent) {
	m := ev.Message()
	if m.State == transport.Queued {
		return
	}
	if m.State == transport.Failed {
		f.failed++
		f.fault = m.Fault
	}
	f.settle(mine)
	f.poke()
}

// unkept reports whether something waits for our own disk.
func (f *flow) unkept() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.waiting, func(s *sent) bool { return s.unkept })
}

// poke wakes the waiter.
func (f *flow) poke() {
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

// wait returns true once everything sent is settled, or with room once more
// may be sent. It returns whether that is so when one of ends closes first.
func (f *flow) wait(room bool, end1, end2 <-chan struct{}) bool {
	for {
		if f.ready(room) {
			return true
		}
		select {
		case <-f.changed:
		case <-end1:
			return f.ready(room)
		case <-end2:
			return f.ready(room)
		}
	}
}

func (f *flow) ready(room bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting)+len(f.outbox) == 0 || room && len(f.waiting) < f.messages && f.size < f.bytes
}

// outcome is what became of all that was sent: how many messages failed, or
// wait and are nowhere on disk; how many are in the outbox; and why the last of
// those that failed did.
func (f *flow) outcome() (unsent, kept int, fault transport.Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	unsent = f.failed
	for _, one := range f.waiting {
		if !one.kept {
			unsent++
		}
	}
	return unsent, len(f.outbox), f.fault
}

// reached reports whether the host took something that was sent here.
func (f *flow) reached() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stored > 0
}

// fate is what became of a single message.
type fate uint8

const (
	fateUnsent  fate = iota
	fateKept         // in the outbox
	fateStored       // on the host's disk
	fateRefused      // for the reason told with it
)

// fate is what became of the one message that was sent.
func (f *flow) fate() (fate, transport.Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.failed > 0:
		return fateRefused, f.fault
	case f.stored > 0:
		return fateStored, transport.NoFault
	case len(f.waiting) > 0 && f.waiting[0].kept:
		return fateKept, transport.NoFault
	}
	return fateUnsent, transport.NoFault
}

package transporttest

import (
	"slices"

	"confab/transport"
)

// pageMost is the most messages of a page.
const pageMost = 1000

// talk is what stands in a talk, and what is on its way there.
type talk struct {
	messages []transport.Message // that with Seq 1 first
	dropped  uint64              // how many of the oldest are not held any more
	// Of a talk of members.
	pending []transport.Message
	answers map[transport.MessageID]transport.MessageID // what those of pending answer
	got     uint64
	read    uint64
	seen    uint64
	news    int
	// casts says how many plain guests a message went to and reached.
	casts map[transport.MessageID]*cast
}

// place is where a message stands.
type place struct {
	talk transport.PeerID
	seq  uint64
}

// cast is a message of the host to members that goes to plain guests too.
type cast struct {
	copies  []place
	reached int
}

// of is the talk with a peer, made when it is new.
func (f *Fake) of(id transport.PeerID) *talk {
	t := f.talks[id]
	if t == nil {
		t = &talk{answers: map[transport.MessageID]transport.MessageID{}, casts: map[transport.MessageID]*cast{}}
		f.talks[id] = t
	}
	return t
}

// logged reports whether a message of a talk of members is in the host's log, and not
// of this run alone.
func logged(m transport.Message) bool { return m.ID != transport.MessageID{} && !m.Plain }

// logged returns the Seq of the last such message from one Seq to another; 0 for none.
func (t *talk) logged(from, to uint64) uint64 {
	for seq := min(to, uint64(len(t.messages))); seq >= max(from, 1); seq-- {
		if logged(t.messages[seq-1]) {
			return seq
		}
	}
	return 0
}

// room reports whether a talk is one of members, which is on disk.
func (f *Fake) room(id transport.PeerID) bool {
	if id == transport.Everyone {
		return f.hosts && f.identity != transport.ID{}
	}
	p := f.peer(id)
	return p != nil && p.Kind == transport.Member
}

// named is the talk that a program means: Everyone is the server's on a Client that
// joined one.
func (f *Fake) named(id transport.PeerID) transport.PeerID {
	if p := f.peer(f.target); id == transport.Everyone && p != nil && p.Kind == transport.Member {
		return p.ID
	}
	return id
}

// marks are the marks of a talk.
func (f *Fake) marks(id transport.PeerID) transport.Marks {
	if !f.room(id) {
		return transport.Marks{}
	}
	t := f.of(id)
	return transport.Marks{Got: t.got, Read: t.read, Seen: t.seen, Last: uint64(len(t.messages)), News: t.news}
}

// add puts a message into a talk.
func (f *Fake) add(id transport.PeerID, m transport.Message) uint64 {
	t := f.of(id)
	m.Seq = uint64(len(t.messages)) + 1
	if m.Time.IsZero() {
		m.Time = f.now()
	}
	if m.Kind == transport.Incoming {
		t.news++
	} else if logged(m) && t.logged(t.seen+1, m.Seq-1) == 0 {
		t.seen = m.Seq // what we said ourselves is no news
	}
	t.messages = append(t.messages, m)
	f.post(transport.Event{Kind: transport.Appended, Peer: f.view(id), Detail: m})
	return m.Seq
}

// notice says in the talk of a peer, and in that of all, what happened with it.
func (f *Fake) notice(p *transport.Peer, n transport.NoticeKind, why transport.Fault, everyone bool) {
	m := transport.Message{Kind: transport.Notice, Peer: p.ID, Name: title(p), ShortKey: p.ShortKey, Notice: n, Fault: why,
		Encoding: p.Encoding, Guessed: p.Guessed}
	f.add(p.ID, m)
	if everyone {
		f.add(transport.Everyone, m)
	}
}

// change changes a message that stands in a talk, and tells of it.
func (f *Fake) change(id transport.PeerID, seq uint64, change func(*transport.Message)) {
	m := &f.of(id).messages[seq-1]
	change(m)
	f.requote(id, m)
	f.post(transport.Event{Kind: transport.Updated, Peer: f.view(id), Detail: *m})
}

// Say puts a message into a talk as it is, but for its Seq and, unless it has one,
// its Time. It returns the Seq.
func (f *Fake) Say(id transport.PeerID, m transport.Message) (seq uint64) {
	f.happen(func() { seq = f.add(id, m) })
	return seq
}

// Update changes a message that stands in a talk.
func (f *Fake) Update(id transport.PeerID, seq uint64, change func(*transport.Message)) {
	f.happen(func() { f.change(id, seq, change) })
}

// Lay puts messages into a talk of which no event tells, as an earlier run left them.
func (f *Fake) Lay(id transport.PeerID, all ...transport.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.of(id)
	for _, m := range all {
		m.Seq = uint64(len(t.messages)) + 1
		t.messages = append(t.messages, m)
	}
}

// Clear empties a talk, of which no event tells.
func (f *Fake) Clear(id transport.PeerID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.talks, id)
}

// Drop has the oldest messages of a talk dropped to save memory, up to that with
// Seq upTo.
func (f *Fake) Drop(id transport.PeerID, upTo uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.of(id)
	t.dropped = max(t.dropped, upTo)
}

// Messages returns all that stands in a talk, also what was dropped.
func (f *Fake) Messages(id transport.PeerID) []transport.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.talks[id]; t != nil {
		return slices.Clone(t.messages)
	}
	return nil
}

// Talks returns the talks in which something stands, in order.
func (f *Fake) Talks() (ids []transport.PeerID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, t := range f.talks {
		if len(t.messages) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Load answers with a page.
func (f *Fake) Load(id transport.PeerID, from uint64, n int) {
	f.call("Load", []any{id, from, n}, func() {
		id := f.named(id)
		page := transport.Page{Talk: id, First: 1}
		if t := f.talks[id]; t != nil {
			first, last := t.dropped+1, uint64(len(t.messages))
			page.First, page.Last = first, last
			n := uint64(max(0, min(n, pageMost)))
			if from == 0 {
				from = last + 1 - min(n, last)
			}
			if from = max(from, first); from <= last {
				page.Messages = slices.Clone(t.messages[from-1 : min(from-1+n, last)])
			}
			for i := range page.Messages {
				f.requote(id, &page.Messages[i])
			}
			if f.room(id) {
				page.Pending = slices.Clone(t.pending)
			}
		}
		page.Marks = f.marks(id)
		f.post(transport.Event{Kind: transport.PageLoaded, Peer: f.view(id), Detail: page})
	})
}

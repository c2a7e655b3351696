package transporttest

import (
	"slices"

	"confab/transport"
)

// pageMost is the most messages of a page on either side.
const pageMost = 1000

// talk is what stands in a talk, and what is on its way there.
type talk struct {
	messages []transport.Message // by place
	dropped  int                 // how many of the oldest are not held any more
	end      transport.Place     // the last place that was given away
	era      uint32              // the life of the log
	last     uint64              // the last number in it
	shown    uint64              // the last one of what stands in the talk
	// Of a talk of members.
	pending []transport.Message
	answers map[transport.MessageID]transport.MessageID // what those of pending answer
	// got, read and seen are numbers in the present life, and floor how far it was in
	// those before.
	got, read, seen uint64
	floor           transport.Marks
	news            int
	// casts says how many plain guests a message went to and reached.
	casts map[transport.MessageID]*cast
}

// spot is where a message stands.
type spot struct {
	talk transport.TalkID
	at   transport.Place
}

// cast is a message of the host to members that goes to plain guests too.
type cast struct {
	copies  []spot
	reached int
}

// of is what stands in a talk, made when it is new.
func (f *Fake) of(id transport.TalkID) *talk {
	t := f.talks[id]
	if t == nil {
		t = &talk{era: 1, answers: map[transport.MessageID]transport.MessageID{}, casts: map[transport.MessageID]*cast{}}
		f.talks[id] = t
	}
	return t
}

// number takes the next number of the log of a talk.
func (t *talk) number() transport.Place {
	t.last++
	t.end = t.place(t.last)
	return t.end
}

// put gives a message the next place in a talk. A notice in a talk of members has no
// number, unless it is in the log.
func (f *Fake) put(id transport.TalkID, m *transport.Message) {
	t := f.of(id)
	if m.Kind == transport.Notice && f.room(id) && m.ID == (transport.MessageID{}) && m.Notice != transport.MessageDamaged {
		t.end.Era = max(t.end.Era, 1)
		t.end = t.end.Next()
		m.Place = t.end
		return
	}
	m.Place = t.number()
	m.Seq, t.shown = m.Place.Seq, m.Place.Seq
}

// index is that of the first message of a talk which does not stand before a place.
func (t *talk) index(at transport.Place) int {
	i, _ := slices.BinarySearchFunc(t.messages, at, func(m transport.Message, at transport.Place) int { return m.Place.Compare(at) })
	return i
}

// at is the message that stands at a place.
func (t *talk) at(at transport.Place) *transport.Message { return &t.messages[t.index(at)] }

// place is that of a number in the present life of the log; zero for none.
func (t *talk) place(seq uint64) transport.Place {
	if seq == 0 {
		return transport.Place{}
	}
	return transport.Place{Era: t.era, Seq: seq}
}

// later is the last of two places.
func later(p, q transport.Place) transport.Place {
	if p.Before(q) {
		return q
	}
	return p
}

// room reports whether a talk is one of members, which is on disk.
func (f *Fake) room(id transport.TalkID) bool {
	if id == transport.Everyone {
		return f.hosts && f.identity != transport.ID{}
	}
	p := f.peer(peerOf(id))
	return p != nil && p.Kind == transport.Member
}

// named is the talk that a program means: Everyone is the server's on a Client that
// joined one.
func (f *Fake) named(id transport.TalkID) transport.TalkID {
	if p := f.peer(f.target); id == transport.Everyone && p != nil && p.Kind == transport.Member {
		return p.Talk()
	}
	return id
}

// marks are the marks of a talk.
func (f *Fake) marks(id transport.TalkID) transport.Marks {
	if !f.room(id) {
		return transport.Marks{}
	}
	t := f.of(id)
	return transport.Marks{Got: later(t.floor.Got, t.place(t.got)), Read: later(t.floor.Read, t.place(t.read)),
		Seen: later(t.floor.Seen, t.place(t.seen)), Last: t.end, News: t.news}
}

// add puts a message into a talk.
func (f *Fake) add(id transport.TalkID, m transport.Message) transport.Place {
	t := f.of(id)
	f.put(id, &m)
	if m.Time.IsZero() {
		m.Time = f.now()
	}
	if m.Kind == transport.Incoming {
		t.news++
	} else if m.Seq == t.seen+1 {
		t.seen = m.Seq // what we said ourselves is no news
	}
	t.messages = append(t.messages, m)
	f.post(transport.Event{Kind: transport.Appended, Peer: f.view(id), Detail: m})
	return m.Place
}

// notice says in the talk of a peer, and in that of all, what happened with it.
func (f *Fake) notice(p *transport.Peer, n transport.NoticeKind, why transport.Fault, everyone bool) {
	m := transport.Message{Kind: transport.Notice, Peer: p.ID, Name: title(p), ShortKey: p.ShortKey, Notice: n, Fault: why,
		Encoding: p.Encoding, Guessed: p.Guessed}
	f.add(p.Talk(), m)
	if everyone {
		f.add(transport.Everyone, m)
	}
}

// change changes a message that stands in a talk, and tells of it.
func (f *Fake) change(id transport.TalkID, at transport.Place, change func(*transport.Message)) {
	m := f.of(id).at(at)
	change(m)
	f.requote(id, m)
	f.post(transport.Event{Kind: transport.Updated, Peer: f.view(id), Detail: *m})
}

// Say puts a message into a talk as it is, but for its Place and, unless it has one,
// its Time. It returns the Place.
func (f *Fake) Say(id transport.TalkID, m transport.Message) (at transport.Place) {
	f.happen(func() { at = f.add(id, m) })
	return at
}

// Update changes a message that stands in a talk.
func (f *Fake) Update(id transport.TalkID, at transport.Place, change func(*transport.Message)) {
	f.happen(func() { f.change(id, at, change) })
}

// Lay puts messages into a talk of which no event tells, as an earlier run left them.
func (f *Fake) Lay(id transport.TalkID, all ...transport.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.of(id)
	for _, m := range all {
		f.put(id, &m)
		t.messages = append(t.messages, m)
	}
}

// Renew has the host of a talk of members begin its log anew, of which nothing comes
// again.
func (f *Fake) Renew(id transport.TalkID) {
	f.happen(func() {
		t := f.of(id)
		t.floor = f.marks(id)
		if !t.end.IsZero() {
			f.add(id, transport.Message{Kind: transport.Notice, Notice: transport.NewEra})
		}
		t.era++
		t.last, t.shown, t.got, t.read, t.seen = 0, 0, 0, 0, 0
	})
}

// Clear empties a talk, of which no event tells.
func (f *Fake) Clear(id transport.TalkID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.talks, id)
}

// Drop has the oldest messages of a talk dropped to save memory, up to a place.
func (f *Fake) Drop(id transport.TalkID, upTo transport.Place) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.of(id)
	t.dropped = max(t.dropped, t.index(upTo.Next()))
}

// Messages returns all that stands in a talk, also what was dropped.
func (f *Fake) Messages(id transport.TalkID) []transport.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.talks[id]; t != nil {
		return slices.Clone(t.messages)
	}
	return nil
}

// Talks returns the talks in which something stands, in order.
func (f *Fake) Talks() (ids []transport.TalkID) {
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

// SetPage has a page have at most so many messages on either side of its Range, as if
// their texts were long.
func (f *Fake) SetPage(most int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.page = most
}

// Load answers with a page.
func (f *Fake) Load(id transport.TalkID, asked transport.Range) {
	f.call("Load", []any{id, asked.At, asked.Before, asked.After}, func() {
		id := f.named(id)
		page := transport.Page{Talk: id, Range: asked}
		if t := f.talks[id]; t != nil {
			at := len(t.messages)
			if !asked.At.IsZero() {
				at = max(t.index(asked.At), t.dropped)
			}
			from := max(at-max(0, min(asked.Before, f.page)), t.dropped)
			to := min(at+max(0, min(asked.After, f.page)), len(t.messages))
			page.Older, page.Newer, page.Dropped = from > t.dropped, to < len(t.messages), t.dropped > 0
			page.Messages = slices.Clone(t.messages[from:to])
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

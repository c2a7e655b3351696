package transporttest

import (
	"confab/transport"
)

// Displayed notes that the person saw a talk up to a message.
func (f *Fake) Displayed(id transport.TalkID, upTo transport.Place) {
	f.call("Displayed", []any{id, upTo}, func() {
		id := f.named(id)
		t := f.of(id)
		seq := min(upTo.Seq, t.last)
		if upTo.Era < t.era {
			seq = 0
		} else if seq >= t.shown {
			seq = t.last // what shows nothing was seen with what it changes
		}
		if !f.room(id) || seq <= t.seen {
			return
		}
		t.seen = seq
		t.news = min(t.news, int(t.last-seq))
		f.post(transport.Event{Kind: transport.Marked, Peer: f.view(id), Detail: f.marks(id)})
	})
}

// Mark has the marks of a talk move.
func (f *Fake) Mark(id transport.TalkID, m transport.Marks) {
	f.happen(func() {
		t := f.of(id)
		t.got, t.read, t.seen, t.news = m.Got.Seq, m.Read.Seq, m.Seen.Seq, m.News
		f.post(transport.Event{Kind: transport.Marked, Peer: f.view(id), Detail: m})
	})
}

// tellMarks tells the marks of a talk in which something stands.
func (f *Fake) tellMarks(id transport.TalkID) {
	if m := f.marks(id); !m.Last.IsZero() {
		f.post(transport.Event{Kind: transport.Marked, Peer: f.view(id), Detail: m})
	}
}

// SetMarks sets the marks of a talk, of which no event tells.
func (f *Fake) SetMarks(id transport.TalkID, m transport.Marks) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.of(id)
	t.got, t.read, t.seen, t.news = m.Got.Seq, m.Read.Seq, m.Seen.Seq, m.News
}

// Marks returns the marks of a talk.
func (f *Fake) Marks(id transport.TalkID) transport.Marks {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.marks(id)
}

// Typing tells the members of a talk that the person writes.
func (f *Fake) Typing(id transport.TalkID) { f.call("Typing", []any{id}, func() {}) }

// Types has a member write in a talk.
func (f *Fake) Types(id transport.TalkID, from transport.PeerID) {
	f.happen(func() { f.post(transport.Event{Kind: transport.Typing, Peer: f.view(from.Talk()), Detail: id}) })
}

package transporttest

import (
	"slices"
	"strings"

	"confab/transport"
)

// memberMost is the longest message to members, in bytes.
const memberMost = 32 << 10

// enqueue is Post in a talk of members.
func (f *Fake) enqueue(to transport.TalkID, d transport.Draft) (transport.MessageID, error) {
	text, file := strings.ToValidUTF8(d.Text, "\uFFFD"), fileOf(d)
	if file != nil && text == "" {
		text = file.Name
	}
	switch {
	case text == "":
		return unsaid(transport.MessageEmpty)
	case len(text) > memberMost:
		return unsaid(transport.MessageTooLong)
	}
	t := f.of(to)
	m := transport.Message{ID: f.newID(), Kind: transport.Outgoing, Text: text, Raw: text, Time: f.now(), Recipients: 1, File: file}
	if d.ReplyTo != (transport.MessageID{}) {
		t.answers[m.ID] = d.ReplyTo
	}
	t.pending = append(t.pending, m)
	f.post(transport.Event{Kind: transport.Enqueued, Peer: f.view(to), Detail: m})
	return m.ID, nil
}

// quote is the message that another one answers.
func (f *Fake) quote(id transport.TalkID, ref transport.MessageID) *transport.Quote {
	if ref == (transport.MessageID{}) {
		return nil
	}
	q := &transport.Quote{ID: ref}
	if i := f.find(id, ref); i >= 0 {
		m := f.of(id).messages[i]
		q.Place, q.Peer, q.Name, q.ShortKey, q.Text = m.Place, m.Peer, m.Name, m.ShortKey, m.Text
		q.Own, q.Deleted = m.Kind == transport.Outgoing, m.Deleted
	}
	return q
}

// requote has a message show the one it answers as that stands now.
func (f *Fake) requote(id transport.TalkID, m *transport.Message) {
	if m.ReplyTo != nil {
		m.ReplyTo = f.quote(id, m.ReplyTo.ID)
	}
}

// find is the index of a message in a talk, -1 for none.
func (f *Fake) find(id transport.TalkID, ref transport.MessageID) int {
	if f.talks[id] == nil || ref == (transport.MessageID{}) {
		return -1
	}
	return slices.IndexFunc(f.of(id).messages, func(m transport.Message) bool { return m.ID == ref && !m.Plain })
}

// Store has what is on its way in a talk of members come onto the host's disk, but
// for what was refused.
func (f *Fake) Store(id transport.TalkID) {
	f.happen(func() {
		t := f.of(id)
		waiting := t.pending
		t.pending = slices.DeleteFunc(slices.Clone(waiting), func(m transport.Message) bool { return m.State != transport.Failed })
		for _, m := range waiting {
			if m.State == transport.Failed {
				continue
			}
			m.State, m.Fault = transport.Stored, transport.NoFault
			m.ReplyTo = f.quote(id, t.answers[m.ID])
			delete(t.answers, m.ID)
			if id == transport.Everyone {
				f.cast(t, &m)
			}
			f.add(id, m)
		}
	})
}

// cast has the plain guests hear what the host says to everyone.
func (f *Fake) cast(t *talk, m *transport.Message) {
	all := f.here()
	if len(all) == 0 {
		return
	}
	said := f.outgoing(m.Text, m.Text, false, transport.UTF8)
	said.ID = m.ID
	said.Broadcast, said.Recipients = true, len(all)
	c := &cast{}
	for _, p := range all {
		c.copies = append(c.copies, spot{p.Talk(), f.add(p.Talk(), said)})
	}
	t.casts[m.ID] = c
	m.Broadcast, m.Recipients = true, len(all)
}

// relayed has what a plain guest in the room says stand there.
func (f *Fake) relayed(p *transport.Peer, text string) {
	f.add(transport.Everyone, transport.Message{ID: f.newID(), Kind: transport.Incoming, Name: title(p), Text: text, Raw: text, State: transport.Stored, ByGuest: true})
}

// Refuse has the host, or on a Server its own disk, not take what is on its way in a
// talk of members.
func (f *Fake) Refuse(id transport.TalkID, why transport.Fault) {
	f.happen(func() { f.progress(id, transport.Failed, why, transport.Queued, transport.Unkept) })
}

// Unkeep has our own disk not take what is on its way in a talk of members.
func (f *Fake) Unkeep(id transport.TalkID, why transport.Fault) {
	f.happen(func() { f.progress(id, transport.Unkept, why, transport.Queued) })
}

// progress tells how far the messages on their way got that are in one of the states from.
func (f *Fake) progress(id transport.TalkID, to transport.State, why transport.Fault, from ...transport.State) {
	t := f.of(id)
	for i := range t.pending {
		if m := &t.pending[i]; slices.Contains(from, m.State) {
			m.State, m.Fault = to, why
			f.post(transport.Event{Kind: transport.Updated, Peer: f.view(id), Detail: *m})
		}
	}
}

// Pending returns what is on its way in a talk of members.
func (f *Fake) Pending(id transport.TalkID) []transport.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t := f.talks[id]; t != nil {
		return slices.Clone(t.pending)
	}
	return nil
}

// Leave puts a message into the outbox of which no event tells, as an earlier run
// left it.
func (f *Fake) Leave(id transport.TalkID, m transport.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.of(id).pending = append(f.of(id).pending, m)
}

// Speak has a member say something in a talk. It returns the Place.
func (f *Fake) Speak(id transport.TalkID, from transport.PeerID, text string) (at transport.Place) {
	f.happen(func() {
		m := transport.Message{ID: f.newID(), Kind: transport.Incoming, Peer: from, Text: text, Raw: text, State: transport.Stored}
		if p := f.peer(from); p != nil {
			m.Name, m.ShortKey = title(p), p.ShortKey
		}
		at = f.add(id, m)
	})
	return at
}

// Amend changes a message of members, which has a number of its own in the log.
func (f *Fake) Amend(id transport.TalkID, at transport.Place, change func(*transport.Message)) {
	f.happen(func() { f.amend(id, at, change) })
}

func (f *Fake) amend(id transport.TalkID, at transport.Place, change func(*transport.Message)) {
	t := f.of(id)
	if t.number(); t.last == t.seen+1 {
		t.seen++ // it is no news
	}
	f.change(id, at, change)
}

// alter is what Edit, Delete and React have in common: what the host does not know it
// refuses.
func (f *Fake) alter(method string, id transport.TalkID, ref transport.MessageID, text string, change func(*transport.Message)) error {
	return f.try(method, []any{id, ref, text}, func() error {
		id := f.named(id)
		if !f.room(id) || ref == (transport.MessageID{}) {
			return fault(transport.MessageUnknown)
		}
		if err := f.closed(id); err != nil {
			return err
		}
		if method == "Edit" && text == "" {
			return fault(transport.MessageEmpty)
		}
		switch i := f.find(id, ref); {
		case i < 0:
			f.post(transport.Event{Kind: transport.ChangeRefused, Peer: f.view(id), Detail: transport.Message{ID: ref}, Err: fault(transport.MessageUnknown)})
		case method != "React" && f.of(id).messages[i].Kind != transport.Outgoing:
			f.post(transport.Event{Kind: transport.ChangeRefused, Peer: f.view(id), Detail: transport.Message{ID: ref}, Err: fault(transport.MessageUnknown)})
		default:
			f.amend(id, f.of(id).messages[i].Place, change)
		}
		return nil
	})
}

// Edit puts text in the place of a message of ours.
func (f *Fake) Edit(id transport.TalkID, ref transport.MessageID, text string) error {
	return f.alter("Edit", id, ref, text, func(m *transport.Message) { m.Text, m.Raw, m.Edited = text, text, true })
}

// Delete takes a message of ours back.
func (f *Fake) Delete(id transport.TalkID, ref transport.MessageID) error {
	return f.alter("Delete", id, ref, "", func(m *transport.Message) { m.Text, m.Raw, m.Deleted = "", "", true })
}

// React sets our reaction to a message.
func (f *Fake) React(id transport.TalkID, ref transport.MessageID, text string) error {
	return f.alter("React", id, ref, text, func(m *transport.Message) { m.Reactions = react(m.Reactions, text, true) })
}

// react puts a reaction in the place of our own one, or adds one of another member.
func react(was []transport.Reaction, text string, mine bool) (now []transport.Reaction) {
	for _, r := range was {
		if mine && r.Mine {
			r.Mine, r.Count = false, r.Count-1
		}
		if r.Count > 0 {
			now = append(now, r)
		}
	}
	if text == "" {
		return now
	}
	i := slices.IndexFunc(now, func(r transport.Reaction) bool { return r.Text == text })
	if i < 0 {
		i = len(now)
		now = append(now, transport.Reaction{Text: text})
	}
	now[i].Count++
	now[i].Mine = now[i].Mine || mine
	return now
}

// Reacted has a member react to a message.
func (f *Fake) Reacted(id transport.TalkID, at transport.Place, text string) {
	f.happen(func() {
		f.amend(id, at, func(m *transport.Message) { m.Reactions = react(m.Reactions, text, false) })
	})
}

// Discard forgets a message that was refused or is not kept.
func (f *Fake) Discard(id transport.TalkID, ref transport.MessageID) {
	f.call("Discard", []any{id, ref}, func() {
		id := f.named(id)
		t := f.of(id)
		if i := f.unsent(t, ref); i >= 0 {
			f.withdraw(id, t, i)
		}
	})
}

// unsent is the index of what is on its way and can be discarded; -1 for none.
func (f *Fake) unsent(t *talk, ref transport.MessageID) int {
	return slices.IndexFunc(t.pending, func(m transport.Message) bool {
		return m.ID == ref && (m.State == transport.Failed || m.State == transport.Unkept)
	})
}

func (f *Fake) withdraw(id transport.TalkID, t *talk, i int) {
	ref := t.pending[i].ID
	t.pending = slices.Delete(t.pending, i, i+1)
	delete(t.answers, ref)
	f.post(transport.Event{Kind: transport.Withdrawn, Peer: f.view(id), Detail: transport.Message{ID: ref}})
}

// Resend says again what was refused, under another ID. What is not kept stays so.
func (f *Fake) Resend(id transport.TalkID, ref transport.MessageID) (transport.MessageID, error) {
	return f.say("Resend", []any{id, ref}, func() (transport.MessageID, error) {
		id := f.named(id)
		if !f.room(id) {
			return unsaid(transport.MessageUnknown)
		}
		t := f.of(id)
		i := f.unsent(t, ref)
		if i < 0 {
			return unsaid(transport.MessageUnknown)
		}
		if err := f.closed(id); err != nil {
			return transport.MessageID{}, err
		}
		if t.pending[i].State == transport.Unkept {
			return ref, nil
		}
		d := transport.Draft{Text: t.pending[i].Text, ReplyTo: t.answers[ref]}
		if file := t.pending[i].File; file != nil {
			d.Attach = &transport.Attachment{Path: file.Name, Width: file.Width, Height: file.Height, Preview: []byte(file.Preview)}
		}
		if f.hosts {
			defer f.withdraw(id, t, i)
		} else {
			f.withdraw(id, t, i) // the new one is kept a moment later
		}
		return f.enqueue(id, d)
	})
}

// SetName says what this device calls itself.
func (f *Fake) SetName(name string) { f.call("SetName", []any{name}, func() {}) }

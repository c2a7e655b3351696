package transport

import (
	"cmp"
	"unicode/utf8"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// message puts a record into the words of this package. The caller holds
// core.mu and fills in Seq.
func (c *core) message(r *room, log store.LogID, rec store.Record, about []store.Record, quoted map[MessageID]store.Record) Message {
	if rec.Damaged {
		return Message{Kind: Notice, Notice: MessageDamaged, Time: rec.ServerTime.Time()}
	}
	m := Message{ID: rec.CID, Time: rec.ServerTime.Time(), State: Stored, Edited: rec.Edited, Deleted: rec.Deleted}
	m.Text = rec.Shown
	m.Raw = m.Text
	author := ID(rec.From)
	switch {
	case rec.Kind != wire.Text:
		m.Kind, m.Text, m.Raw = Amendment, "", ""
	case rec.Guest != "":
		m.Kind, m.Name, m.ByGuest = Incoming, rec.Guest, true
	case author == c.home.Identity():
		m.Kind, m.Recipients = Outgoing, 1
	default:
		m.Kind = Incoming
	}
	if author != c.home.Identity() {
		id, name := c.author(r, author)
		m.Peer = id
		if m.Name == "" {
			m.Name = name
		}
	}
	if m.Kind == Amendment {
		return m
	}
	if rec.Ref != (MessageID{}) {
		m.ReplyTo = c.quote(r, log, rec.Ref, quoted)
	}
	m.Reactions = c.reactions(r.id, rec.CID, about)
	if cast := r.casts[rec.CID]; cast != nil {
		m.Broadcast, m.Recipients = true, cast.Recipients
		m.Reached, m.Fault = int(cast.reached.Load()), cast.Fault
	}
	return m
}

// quote is the message that another one answers. The caller holds core.mu.
func (c *core) quote(r *room, log store.LogID, id MessageID, quoted map[MessageID]store.Record) *Quote {
	q := &Quote{ID: id}
	rec, ok := quoted[id]
	if !ok {
		return q
	}
	q.Seq, _ = r.lines.line(log, rec.Seq)
	q.Deleted = rec.Deleted
	q.Text = clip(rec.Shown, 256)
	switch {
	case rec.Guest != "":
		q.Name = rec.Guest
	case ID(rec.From) == c.home.Identity():
		q.Own = true
	default:
		q.Peer, q.Name = c.author(r, ID(rec.From))
	}
	return q
}

// author is who said something in a room; who is no member any more has a name
// only. The caller holds core.mu.
func (c *core) author(r *room, id ID) (PeerID, string) {
	if p := r.find(id); p != nil {
		return p.ID, p.title()
	}
	return 0, cmp.Or(c.names[id], shortID(id))
}

// called notes what a member calls itself, also on disk: what it said is to be
// signed when it is no member any more. It runs on the worker.
func (c *core) called(id ID, name string) {
	c.mu.Lock()
	news := name != "" && c.names[id] != name
	if news {
		c.names[id] = name
	}
	c.mu.Unlock()
	if !news {
		return
	}
	if err := c.home.store.Met(id, name); err != nil {
		c.diskFailed(err)
	}
}

// reactions folds what was said about a message: each author has one.
func (c *core) reactions(room wire.RoomID, id MessageID, about []store.Record) []Reaction {
	var authors []ID
	last := map[ID]string{}
	for _, a := range about {
		if a.Kind != wire.Reaction || a.Ref != id || a.Room != room {
			continue
		}
		if _, known := last[ID(a.From)]; !known {
			authors = append(authors, ID(a.From))
		}
		last[ID(a.From)] = a.Body
	}
	var list []Reaction
	for _, author := range authors {
		text := last[author]
		if text == "" {
			continue
		}
		at := -1
		for i := range list {
			if list[i].Text == text {
				at = i
			}
		}
		if at < 0 {
			list = append(list, Reaction{Text: text})
			at = len(list) - 1
		}
		list[at].Count++
		list[at].Mine = list[at].Mine || author == c.home.Identity()
	}
	return list
}

// clip cuts a text to so many bytes, at a character.
func clip(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	for bytes > 0 && !utf8.RuneStart(s[bytes]) {
		bytes--
	}
	return s[:bytes]
}

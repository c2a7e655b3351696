package core

import (
	"cmp"
	"unicode/utf8"

	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// message puts a record that stands in a room into the words of this package. Its place is
// filled in by whoever calls.
func (c *core) message(r *room, rec store.Record, about []store.Record, quoted map[MessageID]located) Message {
	if rec.Damaged {
		return Message{Kind: Notice, Notice: MessageDamaged, Time: rec.ServerTime.Time()}
	}
	if rec.Kind.Passage() {
		m := Message{ID: rec.CID, Kind: Notice, Notice: GuestLetIn, Time: rec.ServerTime.Time(), Name: guestName(rec.Guest)}
		if rec.Kind == wire.GuestOut {
			m.Notice = GuestLetOut
		}
		return m
	}
	m := Message{ID: rec.CID, Time: rec.ServerTime.Time(), State: Stored, Edited: rec.Edited, Deleted: rec.Deleted}
	m.Text = rec.Shown
	m.Raw = m.Text
	author := ID(rec.From)
	switch {
	case rec.Guest != "":
		m.Kind, m.Name, m.ByGuest = Incoming, guestName(rec.Guest), true
	case author == c.home.Identity():
		m.Kind, m.Recipients = Outgoing, 1
	default:
		m.Kind = Incoming
	}
	if author != c.home.Identity() {
		id, name, key := c.author(r, author)
		m.Peer, m.Author = id, author
		if m.Name == "" {
			m.Name, m.ShortKey = name, key
		}
	}
	if rec.Ref != (MessageID{}) {
		m.ReplyTo = c.quote(r, rec.Ref, quoted)
	}
	if !rec.Deleted {
		if m.File = fileOf(rec.Post.File); m.File != nil {
			m.File.Earlier = m.Time.Before(r.joined)
		}
	}
	m.Reactions = c.reactions(r.id, rec.CID, about)
	if cast := r.casts[rec.CID]; cast != nil && m.Kind == Outgoing {
		m.Broadcast, m.Recipients = true, cast.Recipients
		m.Reached, m.Fault = int(cast.reached.Load()), cast.Fault
		m.Replaced = cast.Replaced
	}
	return m
}

// quote is the message that another one answers.
func (c *core) quote(r *room, id MessageID, quoted map[MessageID]located) *Quote {
	q := &Quote{ID: id}
	rec, ok := quoted[id]
	if !ok {
		return q
	}
	q.Place, _ = r.places.At(rec.Log, rec.Seq)
	q.Deleted = rec.Deleted
	q.Text = clip(rec.Shown, 256)
	switch {
	case rec.Guest != "":
		q.Name, q.ByGuest = guestName(rec.Guest), true
	case ID(rec.From) == c.home.Identity():
		q.Own = true
	default:
		q.Author = ID(rec.From)
		q.Peer, q.Name, q.ShortKey = c.author(r, ID(rec.From))
	}
	return q
}

// author is who said something in a room; who is no member any more has a name only, and
// the short form of its key where that is to be shown beside it, as from now on beside
// that name of a member.
func (c *core) author(r *room, id ID) (peer PeerID, name, shortKey string) {
	if p := r.find(id); p != nil {
		return p.ID, p.title(), p.ShortKey
	}
	if name = c.names[id]; name == "" {
		return 0, shortID(id), ""
	}
	shape := names.ShapeOf(name)
	r.relabel(r.likeness.keep(id, shape))
	return 0, name, r.likeness.shortKey(id, shape, false, false)
}

// guestName is what the host called a plain guest.
func guestName(given string) string { return cmp.Or(names.Clean(given), "?") }

// called notes what somebody calls itself, also on disk: what it said is to be signed when
// it is no member any more. However often a name changes, one write waits. It runs on the
// executor.
func (c *core) called(id ID, name string) {
	if loop.Ask(c.loop, func() bool { return c.noteName(id, name) }) {
		c.writeSoon(id)
	}
}

// noteName is called for the loop: it reports whether the name is to be written.
func (c *core) noteName(id ID, name string) bool {
	name = names.Clean(name)
	if name == "" || c.names[id] == name {
		return false
	}
	waits := c.noting[id]
	c.names[id], c.noting[id] = name, true
	return !waits
}

// writeSoon has the executor, on which it runs, write a name later.
func (c *core) writeSoon(id ID) {
	if !c.executor.Do(func() { c.writeName(id) }) {
		c.writeName(id) // one of the last jobs
	}
}

// writeName keeps the name of somebody. It runs on the executor.
func (c *core) writeName(id ID) {
	name := loop.Ask(c.loop, func() string {
		delete(c.noting, id)
		return c.names[id]
	})
	c.persist("name "+id.String(), func() error { return c.home.store.Met(id, name) })
}

// updateName is called for members: only of those who have said something the name is
// kept, since everybody can appear under any number of keys. It runs on the executor.
func (c *core) updateName(id ID, name string) {
	news := loop.Ask(c.loop, func() bool {
		_, kept := c.names[id]
		return kept && c.noteName(id, name)
	})
	if news {
		c.writeSoon(id)
	}
}

// signed notes the names of those who take part in what was said: the author, and
// the other of a direct room. It returns those that are to be written.
func (c *core) signed(r *room, author ID) (news []ID) {
	for _, id := range [...]ID{author, r.other} {
		if p := r.find(id); p != nil && c.noteName(id, p.told) {
			news = append(news, id)
		}
	}
	return news
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

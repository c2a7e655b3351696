package core

import (
	"context"
	"strings"
	"time"

	"confab/transport/internal/history"
	"confab/transport/internal/loop"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// room is a talk of members: a room of a log on disk, as one person follows it. Its fields
// are and is owned by the loop.
type room struct {
	talk TalkID
	id   wire.RoomID
	// other is who else belongs to a direct room; zero for the room of all.
	other  ID
	log    store.LogID // the current life of the log; 0: none is known yet
	places places
	// got, read and seen are marks as events of log; noted is how much of seen
	// the disk knows.
	got, read, seen, noted uint64
	// unshared is the last event that nobody else could read, as far as got and read tell.
	unshared uint64
	// shown is the newest event of log that is known to stand in the talk; what comes
	// behind it changes others. 0 while that is not known.
	shown uint64
	// news is Marks.News.
	news int
	// floor are the marks when log began: what was marked in an earlier one stays so.
	floor Marks
	// pending are our messages that have no place yet, in the order of sending.
	pending []Message
	// answers are what those of pending answer that failed.
	answers map[MessageID]MessageID
	// joined is when we became a member, by the host's clock, if that was in this run.
	joined time.Time
	// casts are our messages of this run that also went to plain guests.
	casts map[MessageID]*record
	// typing is when we last told that we write.
	typing   time.Time
	likeness *likeness  // of its members
	relabel  func([]ID) // labels some of them again
	// find finds the peer of an identity, nil for who is no member any more.
	find func(ID) *peer
}

// marks are the room's marks.
func (r *room) marks() Marks {
	return Marks{
		Got: history.Later(r.floor.Got, r.places.UpTo(r.log, r.got)), Read: history.Later(r.floor.Read, r.places.UpTo(r.log, r.read)),
		Unshared: history.Later(r.floor.Unshared, r.places.UpTo(r.log, r.unshared)),
		Seen:     history.Later(r.floor.Seen, r.places.UpTo(r.log, r.seen)), Last: r.places.latest(), News: r.news,
	}
}

// renew has the room go on in a life of its log.
func (r *room) renew(log store.LogID, era int) {
	r.floor = r.marks()
	r.log, r.got, r.read, r.unshared, r.seen, r.noted, r.shown = log, 0, 0, 0, 0, 0, 0
	r.places.Enter(log, uint32(era))
}

// empty reports whether nothing stands, or stood, in the room.
func (r *room) empty() bool { return r.places.latest().IsZero() }

// carry has an event keep the place that it had in an earlier life. It reports
// whether it had one.
func (r *room) carry(log store.LogID, seq uint64, carried []store.Carried) (had bool) {
	for _, k := range carried {
		run := store.CarriedRun{Room: k.Room, Was: k.Was, Count: 1, Log: log, Seq: seq}
		had = r.places.Carry(k.Log, run) || had
	}
	if at, ok := r.places.At(log, seq); ok && !r.floor.Seen.Before(at) && log == r.log {
		r.seen = max(r.seen, seq)
	}
	return had
}

// mayTellTyping says whether to tell again that we write: not more often than
// the others forget it.
func (r *room) mayTellTyping() bool {
	now := time.Now()
	if now.Sub(r.typing) < 3*time.Second {
		return false
	}
	r.typing = now
	return true
}

// pend adds a message that is on its way.
func (c *core) pend(r *room, m Message) {
	for i := range r.pending {
		if r.pending[i].ID == m.ID {
			return
		}
	}
	r.pending = append(r.pending, m)
	c.post(Event{Kind: Enqueued, Time: m.Time, Peer: c.view(r.talk), Detail: m})
}

// progress tells how far a message on its way got.
func (c *core) progress(r *room, id MessageID, s State, f Fault) (known bool) {
	for i := range r.pending {
		m := &r.pending[i]
		if m.ID != id {
			continue
		}
		if m.State != s || m.Fault != f {
			m.State, m.Fault = s, f
			c.post(Event{Kind: Updated, Peer: c.view(r.talk), Detail: *m})
		}
		return true
	}
	return false
}

// refused notes that a post was not taken: a message, or what changes one.
func (c *core) refused(r *room, p wire.Post, f Fault) {
	if p.Kind == wire.Text {
		r.failed(p)
		c.progress(r, p.CID, Failed, f)
		return
	}
	m := Message{ID: p.Ref}
	if p.Kind == wire.GuestIn {
		m = Message{Kind: Notice, Notice: GuestLetIn, Name: p.Guest}
	}
	c.post(Event{Kind: ChangeRefused, Peer: c.view(r.talk), Detail: m, Err: &Error{Fault: f}})
}

// failed keeps what a message that failed answers, so that it can be said again.
func (r *room) failed(p wire.Post) {
	if p.Ref == (MessageID{}) {
		return
	}
	if r.answers == nil {
		r.answers = map[MessageID]MessageID{}
	}
	r.answers[p.CID] = p.Ref
}

// unpend forgets a message that has its place now, or is withdrawn.
func (r *room) unpend(id MessageID) bool {
	delete(r.answers, id)
	for i := range r.pending {
		if r.pending[i].ID == id {
			r.pending = append(r.pending[:i:i], r.pending[i+1:]...)
			return true
		}
	}
	return false
}

// related is what an event on disk is about: the message that it quotes, or how the one
// stands that it changes.
type related struct {
	quoted map[MessageID]located
	named  *standing
}

// related reads it. It runs on the executor.
func (c *core) related(r *room, log store.LogID, e wire.Event) (about related) {
	switch {
	case e.Ref == MessageID{}:
	case e.Kind == wire.Text:
		about.quoted = c.historyOf(r).Named(context.Background(), log, []MessageID{e.Ref})
	default:
		about.named = c.standing(r, log, e.Ref)
	}
	return about
}

// logged takes an event that is on disk, with what it is about. It returns whose names
// are to be written.
func (c *core) logged(r *room, log store.LogID, e wire.Event, about related) (news []ID) {
	news = c.signed(r, ID(e.From))
	if e.First > 1 && e.First == e.Seq && !r.places.BeginsAt(log, e.Seq) {
		c.append(r.talk, Message{Kind: Notice, Notice: HistoryGap, Time: e.ServerTime.Time()})
	}
	at, added := r.places.Append(log, e.Seq)
	if !added {
		return news
	}
	if ID(e.From) == c.home.Identity() {
		r.unpend(e.CID)
	}
	rec := store.Record{Event: e, Shown: e.Body}
	m := c.message(r, rec, nil, about.quoted)
	m.put(at)
	stands := rec.Visible()
	incoming := stands && m.Kind == Incoming
	if !incoming && e.Seq == r.seen+1 {
		r.seen = e.Seq // what we said ourselves is no news
	}
	if incoming {
		r.news++
	}
	if stands {
		r.shown = e.Seq
		c.post(Event{Kind: Appended, Peer: c.view(r.talk), Detail: m})
	}
	if about.named != nil {
		c.restated(r, about.named)
	}
	return news
}

// writeAllSoon has the executor, on which it runs, write names later.
func (c *core) writeAllSoon(news []ID) {
	for _, id := range news {
		c.writeSoon(id)
	}
}

// restate tells how a message stands now. It runs on the executor.
func (c *core) restate(r *room, id MessageID) {
	now := c.standing(r, loop.Ask(c.loop, func() store.LogID { return r.log }), id)
	if now == nil {
		return
	}
	c.loop.Do(func() {
		c.restated(r, now)
	})
}

// restated tells of a message that changed, if it stands in the room.
func (c *core) restated(r *room, now *standing) {
	at, ok := r.places.At(now.record.Log, now.record.Seq)
	if !ok {
		return
	}
	m := c.message(r, now.record.Record, now.about, now.quoted)
	m.put(at)
	c.post(Event{Kind: Updated, Peer: c.view(r.talk), Detail: m})
}

// standing is a message as it stands on disk, with what was said about it.
type standing struct {
	record located
	about  []store.Record
	quoted map[MessageID]located
}

// standing reads how a message stands now; nil when it is not held.
func (c *core) standing(r *room, log store.LogID, id MessageID) *standing {
	m, found, err := c.home.store.Standing(context.Background(), log, r.id, id)
	if err != nil {
		c.diskFailed(err)
	}
	if !found || err != nil {
		return nil
	}
	s := &standing{record: m.Located, about: m.About}
	if m.Quoted.Log != 0 {
		s.quoted = map[MessageID]located{m.Ref: m.Quoted}
	}
	return s
}

// located is a message and the life of the log that holds it.
type located = store.Located

// mark takes how far the others have come in a room.
func (c *core) mark(r *room, got, read uint64) {
	if got <= r.got && read <= r.read {
		return
	}
	r.got, r.read = max(r.got, got), max(r.read, read)
	c.post(Event{Kind: Marked, Peer: c.view(r.talk), Detail: r.marks()})
}

// displayed notes that the person saw a room up to a place, and returns the event that this
// is, 0 when it is nothing new.
func (c *core) displayed(r *room, at Place) uint64 {
	seq := r.places.Before(r.log, at.Next())
	if r.shown > 0 && seq >= r.shown {
		seq = r.places.Last(r.log) // what shows nothing was seen with what it changes
	}
	if seq <= r.noted {
		return 0
	}
	r.noted = seq
	if seq <= r.seen {
		return seq // our own words, which are no news in this run
	}
	r.seen = seq
	r.news = int(min(uint64(r.news), r.places.Last(r.log)-seq))
	c.post(Event{Kind: Marked, Peer: c.view(r.talk), Detail: r.marks()})
	return seq
}

// draft is checked before it becomes a message.
func (c *core) compose(kind wire.Kind, room wire.RoomID, body string, ref MessageID) (wire.Post, error) {
	body = strings.ToValidUTF8(body, "\uFFFD")
	if body == "" && (kind == wire.Text || kind == wire.Edit) {
		return wire.Post{}, &Error{Fault: MessageEmpty}
	}
	limit := wire.MaxTextBytes
	if kind == wire.Reaction {
		limit = wire.MaxReactionBytes
	}
	if len(body) > limit {
		return wire.Post{}, &Error{Fault: MessageTooLong}
	}
	return wire.Post{CID: newMessageID(), Room: room, Kind: kind, Body: body, Ref: ref,
		ClientTime: wire.MillisOf(time.Now())}, nil
}

// pendingOf is the message that a post will be.
func pendingOf(p wire.Post, quote *Quote) Message {
	return Message{ID: p.CID, Kind: Outgoing, Time: p.ClientTime.Time(), Text: p.Body, Raw: p.Body, State: Queued,
		Recipients: 1, ReplyTo: quote, File: fileOf(p.File)}
}

// diskDamaged tells of damage that was met, and looks for copies of what is lost.
func (c *core) diskDamaged(err *Error) {
	c.loop.Do(func() { c.post(Event{Kind: DiskDamaged, Err: err}) })
	c.resync()
	if c.restore != nil {
		c.restore()
	}
}

// resync tells that what is shown may stand otherwise on the disk now.
func (c *core) resync() {
	c.loop.Do(func() {
		c.post(Event{Kind: Resync})
	})
}

package store

import (
	"context"
	"crypto/rand"

	"confab/transport/internal/wire"
)

// Host is the log that this identity keeps for others.
type Host struct {
	store *Store
	id    int64
	log   int64
	holds holds // owned by the writer goroutine
}

// Host returns the log that self keeps, made with a random epoch if there is
// none.
func (s *Store) Host(self wire.Identity) (*Host, error) {
	h := &Host{store: s, holds: holds{}}
	err := s.write(1, func(c *conn) (err error) {
		if h.id, err = c.host(self, self); err != nil {
			return err
		}
		if h.log, _, err = c.current(h.id); err != nil {
			return err
		}
		if h.log == 0 {
			var epoch wire.Epoch
			rand.Read(epoch[:])
			if h.log, err = c.newLog(h.id, epoch, s.clock()); err != nil {
				return err
			}
		}
		return h.noLaterThanNext(c)
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

// Log is the number under which Page and the others read this log.
func (h *Host) Log() LogID { return LogID(h.log) }

// Epoch is the one that the log counts in now.
func (h *Host) Epoch(ctx context.Context) (epoch wire.Epoch, err error) {
	err = h.store.read(ctx, func(c *conn) error {
		_, epoch, err = c.current(h.id)
		return err
	})
	return epoch, err
}

// Entry is a POST and whose it is.
type Entry struct {
	wire.Post
	From wire.Identity
	// To is the other of a direct room, needed for its first message only.
	To wire.Identity
	// Session names the author's connection, on each of which what has no answer
	// is sent again from the first on. Behind a message that failed, for which
	// NakFor is temporary, all others of its Session are refused with that,
	// until it comes again: so the author's order is kept. Zero: nothing is
	// sent again, and nothing waits.
	Session uint64
	// First says that it is the first that an Unasked member says, who is Heard then.
	First bool
}

// Answer is what to tell the author of an Entry: an ACK, or a NAK for Refused.
type Answer struct {
	wire.Ack
	Repeat  bool           // it was in the log before, and is not to be sent round again
	Edited  uint64         // of an edit that is new in the log, the Seq of the message; else zero
	Refused wire.NakReason // zero: it is in the log
	Detail  string         // of Refused
}

// Append puts up to MaxBatch entries into the log, in one transaction, and
// returns after the commit with an answer to each. If it fails no entry is in
// the log that was not there before. Entries have the limits that wire checks;
// that only the host speaks for guests is for the caller to see to.
func (h *Host) Append(entries []Entry) ([]Answer, error) {
	var answers []Answer
	result := make(chan error, 1)
	h.AppendAsync(entries, func(a []Answer, err error) {
		answers = a
		result <- err
	})
	return answers, <-result
}

// AppendAsync is Append for callers that do not wait: done is called once, on
// the writer goroutine after the commit, in the order of the calls, or at once
// if the store is closed. It blocks while the queue is full, so that whoever posts
// faster than the disk writes is no longer read.
func (h *Host) AppendAsync(entries []Entry, done func([]Answer, error)) {
	h.AppendTogether(entries, done, nil)
}

// AppendTogether is AppendAsync, with after called behind done, once all that was
// committed together is answered: what goes out because of it can leave together.
func (h *Host) AppendTogether(entries []Entry, done func([]Answer, error), after func()) {
	if len(entries) > MaxBatch {
		done(nil, ErrTooMany)
		if after != nil {
			after()
		}
		return
	}
	answers := make([]Answer, len(entries))
	h.store.submit(job{weight: max(len(entries), 1), do: func(c *conn) error {
		now := h.store.clock()
		for i := range entries {
			a, err := h.append(c, &entries[i], now)
			if err != nil {
				if !ends(err) {
					for j := range entries {
						h.holds.failed(&entries[j], retriable(err))
					}
				}
				return err
			}
			answers[i] = a
			if !a.Refused.Temporary() {
				h.holds.decided(&entries[i])
			}
		}
		return nil
	}, undone: func() {
		for i := range entries {
			h.holds.undone(&entries[i])
		}
	}, done: func(err error) {
		for i := range entries {
			h.holds.ended(&entries[i], err)
		}
		if err != nil {
			done(nil, err)
			return
		}
		done(answers, nil)
	}, after: after})
}

func (h *Host) append(c *conn, e *Entry, now wire.Millis) (Answer, error) {
	refuse := func(r wire.NakReason, detail string) (Answer, error) {
		return Answer{Ack: wire.Ack{CID: e.CID, Room: e.Room}, Refused: r, Detail: detail}, nil
	}
	author, err := c.identity(e.From)
	if err != nil {
		return Answer{}, err
	}
	earlier, found, err := h.earlier(c, e, author)
	if err != nil {
		return Answer{}, err
	}
	switch {
	case found && !earlier.same:
		return refuse(wire.NakReused, "the cid names another message")
	case found:
		return Answer{Ack: earlier.ack, Repeat: true}, nil
	case h.holds.reason(e) != 0:
		return refuse(h.holds.reason(e), "behind a message that could not be written")
	case !e.Kind.Known():
		return refuse(wire.NakKind, "")
	}
	p, detail, err := h.enter(c, e, author)
	if err != nil {
		return Answer{}, err
	}
	if detail != "" {
		return refuse(wire.NakRoom, detail)
	}
	edited := uint64(0)
	if e.Ref != (wire.CID{}) {
		named, allowed, err := h.refers(c, p.id, e, author)
		if err != nil {
			return Answer{}, err
		}
		if !allowed {
			return refuse(wire.NakRef, "no such message to change or answer")
		}
		if e.Kind == wire.Edit {
			edited = named
		}
		if e.Kind != wire.Text {
			often, err := h.often(c, e, author)
			if err != nil {
				return Answer{}, err
			}
			if often {
				return refuse(wire.NakOften, "changed too often")
			}
		}
	}
	if e.First {
		if err := c.run("UPDATE members SET state=? WHERE host=? AND identity=? AND state=?",
			int(Heard), h.id, author, int(Unasked)); err != nil {
			return Answer{}, err
		}
	}
	event := wire.Event{Post: e.Post, Seq: p.last + 1, From: e.From, ServerTime: now}
	if err := c.insert(h.log, &p, author, &event); err != nil {
		return Answer{}, err
	}
	return Answer{Ack: wire.Ack{CID: e.CID, Room: e.Room, Seq: event.Seq, ServerTime: now}, Edited: edited}, nil
}

// earlier is what an author's CID stands for already.
type earlier struct {
	ack  wire.Ack
	same bool // the message is the same, as far as it is still known
}

func (h *Host) earlier(c *conn, e *Entry, author int64) (was earlier, found bool, err error) {
	take := func(r row) {
		was.ack = wire.Ack{CID: e.CID, Seq: r.seq(1), ServerTime: r.millis(2)}
		r.fixed(0, was.ack.Room[:])
		was.same = was.ack.Room == e.Room && wire.Kind(r.ColumnInt(3)) == e.Kind
	}
	found, err = c.one(`SELECT r.room, e.seq, e.server_ts, e.kind, e.body, e.ref, e.guest, e.file
		FROM events e JOIN rooms r ON r.id=e.room WHERE e.cid=? AND e.author=? AND e.log=?`, func(r row) {
		take(r)
		var ref wire.CID
		r.fixed(5, ref[:])
		was.same = was.same && ref == e.Ref && string(r.ColumnRawText(4)) == e.Body && string(r.ColumnRawText(6)) == e.Guest &&
			string(r.ColumnRawBlob(7)) == e.File
	}, e.CID, author, h.log)
	if found || err != nil {
		return was, found, err
	}
	found, err = c.one(`SELECT r.room, t.seq, t.server_ts, t.kind
		FROM retired t JOIN rooms r ON r.id=t.room WHERE t.cid=? AND t.author=? AND t.log=?`, take, e.CID, author, h.log)
	return was, found, err
}

// enter finds the room of an entry, or makes it. A detail says why the author
// may not enter.
func (h *Host) enter(c *conn, e *Entry, author int64) (p place, detail string, err error) {
	p, err = c.room(h.log, e.Room)
	switch {
	case err != nil:
		return p, "", err
	case e.Room == wire.Everyone:
		return p, "", nil
	case p.id != 0 && author != p.a && author != p.b:
		return p, "not a member of the room", nil
	case p.id != 0:
		return p, "", nil
	case e.To == (wire.Identity{}) || e.To == e.From || wire.Direct(e.From, e.To) != e.Room:
		return p, "no such room", nil
	}
	other, err := c.identity(e.To)
	if err != nil {
		return p, "", err
	}
	if p, err = c.newRoom(h.log, e.Room); err != nil {
		return p, "", err
	}
	return p, "", c.pair(&p, author, other)
}

// How often one member may edit or react to one message, as far as the last maxAbout
// events about it tell, and how much more often take it back.
const (
	maxChanges = 256
	maxDeletes = 16
)

// often reports whether an author has changed a message as often as may be.
func (h *Host) often(c *conn, e *Entry, author int64) (bool, error) {
	n, most := 0, maxChanges
	if e.Kind == wire.Delete {
		most += maxDeletes
	}
	_, err := c.one(`SELECT count(*) FROM (SELECT author, kind FROM events WHERE ref=? ORDER BY id DESC LIMIT ?)
		WHERE author=? AND kind<>?`, func(r row) { n = r.ColumnInt(0) }, e.Ref, maxAbout, author, wire.Text)
	return n >= most, err
}

// refers reports whether the message that an entry names was said in its room
// and, for an edit or a deletion, by its author, and where. That it was retired since
// is no fault of the author.
func (h *Host) refers(c *conn, room int64, e *Entry, author int64) (seq uint64, found bool, err error) {
	own := e.Kind == wire.Edit || e.Kind == wire.Delete
	found, err = c.one(`SELECT seq FROM events WHERE cid=?1 AND room=?2 AND kind=?3 AND (author=?4 OR NOT ?5)
		UNION ALL SELECT seq FROM retired WHERE cid=?1 AND room=?2 AND kind=?3 AND (author=?4 OR NOT ?5)`,
		func(r row) { seq = r.seq(0) }, e.Ref, room, wire.Text, author, own)
	return seq, found, err
}

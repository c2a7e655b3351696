package core

import "confab/transport/internal/loop"

// How much of a talk is read anew at once, while all others wait. A person who
// chooses an encoding sees what is on the screen change with it.
const (
	rereadMessages = 256
	rereadBytes    = 256 << 10
)

// reread has what a plain peer said read in the encoding that its talk has now:
// the newest messages at once, those before them step by step on a goroutine of its own.
//
// A peer cannot have this done often: its own text changes the guess while the
// Guesser learns, which ends.
func (c *core) reread(p *peer) {
	if c.closed {
		return
	}
	_, last := c.journal.Bounds(p.Talk())
	batch, next := c.misread(p, last+1)
	for i := range batch {
		batch[i].text = p.Encoding.Read(batch[i].record.Raw, batch[i].record.form)
	}
	c.replaceTexts(p, p.Encoding, batch)
	p.unread = next
	if next > 0 && !p.rereading {
		p.rereading = true
		c.running.Go(func() { c.rereadRest(p) })
	}
}

// rereadRest reads anew what reread has left.
func (c *core) rereadRest(p *peer) {
	for {
		var from, next uint64
		var enc Encoding
		var batch []misreading
		more := loop.Ask(c.loop, func() bool {
			if p.unread == 0 || c.closed || c.roster[p.ID] != p {
				p.rereading = false
				return false
			}
			from, enc = p.unread, p.Encoding
			batch, next = c.misread(p, from)
			return true
		})
		if !more {
			return
		}
		for i := range batch {
			batch[i].text = enc.Read(batch[i].record.Raw, batch[i].record.form)
		}
		c.loop.Do(func() {
			if p.Encoding != enc {
				return // another reread has begun anew
			}
			c.replaceTexts(p, enc, batch)
			if p.unread == from {
				p.unread = next
			}
		})
	}
}

// misreading is a message that is to be read anew.
type misreading struct {
	record *record
	seq    uint64
	text   string // as it reads now
}

// misread returns messages of p before a place in its talk that read otherwise in its
// encoding, in order, and the place before which there may be more; 0: none. Raw and form
// of a record never change.
func (c *core) misread(p *peer, before uint64) (batch []misreading, next uint64) {
	first, last := c.journal.Bounds(p.Talk())
	before = min(before, last+1)
	if before <= first {
		return nil, 0
	}
	from := max(first, before-min(before, rereadMessages))
	c.journal.Page(p.Talk(), from, int(before-from), func(seq uint64, r *record) {
		if r.Kind == Incoming && !r.Encoding.ReadsAlike(p.Encoding, r.form) {
			batch = append(batch, misreading{record: r, seq: seq})
		}
	})
	// The newest of them, up to what may be read at once.
	bytes := 0
	for i := len(batch) - 1; i >= 0; i-- {
		if bytes += len(batch[i].record.Raw); bytes > rereadBytes && i < len(batch)-1 {
			return batch[i+1:], batch[i].seq + 1
		}
	}
	if from == first {
		from = 0
	}
	return batch, from
}

// replaceTexts puts what was read anew in the place of what stood there, and tells of each
// text that differs.
func (c *core) replaceTexts(p *peer, enc Encoding, batch []misreading) {
	for _, m := range batch {
		r := m.record
		if first, last := c.journal.Bounds(p.Talk()); m.seq < first || m.seq > last {
			continue // dropped meanwhile, or the whole talk
		}
		if r.Text == m.text {
			r.Encoding = enc
			continue
		}
		c.journal.Change(p.Talk(), m.seq, func() int {
			r.Text, r.Encoding = m.text, enc
			return r.bytes()
		})
		c.post(Event{Kind: Updated, Peer: p.Peer, Detail: c.snapshot(r, m.seq)})
	}
}

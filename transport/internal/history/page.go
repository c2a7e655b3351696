package history

import (
	"context"
	"errors"
	"maps"
	"slices"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Reader reads a room from the disk. Its methods wait for the disk.
type Reader struct {
	Store *store.Store
	Room  wire.RoomID
	// Failed is called for each error of the disk. What could be read is returned
	// nevertheless.
	Failed func(error)
}

// Page is the part of a Range that is on disk.
type Page struct {
	// Before and Behind are the events on both sides of Range.At, in order, and Older and
	// Newer say that there are others beyond.
	Before, Behind []Event
	Older, Newer   bool
	// About are the reactions to the messages of the page, and Quoted the messages that
	// they answer.
	About  map[wire.CID][]store.Record
	Quoted map[wire.CID]store.Located
}

// Event is an event that a talk shows.
type Event struct {
	At     Place
	Log    store.LogID
	Record store.Record
}

// maxTries bounds how often a page is read.
const maxTries = 5

// Page reads a page of the room. It adds to o what the disk has carried from one epoch to
// a later one.
func (r Reader) Page(ctx context.Context, o *Order, asked Range) Page {
	p := Page{About: map[wire.CID][]store.Record{}, Quoted: map[wire.CID]store.Located{}}
	carried := r.carry(ctx, o)
	for range maxTries {
		r.readSides(ctx, &p, o, asked)
		// Events that are carried to a later log meanwhile may have been read in neither.
		now := r.carry(ctx, o)
		if slices.Equal(now, carried) {
			break
		}
		carried = now
	}
	r.readAbout(ctx, &p)
	return p
}

// carry adds to o what the disk has carried from one epoch to a later one, and returns
// all of it.
func (r Reader) carry(ctx context.Context, o *Order) (all []store.CarriedRun) {
	for i := 0; i < len(o.epochs)-1; i++ { // nothing leaves the last
		log := o.epochs[i].log
		runs, err := r.Store.Carried(ctx, log)
		if err != nil {
			r.Failed(err)
		}
		for _, run := range runs {
			if run.Room == r.Room {
				o.Carry(log, run)
				all = append(all, run)
			}
		}
	}
	return all
}

// readSides reads the events on both sides.
func (r Reader) readSides(ctx context.Context, p *Page, o *Order, asked Range) {
	asked, bytes := asked.Bounded()
	at := asked.Bound()
	var above, below []Run // the next ones to read first
	for _, s := range o.Runs() {
		n := s.before(at)
		if n > 0 {
			above = append(above, Run{s.At, s.Log, s.Seq, n})
		}
		if n < s.Count {
			below = append(below, s.from(n))
		}
	}
	slices.Reverse(above)
	p.Before, p.Older = r.side(ctx, above, r.Store.ShownBefore, asked.Before, bytes)
	p.Behind, p.Newer = r.side(ctx, below, r.Store.ShownAfter, asked.After, bytes)
	slices.SortFunc(p.Before, func(a, b Event) int { return a.At.Compare(b.At) })
}

// shown is Store.ShownBefore or Store.ShownAfter.
type shown func(ctx context.Context, log store.LogID, room wire.RoomID, span store.Span, n, bytes int) ([]store.Record, bool, error)

// side reads up to n events of runs, of as many bytes, and reports whether there are
// others beyond.
func (r Reader) side(ctx context.Context, runs []Run, read shown, n, bytes int) (events []Event, more bool) {
	for _, s := range runs {
		full := n <= 0 || bytes <= 0
		records, more, err := read(ctx, s.Log, r.Room, store.Span{First: s.Seq, Last: s.Seq + s.Count - 1}, max(n, 1), bytes)
		if err != nil {
			r.Failed(err)
		}
		if temporary := (*store.TemporaryError)(nil); errors.As(err, &temporary) {
			return events, false // the page is read again when the disk works: it must have no hole
		}
		if full && len(records) > 0 {
			return events, true
		}
		for _, rec := range records {
			events = append(events, Event{s.place(rec.Seq - s.Seq), s.Log, rec})
			bytes -= len(rec.Shown)
			n--
		}
		if more {
			return events, true
		}
	}
	return events, false
}

// aboutAtOnce bounds the messages whose reactions are read at once, so that the store's
// limit of an answer is rarely met.
const aboutAtOnce = 50

// readAbout reads the reactions to the messages of a page, and what they answer.
func (r Reader) readAbout(ctx context.Context, p *Page) {
	ids, refs := map[store.LogID][]wire.CID{}, map[store.LogID][]wire.CID{}
	for _, e := range slices.Concat(p.Before, p.Behind) {
		if e.Record.Kind != wire.Text || e.Record.Damaged {
			continue
		}
		ids[e.Log] = append(ids[e.Log], e.Record.CID)
		if e.Record.Ref != (wire.CID{}) {
			refs[e.Log] = append(refs[e.Log], e.Record.Ref)
		}
	}
	for log, ids := range ids {
		for some := range slices.Chunk(ids, aboutAtOnce) {
			about, err := r.Store.Reactions(ctx, log, some)
			if err != nil {
				r.Failed(err)
				break
			}
			for _, a := range about {
				p.About[a.Ref] = append(p.About[a.Ref], a)
			}
		}
		maps.Copy(p.Quoted, r.Named(ctx, log, refs[log]))
	}
}

// Named reads messages of the room by their names, in a log or an earlier one.
func (r Reader) Named(ctx context.Context, log store.LogID, messages []wire.CID) map[wire.CID]store.Located {
	found, err := r.Store.Named(ctx, log, r.Room, messages)
	if err != nil {
		r.Failed(err)
	}
	return found
}

// News counts the events of others in runs of the room, most at most. First is the place
// of the first of them or, where there is none, behind all; zero where there are no runs.
func (r Reader) News(ctx context.Context, runs []Run, most int) (n int, first Place) {
	for _, s := range runs {
		if n == 0 {
			first = s.place(s.Count)
		}
		if n >= most {
			continue
		}
		more, seq, err := r.Store.News(ctx, s.Log, r.Room, s.Seq, s.Seq+s.Count-1, most-n)
		if err != nil {
			r.Failed(err)
			continue
		}
		if n == 0 && more > 0 {
			first = s.place(seq - s.Seq)
		}
		n += more
	}
	return n, first
}

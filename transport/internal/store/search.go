package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"confab/transport/fold"
	"confab/transport/internal/wire"
)

const (
	// trigram is how many characters the index looks up at once. A Chinese word
	// often has two.
	trigram = 3
	// maxTrigrams is the most that a shorter text is looked up by. What begins
	// more of them is so common that reading the newest messages finds it.
	maxTrigrams = 512
	// smallRoom is up to how many events a room is read instead of the index,
	// which knows no rooms and would look at a word wherever it was said.
	smallRoom = 2000
)

// Query is what to search for.
type Query struct {
	// Text is found anywhere in a message, as package fold compares texts. A text
	// that folds to nothing, has a NUL or is not UTF-8 is found nowhere.
	Text string
	Log  LogID       // zero: in all, and in earlier eras
	Room wire.RoomID // zero: in all
	// Before is the Cursor of the last hit seen; zero begins with the newest.
	// For leaves out the direct rooms of others; zero: all are searched.
	For    wire.Identity
	Before int64
	Limit  int // at most MaxPage
}

// Hit is a message that has the text, as it is shown now.
type Hit struct {
	Record
	Log    LogID
	Cursor int64 // for Query.Before
}

// Search returns the hits that came last, newest first. It searches all that is
// committed, indexed or not, but for texts of an earlier version that are not indexed
// yet: soFar is the progress with those, and before it is All there may be more hits, in
// older messages. The context interrupts it: a word that is common elsewhere and rare in
// the Room asked for can take long.
func (s *Store) Search(ctx context.Context, q Query) (hits []Hit, soFar Indexing, err error) {
	if q.Limit <= 0 || strings.ContainsRune(q.Text, 0) || !utf8.ValidString(q.Text) {
		return nil, Indexing{}, nil
	}
	if q.Text = fold.Fold(q.Text); q.Text == "" {
		return nil, Indexing{}, nil
	}
	q.Limit = min(q.Limit, MaxPage)
	err = s.read(ctx, func(c *conn) error {
		// One state of the index and of the events that it lacks.
		if err := c.run("BEGIN"); err != nil {
			return err
		}
		p, err := c.plan(q)
		if err != nil {
			return err
		}
		soFar = p.extent.indexing()
		if p.look == inIndex {
			hits, err = c.searchIndexed(p, q)
		} else {
			hits, err = c.hits(p, q)
		}
		return err
	})
	return hits, soFar, err
}

// searchIndexed searches the index and the events that it lacks.
func (c *conn) searchIndexed(p plan, q Query) (hits []Hit, err error) {
	limit := q.Limit
	// New events come before all indexed ones.
	if hits, err = c.hits(plan{look: inNew, extent: p.extent}, q); err != nil || len(hits) == limit {
		return hits, err
	}
	q.Limit = limit - len(hits)
	older, err := c.hits(plan{look: inChanged}, q)
	if err != nil {
		return nil, err
	}
	if p.match != "" {
		found, err := c.hits(p, q)
		if err != nil {
			return nil, err
		}
		older = append(older, found...)
		slices.SortFunc(older, func(a, b Hit) int { return cmp.Compare(b.Cursor, a.Cursor) })
	}
	return append(hits, older[:min(len(older), q.Limit)]...), nil
}

// hits returns the hits of one plan, the newest first.
func (c *conn) hits(p plan, q Query) (hits []Hit, err error) {
	sql, args := p.statement(q)
	err = c.each(sql, func(r row) bool {
		if p.look == inIndex || strings.Contains(fold.Fold(r.shown()), q.Text) {
			hits = append(hits, Hit{r.record(), LogID(r.ColumnInt64(recordWidth)), r.ColumnInt64(recordWidth + 1)})
		}
		return len(hits) < q.Limit
	}, args...)
	return hits, err
}

// plan is how a search is done.
type plan struct {
	look   where
	match  string // the FTS5 query; empty: the index is known to have no hit
	extent extent // of the index, if that is searched
	room   int64  // of inRoom
}

// where is what a search looks through.
type where uint8

const (
	inIndex   where = iota
	inNew           // the texts after those in the index
	inChanged       // the texts that changed since they were indexed
	inRoom          // the texts of one room
	inEvents        // the texts of all
)

// plan decides how a search is done, for a Text that is folded.
func (c *conn) plan(q Query) (plan, error) {
	if q.Log != 0 && q.Room != (wire.RoomID{}) {
		if p, err := c.room(int64(q.Log), q.Room); err != nil || p.last < p.first+smallRoom {
			return plan{look: inRoom, room: p.id}, err
		}
	}
	if strings.ContainsAny(q.Text, unindexed) {
		return plan{look: inEvents}, nil
	}
	x, err := c.extent()
	if err != nil {
		return plan{}, err
	}
	if utf8.RuneCountInString(q.Text) >= trigram {
		return plan{look: inIndex, match: phrase(q.Text), extent: x}, nil
	}
	terms, err := c.trigrams(q.Text, maxTrigrams+1)
	switch {
	case err != nil:
		return plan{}, err
	case len(terms) > maxTrigrams:
		return plan{look: inEvents}, nil
	}
	for i, term := range terms {
		terms[i] = phrase(term)
	}
	return plan{look: inIndex, match: strings.Join(terms, " OR "), extent: x}, nil
}

// trigrams are up to n of those in the index that begin with a text.
func (c *conn) trigrams(start string, n int) (terms []string, err error) {
	for from := start; len(terms) < n; {
		// One at a time: a row of the table is not a trigram but a place where it is.
		term := ""
		_, err = c.one("SELECT term FROM trigrams WHERE term>=? LIMIT 1", func(r row) { term = r.ColumnText(0) }, from)
		if err != nil || !strings.HasPrefix(term, start) {
			break
		}
		terms = append(terms, term)
		from = term + "\x00" // nothing lies between the two
	}
	return terms, err
}

// statement reads the rows that hits are taken from, the newest first. Every
// order is one that is there: sorting would read all before the first.
func (p plan) statement(q Query) (sql string, args []any) {
	const rest = " CROSS JOIN rooms r ON r.id=e.room CROSS JOIN identities a ON a.id=e.author WHERE "
	const texts = "e.kind=1 AND e.deleted=0"
	var b strings.Builder
	add := func(sql string, arg any) {
		b.WriteString(sql)
		args = append(args, arg)
	}
	b.WriteString("SELECT " + recordColumns + ", e.log, e.id FROM ")
	order := "e.id"
	switch p.look {
	case inIndex:
		order = "s.rowid" // it is events.id
		add("search s CROSS JOIN events e ON e.id=s.rowid"+rest+"s.rowid NOT IN (SELECT id FROM unindexed) AND search MATCH ?", p.match)
	case inNew:
		add("events e"+rest+texts+" AND e.id>?", p.extent.high)
	case inChanged:
		order = "u.id"
		b.WriteString("unindexed u CROSS JOIN events e ON e.id=u.id" + rest + texts)
	case inRoom:
		order = "e.seq" // within a room it is the order of events.id
		add("events e"+rest+texts+" AND e.room=?", p.room)
	default:
		b.WriteString("events e" + rest + texts)
	}
	if q.Before > 0 {
		column := order
		if p.look == inRoom {
			column = "e.id"
		}
		add(" AND "+column+"<?", q.Before)
	}
	if q.Log != 0 && p.look != inRoom {
		add(" AND e.log=?", int64(q.Log))
	}
	if q.Room != (wire.RoomID{}) && p.look != inRoom {
		// The sign keeps SQLite from reading the rooms in their own order.
		add(" AND +e.room IN (SELECT id FROM rooms WHERE room=?)", q.Room)
	}
	if q.For != (wire.Identity{}) {
		add(" AND (r.room=?", wire.Everyone)
		add(" OR (SELECT id FROM identities WHERE identity=?) IN (r.a, r.b))", q.For)
	}
	b.WriteString(" ORDER BY " + order + " DESC")
	return b.String(), args
}

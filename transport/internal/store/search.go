package store

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/transport/internal/wire"
)

// trigram is how many characters the index looks up at once; shorter queries
// read the texts themselves. A Chinese word often has two.
const trigram = 3

// Query is what to search for.
type Query struct {
	// Text is found as it is, in any case, anywhere in a message; the case of
	// letters beyond ASCII is only ignored from three characters on. A text
	// with a NUL or that is not UTF-8 is found nowhere.
	Text string
	Log  LogID       // zero: in all, and in earlier eras
	Room wire.RoomID // zero: in all
	// Before is the Cursor of the last hit seen; zero begins with the newest.
	Before int64
	Limit  int // at most MaxPage
}

// Hit is a message that has the text, as it is shown now.
type Hit struct {
	Record
	Log    LogID
	Cursor int64 // for Query.Before
	// Spans are where the text is in Shown, in bytes, one after another.
	Spans []Span
}

// Span is a piece of a string: bytes Start to End, End not included.
type Span struct{ Start, End int }

// Search returns the hits that came last, newest first. The context interrupts
// it; a query below three characters may have to read every text.
func (s *Store) Search(ctx context.Context, q Query) (hits []Hit, err error) {
	if q.Text == "" || q.Limit <= 0 || strings.ContainsRune(q.Text, 0) || !utf8.ValidString(q.Text) {
		return nil, nil
	}
	var sql strings.Builder
	var args []any
	sql.WriteString("SELECT " + recordColumns + ", e.log, e.id")
	if utf8.RuneCountInString(q.Text) >= trigram {
		// The rowid of the index is events.id, so its own order is the one asked for.
		sql.WriteString(" FROM search s CROSS JOIN events e ON e.id=s.rowid JOIN rooms r ON r.id=e.room JOIN identities a ON a.id=e.author WHERE search MATCH ?")
		args = append(args, phrase(q.Text))
		if q.Before > 0 {
			sql.WriteString(" AND s.rowid<?")
			args = append(args, q.Before)
		}
	} else {
		sql.WriteString(recordTables + `WHERE e.kind=1 AND e.deleted=0 AND coalesce(e.shown, e.body) LIKE ? ESCAPE '\'`)
		args = append(args, pattern(q.Text))
		if q.Before > 0 {
			sql.WriteString(" AND e.id<?")
			args = append(args, q.Before)
		}
	}
	if q.Log != 0 {
		sql.WriteString(" AND e.log=?")
		args = append(args, int64(q.Log))
	}
	if q.Room != (wire.RoomID{}) {
		sql.WriteString(" AND r.room=?")
		args = append(args, q.Room)
	}
	if utf8.RuneCountInString(q.Text) >= trigram {
		sql.WriteString(" ORDER BY s.rowid DESC LIMIT ?")
	} else {
		sql.WriteString(" ORDER BY e.id DESC LIMIT ?")
	}
	args = append(args, min(q.Limit, MaxPage))
	err = s.read(ctx, func(c *conn) error {
		return c.each(sql.String(), func(r row) bool {
			h := Hit{Record: r.record(), Log: LogID(r.ColumnInt64(12)), Cursor: r.ColumnInt64(13)}
			h.Spans = spans(h.Shown, q.Text)
			hits = append(hits, h)
			return true
		}, args...)
	})
	return hits, err
}

// searchable is what the index is given of a text: it would end at a NUL.
func searchable(body string) string { return strings.ReplaceAll(body, "\x00", " ") }

// phrase quotes a text for FTS5, so that nothing in it is an operator.
func phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// pattern is what LIKE finds a text with.
func pattern(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// spans finds a text in another, in any case, without overlaps.
func spans(in, text string) (found []Span) {
	for at := 0; at < len(in); {
		if n := prefix(in[at:], text); n > 0 {
			found = append(found, Span{at, at + n})
			at += n
			continue
		}
		_, n := utf8.DecodeRuneInString(in[at:])
		at += n
	}
	return found
}

// prefix is how many bytes of in the text takes at its beginning, in any case;
// 0 if it is not there.
func prefix(in, text string) (n int) {
	for _, want := range text {
		got, size := utf8.DecodeRuneInString(in[n:])
		if size == 0 || got != want && unicode.ToLower(got) != unicode.ToLower(want) {
			return 0
		}
		n += size
	}
	return n
}

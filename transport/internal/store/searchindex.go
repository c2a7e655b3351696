package store

import (
	"strings"

	"confab/transport/fold"
)

// end follows each text in the index, so that even its last character begins
// three, and a text of one or two is found by what begins with it.
const end = "\x01\x01"

// unindexed are the characters that the index does not have as they are: of end,
// and those that SQLite reads as U+FFFD.
const unindexed = "\x01\ufffe\uffff"

// searchable is what the index is given of a text.
func searchable(body string) string { return fold.Fold(body) + end }

// phrase quotes a text for FTS5, so that nothing in it is an operator.
func phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// indexV3 once filled the index, which version 6 makes again.
func (c *conn) indexV3() error { return c.Exec(schemaV3) }

const schemaV3 = `
DROP TABLE search;
-- The texts as they are shown, each with an end to it; its rowid is events.id. It
-- holds no text itself.
CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1, tokenize='trigram');
-- What three characters there are in it, in order.
CREATE VIRTUAL TABLE trigrams USING fts5vocab(search, instance);
`

// foldV6 empties the index of search, for texts as package fold has them. What was
// said is put into it later, step by step: see indexing.go. The pages of the old index
// are used again for the new one, so that the file does not grow.
func (c *conn) foldV6() error { return c.Exec(schemaV6) }

const schemaV6 = `
DROP TABLE trigrams;
DROP TABLE search;
-- The texts as they are shown, folded, each with an end to it; its rowid is
-- events.id. It holds no text itself.
CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1, tokenize='trigram case_sensitive 1');
-- What three characters there are in it, in order.
CREATE VIRTUAL TABLE trigrams USING fts5vocab(search, instance);

-- While it has its row, search lacks the texts of the events below a number. First
-- and last are the numbers of the events that there were.
CREATE TABLE reindex(
	one   INTEGER PRIMARY KEY CHECK(one=1),
	below INTEGER NOT NULL,
	first INTEGER NOT NULL,
	last  INTEGER NOT NULL) STRICT;
INSERT INTO reindex SELECT 1, 1+(SELECT max(id) FROM events), (SELECT min(id) FROM events), (SELECT max(id) FROM events)
	WHERE EXISTS (SELECT 1 FROM events);
`

// extendV7 adds the tables by which the index is written after the commit: indexing.go.
func (c *conn) extendV7() error { return c.Exec(schemaV7) }

const schemaV7 = `
-- Search has the texts of the events from low to high. While low is above 0, those
-- below it, of an earlier version, are being put into it; first and last are the
-- numbers of the events that there were.
CREATE TABLE indexed(
	one   INTEGER PRIMARY KEY CHECK(one=1),
	low   INTEGER NOT NULL,
	high  INTEGER NOT NULL,
	first INTEGER NOT NULL,
	last  INTEGER NOT NULL) STRICT;
INSERT INTO indexed SELECT 1, coalesce((SELECT below FROM reindex), 0), coalesce((SELECT max(id) FROM events), 0),
	coalesce((SELECT first FROM reindex), 0), coalesce((SELECT last FROM reindex), 0);
DROP TABLE reindex;

-- Events up to high whose text was changed or taken back since.
CREATE TABLE unindexed(id INTEGER PRIMARY KEY) STRICT;
`

// extent is the range of events in the index; table unindexed has the exceptions.
type extent struct {
	low, high   int64 // both included; if low is 0, all up to high
	first, last int64 // the events of an earlier version, while low is above 0
}

func (c *conn) extent() (x extent, err error) {
	_, err = c.one("SELECT low, high, first, last FROM indexed", func(r row) {
		x = extent{r.ColumnInt64(0), r.ColumnInt64(1), r.ColumnInt64(2), r.ColumnInt64(3)}
	})
	return x, err
}

// indexing returns the progress with the texts of an earlier version, which is complete
// only when a step found no more of them.
func (x extent) indexing() (i Indexing) {
	if x.low > 0 {
		i.Total = uint64(max(x.last+1-x.first, 1))
		i.Done = min(uint64(max(x.last+1-x.low, 0)), i.Total-1)
	}
	return i
}

// indexLeft returns the progress with the texts of an earlier version, and whether the
// index lacks any event.
func (c *conn) indexLeft() (i Indexing, lags bool, err error) {
	x, err := c.extent()
	if err != nil {
		return i, false, err
	}
	_, err = c.one("SELECT EXISTS (SELECT 1 FROM events WHERE id>?) OR EXISTS (SELECT 1 FROM unindexed)",
		func(r row) { lags = r.ColumnBool(0) }, x.high)
	return x.indexing(), lags || x.low > 0, err
}

// outdate marks an event, if it is in the index, for indexing again: its text changes.
func (c *conn) outdate(id int64) error {
	c.lags = true
	return c.run("INSERT OR IGNORE INTO unindexed SELECT ?1 FROM indexed WHERE high>=?1", id)
}

// remove removes an event, from the index too: its number may be used again.
func (c *conn) remove(id int64) error {
	for _, sql := range []string{
		"DELETE FROM search WHERE rowid=?", "DELETE FROM unindexed WHERE id=?", "DELETE FROM events WHERE id=?",
	} {
		if err := c.run(sql, id); err != nil {
			return err
		}
	}
	return c.clampExtent()
}

// clampExtent ends the range of the index at the last event, after events were removed:
// SQLite uses the numbers after that again.
func (c *conn) clampExtent() error {
	return c.run("UPDATE indexed SET high=(SELECT coalesce(max(id), 0) FROM events) WHERE high>(SELECT coalesce(max(id), 0) FROM events)")
}

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
// said is put into it later, step by step: see reindex.go. The pages of the old index
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

package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"confab/transport/fold"
	"confab/transport/internal/wire"
)

func TestSearch(t *testing.T) {
	t.Run("before the index has anything", func(t *testing.T) { searches(t, func(*Store) {}) })
	t.Run("when it has everything", func(t *testing.T) { searches(t, func(s *Store) { caughtUp(t, s) }) })
}

// searches says something and looks for it, once settle has made of the index what it
// is to be.
func searches(t *testing.T, settle func(*Store)) {
	s := reopen(t, t.TempDir(), Options{IndexAfter: time.Hour})
	h := hosted(t, s)
	for n, body := range []string{
		"Hello, World",            // 1
		"50% off_now \\o/",        // 2
		"我们明天去北京",                 // 3
		`"quoted" AND (NEAR) * ^`, // 4
		"world peace, world war",  // 5
		"Straße nach Ärmel",       // 6
		"a\x00b hidden",           // 7
	} {
		appendAll(t, h, says(boris, text(n+1, body)))
	}
	direct := text(8, "private world")
	direct.Room = wire.Direct(boris, chen)
	appendAll(t, h, Entry{Post: direct, From: boris, To: chen})
	settle(s)
	for _, c := range []struct {
		text string
		want []int // newest first
	}{
		{"world", []int{8, 5, 1}},
		{"WORLD", []int{8, 5, 1}},
		{"orl", []int{8, 5, 1}},
		{"wo", []int{8, 5, 1}},
		{"w", []int{8, 5, 2, 1}},
		{"北京", []int{3}},
		{"去北京", []int{3}},
		{"北", []int{3}},
		{"京", []int{3}},
		{"ÄR", []int{6, 5, 4}}, // war, and NEAR
		{"ärm", []int{6}},
		{"STRASSE", []int{6}},
		{"strasse", []int{6}},
		{"a\u0308rmel", []int{6}},
		{"ｗｏｒｌｄ", []int{8, 5, 1}},
		{"ｗｏ", []int{8, 5, 1}},
		{"wo\u200brld", []int{8, 5, 1}},
		{"“quoted”", []int{4}},
		{"\u0301", nil},
		{"L", []int{8, 6, 5, 1}},
		{"\u017f", []int{6}}, // another s
		{"\u017fT", []int{6}},
		{"%", []int{2}},
		{"_", []int{2}},
		{"\\", []int{2}},
		{"% ", []int{2}},
		{"50%", []int{2}},
		{"50_", nil},
		{"\"", []int{4}},
		{"\"quoted\" AND", []int{4}},
		{"(NEAR) *", []int{4}},
		{"AND", []int{4}},
		{"ärmel", []int{6}},
		{"hidden", []int{7}},
		{"", nil},
		{"a\x00b", nil},
		{"\xff\xfe\xfd", nil},
		{"nothing of this", nil},
	} {
		t.Run(fmt.Sprintf("finds %q in the index", c.text), func(t *testing.T) {
			var got []int
			for _, hit := range search(t, s, Query{Text: c.text, Limit: 50}) {
				got = append(got, int(hit.CID[15])-1)
				if len(fold.Find(hit.Shown, fold.Fold(c.text))) == 0 {
					t.Errorf("nothing would be marked in %q", hit.Shown)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
		t.Run(fmt.Sprintf("finds %q in the texts of a small room", c.text), func(t *testing.T) {
			var got, want []int
			for _, hit := range search(t, s, Query{Text: c.text, Limit: 50, Log: h.Log(), Room: wire.Everyone}) {
				got = append(got, int(hit.CID[15])-1)
			}
			for _, n := range c.want {
				if n != 8 { // said elsewhere
					want = append(want, n)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	t.Run("goes on after a hit, and keeps to a room and a log", func(t *testing.T) {
		for _, word := range []string{"world", "wo"} {
			hits := search(t, s, Query{Text: word, Limit: 1, Log: h.Log(), Room: wire.Everyone})
			if len(hits) != 1 || hits[0].Seq != 5 || hits[0].Log != h.Log() {
				t.Fatalf("%+v", hits)
			}
			hits = search(t, s, Query{Text: word, Limit: 9, Before: hits[0].Cursor, Room: wire.Everyone})
			if len(hits) != 1 || hits[0].Seq != 1 {
				t.Errorf("%+v", hits)
			}
			if hits = search(t, s, Query{Text: word, Limit: 9, Log: 99}); len(hits) != 0 {
				t.Errorf("%+v", hits)
			}
		}
	})
	t.Run("finds what is shown, not what was edited away or deleted", func(t *testing.T) {
		appendAll(t, h, says(boris, refers(20, wire.Edit, 1, "Goodbye, Moon")), says(boris, refers(21, wire.Edit, 1, "Goodbye, Mars")), says(boris, refers(22, wire.Delete, 5, "")))
		for range 2 {
			for word, want := range map[string]int{"Mars": 1, "Ma": 1, "Moon": 0, "Moo": 0, "Hello": 0, "He": 0, "peace": 0, "ce": 0} {
				if hits := search(t, s, Query{Text: word, Limit: 9}); len(hits) != want {
					t.Errorf("%s: %+v", word, hits)
				}
			}
			settle(s)
		}
	})
}

func TestSearchInMany(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	direct := text(1, "psst, a needle")
	direct.Room = wire.Direct(boris, chen)
	appendAll(t, h, Entry{Post: direct, From: boris, To: chen}, says(boris, text(2, "the needle 靐")), says(boris, text(3, "sent \x01 raw")))
	n := 10
	for n < smallRoom+MaxBatch {
		var entries []Entry
		for range MaxBatch {
			// Each has its own two characters after the one that all have.
			entries = append(entries, says(boris, text(n, "x"+string(rune(0x4e00+n%300))+string(rune(0x4e00+n/300)))))
			n++
		}
		appendAll(t, h, entries...)
	}
	caughtUp(t, s)
	for _, c := range []struct {
		sentence string
		query    Query
		look     where
		want     []int
	}{
		{"a word, in the index", Query{Text: "needle"}, inIndex, []int{2, 1}},
		{"a word in a big room, in the index", Query{Text: "NEEDLE", Log: h.Log(), Room: wire.Everyone}, inIndex, []int{2}},
		{"a word in a small room, in its texts", Query{Text: "Needle", Log: h.Log(), Room: direct.Room}, inRoom, []int{1}},
		{"one character at the end of a message, in the index", Query{Text: "靐"}, inIndex, []int{2}},
		{"two characters in a big room, in the index", Query{Text: " 靐", Log: h.Log(), Room: wire.Everyone}, inIndex, []int{2}},
		{"two characters that are nowhere, in the index", Query{Text: "闣闤"}, inIndex, nil},
		{"what is in nearly all, in the texts", Query{Text: "X", Room: wire.Everyone, Limit: 2}, inEvents, []int{n - 1, n - 2}},
		{"what the index does not have, in the texts", Query{Text: "\x01", Log: h.Log(), Room: wire.Everyone}, inEvents, []int{3}},
		{"nothing in a room that is not there", Query{Text: "needle", Log: h.Log(), Room: wire.RoomID{9}}, inRoom, nil},
	} {
		t.Run("finds "+c.sentence, func(t *testing.T) {
			if c.query.Limit == 0 {
				c.query.Limit = 9
			}
			no(t, s.read(context.Background(), func(conn *conn) error {
				q := c.query
				q.Text = fold.Fold(q.Text)
				p, err := conn.plan(q)
				if p.look != c.look {
					t.Errorf("looked in %d, not in %d", p.look, c.look)
				}
				return err
			}))
			var got []int
			for _, hit := range search(t, s, c.query) {
				got = append(got, int(binary.BigEndian.Uint64(hit.CID[8:]))-1)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	t.Run("pages through every hit once, wherever it looks", func(t *testing.T) {
		for _, q := range []Query{{Text: "x", Room: wire.Everyone}, {Text: "x一"}, {Text: "x一", Log: h.Log(), Room: wire.Everyone}} {
			all := search(t, s, Query{Text: q.Text, Limit: 6})
			q.Limit = 4
			if len(all) < 5 {
				t.Fatalf("%q: %d hits are no two pages", q.Text, len(all))
			}
			for len(all) > 0 {
				part := search(t, s, q)
				if len(part) < min(4, len(all)) {
					t.Fatalf("%q: %d hits, %d left", q.Text, len(part), len(all))
				}
				part = part[:min(4, len(all))]
				for i, hit := range part {
					if hit.CID != all[i].CID {
						t.Fatalf("%q: %+v, not %+v", q.Text, hit, all[i])
					}
				}
				all = all[len(part):]
				q.Before = part[len(part)-1].Cursor
			}
		}
	})
	t.Run("sorts nothing: the first hit needs no more than the newest rows", func(t *testing.T) {
		for _, look := range []where{inIndex, inNew, inChanged, inRoom, inEvents} {
			for _, q := range []Query{{Text: "x"}, {Text: "x", Log: 1}, {Text: "x", Room: wire.Everyone}, {Text: "x", Log: 1, Room: wire.Everyone, Before: 9}} {
				sql, _ := plan{look: look}.statement(q)
				no(t, s.read(context.Background(), func(c *conn) error {
					return c.each("EXPLAIN QUERY PLAN "+sql, func(r row) bool {
						if strings.Contains(r.ColumnText(3), "B-TREE FOR ORDER") {
							t.Errorf("%s\n%s", sql, r.ColumnText(3))
						}
						return true
					})
				}))
			}
		}
	})
}

func TestInterruptedRead(t *testing.T) {
	t.Run("a search can follow one that was interrupted, on every connection", func(t *testing.T) {
		s := fresh(t)
		appendAll(t, hosted(t, s), said(1, 3)...)
		for range 2 * readers {
			ctx, cancel := context.WithCancel(context.Background())
			if err := s.read(ctx, func(c *conn) error {
				no(t, c.run("BEGIN"))
				cancel()
				return c.run("SELECT 1 FROM events")
			}); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			if hits := search(t, s, Query{Text: "message", Limit: 9}); len(hits) != 3 {
				t.Errorf("%+v", hits)
			}
		}
	})
}

func TestSearchable(t *testing.T) {
	t.Run("the index has every character as it was folded", func(t *testing.T) {
		s := fresh(t)
		hosted(t, s)
		want := map[string]bool{}
		no(t, s.write(1, func(c *conn) error {
			for block := rune(0); block < 0x20000; block += 0x1000 {
				var body strings.Builder
				for r := block; r < block+0x1000; r++ {
					folded := fold.Fold(string(r))
					if utf8.RuneCountInString(folded) == 1 && !strings.Contains(unindexed, folded) {
						body.WriteString(folded + end)
						want[folded+end] = true
					}
				}
				// What is folded already is left as it is.
				if err := c.run("INSERT INTO search(rowid, body) VALUES(?,?)", int64(block)+1, searchable(body.String())); err != nil {
					return err
				}
			}
			return nil
		}))
		no(t, s.read(context.Background(), func(c *conn) error {
			return c.each("SELECT term FROM trigrams", func(r row) bool {
				delete(want, r.ColumnText(0))
				return true
			})
		}))
		for term := range want {
			t.Errorf("the index has no %+q", term)
		}
	})
}

// FuzzSearch says a text with the fuzzed words in it, and looks for them.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"a", "ab", "abc", `"`, `""" OR *`, "%_\\", "北京", "İıß", "a\x00b", "\xff", "\x01", "a\x01", "ab\x01", "\ufffe\uffff", "\ufffd", "ſK", "ω\u2126", "NEAR(a b)", "col:x", "ﬁ͏", "\u200d\u200d\u200d"} {
		f.Add(seed)
	}
	s := fresh(f)
	h := hosted(f, s)
	n := 0
	f.Fuzz(func(t *testing.T, word string) {
		if len(word) > 1000 {
			return
		}
		n++
		body := "<" + word + ">"
		valid := utf8.ValidString(word) && fold.Fold(word) != "" && !strings.ContainsRune(word, 0)
		if utf8.ValidString(word) {
			appendAll(t, h, says(boris, text(n, body)))
			if m, found, err := s.Message(context.Background(), h.Log(), boris, cid(n)); err != nil || !found || m.Body != body {
				t.Fatalf("%q came back as %q (%v)", body, m.Body, err)
			}
		}
		hits, _, err := s.Search(context.Background(), Query{Text: word, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if valid && (len(hits) != 1 || hits[0].CID != cid(n)) {
			t.Fatalf("%q is not found: %+v", word, hits)
		}
		if !valid && len(hits) != 0 {
			t.Fatalf("%q is found", word)
		}
	})
}

func TestExport(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	no(t, s.Met(boris, "Bo\nris"))
	appendAll(t, h, said(1, 150)...)
	appendAll(t, h, said(151, 300)...)
	appendAll(t, h, says(boris, text(301, "two\nlines <&>")), says(boris, refers(302, wire.Edit, 1, "changed")),
		says(boris, refers(303, wire.Delete, 2, "")), says(chen, refers(304, wire.Reaction, 1, "!")))
	t.Run("JSON Lines have every event as it came", func(t *testing.T) {
		var b bytes.Buffer
		no(t, s.ExportJSON(context.Background(), &b, []LogID{h.Log()}, wire.RoomID{}))
		d := json.NewDecoder(&b)
		var last Line
		for seq := uint64(1); seq <= 304; seq++ {
			last = Line{}
			no(t, d.Decode(&last))
			if last.Seq != seq || last.Room != "everyone" {
				t.Fatalf("%+v", last)
			}
			if seq == 301 && last.Body != "two\nlines <&>" || seq == 1 && (last.Body != "message 1" || last.Kind != "text" || last.Name != "Bo\nris") {
				t.Errorf("%+v", last)
			}
		}
		if d.More() || last.Kind != "reaction" || last.Ref != cid(1).String() {
			t.Errorf("%+v", last)
		}
	})
	t.Run("of several eras each page follows the one before", func(t *testing.T) {
		var b strings.Builder
		no(t, s.ExportJSON(context.Background(), &b, []LogID{h.Log(), h.Log() + 1}, wire.RoomID{}))
		if n := strings.Count(b.String(), "\n"); n != 304 {
			t.Errorf("%d lines", n)
		}
	})
	t.Run("what was received or sent has the hash over all of it", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		appendAll(t, h, says(anna, text(1, "plan.pdf")), says(boris, text(2, "plan.pdf")))
		whole := wire.Digest{0xAB, 31: 0xCD}
		for _, t2 := range []Transfer{
			{Self: anna, Host: anna, Author: anna, CID: cid(1), State: TransferDone, Path: "/a", Version: wire.Digest{1}, Whole: whole},
			{Self: anna, Host: anna, Author: anna, CID: cid(1), State: TransferWanted, Path: "/a"}, // once more
			{Self: anna, Host: anna, Author: anna, CID: cid(2), State: TransferDone, Path: "/b", Version: wire.Digest{1}, Whole: wire.Digest{9}},
		} {
			no(t, s.Fetches().Set(t2))
		}
		var lines, people strings.Builder
		no(t, s.ExportJSON(context.Background(), &lines, []LogID{h.Log()}, wire.RoomID{}))
		no(t, s.ExportText(context.Background(), &people, []LogID{h.Log()}, wire.RoomID{}))
		hash := "ab" + strings.Repeat("0", 60) + "cd"
		if strings.Count(lines.String(), `"whole":"`) != 1 || !strings.Contains(lines.String(), `"whole":"`+hash+`"`) {
			t.Error(lines.String())
		}
		if !strings.Contains(people.String(), "plan.pdf\n    (file, whole: "+hash+")\n[") {
			t.Error(people.String())
		}
	})
	t.Run("text has what is shown, and no line passes for another's", func(t *testing.T) {
		var b strings.Builder
		no(t, s.ExportText(context.Background(), &b, []LogID{h.Log()}, wire.RoomID{}))
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) != 1+300-1+2 || lines[0] != "== everyone ==" || !strings.HasSuffix(lines[1], " Bo ris: changed") ||
			lines[len(lines)-1] != "    lines <&>" || strings.Contains(b.String(), "message 2\n") {
			t.Errorf("%d lines, from %q %q to %q", len(lines), lines[0], lines[1], lines[len(lines)-1])
		}
	})
	t.Run("a guest is told with whose word it is", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		no(t, s.Met(anna, "Anna"))
		appendAll(t, h, says(anna, guested(1, "hi", "Zo\në")))
		var lines, people strings.Builder
		no(t, s.ExportJSON(context.Background(), &lines, []LogID{h.Log()}, wire.RoomID{}))
		no(t, s.ExportText(context.Background(), &people, []LogID{h.Log()}, wire.RoomID{}))
		if !strings.Contains(lines.String(), `"name":"Anna","guest":"Zo\në"`) || !strings.HasSuffix(people.String(), "] Zo ë (guest of Anna): hi\n") {
			t.Error(lines.String(), people.String())
		}
	})
	t.Run("names that look alike are told apart by their keys", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		no(t, s.Met(anna, "Anna\u200b"))
		no(t, s.Met(boris, "Аnna"))
		appendAll(t, h, says(anna, text(1, "one")), says(boris, text(2, "two")))
		var people strings.Builder
		no(t, s.ExportText(context.Background(), &people, []LogID{h.Log()}, wire.RoomID{}))
		for _, want := range []string{"] Anna · " + short(anna) + ": one\n", "] Аnna · " + short(boris) + ": two\n"} {
			if !strings.Contains(people.String(), want) {
				t.Errorf("%q is not in %q", want, people.String())
			}
		}
	})
	t.Run("a writer that fails ends it", func(t *testing.T) {
		for _, export := range []func() error{
			func() error { return s.ExportJSON(context.Background(), brokenPipe{}, []LogID{h.Log()}, wire.RoomID{}) },
			func() error { return s.ExportText(context.Background(), brokenPipe{}, []LogID{h.Log()}, wire.RoomID{}) },
		} {
			if err := export(); err != errPipe {
				t.Error(err)
			}
		}
	})
}

var errPipe = fmt.Errorf("broken pipe")

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

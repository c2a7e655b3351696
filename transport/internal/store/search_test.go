package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"confab/transport/internal/wire"
)

func TestSearch(t *testing.T) {
	s := fresh(t)
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
		t.Run(fmt.Sprintf("finds %q", c.text), func(t *testing.T) {
			var got []int
			for _, hit := range must(s.Search(context.Background(), Query{Text: c.text, Limit: 50}))(t) {
				got = append(got, int(hit.CID[15])-1)
				if len(hit.Spans) == 0 {
					t.Errorf("no spans in %q", hit.Shown)
				}
				for _, at := range hit.Spans {
					if !strings.EqualFold(hit.Shown[at.Start:at.End], c.text) {
						t.Errorf("span %q", hit.Shown[at.Start:at.End])
					}
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	t.Run("goes on after a hit, and keeps to a room and a log", func(t *testing.T) {
		for _, word := range []string{"world", "wo"} {
			hits := must(s.Search(context.Background(), Query{Text: word, Limit: 1, Log: h.Log(), Room: wire.Everyone}))(t)
			if len(hits) != 1 || hits[0].Seq != 5 || len(hits[0].Spans) != 2 || hits[0].Log != h.Log() {
				t.Fatalf("%+v", hits)
			}
			hits = must(s.Search(context.Background(), Query{Text: word, Limit: 9, Before: hits[0].Cursor, Room: wire.Everyone}))(t)
			if len(hits) != 1 || hits[0].Seq != 1 {
				t.Errorf("%+v", hits)
			}
			if hits = must(s.Search(context.Background(), Query{Text: word, Limit: 9, Log: 99}))(t); len(hits) != 0 {
				t.Errorf("%+v", hits)
			}
		}
	})
	t.Run("finds what is shown, not what was edited away or deleted", func(t *testing.T) {
		appendAll(t, h, says(boris, refers(20, wire.Edit, 1, "Goodbye, Moon")), says(boris, refers(21, wire.Edit, 1, "Goodbye, Mars")), says(boris, refers(22, wire.Delete, 5, "")))
		for word, want := range map[string]int{"Mars": 1, "Ma": 1, "Moon": 0, "Moo": 0, "Hello": 0, "He": 0, "peace": 0, "ce": 0} {
			if hits := must(s.Search(context.Background(), Query{Text: word, Limit: 9}))(t); len(hits) != want {
				t.Errorf("%s: %+v", word, hits)
			}
		}
	})
}

// FuzzSearch says a text with the fuzzed words in it, and looks for them.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"a", "ab", "abc", `"`, `""" OR *`, "%_\\", "北京", "İıß", "a\x00b", "\xff", "NEAR(a b)", "col:x", "ﬁ͏", "\u200d\u200d\u200d"} {
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
		valid := utf8.ValidString(word) && word != "" && !strings.ContainsRune(word, 0)
		if utf8.ValidString(word) {
			appendAll(t, h, says(boris, text(n, body)))
			if m, found, err := s.Message(context.Background(), h.Log(), boris, cid(n)); err != nil || !found || m.Body != body {
				t.Fatalf("%q came back as %q (%v)", body, m.Body, err)
			}
		}
		hits, err := s.Search(context.Background(), Query{Text: word, Limit: 1})
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
		no(t, s.ExportJSON(context.Background(), &b, h.Log()))
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
	t.Run("text has what is shown, and no line passes for another's", func(t *testing.T) {
		var b strings.Builder
		no(t, s.ExportText(context.Background(), &b, h.Log()))
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
		no(t, s.ExportJSON(context.Background(), &lines, h.Log()))
		no(t, s.ExportText(context.Background(), &people, h.Log()))
		if !strings.Contains(lines.String(), `"name":"Anna","guest":"Zo\në"`) || !strings.HasSuffix(people.String(), "] Zo ë (guest of Anna): hi\n") {
			t.Error(lines.String(), people.String())
		}
	})
	t.Run("a writer that fails ends it", func(t *testing.T) {
		for _, export := range []func() error{
			func() error { return s.ExportJSON(context.Background(), brokenPipe{}, h.Log()) },
			func() error { return s.ExportText(context.Background(), brokenPipe{}, h.Log()) },
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

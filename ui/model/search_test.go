package model

import (
	"slices"
	"strings"
	"testing"

	"confab/transport"
)

func TestGoingToAMessageThatIsNotLoaded(t *testing.T) {
	st, room, host, _ := inRoom(t)
	for i := range 2999 {
		text := "said"
		if i == 98 || i == 1998 {
			text = "a Needle here"
		}
		st.dialer.Speak(room.Talk(), host, text)
	}
	st.drain()
	st.OpenSearch()
	st.SetQuery("needle")
	sound(t, st)
	talk := st.Client.Talk()
	if label, any := st.SearchResult(); !any || label != "2 of 2" || talk.Goal() != st.key(one(1999)) || talk.Goal() == 0 {
		t.Fatalf("%q, goal %d", label, talk.Goal())
	}
	if hits := talk.row(one(1999)).Hits; len(hits) != 1 || hits[0] != [2]int{2, 8} {
		t.Errorf("hits %v", hits)
	}
	st.Reached()
	st.NextHit(-1)
	sound(t, st)
	if label, _ := st.SearchResult(); label != "1 of 2" || talk.Goal() != st.key(one(99)) || st.Hit() != one(99) {
		t.Errorf("%q, goal %d", label, talk.Goal())
	}
	st.Reached()
	st.SetQuery("nothing like it")
	st.drain()
	if label, any := st.SearchResult(); any || label != "nothing found" {
		t.Error(label)
	}
	st.CloseSearch()
	st.ToEnd()
	sound(t, st)
	if last(talk).Place != one(2999) || len(last(talk).Hits) != 0 {
		t.Errorf("the end is %v", last(talk).Place)
	}
}

func TestMarks(t *testing.T) {
	for _, c := range []struct {
		text, shown, query string
		want               []string // the marked parts of shown
	}{
		{"aaa", "aaa", "aa", []string{"aa"}},
		{"xÄä", "xÄä", "ä", []string{"Ä", "ä"}},
		{"你好你好", "你好你好", "好", []string{"好", "好"}},
		{"", "", "a", nil}, {"a", "a", "", nil}, {"ab", "ab", "abc", nil},
		{"xab", "xab", "AB", []string{"ab"}},
		{"le cafe\u0301", "le cafe\u0301", "CAFÉ", []string{"cafe\u0301"}},
		{"JOÃO", "JOÃO", "joao", []string{"JOÃO"}},
		{"İstanbul", "İstanbul", "istanbul", []string{"İstanbul"}},
		{"ＦＵＬＬ of it", "ＦＵＬＬ of", "full", []string{"ＦＵＬＬ"}},
		{"oﬃce", "oﬃce", "ic", []string{"ﬃc"}},
		// What was made visible is passed over, as it was in the search.
		{"a\u200bb, ab", "a[U+200B]b, ab", "ab", []string{"a[U+200B]b", "ab"}},
		{"\x1bab\r\nab", "^[ab\nab", "ab", []string{"ab", "ab"}},
		{"\x1bab\r\nab", "^[ab\na", "ab", []string{"ab"}},
		{"\x1bab\r\nab", "^[a", "ab", nil},
	} {
		var got []string
		for _, at := range marks(c.text, c.shown, c.query) {
			got = append(got, c.shown[at[0]:at[1]])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %q, shown as %q: %q", c.query, c.text, c.shown, got)
		}
	}
}

func TestASearchWhileTheHistoryIsBeingIndexed(t *testing.T) {
	st, room, host, _ := inRoom(t)
	for i := range 300 {
		text := "said"
		if i%100 == 50 {
			text = "a néedle here"
		}
		st.dialer.Speak(room.Talk(), host, text)
	}
	st.drain()
	index := func(done uint64) {
		st.dialer.SetIndexing(transport.Indexing{Done: done, Total: 300})
		st.drain()
	}
	index(100)
	talk := st.Client.Talk()
	st.OpenSearch()
	if got := st.SearchNote(); !strings.Contains(got, "100 of 300") {
		t.Errorf("before anything is asked it says %q", got)
	}
	st.SetQuery("needle")
	st.drain()
	if label, _ := st.SearchResult(); label != "1 of 1" || !strings.Contains(st.SearchNote(), "100 of 300") || st.Hit() != one(251) {
		t.Errorf("%q %q at %v", label, st.SearchNote(), st.Hit())
	}
	st.Reached()
	index(200)
	if label, _ := st.SearchResult(); label != "2 of 2" || !strings.Contains(st.SearchNote(), "200 of 300") || st.Hit() != one(251) || talk.Goal() != 0 {
		t.Errorf("%q %q at %v, goal %d: more was found, and the hit that is read stays", label, st.SearchNote(), st.Hit(), talk.Goal())
	}
	index(300)
	if label, _ := st.SearchResult(); label != "3 of 3" || st.SearchNote() != "" || st.Hit() != one(251) {
		t.Errorf("%q %q at %v", label, st.SearchNote(), st.Hit())
	}
	asked := st.dialer.Count("Search")
	index(300)
	if st.dialer.Count("Search") != asked {
		t.Error("what is known to be all is asked once more")
	}
	// An answer that was on its way when the index was ready is not the last.
	st.dialer.Tell(transport.Event{Kind: transport.Found, Detail: transport.Results{
		Query: transport.Query{Text: "needle", Talk: room.Talk()}, Indexing: transport.Indexing{Done: 299, Total: 300}}})
	st.drain()
	if label, _ := st.SearchResult(); label != "3 of 3" || st.SearchNote() != "" || st.dialer.Count("Search") != asked+1 {
		t.Errorf("%q %q after %d more", label, st.SearchNote(), st.dialer.Count("Search")-asked)
	}
	sound(t, st)
}

// file is where an export goes.
type file struct{ strings.Builder }

func (f *file) Close() error { return nil }

func TestAnExportNamesItsFile(t *testing.T) {
	st, room, host, _ := inRoom(t)
	var f file
	st.dialer.Speak(room.Talk(), host, "said")
	st.Export(ClientTab, room.Talk(), &f, "Downloads/talk.txt", transport.ExportText)
	st.drain()
	if a := st.Alerts(); len(a) != 1 || !strings.Contains(a[0].Text, "Downloads/talk.txt") || f.String() != "said\n" {
		t.Errorf("%v", a)
	}
}

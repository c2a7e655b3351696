package model

import (
	"strings"
	"testing"
)

func TestGoingToAMessageThatIsNotLoaded(t *testing.T) {
	st, room, host, _ := inRoom(t)
	for i := range 3000 {
		text := "said"
		if i == 99 || i == 1999 {
			text = "a Needle here"
		}
		st.dialer.speak(room, host, text)
	}
	st.drain()
	st.OpenSearch()
	st.SetQuery("needle")
	sound(t, st)
	talk := st.Client.Talk()
	if label, any := st.SearchResult(); !any || label != "2 of 2" || talk.Goal() != 2000 {
		t.Fatalf("%q, goal %d", label, talk.Goal())
	}
	if hits := talk.Find(2000).Hits; len(hits) != 1 || hits[0] != [2]int{2, 8} {
		t.Errorf("hits %v", hits)
	}
	st.Reached()
	st.NextHit(-1)
	sound(t, st)
	if label, _ := st.SearchResult(); label != "1 of 2" || talk.Goal() != 100 || st.Hit() != 100 {
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
	if last(talk).Seq != 3000 || len(last(talk).Hits) != 0 {
		t.Errorf("the end is %d", last(talk).Seq)
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		text, query string
		want        int
		first       [2]int
	}{
		{"aaa", "aa", 1, [2]int{0, 2}}, {"xÄä", "ä", 2, [2]int{1, 3}}, {"你好你好", "好", 2, [2]int{3, 6}},
		{"", "a", 0, [2]int{}}, {"a", "", 0, [2]int{}}, {"ab", "abc", 0, [2]int{}}, {"xab", "AB", 1, [2]int{1, 3}},
	} {
		got := matches(c.text, c.query)
		if len(got) != c.want || c.want > 0 && got[0] != c.first {
			t.Errorf("%q in %q: %v", c.query, c.text, got)
		}
	}
}

// file is where an export goes.
type file struct{ strings.Builder }

func (f *file) Close() error { return nil }

func TestAnExportNamesItsFile(t *testing.T) {
	st, room, _, _ := inRoom(t)
	var f file
	st.Export(ClientTab, room, &f, "Downloads/talk.txt", true)
	st.drain()
	if a := st.Alerts(); len(a) != 1 || !strings.Contains(a[0].Text, "Downloads/talk.txt") || f.String() != "written" {
		t.Errorf("%v", a)
	}
}

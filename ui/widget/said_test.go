package widget

import (
	"testing"

	"gioui.org/io/key"

	"confab/ui/internal/uitest"
)

// answered is rows that quote, are reacted to, edited, deleted and found.
func answered(w tongue, sign string) rowSlice {
	return rowSlice{
		{Key: 1, Kind: RowDay, Text: w.day},
		{Key: 2, Text: w.said1, Sender: w.name3, SenderKey: "b", Lock: ClosedLock, LockLabel: "verified", SenderTag: w.plain, SenderTagLabel: "the host", Time: "09:12", First: true, Last: true,
			Reactions: []Reaction{{Text: sign, Count: "2", Mine: true, Spoken: "two, you too"}, {Text: sign, Spoken: "one"}}},
		{Key: 3, Kind: RowNothing},
		{Key: 4, Text: w.own1, Own: true, Time: "09:14", Delivery: Read, First: true, Edited: w.more,
			Quote: Quote{Name: w.name3, ShortKey: "4f2a91bc", Key: "b", Text: w.said1}},
		{Key: 5, Text: w.own2, Own: true, Time: "09:14", Delivery: Reached, Last: true,
			Reactions: []Reaction{{Text: sign, Count: "12", Spoken: "twelve"}}},
		{Key: 6, Text: w.said2, Sender: w.name2, SenderKey: "c", Lock: OpenLock, LockLabel: "not verified", SenderTag: w.plain, SenderTagLabel: "invited", Time: "09:20", First: true, Edited: w.more, Tag: w.plain,
			Quote: Quote{Name: w.name1, Key: "own", Text: w.own2 + " " + w.said2},
			Marks: []Mark{{From: 0, To: len(w.said3)}, {From: len(w.said2) - len(w.said3), To: len(w.said2), Current: true}}},
		{Key: 7, Text: w.reason, Sender: w.name2, SenderKey: "c", Time: "09:21", Deleted: true, Last: true},
		{Key: 8, Text: w.said3, Own: true, Time: "09:25", Delivery: Queued, First: true, Pointed: true, Quote: Quote{Text: w.reason}},
		{Key: 9, Text: w.said3, Own: true, Time: "09:25", Delivery: Written, Deleted: true},
		{Key: 10, Kind: RowNothing},
	}
}

func TestAnswersAndReactions(t *testing.T) {
	p := newTalk(rowSlice{
		{Key: 4, Text: "hello world", Time: "09:01", First: true, Edited: "edited", Quote: Quote{Name: "Ada", Key: "a", Text: "is anyone there"},
			Reactions: []Reaction{{Text: "+1", Count: "3", Mine: true, Spoken: "plus one by three, you too"}, {Text: "ha", Spoken: "ha by one"}}},
		{Key: 5, Text: "message deleted", Time: "09:02", Deleted: true, First: true, Quote: Quote{Name: "Grace", Text: "hidden quote"},
			Reactions: []Reaction{{Text: "no", Spoken: "hidden reaction"}}},
		{Key: 6, Text: "this was seen there by all of them", Own: true, Delivery: Read, Time: "09:03", First: true},
	})
	p.style.Read, p.style.ToQuoted = "Read there", "Go to the message"
	w := uitest.New(t, uitest.Phone, p.layout)
	t.Run("everything is said, but not of what was deleted", func(t *testing.T) {
		for _, s := range []string{"Ada", "is anyone there", "edited", "+1", "3", "plus one by three, you too", "message deleted", "Read there"} {
			if !w.Has(s) {
				t.Errorf("no %q among %q", s, w.Labels())
			}
		}
		for _, s := range []string{"hidden quote", "hidden reaction"} {
			if w.Has(s) {
				t.Errorf("%q is shown", s)
			}
		}
	})
	one := func(t *testing.T, want TranscriptEvent) {
		t.Helper()
		if len(p.got) != 1 || p.got[0] != want {
			t.Errorf("events %v, want %v", p.got, want)
		}
		p.got = nil
	}
	t.Run("a click on the quote and on a reaction is reported", func(t *testing.T) {
		w.Click("Go to the message")
		one(t, TranscriptEvent{Kind: TranscriptQuote, Key: 4})
		w.Click("ha by one")
		one(t, TranscriptEvent{Kind: TranscriptReaction, Key: 4, Reaction: 1})
	})
	t.Run("the keyboard does the same", func(t *testing.T) {
		heard := map[TranscriptEvent]bool{}
		for range 12 {
			w.Press(key.NameTab, 0)
			w.Press(key.NameReturn, 0)
			for _, ev := range p.got {
				heard[ev] = true
			}
			p.got = nil
		}
		for _, want := range []TranscriptEvent{{Kind: TranscriptQuote, Key: 4}, {Kind: TranscriptReaction, Key: 4}, {Kind: TranscriptReaction, Key: 4, Reaction: 1}} {
			if !heard[want] {
				t.Errorf("no %v among %v", want, heard)
			}
		}
	})
	t.Run("Shift-F10 in a text asks for its menu", func(t *testing.T) {
		w.Click("this was seen there by all of them")
		p.got = nil
		w.Press(key.NameF10, key.ModShift)
		one(t, TranscriptEvent{Kind: TranscriptMenu, Key: 6})
	})
	t.Run("they are as large as a finger needs", func(t *testing.T) {
		for _, s := range []string{"Go to the message", "ha by one"} {
			if n, _ := w.Find(s); n.Bounds.Dx() < 96 || n.Bounds.Dy() < 96 {
				t.Errorf("%s is %v", s, n.Bounds.Size())
			}
		}
	})
	t.Run("our own reaction is said to be chosen", func(t *testing.T) {
		if n, _ := w.Find("plus one by three, you too"); !n.Selected {
			t.Error("it is not")
		}
	})
}

func TestMarksAreCountedInRunes(t *testing.T) {
	var r rowState
	const text = "好 world"
	for _, c := range []struct {
		name string
		mark Mark
		want []span
	}{
		{"behind a character of three bytes", Mark{From: 4, To: 9}, []span{{2, 7, false}}},
		{"the current one", Mark{From: 0, To: 3, Current: true}, []span{{0, 1, true}}},
		{"beyond the end it is cut", Mark{From: 4, To: 99}, []span{{2, 7, false}}},
		{"outside it is left out", Mark{From: 50, To: 60}, nil},
		{"the wrong way round it is left out", Mark{From: 5, To: 2}, nil},
		{"before the start it is cut", Mark{From: -5, To: 3}, []span{{0, 1, false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r.find(text, []Mark{c.mark}); len(r.spans) != len(c.want) || len(c.want) > 0 && r.spans[0] != c.want[0] {
				t.Errorf("%v, want %v", r.spans, c.want)
			}
		})
	}
}

func TestRowsOfNothingTakeNoRoom(t *testing.T) {
	said := lines(0, 30)
	var rows rowSlice
	for i := range said {
		for k := range 40 {
			rows = append(rows, Row{Key: uint64(1000*(i+1) + k), Kind: RowNothing})
		}
		rows = append(rows, said[i])
	}
	p, plain := newTalk(rows), newTalk(said)
	w, other := uitest.New(t, uitest.Phone, p.layout), uitest.New(t, uitest.Phone, plain.layout)
	same := func(t *testing.T, label string) {
		t.Helper()
		a, ok := w.Find(label)
		b, _ := other.Find(label)
		if !ok || a.Bounds != b.Bounds {
			t.Errorf("%s is at %v, without them at %v", label, a.Bounds, b.Bounds)
		}
	}
	t.Run("at the end", func(t *testing.T) { same(t, "line 29") })
	t.Run("more of them at the end do not move it", func(t *testing.T) {
		// The last row has the room below it whatever it is.
		p.rows = append(p.rows, Row{Key: 1, Kind: RowNothing}, Row{Key: 2, Kind: RowNothing})
		w.Frame()
		if same(t, "line 29"); !p.state.AtEnd() {
			t.Error("it is not at the end")
		}
	})
	t.Run("scrolled up", func(t *testing.T) {
		w.Scroll(-300)
		other.Scroll(-300)
		same(t, "line 15")
	})
	t.Run("at the top", func(t *testing.T) {
		w.Scroll(-1e6)
		other.Scroll(-1e6)
		same(t, "line 0")
	})
	t.Run("alone they are an empty talk", func(t *testing.T) {
		p.rows = make(rowSlice, 500)
		for i := range p.rows {
			p.rows[i].Kind = RowNothing
		}
		w.Frame()
		if w.Frame(); w.Has("line 0") {
			t.Errorf("labels %q", w.Labels())
		}
	})
}

func TestAJumpShowsARow(t *testing.T) {
	p := newTalk(lines(0, 2000))
	w := uitest.New(t, uitest.Phone, p.layout)
	for _, i := range []int{700, 3, 1999, 0, 1200} {
		p.state.Show(i)
		w.Frame()
		n, ok := w.Find(p.rows[i].Text)
		if !ok || n.Bounds.Min.Y < 0 || n.Bounds.Max.Y > uitest.Phone.Pixels().Y {
			t.Errorf("row %d is at %v", i, n.Bounds)
		}
		if w.Frame(); p.state.AtEnd() != (i == 1999) {
			t.Errorf("after row %d at end %v", i, p.state.AtEnd())
		}
	}
}

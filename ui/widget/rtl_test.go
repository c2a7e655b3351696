package widget

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"gioui.org/io/system"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

func TestTextFromRightToLeft(t *testing.T) {
	const said = "שלום לכולם hello שלום"
	p := newTalk(rowSlice{
		{Key: 1, Text: said, Sender: "דנה", SenderKey: "d", Time: "09:03", First: true, Edited: "נערך", Quote: Quote{Name: "דנה", Key: "d", Text: said},
			Marks:     []Mark{{From: 0, To: 8, Current: true}, {From: 20, To: 25}, {From: 0, To: len(said)}},
			Reactions: []Reaction{{Text: "כן", Count: "2", Spoken: "two"}}},
		{Key: 2, Text: said, Own: true, Time: "09:04", First: true, Deleted: true, Delivery: Read},
	})
	p.style.ToQuoted = "to the quote"
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		d := p.layout(gtx)
		stack(gtx, 0, Reply(p.th, new(ReplyBar), "דנה", said, "close").Layout, TypingLine(p.th, said).Layout,
			Request(p.th, new(RequestRow), "d", "ד", "דנה", said, "כן", "לא").Layout,
			Grid(p.th, new(WordsGrid), []string{"שלום", "לכולם"}).Layout)
		return d
	})
	t.Run("every mark lies in its text", func(t *testing.T) {
		state := p.state.states[1]
		if len(state.spans) != 3 {
			t.Fatalf("spans %v", state.spans)
		}
		all := image.Rectangle{}
		for _, r := range state.text.Regions(0, state.runes, nil) {
			all = all.Union(r.Bounds)
		}
		for _, sp := range state.spans {
			shown := false
			for _, r := range state.text.Regions(sp.from, sp.to, nil) {
				// Where the direction changes Gio adds regions without width.
				shown = shown || !r.Bounds.Empty()
				if r.Bounds.Dx() > 0 && !r.Bounds.In(all) {
					t.Errorf("%v lies at %v, the text at %v", sp, r.Bounds, all)
				}
			}
			if !shown {
				t.Errorf("%v lies nowhere", sp)
			}
		}
	})
	t.Run("what begins in Hebrew is laid out from the right", func(t *testing.T) {
		state := p.state.states[1]
		first, last := state.text.Regions(0, 1, nil), state.text.Regions(state.runes-1, state.runes, nil)
		if len(first) != 1 || len(last) != 1 || first[0].Bounds.Min.X <= last[0].Bounds.Min.X {
			t.Errorf("the first letter is at %v, the last at %v", first, last)
		}
	})
	t.Run("nothing leaves the window", func(t *testing.T) {
		view := image.Rectangle{Max: uitest.Phone.Pixels()}
		for _, s := range []string{"to the quote", "two", "נערך", "close"} {
			if n, ok := w.Find(s); !ok || !n.Bounds.In(view) {
				t.Errorf("%s is at %v", s, n.Bounds)
			}
		}
	})
}

func TestDirection(t *testing.T) {
	for s, want := range map[string]system.TextDirection{
		"":                                 system.LTR,
		"hello שלום":                       system.LTR,
		"שלום hello":                       system.RTL,
		"12:30 – مرحبا, hello":             system.RTL,
		"👋 (1) привет שלום":                system.LTR,
		"你好 שלום":                          system.LTR,
		"1234, 5678":                       system.LTR,
		strings.Repeat("1", 1000) + "שלום": system.LTR, // looked at in every frame
	} {
		if got := direction(s); got != want {
			t.Errorf("%q is laid out %v, want %v", s, got, want)
		}
	}
}

func TestManyReactionsStandOnSeveralLines(t *testing.T) {
	rows := rowSlice{{Key: 1, Text: "hi", Own: true, Time: "09:03", First: true}, {Key: 2, Text: "ho", Time: "09:03", First: true}}
	for i := range 15 {
		for k := range rows {
			rows[k].Reactions = append(rows[k].Reactions, Reaction{Text: "+1", Count: "12", Spoken: fmt.Sprintf("%d of row %d", i, k)})
		}
	}
	p := newTalk(rows)
	w := uitest.New(t, uitest.Phone, p.layout)
	view := image.Rectangle{Max: uitest.Phone.Pixels()}
	for k := range rows {
		var before []image.Rectangle
		for i := range 15 {
			name := fmt.Sprintf("%d of row %d", i, k)
			n, ok := w.Find(name)
			if !ok || !n.Bounds.In(view) {
				t.Errorf("%s is at %v", name, n.Bounds)
			}
			for _, b := range before {
				if b.Overlaps(n.Bounds) {
					t.Errorf("%s at %v lies over another at %v", name, n.Bounds, b)
				}
			}
			before = append(before, n.Bounds)
			large(t, w, name)
		}
		p.got = nil
		w.Click(fmt.Sprintf("14 of row %d", k))
		if want := (TranscriptEvent{Kind: TranscriptReaction, Key: rows[k].Key, Reaction: 14}); len(p.got) != 1 || p.got[0] != want {
			t.Errorf("events %v, want %v", p.got, want)
		}
	}
}

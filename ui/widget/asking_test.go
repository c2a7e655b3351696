package widget

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/io/semantic"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

// large reports what of the labelled controls is smaller than a finger needs.
func large(t *testing.T, w *uitest.Window, labels ...string) {
	t.Helper()
	touch := int(float32(Touch) * uitest.Phone.Density)
	for _, s := range labels {
		if n, ok := w.Find(s); !ok || n.Bounds.Dx() < touch || n.Bounds.Dy() < touch {
			t.Errorf("%s is %v", s, n.Bounds.Size())
		}
	}
}

func TestReplyBar(t *testing.T) {
	th := testTheme()
	var r ReplyBar
	closed := 0
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		if r.Closed(gtx) {
			closed++
		}
		return Reply(th, &r, "Reply to Ada", "what was\nsaid", "Do not reply").Layout(gtx)
	})
	t.Run("the button and Escape close it", func(t *testing.T) {
		w.Click("Do not reply")
		w.Press(key.NameEscape, 0)
		if closed != 2 || !w.Has("Reply to Ada") {
			t.Errorf("closed %d times, labels %q", closed, w.Labels())
		}
	})
	large(t, w, "Do not reply")
}

func TestTypingLine(t *testing.T) {
	th := testTheme()
	text := "Ada is writing"
	var d layout.Dimensions
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		d = TypingLine(th, text).Layout(gtx)
		return d
	})
	t.Run("it says who, and asks for no frames", func(t *testing.T) {
		if !w.Has(text) || d.Size.Y == 0 || w.Wakes() {
			t.Errorf("labels %q, height %d", w.Labels(), d.Size.Y)
		}
	})
	t.Run("with nobody it takes no room", func(t *testing.T) {
		text = ""
		if w.Frame(); d.Size.Y != 0 {
			t.Errorf("it is %d high", d.Size.Y)
		}
	})
}

func TestRequestRow(t *testing.T) {
	th := testTheme()
	var r RequestRow
	var got []RequestEvent
	accept := "Accept"
	moved := false
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := r.Update(gtx)
			if !ok {
				break
			}
			got = append(got, ev)
		}
		if moved {
			r.Moved(gtx.Now)
			moved = false
		}
		s := Request(th, &r, "k", "A", "Ada", "asks to be let in", accept, "Decline")
		s.AcceptSpoken, s.DeclineSpoken = "let Ada in", "do not let Ada in"
		return stack(gtx, 0, s.Layout)
	})
	t.Run("each button answers, and names whom", func(t *testing.T) {
		w.Click("let Ada in")
		w.Click("do not let Ada in")
		if !slices.Equal(got, []RequestEvent{RequestAccepted, RequestDeclined}) || !w.Has("asks to be let in") {
			t.Errorf("answers %v, labels %q", got, w.Labels())
		}
	})
	t.Run("the keyboard reaches both", func(t *testing.T) {
		got = nil
		w.Press(key.NameTab, 0)
		w.Press(key.NameReturn, 0)
		w.Press(key.NameTab, 0)
		w.Press(key.NameReturn, 0)
		slices.Sort(got)
		if !slices.Equal(got, []RequestEvent{RequestAccepted, RequestDeclined}) {
			t.Errorf("answers %v", got)
		}
	})
	large(t, w, "let Ada in", "do not let Ada in")
	t.Run("a press soon after the row moved is no answer, a key is", func(t *testing.T) {
		got, moved = nil, true
		w.Frame()
		accept := w.Bounds("let Ada in")
		w.PressIn(accept, requestRest/2, 0)
		w.PressIn(accept, requestRest/2-time.Millisecond, time.Second) // held beyond the rest
		if len(got) != 0 {
			t.Errorf("answers %v", got)
		}
		w.PressIn(accept, 0, 0)
		moved = true
		w.Advance(time.Millisecond)
		w.Press(key.NameTab, 0)
		w.Press(key.NameReturn, 0)
		if len(got) != 2 {
			t.Errorf("answers %v", got)
		}
	})
	t.Run("long words stand below each other", func(t *testing.T) {
		accept = strings.Repeat("Accept ", 5)
		w.Frame()
		a, _ := w.Find("let Ada in")
		b, _ := w.Find("do not let Ada in")
		if a.Bounds.Max.Y > b.Bounds.Min.Y || a.Bounds.Min.Y == b.Bounds.Min.Y {
			t.Errorf("at %v and %v", a.Bounds, b.Bounds)
		}
	})
}

func TestDangerCard(t *testing.T) {
	th := testTheme()
	var c Clickable
	clicked, action := false, "Remove the old key"
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		clicked = c.Clicked(gtx) || clicked
		return DangerCard(th, &c, "Another key", strings.Repeat("Nothing was sent. ", 9), action).Layout(gtx)
	})
	large(t, w, action)
	if w.Click(action); !clicked || !w.Has("Another key") {
		t.Errorf("clicked %v, labels %q", clicked, w.Labels())
	}
	action = ""
	if w.Frame(); len(w.Controls()) != 0 {
		t.Errorf("without an action there are %v", w.Controls())
	}
}

func TestSearchBar(t *testing.T) {
	th := testTheme()
	var s SearchBar
	var got []SearchEvent
	found := true
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := s.Update(gtx)
			if !ok {
				break
			}
			got = append(got, ev)
		}
		style := Search(th, &s, "Find", "3 of 12", found)
		style.Previous, style.Next, style.Close = "Before", "After", "Close"
		return style.Layout(gtx)
	})
	check := func(t *testing.T, want ...SearchEvent) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("events %v, want %v", got, want)
		}
		got = nil
	}
	large(t, w, "Before", "After", "Close", "Find")
	t.Run("each button is told of", func(t *testing.T) {
		w.Click("Before")
		w.Click("After")
		w.Click("Close")
		check(t, SearchPrevious, SearchNext, SearchClosed)
	})
	t.Run("what is typed is told of, and the count is said", func(t *testing.T) {
		w.Click("Find")
		w.Type("hello")
		check(t, SearchChanged)
		if s.Text() != "hello" || !w.Has("3 of 12") {
			t.Errorf("text %q, labels %q", s.Text(), w.Labels())
		}
	})
	t.Run("the keyboard does all", func(t *testing.T) {
		w.Press(key.NameReturn, 0)
		w.Press(key.NameReturn, key.ModShift)
		w.Press(key.NameDownArrow, 0)
		w.Press(key.NameUpArrow, 0)
		w.Press(key.NameEscape, 0)
		check(t, SearchNext, SearchPrevious, SearchNext, SearchPrevious, SearchClosed)
		if s.Text() != "hello" {
			t.Errorf("text %q", s.Text())
		}
	})
	t.Run("without a hit the buttons are disabled but for closing", func(t *testing.T) {
		found = false
		w.Frame()
		before, _ := w.Find("Before")
		closing, _ := w.Find("Close")
		if !before.Disabled || closing.Disabled {
			t.Errorf("disabled %v and %v", before.Disabled, closing.Disabled)
		}
	})
}

func TestWordsGrid(t *testing.T) {
	th := testTheme()
	var g WordsGrid
	all := strings.Fields("abandon zebra mountain youth silver dish umbrella orbit fox gravity half jungle")
	w := uitest.New(t, uitest.Desktop, Grid(th, &g, all).Layout)
	columns := func() int {
		first, _ := w.Find("abandon")
		n := 0
		for _, s := range all {
			if at, ok := w.Find(s); ok && at.Bounds.Min.Y == first.Bounds.Min.Y {
				n++
			}
		}
		return n
	}
	t.Run("every word and number is said", func(t *testing.T) {
		for _, s := range append([]string{"1", "12"}, all...) {
			if !w.Has(s) {
				t.Errorf("no %q", s)
			}
		}
	})
	t.Run("three stand beside each other where there is room, else two, else one", func(t *testing.T) {
		wide := columns()
		w.Resize(uitest.Size{Width: 280, Height: 700, Density: 2})
		narrow := columns()
		w.Resize(uitest.Size{Width: 130, Height: 700, Density: 2})
		if wide != 3 || narrow != 2 || columns() != 1 {
			t.Errorf("%d, %d and %d", wide, narrow, columns())
		}
	})
	t.Run("a word is selected and copied", func(t *testing.T) {
		w.Press(key.NameTab, 0)
		w.Press("A", key.ModShortcut)
		w.Press("C", key.ModShortcut)
		if got := w.Clipboard(); !slices.Contains(all, got) || g.Selected() != got {
			t.Errorf("copied %q, selected %q", got, g.Selected())
		}
	})
	t.Run("more than twelve are cut and none is nothing", func(t *testing.T) {
		w := uitest.New(t, uitest.Phone, Grid(th, new(WordsGrid), append(all, "beyond")).Layout)
		uitest.New(t, uitest.Phone, Grid(th, new(WordsGrid), nil).Layout)
		if w.Has("beyond") {
			t.Error("a thirteenth word is shown")
		}
	})
}

func TestSegmented(t *testing.T) {
	th := testTheme()
	var tabs Tabs
	changes := 0
	first := "Secure"
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		if tabs.Update(gtx) {
			changes++
		}
		return Segmented(th, &tabs, "How to connect", Tab{Text: first}, Tab{Text: "Plain TCP"}, Tab{Text: "Third"}).Layout(gtx)
	})
	t.Run("they are radio buttons with a name for all", func(t *testing.T) {
		n, _ := w.Find("Secure")
		if n.Class != semantic.RadioButton || !n.Selected || !w.Has("How to connect") {
			t.Errorf("%+v", n)
		}
	})
	large(t, w, "Secure", "Plain TCP", "Third")
	t.Run("a click chooses", func(t *testing.T) {
		w.Click("Plain TCP")
		if n, _ := w.Find("Plain TCP"); tabs.Selected != 1 || changes != 1 || !n.Selected {
			t.Errorf("chosen %d, %d changes", tabs.Selected, changes)
		}
	})
	t.Run("Space and the arrows choose, around the ends", func(t *testing.T) {
		w.Press(key.NameTab, 0)
		w.Press(key.NameSpace, 0)
		got := []int{tabs.Selected}
		for _, k := range []key.Name{key.NameRightArrow, key.NameDownArrow, key.NameRightArrow, key.NameLeftArrow, key.NameUpArrow} {
			w.Press(k, 0)
			got = append(got, tabs.Selected)
		}
		if !slices.Equal(got, []int{0, 1, 2, 0, 2, 1}) {
			t.Errorf("chosen %v", got)
		}
	})
	t.Run("long words stand below each other, all of their height", func(t *testing.T) {
		first = "Secure, and only with members that were let in"
		w.Frame()
		a, _ := w.Find(first)
		b, _ := w.Find("Plain TCP")
		if a.Bounds.Max.Y > b.Bounds.Min.Y {
			t.Errorf("at %v and %v", a.Bounds, b.Bounds)
		}
		large(t, w, first, "Plain TCP", "Third")
	})
}

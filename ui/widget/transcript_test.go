package widget

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

// lines returns n bubbles that say their key.
func lines(from, n int) rowSlice {
	rows := make(rowSlice, n)
	for i := range rows {
		k := from + i
		rows[i] = Row{Key: uint64(k), Text: fmt.Sprintf("line %d", k), Own: k%3 == 0, First: k%3 < 2, Time: "09:26", Delivery: Written}
	}
	return rows
}

type talkPage struct {
	th    *Theme
	state Transcript
	rows  rowSlice
	style TranscriptStyle
	got   []TranscriptEvent
	// selectAll is a row to be selected in the next frame; 0 is none.
	selectAll uint64
}

func newTalk(rows rowSlice) *talkPage {
	p := &talkPage{th: testTheme(), rows: rows}
	p.style = Talk(p.th, &p.state)
	p.style.Jump, p.style.Written, p.style.Failed = "To the newest", "Written", "Not sent"
	return p
}

func (p *talkPage) layout(gtx layout.Context) layout.Dimensions {
	for {
		ev, ok := p.state.Update(gtx)
		if !ok {
			break
		}
		p.got = append(p.got, ev)
	}
	if p.selectAll != 0 {
		p.state.SelectAll(gtx, p.selectAll)
		p.selectAll = 0
	}
	return p.style.Layout(gtx, p.rows)
}

// toEnd goes to the newest row, which the transcript has asked for.
func (p *talkPage) toEnd(t *testing.T) {
	t.Helper()
	if !slices.Equal(p.got, []TranscriptEvent{{Kind: TranscriptToEnd}}) {
		t.Errorf("events %+v", p.got)
	}
	p.got = nil
	p.state.ScrollToEnd()
}

func TestTranscriptPosition(t *testing.T) {
	p := newTalk(lines(1000, 300))
	w := uitest.New(t, uitest.Phone, p.layout)
	t.Run("it stands at the end", func(t *testing.T) {
		if !w.Has("line 1299") || !p.state.AtEnd() || w.Has("To the newest") {
			t.Errorf("at end %v, labels %q", p.state.AtEnd(), w.Labels())
		}
	})
	t.Run("it stays at the end while rows are added", func(t *testing.T) {
		p.rows = append(p.rows, lines(1300, 5)...)
		w.Frame()
		if !w.Has("line 1304") || !p.state.AtEnd() {
			t.Errorf("labels %q", w.Labels())
		}
	})
	t.Run("scrolled up it does not move when rows are added", func(t *testing.T) {
		w.Scroll(-2000)
		at, _ := w.Find("line 1250")
		p.rows = append(p.rows, lines(1305, 5)...)
		w.Frame()
		if now, ok := w.Find("line 1250"); !ok || now.Bounds != at.Bounds || p.state.AtEnd() {
			t.Errorf("was at %v, is at %v; labels %q", at.Bounds, now.Bounds, w.Labels())
		}
	})
	t.Run("rows put before the first leave the view to the pixel", func(t *testing.T) {
		at, _ := w.Find("line 1250")
		second, _ := p.state.Visible()
		second++ // not the first: that it stands at the edge must not matter
		top := p.state.Top(second)
		p.rows = append(lines(900, 100), p.rows...)
		p.state.Hold(second+100, top)
		w.Frame()
		if now, _ := w.Find("line 1250"); now.Bounds != at.Bounds || at.Bounds.Empty() {
			t.Errorf("was at %v, is at %v", at.Bounds, now.Bounds)
		}
	})
	t.Run("rows taken away before the first leave the view to the pixel", func(t *testing.T) {
		at, _ := w.Find("line 1250")
		second, _ := p.state.Visible()
		second++ // not the first: that it stands at the edge must not matter
		top := p.state.Top(second)
		p.rows = p.rows[50:]
		p.state.Hold(second-50, top)
		w.Frame()
		if now, _ := w.Find("line 1250"); now.Bounds != at.Bounds {
			t.Errorf("was at %v, is at %v", at.Bounds, now.Bounds)
		}
	})
	t.Run("the button goes to the newest", func(t *testing.T) {
		p.style.New = "5 new"
		w.Frame()
		w.Click("5 new")
		p.toEnd(t)
		w.Frame()
		if !w.Has("line 1309") || !p.state.AtEnd() {
			t.Errorf("labels %q", w.Labels())
		}
	})
	t.Run("near the top it says so", func(t *testing.T) {
		if p.state.NearTop() {
			t.Error("at the end it is near the top")
		}
		w.Scroll(-1e6)
		if !p.state.NearTop() || !w.Has("line 950") || p.state.NearEnd(len(p.rows)) {
			t.Errorf("labels %q", w.Labels())
		}
	})
	t.Run("with the keyboard End goes to the newest and Page Up back", func(t *testing.T) {
		w.Press(key.NameTab, 0)
		w.Press(key.NameEnd, 0)
		p.toEnd(t)
		w.Frame()
		if !p.state.AtEnd() {
			t.Fatal("not at the end")
		}
		w.Press(key.NamePageUp, 0)
		if p.state.AtEnd() {
			t.Error("still at the end")
		}
	})
	t.Run("with no rows nothing is drawn and nothing panics", func(t *testing.T) {
		p.rows = nil
		w.Frame()
		w.Frame()
	})
}

func TestTranscriptRows(t *testing.T) {
	p := newTalk(rowSlice{
		{Key: 1, Kind: RowDay, Text: "Today"}, {Key: 2, Kind: RowNotice, Text: "Ada came"}, {Key: 3, Kind: RowUnread, Text: "New"},
		{Key: 4, Text: "hello world", Sender: "Ada", SenderKey: "a", Time: "09:01", More: "Show all", First: true},
		{Key: 5, Text: "bye", Own: true, Time: "09:02", Delivery: Failed, Reason: "The line was cut.", Tag: "to everyone", First: true, Last: true},
		{Key: 6, Text: "שלום לכולם", Time: "09:03", First: true},
		{Key: 7, Text: "", Time: "09:04"}, {Key: 8, Text: "ends with lines\n\n", Time: "09:05"},
		{Key: 9, Text: "some words to select", Time: "09:06"},
	})
	w := uitest.New(t, uitest.Phone, p.layout)
	t.Run("everything in a row is said", func(t *testing.T) {
		for _, s := range []string{"Today", "Ada came", "New", "Ada", "hello world", "09:01", "to everyone", "The line was cut.", "Not sent", "שלום לכולם"} {
			if !w.Has(s) {
				t.Errorf("no %q among %q", s, w.Labels())
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
	t.Run("the secondary button and a long press ask for a menu", func(t *testing.T) {
		w.RightClick("bye")
		one(t, TranscriptEvent{Kind: TranscriptMenu, Key: 5})
		w.Tap("hello world", time.Second)
		one(t, TranscriptEvent{Kind: TranscriptMenu, Key: 4})
	})
	t.Run("the button under a cut text is reported", func(t *testing.T) {
		w.Click("Show all")
		one(t, TranscriptEvent{Kind: TranscriptShowAll, Key: 4})
	})
	t.Run("text is selected and copied", func(t *testing.T) {
		const said = "some words to select"
		w.Click(said)
		w.Press("A", key.ModShortcut)
		if got := p.state.Selected(9); got != said {
			t.Errorf("selected %q", got)
		}
		w.Press("C", key.ModShortcut)
		if got := w.Clipboard(); got != said {
			t.Errorf("copied %q", got)
		}
		if p.state.Selected(4) != "" || p.state.Selected(99) != "" {
			t.Error("other rows are selected too")
		}
	})
}

func TestStateOfRowsOutOfViewIsSwept(t *testing.T) {
	p := newTalk(lines(0, 5000))
	w := uitest.New(t, uitest.Phone, p.layout)
	for range 100 {
		w.Scroll(-600)
	}
	if n := len(p.state.states); n > keptRows+100 {
		t.Errorf("%d rows keep their state", n)
	}
}

func TestComposer(t *testing.T) {
	th := testTheme()
	var (
		c    Composer
		sent []string
	)
	enabled, hint := true, "Message"
	c.Submit = true
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := c.Update(gtx)
			if !ok {
				break
			}
			if ev == ComposerSubmitted {
				sent = append(sent, c.Text())
				c.SetText("")
			}
		}
		s := Compose(th, &c, "Write a message", hint, "Send")
		s.Mode = "HEX"
		return s.Layout(EnabledIf(gtx, enabled))
	})
	height := func() int {
		n, _ := w.Find("Write a message")
		return n.Bounds.Dy()
	}
	t.Run("with nothing to say the button is disabled", func(t *testing.T) {
		w.Click("Write a message")
		w.Type("  ")
		if n, _ := w.Find("Send"); !n.Disabled || !w.Has("HEX") {
			t.Errorf("disabled %v", n.Disabled)
		}
		w.Press(key.NameReturn, 0)
		if len(sent) != 0 {
			t.Errorf("sent %q", sent)
		}
		c.SetText("")
	})
	t.Run("Enter and the button send", func(t *testing.T) {
		w.Type("你好 😀")
		w.Press(key.NameReturn, 0)
		w.Type("again")
		w.Click("Send")
		if len(sent) != 2 || sent[0] != "你好 😀" || sent[1] != "again" || c.Text() != "" {
			t.Errorf("sent %q, left %q", sent, c.Text())
		}
	})
	t.Run("Shift-Enter makes lines, and it grows to six of them", func(t *testing.T) {
		w.Click("Write a message")
		one := height()
		var heights []int
		for range 9 {
			w.Press(key.NameReturn, key.ModShift)
			heights = append(heights, height())
		}
		if heights[1] <= one || heights[4] <= heights[1] || heights[8] != heights[6] {
			t.Errorf("one line %d, then %v", one, heights)
		}
	})
	t.Run("without Submit Enter makes a line", func(t *testing.T) {
		c.Submit, sent = false, nil
		c.SetText("a")
		w.Press(key.NameReturn, 0)
		if c.Text() != "a\n" || len(sent) != 0 {
			t.Errorf("text %q, sent %q", c.Text(), sent)
		}
	})
	t.Run("disabled it says why and sends nothing", func(t *testing.T) {
		c.SetText("")
		enabled, hint, sent = false, "Not connected", nil
		w.Frame()
		n, _ := w.Find("Send")
		if !w.Has("Not connected") || !n.Disabled {
			t.Errorf("disabled %v, labels %q", n.Disabled, w.Labels())
		}
	})
}

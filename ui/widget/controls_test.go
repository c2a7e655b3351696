package widget

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

func testTheme() *Theme { return NewTheme(uitest.Shaper(), false) }

func TestButton(t *testing.T) {
	th := testTheme()
	var c Clickable
	clicks, enabled := 0, true
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		gtx = EnabledIf(gtx, enabled)
		for c.Clicked(gtx) {
			clicks++
		}
		return stack(gtx, 0, Button(th, &c, Filled, "Start").Layout)
	})
	t.Run("a click and Enter and Space press it once each", func(t *testing.T) {
		w.Click("Start")
		w.Press(key.NameTab, 0)
		w.Press(key.NameReturn, 0)
		w.Press(key.NameSpace, 0)
		if clicks != 3 {
			t.Errorf("pressed %d times", clicks)
		}
	})
	t.Run("it is at least as high as a finger needs", func(t *testing.T) {
		n, _ := w.Find("Start")
		if n.Bounds.Dy() < int(float32(Touch)*uitest.Phone.Density) {
			t.Errorf("it is %d pixels high", n.Bounds.Dy())
		}
	})
	t.Run("disabled it says so and takes nothing", func(t *testing.T) {
		enabled = false
		w.Frame()
		n, _ := w.Find("Start")
		w.ClickAt(20, 20)
		if !n.Disabled || clicks != 3 {
			t.Errorf("disabled %v, pressed %d times", n.Disabled, clicks)
		}
	})
}

func TestIconButtonsAreNamedAndLargeEnough(t *testing.T) {
	th := testTheme()
	var c Clickable
	clicked := false
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		clicked = c.Clicked(gtx) || clicked
		return IconButton(th, &c, IconSettings, "Settings").Layout(gtx)
	})
	w.Click("Settings")
	n, _ := w.Find("Settings")
	if touch := int(float32(Touch) * uitest.Phone.Density); !clicked || n.Bounds.Dx() < touch || n.Bounds.Dy() < touch {
		t.Errorf("clicked %v, bounds %v", clicked, n.Bounds)
	}
}

func TestEveryIconCanBeDrawn(t *testing.T) {
	for i := IconNone + 1; i < iconCount; i++ {
		if rasterize(i, 24, testTheme().Text).Size().X != 24 {
			t.Errorf("icon %d is empty", i)
		}
	}
}

func TestTabs(t *testing.T) {
	th := testTheme()
	var tabs Tabs
	changes := 0
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		if tabs.Update(gtx) {
			changes++
		}
		return stack(gtx, 8,
			Segments(th, &tabs, Tab{Text: "Server"}, Tab{Text: "Client"}).Layout)
	})
	w.Click("Client")
	w.Click("Client")
	n, _ := w.Find("Client")
	if tabs.Selected != 1 || changes != 1 || !n.Selected {
		t.Errorf("tab %d, %d changes, selected %v", tabs.Selected, changes, n.Selected)
	}
}

func TestBottomBar(t *testing.T) {
	th := testTheme()
	var tabs Tabs
	w := uitest.New(t, uitest.Phone, BottomBar(th, &tabs, Tab{Text: "Server", Icon: IconServer, Badge: "2"}, Tab{Text: "Client", Icon: IconClient}).Layout)
	w.Click("Client")
	if tabs.Selected != 1 || !w.Has("2") {
		t.Errorf("tab %d, labels %q", tabs.Selected, w.Labels())
	}
}

func TestField(t *testing.T) {
	th := testTheme()
	var f Field
	var got []FieldEvent
	numeric, fault := true, ""
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := f.Update(gtx)
			if !ok {
				break
			}
			got = append(got, ev)
		}
		s := TextField(th, &f, "Port", "8899")
		s.Numeric, s.Error = numeric, fault
		s.Trailing, s.TrailingDescription = IconClose, "Clear"
		return s.Layout(gtx)
	})
	t.Run("a click on it takes the keyboard", func(t *testing.T) {
		w.Click("Port")
		if !w.Editing() {
			t.Error("nothing is edited")
		}
	})
	t.Run("a numeric field takes digits and leaves the rest", func(t *testing.T) {
		w.Type("7a0b0")
		if f.Text() != "700" {
			t.Errorf("it holds %q", f.Text())
		}
	})
	t.Run("Enter submits and the button at the end is reported", func(t *testing.T) {
		got = nil
		w.Press(key.NameReturn, 0)
		w.Click("Clear")
		if len(got) != 2 || got[0] != FieldSubmitted || got[1] != FieldTrailing {
			t.Errorf("events %v", got)
		}
	})
	t.Run("the error is said", func(t *testing.T) {
		fault = "Too large"
		w.Frame()
		if !w.Has("Too large") {
			t.Errorf("labels %q", w.Labels())
		}
	})
}

func TestPeerRow(t *testing.T) {
	th := testTheme()
	var p PeerRow
	var got []PeerEvent
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := p.Update(gtx)
			if !ok {
				break
			}
			got = append(got, ev)
		}
		s := Peer(th, &p, "k", "A", "Ada", "here")
		s.More, s.Badge, s.Selected = "More about Ada", "99+", true
		return s.Layout(gtx)
	})
	for _, c := range []struct {
		name string
		do   func()
		want PeerEvent
	}{
		{"a click opens", func() { w.Click("Ada") }, PeerOpened},
		{"the secondary button asks for a menu", func() { w.RightClick("Ada") }, PeerMenu},
		{"the button at the end asks for a menu", func() { w.Click("More about Ada") }, PeerMenu},
		{"a tap opens", func() { w.Tap("Ada", 100*time.Millisecond) }, PeerOpened},
		{"a long press asks for a menu, and lifting the finger opens nothing", func() { w.Tap("Ada", time.Second) }, PeerMenu},
	} {
		t.Run(c.name, func(t *testing.T) {
			got = nil
			c.do()
			if len(got) != 1 || got[0] != c.want {
				t.Errorf("events %v, want %v", got, c.want)
			}
		})
	}
	if n, _ := w.Find("Ada"); !n.Selected || !w.Has("99+") {
		t.Errorf("selected %v, labels %q", n.Selected, w.Labels())
	}
}

func TestMenuInALowWindow(t *testing.T) {
	th, low := testTheme(), uitest.Size{Width: 320, Height: 300, Density: 2}
	var m Menu
	var items []MenuItem
	for i := range longMenu {
		items = append(items, MenuItem{ID: i, Text: fmt.Sprintf("item %d", i)})
	}
	chosen := -1
	w := uitest.New(t, low, func(gtx layout.Context) layout.Dimensions {
		if id, ok := m.Update(gtx); ok {
			chosen = id
		}
		return PopupMenu(th, &m, items).Layout(gtx)
	})
	inView := func(t *testing.T, label string) {
		t.Helper()
		if n, ok := w.Find(label); !ok || !n.Bounds.In(image.Rectangle{Max: low.Pixels()}) {
			t.Errorf("%s is at %v; there are %q", label, n.Bounds, w.Labels())
		}
	}
	open := func() {
		m.Open(image.Pt(100, 100))
		w.Frame()
		w.Frame()
	}
	t.Run("the wheel brings the last item into view, and a click chooses it", func(t *testing.T) {
		open()
		w.Scroll(1000)
		w.Frame()
		inView(t, "item 11")
		w.Click("item 11")
		if chosen != 11 {
			t.Errorf("chose %d", chosen)
		}
	})
	t.Run("keys bring what they mark into view", func(t *testing.T) {
		open()
		inView(t, "item 0")
		for range 9 {
			w.Press(key.NameDownArrow, 0)
		}
		w.Frame()
		inView(t, "item 8")
		w.Press(key.NameEnd, 0)
		w.Frame()
		inView(t, "item 11")
		w.Press(key.NameHome, 0)
		w.Frame()
		inView(t, "item 0")
	})
}

func TestALongMenu(t *testing.T) {
	th := testTheme()
	var m Menu
	var items []MenuItem
	for i := range maxMenuItems {
		items = append(items, MenuItem{ID: i, Text: fmt.Sprintf("item %d", i)})
	}
	chosen := -1
	tall := uitest.Size{Width: 800, Height: 1500, Density: 1}
	w := uitest.New(t, tall, func(gtx layout.Context) layout.Dimensions {
		if id, ok := m.Update(gtx); ok {
			chosen = id
		}
		return PopupMenu(th, &m, items).Layout(gtx)
	})
	m.Open(image.Pt(100, 100))
	m.Mark(30)
	w.Frame()
	w.Frame()
	n, ok := w.Find("item 30")
	if !ok || !n.Bounds.In(image.Rectangle{Max: tall.Pixels()}) {
		t.Fatalf("the marked item is at %v; there are %q", n.Bounds, w.Labels())
	}
	if len(w.Labels()) > longMenu+2 {
		t.Errorf("it shows %q", w.Labels())
	}
	w.Press(key.NameDownArrow, 0)
	w.Press(key.NameReturn, 0)
	if chosen != 31 {
		t.Errorf("from the marked item on the keys chose %d", chosen)
	}
}

func TestMenu(t *testing.T) {
	th := testTheme()
	var (
		m     Menu
		a     Anchor
		row   PeerRow
		chose []int
	)
	items := []MenuItem{{ID: 7, Text: "Talk"}, {ID: 8, Text: "Rename", Disabled: true}, {ID: 9, Text: "Block", Danger: true}}
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		return a.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			if ev, ok := row.Update(gtx); ok && ev == PeerMenu {
				m.Open(a.At())
			}
			if id, ok := m.Update(gtx); ok {
				chose = append(chose, id)
			}
			layout.S.Layout(gtx, Peer(th, &row, "k", "A", "Ada", "").Layout)
			return PopupMenu(th, &m, items).Layout(gtx)
		})
	})
	open := func(t *testing.T) {
		t.Helper()
		chose = nil
		w.RightClick("Ada")
		if !w.Has("Talk") {
			t.Fatalf("no menu; labels %q", w.Labels())
		}
	}
	t.Run("it opens wholly in the window", func(t *testing.T) {
		open(t)
		for _, it := range items {
			n, _ := w.Find(it.Text)
			if !n.Bounds.In(image.Rectangle{Max: uitest.Phone.Pixels()}) {
				t.Errorf("%s is at %v", it.Text, n.Bounds)
			}
		}
		w.Press(key.NameEscape, 0)
	})
	t.Run("a click chooses and closes", func(t *testing.T) {
		open(t)
		w.Click("Block")
		if len(chose) != 1 || chose[0] != 9 || w.Has("Talk") {
			t.Errorf("chose %v", chose)
		}
	})
	t.Run("arrows pass over what is disabled, and Enter chooses", func(t *testing.T) {
		open(t)
		w.Press(key.NameDownArrow, 0)
		w.Press(key.NameDownArrow, 0)
		w.Press(key.NameReturn, 0)
		if len(chose) != 1 || chose[0] != 9 {
			t.Errorf("chose %v", chose)
		}
	})
	t.Run("Enter with nothing marked chooses nothing", func(t *testing.T) {
		open(t)
		w.Press(key.NameReturn, 0)
		if len(chose) != 0 || !m.Opened() {
			t.Errorf("chose %v", chose)
		}
		w.Press(key.NameEscape, 0)
	})
	t.Run("Escape, Back and a click outside close it", func(t *testing.T) {
		for _, do := range []func(){
			func() { w.Press(key.NameEscape, 0) }, func() { w.Press(key.NameBack, 0) }, func() { w.ClickAt(5, 5) },
		} {
			open(t)
			do()
			if m.Opened() || len(chose) != 0 {
				t.Errorf("open %v, chose %v", m.Opened(), chose)
			}
		}
	})
}

func TestDialog(t *testing.T) {
	th := testTheme()
	var (
		d   Dialog
		got []DialogEvent
	)
	label, danger := "", false
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		for {
			ev, ok := d.Update(gtx)
			if !ok {
				break
			}
			got = append(got, ev)
		}
		s := Ask(th, &d, "Remove Ada?", "What was said is lost.", "Remove", "Keep")
		s.FieldLabel, s.Danger = label, danger
		return s.Layout(gtx)
	})
	open := func() {
		got = nil
		d.Open()
		w.Frame()
		w.Frame()
		w.Frame()
	}
	check := func(t *testing.T, want DialogEvent, opened bool) {
		t.Helper()
		if len(got) != 1 || got[0] != want || d.Opened() != opened {
			t.Errorf("answers %v, open %v", got, d.Opened())
		}
	}
	t.Run("each button answers", func(t *testing.T) {
		open()
		w.Click("Remove")
		check(t, DialogConfirmed, true)
		open()
		w.Click("Keep")
		check(t, DialogCancelled, false)
	})
	t.Run("Enter confirms and Escape cancels", func(t *testing.T) {
		open()
		w.Press(key.NameReturn, 0)
		check(t, DialogConfirmed, true)
		open()
		w.Press(key.NameEscape, 0)
		check(t, DialogCancelled, false)
	})
	t.Run("Enter keeps where confirming cannot be undone", func(t *testing.T) {
		danger = true
		open()
		w.Press(key.NameReturn, 0)
		check(t, DialogCancelled, false)
	})
	t.Run("a text is typed at once and submitted with Enter", func(t *testing.T) {
		label = "Name"
		open()
		w.Type("Grace")
		w.Press(key.NameReturn, 0)
		check(t, DialogConfirmed, true)
		if d.Field.Text() != "Grace" {
			t.Errorf("it holds %q", d.Field.Text())
		}
	})
	t.Run("a press beside it answers nothing", func(t *testing.T) {
		got = nil
		w.ClickAt(3, 3)
		if len(got) != 0 || !d.Opened() {
			t.Errorf("answers %v", got)
		}
	})
}

func TestBannerSwitchAndChoice(t *testing.T) {
	th := testTheme()
	var (
		b         Banner
		s         Switch
		c         Choice
		dismissed int
	)
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		if b.Dismissed(gtx) {
			dismissed++
		}
		alert := Alert(th, &b, Negative, strings.Repeat("Port 8899 is in use. ", 10))
		alert.Dismiss = "Dismiss"
		return stack(gtx, 0, alert.Layout,
			SwitchRow(th, &s, "Browsers", "a page").Layout,
			RadioRow(th, &c, "dark", "Dark", "").Layout, RadioRow(th, &c, "light", "Light", "").Layout)
	})
	w.Click("Dismiss")
	if dismissed != 1 {
		t.Errorf("dismissed %d times", dismissed)
	}
	w.Click("Browsers")
	if n, _ := w.Find("Browsers"); !s.Value || !n.Selected {
		t.Errorf("on %v, said %v", s.Value, n.Selected)
	}
	w.Click("Light")
	if c.Value != "light" {
		t.Errorf("chosen %q", c.Value)
	}
}

func TestEmptyState(t *testing.T) {
	th := testTheme()
	var c Clickable
	clicked := false
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		clicked = c.Clicked(gtx) || clicked
		s := Empty(th, &c, IconChat, "Nobody here", "Start the server.")
		s.Action = "Start"
		return s.Layout(gtx)
	})
	w.Click("Start")
	if !clicked || !w.Has("Nobody here") {
		t.Errorf("clicked %v, labels %q", clicked, w.Labels())
	}
}

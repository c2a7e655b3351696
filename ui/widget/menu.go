package widget

import (
	"image"

	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// maxMenuItems is how many items a menu can have, and longMenu of how many it shows
// no more than about that.
const (
	maxMenuItems = 48
	longMenu     = 12
)

// MenuItem is one line of a menu.
type MenuItem struct {
	// ID is what Menu.Update returns when the item is chosen.
	ID   int
	Text string
	Icon Icon
	// Lock stands in the place of Icon, in its own colour. Text says what it is.
	Lock Lock
	// Danger colours what cannot be undone.
	Danger bool
	// Disabled items are shown and cannot be chosen.
	Disabled bool
}

// Menu is the state of a menu that opens over the page. The zero value is
// closed.
type Menu struct {
	at      image.Point
	open    bool
	grab    bool
	marked  int
	items   []MenuItem
	clicks  [maxMenuItems]Clickable
	outside bool
	// list scrolls where the window is lower than the menu; reveal asks for the
	// marked item in view.
	list   layout.List
	reveal bool
}

// Open shows the menu with its corner at a point of what it is laid out in,
// in pixels: see Anchor.
func (m *Menu) Open(at image.Point) {
	m.at, m.open, m.grab, m.marked, m.items = at, true, true, -1, nil
	m.list.Position = layout.Position{}
}

// Mark marks an item of a menu that was just opened, which comes into view.
func (m *Menu) Mark(item int) { m.marked, m.reveal = item, true }

// Opened reports whether the menu is shown.
func (m *Menu) Opened() bool { return m.open }

// Close hides the menu.
func (m *Menu) Close() { m.open = false }

// Update reads input. It returns the ID of the item that was chosen, once, and
// closes the menu when one was, on Escape, on Back, and on a press outside.
func (m *Menu) Update(gtx layout.Context) (id int, ok bool) {
	if !m.open {
		return 0, false
	}
	chosen := -1
	for i := range m.items {
		for m.clicks[i].Clicked(gtx) {
			chosen = i
		}
	}
	for {
		ev, ok := gtx.Event(pointer.Filter{Target: &m.outside, Kinds: pointer.Press | pointer.Scroll,
			ScrollY: pointer.ScrollRange{Min: -1e6, Max: 1e6}})
		if !ok {
			break
		}
		if e, ok := ev.(pointer.Event); ok && e.Kind == pointer.Press {
			m.open = false
		}
	}
	for {
		ev, ok := gtx.Event(
			key.FocusFilter{Target: m},
			key.Filter{Focus: m, Name: key.NameUpArrow}, key.Filter{Focus: m, Name: key.NameDownArrow},
			key.Filter{Focus: m, Name: key.NameHome}, key.Filter{Focus: m, Name: key.NameEnd},
			key.Filter{Focus: m, Name: key.NameReturn}, key.Filter{Focus: m, Name: key.NameEnter},
			key.Filter{Focus: m, Name: key.NameSpace},
			key.Filter{Name: key.NameEscape}, key.Filter{Name: key.NameBack},
		)
		if !ok {
			break
		}
		if e, ok := ev.(key.Event); ok && e.State == key.Press {
			if m.key(e.Name) {
				chosen = m.marked
			}
		}
	}
	if chosen < 0 || chosen >= len(m.items) || m.items[chosen].Disabled {
		return 0, false
	}
	m.open = false
	return m.items[chosen].ID, true
}

// key acts on a key and reports whether the marked item was chosen.
func (m *Menu) key(name key.Name) bool {
	switch name {
	case key.NameEscape, key.NameBack:
		m.open = false
	case key.NameDownArrow:
		m.mark(m.marked, 1)
	case key.NameUpArrow:
		m.mark(max(m.marked, 0), -1)
	case key.NameHome:
		m.mark(-1, 1)
	case key.NameEnd:
		m.mark(0, -1)
	default:
		return true
	}
	return false
}

// mark moves on to the next item that can be chosen, around the ends.
func (m *Menu) mark(from, step int) {
	n := len(m.items)
	for i := 1; i <= n; i++ {
		at := ((from+step*i)%n + n) % n
		if !m.items[at].Disabled {
			m.marked, m.reveal = at, true
			return
		}
	}
}

// MenuStyle draws a Menu over the page.
type MenuStyle struct {
	Items []MenuItem

	th    *Theme
	state *Menu
}

// PopupMenu returns the style of a menu: at most 48 items. Lay it out
// last, in the same constraints as the page.
func PopupMenu(th *Theme, state *Menu, items []MenuItem) MenuStyle {
	return MenuStyle{Items: items, th: th, state: state}
}

const (
	menuItemHeight         = Touch
	menuMinWidth   unit.Dp = 180
)

// Layout draws the menu where it was opened, moved to be wholly in the window.
// It draws nothing while closed.
func (s MenuStyle) Layout(gtx layout.Context) layout.Dimensions {
	m := s.state
	full := gtx.Constraints.Max
	m.items = s.Items[:min(len(s.Items), maxMenuItems)]
	if !m.open {
		return layout.Dimensions{Size: full}
	}
	ground := clip.Rect{Max: full}.Push(gtx.Ops)
	event.Op(gtx.Ops, &m.outside)
	event.Op(gtx.Ops, m)
	ground.Pop()
	if m.grab {
		m.grab = false
		gtx.Execute(key.FocusCmd{Tag: m})
	}

	width := gtx.Dp(menuMinWidth)
	for i := range m.items {
		d, _ := words{size: TextBody, lines: 1}.measured(gtx, s.th, m.items[i].Text)
		width = max(width, d.Size.X+gtx.Dp(72))
	}
	edge := gtx.Dp(Space2)
	width = min(width, full.X-2*edge)
	pad, item := gtx.Dp(6), gtx.Dp(menuItemHeight)
	height := min(item*len(m.items)+2*pad, full.Y-2*edge)
	if len(m.items) > longMenu {
		whole := min(longMenu, (height-2*pad)/item)
		height = min(height, item*whole-item/2+2*pad) // an item that is cut shows that there are more
	}
	at := m.at
	if at.Y+height > full.Y-edge && at.Y-height >= edge {
		at.Y -= height
	}
	at.X = max(edge, min(at.X, full.X-edge-width))
	at.Y = max(edge, min(at.Y, full.Y-edge-height))

	defer op.Offset(at).Push(gtx.Ops).Pop()
	rect, r := image.Rect(0, 0, width, height), gtx.Dp(RadiusLarge)-gtx.Dp(Space1)
	shadow(gtx, s.th, rect, r)
	fill(gtx, s.th.SurfaceRaised, rect, r)
	outline(gtx, s.th.Divider, rect, r, gtx.Dp(1))
	// A press on the card between items is not one outside.
	card := clip.Rect(rect).Push(gtx.Ops)
	event.Op(gtx.Ops, &m.items)
	card.Pop()
	m.show(item, height-2*pad)
	m.list.Axis = layout.Vertical
	defer op.Offset(image.Pt(pad, pad)).Push(gtx.Ops).Pop()
	inner := gtx
	inner.Constraints = layout.Exact(image.Pt(width-2*pad, max(0, height-2*pad)))
	m.list.Layout(inner, len(m.items), func(gtx layout.Context, i int) layout.Dimensions {
		cell := EnabledIf(gtx, !m.items[i].Disabled)
		cell.Constraints = layout.Exact(image.Pt(width-2*pad, item))
		return s.item(cell, i)
	})
	return layout.Dimensions{Size: full}
}

// show scrolls to the item that was marked by a key: item is the height of one,
// room that of all that is in view, in pixels.
func (m *Menu) show(item, room int) {
	if !m.reveal || m.marked < 0 {
		return
	}
	m.reveal = false
	pos, whole := &m.list.Position, max(1, room/item)
	switch {
	case m.marked < pos.First || m.marked == pos.First && pos.Offset > 0:
		*pos = layout.Position{First: m.marked, BeforeEnd: true}
	case m.marked >= pos.First+whole:
		*pos = layout.Position{First: m.marked + 1 - whole, BeforeEnd: true}
	}
}

func (s MenuStyle) item(gtx layout.Context, i int) layout.Dimensions {
	c := &s.state.clicks[i]
	return control(gtx, c, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		it, full := s.state.items[i], gtx.Constraints.Max
		ink, iconInk := s.th.Text, s.th.TextMuted
		if it.Danger {
			ink, iconInk = s.th.DangerText, s.th.DangerText
		}
		if !gtx.Enabled() {
			ink, iconInk = s.th.OnDisabled, s.th.OnDisabled
		}
		rect, r := image.Rectangle{Max: full}, gtx.Dp(RadiusSmall)
		if i == s.state.marked {
			fill(gtx, s.th.Selection, rect, r)
		}
		feedback(gtx, s.th, c, rect, r)
		x := gtx.Dp(Space3)
		icon := it.Icon
		if it.Lock != NoLock {
			icon = it.Lock.icon()
			if gtx.Enabled() {
				iconInk = it.Lock.color(s.th)
			}
		}
		s.th.iconAt(gtx, image.Pt(x, centered(full.Y, gtx.Dp(20))), icon, 20, iconInk)
		x += gtx.Dp(32)
		d, call := words{size: TextBody, color: ink, lines: 1}.measured(loose(gtx, full.X-x-gtx.Dp(Space2)), s.th, it.Text)
		place(gtx, image.Pt(x, centered(full.Y, d.Size.Y)), call)
		return layout.Dimensions{Size: full}
	})
}

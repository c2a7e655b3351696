package widget

import (
	"image"
	"time"

	"gioui.org/io/event"
	"gioui.org/io/pointer"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

const (
	// longPress is how long a finger rests before it asks for a menu.
	longPress = 500 * time.Millisecond
	// slop is how far a resting finger may stray.
	slop unit.Dp = 8
)

// contextClick recognizes a click of the secondary button and a long press:
// both ask for a menu. It shares its area with other gestures.
type contextClick struct {
	pid     pointer.ID
	resting bool
	since   time.Time
	start   image.Point
	// fired swallows the click that lifting the finger would otherwise be.
	fired bool
	// pressed says, until it is read, that the mouse was pressed.
	pressed bool
}

// add declares the gesture in the current clip area.
func (c *contextClick) add(gtx layout.Context) { event.Op(gtx.Ops, c) }

// update reports whether a menu was asked for.
func (c *contextClick) update(gtx layout.Context) bool {
	asked := false
	for {
		ev, ok := gtx.Event(pointer.Filter{
			Target: c,
			Kinds:  pointer.Press | pointer.Drag | pointer.Release | pointer.Cancel,
		})
		if !ok {
			break
		}
		e, ok := ev.(pointer.Event)
		if !ok {
			continue
		}
		switch e.Kind {
		case pointer.Press:
			c.fired = false
			if e.Source == pointer.Mouse {
				asked = asked || e.Buttons.Contain(pointer.ButtonSecondary)
				c.pressed = c.pressed || e.Buttons.Contain(pointer.ButtonPrimary)
				continue
			}
			c.pid, c.resting, c.since, c.start = e.PointerID, true, gtx.Now, e.Position.Round()
		case pointer.Drag:
			if d := e.Position.Round().Sub(c.start); e.PointerID == c.pid && max(d.X, -d.X, d.Y, -d.Y) > gtx.Dp(slop) {
				c.resting = false
			}
		case pointer.Release, pointer.Cancel:
			c.resting = false
		}
	}
	if c.resting {
		if due := c.since.Add(longPress); gtx.Now.Before(due) {
			gtx.Execute(op.InvalidateCmd{At: due})
		} else {
			c.resting, c.fired, asked = false, true, true
		}
	}
	return asked
}

// swallow reports, once, whether a click was only the lifting of the finger that
// had asked for the menu.
func (c *contextClick) swallow() bool {
	fired := c.fired
	c.fired = false
	return fired
}

// Anchor remembers where in the window the last press was, for a menu to open
// there: a row knows only its own coordinates. Lay the whole page out in it.
// The zero value is ready, with the press at the top left.
type Anchor struct {
	at image.Point
}

// Update reads the presses. Call it before anything that opens a menu at At, or
// the menu opens where the press before was.
func (a *Anchor) Update(gtx layout.Context) {
	for {
		ev, ok := gtx.Event(pointer.Filter{Target: a, Kinds: pointer.Press})
		if !ok {
			break
		}
		if e, ok := ev.(pointer.Event); ok {
			a.at = e.Position.Round()
		}
	}
}

// Layout lays the page out and watches it.
func (a *Anchor) Layout(gtx layout.Context, page layout.Widget) layout.Dimensions {
	a.Update(gtx)
	defer clip.Rect{Max: gtx.Constraints.Max}.Push(gtx.Ops).Pop()
	event.Op(gtx.Ops, a)
	return page(gtx)
}

// Motion notices that the pointer is used over what it is laid out around, for as long as
// somebody asks: otherwise it causes no frames. The zero value is ready.
type Motion struct {
	used bool
}

// Update reports whether the pointer was used.
func (m *Motion) Update(gtx layout.Context) bool {
	m.used = false
	for {
		_, ok := gtx.Event(pointer.Filter{Target: m, Kinds: pointer.Move | pointer.Press | pointer.Drag | pointer.Release})
		if !ok {
			return m.used
		}
		m.used = true
	}
}

// Layout lays the page out and watches it.
func (m *Motion) Layout(gtx layout.Context, page layout.Widget) layout.Dimensions {
	defer clip.Rect{Max: gtx.Constraints.Max}.Push(gtx.Ops).Pop()
	event.Op(gtx.Ops, m)
	return page(gtx)
}

// At returns the place of the last press, in pixels from the top left of what
// was laid out.
func (a *Anchor) At() image.Point { return a.at }

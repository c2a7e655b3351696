package widget

import (
	"image"

	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// Dialog is the state of a card that asks something over the page. The zero
// value is closed.
//
// While it is open lay the page under it out in a disabled context, so that
// Tab stays in the dialog.
type Dialog struct {
	// Field is the text asked for, where the style has a FieldLabel.
	Field Field

	confirm, cancel Clickable
	open, grab      bool
	outside         bool
	scroll          layout.List
}

// Open shows the dialog.
func (d *Dialog) Open() {
	d.open, d.grab = true, true
	d.scroll.Position = layout.Position{}
}

// Opened reports whether the dialog is shown.
func (d *Dialog) Opened() bool { return d.open }

// Close hides the dialog.
func (d *Dialog) Close() { d.open = false }

// DialogEvent is the answer of a dialog.
type DialogEvent uint8

// The answers. A cancelled dialog has closed itself; a confirmed one is closed
// by its page, which may show an error in it first.
const (
	DialogConfirmed DialogEvent = iota + 1
	DialogCancelled
)

// Update reads input and returns the answer, once.
func (d *Dialog) Update(gtx layout.Context) (ev DialogEvent, ok bool) {
	if !d.open {
		return 0, false
	}
	for {
		ev, ok := d.Field.Update(gtx)
		if !ok {
			break
		}
		if ev == FieldSubmitted {
			return DialogConfirmed, true
		}
	}
	for d.confirm.Clicked(gtx) {
		return DialogConfirmed, true
	}
	cancelled := false
	for d.cancel.Clicked(gtx) {
		cancelled = true
	}
	for {
		ev, ok := gtx.Event(
			pointer.Filter{Target: &d.outside, Kinds: pointer.Press | pointer.Scroll,
				ScrollY: pointer.ScrollRange{Min: -1e6, Max: 1e6}},
			key.Filter{Name: key.NameEscape}, key.Filter{Name: key.NameBack},
		)
		if !ok {
			break
		}
		// A press beside the card is not an answer: what was typed would be lost.
		if e, ok := ev.(key.Event); ok && e.State == key.Press {
			cancelled = true
		}
	}
	if cancelled {
		d.open = false
		return DialogCancelled, true
	}
	return 0, false
}

// DialogStyle draws a Dialog over the page.
type DialogStyle struct {
	Title, Text string
	// Confirm and Cancel are the words on the buttons; an empty one leaves its
	// button out.
	Confirm, Cancel string
	// Danger is for what cannot be undone: the confirming button is red and
	// does not have the keyboard.
	Danger bool
	// FieldLabel, where set, asks for a text. FieldHelp stands below the field, and
	// FieldError in its place.
	FieldLabel, FieldHint, FieldHelp, FieldError string
	// Extra stands below the text. Optional.
	Extra layout.Widget

	th    *Theme
	state *Dialog
}

// Ask returns the style of a dialog. Lay it out last, in the same constraints
// as the page.
func Ask(th *Theme, state *Dialog, title, text, confirm, cancel string) DialogStyle {
	return DialogStyle{
		Title: title, Text: text, Confirm: confirm, Cancel: cancel, th: th, state: state,
	}
}

// dialogWidth is how wide a dialog is where there is room.
const dialogWidth unit.Dp = 400

// Layout draws the dialog in the middle of the window. It draws nothing while
// closed.
func (s DialogStyle) Layout(gtx layout.Context) layout.Dimensions {
	d, full := s.state, gtx.Constraints.Max
	if !d.open {
		return layout.Dimensions{Size: full}
	}
	ground := clip.Rect{Max: full}.Push(gtx.Ops)
	event.Op(gtx.Ops, &d.outside)
	ground.Pop()
	fill(gtx, s.th.Scrim, image.Rectangle{Max: full}, 0)
	if d.grab {
		d.grab = false
		switch {
		case s.FieldLabel != "":
			d.Field.Focus(gtx)
		case s.Danger && s.Cancel != "":
			focus(gtx, &d.cancel)
		default:
			focus(gtx, &d.confirm)
		}
	}

	pad := gtx.Dp(Space5)
	width := min(gtx.Dp(dialogWidth), full.X-2*gtx.Dp(Space4))
	inner := loose(gtx, width-2*pad)
	inner.Constraints.Max.Y = full.Y - pad - 3*gtx.Dp(Space4)
	content, call := record(inner, s.content)
	height := content.Size.Y + pad + gtx.Dp(Space4)
	rect := image.Rect(0, 0, width, height)
	defer op.Offset(image.Pt(centered(full.X, width), max(gtx.Dp(Space4), centered(full.Y, height)))).Push(gtx.Ops).Pop()
	r := gtx.Dp(RadiusLarge)
	shadow(gtx, s.th, rect, r)
	fill(gtx, s.th.SurfaceRaised, rect, r)
	if s.th.Dark {
		outline(gtx, s.th.Outline, rect, r, gtx.Dp(1))
	}
	place(gtx, image.Pt(pad, pad), call)
	return layout.Dimensions{Size: full}
}

// content draws the body and the buttons below it, which stay in view however
// low the window is: the body scrolls then.
func (s DialogStyle) content(gtx layout.Context) layout.Dimensions {
	width := gtx.Constraints.Max.X
	buttons, buttonsCall := record(gtx, s.buttons)
	gtx.Constraints.Max.Y = max(0, gtx.Constraints.Max.Y-buttons.Size.Y)
	s.state.scroll.Axis = layout.Vertical
	body := s.state.scroll.Layout(gtx, 1, func(gtx layout.Context, _ int) layout.Dimensions { return s.body(gtx) })
	place(gtx, image.Pt(0, body.Size.Y), buttonsCall)
	return size(width, body.Size.Y+buttons.Size.Y)
}

// body draws the title, the text and the field, with room below.
func (s DialogStyle) body(gtx layout.Context) layout.Dimensions {
	th, d, width := s.th, s.state, gtx.Constraints.Max.X
	gtx.Constraints.Min = image.Point{}
	y := 0
	put := func(w layout.Widget, after unit.Dp) {
		dims, call := record(gtx, w)
		place(gtx, image.Pt(0, y), call)
		y += dims.Size.Y + gtx.Dp(after)
	}
	put(func(gtx layout.Context) layout.Dimensions {
		return words{size: TextTitle + 1, weight: strong, color: th.Text}.layout(gtx, th, s.Title)
	}, Space2)
	if s.Text != "" {
		put(func(gtx layout.Context) layout.Dimensions {
			return words{size: TextBody, color: th.TextMuted}.layout(gtx, th, s.Text)
		}, Space4)
	}
	if s.Extra != nil {
		put(s.Extra, Space4)
	}
	if s.FieldLabel != "" {
		put(func(gtx layout.Context) layout.Dimensions {
			f := TextField(th, &d.Field, s.FieldLabel, s.FieldHint)
			f.Help, f.Error = s.FieldHelp, s.FieldError
			return f.Layout(gtx)
		}, Space4)
	}
	return size(width, y)
}

// buttons draws them at the end, the confirming one last; where they do not fit
// beside each other they stand below each other.
func (s DialogStyle) buttons(gtx layout.Context) layout.Dimensions {
	th, d, width := s.th, s.state, gtx.Constraints.Max.X
	kind := Filled
	if s.Danger {
		kind = FilledDanger
	}
	var ok, no layout.Dimensions
	var okCall, noCall op.CallOp
	if s.Confirm != "" {
		ok, okCall = record(gtx, Button(th, &d.confirm, kind, s.Confirm).Layout)
	}
	if s.Cancel != "" {
		no, noCall = record(gtx, Button(th, &d.cancel, TextOnly, s.Cancel).Layout)
	}
	gap, y := gtx.Dp(Space2), 0
	beside := ok.Size.X+gap+no.Size.X <= width
	if s.Confirm != "" {
		place(gtx, image.Pt(width-ok.Size.X, y), okCall)
		if !beside {
			y += ok.Size.Y
		}
	}
	if s.Cancel != "" {
		x := width - no.Size.X
		if beside && s.Confirm != "" {
			x -= ok.Size.X + gap
		}
		place(gtx, image.Pt(x, y), noCall)
	}
	return size(width, y+max(ok.Size.Y, no.Size.Y))
}

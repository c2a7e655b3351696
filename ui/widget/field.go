package widget

import (
	"image"

	"gioui.org/gesture"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
	"gioui.org/widget/material"
)

// Field is the state of a labelled text field of one line. The zero value is
// empty.
type Field struct {
	// input holds the text. The editor's SingleLine and Submit are set by Update.
	input    TextInput
	trailing Clickable
	click    gesture.Click
}

// FieldEvent is what happened in a field.
type FieldEvent uint8

// The events of a field.
const (
	// FieldChanged: the text is another.
	FieldChanged FieldEvent = iota + 1
	// FieldSubmitted: Enter was pressed.
	FieldSubmitted
	// FieldTrailing: the button at the end was clicked.
	FieldTrailing
)

// Update reads input and returns the next event, until ok is false.
func (f *Field) Update(gtx layout.Context) (ev FieldEvent, ok bool) {
	f.input.Editor.SingleLine, f.input.Editor.Submit = true, true
	for {
		e, ok := f.click.Update(gtx.Source)
		if !ok {
			break
		}
		if e.Kind == gesture.KindPress && !gtx.Focused(&f.input.Editor) {
			f.Focus(gtx)
		}
	}
	if f.trailing.Clicked(gtx) {
		return FieldTrailing, true
	}
	for {
		e, ok := f.input.Update(gtx)
		if !ok {
			return 0, false
		}
		switch e.(type) {
		case giowidget.ChangeEvent:
			return FieldChanged, true
		case giowidget.SubmitEvent:
			return FieldSubmitted, true
		}
	}
}

// Text returns what is in the field.
func (f *Field) Text() string { return f.input.Editor.Text() }

// SetText replaces what is in the field and puts the caret at its end. A paste
// that was asked for before is dropped.
func (f *Field) SetText(s string) {
	e := &f.input.Editor
	e.SetText(s)
	e.SetCaret(e.Len(), e.Len())
	f.input.moveOn()
}

// SelectAll selects all of it, so that what is typed takes its place.
func (f *Field) SelectAll() { f.input.Editor.SetCaret(f.input.Editor.Len(), 0) }

// SetReadOnly says whether typing changes nothing in the field, which keeps the keyboard.
func (f *Field) SetReadOnly(is bool) { f.input.Editor.ReadOnly = is }

// Focused reports whether the field has the keyboard.
func (f *Field) Focused(gtx layout.Context) bool { return gtx.Focused(&f.input.Editor) }

// Focus gives the keyboard to the field.
func (f *Field) Focus(gtx layout.Context) { f.input.Focus(gtx) }

// FieldStyle draws a Field with its label above and a line of help or an
// error below.
type FieldStyle struct {
	Label string
	// Hint stands in the empty field.
	Hint string
	// Help stands below. Optional.
	Help string
	// Error takes the place of Help and colours the field. Optional.
	Error string
	// Numeric admits digits only and asks for a keyboard of digits.
	Numeric bool
	// Code admits digits, also wide ones, with what may stand between them, and asks for a
	// keyboard of digits.
	Code bool
	// Leading is an icon before the text. Optional.
	Leading Icon
	// Trailing is an icon button at the end, described by TrailingDescription.
	// Optional.
	Trailing            Icon
	TrailingDescription string

	th    *Theme
	state *Field
}

// TextField returns the style of a field.
func TextField(th *Theme, state *Field, label, hint string) FieldStyle {
	return FieldStyle{Label: label, Hint: hint, th: th, state: state}
}

// fieldHeight is the height of the box.
const fieldHeight = Touch

// Layout draws the field over the whole width it may have.
func (f FieldStyle) Layout(gtx layout.Context) layout.Dimensions {
	f.prepare()
	for {
		// The page that cares has called Update before and seen all events.
		if _, ok := f.state.Update(gtx); !ok {
			break
		}
	}
	width, y := gtx.Constraints.Max.X, 0
	gtx.Constraints.Min = image.Point{}
	if f.Label != "" {
		ink := f.th.TextMuted
		if f.Error != "" {
			ink = f.th.DangerText
		}
		d, call := words{size: TextSmall, weight: strong, color: ink, lines: 1}.measured(gtx, f.th, f.Label)
		place(gtx, image.Pt(gtx.Dp(2), 0), call)
		y += d.Size.Y + gtx.Dp(6)
	}
	t := op.Offset(image.Pt(0, y)).Push(gtx.Ops)
	f.box(gtx, width)
	t.Pop()
	y += gtx.Dp(fieldHeight)

	below, ink := f.Help, f.th.TextMuted
	if f.Error != "" {
		below, ink = f.Error, f.th.DangerText
	}
	if below != "" {
		y += gtx.Dp(6)
		x, icon := gtx.Dp(2), 0
		if f.Error != "" {
			icon = gtx.Dp(15)
			x += gtx.Dp(20)
		}
		d, call := words{size: TextSmall, color: ink}.measured(loose(gtx, width-x), f.th, below)
		if icon > 0 {
			f.th.iconAt(gtx, image.Pt(gtx.Dp(2), y+besideFirstLine(gtx, d, TextSmall, icon)), IconError, 15, ink)
		}
		place(gtx, image.Pt(x, y), call)
		y += d.Size.Y
	}
	return size(width, y)
}

func (f FieldStyle) prepare() {
	e := &f.state.input.Editor
	if f.Numeric {
		e.Filter, e.InputHint = "0123456789", key.HintNumeric
	}
	if f.Code {
		e.Filter, e.InputHint = "0123456789０１２３４５６７８９ -", key.HintNumeric
	}
}

func (f FieldStyle) box(gtx layout.Context, width int) {
	th, e := f.th, &f.state.input.Editor
	h := gtx.Dp(fieldHeight)
	rect, r := image.Rect(0, 0, width, h), gtx.Dp(RadiusMedium)
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	f.state.click.Add(gtx.Ops)
	f.state.input.add(gtx, th)
	// What it is called stands in an area of its own: see control.
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	semantic.Editor.Add(gtx.Ops)
	name := f.Label
	if name == "" {
		name = f.Hint
	}
	semantic.LabelOp(name).Add(gtx.Ops)
	semantic.EnabledOp(gtx.Enabled()).Add(gtx.Ops)
	if gtx.Enabled() {
		pointer.CursorText.Add(gtx.Ops)
	}

	fill(gtx, th.Field, rect, r)
	line, thick := th.Outline, unit.Dp(1)
	switch {
	case !gtx.Enabled():
		line = th.Divider
	case f.Error != "":
		line, thick = th.DangerText, 2
	case gtx.Focused(e):
		line, thick = th.AccentText, 2
	}
	outline(gtx, line, rect, r, gtx.Dp(thick))

	left, right := gtx.Dp(14), width-gtx.Dp(14)
	if f.Leading != IconNone {
		th.iconAt(gtx, image.Pt(gtx.Dp(12), centered(h, gtx.Dp(20))), f.Leading, 20, th.TextMuted)
		left = gtx.Dp(40)
	}
	if f.Trailing != IconNone {
		right = width - gtx.Dp(Touch)
		t := op.Offset(image.Pt(right, 0)).Push(gtx.Ops)
		b := gtx
		b.Constraints = layout.Exact(image.Pt(gtx.Dp(Touch), h))
		IconButton(th, &f.state.trailing, f.Trailing, f.TrailingDescription).Layout(b)
		t.Pop()
	}
	inner := loose(gtx, right-left)
	inner.Constraints.Min.X = inner.Constraints.Max.X
	d, call := record(inner, editor(th, e, f.Hint, inner.Enabled()).Layout)
	at := image.Pt(left, centered(h, d.Size.Y))
	f.state.input.origin = at
	place(gtx, at, call)
}

// editor returns the look of the text in a field and in the composer.
func editor(th *Theme, e *giowidget.Editor, hint string, enabled bool) material.EditorStyle {
	s := material.Editor(th.Theme, e, hint)
	s.Font = th.body
	s.TextSize, s.LineHeight, s.LineHeightScale = TextBody, TextBody*lineHeight, 1
	s.Color, s.HintColor, s.SelectionColor = th.Text, th.TextMuted, th.TextSelection
	if !enabled {
		s.Color, s.HintColor = th.OnDisabled, th.OnDisabled
	}
	return s
}

package widget

import (
	"image"

	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
	"gioui.org/widget/material"
)

// Transcript is the state of a list of what was said. The zero value stands at
// the end and stays there while rows are added, until someone scrolls up.
type Transcript struct {
	list   layout.List
	bar    giowidget.Scrollbar
	jump   Clickable
	states map[uint64]*rowState
	// seen are the rows of the last frame, in order.
	seen  []seenRow
	frame uint64
	// laid are the rows that the last frame laid out.
	laid []laidRow
	// selected is the row in whose text something may be selected: one at a time.
	// all is the Of of a message in pieces which is selected as a whole, allText what
	// it says; zero is none.
	selected, all uint64
	allText       string
	// pressed says that the mouse was pressed on a bubble.
	pressed bool
	// height of the last frame's view, in pixels.
	height int

	// element is Transcript.row as a value, made once and not every frame.
	element layout.ListElement
	// style and rows are set for the time of Layout.
	style *TranscriptStyle
	rows  Rows
}

type laidRow struct{ index, height int }

type seenRow struct {
	key   uint64
	state *rowState
}

// TranscriptEventKind tells events of a transcript apart.
type TranscriptEventKind uint8

// The kinds of events.
const (
	// TranscriptMenu: a menu was asked for on a bubble, by the secondary button,
	// a long press, or Shift-F10 in its text. Open it at the Anchor.
	TranscriptMenu TranscriptEventKind = iota + 1
	// TranscriptShowAll: the button under a cut text was clicked.
	TranscriptShowAll
	// TranscriptQuote: the quote above the text was clicked.
	TranscriptQuote
	// TranscriptReaction: one of the reactions was clicked.
	TranscriptReaction
	// TranscriptAgain: the button that sends a message again was clicked.
	TranscriptAgain
	// TranscriptFile: a button of a file was clicked.
	TranscriptFile
	// TranscriptFold: a notice that stands for several was clicked.
	TranscriptFold
	// TranscriptToEnd: the button to the newest message was clicked, or End pressed. It
	// is about no row, and the newest may not be among Rows: ScrollToEnd answers it when
	// it is.
	TranscriptToEnd
)

// TranscriptEvent is something that happened on the row with a Key.
type TranscriptEvent struct {
	Kind TranscriptEventKind
	Key  uint64
	// Reaction is which of Row.Reactions a TranscriptReaction is about.
	Reaction int
	// Button is the ID of the button that a TranscriptFile is about.
	Button int
}

// Update reads input and returns the next event, until ok is false.
func (t *Transcript) Update(gtx layout.Context) (ev TranscriptEvent, ok bool) {
	for t.jump.Clicked(gtx) {
		return TranscriptEvent{Kind: TranscriptToEnd}, true
	}
	if t.keys(gtx) {
		return TranscriptEvent{Kind: TranscriptToEnd}, true
	}
	for _, s := range t.seen {
		asked := s.state.context.update(gtx)
		t.press(s.key, s.state)
		t.pieceKeys(gtx, s.key, s.state)
		if asked || s.state.asked || s.state.menuKey(gtx) {
			s.state.asked = false
			return TranscriptEvent{Kind: TranscriptMenu, Key: s.key}, true
		}
		for s.state.more.Clicked(gtx) {
			if s.state.context.swallow() {
				continue
			}
			return TranscriptEvent{Kind: TranscriptShowAll, Key: s.key}, true
		}
		for s.state.again.Clicked(gtx) {
			if s.state.context.swallow() {
				continue
			}
			return TranscriptEvent{Kind: TranscriptAgain, Key: s.key}, true
		}
		for s.state.file != nil {
			id, ok := s.state.file.clicked(gtx)
			if !ok {
				break
			}
			if s.state.context.swallow() {
				continue
			}
			return TranscriptEvent{Kind: TranscriptFile, Key: s.key, Button: id}, true
		}
		for s.state.quoted && s.state.quote.Clicked(gtx) {
			if s.state.context.swallow() {
				continue
			}
			return TranscriptEvent{Kind: TranscriptQuote, Key: s.key}, true
		}
		for s.state.fold.Clicked(gtx) {
			return TranscriptEvent{Kind: TranscriptFold, Key: s.key}, true
		}
		for i, c := range s.state.chips[:s.state.chipsShown] {
			for c.Clicked(gtx) {
				return TranscriptEvent{Kind: TranscriptReaction, Key: s.key, Reaction: i}, true
			}
		}
	}
	return TranscriptEvent{}, false
}

// keys scrolls while the transcript itself has the keyboard. It returns at End, and says
// so.
func (t *Transcript) keys(gtx layout.Context) (toEnd bool) {
	for {
		ev, ok := gtx.Event(
			key.FocusFilter{Target: t},
			key.Filter{Focus: t, Name: key.NameUpArrow}, key.Filter{Focus: t, Name: key.NameDownArrow},
			key.Filter{Focus: t, Name: key.NamePageUp}, key.Filter{Focus: t, Name: key.NamePageDown},
			key.Filter{Focus: t, Name: key.NameHome}, key.Filter{Focus: t, Name: key.NameEnd},
		)
		if !ok {
			return false
		}
		e, ok := ev.(key.Event)
		if !ok || e.State != key.Press {
			continue
		}
		page := gtx.Constraints.Max.Y * 9 / 10
		switch e.Name {
		case key.NameUpArrow:
			t.scroll(-gtx.Dp(Touch))
		case key.NameDownArrow:
			t.scroll(gtx.Dp(Touch))
		case key.NamePageUp:
			t.scroll(-page)
		case key.NamePageDown:
			t.scroll(page)
		case key.NameHome:
			t.list.ScrollTo(0)
		case key.NameEnd:
			return true
		}
	}
}

func (t *Transcript) scroll(px int) {
	t.list.Position.Offset += px
	t.list.Position.BeforeEnd = true
}

// ScrollToEnd shows the newest row in the next frame, and goes on to do so.
func (t *Transcript) ScrollToEnd() { t.list.Position.BeforeEnd = false }

// Show brings the row with an index into view in the next frame, with some of
// what came before it above, and leaves the end: for a jump to a quoted message
// or to a hit. Set Row.Pointed for as long as it is to stand out.
func (t *Transcript) Show(i int) {
	t.list.ScrollTo(max(0, i))
	t.list.Position.Offset = -t.height / 4
}

// Stay leaves the end where it is in view: what is in view stays while rows
// are put below it.
func (t *Transcript) Stay() { t.list.Position.BeforeEnd = true }

// Top is how far below the upper end of the view the row with an index began in
// the last frame, in pixels. It must have been in view, or be the first row that
// was not any more.
func (t *Transcript) Top(i int) int {
	y := -t.list.Position.Offset
	for _, laid := range t.laid {
		if laid.index >= t.list.Position.First && laid.index < i {
			y += laid.height
		}
	}
	return y
}

// Hold tells that rows were put before what is in view, or taken away there: the
// row that has the index i now stays to the pixel where Top said it was. At the
// end the view stays at the end.
func (t *Transcript) Hold(i, top int) {
	if t.list.Position.BeforeEnd {
		t.list.Position.First, t.list.Position.Offset = max(0, i), -top
	}
}

// AtEnd reports whether the newest row is wholly in view.
func (t *Transcript) AtEnd() bool { return !t.list.Position.BeforeEnd }

// nearRows is how many rows from an end are near it: more than a screenful, so
// that a page is asked for before its place comes into view.
const nearRows = 40

// NearTop reports whether older rows will soon be wanted.
func (t *Transcript) NearTop() bool { return t.list.Position.First < nearRows }

// NearEnd reports whether newer rows will soon be wanted, of n rows in all.
func (t *Transcript) NearEnd(n int) bool {
	p := t.list.Position
	return !p.BeforeEnd || n-(p.First+p.Count) < nearRows
}

// Visible returns the indices of the first row in view and the one after the
// last, as of the last frame.
func (t *Transcript) Visible() (from, to int) {
	p := t.list.Position
	return p.First, p.First + p.Count
}

// Selected returns what is selected of a row's text, or nothing.
func (t *Transcript) Selected(key uint64) string {
	s, ok := t.states[key]
	switch {
	case ok && s.of != 0 && s.of == t.all:
		return t.allText
	case ok && s.text.SelectionLen() > 0:
		return s.text.SelectedText()
	}
	return ""
}

// press notes that the mouse was pressed on a row, which ends the selection in any
// other.
func (t *Transcript) press(key uint64, s *rowState) {
	if s.context.pressed {
		s.context.pressed, t.pressed = false, true
		if t.all != 0 {
			s.text.ClearSelection() // the press may be beside the text
			t.endAll()
		}
		t.selectIn(key)
	}
}

// selectIn makes a row the one with the selection.
func (t *Transcript) selectIn(key uint64) {
	if key != t.selected {
		t.ClearSelection()
		t.selected = key
	}
}

// Pressed reports, once, whether the mouse was pressed on a bubble. Its text took
// the keyboard, which the page may give to something else now.
func (t *Transcript) Pressed() bool {
	pressed := t.pressed
	t.pressed = false
	return pressed
}

// SelectedText returns what is selected, of whichever row, or nothing.
func (t *Transcript) SelectedText() string { return t.Selected(t.selected) }

// ClearSelection ends the selection.
func (t *Transcript) ClearSelection() {
	t.endAll()
	if s, ok := t.states[t.selected]; ok {
		s.text.ClearSelection()
	}
}

// SelectAll selects the text of a row, or of the message that it is a piece of, and
// gives it the keyboard.
func (t *Transcript) SelectAll(gtx layout.Context, row uint64) {
	s, ok := t.states[row]
	if !ok {
		return
	}
	t.selectIn(row)
	t.all, t.allText = s.of, s.whole
	s.text.SetCaret(0, s.runes)
	s.selectedAll = true
	gtx.Execute(key.FocusCmd{Tag: &s.text})
}

// TranscriptStyle draws a Transcript.
type TranscriptStyle struct {
	// New stands on the button that goes to the end: "3 new". Empty for an
	// arrow alone.
	New string
	// Jump describes that button.
	Jump string
	// What a screen reader says of the signs of delivery.
	Queued, Written, Reached, Read, Failed string
	// ToQuoted is what a screen reader says that a click on a quote does.
	ToQuoted string

	th    *Theme
	state *Transcript
}

// Talk returns the style of a transcript.
func Talk(th *Theme, state *Transcript) TranscriptStyle {
	return TranscriptStyle{th: th, state: state}
}

// columnWidth is how wide the column of bubbles gets: on a wide screen the two
// sides of a talk would drift apart.
const columnWidth unit.Dp = 1000

// Layout draws the rows that are in view over all of its constraints.
func (s *TranscriptStyle) Layout(gtx layout.Context, rows Rows) layout.Dimensions {
	t, full := s.state, gtx.Constraints.Max
	if t.element == nil {
		t.element, t.states = t.row, make(map[uint64]*rowState)
		t.list.Axis, t.list.ScrollToEnd = layout.Vertical, true
	}
	// A page that has called Update has seen these events already.
	for {
		if _, ok := t.Update(gtx); !ok {
			break
		}
	}
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	event.Op(gtx.Ops, t)

	n := rows.Len()
	t.style, t.rows = s, rows
	t.frame++
	t.height = full.Y
	t.seen, t.laid = t.seen[:0], t.laid[:0]
	gtx.Constraints = layout.Exact(full)
	t.list.Layout(gtx, n, t.element)
	t.style, t.rows = nil, nil
	t.sweep()

	s.scrollbar(gtx, n)
	if gtx.Focused(t) {
		focusRing(gtx, s.th, image.Rectangle{Max: full}, 0)
	}
	if !t.AtEnd() {
		s.jumpButton(gtx)
	}
	return layout.Dimensions{Size: full}
}

// keptRows is how many rows out of view keep their state, a selection say, and
// keptRunes how many characters they have: each takes some 250 bytes.
const keptRows, keptRunes = 256, 16_000

// sweep drops the state of rows that are long out of view.
func (t *Transcript) sweep() {
	rows, runes := 0, 0
	for _, s := range t.states {
		if s.frame != t.frame {
			rows, runes = rows+1, runes+s.runes
		}
	}
	if rows <= keptRows && runes <= keptRunes {
		return
	}
	for k, s := range t.states {
		if s.frame != t.frame && k != t.selected {
			delete(t.states, k)
		}
	}
}

// scrollbar draws where in the talk the view is. It can be dragged.
func (s *TranscriptStyle) scrollbar(gtx layout.Context, n int) {
	p := &s.state.list.Position
	if n == 0 || p.Count == 0 || p.Length <= gtx.Constraints.Max.Y {
		return
	}
	rowHeight := float32(p.Length) / float32(n)
	from := (float32(p.First) + float32(p.Offset)/rowHeight) / float32(n)
	to := from + float32(gtx.Constraints.Max.Y)/float32(p.Length)
	if !p.BeforeEnd {
		from, to = 1-(to-from), 1
	}
	bar := material.Scrollbar(s.th.Theme, &s.state.bar)
	bar.Indicator.Color = faded(s.th.TextMuted, 90)
	bar.Indicator.HoverColor = faded(s.th.TextMuted, 170)
	bar.Indicator.MinorWidth, bar.Track.MinorPadding = 5, 3
	bar.Indicator.CornerRadius = 3
	w := gtx.Dp(bar.Width())
	t := op.Offset(image.Pt(gtx.Constraints.Max.X-w, 0)).Push(gtx.Ops)
	gtx.Constraints = layout.Exact(image.Pt(w, gtx.Constraints.Max.Y))
	bar.Layout(gtx, layout.Vertical, max(0, from), min(1, to))
	t.Pop()
	if d := s.state.bar.ScrollDistance(); d != 0 {
		s.state.list.ScrollBy(d * float32(n))
		gtx.Execute(op.InvalidateCmd{})
	}
}

// jumpButton floats over the end of the talk while it is not in view.
func (s *TranscriptStyle) jumpButton(gtx layout.Context) {
	th, full := s.th, gtx.Constraints.Max
	h, icon := gtx.Dp(buttonHeight), gtx.Dp(iconSide)
	w := h
	d, call := words{size: TextBody - 1, weight: strong, color: th.AccentText, lines: 1}.measured(loose(gtx, full.X/2), th, s.New)
	if s.New != "" {
		w = d.Size.X + icon + gtx.Dp(Space4) + gtx.Dp(Space3)
	}
	touch := gtx.Dp(Touch)
	area := image.Pt(max(w, touch), touch)
	defer op.Offset(image.Pt(full.X-area.X-gtx.Dp(Space4), full.Y-touch-gtx.Dp(Space2))).Push(gtx.Ops).Pop()
	s.state.jump.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.DescriptionOp(s.Jump).Add(gtx.Ops)
		rect := image.Rect(0, 0, w, h).Add(image.Pt(area.X-w, centered(touch, h)))
		fill(gtx, faded(th.Shadow, 26), rect.Add(image.Pt(0, gtx.Dp(2))), h/2)
		fill(gtx, th.SurfaceRaised, rect, h/2)
		outline(gtx, th.Divider, rect, h/2, max(1, gtx.Dp(1)))
		feedback(gtx, th, &s.state.jump, rect, h/2)
		if s.New == "" {
			th.iconAt(gtx, rect.Min.Add(image.Pt(centered(w, icon), centered(h, icon))), IconDown, iconSide, th.AccentText)
			return layout.Dimensions{Size: area}
		}
		place(gtx, rect.Min.Add(image.Pt(gtx.Dp(Space4), centered(h, d.Size.Y))), call)
		th.iconAt(gtx, image.Pt(rect.Max.X-icon-gtx.Dp(Space2), rect.Min.Y+centered(h, icon)), IconDown, iconSide, th.AccentText)
		return layout.Dimensions{Size: area}
	})
}

package widget

import (
	"image"

	"gioui.org/io/key"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// SearchBar is the state of a bar that searches a talk. The zero value is ready;
// call Focus when it is opened.
type SearchBar struct {
	field                 Field
	previous, next, close Clickable
}

// SearchEvent is what happened in a search bar.
type SearchEvent uint8

// The events of a search bar.
const (
	// SearchChanged: the text is another.
	SearchChanged SearchEvent = iota + 1
	// SearchNext: the button, Enter, or the arrow down.
	SearchNext
	// SearchPrevious: the button, Shift-Enter, or the arrow up.
	SearchPrevious
	// SearchClosed: the button, or Escape in the field.
	SearchClosed
)

// Update reads input and returns the next event, until ok is false.
func (s *SearchBar) Update(gtx layout.Context) (ev SearchEvent, ok bool) {
	switch {
	case s.previous.Clicked(gtx):
		return SearchPrevious, true
	case s.next.Clicked(gtx):
		return SearchNext, true
	case s.close.Clicked(gtx):
		return SearchClosed, true
	}
	// Before the field, which would take these keys for itself.
	e := &s.field.input.Editor
	for {
		ev, ok := gtx.Event(
			key.Filter{Focus: e, Name: key.NameReturn, Required: key.ModShift},
			key.Filter{Focus: e, Name: key.NameEnter, Required: key.ModShift},
			key.Filter{Focus: e, Name: key.NameUpArrow}, key.Filter{Focus: e, Name: key.NameDownArrow},
			key.Filter{Focus: e, Name: key.NameEscape},
		)
		if !ok {
			break
		}
		if k, ok := ev.(key.Event); ok && k.State == key.Press {
			switch k.Name {
			case key.NameEscape:
				return SearchClosed, true
			case key.NameDownArrow:
				return SearchNext, true
			}
			return SearchPrevious, true
		}
	}
	for {
		ev, ok := s.field.Update(gtx)
		if !ok {
			return 0, false
		}
		switch ev {
		case FieldChanged:
			return SearchChanged, true
		case FieldSubmitted:
			return SearchNext, true
		}
	}
}

// Text returns what is searched for.
func (s *SearchBar) Text() string { return s.field.Text() }

// SetText replaces what is searched for.
func (s *SearchBar) SetText(text string) { s.field.SetText(text) }

// Focus gives the keyboard to the field.
func (s *SearchBar) Focus(gtx layout.Context) { s.field.Focus(gtx) }

// SearchBarStyle draws a SearchBar.
type SearchBarStyle struct {
	// Hint stands in the empty field and names it.
	Hint string
	// Count says which hit is shown, of how many: "3 of 12", or that there is
	// none. Empty while nothing is searched for.
	Count string
	// Note stands below over the whole width, often empty: what cannot be found yet.
	Note string
	// Found enables the buttons for the previous and the next hit.
	Found bool
	// Previous, Next and Close describe the buttons.
	Previous, Next, Close string

	th    *Theme
	state *SearchBar
}

// Search returns the style of a search bar.
func Search(th *Theme, state *SearchBar, hint, count string, found bool) SearchBarStyle {
	return SearchBarStyle{Hint: hint, Count: count, Found: found, th: th, state: state}
}

// searchRoom is the least room for what is typed, beside the count.
const searchRoom unit.Sp = 150

// Layout draws the bar over the whole width. The count stands beside the field,
// or below it where the field would be too narrow.
func (s SearchBarStyle) Layout(gtx layout.Context) layout.Dimensions {
	for {
		// A page that has called Update has seen these events already.
		if _, ok := s.state.Update(gtx); !ok {
			break
		}
	}
	th, width, touch, pad := s.th, gtx.Constraints.Max.X, gtx.Dp(Touch), gtx.Dp(Space2)
	m := op.Record(gtx.Ops)
	count, countCall := words{size: TextSmall, color: th.TextMuted, lines: 1}.measured(loose(gtx, width-2*pad), th, s.Count)
	y, right := gtx.Dp(Space1), width-gtx.Dp(Space1)-3*touch
	height := y + touch + gtx.Dp(Space1)
	if s.Count != "" {
		if room := right - count.Size.X - 3*pad; room >= gtx.Sp(searchRoom) {
			right -= count.Size.X + 2*pad
			place(gtx, image.Pt(right+pad, centered(height, count.Size.Y)), countCall)
		} else {
			place(gtx, image.Pt(pad+gtx.Dp(14), y+touch), countCall)
			height += count.Size.Y + gtx.Dp(Space1)
		}
	}
	if s.Note != "" {
		note, call := words{size: TextSmall, color: th.TextMuted}.measured(loose(gtx, width-2*(pad+gtx.Dp(14))), th, s.Note)
		place(gtx, image.Pt(pad+gtx.Dp(14), height), call)
		height += note.Size.Y + gtx.Dp(Space2)
	}
	field := TextField(th, &s.state.field, "", s.Hint)
	if right-pad >= gtx.Sp(searchRoom)+gtx.Dp(Touch) {
		field.Leading = IconSearch
	}
	t := op.Offset(image.Pt(pad, y)).Push(gtx.Ops)
	field.Layout(loose(gtx, right-pad))
	t.Pop()
	for i, b := range [...]IconButtonStyle{
		IconButton(th, &s.state.previous, IconUp, s.Previous),
		IconButton(th, &s.state.next, IconDown, s.Next),
		IconButton(th, &s.state.close, IconClose, s.Close),
	} {
		t := op.Offset(image.Pt(width-gtx.Dp(Space1)-(3-i)*touch, y)).Push(gtx.Ops)
		b.Layout(EnabledIf(loose(gtx, touch), gtx.Enabled() && (s.Found || i == 2)))
		t.Pop()
	}
	content := m.Stop()
	full := image.Rect(0, 0, width, height)
	defer clip.Rect(full).Push(gtx.Ops).Pop()
	fill(gtx, th.Surface, full, 0)
	line := max(1, gtx.Dp(1))
	fill(gtx, th.Divider, image.Rect(0, height-line, width, height), 0)
	content.Add(gtx.Ops)
	return size(width, height)
}

package widget

import (
	"image"

	"gioui.org/io/key"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
)

// SegmentedStyle draws a choice of a few over the whole width, as joined
// segments or, where their words do not fit, one below the other. A screen
// reader is told of radio buttons; the arrow keys choose the next one. It draws
// a Tabs: read Selected and Update there.
type SegmentedStyle struct {
	// Label says what is chosen, to a screen reader.
	Label   string
	Options []Tab

	th    *Theme
	state *Tabs
}

// Segmented returns the style of a choice of at most five.
func Segmented(th *Theme, state *Tabs, label string, options ...Tab) SegmentedStyle {
	return SegmentedStyle{Label: label, Options: options, th: th, state: state}
}

// Layout draws the segments, each Touch high at least.
func (s SegmentedStyle) Layout(gtx layout.Context) layout.Dimensions {
	options := s.Options[:min(len(s.Options), maxTabs)]
	s.state.radios = len(options)
	s.state.Update(gtx)
	if len(options) == 0 {
		return layout.Dimensions{}
	}
	width, inset, touch := gtx.Constraints.Max.X, gtx.Dp(3), gtx.Dp(Touch)
	widest := 0
	label := words{size: TextBody - 1, weight: strong, lines: 1}
	const room = 1 << 16
	for i := range options {
		d, _ := label.measured(loose(gtx, room), s.th, options[i].Text)
		widest = max(widest, d.Size.X+2*gtx.Dp(Space2))
	}
	cell, step := image.Pt((width-2*inset)/len(options), touch), image.Pt((width-2*inset)/len(options), 0)
	if widest > cell.X {
		cell, step = image.Pt(width-2*inset, touch), image.Pt(0, touch)
	}
	full := image.Pt(width, touch+step.Y*(len(options)-1))
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	semantic.DescriptionOp(s.Label).Add(gtx.Ops)
	air := centered(touch, gtx.Dp(buttonHeight))
	fill(gtx, s.th.Field, image.Rect(0, air, full.X, full.Y-air), gtx.Dp(RadiusMedium)+inset)
	segments := SegmentsStyle{Tabs: options, radio: true, th: s.th, state: s.state}
	for i := range options {
		t := op.Offset(step.Mul(i).Add(image.Pt(inset, 0))).Push(gtx.Ops)
		gtx.Constraints = layout.Exact(cell)
		segments.segment(gtx, i, gtx.Dp(buttonHeight)-2*inset)
		t.Pop()
	}
	return layout.Dimensions{Size: full}
}

// arrows moves the choice, and the keyboard with it, while one of the radio
// buttons has it.
func (t *Tabs) arrows(gtx layout.Context) {
	for i := range t.clicks[:t.radios] {
		c := &t.clicks[i]
		if !gtx.Focused(c) {
			continue
		}
		for {
			ev, ok := gtx.Event(
				key.Filter{Focus: c, Name: key.NameLeftArrow}, key.Filter{Focus: c, Name: key.NameRightArrow},
				key.Filter{Focus: c, Name: key.NameUpArrow}, key.Filter{Focus: c, Name: key.NameDownArrow},
			)
			if !ok {
				break
			}
			e, ok := ev.(key.Event)
			if !ok || e.State != key.Press {
				continue
			}
			step := 1
			if e.Name == key.NameLeftArrow || e.Name == key.NameUpArrow {
				step = t.radios - 1
			}
			t.Selected = (i + step) % t.radios
			focus(gtx, &t.clicks[t.Selected])
		}
	}
}

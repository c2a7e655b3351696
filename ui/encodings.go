package ui

import (
	"slices"

	"gioui.org/layout"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// encodingMenu opens the choice of encodings for the talk with p, whichever talk is
// open when one is chosen: all of them, script by script, and where the encoding is a
// guess the likely ones above.
func (s *screen) encodingMenu(tab model.Tab, p *model.Person) {
	w, id := s.words(), p.ID
	list := transport.Encodings()
	if p.Guessed {
		likely := []transport.Encoding{p.Encoding}
		for _, e := range p.Likely {
			if e != transport.UTF8 {
				likely = append(likely, e)
			}
		}
		list = append(likely, slices.DeleteFunc(list, func(e transport.Encoding) bool { return slices.Contains(likely, e) })...)
	}
	items, current := make([]widget.MenuItem, len(list)), 0
	for i, e := range list {
		items[i] = widget.MenuItem{ID: i, Text: w.EncodingName(e)}
		if e == p.Encoding {
			items[i].Icon, current = widget.IconCheck, i
		}
	}
	s.menu.open(s, items, func(_ layout.Context, chosen int) { s.model.SetEncoding(tab, id, list[chosen]) })
	s.menu.state.Mark(current)
}

// guess is the strip under the head of a talk whose encoding is a guess: it says so,
// and one press takes it for right or chooses another one.
type guess struct {
	right, likely, other widget.Clickable
}

func (g *guess) update(gtx layout.Context, s *screen) {
	m, p := s.model, s.model.Guess()
	if p == nil {
		return
	}
	for g.right.Clicked(gtx) {
		m.SetEncoding(m.Tab(), p.ID, p.Encoding)
	}
	for g.likely.Clicked(gtx) {
		m.SetEncoding(m.Tab(), p.ID, p.Likely[0])
	}
	for g.other.Clicked(gtx) {
		s.encodingMenu(m.Tab(), p)
	}
}

func (g *guess) layout(gtx layout.Context, s *screen) layout.Dimensions {
	p := s.model.Guess()
	if p == nil {
		return layout.Dimensions{}
	}
	w := s.words()
	said := widget.Muted(s.th, w.GuessStrip(p.Encoding))
	buttons := make([]layout.FlexChild, 0, 3)
	add := func(c *widget.Clickable, text string) {
		buttons = append(buttons, rigid(widget.Button(s.th, c, widget.TextOnly, text).Layout))
	}
	add(&g.right, w.GuessRight)
	if e := p.Likely[0]; e != transport.UTF8 {
		name := w.EncodingName(e)
		if s.narrow {
			name = e.String() // all three have to stand beside each other
		}
		add(&g.likely, name)
	}
	add(&g.other, w.GuessOther)
	return widget.Strip(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		row := func(gtx layout.Context) layout.Dimensions {
			return layout.Flex{Spacing: layout.SpaceStart}.Layout(gtx, buttons...)
		}
		if s.narrow {
			gtx.Constraints.Min.X = gtx.Constraints.Max.X
			return layout.Flex{Axis: layout.Vertical}.Layout(gtx, rigid(said.Layout), rigid(row))
		}
		return layout.Flex{Alignment: layout.Middle}.Layout(gtx, layout.Flexed(1, said.Layout), rigid(row))
	})
}

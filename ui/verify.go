package ui

import (
	"gioui.org/layout"

	"confab/ui/widget"
)

// verifyPage shows the words that two people compare, in the place of the
// conversation.
type verifyPage struct {
	list         layout.List
	back         widget.Clickable
	same, differ widget.Clickable
	turn         widget.Clickable
	words        widget.WordsGrid
}

// shown says that words are compared on the open tab.
func (p *verifyPage) shown(s *screen) bool {
	_, _, _, ok := s.model.Verifying()
	return ok
}

func (p *verifyPage) update(gtx layout.Context, s *screen) {
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	for p.turn.Clicked(gtx) {
		s.model.TurnWords()
	}
	for p.same.Clicked(gtx) {
		s.model.EndVerifying(true)
	}
	for p.differ.Clicked(gtx) {
		s.model.EndVerifying(false)
	}
}

func (p *verifyPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	name, list, known, _ := s.model.Verifying()
	return layoutPage(gtx, s, &p.list, &p.back, w.VerifyWith(name), pageWidth, func(gtx layout.Context) layout.Dimensions {
		return widget.Inset(widget.Space2, 0).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			return p.layoutWords(gtx, s, list, known)
		})
	})
}

// leave is what Back does.
func (p *verifyPage) leave(s *screen) { s.model.CancelVerifying() }

func (p *verifyPage) scrolled() *layout.List { return &p.list }

func (p *verifyPage) about(s *screen) string {
	name, _, _, _ := s.model.Verifying()
	return name
}

func (p *verifyPage) layoutWords(gtx layout.Context, s *screen, list [12]string, known bool) layout.Dimensions {
	w := s.words()
	if !known {
		return widget.Muted(s.th, w.WordsPending).Layout(gtx)
	}
	same := widget.Button(s.th, &p.same, widget.Filled, w.TheyMatch)
	same.Icon, same.Wide = widget.IconCheck, true
	differ := widget.Button(s.th, &p.differ, widget.OutlinedDanger, w.TheyDiffer)
	differ.Icon, differ.Wide = widget.IconClose, true
	turn := w.OtherWords
	if s.model.OtherWords() {
		turn = w.OwnWords
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(widget.Label(s.th, w.VerifyText).Layout),
		gap(widget.Space4),
		rigid(widget.Grid(s.th, &p.words, list[:]).Layout),
		rigid(widget.Button(s.th, &p.turn, widget.TextOnly, turn).Layout),
		gap(widget.Space2),
		rigid(same.Layout),
		gap(widget.Space2),
		rigid(differ.Layout),
	)
}

package ui

import (
	"gioui.org/layout"

	"confab/ui/internal/visible"
	"confab/ui/model"
	"confab/ui/widget"
)

// This file is the head of a conversation: whom it is with, what protects it, and
// the buttons for it.

// layoutHead names whom the talk is with, and what protects it.
func (c *conversation) layoutHead(gtx layout.Context, s *screen) layout.Dimensions {
	w, p := s.words(), s.model.Active().Selected()
	c.guard = false
	if p == nil && !s.narrow {
		return layout.Dimensions{}
	}
	return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		left := widget.Space4
		if s.narrow {
			left = 0
		}
		return layout.Inset{Left: left, Right: widget.Space1}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			row := make([]layout.FlexChild, 0, 5)
			if s.narrow {
				row = append(row, rigid(widget.IconButton(s.th, &c.back, widget.IconBack, w.Back).Layout))
			}
			if p == nil {
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx, row...)
			}
			row = append(row,
				layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return c.layoutName(gtx, s, p) }),
				rigid(c.tool(s).Layout),
				rigid(widget.IconButton(s.th, &c.more, widget.IconMore, w.TalkMenu).Layout),
			)
			return layout.Flex{Alignment: layout.Middle}.Layout(gtx, row...)
		})
	})
}

func (c *conversation) layoutName(gtx layout.Context, s *screen, p *model.Person) layout.Dimensions {
	avatar := personAvatar(s, p)
	avatar.Side = 36
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		rigid(avatar.Layout),
		rigid(layout.Spacer{Width: widget.Space3}.Layout),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
				rigid(func(gtx layout.Context) layout.Dimensions {
					name, key := visible.Unnamed(p.Title)
					title := widget.Name(s.th, name, key)
					title.Size = widget.TextBody
					return title.Layout(gtx)
				}),
				rigid(func(gtx layout.Context) layout.Dimensions { return c.layoutDetail(gtx, s, p) }),
			)
		}),
	)
}

// layoutDetail is the line under the name. Its end may be cut, but never what
// protects the talk: where that has no room, layoutGuard says it.
func (c *conversation) layoutDetail(gtx layout.Context, s *screen, p *model.Person) layout.Dimensions {
	// That nobody is here stands large below.
	if p.Detail == "" || p.Guard == "" && s.model.Hint() != "" {
		return layout.Dimensions{}
	}
	fits := func(text string) bool {
		return widget.Secured(s.th, headLock(p), text).Natural(gtx) <= gtx.Constraints.Max.X
	}
	text := p.Detail
	if p.Guard != "" && !fits(text) && !fits(beginning(text, p.Guard)) {
		// The sign of the cut would stand in place of the last letters, or of all but a few
		// of what comes behind.
		text = p.Guard
		if c.guard = !fits(text); c.guard {
			return layout.Dimensions{}
		}
	}
	detail := widget.Secured(s.th, headLock(p), text)
	detail.MaxLines = 1
	return detail.Layout(gtx)
}

// beginning is the least of the line under the name that is worth a cut: what protects the
// talk, and some letters of what follows.
func beginning(detail, guard string) string {
	const letters = 7
	rest := []rune(detail[len(guard):])
	return guard + string(rest[:min(len(rest), letters)]) + "…"
}

// layoutGuard is what protects the talk, on lines of its own below the head
// where that has no room for it.
func (c *conversation) layoutGuard(gtx layout.Context, s *screen) layout.Dimensions {
	p := s.model.Active().Selected()
	if p == nil || !c.guard {
		return layout.Dimensions{}
	}
	return widget.Strip(gtx, s.th, widget.Secured(s.th, headLock(p), p.Guard).Layout)
}

// headLock is the lock in the head of the talk with p.
func headLock(p *model.Person) widget.Lock {
	if !p.Member {
		return widget.NoLock
	}
	return lock(p)
}

// tool is the button for what such a talk is looked through with: for words, or
// for bytes where the other side is no Confab.
func (c *conversation) tool(s *screen) widget.IconButtonStyle {
	w, m := s.words(), s.model
	if m.OfMembers() && !m.HexView() {
		b := widget.IconButton(s.th, &c.lookup, widget.IconSearch, w.Search)
		b.Selected = m.Searching()
		return b
	}
	hexWords := w.HexView
	if m.HexView() {
		hexWords = w.TextView
	}
	b := widget.IconButton(s.th, &c.hex, widget.IconHex, hexWords)
	b.Selected = m.HexView()
	return b
}

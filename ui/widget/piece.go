package widget

import (
	"gioui.org/io/key"
	"gioui.org/layout"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
)

// This file is what is special about rows that show one message in pieces: that
// they look as one, and that all of it can be selected.

// look is how the text of a row is set.
func (s *TranscriptStyle) look(gtx layout.Context, row *Row) words {
	look := words{size: TextBody, mono: row.Mono}
	switch {
	case row.Mono && row.Piece != AllOfIt:
		look.size = monoFit(gtx, row.Whole) // of a last piece the first line may be short
	case row.Mono:
		look.size = monoFit(gtx, row.Text)
	}
	return look
}

// pieceWidth is how wide the text of a piece is made: all of them are as wide as the
// widest, which is not known. Text takes all of the room, bytes what a line of them
// takes.
func pieceWidth(gtx layout.Context, row *Row, look words) int {
	if row.Mono {
		return min(monoWidth(row.Whole, gtx.Sp(look.size)), gtx.Constraints.Max.X)
	}
	return gtx.Constraints.Max.X
}

// joined returns how much lower than its place the text of a piece, with dimensions d,
// is drawn, and how high it counts: the lines of two pieces are as far apart as those
// within one, whatever fonts are on them. Where nothing is joined the text is as it is.
func joined(gtx layout.Context, p Piece, look words, d layout.Dimensions) (rise, height int) {
	if p == AllOfIt {
		return 0, d.Size.Y
	}
	line := gtx.Sp(look.size * lineHeight)
	below := line * 3 / 10 // of a baseline, to where the next piece begins
	first := d.Size.Y - d.Baseline
	rest := d.Size.Y - first // from the first baseline on
	if p.above() {
		rise = line - below - first
	}
	if p.below() {
		rest = rest/line*line + below
	}
	return rise, rise + first + rest
}

// ringAround draws the ring of a row that someone jumped to. That of a piece is open
// towards the others.
func ringAround(gtx layout.Context, th *Theme, row *Row, shape clip.RRect) {
	width := gtx.Dp(3)
	seen := shape.Rect.Inset(-width)
	if row.Piece.above() {
		seen.Min.Y = shape.Rect.Min.Y
		shape.Rect.Min.Y -= 2 * width
	}
	if row.Piece.below() {
		seen.Max.Y = shape.Rect.Max.Y
		shape.Rect.Max.Y += 2 * width
	}
	defer clip.Rect(seen).Push(gtx.Ops).Pop()
	ring := clip.Stroke{Path: shape.Path(gtx.Ops), Width: float32(width)}
	paint.FillShape(gtx.Ops, th.AccentText, ring.Op())
}

// follow takes up what was selected in the text of a row.
func (s *TranscriptStyle) follow(gtx layout.Context, row *Row, state *rowState) {
	t, sel := s.state, &state.text
	changed := sel.Update(gtx)
	if changed && t.all != 0 {
		t.endAll()
	}
	inAll := row.Of != 0 && row.Of == t.all
	switch {
	case inAll:
		sel.SetCaret(0, state.runes)
	case row.Key != t.selected && sel.SelectionLen() > 0 && !changed:
		sel.ClearSelection() // as a piece of what was selected as a whole before
	}
	sel.PaintSelectionWhenUnfocused = row.Key == t.selected || inAll
	if (changed || state.selectedAll) && sel.SelectionLen() > 0 {
		t.selectIn(row.Key)
		if s.th.Inputs != nil {
			s.th.Inputs.selected(t.SelectedText())
		}
	}
	state.selectedAll = false
}

// endAll ends the selection of a message in pieces, of which the one in row selected
// may go on.
func (t *Transcript) endAll() { t.all, t.allText = 0, "" }

// pieceKeys has the keys that select all and copy mean the whole message in a piece
// of it too.
func (t *Transcript) pieceKeys(gtx layout.Context, row uint64, s *rowState) {
	if s.of == 0 || !gtx.Focused(&s.text) {
		return
	}
	for {
		ev, ok := gtx.Event(key.Filter{Focus: &s.text, Name: "A", Required: key.ModShortcut})
		if !ok {
			break
		}
		if e, ok := ev.(key.Event); ok && e.State == key.Press {
			t.SelectAll(gtx, row)
		}
	}
	for t.all == s.of {
		ev, ok := gtx.Event(
			key.Filter{Focus: &s.text, Name: "C", Required: key.ModShortcut},
			key.Filter{Focus: &s.text, Name: "X", Required: key.ModShortcut},
		)
		if !ok {
			break
		}
		if e, ok := ev.(key.Event); ok && e.State == key.Press {
			copyText(gtx, t.allText)
		}
	}
}

package widget

import (
	"image"
	"image/color"
	"unicode/utf8"

	"gioui.org/io/key"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
	"golang.org/x/text/unicode/bidi"
)

// rowState is what a bubble remembers between frames.
type rowState struct {
	text    giowidget.Selectable
	context contextClick
	more    Clickable
	again   Clickable
	quote   Clickable
	fold    Clickable
	// file are the buttons of a file, nil before there was one.
	file *fileState
	// chips are the reactions; chipsShown of them were laid out.
	chips      []*Clickable
	chipsShown int
	// quoted says that a quote was laid out.
	quoted bool
	// marked are the marks that spans were found for, in markedText.
	marked     []Mark
	markedText string
	spans      []span
	// selectedAll says that all was selected by SelectAll, and is still to be offered
	// to the middle button.
	selectedAll bool
	// asked tells of a menu that was asked for while laying out.
	asked bool
	// frame is the last one that laid the row out.
	frame uint64
	// of and whole are the row's, of a piece of a message.
	of    uint64
	whole string

	// measured is the text that runes and rightToLeft were found for.
	measured    string
	runes       int
	rightToLeft bool
	regions     []giowidget.Region
}

// stateOf is the state of a row that is laid out now.
func (t *Transcript) stateOf(row *Row) *rowState {
	state := t.states[row.Key]
	if state == nil {
		state = new(rowState)
		t.states[row.Key] = state
	}
	state.frame, state.of, state.whole = t.frame, row.Of, row.Whole
	state.quoted, state.chipsShown = false, 0
	t.seen = append(t.seen, seenRow{row.Key, state})
	return state
}

// menuKey reports whether the key that asks for a menu was pressed in the text:
// Gio has no name for the key that keyboards have for it.
func (r *rowState) menuKey(gtx layout.Context) bool {
	if !gtx.Focused(&r.text) {
		return false
	}
	asked := false
	for {
		ev, ok := gtx.Event(key.Filter{Focus: &r.text, Name: key.NameF10, Required: key.ModShift})
		if !ok {
			return asked
		}
		e, ok := ev.(key.Event)
		asked = asked || ok && e.State == key.Press
	}
}

// measure finds out about a text once.
func (r *rowState) measure(s string) {
	if r.measured == s {
		return
	}
	r.measured, r.runes, r.rightToLeft = s, utf8.RuneCountInString(s), false
	for _, c := range s {
		if c < 0x590 {
			continue
		}
		if p, _ := bidi.LookupRune(c); p.Class() == bidi.R || p.Class() == bidi.AL {
			r.rightToLeft = true
			return
		}
	}
}

// lastLine returns where the last line of the laid out text ends and where its
// baseline is. It is not ok where the end of the text is not the right end of
// the line.
func (r *rowState) lastLine() (at image.Point, ok bool) {
	if r.rightToLeft || r.runes == 0 {
		return image.Point{}, false
	}
	r.regions = r.text.Regions(r.runes-1, r.runes, r.regions[:0])
	if len(r.regions) == 0 {
		return image.Point{}, false
	}
	last := r.regions[len(r.regions)-1]
	return image.Pt(last.Bounds.Max.X, last.Bounds.Max.Y-last.Baseline), true
}

// Measures of the transcript.
const (
	bubbleMax    unit.Dp = 560
	bubblePadX   unit.Dp = 12
	bubblePadY   unit.Dp = 7
	bubbleTight  unit.Dp = 5
	groupGap     unit.Dp = 10
	bubbleGap    unit.Dp = 2
	metaIcon     unit.Dp = 14
	monoSize     unit.Sp = 13
	narrowColumn unit.Dp = 480
)

// row lays out the row with an index; it is the list's element.
func (t *Transcript) row(gtx layout.Context, i int) layout.Dimensions {
	row := t.rows.Row(i)
	width := gtx.Constraints.Max.X
	column, side := columnIn(gtx, width)
	top, bottom := 0, 0
	if i == 0 {
		top = gtx.Dp(Space3)
	}
	if i == t.rows.Len()-1 {
		bottom = gtx.Dp(Space3)
	}
	inner := loose(gtx, column-2*side)
	left := centered(width, column) + side
	off := op.Offset(image.Pt(left, top)).Push(gtx.Ops)
	var h int
	switch row.Kind {
	case RowBubble:
		h = t.bubble(inner, row)
	case RowNothing:
	case RowUnread:
		h = t.style.unreadLine(inner, row.Text)
	default:
		if row.Fold != NoFold {
			h = t.fold(inner, row)
		} else {
			h = t.style.pill(inner, row)
		}
	}
	off.Pop()
	t.laid = append(t.laid, laidRow{i, top + h + bottom})
	return size(width, top+h+bottom)
}

// columnIn returns how wide the column of bubbles is, and how much of that is
// left free at either side.
func columnIn(gtx layout.Context, width int) (column, side int) {
	side = gtx.Dp(Space4)
	if width < gtx.Dp(narrowColumn) {
		side = gtx.Dp(10)
	}
	return min(width, gtx.Dp(columnWidth)), side
}

// bubble draws something said and returns its height with the gap above.
func (t *Transcript) bubble(gtx layout.Context, row *Row) int {
	state := t.stateOf(row)

	// A row that was not in view before is heard from here for the first time:
	// without, it would be deaf and nameless for a frame.
	if state.context.update(gtx) {
		state.asked = true
		gtx.Execute(op.InvalidateCmd{})
	}
	t.press(row.Key, state)
	width := gtx.Constraints.Max.X
	gap := gtx.Dp(bubbleGap)
	switch {
	case row.Piece.above():
		gap = 0
	case row.First:
		gap = gtx.Dp(groupGap)
	}
	limit := min(width*3/4, gtx.Dp(bubbleMax))
	if width < gtx.Dp(narrowColumn) {
		// On a phone three quarters leave too few words on a line.
		limit = width * 17 / 20
	}
	if row.Mono {
		limit = width
	}
	padX, padY := gtx.Dp(bubblePadX), gtx.Dp(bubblePadY)
	content := op.Record(gtx.Ops)
	inner := t.style.content(loose(gtx, limit-2*padX), row, state)
	call := content.Stop()

	top, bottom := padY, padY
	if row.Piece.above() {
		top = 0
	}
	if row.Piece.below() {
		bottom = 0
	}
	w, h := inner.X+2*padX, inner.Y+top+bottom
	x := 0
	if row.Own {
		x = width - w
	}
	defer op.Offset(image.Pt(x, gap)).Push(gtx.Ops).Pop()
	shape := bubbleShape(gtx, row, image.Rect(0, 0, w, h))
	ground := t.style.th.BubblePeer
	if row.Own {
		ground = t.style.th.BubbleOwn
	}
	if !t.style.th.Dark && !row.Piece.below() {
		below := shape
		below.Rect = below.Rect.Add(image.Pt(0, max(1, gtx.Dp(1))))
		paint.FillShape(gtx.Ops, faded(t.style.th.Shadow, 14), below.Op(gtx.Ops))
	}
	paint.FillShape(gtx.Ops, ground, shape.Op(gtx.Ops))
	if row.Pointed {
		ringAround(gtx, t.style.th, row, shape)
	}
	area := clip.Rect(shape.Rect).Push(gtx.Ops)
	spoken := row.Text
	if row.File != nil {
		spoken = row.File.Spoken
	}
	semantic.LabelOp(spoken).Add(gtx.Ops)
	state.context.add(gtx)
	place(gtx, image.Pt(padX, top), call)
	area.Pop()
	if len(row.Reactions) == 0 || row.Deleted {
		return gap + h
	}
	below := op.Offset(image.Pt(-x, h)).Push(gtx.Ops)
	h += t.style.reactions(loose(gtx, width), row, state)
	below.Pop()
	return gap + h
}

// bubbleShape rounds the corners; those towards the neighbours in a run are
// tight, on the side the run stands at.
func bubbleShape(gtx layout.Context, row *Row, rect image.Rectangle) clip.RRect {
	round, tight := min(gtx.Dp(RadiusLarge), rect.Dy()/2), gtx.Dp(bubbleTight)
	s := clip.RRect{Rect: rect, NW: round, NE: round, SE: round, SW: round}
	if row.Own {
		s.SE = tight
		if !row.First {
			s.NE = tight
		}
	} else {
		s.SW = tight
		if !row.First {
			s.NW = tight
		}
	}
	if row.Piece.above() {
		s.NW, s.NE = 0, 0
	}
	if row.Piece.below() {
		s.SW, s.SE = 0, 0
	}
	return s
}

// content draws what is in a bubble and returns its size. The constraints are
// as wide as it may get.
func (s *TranscriptStyle) content(gtx layout.Context, row *Row, state *rowState) image.Point {
	th, limit := s.th, gtx.Constraints.Max.X
	ink, muted := th.OnBubblePeer, th.OnBubblePeerMuted
	if row.Own {
		ink, muted = th.OnBubbleOwn, th.OnBubbleOwnMuted
	}
	y, width := 0, 0
	if row.Sender != "" {
		inked := th.nameColor(row.SenderKey)
		if row.Own {
			inked = muted
		}
		d := s.sender(gtx, row, inked)
		y, width = d.Y+gtx.Dp(1), d.X
	}
	var quote quoteBlock
	quoteY := y
	if row.Quote != (Quote{}) && !row.Deleted {
		state.quoted = true
		quote = s.measureQuote(gtx, row, ink, muted)
		quoteY = y + gtx.Dp(2)
		y, width = quoteY+quote.size.Y+gtx.Dp(Space1), max(width, quote.size.X)
	}

	var last image.Point      // where the last line ends, if ok
	ok, alone := false, false // alone: the file has the text as its name
	if row.File != nil {
		if quote.size == (image.Point{}) && y > 0 {
			y += gtx.Dp(Space1) // a name needs more room above a sign than above words
		}
		card := op.Offset(image.Pt(0, y)).Push(gtx.Ops)
		size, end, beside := s.file(loose(gtx, min(limit, gtx.Dp(fileWidth))), row, state, ink, muted)
		card.Pop()
		last, ok = end.Add(image.Pt(0, y)), beside
		y, width = y+size.Y, max(width, size.X)
		if alone = row.File.Name == ""; !alone {
			y += gtx.Dp(Space1)
		}
	}

	x := 0
	if row.Deleted {
		x, ink = gtx.Dp(metaIcon)+gtx.Dp(6), muted
	}
	if !alone {
		text := op.Record(gtx.Ops)
		look := s.look(gtx, row)
		d := s.text(loose(gtx, limit-x), row, state, look, ink)
		textCall := text.Stop()
		rise, height := joined(gtx, row.Piece, look, d)
		place(gtx, image.Pt(x, y+rise), textCall)
		if row.Deleted {
			th.iconAt(gtx, image.Pt(0, y+besideFirstLine(gtx, d, TextBody, gtx.Dp(metaIcon))), IconBlock, metaIcon, muted)
		}
		width = max(width, x+d.Size.X)
		last, ok = state.lastLine()
		last = last.Add(image.Pt(x, y+rise))
		y += height
	}

	if row.More != "" {
		// The button is higher than its words for the finger; the time may stand
		// beside them.
		t := op.Offset(image.Pt(-gtx.Dp(Space3), y-gtx.Dp(Space2))).Push(gtx.Ops)
		d := Button(th, &state.more, TextOnly, row.More).inked(linkInk(th, row)).Layout(gtx)
		t.Pop()
		last, ok = image.Pt(d.Size.X-2*gtx.Dp(Space3), y+gtx.Dp(18)), true
		y += d.Size.Y - gtx.Dp(18)
		width = max(width, last.X)
	}
	if row.Delivery == Failed && row.Reason != "" {
		icon := gtx.Dp(16)
		d, call := words{size: TextSmall, color: th.DangerText}.measured(loose(gtx, limit-icon-gtx.Dp(6)), th, row.Reason)
		y += gtx.Dp(3)
		th.iconAt(gtx, image.Pt(0, y+besideFirstLine(gtx, d, TextSmall, icon)), IconError, 16, th.DangerText)
		place(gtx, image.Pt(icon+gtx.Dp(6), y), call)
		last = image.Pt(icon+gtx.Dp(6)+d.Size.X, y+d.Size.Y-d.Baseline)
		ok = d.Size.Y < 2*gtx.Sp(TextSmall*lineHeight)
		width = max(width, last.X)
		y += d.Size.Y
	}
	if row.Again != "" {
		t := op.Offset(image.Pt(-gtx.Dp(Space3), y-gtx.Dp(Space2))).Push(gtx.Ops)
		d := Button(th, &state.again, TextOnly, row.Again).inked(linkInk(th, row)).Layout(gtx)
		t.Pop()
		last, ok = image.Pt(d.Size.X-2*gtx.Dp(Space3), y+gtx.Dp(18)), true
		y += d.Size.Y - gtx.Dp(18)
		width = max(width, last.X)
	}

	taken := image.Pt(width, y)
	if !row.Piece.below() {
		taken = s.placeMeta(gtx, row, muted, taken, last, ok)
	}
	if state.quoted {
		// How wide the bubble gets was not known before.
		s.placeQuote(gtx, state, quote, image.Rect(0, quoteY, taken.X, quoteY+quote.size.Y))
	}
	return taken
}

// linkInk is the colour of the button in a bubble.
func linkInk(th *Theme, row *Row) color.NRGBA {
	if row.Own {
		return th.OnBubbleOwnMuted
	}
	return th.AccentText
}

// text draws what was said; it can be selected.
func (s *TranscriptStyle) text(gtx layout.Context, row *Row, state *rowState, look words, ink color.NRGBA) layout.Dimensions {
	if row.Piece != AllOfIt {
		gtx.Constraints.Min.X = pieceWidth(gtx, row, look)
	}
	sel := &state.text
	sel.SetText(row.Text)
	state.measure(row.Text)
	s.follow(gtx, row, state)
	sel.LineHeight, sel.LineHeightScale = look.size*lineHeight, 1
	gtx = directed(gtx, row.Text)
	inkCall, selection := colorCall(gtx, ink), colorCall(gtx, s.th.TextSelection)
	if len(row.Marks) == 0 || row.Deleted {
		return sel.Layout(gtx, s.th.Shaper, look.font(s.th, row.Text), look.size, inkCall, selection)
	}
	m := op.Record(gtx.Ops)
	d := sel.Layout(gtx, s.th.Shaper, look.font(s.th, row.Text), look.size, inkCall, selection)
	call := m.Stop()
	// Where the parts are is known now; they lie behind the text.
	s.marks(gtx, row, state, ink)
	call.Add(gtx.Ops)
	return d
}

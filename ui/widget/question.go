package widget

import (
	"image"
	"time"

	"gioui.org/layout"
	"gioui.org/op"
)

// QuestionBar is the state of a card above a composer that asks what to do with something.
// The zero value is ready.
type QuestionBar struct {
	yes, no Clickable
	shown   time.Time
	inView  bool
}

// QuestionAnswer is an answer to a QuestionBar.
type QuestionAnswer uint8

// The answers.
const (
	QuestionYes QuestionAnswer = iota + 1
	QuestionNo
)

// Update reads input and returns the next answer, until ok is false. A press that begins just
// after the card came was meant for what was there before.
func (q *QuestionBar) Update(gtx layout.Context) (answer QuestionAnswer, ok bool) {
	if !q.inView {
		q.shown = gtx.Now
	}
	q.inView = false
	switch {
	case ClickedAtRest(gtx, &q.yes, q.shown):
		return QuestionYes, true
	case ClickedAtRest(gtx, &q.no, q.shown):
		return QuestionNo, true
	}
	return 0, false
}

// QuestionStyle draws the card: an icon, a title and a text over two buttons.
type QuestionStyle struct {
	Icon Icon
	// Title and Text are shown whole.
	Title, Text string
	// Yes and No are the words on the buttons. An empty Yes has no button.
	Yes, No string

	th    *Theme
	state *QuestionBar
}

// Question returns the style of a card.
func Question(th *Theme, state *QuestionBar, icon Icon, title, text, yes, no string) QuestionStyle {
	return QuestionStyle{Icon: icon, Title: title, Text: text, Yes: yes, No: no, th: th, state: state}
}

// Layout draws the card over the whole width, as high as its words need.
func (q QuestionStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width, edge, pad := q.th, gtx.Constraints.Max.X, gtx.Dp(Space3), gtx.Dp(Space3)
	q.state.inView = true
	m := op.Record(gtx.Ops)
	icon, left, right := gtx.Dp(iconSide), edge+pad, width-edge-pad
	x := left + icon + gtx.Dp(Space3)
	inner := loose(gtx, right-x)
	title, titleCall := words{size: TextBody, weight: strong, color: th.Text}.measured(inner, th, q.Title)
	text, textCall := words{size: TextSmall, color: th.TextMuted}.measured(inner, th, q.Text)
	y := pad
	th.iconAt(gtx, image.Pt(left, y), q.Icon, iconSide, th.AccentText)
	place(gtx, image.Pt(x, y), titleCall)
	place(gtx, image.Pt(x, y+title.Size.Y), textCall)
	y += title.Size.Y + text.Size.Y + gtx.Dp(Space1)

	no := Button(th, &q.state.no, Outlined, q.No).on(th.Surface)
	if q.Yes != "" {
		y += pair(gtx, image.Pt(left, y), right-left, Button(th, &q.state.yes, Filled, q.Yes), no)
	} else {
		no.Wide = true
		t := op.Offset(image.Pt(left, y)).Push(gtx.Ops)
		no.Layout(loose(gtx, right-left))
		t.Pop()
		y += gtx.Dp(Touch)
	}
	height := y + gtx.Dp(Space1)
	content := m.Stop()
	card, round := image.Rect(edge, 0, width-edge, height), gtx.Dp(RadiusMedium)
	fill(gtx, th.Surface, card, round)
	outline(gtx, th.Outline, card, round, max(1, gtx.Dp(1)))
	content.Add(gtx.Ops)
	return size(width, height+gtx.Dp(Space2))
}

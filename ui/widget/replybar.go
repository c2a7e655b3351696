package widget

import (
	"image"

	"gioui.org/io/key"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
)

// ReplyBar is the state of the bar above a composer that tells what is being
// answered or edited. The zero value is ready.
type ReplyBar struct {
	close Clickable
}

// Closed reports whether the bar was closed, by its button or with Escape. Call
// it only while the bar is laid out, and not while something floats over the
// page: Escape belongs to that then.
func (r *ReplyBar) Closed(gtx layout.Context) bool {
	closed := r.close.Clicked(gtx)
	for {
		ev, ok := gtx.Event(key.Filter{Name: key.NameEscape})
		if !ok {
			return closed
		}
		e, ok := ev.(key.Event)
		closed = closed || ok && e.State == key.Press
	}
}

// ReplyBarStyle draws the bar.
type ReplyBarStyle struct {
	// Icon tells answering from editing: IconReply unless changed.
	Icon Icon
	// Title says what is done: "Reply to Ada", "Edit message".
	Title string
	// Text is what it is done to, on one line.
	Text string
	// Close describes the button at the end.
	Close string

	th    *Theme
	state *ReplyBar
}

// Reply returns the style of a bar. Lay it out right above the composer.
func Reply(th *Theme, state *ReplyBar, title, text, close string) ReplyBarStyle {
	return ReplyBarStyle{Icon: IconReply, Title: title, Text: text, Close: close, th: th, state: state}
}

// Layout draws the bar over the whole width.
func (r ReplyBarStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width, touch := r.th, gtx.Constraints.Max.X, gtx.Dp(Touch)
	m := op.Record(gtx.Ops)
	left, icon := gtx.Dp(Space4), gtx.Dp(iconSide)
	bar := left + icon + gtx.Dp(Space3)
	x := bar + gtx.Dp(quoteBar) + gtx.Dp(Space2)
	inner := loose(gtx, width-x-touch-gtx.Dp(Space2))
	title, titleCall := words{size: TextSmall, weight: strong, color: th.AccentText, lines: 1}.measured(inner, th, r.Title)
	text, textCall := words{size: TextSmall, color: th.TextMuted, lines: 1}.measured(inner, th, r.Text)
	lines := title.Size.Y + text.Size.Y
	height := max(touch, lines+2*gtx.Dp(6)) + gtx.Dp(Space1)
	y := centered(height, lines)
	th.iconAt(gtx, image.Pt(left, centered(height, icon)), r.Icon, iconSide, th.AccentText)
	fill(gtx, th.AccentText, image.Rect(bar, y, bar+gtx.Dp(quoteBar), y+lines), gtx.Dp(quoteBar)/2)
	place(gtx, image.Pt(x, y), titleCall)
	place(gtx, image.Pt(x, y+title.Size.Y), textCall)
	t := op.Offset(image.Pt(width-touch-gtx.Dp(Space2), centered(height, touch))).Push(gtx.Ops)
	IconButton(th, &r.state.close, IconClose, r.Close).Layout(loose(gtx, touch))
	t.Pop()
	content := m.Stop()

	full := image.Rect(0, 0, width, height)
	defer clip.Rect(full).Push(gtx.Ops).Pop()
	fill(gtx, th.Surface, full, 0)
	fill(gtx, th.Divider, image.Rect(0, 0, width, max(1, gtx.Dp(1))), 0)
	content.Add(gtx.Ops)
	return size(width, height)
}

// TypingLineStyle draws who is writing, in one muted line above the composer.
// It does not move: a window in which nothing happens draws no frames.
type TypingLineStyle struct {
	// Text is the whole sentence. While it is empty the line takes no room.
	Text string

	th *Theme
}

// TypingLine returns the style of a line.
func TypingLine(th *Theme, text string) TypingLineStyle { return TypingLineStyle{Text: text, th: th} }

// Layout draws the line over the whole width.
func (s TypingLineStyle) Layout(gtx layout.Context) layout.Dimensions {
	if s.Text == "" {
		return layout.Dimensions{}
	}
	width, pad := gtx.Constraints.Max.X, gtx.Dp(Space4)
	const dots = 3
	dot, gap := gtx.Dp(5), gtx.Dp(3)
	x := pad + dots*(dot+gap) + gap
	d, call := words{size: TextSmall, color: s.th.TextMuted, lines: 1}.measured(loose(gtx, width-x-pad), s.th, s.Text)
	height := d.Size.Y + gtx.Dp(Space1)
	for i := range dots {
		at := image.Pt(pad+i*(dot+gap), centered(d.Size.Y, dot))
		fill(gtx, s.th.TextMuted, image.Rectangle{Max: image.Pt(dot, dot)}.Add(at), dot/2)
	}
	place(gtx, image.Pt(x, 0), call)
	return size(width, height)
}

package widget

import (
	"image"
	"time"

	"gioui.org/layout"
	"gioui.org/op"
)

// RequestRow is the state of a row for a person who asks to be let in. Keep it
// by the person's key, never by its index. The zero value is ready.
type RequestRow struct {
	accept, decline Clickable
	moved           time.Time
}

// requestRest is how long a row must have been at its place before a press counts:
// longer than a double click, and than it takes to see that it is another row.
const requestRest = 600 * time.Millisecond

// Moved says that the row stands at another place from the frame of now on. A press
// that begins soon after was meant for what was there before, and is no answer. Keys are:
// the focus moves with the row.
func (r *RequestRow) Moved(now time.Time) { r.moved = now }

// RequestEvent is an answer to a request.
type RequestEvent uint8

// The answers.
const (
	RequestAccepted RequestEvent = iota + 1
	RequestDeclined
)

// Update reads input and returns the next answer, until ok is false.
func (r *RequestRow) Update(gtx layout.Context) (ev RequestEvent, ok bool) {
	switch {
	case ClickedAtRest(gtx, &r.accept, r.moved):
		return RequestAccepted, true
	case ClickedAtRest(gtx, &r.decline, r.moved):
		return RequestDeclined, true
	}
	return 0, false
}

// ClickedAtRest reports whether a button that came to its place then, or of a row that did,
// was clicked while it was at rest. Call it until it is false.
func ClickedAtRest(gtx layout.Context, button *Clickable, moved time.Time) bool {
	for button.Clicked(gtx) {
		presses := button.History()
		if n := len(presses); n > 0 && presses[n-1].End.Equal(gtx.Now) && presses[n-1].Start.Sub(moved) < requestRest {
			continue
		}
		return true
	}
	return false
}

// RequestStyle draws the row: who asks, over two buttons.
type RequestStyle struct {
	// Key decides the colour of the avatar, and Initial stands in it.
	Key, Initial string
	Name         string
	// ShortKey stands behind the name, which is cut before it is. Optional.
	ShortKey string
	// Detail is what they ask, on as many lines as it needs.
	Detail string
	// Accept and Decline are the words on the buttons. AcceptSpoken and
	// DeclineSpoken name the person too, for a screen reader; optional.
	Accept, Decline             string
	AcceptSpoken, DeclineSpoken string

	th    *Theme
	state *RequestRow
}

// Request returns the style of a row.
func Request(th *Theme, state *RequestRow, key, initial, name, detail, accept, decline string) RequestStyle {
	return RequestStyle{
		Key: key, Initial: initial, Name: name, Detail: detail, Accept: accept, Decline: decline,
		th: th, state: state,
	}
}

// Layout draws the row over the whole width, as high as its words need.
func (r RequestStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width, edge, pad := r.th, gtx.Constraints.Max.X, gtx.Dp(Space2), gtx.Dp(Space3)
	m := op.Record(gtx.Ops)
	avatar := Avatar(th, r.Key, r.Initial)
	a, avatarCall := record(loose(gtx, width), avatar.Layout)
	left, right := edge+pad, width-edge-pad
	x := left + a.Size.X + gtx.Dp(Space3)
	inner := loose(gtx, right-x)
	name, nameCall := words{size: TextBody, weight: strong, color: th.Text}.named(inner, th, r.Name, r.ShortKey)
	detail, detailCall := words{size: TextSmall, color: th.TextMuted}.measured(inner, th, r.Detail)
	lines := name.Size.Y + detail.Size.Y
	y := pad
	head := max(a.Size.Y, lines)
	place(gtx, image.Pt(left, y+min(centered(head, a.Size.Y), gtx.Dp(Space1))), avatarCall)
	place(gtx, image.Pt(x, y+centered(head, lines)), nameCall)
	place(gtx, image.Pt(x, y+centered(head, lines)+name.Size.Y), detailCall)
	y += head + gtx.Dp(Space1)

	accept := Button(th, &r.state.accept, Filled, r.Accept)
	decline := Button(th, &r.state.decline, Outlined, r.Decline).on(th.Surface)
	accept.Description, decline.Description = r.AcceptSpoken, r.DeclineSpoken
	y += pair(gtx, image.Pt(left, y), right-left, accept, decline)
	height := y + gtx.Dp(Space1)
	content := m.Stop()
	// A card with a line around it: the row that is open has a ground of its own.
	card, round := image.Rect(edge, 0, width-edge, height), gtx.Dp(RadiusMedium)
	fill(gtx, th.Surface, card, round)
	outline(gtx, th.Outline, card, round, max(1, gtx.Dp(1)))
	content.Add(gtx.Ops)
	return size(width, height+gtx.Dp(Space2))
}

// pair lays two buttons out from a point on, each half as wide as there is room,
// or below each other where their words do not fit so, and returns their height.
func pair(gtx layout.Context, from image.Point, room int, first, second ButtonStyle) int {
	gap := gtx.Dp(Space2)
	half := (room - gap) / 2
	width, at := half, image.Pt(half+gap, 0)
	if max(first.natural(gtx), second.natural(gtx)) > half {
		width, at = room, image.Pt(0, gtx.Dp(Touch))
	}
	first.Wide, second.Wide = true, true
	defer op.Offset(from).Push(gtx.Ops).Pop()
	first.Layout(loose(gtx, width))
	t := op.Offset(at).Push(gtx.Ops)
	second.Layout(loose(gtx, width))
	t.Pop()
	return at.Y + gtx.Dp(Touch)
}

package widget

import (
	"image"
	"time"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// PeerRow is the state of one row in a list of people. Keep it by the person's
// key, never by its index. The zero value is ready.
type PeerRow struct {
	open, more Clickable
	context    contextClick
	moved      time.Time
}

// Moved says that the row stands at another place from the frame of now on: see
// RequestRow.Moved.
func (p *PeerRow) Moved(now time.Time) { p.moved = now }

// PeerEvent is what happened on a row.
type PeerEvent uint8

// The events of a row.
const (
	// PeerOpened: the row was clicked.
	PeerOpened PeerEvent = iota + 1
	// PeerMenu: a menu was asked for, by the secondary button, a long press or
	// the button at the end. Open it at the window's Anchor.
	PeerMenu
)

// Update reads input and returns the next event, until ok is false.
func (p *PeerRow) Update(gtx layout.Context) (ev PeerEvent, ok bool) {
	if p.context.update(gtx) || p.more.Clicked(gtx) {
		return PeerMenu, true
	}
	for ClickedAtRest(gtx, &p.open, p.moved) {
		if p.context.swallow() {
			continue
		}
		return PeerOpened, true
	}
	return 0, false
}

// PeerStyle draws a row: avatar, name over tag and muted line, and at the end
// the time over what is unread.
type PeerStyle struct {
	// Key decides the colour of the avatar.
	Key string
	// Initial stands in the avatar, or Icon where it is set.
	Initial string
	Icon    Icon
	Name    string
	// ShortKey stands behind the name, which is cut before it is. Optional.
	ShortKey string
	Detail   string
	// Further is a second line of detail, which makes the row higher. Optional.
	Further string
	// Tag is a word such as "plain" on the tone's ground. Optional.
	Tag     string
	TagIcon Icon
	TagTone Tone
	Time    string
	// Badge counts what is unread, already cut to "99+"; empty for none.
	Badge string
	// Unread says Badge in words to a screen reader.
	Unread string
	// Selected is the row whose conversation is open.
	Selected bool
	// Departed dims who has left.
	Departed bool
	// Lock stands before the name, and LockLabel says it to a screen reader:
	// "encrypted, not verified". NoLock for nothing.
	Lock      Lock
	LockLabel string
	// Presence is a dot on the avatar, and PresenceLabel says it to a screen
	// reader. UnknownPresence for no dot.
	Presence      Presence
	PresenceLabel string
	// More describes the button at the end; empty for no button.
	More string

	th    *Theme
	state *PeerRow
}

// Peer returns the style of a row.
func Peer(th *Theme, state *PeerRow, key, initial, name, detail string) PeerStyle {
	return PeerStyle{
		Key: key, Initial: initial, Name: name, Detail: detail, TagTone: Neutral,
		th: th, state: state,
	}
}

// peerHeight is the height of a row, and peerLines what its two lines of text
// need of that: larger text makes it higher.
const (
	peerHeight unit.Dp = 64
	peerLines  unit.Sp = 52
	// peerFurther is what a further line adds.
	peerFurther unit.Sp = 19
)

// Layout draws the row over the whole width.
func (p PeerStyle) Layout(gtx layout.Context) layout.Dimensions {
	full := image.Pt(gtx.Constraints.Max.X, max(gtx.Dp(peerHeight), gtx.Sp(peerLines)))
	if p.Further != "" {
		full.Y += gtx.Sp(peerFurther)
	}
	gtx.Constraints = layout.Exact(full)
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	p.state.context.add(gtx)
	control(gtx, &p.state.open, p.row)
	if p.More != "" {
		w := gtx.Dp(moreWidth)
		t := op.Offset(image.Pt(full.X-gtx.Dp(Space2)-w, 0)).Push(gtx.Ops)
		p.moreButton(gtx, w)
		t.Pop()
	}
	return layout.Dimensions{Size: full}
}

// moreWidth is narrower than Touch: the row around it does almost the same.
const moreWidth unit.Dp = 36

func (p PeerStyle) row(gtx layout.Context) layout.Dimensions {
	th, full := p.th, gtx.Constraints.Max
	semantic.Button.Add(gtx.Ops)
	semantic.SelectedOp(p.Selected).Add(gtx.Ops)
	if p.Unread != "" {
		semantic.DescriptionOp(p.Unread).Add(gtx.Ops)
	}
	rect := image.Rectangle{Max: full}
	rect.Min.X, rect.Max.X = gtx.Dp(Space2), full.X-gtx.Dp(Space2)
	r := gtx.Dp(RadiusMedium)
	if p.Selected {
		fill(gtx, th.Selection, rect, r)
	}
	feedback(gtx, th, &p.state.open, rect, r)

	avatar := Avatar(th, p.Key, p.Initial)
	avatar.Side, avatar.Icon, avatar.Dimmed = 44, p.Icon, p.Departed
	side := gtx.Dp(avatar.Side)
	t := op.Offset(image.Pt(rect.Min.X+gtx.Dp(Space2), centered(full.Y, side))).Push(gtx.Ops)
	avatar.Layout(gtx)
	ground := th.Rail
	if p.Selected {
		ground = th.Selection
	}
	presenceDot(gtx, th, p.Presence, p.PresenceLabel, side, ground)
	t.Pop()

	left := rect.Min.X + gtx.Dp(Space2) + side + gtx.Dp(Space3)
	right := rect.Max.X - gtx.Dp(Space3)
	if p.More != "" {
		right = rect.Max.X - gtx.Dp(moreWidth)
	}
	name, muted := th.Text, th.TextMuted
	if p.Departed {
		name = th.TextMuted
	}
	gap := gtx.Dp(Space2)

	// The ends of both lines first: names give way to them.
	nameEnd, detailLeft, detailEnd := right, left, right
	clock, clockCall := words{size: TextCaption, color: muted, lines: 1}.measured(gtx, th, p.Time)
	if p.Time != "" {
		nameEnd -= clock.Size.X + gap
	}
	var badge layout.Dimensions
	var badgeCall op.CallOp
	if p.Badge != "" {
		badge, badgeCall = measuredBadge(gtx, th, p.Badge, p.Departed)
		detailEnd -= badge.Size.X + gap
	}
	var tag layout.Dimensions
	var tagCall op.CallOp
	if p.Tag != "" {
		s := Tag(th, p.TagTone, p.Tag)
		s.Icon = p.TagIcon
		tag, tagCall = record(loose(gtx, detailEnd-left), s.Layout)
		detailLeft += tag.Size.X + gtx.Dp(6)
	}

	nameLeft := left
	lock, lockCall := record(loose(gtx, nameEnd-left), LockBadge(th, p.Lock, p.LockLabel).Layout)
	if p.Lock != NoLock {
		nameLeft += lock.Size.X + gtx.Dp(Space1)
	}
	title, titleCall := words{size: TextBody, weight: strong, color: name}.named(loose(gtx, nameEnd-nameLeft), th, p.Name, p.ShortKey)
	line, lineCall := words{size: TextSmall, color: muted, lines: 1}.measured(loose(gtx, detailEnd-detailLeft), th, p.Detail)
	// Both lines stand around the middle with their baselines fixed, so that a
	// Chinese name does not push the row's other line away.
	first, second := full.Y/2-gtx.Sp(6), full.Y/2+gtx.Sp(15)
	if p.Further != "" {
		first, second = first-gtx.Sp(peerFurther/2), second-gtx.Sp(peerFurther/2)
		further, call := words{size: TextSmall, color: muted, lines: 1}.measured(loose(gtx, right-left), th, p.Further)
		onBaseline(gtx, left, second+gtx.Sp(peerFurther), further, call)
	}
	if p.Detail == "" && p.Tag == "" {
		first = full.Y/2 + gtx.Sp(5)
	}
	if p.Lock != NoLock {
		place(gtx, image.Pt(left, first-gtx.Sp(TextBody*.36)-lock.Size.Y/2), lockCall)
	}
	onBaseline(gtx, nameLeft, first, title, titleCall)
	if p.Tag != "" {
		onBaseline(gtx, left, second, tag, tagCall)
	}
	if p.Time != "" {
		onBaseline(gtx, right-clock.Size.X, first, clock, clockCall)
	}
	onBaseline(gtx, detailLeft, second, line, lineCall)
	if p.Badge != "" {
		place(gtx, image.Pt(right-badge.Size.X, second-gtx.Sp(15)), badgeCall)
	}
	return layout.Dimensions{Size: full}
}

func (p PeerStyle) moreButton(gtx layout.Context, w int) {
	gtx.Constraints = layout.Exact(image.Pt(w, gtx.Constraints.Max.Y))
	control(gtx, &p.state.more, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.DescriptionOp(p.More).Add(gtx.Ops)
		full, side := gtx.Constraints.Max, gtx.Dp(32)
		rect := image.Rect(0, 0, side, side).Add(image.Pt(centered(full.X, side), centered(full.Y, side)))
		feedback(gtx, p.th, &p.state.more, rect, side/2)
		icon := gtx.Dp(18)
		p.th.iconAt(gtx, image.Pt(centered(full.X, icon), centered(full.Y, icon)), IconMore, 18, p.th.TextMuted)
		return layout.Dimensions{Size: full}
	})
}

// onBaseline places a recording of one line so that its baseline is at y.
func onBaseline(gtx layout.Context, x, y int, d layout.Dimensions, call op.CallOp) {
	place(gtx, image.Pt(x, y-(d.Size.Y-d.Baseline)), call)
}

package widget

import (
	"image"
	"image/color"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	"gioui.org/unit"
	"golang.org/x/exp/shiny/iconvg"
)

// Lock is what protects a talk, as its badge shows it. Each has a shape of its
// own, so that nobody needs to tell their colours apart.
type Lock uint8

// The locks.
const (
	// NoLock draws nothing: nothing is encrypted, or nothing is known.
	NoLock Lock = iota
	// OpenLock is yellow: encrypted, and the other side was never compared.
	OpenLock
	// ClosedLock is green: encrypted, and the other side was compared.
	ClosedLock
	// BrokenLock is red: the other side shows another key than before.
	BrokenLock
)

func (l Lock) icon() Icon {
	switch l {
	case OpenLock:
		return IconLockOpen
	case ClosedLock:
		return IconLock
	case BrokenLock:
		return IconLockBroken
	}
	return IconNone
}

func (l Lock) color(th *Theme) color.NRGBA {
	switch l {
	case ClosedLock:
		return th.Closed
	case BrokenLock:
		return th.DangerText
	}
	return th.Open
}

// LockStyle draws a Lock as a small icon that a screen reader names: beside a
// name, or in the head of a conversation.
type LockStyle struct {
	Lock Lock
	// Description is what a screen reader says. Leave it empty where the same
	// words stand beside.
	Description string
	Side        unit.Dp

	th *Theme
}

// LockBadge returns the style of a lock of 16 dp.
func LockBadge(th *Theme, lock Lock, description string) LockStyle {
	return LockStyle{Lock: lock, Description: description, Side: 16, th: th}
}

// Layout draws the lock as large as its side, or nothing for NoLock.
func (l LockStyle) Layout(gtx layout.Context) layout.Dimensions {
	if l.Lock == NoLock {
		return layout.Dimensions{}
	}
	side := gtx.Dp(l.Side)
	defer clip.Rect{Max: image.Pt(side, side)}.Push(gtx.Ops).Pop()
	if l.Description != "" {
		semantic.DescriptionOp(l.Description).Add(gtx.Ops)
	}
	return l.th.icon(gtx, l.Lock.icon(), l.Side, l.Lock.color(l.th))
}

// SecuredStyle draws in words what protects a talk, behind its Lock.
type SecuredStyle struct {
	Lock Lock
	Text string
	// MaxLines cuts the words with an ellipsis; zero for no limit.
	MaxLines int

	th *Theme
}

// Secured returns the style of small muted words on as many lines as they need.
func Secured(th *Theme, lock Lock, text string) SecuredStyle {
	return SecuredStyle{Lock: lock, Text: text, th: th}
}

// Natural is how wide it is where there is room for all of it on one line.
func (s SecuredStyle) Natural(gtx layout.Context) int {
	const room = 1 << 16
	gtx.Constraints.Max.X = room
	d, _ := record(gtx, s.Layout)
	return d.Size.X
}

// Layout draws the lock beside the first line of the words.
func (s SecuredStyle) Layout(gtx layout.Context) layout.Dimensions {
	badge := LockBadge(s.th, s.Lock, "")
	badge.Side = 14
	left, side := 0, gtx.Dp(badge.Side)
	if s.Lock != NoLock {
		left = side + gtx.Dp(Space1)
	}
	look := words{size: TextSmall, color: s.th.TextMuted, lines: s.MaxLines}
	d, call := look.measured(loose(gtx, gtx.Constraints.Max.X-left), s.th, s.Text)
	full := image.Pt(left+d.Size.X, d.Size.Y)
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	place(gtx, image.Pt(left, 0), call)
	if s.Lock != NoLock {
		first, _ := words{size: TextSmall, lines: 1}.measured(loose(gtx, gtx.Constraints.Max.X-left), s.th, s.Text)
		t := op.Offset(image.Pt(0, besideFirstLine(gtx, first, TextSmall, side))).Push(gtx.Ops)
		badge.Layout(gtx)
		t.Pop()
	}
	return layout.Dimensions{Size: full}
}

// Presence is whether somebody is here now, as the dot on an avatar shows it.
type Presence uint8

// The presences.
const (
	// UnknownPresence draws no dot.
	UnknownPresence Presence = iota
	// Present is a filled green dot.
	Present
	// Absent is a ring.
	Absent
)

// presenceDot draws the dot at the lower end of an avatar with the given side
// in pixels, parted from it by a ring in the colour of the ground.
func presenceDot(gtx layout.Context, th *Theme, p Presence, description string, side int, ground color.NRGBA) {
	if p == UnknownPresence {
		return
	}
	d, ring := gtx.Dp(12), gtx.Dp(2)
	rect := image.Rect(side-d, side-d, side, side)
	fill(gtx, ground, rect.Inset(-ring), d)
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	if description != "" {
		semantic.DescriptionOp(description).Add(gtx.Ops)
	}
	if p == Present {
		fill(gtx, th.Present, rect, d)
		return
	}
	paint.FillShape(gtx.Ops, th.TextMuted, clip.Stroke{
		Path: clip.Ellipse(rect.Inset(ring / 2)).Path(gtx.Ops), Width: float32(ring),
	}.Op())
}

// brokenLock draws a lock with a cross cut out of it, on the same grid of 24 as
// the other icons, which have none that is unlike an open or a closed lock at a
// glance.
func brokenLock() []byte {
	var e iconvg.Encoder
	e.Reset(iconvg.Metadata{
		ViewBox: iconvg.Rectangle{Min: [2]float32{0, 0}, Max: [2]float32{24, 24}},
		Palette: iconvg.DefaultPalette,
	})
	// The body, round about the clock, and the shackle on it.
	e.StartPath(0, 6, 8)
	e.AbsHLineTo(18)
	e.AbsCubeTo(19.1, 8, 20, 8.9, 20, 10)
	e.AbsVLineTo(20)
	e.AbsCubeTo(20, 21.1, 19.1, 22, 18, 22)
	e.AbsHLineTo(6)
	e.AbsCubeTo(4.9, 22, 4, 21.1, 4, 20)
	e.AbsVLineTo(10)
	e.AbsCubeTo(4, 8.9, 4.9, 8, 6, 8)
	e.ClosePathAbsMoveTo(7, 8)
	e.AbsVLineTo(6)
	e.AbsCubeTo(7, 3.24, 9.24, 1, 12, 1)
	e.AbsCubeTo(14.76, 1, 17, 3.24, 17, 6)
	e.AbsVLineTo(8)
	e.AbsHLineTo(15.1)
	e.AbsVLineTo(6)
	e.AbsCubeTo(15.1, 4.29, 13.71, 2.9, 12, 2.9)
	e.AbsCubeTo(10.29, 2.9, 8.9, 4.29, 8.9, 6)
	e.AbsVLineTo(8)
	// The cross goes against the clock: what is filled twice is left out.
	e.ClosePathAbsMoveTo(9.2, 10.6)
	e.AbsLineTo(7.6, 12.2)
	e.AbsLineTo(10.4, 15)
	e.AbsLineTo(7.6, 17.8)
	e.AbsLineTo(9.2, 19.4)
	e.AbsLineTo(12, 16.6)
	e.AbsLineTo(14.8, 19.4)
	e.AbsLineTo(16.4, 17.8)
	e.AbsLineTo(13.6, 15)
	e.AbsLineTo(16.4, 12.2)
	e.AbsLineTo(14.8, 10.6)
	e.AbsLineTo(12, 13.4)
	e.ClosePathEndPath()
	data, err := e.Bytes()
	if err != nil {
		panic(err)
	}
	return data
}

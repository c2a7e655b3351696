package widget

import (
	"image"
	"math"
	"time"

	"gioui.org/f32"
	"gioui.org/io/event"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	"gioui.org/unit"
)

// Zoom is how large a picture is shown and which part of it, by the wheel, two fingers, a
// double click, a drag or keys. The zero value shows all of it.
type Zoom struct {
	// scale is times the size that shows all of it; zero stands for one.
	scale float32
	// middle is where that of the picture lies, from that of the view, in pixels.
	middle f32.Point
	// down are the fingers or the button that are pressed, at most two; swiping says that
	// it has been a single finger so far, from on.
	down    []zoomPointer
	swiping bool
	from    f32.Point
	// clicked is when and where the last click was, for the second.
	clicked   time.Duration
	clickedAt f32.Point
	turned    []ZoomEvent
	focus     bool

	// view and fit are the sizes of the last frame's view and of all of the picture in it,
	// and most how far it can be enlarged.
	view, fit image.Point
	most      float32
}

type zoomPointer struct {
	id pointer.ID
	at f32.Point
}

// ZoomEvent is a wish for another picture.
type ZoomEvent uint8

// The wishes.
const (
	ZoomNext ZoomEvent = iota + 1
	ZoomPrevious
)

// How a Zoom answers.
const (
	zoomStep                 = 1.5
	zoomTwice                = 3 // of a double click
	zoomMost                 = 4 // at least, and so many pixels for one of the picture
	zoomWheel                = 40
	zoomWheelMost            = 20 // systems count a notch as 10 to 120
	zoomAgain                = 300 * time.Millisecond
	zoomSwipe        unit.Dp = 60
	zoomStray        unit.Dp = 12
	zoomPan          unit.Dp = 64
	wheelEnd                 = 1e6
	smallestDistance         = 1
)

// Reset shows all of the picture, and takes the keyboard in the next frame.
func (z *Zoom) Reset() {
	z.scale, z.middle, z.down, z.swiping, z.focus = 1, f32.Point{}, nil, false, true
}

// Scale is how large the picture is shown, as a multiple of the size that shows all of it.
func (z *Zoom) Scale() float32 { return max(z.scale, 1) }

// In and Out enlarge and shrink the picture around the middle of the view. CanIn and CanOut
// report whether that does anything.
func (z *Zoom) In()          { z.to(z.Scale()*zoomStep, f32.Point{}) }
func (z *Zoom) Out()         { z.to(z.Scale()/zoomStep, f32.Point{}) }
func (z *Zoom) CanIn() bool  { return z.Scale() < z.most }
func (z *Zoom) CanOut() bool { return z.Scale() > 1 }

// to enlarges the picture to a scale; what is at a point, from the middle of the view, stays
// there.
func (z *Zoom) to(scale float32, at f32.Point) {
	scale = min(max(scale, 1), max(z.most, 1))
	by := scale / z.Scale()
	z.middle = at.Add(z.middle.Sub(at).Mul(by))
	z.scale = scale
	z.bound()
}

// bound leaves no room free beside the picture where it is larger than the view.
func (z *Zoom) bound() {
	side := func(middle float32, fit, view int) float32 {
		most := max((float32(fit)*z.Scale()-float32(view))/2, 0)
		return min(max(middle, -most), most)
	}
	z.middle = f32.Pt(side(z.middle.X, z.fit.X, z.view.X), side(z.middle.Y, z.fit.Y, z.view.Y))
}

func (z *Zoom) pan(by f32.Point) {
	z.middle = z.middle.Add(by)
	z.bound()
}

// Update reads input and returns the next event, until ok is false.
func (z *Zoom) Update(gtx layout.Context) (ev ZoomEvent, ok bool) {
	shift := key.ModShift
	for {
		e, ok := gtx.Event(
			pointer.Filter{Target: z, Kinds: pointer.Press | pointer.Drag | pointer.Release | pointer.Cancel | pointer.Scroll,
				ScrollY: pointer.ScrollRange{Min: -wheelEnd, Max: wheelEnd}},
			key.FocusFilter{Target: z},
			key.Filter{Name: "+", Optional: shift}, key.Filter{Name: "=", Optional: shift},
			key.Filter{Name: "-"}, key.Filter{Name: "0"},
			key.Filter{Focus: z, Name: key.NameLeftArrow}, key.Filter{Focus: z, Name: key.NameRightArrow},
			key.Filter{Focus: z, Name: key.NameUpArrow}, key.Filter{Focus: z, Name: key.NameDownArrow},
			key.Filter{Name: key.NamePageUp}, key.Filter{Name: key.NamePageDown},
		)
		if !ok {
			break
		}
		switch e := e.(type) {
		case pointer.Event:
			z.point(gtx, e)
		case key.Event:
			if e.State == key.Press {
				z.key(gtx, e.Name)
			}
		}
	}
	if len(z.turned) == 0 {
		return 0, false
	}
	ev, z.turned = z.turned[0], z.turned[1:]
	return ev, true
}

func (z *Zoom) key(gtx layout.Context, name key.Name) {
	step := float32(gtx.Dp(zoomPan))
	switch name {
	case "+", "=":
		z.In()
	case "-":
		z.Out()
	case "0":
		z.to(1, f32.Point{})
	case key.NamePageUp:
		z.turn(ZoomPrevious)
	case key.NamePageDown:
		z.turn(ZoomNext)
	case key.NameUpArrow:
		z.pan(f32.Pt(0, step))
	case key.NameDownArrow:
		z.pan(f32.Pt(0, -step))
	case key.NameLeftArrow:
		if !z.CanOut() {
			z.turn(ZoomPrevious)
		}
		z.pan(f32.Pt(step, 0))
	case key.NameRightArrow:
		if !z.CanOut() {
			z.turn(ZoomNext)
		}
		z.pan(f32.Pt(-step, 0))
	}
}

func (z *Zoom) turn(ev ZoomEvent) { z.turned = append(z.turned, ev) }

// point takes what a pointer does.
func (z *Zoom) point(gtx layout.Context, e pointer.Event) {
	at := e.Position.Sub(layout.FPt(z.view).Mul(.5))
	which := -1
	for i, p := range z.down {
		if p.id == e.PointerID {
			which = i
		}
	}
	switch e.Kind {
	case pointer.Scroll:
		by := min(max(e.Scroll.Y, -zoomWheelMost), zoomWheelMost) / zoomWheel
		z.to(z.Scale()*float32(math.Exp(float64(-by))), at)
	case pointer.Press:
		gtx.Execute(key.FocusCmd{Tag: z})
		if e.Source == pointer.Mouse && !e.Buttons.Contain(pointer.ButtonPrimary) || which >= 0 || len(z.down) == 2 {
			return
		}
		z.down = append(z.down, zoomPointer{e.PointerID, at})
		z.swiping = len(z.down) == 1
		if z.swiping {
			z.from = at
		}
	case pointer.Drag:
		if which < 0 {
			return
		}
		z.drag(which, at)
	case pointer.Release:
		if which < 0 {
			return
		}
		z.down = append(z.down[:which], z.down[which+1:]...)
		if z.swiping {
			z.release(gtx, e, at)
		}
		z.swiping = false
	case pointer.Cancel:
		z.down, z.swiping = nil, false
	}
}

// drag moves one of the pointers that are down: with two of them the picture keeps under
// both what is there.
func (z *Zoom) drag(which int, at f32.Point) {
	was := z.down[which].at
	z.down[which].at = at
	if len(z.down) == 1 {
		z.pan(at.Sub(was))
		return
	}
	other := z.down[1-which].at
	distance := func(p f32.Point) float32 {
		d := p.Sub(other)
		return max(float32(math.Hypot(float64(d.X), float64(d.Y))), smallestDistance)
	}
	before, middle := was.Add(other).Mul(.5), at.Add(other).Mul(.5)
	z.to(z.Scale()*distance(at)/distance(was), before)
	z.pan(middle.Sub(before))
}

// release sees a click, a second one, or a swipe, when a single pointer is lifted.
func (z *Zoom) release(gtx layout.Context, e pointer.Event, at f32.Point) {
	d := at.Sub(z.from)
	far, stray := float32(gtx.Dp(zoomSwipe)), float32(gtx.Dp(zoomStray))
	x, y := max(d.X, -d.X), max(d.Y, -d.Y)
	if max(x, y) > stray {
		if e.Source == pointer.Touch && !z.CanOut() && x > far && x > 2*y {
			if d.X > 0 {
				z.turn(ZoomPrevious)
			} else {
				z.turn(ZoomNext)
			}
		}
		z.clicked = 0
		return
	}
	d = at.Sub(z.clickedAt)
	if z.clicked == 0 || e.Time-z.clicked > zoomAgain || max(d.X, -d.X, d.Y, -d.Y) > 2*stray {
		z.clicked, z.clickedAt = e.Time, at
		return
	}
	z.clicked = 0
	if z.CanOut() {
		z.to(1, at)
	} else {
		z.to(zoomTwice, at)
	}
}

// Layout draws a picture of a size in pixels by draw, which gets where it lies and how large
// it is there, over all of its constraints. spoken says to a screen reader what it is.
func (z *Zoom) Layout(gtx layout.Context, pixels image.Point, spoken string, draw func(gtx layout.Context, at, size f32.Point)) layout.Dimensions {
	z.view = gtx.Constraints.Max
	z.fit = FitPicture(gtx, pixels, z.view)
	z.most = max(zoomMost, zoomMost*float32(pixels.X)/float32(z.fit.X))
	z.bound()
	defer clip.Rect{Max: z.view}.Push(gtx.Ops).Pop()
	event.Op(gtx.Ops, z)
	semantic.LabelOp(spoken).Add(gtx.Ops)
	if z.focus {
		z.focus = false
		gtx.Execute(key.FocusCmd{Tag: z})
	}
	size := layout.FPt(z.fit).Mul(z.Scale())
	at := layout.FPt(z.view).Sub(size).Mul(.5).Add(z.middle)
	draw(gtx, f32.Pt(float32(math.Round(float64(at.X))), float32(math.Round(float64(at.Y)))), size)
	return layout.Dimensions{Size: z.view}
}

// DrawPictureIn draws a picture at a point and in a size, in pixels; what lies outside of a
// rectangle is left out.
func DrawPictureIn(gtx layout.Context, img *paint.ImageOp, at, size f32.Point, seen image.Rectangle) {
	own := img.Size()
	if own.X == 0 || own.Y == 0 {
		return
	}
	defer clip.Rect(seen).Push(gtx.Ops).Pop()
	if size == layout.FPt(own) {
		defer op.Offset(at.Round()).Push(gtx.Ops).Pop()
	} else {
		to := f32.AffineId().Scale(f32.Point{}, f32.Pt(size.X/float32(own.X), size.Y/float32(own.Y))).Offset(at)
		defer op.Affine(to).Push(gtx.Ops).Pop()
	}
	defer clip.Rect{Max: own}.Push(gtx.Ops).Pop()
	img.Add(gtx.Ops)
	paint.PaintOp{}.Add(gtx.Ops)
}

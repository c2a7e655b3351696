package widget

import (
	"image"
	"math"
	"slices"
	"testing"
	"time"

	"gioui.org/f32"
	"gioui.org/io/input"
	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/layout"
	"gioui.org/op"

	"confab/ui/internal/uitest"
)

// zoomPage is a picture of 2000 × 1000 pixels in a window of 400 × 300.
type zoomPage struct {
	zoom     Zoom
	at, size f32.Point
	turned   []ZoomEvent
	gtx      layout.Context
}

func (p *zoomPage) layout(gtx layout.Context) layout.Dimensions {
	p.gtx = gtx
	for {
		ev, ok := p.zoom.Update(gtx)
		if !ok {
			break
		}
		p.turned = append(p.turned, ev)
	}
	return p.zoom.Layout(gtx, image.Pt(2000, 1000), "harbour.jpg", func(_ layout.Context, at, size f32.Point) { p.at, p.size = at, size })
}

func newZoom(t *testing.T) (*zoomPage, *uitest.Window) {
	p := new(zoomPage)
	p.zoom.Reset()
	w := uitest.New(t, uitest.Size{Width: 400, Height: 300, Density: 1}, p.layout)
	w.Frame()
	return p, w
}

func (p *zoomPage) is(t *testing.T, at, size f32.Point) {
	t.Helper()
	for _, d := range []float32{p.at.X - at.X, p.at.Y - at.Y, p.size.X - size.X, p.size.Y - size.Y} {
		if math.Abs(float64(d)) > 1 {
			t.Fatalf("it is at %v and of %v, not at %v and of %v", p.at, p.size, at, size)
		}
	}
}

func TestZoomShowsAllOfIt(t *testing.T) {
	p, w := newZoom(t)
	p.is(t, f32.Pt(0, 50), f32.Pt(400, 200))
	if p.zoom.CanOut() || !p.zoom.CanIn() || !w.Has("harbour.jpg") {
		t.Error("it begins elsewhere")
	}
	for range 20 {
		p.zoom.In()
	}
	w.Frame()
	if p.zoom.CanIn() || p.size.X != 8000 { // four pixels of the window for one of the picture
		t.Errorf("the most is %v", p.size)
	}
	for range 20 {
		p.zoom.Out()
	}
	w.Frame()
	p.is(t, f32.Pt(0, 50), f32.Pt(400, 200))
}

func TestZoomByKeys(t *testing.T) {
	p, w := newZoom(t)
	w.Press("+", 0)
	w.Frame()
	p.is(t, f32.Pt(-100, 0), f32.Pt(600, 300))
	w.Press(key.NameLeftArrow, 0)
	w.Frame()
	p.is(t, f32.Pt(-36, 0), f32.Pt(600, 300))
	w.Press(key.NameLeftArrow, 0)
	w.Press(key.NameLeftArrow, 0)
	w.Frame()
	p.is(t, f32.Pt(0, 0), f32.Pt(600, 300)) // and no further
	w.Press("-", 0)
	w.Press("=", key.ModShift)
	w.Press("0", 0)
	w.Frame()
	p.is(t, f32.Pt(0, 50), f32.Pt(400, 200))
	for _, name := range []key.Name{key.NameRightArrow, key.NameLeftArrow, key.NamePageDown, key.NamePageUp} {
		w.Press(name, 0)
	}
	if !slices.Equal(p.turned, []ZoomEvent{ZoomNext, ZoomPrevious, ZoomNext, ZoomPrevious}) {
		t.Errorf("wished for were %v", p.turned)
	}
}

func TestZoomByTheMouse(t *testing.T) {
	p, w := newZoom(t)
	w.ScrollIn(image.Rect(299, 149, 301, 151), -20)
	w.Frame()
	by := float32(math.Exp(.5))
	// What was below the pointer stays there.
	p.is(t, f32.Pt(300-300*by, 150-100*by), f32.Pt(400*by, 200*by))
	w.ScrollIn(image.Rect(99, 149, 101, 151), 1000)
	w.ScrollIn(image.Rect(99, 149, 101, 151), 1000)
	w.Frame()
	p.is(t, f32.Pt(0, 50), f32.Pt(400, 200))
	middle := image.Rect(199, 149, 201, 151)
	w.PressIn(middle, time.Second, 0)
	w.PressIn(middle, 100*time.Millisecond, 0)
	w.Frame()
	p.is(t, f32.Pt(-400, -150), f32.Pt(1200, 600))
	w.PressIn(middle, time.Second, 0)
	w.PressIn(middle, time.Second, 0) // too late for a second one
	w.Frame()
	p.is(t, f32.Pt(-400, -150), f32.Pt(1200, 600))
	w.PressIn(middle, 100*time.Millisecond, 0)
	w.Frame()
	p.is(t, f32.Pt(0, 50), f32.Pt(400, 200))
}

func TestZoomByFingers(t *testing.T) {
	p, w := newZoom(t)
	touch := func(id pointer.ID, kind pointer.Kind, x, y float32) {
		p.zoom.point(p.gtx, pointer.Event{Kind: kind, Source: pointer.Touch, PointerID: id, Position: f32.Pt(x, y), Time: time.Hour})
		w.Frame()
	}
	swipe := func(from, to float32) {
		touch(1, pointer.Press, from, 150)
		touch(1, pointer.Drag, to, 150)
		touch(1, pointer.Release, to, 150)
	}
	swipe(300, 100)
	swipe(100, 300)
	swipe(100, 140)
	if !slices.Equal(p.turned, []ZoomEvent{ZoomNext, ZoomPrevious}) {
		t.Errorf("wished for were %v", p.turned)
	}
	p.turned = nil
	touch(1, pointer.Press, 150, 150)
	touch(2, pointer.Press, 250, 150)
	touch(2, pointer.Drag, 350, 150) // twice as far from the other
	p.is(t, f32.Pt(-150, -50), f32.Pt(800, 400))
	touch(3, pointer.Press, 10, 10) // a third finger does nothing
	touch(3, pointer.Drag, 200, 10)
	touch(3, pointer.Release, 200, 10)
	touch(1, pointer.Release, 150, 150)
	touch(2, pointer.Drag, 400, 150)
	p.is(t, f32.Pt(-100, -50), f32.Pt(800, 400))
	touch(2, pointer.Release, 400, 150)
	swipe(300, 100) // which is a drag now
	p.is(t, f32.Pt(-300, -50), f32.Pt(800, 400))
	touch(1, pointer.Press, 150, 150)
	touch(1, pointer.Cancel, 0, 0)
	touch(1, pointer.Drag, 0, 0)
	p.is(t, f32.Pt(-300, -50), f32.Pt(800, 400))
	if len(p.turned) != 0 {
		t.Errorf("wished for were %v", p.turned)
	}
}

func TestFitPicture(t *testing.T) {
	gtx := uitest.Context(new(op.Ops), uitest.Size{Width: 400, Height: 300, Density: 2}, input.Source{}, time.Time{})
	for _, c := range []struct{ pixels, room, want image.Point }{
		{image.Pt(4000, 3000), image.Pt(600, 600), image.Pt(600, 450)},
		{image.Pt(3000, 4000), image.Pt(600, 600), image.Pt(450, 600)},
		{image.Pt(16, 8), image.Pt(600, 600), image.Pt(32, 16)},
		{image.Pt(1<<20, 1), image.Pt(600, 600), image.Pt(600, 1)},
		{image.Pt(1, 1<<20), image.Pt(600, 600), image.Pt(1, 600)},
		{image.Pt(10, 10), image.Pt(0, 0), image.Pt(1, 1)},
	} {
		if got := FitPicture(gtx, c.pixels, c.room); got != c.want {
			t.Errorf("%v in %v is %v, not %v", c.pixels, c.room, got, c.want)
		}
	}
}

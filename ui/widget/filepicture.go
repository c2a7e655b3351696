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
)

// PictureButton is the ID of a click on the picture of a File.
const PictureButton = MaxFileButton + 1

// FilePicture is the picture that a File is. A click on it is a TranscriptFile.
type FilePicture struct {
	// Size is its width and height in pixels, both above zero: they decide how much room it
	// has, from the first frame on.
	Size image.Point
	// Source has what is drawn there.
	Source PictureSource
	// Spoken says what a click does, to a screen reader. It must not be empty.
	Spoken string
	// Over has the lines, the bar and the buttons of the File lie over the picture, so that
	// it needs no more room while they are there. Else they stand below.
	Over bool
}

// PictureSource has pictures ready to be drawn.
type PictureSource interface {
	// Image returns the picture in a size in pixels, as well as it is known by now; ok is
	// false while nothing is. It is called while drawing, and must return at once.
	Image(size image.Point) (img *paint.ImageOp, ok bool)
}

// Measures of a picture in a bubble.
const (
	pictureMost   unit.Dp = 340 // of its width
	pictureHigh   unit.Dp = 320 // of its height
	pictureLeast  unit.Dp = 220 // of the room for it
	pictureLow    unit.Dp = 136
	pictureMargin unit.Dp = 4
	pictureLines          = 3 // over it
)

// overPicture is the ground of what lies over a picture, and onPicture is written on it, in
// both themes.
var (
	overPicture = color.NRGBA{A: 0xdc}
	onPicture   = rgb(0xffffff)
)

// pictureRoom returns how much room a picture of a size gets in a bubble that is at most
// wide, and how large it is drawn in the middle of that. A small one is not made larger.
func pictureRoom(gtx layout.Context, pixels image.Point, wide int) (room, shown image.Point) {
	most := image.Pt(min(gtx.Dp(pictureMost), wide), gtx.Dp(pictureHigh))
	shown = FitPicture(gtx, pixels, most)
	return image.Pt(max(shown.X, min(gtx.Dp(pictureLeast), wide)), max(shown.Y, gtx.Dp(pictureLow))), shown
}

// FitPicture returns how large a picture of a size is drawn so that it is whole in the room
// given: a pixel of it takes at most a dp.
func FitPicture(gtx layout.Context, pixels, room image.Point) image.Point {
	scale := min(float32(room.X)/float32(pixels.X), float32(room.Y)/float32(pixels.Y), max(gtx.Metric.PxPerDp, 1))
	side := func(px, most int) int { return min(max(int(float32(px)*scale+.5), 1), max(most, 1)) }
	return image.Pt(side(pixels.X, room.X), side(pixels.Y, room.Y))
}

// picture draws the picture of a row, with its name below, and returns as file does.
func (s *TranscriptStyle) picture(gtx layout.Context, row *Row, state *rowState, ink, muted color.NRGBA) (taken, last image.Point, ok bool) {
	th, f := s.th, row.File
	margin := gtx.Dp(pictureMargin)
	out := gtx.Dp(bubblePadX) - margin // the picture is wider than what stands below
	room, shown := pictureRoom(gtx, f.Picture.Size, gtx.Constraints.Max.X+2*out)
	y := 0
	if row.Sender == "" && row.Quote == (Quote{}) {
		y = margin - gtx.Dp(bubblePadY)
	}
	frame := image.Rectangle{Max: room}.Add(image.Pt(-out, y))
	t := op.Offset(frame.Min).Push(gtx.Ops)
	s.pictureFrame(gtx, row, state, room, shown, ink)
	t.Pop()
	if f.Picture.Over {
		s.over(gtx, row, state, frame)
	}
	y += room.Y + gtx.Dp(Space1)

	width := room.X - 2*out
	name := f.Name
	if name == "" {
		name = row.Text
	}
	look := words{size: TextSmall, color: muted, lines: 1}
	size, sizeCall := look.measured(loose(gtx, width), th, "\u00a0· "+f.Size)
	d, call := look.measured(loose(gtx, width-size.Size.X), th, name)
	base := y + max(d.Size.Y-d.Baseline, size.Size.Y-size.Baseline)
	onBaseline(gtx, 0, base, d, call)
	onBaseline(gtx, d.Size.X, base, size, sizeCall)
	last, ok = image.Pt(d.Size.X+size.Size.X, base), true
	y = base + max(d.Baseline, size.Baseline)
	if !f.Picture.Over {
		below, end, beside := s.progress(gtx, row, state, y, width, ink, muted)
		if below > y {
			y, last, ok = below, end, beside
		}
	}
	return image.Pt(width, y), last, ok
}

// pictureFrame draws the picture in the middle of its room, which is a button.
func (s *TranscriptStyle) pictureFrame(gtx layout.Context, row *Row, state *rowState, room, shown image.Point, ink color.NRGBA) {
	th, p := s.th, row.File.Picture
	r := gtx.Dp(RadiusLarge) - gtx.Dp(pictureMargin)
	state.file.picture.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.DescriptionOp(p.Spoken).Add(gtx.Ops)
		rect := image.Rectangle{Max: room}
		round := clip.UniformRRect(rect, r).Push(gtx.Ops)
		paint.Fill(gtx.Ops, faded(ink, 22))
		if img, ok := p.Source.Image(shown); ok {
			at := image.Pt(centered(room.X, shown.X), centered(room.Y, shown.Y))
			DrawPicture(gtx, img, image.Rectangle{Min: at, Max: at.Add(shown)})
		} else {
			side := gtx.Dp(fileIcon)
			th.iconAt(gtx, image.Pt(centered(room.X, side), centered(room.Y, side)), IconPicture, fileIcon, faded(ink, 110))
		}
		round.Pop()
		if gtx.Enabled() && gtx.Focused(&state.file.picture) {
			focusRing(gtx, th, rect, r)
		}
		return layout.Dimensions{Size: room}
	})
}

// DrawPicture draws a picture over a rectangle.
func DrawPicture(gtx layout.Context, img *paint.ImageOp, rect image.Rectangle) {
	DrawPictureIn(gtx, img, layout.FPt(rect.Min), layout.FPt(rect.Size()), rect)
}

// over draws what is told of a file, and its buttons, over the lower part of its picture.
func (s *TranscriptStyle) over(gtx layout.Context, row *Row, state *rowState, frame image.Rectangle) {
	f := row.File
	pad := gtx.Dp(Space3)
	m := op.Record(gtx.Ops)
	y := 0
	if len(f.Lines) > 0 || f.Bar {
		y = gtx.Dp(Space2)
	}
	look := words{size: TextSmall, color: onPicture, lines: pictureLines}
	for _, line := range f.Lines {
		d, call := look.measured(loose(gtx, frame.Dx()-2*pad), s.th, line)
		place(gtx, image.Pt(pad, y), call)
		y += d.Size.Y
		look.lines = 1
	}
	if f.Bar {
		y += gtx.Dp(Space1)
		drawBar(gtx, image.Pt(pad, y), frame.Dx()-2*pad, f.Done, faded(onPicture, 70), onPicture)
		y += gtx.Dp(fileBar) + gtx.Dp(2)
	}
	inner := op.Offset(image.Pt(pad, 0)).Push(gtx.Ops)
	high, _ := s.fileButtons(gtx, row, state, y, frame.Dx()-2*pad, onPicture)
	inner.Pop()
	if y += high; high == 0 || y == high {
		y += gtx.Dp(Space2) // which the buttons leave out, for what stands below
	}
	call := m.Stop()
	if len(f.Lines) == 0 && !f.Bar && high == 0 {
		return
	}
	y = min(y, frame.Dy())
	r := gtx.Dp(RadiusLarge) - gtx.Dp(pictureMargin)
	defer clip.UniformRRect(frame, r).Push(gtx.Ops).Pop()
	defer clip.Rect{Min: image.Pt(frame.Min.X, frame.Max.Y-y), Max: frame.Max}.Push(gtx.Ops).Pop()
	paint.Fill(gtx.Ops, overPicture)
	place(gtx, image.Pt(frame.Min.X, frame.Max.Y-y), call)
}

// drawBar draws how much of something is done.
func drawBar(gtx layout.Context, at image.Point, width int, done float32, track, bar color.NRGBA) {
	high := gtx.Dp(fileBar)
	fill(gtx, track, image.Rect(0, 0, width, high).Add(at), high/2)
	fill(gtx, bar, image.Rect(0, 0, int(float32(width)*min(max(done, 0), 1)), high).Add(at), high/2)
}

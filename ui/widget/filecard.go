package widget

import (
	"image"
	"image/color"
	"time"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"
)

// File is the file or folder that a message offers.
type File struct {
	// Name stands beside the icon; without one Row.Text does, and is not the text of the
	// message.
	Name string
	// Size stands below it.
	Size   string
	Folder bool
	// Picture, where there is one, takes the place of the icon.
	Picture *FilePicture
	// Lines tell how far it is, and Trouble that they tell of something that failed.
	Lines   []string
	Trouble bool
	// Done is the length of the bar, from 0 to 1, where there is a Bar.
	Done float32
	Bar  bool
	// Buttons stand below. A click on one is a TranscriptFile.
	Buttons []FileButton
	// Spoken says all that to a screen reader, with the text of the message. It must not be
	// empty.
	Spoken string
}

// FileButton is a button of a File. ID names what it does: at most MaxFileButton. Spoken
// names the file too, for a screen reader.
type FileButton struct {
	ID           int
	Text, Spoken string
}

// MaxFileButton is the last ID of a FileButton.
const MaxFileButton = 8

// fileState is what the buttons of a File remember between frames, by their IDs.
type fileState struct {
	buttons [MaxFileButton + 1]Clickable
	picture Clickable
	// shown are those of the last frame, as bits, and moved is when they became others.
	shown uint
	moved time.Time
}

// clicked returns the button that was clicked, until ok is false. Who clicks twice does
// not mean the button that came to the place of the first.
func (f *fileState) clicked(gtx layout.Context) (id int, ok bool) {
	for id := range f.buttons {
		if f.shown&(1<<id) != 0 && ClickedAtRest(gtx, &f.buttons[id], f.moved) {
			return id, true
		}
	}
	for f.picture.Clicked(gtx) {
		return PictureButton, true
	}
	return 0, false
}

// follow takes up which buttons there are. The keyboard goes on from one that is not there
// any more to the first that is.
func (f *fileState) follow(gtx layout.Context, buttons []FileButton) {
	shown := uint(0)
	for _, b := range buttons {
		shown |= 1 << b.ID
	}
	if shown == f.shown {
		return
	}
	if f.shown != 0 {
		f.moved = gtx.Now
	}
	for id := range f.buttons {
		if f.shown&^shown&(1<<id) != 0 && gtx.Focused(&f.buttons[id]) && len(buttons) > 0 {
			focus(gtx, &f.buttons[buttons[0].ID])
		}
	}
	f.shown = shown
}

// Measures of a file in a bubble.
const (
	fileWidth unit.Dp = 300
	fileIcon  unit.Dp = 40
	fileBar   unit.Dp = 4
)

// file draws what a message offers, and returns its size and where its last line ends, if
// the time can stand beside that. The constraints are as wide as it may get.
func (s *TranscriptStyle) file(gtx layout.Context, row *Row, state *rowState, ink, muted color.NRGBA) (taken, last image.Point, ok bool) {
	if state.file == nil {
		state.file = new(fileState)
	}
	th, f := s.th, row.File
	if f.Picture != nil {
		return s.picture(gtx, row, state, ink, muted)
	}
	width := gtx.Constraints.Max.X
	icon := gtx.Dp(fileIcon)
	x := icon + gtx.Dp(Space3)
	fill(gtx, faded(ink, 24), image.Rect(0, gtx.Dp(2), icon, gtx.Dp(2)+icon), gtx.Dp(RadiusMedium))
	sign, inner := IconFile, gtx.Dp(iconSide)
	if f.Folder {
		sign = IconFolder
	}
	th.iconAt(gtx, image.Pt(centered(icon, inner), gtx.Dp(2)+centered(icon, inner)), sign, iconSide, ink)

	beside := loose(gtx, width-x)
	name := op.Record(gtx.Ops)
	look := words{size: TextBody, weight: strong, color: ink}
	var d layout.Dimensions
	if f.Name == "" {
		d = s.text(beside, row, state, look, ink)
	} else {
		d = look.layout(beside, th, f.Name)
	}
	nameCall := name.Stop()
	size, sizeCall := words{size: TextSmall, color: muted, lines: 1}.measured(beside, th, f.Size)
	y := max(0, centered(icon+gtx.Dp(4), d.Size.Y+size.Size.Y))
	place(gtx, image.Pt(x, y), nameCall)
	place(gtx, image.Pt(x, y+d.Size.Y), sizeCall)
	y = max(y+d.Size.Y+size.Size.Y, icon+gtx.Dp(4))

	below, last, ok := s.progress(gtx, row, state, y, width, ink, muted)
	return image.Pt(width, below), last, ok
}

// progress draws below y what is told of a file, and its buttons. It returns where that ends
// and, if the time can stand beside its last line, where that does.
func (s *TranscriptStyle) progress(gtx layout.Context, row *Row, state *rowState, y, width int, ink, muted color.NRGBA) (below int, last image.Point, ok bool) {
	th, f := s.th, row.File
	told := words{size: TextSmall, color: muted}
	if f.Trouble {
		told.color = th.DangerText
	}
	for _, line := range f.Lines {
		y += gtx.Dp(3)
		d, call := told.measured(loose(gtx, width), th, line)
		place(gtx, image.Pt(0, y), call)
		last, ok = image.Pt(d.Size.X, y+d.Size.Y-d.Baseline), !f.Bar && d.Size.Y < 2*gtx.Sp(TextSmall*lineHeight)
		y += d.Size.Y
	}
	if f.Bar {
		y += gtx.Dp(6)
		drawBar(gtx, image.Pt(0, y), width, f.Done, faded(ink, 40), linkInk(th, row))
		y += gtx.Dp(fileBar) + gtx.Dp(2)
	}
	height, end := s.fileButtons(gtx, row, state, y, width, linkInk(th, row))
	if height > 0 {
		last, ok = end, true
	}
	return y + height, last, ok
}

// fileButtons draws the buttons below y, as many in a line as fit, and returns how high they
// are and where the last of them ends.
func (s *TranscriptStyle) fileButtons(gtx layout.Context, row *Row, state *rowState, y, width int, ink color.NRGBA) (height int, last image.Point) {
	f := row.File
	state.file.follow(gtx, f.Buttons)
	pad, touch := gtx.Dp(Space3), gtx.Dp(Touch)
	x, lines := -pad, 0
	for _, b := range f.Buttons {
		style := Button(s.th, &state.file.buttons[b.ID], TextOnly, b.Text).inked(ink)
		style.Description = b.Spoken
		wide := min(style.natural(gtx), width+2*pad)
		if lines == 0 || x+wide > width+pad {
			x, lines = -pad, lines+1
		}
		t := op.Offset(image.Pt(x, y+(lines-1)*touch)).Push(gtx.Ops)
		d := style.Layout(loose(gtx, wide))
		t.Pop()
		x += d.Size.X
	}
	if lines == 0 {
		return 0, last
	}
	// The buttons are higher than their words for the finger.
	return lines*touch - gtx.Dp(Space2), image.Pt(x-pad, y+(lines-1)*touch+gtx.Dp(26))
}

//go:build fakedroid

package fakedroid

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Of a test picture: it has cells of plain colours, which are seen in every size.
const cellsWide, cellsHigh = 4, 3

// cell is the colour of a cell of a test picture.
func cell(x, y int) color.RGBA {
	return color.RGBA{uint8(40 + 60*x), uint8(200 - 80*y), uint8(60 + 30*((x+2*y)%5)), 255}
}

// cells draws a test picture.
func cells(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, cell(x*cellsWide/w, y*cellsHigh/h))
		}
	}
	return m
}

// Of a photo: who made it, and where it was taken.
const camera, place = "Kamera 7", "\x35\x00\x00\x00\x01\x00\x00\x00" // 53/1 degrees

// exif is a segment of a JPEG that tells of those.
func exif() []byte {
	le := binary.LittleEndian
	entry := func(tag, kind uint16, count, value uint32) []byte {
		b := le.AppendUint16(le.AppendUint16(nil, tag), kind)
		return le.AppendUint32(le.AppendUint32(b, count), value)
	}
	const first, names = 8, 8 + 2 + 2*12 + 4
	const gps = names + len(camera) + 2 // the name ends with 0, and is even
	b := append([]byte("II*\x00"), le.AppendUint32(nil, first)...)
	b = append(b, 2, 0)
	b = append(b, entry(0x010f, 2, uint32(len(camera)+1), names)...) // Make
	b = append(b, entry(0x8825, 4, 1, uint32(gps))...)
	b = append(b, 0, 0, 0, 0)
	b = append(b, camera+"\x00\x00"...)
	b = append(b, 1, 0)
	b = append(b, entry(2, 5, 3, uint32(gps+2+12+4))...) // GPSLatitude
	b = append(b, 0, 0, 0, 0)
	b = append(b, strings.Repeat(place, 3)...)
	b = append([]byte("Exif\x00\x00"), b...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(b)+2)), b...)
}

// album makes pictures of each kind in a folder, the first of 12 megapixels.
func album(t *testing.T, dir string) (names []string) {
	t.Helper()
	var photo, drawing, film bytes.Buffer
	if err := jpeg.Encode(&photo, cells(4000, 3000), &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&drawing, cells(800, 600)); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&film, cells(320, 240), &gif.Options{NumColors: len(palette.Plan9)}); err != nil {
		t.Fatal(err)
	}
	sign, err := os.ReadFile("../../ui/internal/picture/testdata/lossy.webp")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		name    string
		content []byte
	}{{"harbour.jpg", photo.Bytes()}, {"drawing.png", drawing.Bytes()}, {"sign.webp", sign}, {"film.gif", film.Bytes()}} {
		if err := os.WriteFile(filepath.Join(dir, p.name), p.content, 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, p.name)
	}
	return names
}

// is reports whether the screen has nearly a colour at a point: a JPEG changes it a little.
func is(m image.Image, at image.Point, want color.RGBA) bool {
	got := color.RGBAModel.Convert(m.At(at.X, at.Y)).(color.RGBA)
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 24 }
	return near(got.R, want.R) && near(got.G, want.G) && near(got.B, want.B)
}

// showsCells waits until the upper rows of a test picture are drawn in a part of the screen.
func (p *phone) showsCells(what string, rows int, part func() image.Rectangle) {
	p.t.Helper()
	p.untilPlace(what, func() bool {
		in, m := part(), p.picture("cells")
		for y := range rows {
			for x := range cellsWide {
				at := image.Pt(in.Min.X+(2*x+1)*in.Dx()/(2*cellsWide), in.Min.Y+(2*y+1)*in.Dy()/(2*cellsHigh))
				if !is(m, at, cell(x, y)) {
					return false
				}
			}
		}
		return true
	})
}

// taps presses a button, while it is there, until something is so: what has just come or
// moved takes no tap.
func (p *phone) taps(button, what string, so func() bool) {
	p.t.Helper()
	p.untilPlace(what, func() bool {
		if so() {
			return true
		}
		for _, n := range p.tree() {
			if n.words == button && !n.control.Empty() {
				p.tap(button)
				break
			}
		}
		return so()
	})
}

// says reports whether a screen reader would say just that.
func (p *phone) says(words string) bool {
	p.t.Helper()
	return slices.ContainsFunc(p.tree(), func(n node) bool { return n.words == words })
}

// large is where a picture is in the view of it alone, which is as wide as the screen.
func (p *phone) large(name string) image.Rectangle {
	p.t.Helper()
	p.until(name)
	// The bars above and below have buttons with a little room around them.
	top := p.until("Back").control.Max.Y
	bottom := min(p.until("Next picture").control.Min.Y, p.until("Open").control.Min.Y)
	middle := (top + bottom) / 2
	return image.Rect(0, middle-135, 360, middle+135)
}

// Actions of a finger.
const (
	fingerDown = 0
	fingerUp   = 1
	fingerMove = 2
	secondDown = 5
	secondUp   = 6
)

// pinch has two fingers, beside each other, go apart around a point.
func (p *phone) pinch(around image.Point, from, to int) {
	p.t.Helper()
	p.do("finger", fingerDown, 0, around.X-from, around.Y)
	p.do("finger", secondDown, 1, around.X+from, around.Y)
	for i := 1; i <= 4; i++ {
		apart := from + (to-from)*i/4
		p.do("finger", fingerMove, 0, around.X-apart, around.Y)
		p.do("finger", fingerMove, 1, around.X+apart, around.Y)
		p.do("next")
	}
	p.do("finger", secondUp, 1, around.X+to, around.Y)
	p.do("finger", fingerUp, 0, around.X-to, around.Y)
}

// swipe has a finger go from one side to the other.
func (p *phone) swipe(from, to image.Point) {
	p.t.Helper()
	p.do("finger", fingerDown, 0, from.X, from.Y)
	for i := 1; i <= 4; i++ {
		at := from.Add(to.Sub(from).Mul(i).Div(4))
		p.do("finger", fingerMove, 0, at.X, at.Y)
		p.do("next")
	}
	p.do("finger", fingerUp, 0, to.X, to.Y)
}

// TestPictures is a phone that is sent pictures of each kind, and that sends one.
func TestPictures(t *testing.T) {
	t.Parallel()
	const photo, show = "harbour.jpg", "Show large: "
	from, hostData, phoneData, saved := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	names := album(t, from)
	h, p := serveMembers(t, "127.0.0.83:8877", hostData, "-save", saved), startOn(t, false, phoneData, nil)
	p.do("create")
	here := func(name string) string { return filepath.Join(phoneData, "received", name) }
	saves := func(name string) {
		p.t.Helper()
		p.taps("Save: "+name, name, func() bool {
			_, err := os.Stat(here(name))
			return err == nil
		})
		same(p.t, here(name), filepath.Join(from, name))
	}
	step(h, p, "a picture of 12 megapixels is shown before it is saved", func() {
		converse(h, p, english, false)
		h.say("/send " + filepath.Join(from, photo))
		p.showsCells("the preview", 2, func() image.Rectangle { return p.until(show + photo).control })
		p.shows("picture-offered", caret)
		if _, err := os.Stat(here(photo)); err == nil {
			p.t.Error("it was saved unasked")
		}
	})
	step(h, p, "it comes whole, is shown large, and two fingers enlarge what is between them", func() {
		saves(photo)
		p.taps(show+photo, "the large picture", func() bool { return p.says("Larger") })
		p.showsCells("the picture", cellsHigh, func() image.Rectangle { return p.large(photo) })
		p.shows("picture-large")
		view := p.large(photo)
		corner := view.Min.Add(image.Pt(45, 45)) // the middle of the first cell
		p.pinch(corner, 10, 40)
		// While it is lower than the view it stays in the middle of that: only from then on
		// does what is between the fingers keep its height.
		p.untilPlace("the first cells, four times as large", func() bool {
			m := p.picture("picture-zoomed")
			return is(m, corner.Add(image.Pt(120, -100)), cell(0, 0)) && is(m, corner.Add(image.Pt(200, -100)), cell(1, 0)) && is(m, corner.Add(image.Pt(0, 130)), cell(0, 1))
		})
		p.taps("Smaller", "all of the picture", func() bool {
			m := p.picture("cells")
			return is(m, corner.Add(image.Pt(90, 0)), cell(1, 0)) && is(m, corner.Add(image.Pt(270, 180)), cell(3, 2))
		})
	})
	step(h, p, "it is handed to another app, opened by one, and saved where the person finds it", func() {
		for button, call := range map[string]string{"Share": "shareFile|", "Open": "openFile|", "Save to Downloads": "keepFile|"} {
			p.java = nil
			p.taps(button, call, func() bool {
				p.do("next")
				return slices.Contains(p.java, call+here(photo))
			})
		}
		p.taps("Back", "the talk", func() bool { return p.says("Message") })
	})
	step(h, p, "the other kinds of pictures are shown one after the other", func() {
		for _, name := range names[1:] {
			h.say("/send " + filepath.Join(from, name))
			p.until(show + name)
			saves(name)
		}
		last := names[len(names)-1]
		p.shows("pictures", caret)
		p.taps(show+last, "the large picture", func() bool { return p.says("Larger") })
		p.large(last)
		p.taps("Previous picture", "the picture before", func() bool { return p.says(names[2]) })
		p.large(names[2])
		p.taps("Previous picture", "the picture before that", func() bool { return p.says(names[1]) })
		p.showsCells("the drawing", cellsHigh, func() image.Rectangle { return p.large(names[1]) })
		p.taps("Next picture", "the picture behind", func() bool { return p.says(names[2]) })
		view := p.large(names[2])
		middle := view.Min.Y + view.Dy()/2
		p.untilPlace("a swipe", func() bool {
			if p.says(names[2]) {
				p.swipe(image.Pt(60, middle), image.Pt(300, middle))
			}
			return p.says(names[1])
		})
		p.showsCells("the drawing again", cellsHigh, func() image.Rectangle { return p.large(names[1]) })
	})
	step(h, p, "in the dark too", func() {
		p.set("dark", "1")
		p.shows("picture-large-dark")
		if !p.back() {
			p.t.Error("Back was not taken while a picture was shown")
		}
		p.until("Message")
		p.shows("pictures-dark", caret)
	})
	step(h, p, "what it sends tells nothing of place and camera, and no copy stays but that", func() {
		photo, err := os.ReadFile(filepath.Join(from, names[0]))
		if err != nil {
			p.t.Fatal(err)
		}
		told := slices.Concat(photo[:2], exif(), photo[2:])
		own := filepath.Join(phoneData, "outgoing", "1", "own.jpg")
		if err := errors.Join(os.MkdirAll(filepath.Dir(own), 0o700), os.WriteFile(own, told, 0o600)); err != nil {
			p.t.Fatal(err)
		}
		p.taps("Attach a file or folder", "the page for files", func() bool { return slices.Contains(p.java, "pickFiles") })
		p.do("picked", own)
		p.until("Remove: own.jpg")
		p.until("As file: own.jpg")
		p.shows("picture-waiting-dark", caret)
		p.taps("Send", "the picture in the talk", func() bool { return p.says(show + "own.jpg") })
		p.until("Desk has it")
		got, err := os.ReadFile(filepath.Join(saved, "own.jpg"))
		if err != nil || bytes.Contains(got, []byte(camera)) || bytes.Contains(got, []byte(place)) || !bytes.Equal(got, photo) {
			p.t.Errorf("%d bytes came of %d, which tell of %t, %t: %v", len(got), len(told), bytes.Contains(got, []byte(camera)), bytes.Contains(got, []byte(place)), err)
		}
		p.untilPlace("the end of the other copy", func() bool {
			_, err := os.Stat(filepath.Dir(own))
			return os.IsNotExist(err)
		})
	})
}

// same checks that two files are.
func same(t *testing.T, a, b string) {
	t.Helper()
	one, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(b)
	if err != nil || !bytes.Equal(one, other) {
		t.Errorf("%s has %d bytes, %s has %d: %v", a, len(one), b, len(other), err)
	}
}

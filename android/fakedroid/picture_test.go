//go:build fakedroid

package fakedroid

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

// pictures is where those go that a person may want to look at.
const pictures = "../../build/android/pictures"

// A picture passes while at most this part of its pixels differs by more than
// this much in a channel, as in package uitest.
const (
	toleratedPart       = 0.001
	toleratedDifference = 8
)

// caret is the part of a conversation's picture where a caret blinks.
var caret = image.Rect(20, 690, 32, 724)

// shows waits until the screen looks like testdata/golden/NAME.png, but for some
// parts.
func (p *phone) shows(name string, but ...image.Rectangle) {
	p.t.Helper()
	file := filepath.Join("testdata", "golden", name+".png")
	if *update {
		p.still(name, but)
		writePNG(p.t, file, p.picture(name, but...))
		return
	}
	f, err := os.Open(file)
	if err != nil {
		p.t.Fatalf("%v: go test -update makes it", err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		p.t.Fatalf("%s: %v", file, err)
	}
	var part float64
	for end := time.Now().Add(patience / 2); time.Now().Before(end); {
		if part = differ(p.picture(name, but...), want); part <= toleratedPart {
			return
		}
		p.do("next")
	}
	p.t.Errorf("%s differs from its golden picture in %.2f %% of the pixels: got %s.png in build/android/pictures", name, part*100, name)
}

// still waits until two pictures in a row are the same.
func (p *phone) still(name string, but []image.Rectangle) {
	p.t.Helper()
	last := p.picture(name, but...)
	for same := 0; same < 10; same++ {
		p.do("next")
		now := p.picture(name, but...)
		if differ(now, last) > 0 {
			last, same = now, 0
		}
	}
}

// differ is the part of the pixels that differ by more than is tolerated.
func differ(got, want image.Image) float64 {
	b := got.Bounds()
	if b != want.Bounds() {
		return 1
	}
	n := 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			g, w := color.RGBAModel.Convert(got.At(x, y)).(color.RGBA), color.RGBAModel.Convert(want.At(x, y)).(color.RGBA)
			if apart(g.R, w.R) || apart(g.G, w.G) || apart(g.B, w.B) {
				n++
			}
		}
	}
	return float64(n) / float64(b.Dx()*b.Dy())
}

func apart(a, b uint8) bool { return max(a, b)-min(a, b) > toleratedDifference }

// picture saves what is on the screen, and returns it with some parts black.
func (p *phone) picture(name string, but ...image.Rectangle) image.Image {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "screen")
	p.do("picture", file)
	content, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	size, pixels, _ := bytes.Cut(content, []byte("\n"))
	var w, h int
	if _, err := fmt.Sscan(string(size), &w, &h); err != nil || len(pixels) != 4*w*h {
		p.t.Fatalf("a picture of %q with %d bytes", size, len(pixels))
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		copy(m.Pix[y*m.Stride:], pixels[(h-1-y)*4*w:][:4*w])
	}
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 255 // Android shows the window without what is behind it
	}
	for _, part := range but {
		draw.Draw(m, part, image.Black, image.Point{}, draw.Src)
	}
	writePNG(p.t, filepath.Join(pictures, name+".png"), m)
	return m
}

func writePNG(t *testing.T, file string, m image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
}

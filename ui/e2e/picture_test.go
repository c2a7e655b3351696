//go:build e2e

package e2e

import (
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

// Two pictures are compared blurred, tile by tile, because the clock, the hinting
// and the fonts of the system differ, and layout must not. A cell is the mean
// of cell × cell pixels. It differs when a channel is further away than
// cellDifference, which the digits of a clock rarely are, and a tile of
// tile × tile cells fails when more than tolerated of it differs. A bubble, a
// button, a row, or boxes in place of Chinese fill more of a tile than that.
const (
	cell           = 4
	cellDifference = 40
	tile           = 16
	tolerated      = 0.06
)

// shots reports whether every picture is to be left behind.
func shots() bool { return os.Getenv("CONFAB_SHOTS") != "" }

// shows waits until the window looks like testdata/golden/NAME.png, but for what
// is in the given parts of it.
func (w *window) shows(t testing.TB, name string, but ...image.Rectangle) {
	t.Helper()
	if shots() {
		defer func() { writePNG(t, filepath.Join(failures, name+".png"), w.look(t)) }()
	}
	file := filepath.Join("testdata", "golden", name+".png")
	if *update {
		writePNG(t, file, hide(w.settled(t), but))
		return
	}
	want := readPNG(t, file)
	var (
		got   *image.RGBA
		worst float64
		at    image.Rectangle
	)
	if within(patience/2, func() bool {
		got = hide(w.look(t), but)
		worst, at = compare(got, want)
		return worst <= tolerated
	}) {
		t.Logf("%s: the worst tile differs in %.1f %%, %.1f %% are tolerated", name, worst*100, tolerated*100)
		return
	}
	gotFile, diffFile := filepath.Join(failures, name+".got.png"), filepath.Join(failures, name+".diff.png")
	writePNG(t, gotFile, got)
	writePNG(t, diffFile, difference(got, want))
	t.Errorf("%s is not as in its golden picture: around %v the tile differs in %.0f %% of its cells\n"+
		"got:        %s\ndifference: %s\nwanted:     ui/e2e/%s", name, at, worst*100, gotFile, diffFile, file)
}

// hide blackens parts of a picture.
func hide(img *image.RGBA, parts []image.Rectangle) *image.RGBA {
	for _, part := range parts {
		draw.Draw(img, part, image.Black, image.Point{}, draw.Src)
	}
	return img
}

// settled is what the window shows when it has not changed for a while: a
// golden picture is not taken in the middle of something, nor while the ring
// stands around a message that was gone to.
func (w *window) settled(t testing.TB) *image.RGBA {
	t.Helper()
	last, since := w.look(t), time.Now()
	eventually(t, "the window stands still", func() bool {
		now := w.look(t)
		// A caret blinks below what is tolerated.
		if worst, _ := compare(now, last); worst > tolerated {
			last, since = now, time.Now()
		}
		return time.Since(since) > 2*time.Second
	})
	return w.look(t)
}

// compare returns which part of the worst tile differs, and where it is.
func compare(got, want image.Image) (worst float64, at image.Rectangle) {
	if got.Bounds().Size() != want.Bounds().Size() {
		return 1, got.Bounds()
	}
	g, w := blur(got), blur(want)
	size := g.Bounds().Size()
	// Tiles overlap by half, so that none of what they look for falls between.
	for y := 0; y < size.Y; y += tile / 2 {
		for x := 0; x < size.X; x += tile / 2 {
			n := 0
			for j := y; j < min(y+tile, size.Y); j++ {
				for i := x; i < min(x+tile, size.X); i++ {
					if apart(g.RGBAAt(i, j), w.RGBAAt(i, j)) {
						n++
					}
				}
			}
			if part := float64(n) / (tile * tile); part > worst {
				worst, at = part, image.Rect(x*cell, y*cell, (x+tile)*cell, (y+tile)*cell)
			}
		}
	}
	return worst, at
}

// blur returns a picture of the cells.
func blur(img image.Image) *image.RGBA {
	src, ok := img.(*image.RGBA)
	if !ok {
		src = image.NewRGBA(img.Bounds())
		draw.Draw(src, src.Bounds(), img, img.Bounds().Min, draw.Src)
	}
	size := src.Bounds().Size().Div(cell)
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			var sum [3]int
			for j := range cell {
				at := src.PixOffset(x*cell, y*cell+j)
				for i := 0; i < 4*cell; i += 4 {
					for c := range sum {
						sum[c] += int(src.Pix[at+i+c])
					}
				}
			}
			const n = cell * cell
			out.SetRGBA(x, y, color.RGBA{R: uint8(sum[0] / n), G: uint8(sum[1] / n), B: uint8(sum[2] / n), A: 255})
		}
	}
	return out
}

func apart(a, b color.RGBA) bool {
	far := func(a, b uint8) bool { return max(a, b)-min(a, b) > cellDifference }
	return far(a.R, b.R) || far(a.G, b.G) || far(a.B, b.B)
}

// difference is got, faint, with the cells that differ in red.
func difference(got, want image.Image) image.Image {
	g, w := blur(got), blur(want)
	out := image.NewRGBA(got.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			p := image.Pt(x, y).Div(cell)
			if p.In(g.Rect) && (!p.In(w.Rect) || apart(g.RGBAAt(p.X, p.Y), w.RGBAAt(p.X, p.Y))) {
				out.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
				continue
			}
			grey := 191 + color.GrayModel.Convert(got.At(x, y)).(color.Gray).Y/4
			out.SetRGBA(x, y, color.RGBA{R: grey, G: grey, B: grey, A: 255})
		}
	}
	return out
}

// failures is the folder for what was not as expected, from the package's.
var failures = filepath.Join("..", "..", "build", "e2e-failures")

func readPNG(t testing.TB, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("%v (go test -tags e2e ./ui/e2e -update makes it)", err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(fmt.Errorf("reading %s: %w", file, err))
	}
	return img
}

func writePNG(t testing.TB, file string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, img); err != nil {
		f.Close()
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

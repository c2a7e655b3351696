package uitest

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"gioui.org/gpu/headless"
	"gioui.org/io/input"
	"gioui.org/layout"
	"gioui.org/op"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

// A picture passes while at most this part of its pixels differs by more than
// this much in a channel: room for another version of the renderer, not for
// another look.
const (
	toleratedPart       = 0.001
	toleratedDifference = 8
)

// noGPU names the variable that lets Golden pass where there is no EGL.
const noGPU = "CONFAB_NO_GPU"

func init() {
	// Mesa then renders without an X server. It is read when EGL is first used.
	if os.Getenv("EGL_PLATFORM") == "" {
		os.Setenv("EGL_PLATFORM", "surfaceless")
	}
}

// Golden draws a page and compares the picture with testdata/golden/NAME.png
// of the package under test. The page is shown three times before, so that
// what it asks for in one frame stands in the picture. A failure leaves the
// picture got and the difference in build/golden-failures.
func Golden(t *testing.T, name string, size Size, draw layout.Widget) {
	t.Helper()
	got := Picture(t, name, size, draw)
	if got == nil {
		return
	}
	file := filepath.Join("testdata", "golden", name+".png")
	if *update {
		if err := writePNG(file, got); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := readPNG(file)
	if err != nil {
		t.Fatalf("reading the golden picture: %v (go test -update makes it)", err)
	}
	part := differing(got, want)
	if part <= toleratedPart {
		return
	}
	dir := filepath.Join(moduleRoot(), "build", "golden-failures")
	gotFile, diffFile := filepath.Join(dir, name+".got.png"), filepath.Join(dir, name+".diff.png")
	for f, img := range map[string]image.Image{gotFile: got, diffFile: difference(got, want)} {
		if err := writePNG(f, img); err != nil {
			t.Error(err)
		}
	}
	t.Errorf("%s differs from its golden picture in %.2f %% of the pixels, more than %.2f %%\n"+
		"got:        %s\ndifference: %s\nwanted:     %s",
		name, part*100, toleratedPart*100, gotFile, diffFile, file)
}

// Picture draws a page, shown three times before. It is nil where there is no EGL and
// that was allowed, and fails where it was not; name is what that is said of.
func Picture(t *testing.T, name string, size Size, draw layout.Widget) *image.RGBA {
	t.Helper()
	got, err := render(size, draw)
	if err == nil {
		return got
	}
	if os.Getenv(noGPU) != "1" {
		t.Fatalf("drawing %s: %v (install libgl1-mesa-dri and libegl1, or set %s=1)", name, err, noGPU)
	}
	t.Logf("GOLDEN PICTURE %s WAS NOT COMPARED: no EGL (%v) and %s=1", name, err, noGPU)
	return nil
}

// canvases are the windows that pictures are drawn in, one for each size, for as
// long as the tests run: a new one has the driver compile its shaders again, which
// takes longer than drawing.
var canvases = struct {
	sync.Mutex
	bySize map[image.Point]*headless.Window
}{bySize: map[image.Point]*headless.Window{}}

func render(size Size, draw layout.Widget) (*image.RGBA, error) {
	px := size.Pixels()
	canvases.Lock()
	defer canvases.Unlock()
	w := canvases.bySize[px]
	if w == nil {
		var err error
		if w, err = headless.NewWindow(px.X, px.Y); err != nil {
			return nil, err
		}
		canvases.bySize[px] = w
	}
	var (
		ops    op.Ops
		router input.Router
	)
	for range 3 {
		ops.Reset()
		draw(Context(&ops, size, router.Source(), epoch))
		router.Frame(&ops)
	}
	if err := w.Frame(&ops); err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rectangle{Max: px})
	return img, w.Screenshot(img)
}

// differing returns the part of the pixels that differ by more than is tolerated.
// Of most rows no pixel differs at all: those are not looked at one by one, which
// takes long under the race detector.
func differing(got, want *image.RGBA) (part float64) {
	if got.Rect != want.Rect {
		return 1
	}
	n, width := 0, 4*got.Rect.Dx()
	for y := range got.Rect.Dy() {
		g, w := got.Pix[y*got.Stride:][:width], want.Pix[y*want.Stride:][:width]
		if bytes.Equal(g, w) {
			continue
		}
		for x := 0; x < width; x += 4 {
			if apart([4]uint8(g[x:]), [4]uint8(w[x:])) {
				n++
			}
		}
	}
	return float64(n) / float64(got.Rect.Dx()*got.Rect.Dy())
}

// difference returns a picture of the pixels that differ by more than is
// tolerated, red over a faint copy of got, which it is itself for another size.
func difference(got, want *image.RGBA) *image.RGBA {
	if got.Rect != want.Rect {
		return got
	}
	out := image.NewRGBA(got.Rect)
	for y := got.Rect.Min.Y; y < got.Rect.Max.Y; y++ {
		for x := got.Rect.Min.X; x < got.Rect.Max.X; x++ {
			if apart([4]uint8(got.Pix[got.PixOffset(x, y):]), [4]uint8(want.Pix[want.PixOffset(x, y):])) {
				out.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
				continue
			}
			grey := 191 + color.GrayModel.Convert(got.RGBAAt(x, y)).(color.Gray).Y/4
			out.SetRGBA(x, y, color.RGBA{R: grey, G: grey, B: grey, A: 255})
		}
	}
	return out
}

// apart reports whether two pixels differ by more than is tolerated.
func apart(a, b [4]uint8) bool {
	for i := range a {
		if max(a[i], b[i])-min(a[i], b[i]) > toleratedDifference {
			return true
		}
	}
	return false
}

func readPNG(file string) (*image.RGBA, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	decoded, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	if img, ok := decoded.(*image.RGBA); ok {
		return img, nil
	}
	img := image.NewRGBA(decoded.Bounds()) // a picture that is not opaque
	draw.Draw(img, img.Rect, decoded, img.Rect.Min, draw.Src)
	return img, nil
}

func writePNG(file string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// moduleRoot returns the folder with go.mod above the working directory, which
// in a test is the folder of the package.
func moduleRoot() string {
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

package uitest

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
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
	got, err := render(size, draw)
	if err != nil {
		if os.Getenv(noGPU) == "1" {
			t.Logf("GOLDEN PICTURE %s WAS NOT COMPARED: no EGL (%v) and %s=1", name, err, noGPU)
			return
		}
		t.Fatalf("drawing %s: %v (install libgl1-mesa-dri and libegl1, or set %s=1)", name, err, noGPU)
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
	if identical(got, want) {
		return
	}
	diff, differ := compare(got, want)
	if differ <= toleratedPart {
		return
	}
	dir := filepath.Join(moduleRoot(), "build", "golden-failures")
	gotFile, diffFile := filepath.Join(dir, name+".got.png"), filepath.Join(dir, name+".diff.png")
	for f, img := range map[string]image.Image{gotFile: got, diffFile: diff} {
		if err := writePNG(f, img); err != nil {
			t.Error(err)
		}
	}
	t.Errorf("%s differs from its golden picture in %.2f %% of the pixels, more than %.2f %%\n"+
		"got:        %s\ndifference: %s\nwanted:     %s",
		name, differ*100, toleratedPart*100, gotFile, diffFile, file)
}

func render(size Size, draw layout.Widget) (*image.RGBA, error) {
	px := size.Pixels()
	w, err := headless.NewWindow(px.X, px.Y)
	if err != nil {
		return nil, err
	}
	defer w.Release()
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

// compare returns a picture of the differences, red over a faint copy of got,
// and the part of the pixels that differ by more than is tolerated.
func compare(got, want image.Image) (diff image.Image, part float64) {
	b := got.Bounds()
	if b != want.Bounds() {
		return got, 1
	}
	out, n := image.NewRGBA(b), 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			g, w := rgba(got.At(x, y)), rgba(want.At(x, y))
			if apart(g.R, w.R) || apart(g.G, w.G) || apart(g.B, w.B) || apart(g.A, w.A) {
				n++
				out.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
				continue
			}
			grey := 191 + color.GrayModel.Convert(g).(color.Gray).Y/4
			out.SetRGBA(x, y, color.RGBA{R: grey, G: grey, B: grey, A: 255})
		}
	}
	return out, float64(n) / float64(b.Dx()*b.Dy())
}

// identical reports whether two pictures in memory are the same, byte for byte.
// Most are where the renderer is the same, and looking at each pixel takes long.
func identical(a *image.RGBA, b image.Image) bool {
	other, ok := b.(*image.RGBA)
	return ok && a.Rect == other.Rect && a.Stride == other.Stride && bytes.Equal(a.Pix, other.Pix)
}

func rgba(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }

func apart(a, b uint8) bool { return max(a, b)-min(a, b) > toleratedDifference }

func readPNG(file string) (image.Image, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
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

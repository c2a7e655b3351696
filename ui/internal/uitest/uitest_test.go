package uitest

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"gioui.org/io/key"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	"gioui.org/widget"
	"gioui.org/widget/material"
)

// page is a small page with one of each thing the driver drives.
type page struct {
	th     *material.Theme
	button widget.Clickable
	editor widget.Editor
	list   layout.List
	clicks int
}

func newPage() *page {
	th := material.NewTheme()
	th.Shaper = Shaper()
	return &page{th: th, list: layout.List{Axis: layout.Vertical}}
}

func (p *page) layout(gtx layout.Context) layout.Dimensions {
	for p.button.Clicked(gtx) {
		p.clicks++
		gtx.Execute(key.FocusCmd{Tag: &p.editor})
	}
	return p.list.Layout(gtx, 100, func(gtx layout.Context, i int) layout.Dimensions {
		switch i {
		case 0:
			return material.Button(p.th, &p.button, "Press").Layout(gtx)
		case 1:
			return material.Editor(p.th, &p.editor, "hint").Layout(gtx)
		case 2:
			return material.Body1(p.th, "中文").Layout(gtx)
		}
		return material.Body1(p.th, strings.Repeat("x", i)).Layout(gtx)
	})
}

// witness records failures in place of a test.
type witness struct {
	testing.TB
	said string
}

func (w *witness) Helper() {}
func (w *witness) Fatalf(format string, args ...any) {
	w.said = format
	panic(w)
}

func TestWindow(t *testing.T) {
	p := newPage()
	w := New(t, Phone, p.layout)
	t.Run("it clicks by label and types where the focus is", func(t *testing.T) {
		w.Click("Press")
		w.Type("héllo")
		w.Type(" 中文")
		if p.clicks != 1 || p.editor.Text() != "héllo 中文" || !w.Editing() {
			t.Errorf("%d clicks, text %q", p.clicks, p.editor.Text())
		}
	})
	t.Run("it presses keys, copies and pastes", func(t *testing.T) {
		w.Press("A", key.ModShortcut)
		w.Press("C", key.ModShortcut)
		if got := w.Clipboard(); got != "héllo 中文" {
			t.Errorf("copied %q", got)
		}
		w.Press(key.NameDeleteBackward, 0)
		w.Press("V", key.ModShortcut)
		w.Paste("pasted")
		if got := p.editor.Text(); got != "pasted" {
			t.Errorf("text %q", got)
		}
	})
	t.Run("it sees what is in the window and nothing else", func(t *testing.T) {
		far := strings.Repeat("x", 99)
		if !w.Has("中文") || w.Has(far) {
			t.Error("wrong labels in view")
		}
		w.Scroll(1e5)
		if w.Has("中文") || !w.Has(far) {
			t.Errorf("scrolling showed %q", w.Labels())
		}
		w.Scroll(-1e5)
	})
	t.Run("it tells what a screen reader is told", func(t *testing.T) {
		n, ok := w.Find("Press")
		if !ok || n.Class != semantic.Button || n.Bounds.Empty() {
			t.Errorf("%+v", n)
		}
		if _, ok := w.Find("nothing"); ok {
			t.Error("found nothing")
		}
	})
	for name, label := range map[string]string{
		"clicking what is not there fails the test":    "nowhere",
		"clicking what takes no clicks fails the test": "中文",
	} {
		t.Run(name, func(t *testing.T) {
			fails := &witness{TB: t}
			w := New(fails, Phone, newPage().layout)
			defer func() {
				if recover() == nil || fails.said == "" {
					t.Error("the test went on")
				}
			}()
			w.Click(label)
		})
	}
}

func TestCompare(t *testing.T) {
	picture := func(c color.RGBA, marked int) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 100, 100))
		for i := range 100 * 100 {
			img.SetRGBA(i%100, i/100, color.RGBA{R: 100, G: 100, B: 100, A: 255})
		}
		for i := range marked {
			img.SetRGBA(i%100, i/100, c)
		}
		return img
	}
	plain := picture(color.RGBA{}, 0)
	for _, c := range []struct {
		name string
		got  *image.RGBA
		pass bool
	}{
		{"the same picture passes", picture(color.RGBA{}, 0), true},
		{"every pixel a little different passes", picture(color.RGBA{R: 108, G: 92, B: 100, A: 255}, 10000), true},
		{"ten pixels of ten thousand may be anything", picture(color.RGBA{R: 255, A: 255}, 10), true},
		{"eleven fail", picture(color.RGBA{R: 255, A: 255}, 11), false},
		{"another size fails", image.NewRGBA(image.Rect(0, 0, 99, 100)), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			part := differing(c.got, plain)
			if (part <= toleratedPart) != c.pass {
				t.Errorf("%v of the pixels differ", part)
			}
			if c.got.Rect != plain.Rect {
				return
			}
			red, diff := 0, difference(c.got, plain)
			for i := range 100 * 100 {
				if diff.RGBAAt(i%100, i/100) == (color.RGBA{R: 255, A: 255}) {
					red++
				}
			}
			if red != int(part*100*100+.5) {
				t.Errorf("%d pixels are red", red)
			}
		})
	}
}

func TestRenderPaintsWhatIsDrawn(t *testing.T) {
	img, err := render(Size{Width: 20, Height: 10, Density: 2}, func(gtx layout.Context) layout.Dimensions {
		paint.FillShape(gtx.Ops, color.NRGBA{R: 255, A: 255}, clip.Rect{Max: image.Pt(20, 20)}.Op())
		return layout.Dimensions{Size: gtx.Constraints.Max}
	})
	if err != nil {
		if os.Getenv(noGPU) == "1" {
			t.Logf("NOTHING WAS RENDERED: no EGL (%v) and %s=1", err, noGPU)
			return
		}
		t.Fatal(err)
	}
	if img.Bounds().Size() != image.Pt(40, 20) || img.RGBAAt(5, 5).R != 255 || img.RGBAAt(30, 5).A != 0 {
		t.Errorf("size %v, left %v, right %v", img.Bounds(), img.RGBAAt(5, 5), img.RGBAAt(30, 5))
	}
}

func TestPicturesAreWrittenAndRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a", "b.png")
	img := image.NewRGBA(image.Rect(0, 0, 3, 2))
	img.SetRGBA(1, 1, color.RGBA{R: 9, G: 8, B: 7, A: 255})
	if err := writePNG(file, img); err != nil {
		t.Fatal(err)
	}
	got, err := readPNG(file)
	if err != nil || got.RGBAAt(1, 1) != img.RGBAAt(1, 1) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(moduleRoot(), "go.mod")); err != nil {
		t.Error(err)
	}
}

func TestTheChineseFacesHaveEveryWord(t *testing.T) {
	files, err := filepath.Glob("../words/zh*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, face := range chinese() {
			for _, r := range string(text) {
				if _, ok := face.Face.Face().NominalGlyph(r); !ok && unicode.Is(unicode.Han, r) {
					t.Errorf("%s has %c, which %v lacks: run generate.sh", name, r, face.Font.Weight)
				}
			}
		}
	}
}

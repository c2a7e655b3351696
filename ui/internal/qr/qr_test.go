package qr

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// longest has as many bytes as an invitation has at most.
var longest = "http://[fd00:1111:2222:3333:4444:5555:6666:7777]:65535/#" + strings.Repeat("aZ-_09", 70)[:400-56]

func TestEncode(t *testing.T) {
	t.Run("the longest invitation has modules that a phone tells apart", func(t *testing.T) {
		code, err := Encode(longest)
		if err != nil {
			t.Fatal(err)
		}
		// 77 modules and the quiet zone on a laptop's 250 dp are 3 pixels each.
		if len(longest) != 400 || code.Size() > 77 {
			t.Errorf("%d bytes have %d modules", len(longest), code.Size())
		}
	})
	t.Run("outside of it nothing is dark, and in its corners are the finder patterns", func(t *testing.T) {
		code, _ := Encode("x")
		n := code.Size()
		for _, at := range []image.Point{{0, 0}, {n - 1, 0}, {0, n - 1}, {3, 3}} {
			if !code.Dark(at.X, at.Y) {
				t.Errorf("%v is light", at)
			}
		}
		for _, at := range []image.Point{{-1, 0}, {0, -1}, {n, 0}, {0, n}, {1, 1}} {
			if code.Dark(at.X, at.Y) {
				t.Errorf("%v is dark", at)
			}
		}
		if (Code{}).Dark(0, 0) || (Code{}).Size() != 0 {
			t.Error("the zero value has modules")
		}
	})
	t.Run("an empty text and one that is too long have none", func(t *testing.T) {
		for _, text := range []string{"", strings.Repeat("a", 2332)} {
			if _, err := Encode(text); err == nil {
				t.Errorf("%d bytes have a code", len(text))
			}
		}
	})
}

func TestDecode(t *testing.T) {
	const link = "http://192.168.1.5:8899/#AQabcdefghijklmnopqrstuvwxyz0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	random := rand.New(rand.NewPCG(1, 2))
	expect := func(t *testing.T, img image.Image, want string) {
		t.Helper()
		if got, err := DecodeAll(img); !slices.Equal(got, []string{want}) {
			t.Errorf("%v: %q, %v", img.Bounds(), got, err)
		}
	}
	t.Run("a code is read upright, turned, mirrored, inverted, small and large", func(t *testing.T) {
		expect(t, render(t, link, plain(3), random), link)
		expect(t, render(t, longest, plain(2), random), longest)
		expect(t, render(t, link, plain(18), random), link)
		for _, angle := range []float64{math.Pi / 2, math.Pi, 0.5, math.Pi / 4} {
			s := plain(4)
			s.angle = angle
			expect(t, render(t, link, s, random), link)
		}
		s := plain(3)
		s.dark, s.light = 230, 30
		expect(t, render(t, link, s, random), link)
		img := render(t, link, plain(3), random)
		for y := range img.Rect.Dy() {
			row := img.Pix[y*img.Stride:][:img.Rect.Dx()]
			for i := range len(row) / 2 {
				row[i], row[len(row)-1-i] = row[len(row)-1-i], row[i]
			}
		}
		expect(t, img, link)
	})
	t.Run("whatever kind of picture it is in, and where its bounds begin", func(t *testing.T) {
		from := render(t, link, plain(3), random)
		bounds := from.Rect.Add(image.Pt(-7, 11))
		palette := make(color.Palette, 256)
		for i := range palette {
			palette[i] = color.Gray{Y: uint8(i)}
		}
		for _, img := range []interface {
			image.Image
			Set(x, y int, c color.Color)
		}{image.NewGray(bounds), image.NewRGBA(bounds), image.NewNRGBA(bounds), image.NewNRGBA64(bounds), image.NewPaletted(bounds, palette)} {
			for y := range bounds.Dy() {
				for x := range bounds.Dx() {
					img.Set(bounds.Min.X+x, bounds.Min.Y+y, from.At(x, y))
				}
			}
			expect(t, img, link)
		}
		ycc := image.NewYCbCr(bounds, image.YCbCrSubsampleRatio420)
		see := image.NewNRGBA(bounds) // dark on nothing
		for y := range bounds.Dy() {
			for x := range bounds.Dx() {
				luma := from.GrayAt(x, y).Y
				ycc.Y[ycc.YOffset(bounds.Min.X+x, bounds.Min.Y+y)] = luma
				see.SetNRGBA(bounds.Min.X+x, bounds.Min.Y+y, color.NRGBA{A: 255 - luma})
			}
		}
		expect(t, ycc, link)
		expect(t, see, link)
	})
	t.Run("of several codes each is read, or at least one", func(t *testing.T) {
		texts := []string{"http://192.168.1.5:8899/#AQabcdefghijklmnopqrstuvwxyz", "https://example.org/", "WIFI:S:guests;T:WPA;P:swordfish;;"}
		for range 5 {
			screen := image.NewGray(image.Rect(0, 0, 900, 320))
			for i := range screen.Pix {
				screen.Pix[i] = 230
			}
			for i, text := range texts {
				code := render(t, text, plain(3+float64(i)), random)
				at := image.Pt(300*i+random.IntN(40), random.IntN(60))
				draw.Draw(screen, code.Rect.Add(at), code, image.Point{}, draw.Src)
			}
			got, err := DecodeAll(screen)
			if err != nil || len(got) < 2 {
				t.Errorf("%q, %v", got, err)
			}
			for i, text := range got {
				if !slices.Contains(texts, text) || slices.Contains(got[:i], text) {
					t.Errorf("%q", got)
				}
			}
		}
		if got, err := DecodeAll(render(t, link, plain(3), random)); len(got) != 1 || got[0] != link {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("a frame of a camera is read from rows with a gap", func(t *testing.T) {
		img := render(t, link, plain(4), random)
		w, h := img.Rect.Dx(), img.Rect.Dy()
		stride := w + 13
		pix := make([]byte, stride*(h-1)+w)
		for y := range h {
			copy(pix[y*stride:], img.Pix[y*img.Stride:][:w])
		}
		if text, err := DecodeGray(pix, w, h, stride); text != link {
			t.Errorf("%q, %v", text, err)
		}
		for _, bad := range [][3]int{{w, h, w - 1}, {w, h, stride + 1}, {w, h + 1, stride}, {0, h, stride}, {w, -1, stride}, {math.MaxInt, 2, math.MaxInt}, {w, h, math.MaxInt}} {
			if _, err := DecodeGray(pix, bad[0], bad[1], bad[2]); !errors.Is(err, ErrSize) {
				t.Errorf("%v: %v", bad, err)
			}
		}
	})
	t.Run("what has no code has none, and what is too large is not looked at", func(t *testing.T) {
		for _, size := range []image.Point{{1, 1}, {20, 300}, {41, 41}, {300, 200}} {
			noise := image.NewGray(image.Rectangle{Max: size})
			for i := range noise.Pix {
				noise.Pix[i] = byte(random.Uint32())
			}
			for _, img := range []image.Image{noise, image.NewGray(noise.Rect)} {
				if texts, err := DecodeAll(img); !errors.Is(err, ErrNone) {
					t.Errorf("%v: %q, %v", size, texts, err)
				}
			}
		}
		for _, size := range []image.Point{{}, {8000, 5001}, {math.MaxInt, math.MaxInt}} {
			img := &image.Gray{Rect: image.Rectangle{Max: size}}
			if _, err := DecodeAll(img); !errors.Is(err, ErrSize) {
				t.Errorf("%v: %v", size, err)
			}
		}
	})
	t.Run("more corners than a code has are not combined without end", func(t *testing.T) {
		corners := image.NewGray(image.Rect(0, 0, 1200, 900))
		for i := range corners.Pix {
			x, y := i%1200%9, i/1200%9
			ring := max(max(x-4, 4-x), max(y-4, 4-y))
			if ring == 2 || ring == 4 {
				corners.Pix[i] = 255
			}
		}
		if texts, err := DecodeAll(corners); !errors.Is(err, ErrNone) {
			t.Errorf("%q, %v", texts, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	img := render(f, "http://10.0.0.1:8899/#AQ", plain(2), random)
	f.Add(img.Pix, uint16(img.Rect.Dx()))
	f.Add([]byte{1, 2, 3}, uint16(2))
	f.Fuzz(func(t *testing.T, pix []byte, width uint16) {
		w := int(width)
		if w == 0 {
			return
		}
		g := &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, len(pix)/w)}
		if texts, err := DecodeAll(g); (len(texts) == 0) == (err == nil) || slices.Contains(texts, "") {
			t.Errorf("%q, %v", texts, err)
		}
		if text, err := DecodeGray(pix, w, len(pix)/w, w); (text == "") == (err == nil) {
			t.Errorf("%q, %v", text, err)
		}
	})
}

func FuzzEncode(f *testing.F) {
	f.Add("http://192.168.1.5:8899/#AQab-_")
	f.Add("0123456789")
	f.Add("http://19.1.W:8899/#AQab-_") // its code has in it what looks like a corner
	f.Fuzz(func(t *testing.T, text string) {
		// In what characters a text without a mark of them is, a reader guesses: for
		// those of a link it cannot be wrong.
		ascii := strings.Map(func(r rune) rune { return ' ' + r&0x7f%95 }, text)
		code, err := Encode(ascii)
		if err != nil {
			if ascii != "" && len(ascii) < 2000 {
				t.Fatal(err)
			}
			return
		}
		n := code.Size() + 2*QuietZone
		img := image.NewGray(image.Rect(0, 0, 3*n, 3*n))
		for i := range img.Pix {
			if !code.Dark(i%(3*n)/3-QuietZone, i/(3*n)/3-QuietZone) {
				img.Pix[i] = 255
			}
		}
		if got, err := DecodeAll(img); !slices.Equal(got, []string{ascii}) {
			t.Errorf("%q became %q, %v", ascii, got, err)
		}
	})
}

package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"
)

func TestThumbnailFits(t *testing.T) {
	for _, test := range []struct{ width, height, maxW, maxH, wantW, wantH int }{
		{800, 600, 320, 240, 320, 240},
		{800, 600, 320, 320, 320, 240},
		{600, 800, 320, 320, 240, 320},
		{801, 600, 100, 75, 100, 74},
		{300, 200, 320, 320, 300, 200}, // never larger
		{640, 480, 320, 480, 320, 240},
		{2000, 1, 100, 100, 100, 1},
		{1, 2000, 100, 100, 1, 100},
		{1600, 1200, 1599, 1199, 1598, 1199},
		{64, 64, 0, -5, 1, 1},
	} {
		for name, file := range map[string][]byte{
			"JPEG": asJPEG(t, quarters(test.width, test.height)), "PNG": asPNG(t, quarters(test.width, test.height)),
		} {
			img, err := Thumbnail(context.Background(), bytes.NewReader(file), test.maxW, test.maxH)
			if err != nil {
				t.Errorf("%s %+v: %v", name, test, err)
				continue
			}
			if img.Rect != image.Rect(0, 0, test.wantW, test.wantH) {
				t.Errorf("%s %+v: %v", name, test, img.Rect)
			}
			if min(test.wantW, test.wantH) > 40 {
				sameCorners(t, img, [4]color.NRGBA{red, green, blue, yellow})
			}
		}
	}
}

func TestAverageAtTheEdges(t *testing.T) {
	source := image.NewRGBA(image.Rect(0, 0, 7, 5))
	for i := range source.Pix {
		source.Pix[i] = 201
	}
	img, err := average(context.Background(), source, image.Pt(3, 2))
	if err != nil || img.Rect != image.Rect(0, 0, 3, 3) {
		t.Fatalf("%v, %v", img.Rect, err)
	}
	for _, v := range img.Pix {
		if v != 201 {
			t.Fatalf("%v", img.Pix)
		}
	}
}

func TestThumbnailLooksLikeTheWhole(t *testing.T) {
	source := image.NewNRGBA(image.Rect(0, 0, 1024, 768))
	wave := func(f float64) byte { return byte(120 + 90*math.Sin(f)) }
	for y := range 768 {
		for x := range 1024 {
			source.SetNRGBA(x, y, color.NRGBA{wave(float64(x) / 90), wave(float64(y) / 70), wave(float64(x+y) / 130), 255})
		}
	}
	for name, file := range map[string][]byte{"JPEG": asJPEG(t, source), "PNG": asPNG(t, source)} {
		for _, by := range []int{2, 3, 4, 8, 16} {
			img, err := Thumbnail(context.Background(), bytes.NewReader(file), 1024/by, 768/by)
			if err != nil {
				t.Fatal(err)
			}
			for y := 1; y < 768/by-1; y++ {
				for x := 1; x < 1024/by-1; x++ {
					if want := source.At(x*by+by/2, y*by+by/2); !near(img.At(x, y), want, 10) {
						t.Fatalf("%s by %d: %v at %d, %d, not %v", name, by, img.At(x, y), x, y, want)
					}
				}
			}
		}
	}
}

func TestThumbnailOfJPEGLargerThanDecodeTakes(t *testing.T) {
	// The whole would be refused: 100 million pixels. All its blocks are grey.
	const side = 10_000
	file := greyJPEG(side)
	if _, err := Decode(context.Background(), bytes.NewReader(file), Limits{}); !errors.Is(err, ErrTooLarge) {
		t.Fatalf("%v, not ErrTooLarge", err)
	}
	var err error
	var img *image.RGBA
	memory := allocated(func() { img, err = Thumbnail(context.Background(), bytes.NewReader(file), 400, 400) })
	if err != nil {
		t.Fatal(err)
	}
	if img.Rect != image.Rect(0, 0, 400, 400) || !near(img.At(200, 200), color.Gray{128}, 1) {
		t.Errorf("%v of %v", img.Rect, img.At(200, 200))
	}
	if memory > 32<<20 {
		t.Errorf("took %d bytes", memory)
	}
}

func TestThumbnailOfALineTakesLittleMemory(t *testing.T) {
	const long = 1_000_000
	for _, size := range []image.Point{{1, long}, {long, 1}} {
		source := image.NewGray(image.Rectangle{Max: size})
		for i := range source.Pix {
			source.Pix[i] = 77
		}
		file := asPNG(t, source)
		var err error
		var img *image.RGBA
		memory := allocated(func() { img, err = Thumbnail(context.Background(), bytes.NewReader(file), 400, 400) })
		if err != nil {
			t.Fatal(err)
		}
		if got := img.Bounds(); max(got.Dx(), got.Dy()) != 400 || !near(img.At(0, 0), color.Gray{77}, 0) {
			t.Errorf("%v of %v", got, img.At(0, 0))
		}
		// The picture as decoded, as RGBA, and a strip of as much.
		if memory > 16<<20 {
			t.Errorf("%v took %d bytes", size, memory)
		}
	}
}

// greyJPEG is a square JPEG of one component, of which each block takes two bits.
func greyJPEG(side int) []byte {
	file := []byte{0xff, markerSOI}
	table := append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)
	file = append(file, segment(markerDQT, table)...)
	size := binary.BigEndian.AppendUint16([]byte{8}, uint16(side))
	size = binary.BigEndian.AppendUint16(size, uint16(side))
	file = append(file, segment(markerSOF0, size, []byte{1, 1, 0x11, 0})...)
	one := append([]byte{1}, make([]byte, 15)...) // a code of one bit, for the symbol 0
	file = append(file, segment(markerDHT, []byte{0x00}, one, []byte{0}, []byte{0x10}, one, []byte{0})...)
	file = append(file, segment(markerSOS, []byte{1, 1, 0, 0, 63, 0})...)
	blocks := ((side + 7) / 8) * ((side + 7) / 8)
	file = append(file, make([]byte, (2*blocks+7)/8)...)
	return append(file, 0xff, markerEOI)
}

func TestPreview(t *testing.T) {
	transparent := image.NewNRGBA(image.Rect(0, 0, 50, 50))
	exif := exifSegment(cameraExif(Rotate90, binary.LittleEndian))
	for name, test := range map[string]struct {
		file          []byte
		width, height int // 0 where it depends
	}{
		"a photo":              {withSegments(asJPEG(t, quarters(1600, 1200)), exif), 360, 480},
		"a small picture":      {asPNG(t, quarters(40, 30)), 40, 30},
		"a transparent one":    {asPNG(t, transparent), 50, 50},
		"noise":                {asPNG(t, noise(1000, 1000)), 0, 0},
		"a line":               {asPNG(t, noise(3000, 1)), 480, 1},
		"an animation":         {testdata(t, "animated.webp"), 40, 30},
		"one behind a refusal": {testdata(t, "progressive-restart.jpg"), 61, 45},
	} {
		preview, err := Preview(context.Background(), bytes.NewReader(test.file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(preview) > PreviewBytes {
			t.Errorf("%s: %d bytes", name, len(preview))
		}
		img, err := jpeg.Decode(bytes.NewReader(preview))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if shown, err := DecodePreview(context.Background(), preview); err != nil || shown.Rect != img.Bounds() {
			t.Errorf("%s is refused at the receiver: %v", name, err)
		}
		size := img.Bounds().Size()
		if size.X > PreviewSide || size.Y > PreviewSide || test.width != 0 && size != image.Pt(test.width, test.height) {
			t.Errorf("%s: %v", name, size)
		}
		if bytes.Contains(preview, []byte("Exif")) || bytes.Contains(preview, []byte(secret)) {
			t.Errorf("%s: metadata", name)
		}
		switch name {
		case "a photo":
			sameCorners(t, img, turned[Rotate90])
		case "a transparent one":
			if !near(img.At(25, 25), color.White, 2) {
				t.Errorf("%s: %v", name, img.At(25, 25))
			}
		}
	}
}

func TestDecodePreviewRefusesWhatPreviewDoesNotMake(t *testing.T) {
	for name, test := range map[string]struct {
		preview []byte
		want    error
	}{
		"too wide":         {asJPEG(t, image.NewGray(image.Rect(0, 0, PreviewSide+1, 1))), ErrTooLarge},
		"too high":         {asJPEG(t, image.NewGray(image.Rect(0, 0, 1, PreviewSide+1))), ErrTooLarge},
		"too many bytes":   {append(asJPEG(t, quarters(48, 30)), make([]byte, PreviewBytes)...), ErrTooLarge},
		"another format":   {asPNG(t, quarters(48, 30)), ErrUnsupported},
		"nothing":          {nil, ErrNotPicture},
		"half of a JPEG":   {asJPEG(t, quarters(48, 30))[:700], ErrDamaged},
		"a false claim":    {claimed(t, 0xffff, 0xffff)["JPEG"], ErrTooLarge},
		"a false claim, 2": {claimed(t, PreviewSide, PreviewSide)["JPEG"], ErrDamaged},
	} {
		if _, err := DecodePreview(context.Background(), test.preview); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, not %v", name, err, test.want)
		}
	}
}

// phone is what a phone's camera makes: 12 megapixels, turned.
func phone(b *testing.B) []byte {
	img := quarters(4032, 3024)
	grain := noise(256, 256)
	for i := range img.Pix {
		img.Pix[i] = byte(max(0, min(255, int(img.Pix[i])+int(grain.Pix[i%len(grain.Pix)])/8-16)))
	}
	return withSegments(asJPEG(b, img), exifSegment(cameraExif(Rotate90, binary.BigEndian)))
}

func BenchmarkThumbnail(b *testing.B) {
	file := phone(b)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Thumbnail(context.Background(), bytes.NewReader(file), PreviewSide, PreviewSide); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreview(b *testing.B) {
	file := phone(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Preview(context.Background(), bytes.NewReader(file)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	file := phone(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(context.Background(), bytes.NewReader(file), Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

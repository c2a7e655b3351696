package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"runtime"
	"slices"
	"testing"
	"testing/iotest"
)

// turned is where the corners are when a picture stands upright, for each orientation.
var turned = map[Orientation][4]color.NRGBA{
	Upright:          {red, green, blue, yellow},
	MirrorHorizontal: {green, red, yellow, blue},
	Rotate180:        {yellow, blue, green, red},
	MirrorVertical:   {blue, yellow, red, green},
	Transpose:        {red, blue, green, yellow},
	Rotate90:         {blue, red, yellow, green},
	Transverse:       {yellow, green, blue, red},
	Rotate270:        {green, yellow, red, blue},
}

func decodeAll(t *testing.T, file []byte) *image.RGBA {
	t.Helper()
	img, err := Decode(context.Background(), bytes.NewReader(file), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestOrientationIsHonoured(t *testing.T) {
	// Higher than a strip, so that strips are put together.
	for o, want := range turned {
		file := withSegments(asJPEG(t, quarters(200, 150)), exifSegment(cameraExif(o, binary.BigEndian)))
		img := decodeAll(t, file)
		thumb, err := Thumbnail(context.Background(), bytes.NewReader(file), 40, 40)
		if err != nil {
			t.Fatal(err)
		}
		size, small := image.Pt(200, 150), image.Pt(40, 30)
		if o.swaps() {
			size, small = image.Pt(150, 200), image.Pt(30, 40)
		}
		if img.Rect.Size() != size || thumb.Rect.Size() != small {
			t.Errorf("%d: %v and %v", o, img.Rect, thumb.Rect)
		}
		sameCorners(t, img, want)
		sameCorners(t, thumb, want)
	}
	if img := decodeAll(t, formats(t, Rotate90)[PNG]); img.Rect.Size() != image.Pt(30, 48) {
		t.Errorf("a PNG: %v", img.Rect)
	} else {
		sameCorners(t, img, turned[Rotate90])
	}
	if img := decodeAll(t, formats(t, Rotate90)[WebP]); img.Rect.Size() != image.Pt(45, 61) {
		t.Errorf("a WebP: %v", img.Rect)
	}
}

func TestEveryKindOfPictureIsConverted(t *testing.T) {
	source := quarters(70, 130)
	for i := 3; i < len(source.Pix); i += 4 * 7 {
		source.Pix[i] = byte(i)
	}
	rect := source.Rect
	paletted := image.NewPaletted(rect, append(color.Palette{color.Transparent}, palette.WebSafe...))
	for name, img := range map[string]draw.Image{
		"NRGBA": image.NewNRGBA(rect), "RGBA": image.NewRGBA(rect), "NRGBA64": image.NewNRGBA64(rect), "RGBA64": image.NewRGBA64(rect),
		"grey": image.NewGray(rect), "grey of 16 bits": image.NewGray16(rect), "palette": paletted,
	} {
		draw.Draw(img, rect, source, image.Point{}, draw.Src)
		file := asPNG(t, img)
		got := decodeAll(t, file)
		if got.Rect != rect {
			t.Fatalf("%s: %v", name, got.Rect)
		}
		for y := range rect.Dy() {
			for x := range rect.Dx() {
				if !near(got.At(x, y), img.At(x, y), 1) {
					t.Fatalf("%s: %v at %d, %d, not %v", name, got.At(x, y), x, y, img.At(x, y))
				}
			}
		}
	}
}

func TestWebPOfEveryKind(t *testing.T) {
	original := func(x, y int) color.NRGBA {
		return color.NRGBA{byte(x * 6), byte(y * 8), 100, byte(255 - x*6)}
	}
	for _, name := range []string{"alpha.webp", "alpha-raw.webp", "animated.webp"} {
		img := decodeAll(t, testdata(t, name))
		if img.Rect != image.Rect(0, 0, 40, 30) {
			t.Fatalf("%s: %v", name, img.Rect)
		}
		for y := range 30 {
			for x := range 40 {
				got, want := img.RGBAAt(x, y), original(x, y)
				if got.A != want.A || !near(got, want, 32) {
					t.Fatalf("%s: %v at %d, %d, not %v", name, got, x, y, want)
				}
			}
		}
	}
	img := decodeAll(t, testdata(t, "animated-patch.webp"))
	for y := range 30 {
		for x := range 40 {
			want := color.RGBA{}
			if image.Pt(x, y).In(image.Rect(8, 6, 24, 16)) {
				want = color.RGBA{200, 200, 200, 255}
			}
			if got := img.RGBAAt(x, y); got != want {
				t.Fatalf("the first frame: %v at %d, %d, not %v", got, x, y, want)
			}
		}
	}
	for _, name := range []string{"lossy.webp", "lossless.webp"} {
		if img := decodeAll(t, testdata(t, name)); img.Rect != image.Rect(0, 0, 61, 45) || !img.Opaque() {
			t.Errorf("%s: %v", name, img.Rect)
		}
	}
}

func TestFirstFrameOfGIF(t *testing.T) {
	colours := color.Palette{color.Transparent, red, blue}
	frame := func(r image.Rectangle, index byte) *image.Paletted {
		img := image.NewPaletted(r, colours)
		for i := range img.Pix {
			img.Pix[i] = index
		}
		return img
	}
	file := encoded(t, func(out *bytes.Buffer) error {
		return gif.EncodeAll(out, &gif.GIF{
			Image:  []*image.Paletted{frame(image.Rect(10, 80, 30, 100), 1), frame(image.Rect(0, 0, 40, 120), 2)},
			Delay:  []int{1, 1},
			Config: image.Config{ColorModel: colours, Width: 40, Height: 120},
		})
	})
	img := decodeAll(t, file)
	for y := range 120 {
		for x := range 40 {
			want := color.NRGBA{}
			if image.Pt(x, y).In(image.Rect(10, 80, 30, 100)) {
				want = red
			}
			if !near(img.At(x, y), want, 0) {
				t.Fatalf("%v at %d, %d", img.At(x, y), x, y)
			}
		}
	}
}

func TestGoodPictureThatImageJPEGRefuses(t *testing.T) {
	img := decodeAll(t, testdata(t, "progressive-restart.jpg"))
	if img.Rect != image.Rect(0, 0, 61, 45) {
		t.Error(img.Rect)
	}
}

// claimed returns files that say they are of so many pixels.
func claimed(t testing.TB, width, height uint16) map[string][]byte {
	pngFile := asPNG(t, quarters(48, 30))
	header := bytes.Clone(pngFile[16:29])
	binary.BigEndian.PutUint32(header, uint32(width))
	binary.BigEndian.PutUint32(header[4:], uint32(height))
	interlaced := bytes.Clone(header)
	interlaced[12] = 1
	jpegFile := asJPEG(t, quarters(48, 30))
	frame := bytes.Index(jpegFile, []byte{0xff, markerSOF0})
	binary.BigEndian.PutUint16(jpegFile[frame+5:], height)
	binary.BigEndian.PutUint16(jpegFile[frame+7:], width)
	progressive := bytes.Clone(jpegFile)
	progressive[frame+1] = markerSOF2
	gifFile := asGIF(t, quarters(48, 30))
	binary.LittleEndian.PutUint16(gifFile[6:], width)
	binary.LittleEndian.PutUint16(gifFile[8:], height)
	vp8 := bytes.Clone(testdata(t, "lossy.webp"))
	binary.LittleEndian.PutUint16(vp8[26:], min(width, 0x3fff))
	binary.LittleEndian.PutUint16(vp8[28:], min(height, 0x3fff))
	vp8l := bytes.Clone(testdata(t, "lossless.webp"))
	binary.LittleEndian.PutUint32(vp8l[21:], uint32(min(width, 0x4000)-1)|uint32(min(height, 0x4000)-1)<<14)
	vp8x := appendUint24([]byte{webpHasAlpha, 0, 0, 0}, int(width)-1)
	vp8x = appendUint24(vp8x, int(height)-1)
	alpha := riff(webpChunk("VP8X", vp8x), webpChunk("ALPH", []byte{0, 1, 2}), webpChunk("VP8 ", vp8[20:]))
	return map[string][]byte{
		"PNG":              slices.Concat(pngSignature, pngChunk("IHDR", header), pngFile[afterIHDR:]),
		"interlaced PNG":   slices.Concat(pngSignature, pngChunk("IHDR", interlaced), pngFile[afterIHDR:]),
		"JPEG":             jpegFile,
		"progressive JPEG": progressive,
		"GIF":              gifFile,
		"lossy WebP":       vp8,
		"lossless WebP":    vp8l,
		"WebP with alpha":  alpha,
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestClaimedSizesTakeNoMemory(t *testing.T) {
	for name, file := range claimed(t, 0xffff, 0xffff) {
		calls := map[string]func() error{
			"Decode": func() error {
				_, err := Decode(context.Background(), bytes.NewReader(file), Limits{})
				return err
			},
			"Thumbnail": func() error {
				_, err := Thumbnail(context.Background(), bytes.NewReader(file), 320, 320)
				return err
			},
		}
		for call, f := range calls {
			var err error
			memory := allocated(func() { err = f() })
			// An alpha channel's canvas and its frame do not agree either.
			if !errors.Is(err, ErrTooLarge) && (name != "WebP with alpha" || !errors.Is(err, ErrDamaged)) {
				t.Errorf("%s of %s: %v, not ErrTooLarge", call, name, err)
			}
			if memory > 4<<20 {
				t.Errorf("%s of %s took %d bytes", call, name, memory)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	for name, file := range claimed(t, 3000, 3000) {
		if name == "WebP with alpha" {
			continue
		}
		for limit, limits := range map[string]Limits{
			"pixels": {MaxPixels: 3000*3000 - 1}, "memory": {MaxMemory: 9 << 20}, "bytes": {MaxBytes: int64(len(file)) - 1},
		} {
			if _, err := Decode(context.Background(), bytes.NewReader(file), limits); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%s, %s: %v, not ErrTooLarge", name, limit, err)
			}
		}
	}
	file := asPNG(t, quarters(48, 30))
	limits := Limits{MaxPixels: 48 * 30, MaxBytes: int64(len(file)), MaxMemory: 48 * 30 * 12}
	if _, err := Decode(context.Background(), bytes.NewReader(file), limits); err != nil {
		t.Errorf("exactly at the limits: %v", err)
	}
}

func TestMemoryIsReckoned(t *testing.T) {
	source := quarters(1600, 1200)
	deep := image.NewNRGBA64(source.Rect)
	grey := image.NewGray(source.Rect)
	draw.Draw(grey, grey.Rect, source, image.Point{}, draw.Src)
	turned := exifSegment(cameraExif(Rotate90, binary.BigEndian))
	source.Pix[3] = 100
	for name, file := range map[string][]byte{
		"PNG": asPNG(t, source), "deep PNG": asPNG(t, deep), "grey PNG": asPNG(t, grey), "GIF": asGIF(t, grey),
		"JPEG": withSegments(asJPEG(t, source), turned), "grey JPEG": withSegments(asJPEG(t, grey), turned),
	} {
		info, err := Probe(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		reckoned := info.layout.pixelBytes + info.layout.decodeBytes + resultBytes
		// The file is in memory three times over while it is read, and strips are.
		most := uint64(1600*1200*reckoned) + 4*uint64(len(file)) + 2<<20
		if memory := allocated(func() { decodeAll(t, file) }); memory > most {
			t.Errorf("%s: took %d bytes, not %d", name, memory, most)
		}
	}
}

func TestWebPChunkThatClaimsMoreThanThereIs(t *testing.T) {
	file := bytes.Clone(testdata(t, "lossy.webp"))
	binary.LittleEndian.PutUint32(file[4:], 0xfffffff0)
	binary.LittleEndian.PutUint32(file[16:], 0x7ffffff0)
	memory := allocated(func() {
		// The pixels are all there.
		if _, err := Decode(context.Background(), bytes.NewReader(file), Limits{}); err != nil {
			t.Error(err)
		}
	})
	if memory > 4<<20 {
		t.Errorf("took %d bytes", memory)
	}
}

func TestScansWithoutEndAreRefused(t *testing.T) {
	file := testdata(t, "progressive-restart.jpg")
	at := bytes.LastIndex(file, []byte{0xff, markerSOS})
	scan := file[at : len(file)-2]
	bomb := slices.Concat(file[:at], bytes.Repeat(scan, 100_000))
	for _, file := range [][]byte{bomb, append(bomb, 0xff, markerEOI)} {
		if _, err := Decode(context.Background(), bytes.NewReader(file), Limits{}); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%v, not ErrUnsupported", err)
		}
	}
	// Scans in a comment and behind the end are none.
	harmless := withSegments(asJPEG(t, quarters(48, 30)), segment(markerCOM, bytes.Repeat(scan[:12], 1000)))
	harmless = append(harmless, bytes.Repeat(scan, 1000)...)
	decodeAll(t, harmless)
}

func TestDamageIsSaid(t *testing.T) {
	files := map[string][]byte{
		"JPEG": asJPEG(t, quarters(48, 30)), "PNG": asPNG(t, quarters(48, 30)), "GIF": asGIF(t, quarters(48, 30)),
		"lossy": testdata(t, "lossy.webp"), "lossless": testdata(t, "lossless.webp"), "animated": testdata(t, "animated.webp"),
	}
	for name, file := range files {
		for n := sniffBytes; n < len(file)*3/4; n++ {
			if name == "animated" && n >= 200 {
				break // the first frame is there
			}
			if _, err := Decode(context.Background(), bytes.NewReader(file[:n]), Limits{}); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%d bytes of %d of a %s: %v, not ErrDamaged", n, len(file), name, err)
			}
		}
	}
	larger := asGIF(t, quarters(48, 30))
	binary.LittleEndian.PutUint16(larger[6:], 47)
	if _, err := Decode(context.Background(), bytes.NewReader(larger), Limits{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("a frame larger than its screen: %v", err)
	}
	broken := errors.New("the disk is gone")
	half := asPNG(t, noise(40, 40))
	reader := iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(half)))
	if _, err := Decode(context.Background(), reader, Limits{}); !errors.Is(err, iotest.ErrTimeout) || errors.Is(err, ErrDamaged) {
		t.Errorf("a reader's error became %v", err)
	}
	if _, err := Decode(context.Background(), iotest.ErrReader(broken), Limits{}); !errors.Is(err, broken) {
		t.Errorf("a reader's error became %v", err)
	}
}

// endOf is a reader that ends a context with its last bytes.
type endOf struct {
	*bytes.Reader
	cancel context.CancelFunc
}

func (e endOf) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if e.Len() == 0 {
		e.cancel()
	}
	return n, err
}

func TestContextEndsTheWork(t *testing.T) {
	for format, file := range formats(t, Rotate90) {
		for name, f := range map[string]func(context.Context, endOf) error{
			"Decode":    func(ctx context.Context, r endOf) error { _, err := Decode(ctx, r, Limits{}); return err },
			"Thumbnail": func(ctx context.Context, r endOf) error { _, err := Thumbnail(ctx, r, 5, 5); return err },
			"Preview":   func(ctx context.Context, r endOf) error { _, err := Preview(ctx, r); return err },
		} {
			ctx, cancel := context.WithCancel(context.Background())
			err := f(ctx, endOf{bytes.NewReader(file), cancel})
			cancel()
			if !errors.Is(err, context.Canceled) || errors.Is(err, ErrDamaged) {
				t.Errorf("%s of %v: %v, not context.Canceled", name, format, err)
			}
		}
	}
}

func TestInterlacedPNG(t *testing.T) {
	img := decodeAll(t, testdata(t, "interlaced.png"))
	for y := range 8 {
		for x := range 8 {
			if want := byte(x*16 + y*8); img.RGBAAt(x, y) != (color.RGBA{want, want, want, 255}) {
				t.Errorf("%v at %d, %d, not %d", img.RGBAAt(x, y), x, y, want)
			}
		}
	}
}

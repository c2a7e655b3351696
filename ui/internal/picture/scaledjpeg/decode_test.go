package scaledjpeg

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pattern is the picture that the files in testdata show, in any size.
func pattern(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	wave := func(f float64) byte { return byte(120 + 90*math.Sin(f)) }
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{
				wave(float64(x)/23 + float64(y)/31), wave(float64(x*x) / float64(width*17)), wave(float64(y) / 11), 255,
			})
		}
	}
	return img
}

func encode(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// check compares what Decode makes of data with the averages of the whole picture.
func check(t *testing.T, data []byte, whole image.Image) {
	t.Helper()
	for _, denominator := range []int{1, 2, 4, 8} {
		small, err := Decode(context.Background(), data, denominator)
		if err != nil {
			t.Errorf("to 1/%d: %v", denominator, err)
			continue
		}
		size := whole.Bounds().Size()
		want := image.Rect(0, 0, ceil(size.X, denominator), ceil(size.Y, denominator))
		if small.Bounds() != want {
			t.Errorf("to 1/%d: %v, not %v", denominator, small.Bounds(), want)
			continue
		}
		mean, most := distance(t, small, whole, denominator)
		if mean > 1 || most > 4 {
			t.Errorf("to 1/%d: differs by %.1f in the mean and by %.0f at most", denominator, mean, most)
		}
	}
}

// plane is one channel of a picture, as it is stored.
type plane struct {
	pix           []byte
	stride        int
	width, height int
}

func planes(t *testing.T, img image.Image) []plane {
	t.Helper()
	size := img.Bounds().Size()
	switch img := img.(type) {
	case *image.Gray:
		return []plane{{img.Pix, img.Stride, size.X, size.Y}}
	case *image.YCbCr:
		last := img.Bounds().Max.Sub(image.Pt(1, 1))
		at := img.COffset(last.X, last.Y)
		width, height := at%img.CStride+1, at/img.CStride+1
		return []plane{
			{img.Y, img.YStride, size.X, size.Y},
			{img.Cb, img.CStride, width, height}, {img.Cr, img.CStride, width, height},
		}
	}
	t.Fatalf("a %T", img)
	return nil
}

// distance compares the samples that stand for blocks that lie wholly in the picture.
func distance(t *testing.T, small, whole image.Image, denominator int) (mean, most float64) {
	t.Helper()
	count := 0
	for i, of := range planes(t, whole) {
		scaled := planes(t, small)[i]
		for y := range min(of.height/denominator, scaled.height) {
			for x := range min(of.width/denominator, scaled.width) {
				sum := 0
				for dy := range denominator {
					for dx := range denominator {
						sum += int(of.pix[(y*denominator+dy)*of.stride+x*denominator+dx])
					}
				}
				off := math.Abs(float64(scaled.pix[y*scaled.stride+x]) - float64(sum)/float64(denominator*denominator))
				mean += off
				most = max(most, off)
				count++
			}
		}
	}
	return mean / float64(max(count, 1)), most
}

func TestScaledPictureIsTheAverageOfTheWhole(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 100, 77))
	for i := range grey.Pix {
		grey.Pix[i] = byte(i%100 + i/100)
	}
	for name, img := range map[string]image.Image{
		"colours": pattern(163, 94), "grey": grey, "one pixel": pattern(1, 1), "a row": pattern(40, 1), "a column": pattern(1, 40),
	} {
		t.Run(name, func(t *testing.T) {
			data := encode(t, img)
			whole, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			check(t, data, whole)
		})
	}
}

func TestFilesOfAnotherEncoder(t *testing.T) {
	files, err := filepath.Glob("testdata/*.jpg")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(file, "rgb") || strings.Contains(file, "arithmetic") {
				if _, err := Decode(context.Background(), data, 8); !errors.Is(err, ErrUnsupported) {
					t.Fatalf("%v, not ErrUnsupported", err)
				}
				return
			}
			whole, err := jpeg.Decode(bytes.NewReader(data))
			if err != nil {
				// image/jpeg refuses these two: the same picture in another form is read.
				if !strings.HasSuffix(file, "-restart.jpg") {
					t.Fatal(err)
				}
				other, err := os.ReadFile(strings.Replace(file, "-restart.jpg", map[bool]string{true: "-420.jpg", false: ".jpg"}[strings.Contains(file, "progressive")], 1))
				if err != nil {
					t.Fatal(err)
				}
				if whole, err = jpeg.Decode(bytes.NewReader(other)); err != nil {
					t.Fatal(err)
				}
			}
			check(t, data, whole)
		})
	}
}

func TestCutFileIsRefused(t *testing.T) {
	for _, file := range []string{"testdata/progressive-420.jpg", "testdata/restart.jpg"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n := range len(data) {
			if _, err := Decode(context.Background(), data[:n], 4); !errors.Is(err, ErrFormat) {
				t.Fatalf("%d bytes of %d of %s: %v, not ErrFormat", n, len(data), file, err)
			}
		}
	}
}

func TestScanThatEndsTooEarlyIsRefused(t *testing.T) {
	data := encode(t, pattern(64, 64))
	for cut := 3; cut < 30; cut++ {
		short := append(bytes.Clone(data[:len(data)-cut]), 0xff, eoi)
		if _, err := Decode(context.Background(), short, 8); !errors.Is(err, ErrFormat) {
			t.Fatalf("%d bytes less: %v, not ErrFormat", cut, err)
		}
	}
}

func TestScansWithoutEndAreRefused(t *testing.T) {
	data, err := os.ReadFile("testdata/progressive-grey.jpg")
	if err != nil {
		t.Fatal(err)
	}
	// The scan that refines the DC coefficients fits behind any other: here again and again.
	begin := bytes.Index(data, []byte{0xff, sos, 0, 8, 1, 1, 0, 0, 0, 0x10})
	if begin < 0 {
		t.Fatal("no such scan")
	}
	length := bytes.Index(data[begin+2:], []byte{0xff, dht}) + 2
	bomb := append(bytes.Clone(data[:begin]), bytes.Repeat(data[begin:begin+length], MaxScans+1)...)
	bomb = append(bomb, 0xff, eoi)
	for _, denominator := range []int{1, 8} {
		if _, err := Decode(context.Background(), bomb, denominator); !errors.Is(err, ErrUnsupported) {
			t.Errorf("to 1/%d: %v, not ErrUnsupported", denominator, err)
		}
	}
}

func TestContextEndsDecoding(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Decode(ctx, encode(t, pattern(64, 64)), 2); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, not context.Canceled", err)
	}
}

func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.jpg")
	if err != nil {
		f.Fatal(err)
	}
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, byte(i))
	}
	f.Fuzz(func(t *testing.T, data []byte, size byte) {
		denominator := 1 << (size % 4)
		config, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width*config.Height > 1<<16 {
			return
		}
		img, err := Decode(context.Background(), data, denominator)
		if err != nil {
			if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) {
				t.Fatal(err)
			}
			return
		}
		if want := image.Rect(0, 0, ceil(config.Width, denominator), ceil(config.Height, denominator)); img.Bounds() != want {
			t.Fatalf("%v, not %v", img.Bounds(), want)
		}
		last := img.Bounds().Max.Sub(image.Pt(1, 1))
		img.At(last.X, last.Y)
	})
}

func BenchmarkDecode(b *testing.B) {
	data := encode(b, pattern(4032, 3024))
	for _, denominator := range []int{8, 4, 2} {
		b.Run(map[int]string{8: "eighth", 4: "quarter", 2: "half"}[denominator], func(b *testing.B) {
			for b.Loop() {
				if _, err := Decode(context.Background(), data, denominator); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

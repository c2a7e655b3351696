package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"testing"
)

// seeds adds what the other tests look at.
func seeds(f *testing.F) {
	f.Helper()
	for _, files := range laden(f, Rotate90) {
		f.Add(files[0])
		f.Add(files[1])
	}
	for _, file := range claimed(f, 300, 200) {
		f.Add(file)
	}
	for _, name := range []string{"alpha.webp", "alpha-raw.webp", "animated.webp", "animated-patch.webp", "lossless.webp", "interlaced.png"} {
		f.Add(testdata(f, name))
	}
	f.Add(asGIF(f, quarters(20, 10)))
}

// known reports whether an error says what a person can be told.
func known(err error) bool {
	for _, kind := range []error{ErrTooLarge, ErrNotPicture, ErrDamaged, ErrUnsupported} {
		if errors.Is(err, kind) {
			return !errors.Is(err, errPanicked)
		}
	}
	return false
}

func FuzzProbe(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := Probe(bytes.NewReader(data))
		if err != nil {
			if !known(err) {
				t.Fatal(err)
			}
			return
		}
		if info.Width <= 0 || info.Height <= 0 || info.Format == 0 || info.Orientation < Upright || info.Orientation > Rotate270 {
			t.Fatalf("%+v", info)
		}
	})
}

func FuzzDecode(f *testing.F) {
	seeds(f)
	limits := Limits{MaxPixels: 1 << 16, MaxBytes: 1 << 16, MaxMemory: 1 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := Decode(context.Background(), bytes.NewReader(data), limits)
		if err != nil {
			if !known(err) {
				t.Fatal(err)
			}
		} else if size := img.Rect.Size(); size.X <= 0 || size.Y <= 0 || size.X*size.Y > limits.MaxPixels || img.Rect.Min != (image.Point{}) {
			t.Fatal(img.Rect)
		}
		// Thumbnail has limits of its own: ask it only for what is small.
		if info, err := Probe(bytes.NewReader(data)); err != nil || info.Width*info.Height > limits.MaxPixels {
			return
		}
		small, err := Thumbnail(context.Background(), bytes.NewReader(data), 20, 10)
		if err != nil {
			if !known(err) {
				t.Fatal(err)
			}
		} else if size := small.Rect.Size(); size.X <= 0 || size.Y <= 0 || size.X > 20 || size.Y > 10 {
			t.Fatal(small.Rect)
		}
	})
}

func FuzzStrip(f *testing.F) {
	seeds(f)
	limits := Limits{MaxPixels: 1 << 16, MaxBytes: 1 << 16}
	f.Fuzz(func(t *testing.T, data []byte) {
		var out, again bytes.Buffer
		if err := Strip(&out, bytes.NewReader(data)); err != nil {
			if !known(err) {
				t.Fatal(err)
			}
			return
		}
		if err := Strip(&again, bytes.NewReader(out.Bytes())); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Fatalf("what was stripped changes when it is stripped again: %v", err)
		}
		before, err := Decode(context.Background(), bytes.NewReader(data), limits)
		if err != nil {
			return
		}
		after, err := Decode(context.Background(), bytes.NewReader(out.Bytes()), limits)
		if err != nil {
			t.Fatalf("what was shown before is not now: %v", err)
		}
		if before.Rect != after.Rect || !bytes.Equal(before.Pix, after.Pix) {
			t.Fatal("it looks different")
		}
	})
}

func FuzzEXIF(f *testing.F) {
	for o := Upright; o <= Rotate270; o++ {
		f.Add(cameraExif(o, binary.LittleEndian))
		f.Add(cameraExif(o, binary.BigEndian))
		f.Add(minimalExif(o))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := orientationOf(data)
		if o > Rotate270 {
			t.Fatal(o)
		}
		if got := orientationOf(minimalExif(max(o, Upright))); got != max(o, Upright) {
			t.Fatalf("%d became %d", o, got)
		}
	})
}

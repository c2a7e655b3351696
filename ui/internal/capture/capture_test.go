package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/bmp"
)

// halves is light on the left and dark on the right.
func halves() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 16, 8))
	for i := range img.Pix {
		if i%16 < 8 {
			img.Pix[i] = 255
		}
	}
	return img
}

// expectHalves fails unless a picture is what halves is.
func expectHalves(t *testing.T, img image.Image, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	light, dark := color.GrayModel.Convert(img.At(1, 1)).(color.Gray), color.GrayModel.Convert(img.At(14, 6)).(color.Gray)
	if img.Bounds().Size() != image.Pt(16, 8) || light.Y < 200 || dark.Y > 50 {
		t.Errorf("%v, %d, %d", img.Bounds(), light.Y, dark.Y)
	}
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	encoded := map[string][]byte{}
	for name, encode := range map[string]func(*bytes.Buffer) error{
		"png": func(b *bytes.Buffer) error { return png.Encode(b, halves()) },
		"jpg": func(b *bytes.Buffer) error { return jpeg.Encode(b, halves(), nil) },
		"gif": func(b *bytes.Buffer) error { return gif.Encode(b, halves(), nil) },
		"bmp": func(b *bytes.Buffer) error { return bmp.Encode(b, halves()) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		encoded[name] = b.Bytes()
		t.Run(name+" is read, whatever its name", func(t *testing.T) {
			img, err := File(write(name+".dat", b.Bytes()))
			expectHalves(t, img, err)
		})
	}
	t.Run("what is no picture, or half of one, is none", func(t *testing.T) {
		for name, content := range map[string][]byte{
			"empty": {}, "text": []byte("This is no picture."), "half": encoded["png"][:len(encoded["png"])-20],
		} {
			if _, err := File(write(name, content)); !errors.Is(err, ErrNone) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := File(dir); !errors.Is(err, ErrNone) {
			t.Errorf("a folder: %v", err)
		}
		if _, err := File(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("nothing: %v", err)
		}
	})
	t.Run("one that says it is too large is not read", func(t *testing.T) {
		large := bytes.Clone(encoded["png"])
		binary.BigEndian.PutUint32(large[16:], 8000) // the width and height of its header
		binary.BigEndian.PutUint32(large[20:], 5001)
		binary.BigEndian.PutUint32(large[29:], crc32.ChecksumIEEE(large[12:29]))
		if _, err := File(write("large", large)); !errors.Is(err, ErrSize) {
			t.Errorf("%v", err)
		}
		long := write("long", encoded["png"])
		if err := os.Truncate(long, maxBytes+1); err != nil {
			t.Fatal(err)
		}
		if _, err := File(long); !errors.Is(err, ErrSize) {
			t.Errorf("%v", err)
		}
	})
}

func TestDIB(t *testing.T) {
	fromDIB := func(dib []byte) (image.Image, error) {
		file, err := bmpOf(dib)
		if err != nil {
			return nil, err
		}
		return read(bytes.NewReader(file))
	}
	// dib makes what Windows has of a picture, the lowest row first.
	dib := func(header, depth, compression uint32) []byte {
		b := make([]byte, header)
		for at, v := range map[int]uint32{0: header, 4: 16, 8: 8, 12: 1 | depth<<16, 16: compression} {
			binary.LittleEndian.PutUint32(b[at:], v)
		}
		if compression == bitFields {
			masks := []byte{0, 0, 0xff, 0, 0, 0xff, 0, 0, 0xff, 0, 0, 0}
			if header == dibHeaderBytes {
				b = append(b, masks...)
			} else {
				copy(b[dibHeaderBytes:], masks)
			}
		}
		if depth == 8 {
			for i := range 256 {
				b = append(b, byte(i), byte(i), byte(i), 0)
			}
		}
		for _, p := range halves().Pix {
			b = append(b, bytes.Repeat([]byte{p}, int(depth/8))...)
		}
		return b
	}
	t.Run("every kind that a screenshot or a browser puts there", func(t *testing.T) {
		for _, d := range [][]byte{dib(40, 24, 0), dib(40, 32, 0), dib(40, 32, bitFields), dib(124, 32, bitFields), dib(108, 32, 0), dib(40, 8, 0)} {
			img, err := fromDIB(d)
			expectHalves(t, img, err)
		}
	})
	t.Run("cut anywhere it is none", func(t *testing.T) {
		whole := dib(40, 32, bitFields)
		for n := range len(whole) {
			if _, err := fromDIB(whole[:n]); !errors.Is(err, ErrNone) {
				t.Fatalf("%d bytes: %v", n, err)
			}
		}
	})
}

func FuzzDIB(f *testing.F) {
	f.Add(make([]byte, 60))
	f.Fuzz(func(t *testing.T, dib []byte) {
		if file, err := bmpOf(dib); err == nil && len(file) > len(dib)+bmpHeaderBytes {
			t.Errorf("%d bytes became %d", len(dib), len(file))
		}
	})
}

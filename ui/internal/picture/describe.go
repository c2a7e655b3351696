package picture

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"

	"golang.org/x/image/draw"
)

// Description is what a message says of a picture that it offers.
type Description struct {
	Width, Height int    // as it is shown, in pixels
	Preview       []byte // a small JPEG; see Preview
}

// Describe looks at the file at a path, and reports whether it is a picture that can be
// shown. It reads and decodes, so it belongs on no goroutine that draws.
func Describe(ctx context.Context, path string) (d Description, is bool) {
	f, err := Open(path)
	if err != nil {
		return d, false
	}
	defer f.Close()
	info, err := Probe(f)
	if err != nil {
		return d, false
	}
	if _, err = f.Seek(0, 0); err != nil {
		return d, false
	}
	if d.Preview, err = Preview(ctx, f); err != nil {
		return Description{}, false
	}
	d.Width, d.Height = info.Shown()
	return d, true
}

// Located reports whether the file at a path is a picture whose EXIF says where it was taken.
// It reads the file. A picture that says so in another way, or that is not understood, counts
// as one that does not.
func Located(path string) bool {
	f, err := Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	s := newStripper(io.Discard, f)
	_ = s.strip() // what came before it was not understood counts
	return s.place
}

// Open opens the regular file at a path: a pipe would be waited for.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("looking at the picture's file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is no regular file", ErrNotPicture)
	}
	return os.Open(path)
}

// At is Thumbnail of the file at a path.
func At(ctx context.Context, path string, maxW, maxH int) (*image.RGBA, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Thumbnail(ctx, f, maxW, maxH)
}

// Sized returns a picture in exactly the size given, which may be larger than it is.
func Sized(img *image.RGBA, size image.Point) *image.RGBA {
	if img.Rect.Size() == size {
		return img
	}
	dst := image.NewRGBA(image.Rectangle{Max: size})
	draw.BiLinear.Scale(dst, dst.Rect, img, img.Rect, draw.Src, nil)
	return dst
}

package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"confab/ui/internal/picture/scaledjpeg"

	xwebp "golang.org/x/image/webp"
)

// errPanicked says that a decoder of another module did.
var errPanicked = errors.New("the decoder panicked")

// Decode returns the whole picture in r, of an animation the first frame, upright, in
// image.RGBA, which Gio shows without a copy. It refuses what is above the limits by the
// file's head, before it decodes. It fails too when the context is done, which a JPEG's
// decoder sees up to seconds later.
func Decode(ctx context.Context, r io.Reader, limits Limits) (*image.RGBA, error) {
	limits = limits.filled()
	file, err := open(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	return file.decode(ctx, limits)
}

// file is a picture's file in memory.
type file struct {
	info Info
	data []byte
	webp webp // of a WebP
}

// open reads the file and what its head says.
func open(ctx context.Context, r io.Reader, limits Limits) (file, error) {
	data, err := readAll(ctx, r, limits.MaxBytes)
	if err != nil {
		return file{}, err
	}
	info, err := probe(data)
	if err != nil {
		return file{}, damage(err)
	}
	f := file{info: info, data: data}
	switch info.Format {
	case JPEG:
		err = checkScans(info, data)
	case WebP:
		f.webp, err = parseWebP(data)
		if err == nil && f.webp.pixels == nil {
			err = damaged("no pixels")
		}
	}
	return f, err
}

// decode is Decode for a file that was read.
func (f *file) decode(ctx context.Context, limits Limits) (*image.RGBA, error) {
	if err := limits.check(f.info); err != nil {
		return nil, err
	}
	img, err := f.stored(ctx)
	if err != nil {
		return nil, err
	}
	return f.info.toRGBA(ctx, img)
}

// stored decodes the picture as its format's decoder returns it.
func (f *file) stored(ctx context.Context) (img image.Image, err error) {
	defer func() {
		// What strangers send reaches decoders that were not written here: a fault in one
		// is to cost a picture, not the program.
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("%w: %w: %v", ErrDamaged, errPanicked, p)
		}
	}()
	src := newSource(ctx, f.data)
	switch f.info.Format {
	case JPEG:
		img, err = jpeg.Decode(src)
		if wrong := jpeg.FormatError(""); errors.As(err, &wrong) {
			// It takes some good ones for bad: see findings/go-jpeg-restart-interval.sh.
			if again, failed := scaledjpeg.Decode(ctx, f.data, 1); failed == nil {
				img, err = again, nil
			}
		}
	case PNG:
		img, err = png.Decode(src)
	case GIF:
		img, err = gif.Decode(src)
	case WebP:
		img, err = xwebp.Decode(newSource(ctx, f.webp.file()))
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return img, classify(err)
}

// classify has an error of a decoder be of a kind that callers know.
func classify(err error) error {
	var inJPEG jpeg.UnsupportedError
	var inPNG png.UnsupportedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &inJPEG), errors.As(err, &inPNG):
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// A strip is what is converted at once: up to stripRows rows, fewer where they are long, and
// one at least.
const (
	stripRows   = 64
	stripPixels = 1 << 18
)

func (i Info) stripHeight() int {
	return min(i.Height, max(min(stripRows, stripPixels/i.Width), 1))
}

// toRGBA converts a decoded picture and has it stand upright. One that does not fill the
// picture, as a frame of an animation may, lies on a transparent ground.
func (i Info) toRGBA(ctx context.Context, img image.Image) (*image.RGBA, error) {
	whole := image.Rect(0, 0, i.Width, i.Height)
	at := img.Bounds()
	if i.Format == WebP {
		at = at.Add(i.layout.frame)
	}
	if !at.In(whole) {
		return nil, damaged("a frame outside the picture")
	}
	if rgba, ok := img.(*image.RGBA); ok && at == whole && !i.Orientation.turns() {
		return rgba, nil
	}
	dst := image.NewRGBA(i.Orientation.bounds(i.Width, i.Height))
	height := i.stripHeight()
	strip := image.NewRGBA(image.Rect(0, 0, i.Width, height))
	for y := 0; y < i.Height; y += height {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows := strip.SubImage(image.Rect(0, 0, i.Width, min(height, i.Height-y))).(*image.RGBA)
		if at != whole {
			clear(strip.Pix)
		}
		convert(rows, img, at.Sub(image.Pt(0, y)))
		i.Orientation.place(dst, rows, y, i.Width, i.Height)
	}
	return dst, nil
}

// convert draws the part of img, of which the bounds lie at at, that is in dst.
func convert(dst *image.RGBA, img image.Image, at image.Rectangle) {
	part := at.Intersect(dst.Rect)
	from := part.Min.Sub(at.Min).Add(img.Bounds().Min)
	switch img := img.(type) {
	case *image.Paletted:
		convertPaletted(dst, part, img, from)
	case *image.NYCbCrA:
		draw.Draw(dst, part, &img.YCbCr, from, draw.Src)
		multiplyAlpha(dst, part, img, from)
	default:
		draw.Draw(dst, part, img, from, draw.Src)
	}
}

// convertPaletted is draw.Draw, which asks the palette anew for each pixel.
func convertPaletted(dst *image.RGBA, part image.Rectangle, img *image.Paletted, from image.Point) {
	var table [256][resultBytes]byte
	for index, c := range img.Palette {
		r, g, b, a := c.RGBA()
		table[index] = [resultBytes]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)}
	}
	for y := range part.Dy() {
		out := dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y+y):]
		in := img.Pix[img.PixOffset(from.X, from.Y+y):]
		for x, index := range in[:part.Dx()] {
			copy(out[x*resultBytes:], table[index][:])
		}
	}
}

// multiplyAlpha gives opaque pixels the alpha of img.
func multiplyAlpha(dst *image.RGBA, part image.Rectangle, img *image.NYCbCrA, from image.Point) {
	for y := range part.Dy() {
		out := dst.Pix[dst.PixOffset(part.Min.X, part.Min.Y+y):]
		in := img.A[img.AOffset(from.X, from.Y+y):]
		for x, alpha := range in[:part.Dx()] {
			pixel := out[x*resultBytes:][:resultBytes]
			for c := range resultBytes - 1 {
				pixel[c] = byte((uint32(pixel[c])*uint32(alpha) + 127) / 255)
			}
			pixel[3] = alpha
		}
	}
}

package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"confab/ui/internal/picture/scaledjpeg"
)

const (
	// PreviewSide is the most that a side of a preview measures, in pixels.
	PreviewSide = 480
	// PreviewBytes is the most that a preview takes.
	PreviewBytes = 16 << 10

	// maxScaled is how many pixels a JPEG may have that is not decoded in its full size:
	// the largest of phones have 200 million.
	maxScaled = 300_000_000
)

// Thumbnail returns the picture in r, upright, no larger than maxW × maxH and never larger
// than it is. A JPEG is decoded in about the size that is needed, which makes that of a phone
// a matter of some 80 ms of one core and lets a JPEG be larger than Decode allows; all else is decoded
// with the default Limits.
//
// The small picture that cameras put into a JPEG's EXIF is not used: programs that cut
// something off a picture are known to leave it as it was.
func Thumbnail(ctx context.Context, r io.Reader, maxW, maxH int) (*image.RGBA, error) {
	limits := Limits{}.filled()
	f, err := open(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	return f.thumbnail(ctx, limits, max(maxW, 1), max(maxH, 1))
}

func (f *file) thumbnail(ctx context.Context, limits Limits, maxW, maxH int) (*image.RGBA, error) {
	width, height := f.info.Shown()
	width, height = fit(width, height, maxW, maxH)
	if f.info.Orientation.swaps() {
		width, height = height, width // as stored: what is small is turned, not what is large
	}
	img, err := f.scaled(ctx, limits, width, height)
	if errors.Is(err, scaledjpeg.ErrUnsupported) {
		if err := limits.check(f.info); err != nil {
			return nil, err
		}
		if img, err = f.stored(ctx); err == nil {
			asStored := f.info
			asStored.Orientation = Upright
			img, err = asStored.toRGBA(ctx, img)
		}
	}
	if err != nil {
		return nil, err
	}
	small, err := resize(ctx, img, width, height)
	if err != nil {
		return nil, err
	}
	return f.info.Orientation.upright(small), nil
}

// scaled decodes a JPEG in the smallest size that is not below the one given. It returns
// scaledjpeg.ErrUnsupported for what has to be decoded whole.
func (f *file) scaled(ctx context.Context, limits Limits, width, height int) (image.Image, error) {
	denominator := 8
	for f.info.Width/denominator < width || f.info.Height/denominator < height {
		denominator /= 2
	}
	if f.info.Format != JPEG || denominator == 1 {
		return nil, scaledjpeg.ErrUnsupported
	}
	pixels := int64(f.info.Width) * int64(f.info.Height)
	memory := scaledjpeg.Memory(f.info.Width, f.info.Height, denominator, f.info.layout.progressive)
	if pixels > maxScaled || memory > limits.MaxMemory {
		return nil, tooLarge("%d × %d pixels", f.info.Width, f.info.Height)
	}
	img, err := scaledjpeg.Decode(ctx, f.data, denominator)
	if errors.Is(err, scaledjpeg.ErrFormat) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return img, err
}

// Preview returns a small picture of the one in r that goes with its offer, so that the
// receiver shows something before the whole is there: a JPEG of PreviewBytes at most, with
// no side above PreviewSide, upright, transparent parts on white, and without metadata.
func Preview(ctx context.Context, r io.Reader) ([]byte, error) {
	img, err := Thumbnail(ctx, r, PreviewSide, PreviewSide)
	if err != nil {
		return nil, err
	}
	img = onWhite(img)
	for {
		for _, quality := range []int{80, 65, 50, 35, 20} {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			var out bytes.Buffer
			if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
				return nil, fmt.Errorf("encoding the preview: %w", err)
			}
			if out.Len() <= PreviewBytes {
				return out.Bytes(), nil
			}
		}
		size := img.Rect.Size()
		img, err = resize(ctx, img, max(size.X*2/3, 1), max(size.Y*2/3, 1))
		if err != nil {
			return nil, err
		}
	}
}

// DecodePreview returns the picture of what Preview made, which came from somebody else: it
// refuses all that Preview would not have made.
func DecodePreview(ctx context.Context, preview []byte) (*image.RGBA, error) {
	f, err := open(ctx, bytes.NewReader(preview), Limits{MaxBytes: PreviewBytes})
	if err != nil {
		return nil, err
	}
	if f.info.Format != JPEG {
		return nil, unsupported("a preview in %v", f.info.Format)
	}
	if f.info.Width > PreviewSide || f.info.Height > PreviewSide {
		return nil, tooLarge("a preview of %d × %d pixels", f.info.Width, f.info.Height)
	}
	return f.decode(ctx, Limits{}.filled())
}

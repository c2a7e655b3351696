package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"

	"confab/ui/internal/windata"
)

// Clipboard reads the picture that was copied last. Its errors are ErrNone, ErrSize and
// ErrUnsupported.
func Clipboard(ctx context.Context) (image.Image, error) {
	dib, err := windata.Copied(ctx, windata.DIB, 4*maxPixels+largestDIBBytes)
	switch {
	case errors.Is(err, windata.ErrNone):
		return nil, ErrNone
	case errors.Is(err, windata.ErrSize):
		return nil, ErrSize
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	file, err := bmpOf(dib)
	if err != nil {
		return nil, err
	}
	return read(bytes.NewReader(file))
}

//go:build (linux && !android) || freebsd || openbsd

package capture

import (
	"context"
	"fmt"
	"image"
	"strings"

	"confab/ui/internal/selection"
)

// Clipboard reads the picture that was copied last, from X11, also where Wayland's is
// passed on to X11. Its errors are ErrNone, ErrSize and ErrUnsupported.
func Clipboard(ctx context.Context) (image.Image, error) {
	conn, err := selection.Open("")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	defer conn.Close()
	answers := make(chan selection.Answer, 1)
	conn.ReadPicture(maxBytes, func(a selection.Answer) { answers <- a })
	select {
	case a := <-answers:
		switch {
		case a.Err != nil:
			return nil, fmt.Errorf("%w: %w", ErrNone, a.Err)
		case a.Cut:
			return nil, ErrSize
		}
		return read(strings.NewReader(a.Picture))
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrNone, ctx.Err())
	}
}

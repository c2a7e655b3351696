//go:build !windows && (android || !(linux || freebsd || openbsd))

package capture

import (
	"context"
	"image"
)

// Screen fails with ErrUnsupported.
func Screen(context.Context) (image.Image, error) { return nil, ErrUnsupported }

// Clipboard fails with ErrUnsupported.
func Clipboard(context.Context) (image.Image, error) { return nil, ErrUnsupported }

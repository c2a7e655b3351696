//go:build !windows && (android || !(linux || freebsd || openbsd))

package picker

import (
	"context"
	"errors"
)

// Choose fails with errors.ErrUnsupported.
func Choose(context.Context, string, bool) (paths []string, err error) {
	return nil, errors.ErrUnsupported
}

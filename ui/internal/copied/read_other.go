//go:build !windows && (android || !(linux || freebsd || openbsd))

package copied

import "context"

// Read fails with ErrUnsupported.
func Read(context.Context) (Copied, error) { return Copied{}, ErrUnsupported }

//go:build !windows && (android || !(linux || freebsd || openbsd))

package reveal

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
)

func show(_ context.Context, path string) error {
	if runtime.GOOS != "darwin" {
		return errors.ErrUnsupported
	}
	return start(exec.Command("open", "-R", path))
}

//go:build !windows && (android || !(linux || freebsd || openbsd))

package opener

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
)

func open(ctx context.Context, path string) error {
	if runtime.GOOS != "darwin" {
		return errors.ErrUnsupported
	}
	return exec.CommandContext(ctx, "open", path).Run()
}

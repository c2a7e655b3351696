//go:build (linux && !android) || freebsd || openbsd

package reveal

import (
	"context"
	"os/exec"
	"path/filepath"

	"confab/ui/internal/desktop"
)

func show(ctx context.Context, path string) error {
	if desktop.ShowItem(ctx, path) == nil {
		return nil
	}
	return start(exec.Command("xdg-open", filepath.Dir(path)))
}

//go:build (linux && !android) || freebsd || openbsd

package picker

import (
	"context"
	"errors"

	"confab/ui/internal/desktop"
)

// Choose asks for files, or for one folder. It returns none where the person chose none.
func Choose(ctx context.Context, title string, folder bool) (paths []string, err error) {
	paths, err = desktop.ChooseFiles(ctx, title, folder)
	if errors.Is(err, desktop.ErrRefused) {
		return nil, nil
	}
	return paths, err
}

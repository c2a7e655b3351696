package reveal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Show shows a file or folder in the folder that it is in. It fails if it is not there any
// more, or where nothing can show it.
func Show(ctx context.Context, path string) error {
	path = filepath.Clean(path)
	if !filepath.IsAbs(path) {
		return fmt.Errorf("showing %q: %w", path, os.ErrInvalid)
	}
	if _, err := os.Lstat(path); err != nil {
		return err
	}
	return show(ctx, path)
}

// start starts a program and does not wait for it.
func start(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it leaves no zombie; how it went is for the person to see
	return nil
}

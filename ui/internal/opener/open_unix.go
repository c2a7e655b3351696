//go:build (linux && !android) || freebsd || openbsd

package opener

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"confab/ui/internal/desktop"
)

// open gives the file to xdg-open, and waits for it: it says by its exit code that nothing
// opens such files. Where it has no desktop to ask it stays until the program that it has
// started ends.
func open(ctx context.Context, path string) error {
	name, err := exec.LookPath("xdg-open")
	if err != nil {
		return desktop.OpenFile(ctx, path)
	}
	cmd := exec.Command(name, path) // not ended with ctx: what it has started would end too
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ctx.Done():
		return nil
	case err := <-ended:
		var code *exec.ExitError
		if errors.As(err, &code) {
			return fmt.Errorf("xdg-open: exit code %d", code.ExitCode())
		}
		return err
	}
}

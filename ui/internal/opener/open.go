package opener

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Open opens the file at an absolute path. It fails if the file is not there any more, is a
// link, a folder or marked as executable, or where nothing can open it.
func Open(ctx context.Context, path string) error {
	path = filepath.Clean(path)
	if !filepath.IsAbs(path) {
		return fmt.Errorf("opening %q: %w", path, os.ErrInvalid)
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || runtime.GOOS != "windows" && info.Mode()&0o111 != 0 {
		return fmt.Errorf("opening %q: %w", path, os.ErrPermission)
	}
	return open(ctx, path)
}

package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// removeAll removes a part. Links are not followed. Where nothing can be removed by its
// handle, as under Wine 8, it is by its path.
func removeAll(dir *os.Root, path, name string) error {
	if err := dir.RemoveAll(name); err == nil {
		return nil
	}
	var all []string
	err := filepath.WalkDir(longPath(filepath.Join(path, name)), func(path string, _ fs.DirEntry, err error) error {
		all = append(all, path)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, path := range slices.Backward(all) {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

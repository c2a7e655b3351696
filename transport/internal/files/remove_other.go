//go:build !windows

package files

import "os"

// removeAll removes a part. Links are not followed.
func removeAll(dir *os.Root, _, name string) error { return dir.RemoveAll(name) }

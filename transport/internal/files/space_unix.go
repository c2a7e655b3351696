//go:build linux || darwin || freebsd

package files

import "golang.org/x/sys/unix"

// Free is how many bytes this user may still write on the disk with a folder, as far as
// that is known: a share of one's own may be smaller.
func Free(dir string) (int64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err != nil {
		return 0, err
	}
	return int64(min(uint64(disk.Bavail), 1<<62/uint64(max(disk.Bsize, 1)))) * int64(disk.Bsize), nil
}

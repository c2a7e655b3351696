//go:build unix

package store

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// noFollow has opening fail at a symbolic link. NONBLOCK keeps it from waiting at
// a pipe; it changes nothing for files.
const noFollow = unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_CLOEXEC

// ours reports whether a file belongs to this user. The superuser may work in the
// folder of another.
func ours(info os.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && (int(s.Uid) == os.Geteuid() || os.Geteuid() == 0)
}

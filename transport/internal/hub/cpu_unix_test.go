//go:build unix

package hub

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is what this process has computed so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// needDescriptors fails where a process may not have n descriptors. The Go
// runtime has raised the limit as far as it goes.
func needDescriptors(t testing.TB, n int) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil && uint64(limit.Cur) < uint64(n) {
		t.Fatalf("this opens %d sockets, and this machine lets a process have %d descriptors: raise its hard limit (ulimit -Hn)", n, limit.Cur)
	}
}

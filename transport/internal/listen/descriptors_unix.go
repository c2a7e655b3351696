//go:build unix

package listen

import "syscall"

// Descriptors returns how many guests the process has descriptors for, a
// hundred set aside for the window, its fonts and files.
func Descriptors() int {
	const aside = 100
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<20 {
		return 1 << 20
	}
	return max(int(limit.Cur)-aside, 8)
}

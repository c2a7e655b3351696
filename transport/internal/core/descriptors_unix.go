//go:build unix

package core

import "syscall"

// descriptorLimit is how many guests the process has descriptors for, a
// hundred set aside for the window, its fonts and files.
func descriptorLimit() int {
	const aside = 100
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<20 {
		return 1 << 20
	}
	return max(int(limit.Cur)-aside, 8)
}

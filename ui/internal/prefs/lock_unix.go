//go:build unix

package prefs

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks f without waiting; busy says that somebody else has it.
func tryLock(f *os.File) (busy bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	return errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR), err
}

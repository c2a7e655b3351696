//go:build linux && !android

package files

import (
	"errors"
	"fmt"
	"syscall"
	"testing"
)

func TestWhatTheDiskSaysIsNoMissingCall(t *testing.T) {
	for _, said := range []error{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT, syscall.ENODATA, syscall.EREMOTEIO, syscall.ENOLINK,
		syscall.ETIMEDOUT, syscall.ESTALE, syscall.EACCES, syscall.EROFS, syscall.EUCLEAN, errors.New("another one")} {
		if noSuchCall(said) {
			t.Errorf("%v counts for nothing", said)
		}
	}
	for _, none := range []error{syscall.ENOSYS, syscall.EINVAL, syscall.ESPIPE, syscall.EOPNOTSUPP, syscall.EPERM} {
		if !noSuchCall(fmt.Errorf("waiting: %w", none)) {
			t.Errorf("%v is taken for a broken disk", none)
		}
	}
}

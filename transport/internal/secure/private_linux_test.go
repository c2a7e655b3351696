package secure

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// asSomebody calls f as a user whom permissions bind, also when root runs the
// tests. The user of file system calls is the thread's own (setfsuid(2)).
func asSomebody(t *testing.T, f func()) {
	t.Helper()
	const nobody = 65534
	if os.Geteuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, err := unix.SetfsuidRetUid(nobody); err != nil {
		t.Fatal(err)
	}
	defer unix.SetfsuidRetUid(0)
	f()
}

// sharedFolder is a temporary folder with an owner and a mode, which anybody can
// reach.
func sharedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	return dir
}

func chmod(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	t.Run("without an identity it is an error that says so", func(t *testing.T) {
		dir := sharedFolder(t)
		chmod(t, dir, 0o555)
		asSomebody(t, func() {
			var failure *IdentityError
			if _, err := OpenIdentity(dir); !errors.As(err, &failure) || !errors.Is(err, fs.ErrPermission) {
				t.Error(err)
			}
		})
	})
	t.Run("with an identity it works", func(t *testing.T) {
		dir := sharedFolder(t)
		chmod(t, dir, 0o777)
		asSomebody(t, func() {
			made, err := OpenIdentity(dir)
			if err != nil {
				t.Error(err)
				return
			}
			asRoot(t, func() { chmod(t, dir, 0o555) })
			if found, err := OpenIdentity(dir); err != nil || found.ID() != made.ID() {
				t.Error(err)
			}
		})
	})
	t.Run("a file that cannot be read is an error, and no new one is made", func(t *testing.T) {
		dir := sharedFolder(t)
		write(t, dir, zeroFile)
		chmod(t, filepath.Join(dir, IdentityName), 0)
		chmod(t, dir, 0o777)
		asSomebody(t, func() {
			if _, err := OpenIdentity(dir); !errors.Is(err, fs.ErrPermission) {
				t.Error(err)
			}
		})
		onlyIdentity(t, dir)
	})
	t.Run("a file that cannot be taken from others is told to be exposed", func(t *testing.T) {
		f, err := os.Open("/proc/self/status") // nobody can change its mode
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got := guard(f); got != Exposed {
			t.Error(got)
		}
	})
}

// asRoot undoes asSomebody for the time of f.
func asRoot(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	before, err := unix.SetfsuidRetUid(0)
	if err != nil {
		t.Fatal(err)
	}
	f()
	if _, err := unix.SetfsuidRetUid(before); err != nil {
		t.Fatal(err)
	}
}

//go:build !windows

package secure

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestPermissions(t *testing.T) {
	mode := func(t *testing.T, dir string) fs.FileMode {
		t.Helper()
		info, err := os.Stat(filepath.Join(dir, IdentityName))
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode()
	}
	t.Run("a new file has mode 0600, whatever the umask", func(t *testing.T) {
		for _, mask := range []int{0, 0o022, 0o077} {
			dir := t.TempDir()
			old := syscall.Umask(mask)
			_, err := OpenIdentity(dir)
			syscall.Umask(old)
			if got := mode(t, dir); err != nil || got != 0o600 {
				t.Errorf("umask %o: %v, %v", mask, got, err)
			}
		}
	})
	t.Run("a file that others can read is taken from them, and that is told once", func(t *testing.T) {
		for _, loose := range []fs.FileMode{0o644, 0o640, 0o604, 0o666, 0o610} {
			dir := t.TempDir()
			write(t, dir, zeroFile)
			if err := os.Chmod(filepath.Join(dir, IdentityName), loose); err != nil {
				t.Fatal(err)
			}
			identity, err := OpenIdentity(dir)
			if err != nil || identity.Exposure() != WasExposed || mode(t, dir) != 0o600 {
				t.Fatalf("%v: %v; mode %v", loose, err, mode(t, dir))
			}
			if identity, err = OpenIdentity(dir); err != nil || identity.Exposure() != Private {
				t.Errorf("%v: then %v", loose, err)
			}
		}
	})
	t.Run("a file that its owner may only read is left so", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, zeroFile)
		if err := os.Chmod(filepath.Join(dir, IdentityName), 0o400); err != nil {
			t.Fatal(err)
		}
		if identity, err := OpenIdentity(dir); err != nil || identity.Exposure() != Private || mode(t, dir) != 0o400 {
			t.Errorf("%v; mode %v", err, mode(t, dir))
		}
	})
	t.Run("a pipe in its place is an error at once", func(t *testing.T) {
		dir := t.TempDir()
		if err := syscall.Mkfifo(filepath.Join(dir, IdentityName), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenIdentity(dir); !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
	})
	t.Run("a link to nowhere is an error, and stays", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Symlink("nowhere", filepath.Join(dir, IdentityName)); err != nil {
			t.Fatal(err)
		}
		var failure *IdentityError
		if _, err := OpenIdentity(dir); !errors.As(err, &failure) {
			t.Error(err)
		}
		onlyIdentity(t, dir)
	})
}

// Each way of publishing has to hold alone: Android has no hard links.
func TestPublish(t *testing.T) {
	ways := map[string]func(temp, path string) error{"with hard links": publish, "without hard links": renameLocked}
	for name, way := range ways {
		t.Run("one of twenty gets the name "+name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, IdentityName)
			ids := atOnce(t, 20, func() (ID, error) {
				identity, err := NewIdentity()
				if err != nil {
					return ID{}, err
				}
				temp := filepath.Join(dir, rand.Text())
				defer os.Remove(temp)
				if err := os.WriteFile(temp, formatIdentity(identity), 0o600); err != nil {
					return ID{}, err
				}
				switch err := way(temp, path); {
				case err == nil:
					return identity.ID(), nil
				case errors.Is(err, fs.ErrExist):
					return ID{}, nil
				default:
					return ID{}, err
				}
			})
			there, err := readIdentity(path)
			if err != nil {
				t.Fatal(err)
			}
			winners := 0
			for _, id := range ids {
				if id.IsZero() {
					continue
				}
				winners++
				if id != there.ID() {
					t.Errorf("%v won, and %v is there", id, there.ID())
				}
			}
			if winners != 1 {
				t.Errorf("%d won", winners)
			}
			onlyIdentity(t, dir)
		})
	}
}

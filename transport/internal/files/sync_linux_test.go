package files

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// unwritten is how many extents of a file are not on the disk yet: without a place, or
// with one that was not written; and how many there are in all.
func unwritten(path string) (n, of int, err error) {
	const (
		request, head, size = 0xc020660b, 32, 56 // FS_IOC_FIEMAP
		most                = 512
		delayed, blank      = 0x4, 0x800
	)
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	b := make([]byte, head+most*size)
	binary.NativeEndian.PutUint64(b[8:], 1<<62)
	binary.NativeEndian.PutUint32(b[24:], most)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, f.Fd(), request, uintptr(unsafe.Pointer(&b[0]))); errno != 0 {
		return 0, 0, errno
	}
	all := binary.NativeEndian.Uint32(b[20:])
	for i := range all {
		if binary.NativeEndian.Uint32(b[head+i*size+40:])&(delayed|blank) != 0 {
			n++
		}
	}
	return n, int(all), nil
}

// tells ends the test where the file system does not tell what unwritten asks.
func tells(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOTTY) {
		if os.Getenv("CI") == "true" {
			t.Fatal("the file system of temporary files does not tell what is on the disk")
		}
		t.Skip("the file system does not tell what is on the disk")
	}
	must(t, err)
}

// TestTheDiskIsNotLeftBehind asks the file system before anything was synced.
func TestTheDiskIsNotLeftBehind(t *testing.T) {
	out, at := send(t, offer(t, "file", random(3*behindBytes))), newPlace(t)
	p := at.create(t, out.Snapshot)
	path := filepath.Join(at.downloads, p.part)
	waiting, of, err := unwritten(path)
	tells(t, err)
	if waiting != of {
		t.Fatalf("%d of %d extents are on the disk before anything was written", of-waiting, of)
	}
	out.fill(t, p)
	if waiting, of, err = unwritten(path); err != nil || waiting == of {
		t.Errorf("none of %d extents is on the disk when all was put: %v", of, err)
	}
	_, err = p.Finish(out.whole)
	must(t, err)
}

// TestNothingIsRenamedBeforeItIsOnTheDisk asks the file system, just before the rename.
func TestNothingIsRenamedBeforeItIsOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string][]byte{"file": random(8*MinChunk + 1), "top/a": random(3 * MinChunk), "top/b/c": random(5000), "top/b/d": random(4 << 10)})
	for _, name := range []string{"file", "top"} {
		t.Run(name, func(t *testing.T) {
			out, at := send(t, scanned(t, filepath.Join(dir, name))), newPlace(t)
			p := at.create(t, out.Snapshot)
			count := func() (n int) {
				must(t, filepath.WalkDir(filepath.Join(at.downloads, p.part), func(path string, d fs.DirEntry, err error) error {
					if err != nil || d.IsDir() {
						return err
					}
					here, _, err := unwritten(path)
					tells(t, err)
					n += here
					return err
				}))
				return n
			}
			p.Hooks.BeforeSync = func() { t.Logf("%d extents are to be written", count()) }
			p.Hooks.BeforeRename = func() {
				if n := count(); n > 0 {
					t.Errorf("%d extents are not on the disk", n)
				}
			}
			out.fill(t, p)
			_, err := p.Finish(out.whole)
			must(t, err)
		})
	}
}

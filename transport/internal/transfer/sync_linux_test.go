package transfer

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"confab/transport/internal/store"
)

// unwritten is how many pages of a file are in memory only: cachestat(2), which the
// system call's number and its structures are of.
func unwritten(t testing.TB, path string) (pages uint64) {
	t.Helper()
	const cachestat = 451
	f := must(os.Open(path))(t)
	defer f.Close()
	var all struct{ offset, length uint64 }
	var stat struct{ cached, dirty, writeback, evicted, recent uint64 }
	_, _, errno := syscall.Syscall6(cachestat, f.Fd(), uintptr(unsafe.Pointer(&all)), uintptr(unsafe.Pointer(&stat)), 0, 0, 0)
	if errno != 0 {
		cannotSee(t, "this kernel does not tell what is written: "+errno.Error())
	}
	return stat.dirty + stat.writeback
}

// cannotSee ends a test that cannot see what is on the disk: in CI it must.
func cannotSee(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func TestWhatHasItsNameIsOnTheDisk(t *testing.T) {
	dir := t.TempDir()
	probe := filepath.Join(dir, "probe")
	no(t, os.WriteFile(probe, make([]byte, chunk), 0o600))
	if unwritten(t, probe) == 0 {
		cannotSee(t, "this file system has no pages that are to be written: TMPDIR should lie on a disk")
	}
	for _, kind := range []string{"a file", "a folder"} {
		t.Run(kind, func(t *testing.T) {
			s := newSite(t)
			to := s.add(boris)
			path := filepath.Join(s.host.home, "plan")
			files := map[string][]byte{"": bytes.Repeat([]byte("plan"), chunk)}
			if kind == "a folder" {
				files = map[string][]byte{"below/one": make([]byte, chunk), "below/two": make([]byte, 3*chunk)}
				no(t, os.MkdirAll(filepath.Join(path, "below"), 0o700))
			}
			for name, b := range files {
				no(t, os.WriteFile(filepath.Join(path, name), b, 0o600))
			}
			looked := 0
			to.engine.config.hooks.AfterRename = func() {
				no(t, filepath.WalkDir(to.downloads(), func(path string, d fs.DirEntry, err error) error {
					if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, ".part") {
						return err
					}
					looked++
					if n := unwritten(t, path); n > 0 {
						t.Errorf("%d pages of %s are in memory only", n, path)
					}
					return nil
				}))
			}
			no(t, to.engine.Fetch(s.host.keeps(path), to.downloads()))
			to.awaitState(store.TransferDone)
			if looked != len(files) {
				t.Errorf("%d files have their names", looked)
			}
		})
	}
}

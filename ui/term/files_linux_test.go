package term

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// mountSmall puts a file system of 2 MiB at a folder, which needs root, or sudo without a
// password. Without either the test is skipped, and fails in CI.
func mountSmall(t *testing.T, dir string) {
	t.Helper()
	var prefix []string
	if os.Geteuid() != 0 {
		prefix = []string{"sudo", "-n"}
	}
	as := func(args ...string) ([]byte, error) {
		args = append(prefix, args...)
		return exec.Command(args[0], args[1:]...).CombinedOutput()
	}
	if out, err := as("mount", "-t", "tmpfs", "-o", "size=2m,mode=1777", "tmpfs", dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mounting a small file system: %v\n%s", err, out)
		}
		t.Skipf("not run: mounting a small file system: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		if out, err := as("umount", dir); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// TestNoRoom fills the disk of a receiver: a small file system of its own.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	to := t.TempDir()
	mountSmall(t, to)
	path := filepath.Join(t.TempDir(), "large.bin")
	fileOf(t, path, 4*mib)
	host, addr := memberHost(t, t.TempDir(), "-open", "-save", to)
	p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", "2s", "-file", path)
	host.out.await(t, `large\.bin did not come\. There is no room left on the disk`)
	p.exit(t, 1)
	contains(t, p.err.String(), "large.bin")
	small := fileOf(t, filepath.Join(filepath.Dir(path), "small.bin"), 1000)
	run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Bob", "-file", filepath.Join(filepath.Dir(path), "small.bin")).exit(t, 0)
	got, err := os.ReadFile(filepath.Join(to, "small.bin"))
	if err != nil || !slices.Equal(got, small) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

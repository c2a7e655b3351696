package term

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
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
	contains(t, p.err.String(), "large.bin: ", "'s disk is full. It goes on when ")
	small := fileOf(t, filepath.Join(filepath.Dir(path), "small.bin"), 1000)
	run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Bob", "-file", filepath.Join(filepath.Dir(path), "small.bin")).exit(t, 0)
	got, err := os.ReadFile(filepath.Join(to, "small.bin"))
	if err != nil || !slices.Equal(got, small) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// TestSendFileOnATerminal has stderr be a terminal.
func TestSendFileOnATerminal(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open", "-save", t.TempDir())
	g := newGate(t, addr, 2*mib)
	path := filepath.Join(t.TempDir(), "plan.bin")
	fileOf(t, path, 5*mib)
	screen, tty := terminal(t)
	p := exec.Command(confab, "send", g.addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", patience.String(), "-file", path)
	p.Env = append(os.Environ(), "LC_ALL=en_US.UTF-8", "HOME="+t.TempDir(), "TERM=xterm")
	p.Stderr = tty
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- p.Wait() }()
	t.Cleanup(func() { _ = p.Process.Kill() })
	screen.await(t, `\rplan\.bin: [\d.]+ [KM]iB of 5 MiB \[=*> *\] \d+ %`)
	g.open(false)
	if err := <-over; err != nil {
		t.Errorf("%v\n%s", err, screen)
	}
	host.out.await(t, "plan.bin is here")
	screen.await(t, `plan\.bin: 5\.0 MiB of 5 MiB \[={20}\] 100 %[^\n]*\n$`)
}

// terminal is a terminal: what is written to tty appears on screen.
func terminal(t *testing.T) (screen *output, tty *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(master.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 120})
	}
	if err != nil {
		t.Fatal(err)
	}
	if tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	screen = newOutput()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(screen, master) // ends with an error when the last writer is gone
	}()
	t.Cleanup(func() {
		_ = tty.Close()
		<-ended
		_ = master.Close()
	})
	return screen, tty
}

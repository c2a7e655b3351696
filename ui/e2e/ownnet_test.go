//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"confab/ui/internal/ownnet"
)

// built is the environment variable by which this test program, on a network of
// its own, knows the program under test.
const built = "CONFAB_E2E_PROGRAM"

// runOwnNet starts this test program again, in its own place and on a network of
// its own: these tests have loopback addresses of their own in their pictures
// and one needs port 8899, which another run of them may have on this machine.
// Where that cannot be made the tests run on the machine's, but not in CI.
func runOwnNet(m *testing.M) int {
	argv, err := ownNetwork()
	if err == nil {
		err = syscall.Exec(argv[0], argv, os.Environ())
	}
	fmt.Fprintln(os.Stderr, "starting the tests on a network of their own:", err)
	if os.Getenv("CI") == "true" {
		return 1
	}
	return m.Run()
}

func ownNetwork() ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	argv, err := ownnet.Command("env", append([]string{built + "=" + confab, self}, os.Args[1:]...)...)
	if err != nil {
		return nil, err
	}
	argv[0], err = exec.LookPath(argv[0])
	return argv, err
}

// fixedFolder makes a folder whose path stands in a picture and has to be the
// same on each machine. Another run of these tests waits for its turn.
func fixedFolder(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(os.TempDir(), name)
	turn, err := os.OpenFile(dir+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { turn.Close() })
	eventually(t, dir+" is free", func() bool { return syscall.Flock(int(turn.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil })
	// A run that was killed has left its folder.
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

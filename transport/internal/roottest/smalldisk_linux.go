package roottest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// OnSmallDisk runs the test program again with these variables of the environment, in a
// mount namespace of its own: the disks that it mounts (MountSmall) are seen by nobody else
// and end with it. Each line that it prints, "SENTENCE: fine" or "SENTENCE: what is wrong",
// becomes a test, and there must be so many.
func OnSmallDisk(t *testing.T, env []string, tried int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if refused := errors.Is(err, syscall.EPERM) || strings.HasPrefix(string(out), refusal); refused && os.Getenv("CI") != "true" {
		t.Skipf("not run: a small disk needs the right to mount one: %v %s", err, out)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	done := 0
	for line := range strings.Lines(string(out)) {
		sentence, verdict, _ := strings.Cut(strings.TrimSpace(line), ": ")
		done++
		t.Run(sentence, func(t *testing.T) {
			if verdict != "fine" {
				t.Error(verdict)
			}
		})
	}
	if done != tried {
		t.Errorf("%d of %d were tried:\n%s", done, tried, out)
	}
}

// refusal is how the program begins what it prints where it may not mount.
const refusal = "mounting:"

// MountSmall makes a folder a disk of that size ("2m"), in the program that OnSmallDisk
// runs. Where it may not, it ends the program.
func MountSmall(dir, size string) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		fmt.Println(refusal, err)
		os.Exit(1)
	}
}

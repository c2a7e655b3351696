package chaos

import (
	"os"
	"os/exec"
	"syscall"
)

// unprivileged has a command run as a user who owns nothing, since modes mean
// nothing to root.
func unprivileged(cmd *exec.Cmd) error {
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return nil
}

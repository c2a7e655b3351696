package reveal

import (
	"context"
	"os/exec"
	"syscall"
)

// show gives Explorer its command line as Explorer reads it, which is not as other programs
// do. A quote cannot be in a name on Windows.
func show(_ context.Context, path string) error {
	cmd := exec.Command("explorer.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `explorer.exe /select,"` + path + `"`}
	return start(cmd)
}

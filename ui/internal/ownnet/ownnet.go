package ownnet

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
)

// ErrPrivilege is the error of Command for a user who may not make a network.
var ErrPrivilege = errors.New("a network of its own takes root, or sudo without a password")

// Command returns the command line that runs name with args on a network of its
// own, as the user who runs the tests. As root it becomes the process of name
// itself; otherwise sudo stands before it, which passes signals on. The
// environment is that of the command, but for what sudo takes out of it.
func Command(name string, args ...string) (argv []string, err error) {
	const loopback = `ip link set lo up && exec "$@"`
	argv = []string{"unshare", "--net", "sh", "-c", loopback, "sh"}
	if os.Geteuid() != 0 {
		if exec.Command("sudo", "-n", "true").Run() != nil {
			return nil, ErrPrivilege
		}
		argv = append([]string{"sudo", "-n", "-E"}, argv...)
		argv = append(argv, "setpriv", "--reuid", strconv.Itoa(os.Geteuid()), "--regid", strconv.Itoa(os.Getegid()), "--init-groups",
			"env", "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"))
	}
	return append(append(argv, name), args...), nil
}

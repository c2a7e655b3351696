package ownnet

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
)

// ErrUnavailable is the error of Command where no network can be made.
var ErrUnavailable = errors.New("a network of its own takes root, or sudo without a password, and the command ip of iproute2")

// Command returns the command line that runs name with args on a network of its
// own, as the user who runs the tests. As root it becomes the process of name
// itself; otherwise sudo stands before it, which passes signals on. The
// environment is that of the command, but for what sudo takes out of it.
func Command(name string, args ...string) (argv []string, err error) {
	const loopback = `ip link set lo up && exec "$@"`
	argv = []string{"unshare", "--net", "sh", "-c", loopback, "sh"}
	if _, err := exec.LookPath("ip"); err != nil {
		return nil, ErrUnavailable
	}
	if os.Geteuid() != 0 {
		if exec.Command("sudo", "-n", "true").Run() != nil {
			return nil, ErrUnavailable
		}
		argv = append([]string{"sudo", "-n", "-E"}, argv...)
		argv = append(argv, "setpriv", "--reuid", strconv.Itoa(os.Geteuid()), "--regid", strconv.Itoa(os.Getegid()), "--init-groups",
			"env", "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"))
	}
	return append(append(argv, name), args...), nil
}

//go:build attack && linux

package attack

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
)

// networkVariable is set in the process that has the network.
const networkVariable = "CONFAB_ATTACK_NETWORK"

// The host's addresses, and the one from which connections come whose source is
// not chosen: those of the honest members.
var (
	hostV4 = netip.MustParseAddr("10.77.0.1")
	hostV6 = netip.MustParseAddr("fd77::1")
)

// network makes the network that the tests run on. All of 10.77.0.0/16 and of
// fd77::/64 are addresses of it, but only the host's are on an interface. It ends
// with the last process in it.
const network = `set -e
ip link set lo up
ip link add near type veth peer name far
ip addr add 10.77.0.1/16 dev near
ip -6 addr add fd77::1/64 dev near nodad
ip link set near up
ip link set far up
ip route add local 10.77.0.0/16 dev lo
ip -6 route add local fd77::/64 dev lo
ip route change local 10.77.0.1 dev near table local src 10.77.0.9
echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind
exec nice -n 10 "$@"`

// first is the command for what runs before the attackers. These have processors of
// their own on a network; here they get what the host and its members leave, so that
// the table shows what the host does and not how busy the attackers are.
func first(path string, args ...string) *exec.Cmd {
	return exec.Command("nice", append([]string{"-n", "-10", path}, args...)...)
}

// enterNetwork makes this process the same program on a network of its own. It
// returns only if it is on one, or if none can be made.
func enterNetwork() error {
	if os.Getenv(networkVariable) != "" {
		return nil
	}
	argv := []string{"unshare", "--net", "sh", "-c", network, "sh"}
	if os.Geteuid() != 0 {
		if exec.Command("sudo", "-n", "true").Run() != nil {
			return errors.New("a network of its own takes root, or sudo without a password")
		}
		argv = append([]string{"sudo", "-n", "-E"}, argv...)
		argv = append(argv, "env", "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"))
	}
	if _, err := exec.LookPath("ip"); err != nil {
		return errors.New("a network of its own takes the command ip of iproute2")
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}
	argv = append(append(argv, self), os.Args[1:]...)
	return syscall.Exec(path, argv, append(os.Environ(), networkVariable+"=1"))
}

// machine is the address of the n-th machine of the attackers: of four, one
// comes over IPv6, where all are in the host's own /64.
func machine(n int) netip.Addr {
	if n%4 == 3 {
		return machineV6(n)
	}
	return machineV4(n)
}

func machineV4(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, 77, byte(1 + n/250%250), byte(1 + n%250)})
}

func machineV6(n int) netip.Addr {
	a := hostV6.As16()
	a[11], a[12], a[13], a[14] = 1, byte(n>>16), byte(n>>8), byte(n)
	return netip.AddrFrom16(a)
}

// dialer dials the host's port from an address.
func dialFrom(from netip.Addr, port int) (net.Conn, error) {
	to := hostV4
	if from.Is6() {
		to = hostV6
	}
	d := net.Dialer{Timeout: patience, LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0))}
	c, err := d.Dial("tcp", netip.AddrPortFrom(to, uint16(port)).String())
	if err != nil {
		return nil, fmt.Errorf("from %v: %w", from, err)
	}
	return c, nil
}

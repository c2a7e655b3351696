package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"confab/transport/internal/roottest"
)

// roleVar says what a child of the test is: see TestMain.
const roleVar = "CONFAB_DOCTOR_TEST"

// TestMain is also the programs in the namespaces: one that diagnoses an address and
// prints what it finds, one that listens, one that listens and has all dropped that comes,
// and one that has a tunnel, each of these until its input ends.
func TestMain(m *testing.M) {
	role, addr, _ := strings.Cut(os.Getenv(roleVar), ", ")
	var err error
	switch role {
	case "":
		os.Exit(m.Run())
	case "diagnose", "diagnose soon":
		ctx, cancel := context.Background(), func() {}
		if role != "diagnose" {
			ctx, cancel = context.WithTimeout(ctx, 2*time.Second) // where nobody answers
		}
		var d Diagnosis
		d, err = Diagnose(ctx, Options{Addr: addr})
		cancel()
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(d)
		}
	default:
		var held io.Closer
		switch role {
		case "listen":
			held, err = net.Listen("tcp", addr)
		case "drop":
			held, err = dropAll(addr)
		case "tun":
			held, err = openTun(addr)
		}
		if err == nil {
			fmt.Println("ready")
			_, _ = io.Copy(io.Discard, os.Stdin)
			err = held.Close()
		}
	}
	if err != nil {
		panic(err)
	}
}

// dropAll listens with a filter that drops every packet, as a firewall does.
func dropAll(addr string) (io.Closer, error) {
	var how net.ListenConfig
	how.SetMultipathTCP(false) // which takes no filter
	l, err := how.Listen(context.Background(), "tcp", addr)
	if err != nil {
		return nil, err
	}
	raw, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		return nil, err
	}
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
	bad := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &drop})
	})
	return l, errors.Join(bad, err)
}

// openTun makes a tunnel whose other end takes nothing.
func openTun(name string) (io.Closer, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	request, err := unix.NewIfreq(name)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	return os.NewFile(uintptr(fd), name), unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
}

// child is a command that runs this test program in a namespace.
func child(t *testing.T, prefix []string, ns, role string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	argv := append(prefix[:len(prefix):len(prefix)], "ip", "netns", "exec", ns, "env", roleVar+"="+role, self)
	c := exec.Command(argv[0], argv[1:]...)
	c.Stderr = os.Stderr
	return c
}

func TestTheLayerThatFailsIsNamedInRealNetworks(t *testing.T) {
	t.Parallel()
	prefix := roottest.Prefix(t)
	// Our machine is at 10.77.0.2, the server at 10.77.0.1, the router at 10.77.0.254 is
	// the switch. Linux gives up a neighbour after 300 ms here.
	const switched = `
		ip -n $s link add dev bridge type bridge
		ip -n $s addr add 10.77.0.254/24 dev bridge
		ip -n $s link set bridge up
		for side in n f; do
			ip -n $s link add dev $side type veth peer name cable netns $id$side
			ip -n $s link set dev $side master bridge up
			ip -n $id$side link set cable up
			ip netns exec $id$side sh -c 'echo 100 >/proc/sys/net/ipv4/neigh/cable/retrans_time_ms'
		done
		ip -n $f addr add 10.77.0.1/24 dev cable
		ip -n $n addr add 10.77.0.2/24 dev cable
		ip -n $n route add default via 10.77.0.254
	`
	const tunnel = `
		ip -n $n addr add 10.8.0.2/24 dev tun0
		ip -n $n link set tun0 up
		ip -n $n route replace default dev tun0
	`
	for i, c := range []struct {
		name, script string
		role         string // of a program in our namespace for a tunnel, or else in the server's
		then, addr   string
		kind         Kind
		surely       Certainty
		waits        bool
	}{
		{"no network", ``, "", ``, "10.77.0.1:8899", NoNetwork, Seen, false},
		{"only a tunnel with the default route", ``, "tun, tun0", tunnel, "10.77.0.1:8899", OnlyTunnel, Seen, true},
		{"a tunnel with the default route beside the network", switched, "tun, tun0", tunnel, "10.78.0.1:8899", ThroughTunnel, Likely, true},
		{"another network", switched, "", `ip -n $n route del default`, "10.78.0.1:8899", OtherNetwork, Seen, false},
		{"no IPv6 here", switched, "", ``, "[2001:db8::1]:8899", NoIPv6, Seen, false},
		{"an address of an interface that it does not name", switched, "", ``, "[fe80::1]:8899", ZoneMissing, Seen, false},
		{"clients that the switch keeps apart", switched, "listen, 10.77.0.1:8899", `for side in n f; do bridge -n $s link set dev $side isolated on; done`, "10.77.0.1:8899", Isolated, Likely, false},
		{"the same, of a router with IPv6", switched, "listen, 10.77.0.1:8899", `
			for side in n f; do bridge -n $s link set dev $side isolated on; done
			ip -n $n neigh replace fe80::99 dev cable lladdr $(ip netns exec $s cat /sys/class/net/bridge/address) nud reachable`, "10.77.0.1:8899", Isolated, Likely, false},
		{"a machine that is gone, and known", switched, "", `ip -n $n neigh replace 10.77.0.9 dev cable lladdr 02:00:00:00:00:09 nud stale`, "10.77.0.9:8899", NoAnswer, Likely, true},
		{"a machine that is not there", switched, "", ``, "10.77.0.9:8899", NoNeighbour, Seen, false},
		{"a firewall that drops what comes", switched, "drop, 10.77.0.1:8899", ``, "10.77.0.1:8899", NoAnswer, Likely, true},
		{"nothing that listens", switched, "", ``, "10.77.0.1:8899", NothingListens, Seen, false},
	} {
		id := fmt.Sprintf("cd%d-%d", os.Getpid(), i)
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			run := func(script string) {
				t.Helper()
				argv := append(prefix[:len(prefix):len(prefix)], "sh", "-ec", fmt.Sprintf("id=%[1]s; n=%[1]sn; f=%[1]sf; s=%[1]ss\n", id)+script)
				if out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
			t.Cleanup(func() { run(`for ns in $n $f $s; do ip netns del $ns || true; done`) })
			run(`for ns in $n $f $s; do ip netns add $ns; ip -n $ns link set lo up; done` + "\n" + c.script)
			if c.role != "" {
				ns := id + "f"
				if strings.HasPrefix(c.role, "tun, ") {
					ns = id + "n"
				}
				other := child(t, prefix, ns, c.role)
				in, _ := other.StdinPipe()
				out, _ := other.StdoutPipe()
				if err := other.Start(); err != nil {
					t.Fatal(err)
				}
				defer func() {
					_ = in.Close()
					_ = other.Wait()
				}()
				if _, err := out.Read(make([]byte, 16)); err != nil {
					t.Fatal(err)
				}
			}
			run(c.then)
			as := "diagnose"
			if c.waits {
				as = "diagnose soon"
			}
			out, err := child(t, prefix, id+"n", as+", "+c.addr).Output()
			if err != nil {
				t.Fatal(err)
			}
			var d Diagnosis
			if err := json.NewDecoder(bytes.NewReader(out)).Decode(&d); err != nil {
				t.Fatal(err)
			}
			if f, _ := d.Trouble(); f.Kind != c.kind || f.Certainty != c.surely {
				t.Errorf("it is %v, %v: %+v", f.Kind, f.Certainty, d.Findings)
			}
		})
	}
}

package core

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"confab/transport/internal/roottest"
)

// These tests need networks to break: two namespaces with a cable between them.

func init() {
	roles["host"] = host
	roles["guest"] = guest
	roles["bind"] = bind
}

// cable is two network namespaces, near at 10.77.0.1 and far at 10.77.0.2.
type cable struct {
	t         *testing.T
	root      []string
	near, far string
}

// cables counts them, for their names.
var cables atomic.Int32

func newCable(t *testing.T) *cable {
	c := &cable{t: t, root: roottest.Prefix(t)}
	name := fmt.Sprintf("confab%d-%d", os.Getpid(), cables.Add(1))
	c.near, c.far = name+"n", name+"f"
	for i, ns := range []string{c.near, c.far} {
		c.run("ip", "netns", "add", ns)
		t.Cleanup(func() { c.run("ip", "netns", "del", ns) })
		if i == 0 {
			continue
		}
		c.run("ip", "-n", c.near, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", ns)
	}
	for i, ns := range []string{c.near, c.far} {
		c.run("ip", "-n", ns, "addr", "add", fmt.Sprintf("10.77.0.%d/24", i+1), "dev", "cable")
		c.run("ip", "-n", ns, "link", "set", "lo", "up")
		c.run("ip", "-n", ns, "link", "set", "cable", "up")
	}
	return c
}

func (c *cable) run(words ...string) {
	c.t.Helper()
	c.output(words...)
}

// output is what a command says.
func (c *cable) output(words ...string) string {
	c.t.Helper()
	argv := append(c.root[:len(c.root):len(c.root)], words...)
	out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		c.t.Fatalf("%s: %v: %s", strings.Join(argv, " "), err, out)
	}
	return string(out)
}

func (c *cable) spawn(ns string, role ...any) *child {
	return spawn(c.t, append(c.root[:len(c.root):len(c.root)], "ip", "netns", "exec", ns), role...)
}

// host is the role of a Server: where it listens, and with "pipes" that every guest who
// ends its direction is taken for one that still reads. It says "listening", "heard"
// with guest and text, and "gone" with guest and fault; it is told "send" with
// guest and text.
func host(args []string) error {
	var limits Limits
	if len(args) > 1 && args[1] == "pipes" {
		limits = pipes
	}
	s := NewServer(Options{Limits: limits, Sink: func(ev Event) {
		switch {
		case ev.Kind == Listening:
			fmt.Println("listening", ev.Addr)
		case ev.Kind == ListenFailed:
			fmt.Println("error:", ev.Err)
		case ev.Kind == Appended && ev.Message().Kind == Incoming:
			fmt.Println("heard", ev.Message().Peer, ev.Message().Text)
		case ev.Kind == Disconnected:
			fmt.Println("gone", ev.Peer.ID, faultIn(ev.Err))
		}
	}})
	defer s.Close()
	s.Start(args[0])
	return obey(func(id PeerID, text string) {
		if _, err := s.Send(id.Talk(), text); err != nil {
			fmt.Println("error:", err)
		}
	})
}

// guest is the role of a Client: how long it dials, in milliseconds, and whom.
// It says "connected" or "failed" with the fault, and "gone" with the fault; it is
// told "send" with a text.
func guest(args []string) error {
	var wait int
	if _, err := fmt.Sscan(args[0], &wait); err != nil {
		return err
	}
	c := NewClient(Options{
		Limits: Limits{DialTimeout: time.Duration(wait) * time.Millisecond},
		Sink: func(ev Event) {
			switch ev.Kind {
			case Connected:
				fmt.Println("connected", ev.Peer.ID)
			case DialFailed:
				fmt.Println("failed", faultIn(ev.Err))
			case Disconnected:
				fmt.Println("gone", faultIn(ev.Err))
			}
		}})
	defer c.Close()
	c.Dial(args[1])
	return obey(func(id PeerID, text string) {
		if _, err := c.Send(id.Talk(), text); err != nil {
			fmt.Println("error:", err)
		}
	})
}

// obey reads "send ID TEXT" lines until the standard input ends.
func obey(send func(id PeerID, text string)) error {
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var id PeerID
		var text string
		if _, err := fmt.Sscanf(in.Text(), "send %d %s", &id, &text); err != nil {
			return err
		}
		send(id, text)
	}
	return nil
}

// bind is the role of someone without privileges who listens: where.
func bind(args []string) error {
	const nobody = 65534
	if os.Geteuid() == 0 {
		if err := syscall.Setgid(nobody); err != nil {
			return err
		}
		if err := syscall.Setuid(nobody); err != nil {
			return err
		}
	}
	e := make(chan Event, 16)
	s := NewServer(Options{Sink: func(ev Event) { e <- ev }})
	defer s.Close()
	s.Start(args[0])
	if ev := <-e; ev.Kind == ListenFailed {
		fmt.Println("failed", faultIn(ev.Err))
	} else {
		fmt.Println("listening", ev.Addr)
	}
	return nil
}

func TestPrivilegedPort(t *testing.T) {
	t.Parallel()
	t.Run("a port below 1024 is refused to a user without privileges, in words of its own", func(t *testing.T) {
		// A namespace of its own has the kernel's own first unprivileged port.
		c := newCable(t)
		if got := c.spawn(c.near, "bind", ":80").expect(t, "failed"); got != PortPrivileged.String() {
			t.Errorf("told %q", got)
		}
	})
}

func TestDialFaults(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	c.run("ip", "-n", c.near, "route", "add", "unreachable", "10.78.0.0/24")
	c.run("ip", "-n", c.near, "route", "add", "prohibit", "10.79.0.0/24")
	// Packets to 10.77.0.9 leave for a card that nobody has.
	c.run("ip", "-n", c.near, "neigh", "add", "10.77.0.9", "lladdr", "02:00:00:00:00:99", "dev", "cable")
	for _, dial := range []struct {
		name, addr string
		wait       int
		want       Fault
	}{
		{"a network without a route", "10.99.0.1:9", 5000, Unreachable},
		{"a network that a router calls unreachable", "10.78.0.1:9", 5000, Unreachable},
		{"a network that a router forbids", "10.79.0.1:9", 5000, NotPermitted},
		{"an address that no machine has", "10.77.0.8:9", 15000, Unreachable},
		{"a machine that drops every packet", "10.77.0.9:9", 400, TimedOut},
		{"a port that nobody listens on", "10.77.0.2:9", 5000, Refused},
	} {
		t.Run(dial.name+" is told as "+dial.want.String(), func(t *testing.T) {
			if got := c.spawn(c.near, "guest", dial.wait, dial.addr).expect(t, "failed"); got != dial.want.String() {
				t.Errorf("told %q", got)
			}
		})
	}
}

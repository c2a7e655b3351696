package core

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

func init() {
	roles["announce"] = announce
	roles["find"] = find
}

// announce is the role of a Server that is visible: its data folder, and where it listens.
// It says "listening" with its addresses, each time these have changed.
func announce(args []string) error {
	home, err := OpenHome(args[0])
	if err != nil {
		return err
	}
	s := NewServer(Options{Home: home, Name: "Ann", Sink: func(ev Event) {
		switch ev.Kind {
		case Listening:
			fmt.Println("listening", strings.Join(ev.Detail.([]string), " "))
		case ListenFailed:
			fmt.Println("error:", ev.Err)
		}
	}})
	s.Start(args[1])
	id := home.Identity()
	fmt.Printf("identity %x\n", id[:])
	_, err = io.Copy(io.Discard, os.Stdin)
	s.Close()
	return err
}

// find is the role of somebody who searches: the identity of a server that is known, and
// a port for a sweep, or nothing. It says "found" with what is found, each time that has changed.
func find(args []string) error {
	var id []byte
	if _, err := fmt.Sscanf(args[0], "%x", &id); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	_, err := Find(ctx, FindOptions{
		Known: []KnownServer{{Name: "Ann", Identity: ID(id)}}, Addrs: args[1:], Sweep: len(args) > 1,
		Changed: func(list []FoundServer) {
			for _, f := range list {
				fmt.Println("found", f.Name, f.Known, strings.Join(f.Addrs, " "))
			}
		},
	})
	return err
}

// switched is two namespaces, near at 10.77.0.1 and far at 10.77.0.2, with a switch
// between them that can be told to drop what goes to many.
type switched struct{ *cable }

func newSwitch(t *testing.T) switched {
	s := switched{&cable{t: t, root: asRoot(t)}}
	name := fmt.Sprintf("confab%d-%d", os.Getpid(), cables.Add(1))
	s.near, s.far = name+"n", name+"f"
	for _, ns := range []string{s.near, s.far, name + "s"} {
		s.run("ip", "netns", "add", ns)
		t.Cleanup(func() { s.run("ip", "netns", "del", ns) })
	}
	s.script(name+"s", `ip link add dev bridge type bridge mcast_snooping 0
		ip link set dev bridge up
		for side in n f; do
			ip link add dev $side type veth peer name cable netns `+name+`$side
			ip link set dev $side master bridge up
		done`)
	for i, ns := range []string{s.near, s.far} {
		// Each knows the other's card, so that dropping broadcast drops no ARP.
		s.script(ns, fmt.Sprintf(`own=%d other=%d
			echo 1 >/proc/sys/net/ipv6/conf/cable/disable_ipv6
			echo 0 >/proc/sys/net/ipv6/conf/cable/accept_dad
			ip link set lo up
			ip link set cable address 02:00:00:00:00:0$own up
			ip addr add 10.77.0.$own/24 dev cable
			ip neigh add 10.77.0.$other lladdr 02:00:00:00:00:0$other dev cable`, i+1, 2-i))
	}
	return s
}

// script runs lines of shell in a namespace.
func (s switched) script(ns, lines string) {
	s.t.Helper()
	s.run("ip", "netns", "exec", ns, "sh", "-ec", lines)
}

// floods says what the switch passes on of what goes to many: "on" or "off".
func (s switched) floods(multicast, broadcast string) {
	s.t.Helper()
	s.script(strings.TrimSuffix(s.near, "n")+"s", fmt.Sprintf(
		"for side in n f; do bridge link set dev $side mcast_flood %s bcast_flood %s; done", multicast, broadcast))
}

func TestServersAreFound(t *testing.T) {
	t.Parallel()
	net := newSwitch(t)
	host := net.spawn(net.near, "announce", t.TempDir(), ":9000")
	known := host.expect(t, "identity")
	until := func(from *child, word, want string) {
		t.Helper()
		for got := ""; got != want; {
			got = from.expect(t, word)
		}
	}
	until(host, "listening", "10.77.0.1:9000")
	finds := func(want string, options ...any) *child {
		t.Helper()
		finder := net.spawn(net.far, append([]any{"find", known}, options...)...)
		until(finder, "found", "Ann true "+want)
		return finder
	}
	t.Run("by IPv4", func(t *testing.T) { finds("10.77.0.1:9000").end(t) })
	t.Run("with multicast dropped", func(t *testing.T) {
		net.floods("off", "on")
		finds("10.77.0.1:9000").end(t)
	})
	t.Run("with broadcast dropped", func(t *testing.T) {
		net.floods("on", "off")
		finds("10.77.0.1:9000").end(t)
	})
	t.Run("with both dropped, by a sweep", func(t *testing.T) {
		net.floods("off", "off")
		finds("10.77.0.1:9000", ":9000").end(t)
	})
	t.Run("by IPv6 alone, which came later", func(t *testing.T) {
		net.floods("on", "on")
		finder := finds("10.77.0.1:9000")
		for _, ns := range []string{net.near, net.far} {
			net.script(ns, "ip addr flush dev cable; echo 0 >/proc/sys/net/ipv6/conf/cable/disable_ipv6")
		}
		net.script(net.near, "ip addr add fd77::1/64 dev cable nodad")
		until(host, "listening", "[fd77::1]:9000")
		link := "Ann true [fe80::ff:fe00:1%cable]:9000"
		until(net.spawn(net.far, "find", known), "found", link)
		for got := ""; !strings.HasSuffix(got, " "+strings.TrimPrefix(link, "Ann true ")); { // and by who searched all the time
			got = finder.expect(t, "found")
		}
	})
}

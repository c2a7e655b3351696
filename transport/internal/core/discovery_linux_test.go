package core

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"confab/transport/internal/roottest"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"

	"golang.org/x/sys/unix"
)

func init() {
	roles["announce"] = announce
	roles["find"] = find
	roles["join"] = joinFrom
	roles["tunnel"] = tunnel
	roles["hold"] = hold
}

// announce is the role of a Server that is visible, or with a third word hidden: its data
// folder, and where it listens.
// It says "listening" with its addresses, each time these have changed, and "log" with what
// it logs.
func announce(args []string) error {
	home, err := OpenHome(args[0])
	if err != nil {
		return err
	}
	s := NewServer(Options{Home: home, Name: "Ann", LetEveryoneIn: true, Hidden: len(args) > 2, Logger: slog.New(slog.NewTextHandler(logged{}, nil)), Sink: func(ev Event) {
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

// logged writes lines of a log.
type logged struct{}

// Write implements io.Writer.
func (logged) Write(line []byte) (int, error) { return fmt.Print("log ", string(line)) }

// hold is the role of a program that shares UDP port 8899 with nobody. It says "held".
func hold([]string) error {
	c, err := net.ListenPacket("udp", ":8899")
	if err != nil {
		return err
	}
	fmt.Println("held")
	_, err = io.Copy(io.Discard, os.Stdin)
	_ = c.Close()
	return err
}

// find is the role of somebody who searches: the identity of a server that is known, and
// ports for a sweep and networks whose addresses are asked, or nothing. It says "found" with
// what is found, each time that has changed, "none" if nothing is any more, "swept" when all
// addresses were asked, and "failed" with the fault at its end.
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
	o := FindOptions{
		Known: []KnownServer{{Name: "Ann", Identity: ID(id)}},
		Swept: func(asked, of int) {
			if asked == of {
				fmt.Println("swept")
			}
		},
		Changed: func(list []FoundServer) {
			if len(list) == 0 {
				fmt.Println("none")
			}
			for _, f := range list {
				fmt.Println("found", f.Name, f.Known, strings.Join(f.Addrs, " "))
			}
		},
	}
	for _, arg := range args[1:] {
		if subnet, err := netip.ParsePrefix(arg); err == nil {
			o.Subnets = append(o.Subnets, subnet)
		} else {
			o.Addrs, o.Sweep = append(o.Addrs, arg), true
		}
	}
	_, err := Find(ctx, o)
	if err != nil {
		fmt.Println("failed", faultIn(err))
	}
	return nil
}

// joinFrom is the role of a member: its data folder and the server. It says "connected"
// with the address of the server, and "waiting" when it is lost.
func joinFrom(args []string) error {
	home, err := OpenHome(args[0])
	if err != nil {
		return err
	}
	c := NewClient(Options{Home: home, Name: "Bo", Sink: func(ev Event) {
		switch ev.Kind {
		case Connected:
			if ev.Peer.Server == 0 {
				fmt.Println("connected", ev.Addr)
			}
		case Waiting:
			fmt.Println("waiting", faultIn(ev.Err))
		case DialFailed, Disconnected:
			if ev.Peer.Server == 0 {
				fmt.Println("error:", ev.Err)
			}
		}
	}})
	c.Join(args[1])
	_, err = io.Copy(io.Discard, os.Stdin)
	c.Close()
	return err
}

// tunnel is the role of a VPN: an interface without anybody behind it, that stands until
// the role ends. It says "open".
func tunnel([]string) error {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	request, err := unix.NewIfreq("vpn")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return err
	}
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// switched is two namespaces, near at 10.77.0.1 and far at 10.77.0.2, with a switch
// between them that can be told to drop what goes to many.
type switched struct{ *cable }

func newSwitch(t *testing.T) switched {
	s := switched{&cable{t: t, root: roottest.Prefix(t)}}
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

// chatPortsDropped is a filter of tc(8) that drops UDP at 8899 and 9000 (BPF, with the
// offsets of Ethernet).
const chatPortsDropped = "14,40 0 0 12,21 0 4 2048,48 0 0 23,21 0 9 17,40 0 0 36,5 0 0 4,21 0 6 34525,48 0 0 20,21 0 4 17," +
	"40 0 0 56,21 1 0 8899,21 0 1 9000,6 0 0 2,6 0 0 4294967295,"

// dropChat has the switch drop UDP at the ports of chats, or pass it on again.
func (s switched) dropChat(on bool) {
	s.t.Helper()
	command := "tc qdisc del dev $side clsact"
	if on {
		command = "tc qdisc add dev $side clsact; tc filter add dev $side ingress bpf da bytecode '" + chatPortsDropped + "'"
	}
	s.script(strings.TrimSuffix(s.near, "n")+"s", "for side in n f; do "+command+"; done")
}

// untilSaid waits until a child says this after the word.
func untilSaid(t *testing.T, from *child, word, want string) {
	t.Helper()
	for got := ""; got != want; {
		got = from.expect(t, word)
	}
}

func TestServersAreFound(t *testing.T) {
	t.Parallel()
	net := newSwitch(t)
	host := net.spawn(net.near, "announce", t.TempDir(), ":9000")
	known := host.expect(t, "identity")
	untilSaid(t, host, "listening", "10.77.0.1:9000")
	finds := func(want string, options ...any) *child {
		t.Helper()
		finder := net.spawn(net.far, append([]any{"find", known}, options...)...)
		untilSaid(t, finder, "found", "Ann true "+want)
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
	t.Run("with UDP at the ports of chats dropped, by DNS-SD", func(t *testing.T) {
		net.floods("on", "on")
		net.dropChat(true)
		finds("10.77.0.1:9000").end(t)
		net.dropChat(false)
	})
	t.Run("with a default route through a tunnel", func(t *testing.T) {
		for i, ns := range []string{net.near, net.far} {
			vpn := net.spawn(ns, "tunnel")
			vpn.expect(t, "open")
			net.script(ns, fmt.Sprintf("ip addr add 10.8.0.%d/24 dev vpn; ip link set vpn up; ip route add default dev vpn", i+1))
			defer vpn.end(t)
		}
		finds("10.77.0.1:9000").end(t)
	})
	t.Run("on two networks at once, one of which came later", func(t *testing.T) {
		finder := finds("10.77.0.1:9000")
		net.run("ip", "-n", net.near, "link", "add", "second", "type", "veth", "peer", "name", "second", "netns", net.far)
		for i, ns := range []string{net.far, net.near} {
			net.script(ns, fmt.Sprintf(`echo 1 >/proc/sys/net/ipv6/conf/second/disable_ipv6
				ip addr add 10.78.0.%d/24 dev second; ip link set second up`, 2-i))
		}
		untilSaid(t, finder, "found", "Ann true 10.77.0.1:9000 10.78.0.1:9000")
		finder.end(t)
		finds("10.77.0.1:9000 10.78.0.1:9000").end(t)
		net.run("ip", "-n", net.near, "link", "del", "second")
	})
	t.Run("by IPv6 alone, which came later", func(t *testing.T) {
		net.floods("on", "on")
		finder := finds("10.77.0.1:9000")
		for _, ns := range []string{net.near, net.far} {
			net.script(ns, "ip addr flush dev cable; echo 0 >/proc/sys/net/ipv6/conf/cable/disable_ipv6")
		}
		net.script(net.near, "ip addr add fd77::1/64 dev cable nodad")
		untilSaid(t, host, "listening", "[fd77::1]:9000")
		link := "Ann true [fe80::ff:fe00:1%cable]:9000"
		untilSaid(t, net.spawn(net.far, "find", known), "found", link)
		for got := ""; !strings.HasSuffix(got, " "+strings.TrimPrefix(link, "Ann true ")); { // and by who searched all the time
			got = finder.expect(t, "found")
		}
	})
}

// metBefore has a data folder know a server at many addresses, of which the one of 0 is
// the latest.
func metBefore(t *testing.T, dir, identity string, addr func(n int) string) {
	t.Helper()
	var id []byte
	if _, err := fmt.Sscanf(identity, "%x", &id); err != nil {
		t.Fatal(err)
	}
	home, err := OpenHome(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	for n := range 40 {
		if err := home.store.RememberServer(store.KnownServer{Addr: addr(n), Identity: wire.Identity(id), LastSeen: wire.Millis(1000 - n)}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAServerThatMovedIsFoundAgain(t *testing.T) {
	t.Parallel()
	net, dir := newSwitch(t), t.TempDir()
	host := net.spawn(net.near, "announce", dir, ":9000")
	known := host.expect(t, "identity")
	untilSaid(t, host, "listening", "10.77.0.1:9000")
	memberDir := t.TempDir()
	metBefore(t, memberDir, known, func(n int) string { // the latest at 10.77.0.9
		return fmt.Sprintf("10.77.0.%d:9100", 9+n)
	})
	member := net.spawn(net.far, "join", memberDir, "10.77.0.1:9000")
	untilSaid(t, member, "connected", "10.77.0.1:9000")
	host.end(t)
	net.script(net.near, "ip addr flush dev cable; ip addr add 10.77.0.9/24 dev cable")
	net.script(net.far, "ip neigh replace 10.77.0.9 lladdr 02:00:00:00:00:01 dev cable")
	net.spawn(net.near, "announce", dir, ":9100")
	untilSaid(t, member, "connected", "10.77.0.9:9100")
}

func TestAPortThatAnotherProgramKeepsIsTold(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	for _, ns := range []string{c.near, c.far} {
		holder := c.spawn(ns, "hold")
		holder.expect(t, "held")
		defer holder.end(t)
	}
	host := c.spawn(c.near, "announce", t.TempDir(), ":8899")
	known := host.expect(t, "identity")
	for told := ""; !strings.Contains(told, "level=WARN") || !strings.Contains(told, "port=8899"); {
		told = host.expect(t, "log")
	}
	finder := c.spawn(c.far, "find", known)
	for found := ""; !strings.HasPrefix(found, "Ann true 10.77.0.1:8899"); { // by DNS-SD, which has its own port
		found = finder.expect(t, "found")
	}
	_ = finder.stdin.Close()
	if got := finder.expect(t, "failed"); got != PortTaken.String() {
		t.Errorf("the finder tells %s", got)
	}
}

func TestAServerOfAnotherNetworkIsFoundByItsSubnet(t *testing.T) {
	t.Parallel()
	// The finder is near, the router far, and the servers are behind it.
	c := newCable(t)
	behind := strings.TrimSuffix(c.far, "f") + "b"
	c.run("ip", "netns", "add", behind)
	t.Cleanup(func() { c.run("ip", "netns", "del", behind) })
	c.run("ip", "-n", c.far, "link", "add", "second", "type", "veth", "peer", "name", "second", "netns", behind)
	c.run("ip", "netns", "exec", c.far, "sh", "-ec", `echo 1 >/proc/sys/net/ipv4/ip_forward
		ip addr add 10.88.0.1/24 dev second; ip link set second up`)
	c.run("ip", "netns", "exec", behind, "sh", "-ec", `ip link set lo up
		ip addr add 10.88.0.5/24 dev second; ip addr add 10.88.0.6/24 dev second; ip addr add 10.88.0.7/24 dev second
		ip link set second up; ip route add default via 10.88.0.1`)
	c.run("ip", "-n", c.near, "route", "add", "default", "via", "10.77.0.2")
	host := c.spawn(behind, "announce", t.TempDir(), "10.88.0.5:9000")
	known := host.expect(t, "identity")
	untilSaid(t, host, "listening", "10.88.0.5:9000")
	untilSaid(t, c.spawn(behind, "announce", t.TempDir(), "10.88.0.6:9000"), "listening", "10.88.0.6:9000")
	untilSaid(t, c.spawn(behind, "announce", t.TempDir(), "10.88.0.7:9000", "hidden"), "listening", "10.88.0.7:9000")
	without := c.spawn(c.near, "find", known, ":9000")
	without.expect(t, "swept") // of the networks here
	without.end(t)
	for _, line := range without.seen {
		if strings.HasPrefix(line, "found") {
			t.Errorf("without the subnet it says %s", line)
		}
	}
	finder := c.spawn(c.near, "find", known, ":9000", "10.88.0.0/24")
	untilSaid(t, finder, "found", "Ann true 10.88.0.5:9000")
	untilSaid(t, finder, "found", " false 10.88.0.6:9000")
	if !slices.Contains(finder.seen, "swept") {
		finder.expect(t, "swept")
	}
	for _, line := range finder.seen {
		if strings.Contains(line, "10.88.0.7") {
			t.Errorf("a hidden server that is not known is told: %s", line)
		}
	}
	host.end(t)
	hidden := c.spawn(behind, "announce", t.TempDir(), "10.88.0.5:9000", "hidden")
	known = hidden.expect(t, "identity")
	untilSaid(t, hidden, "listening", "10.88.0.5:9000")
	untilSaid(t, c.spawn(c.near, "find", known, ":9000", "10.88.0.0/24"), "found", "Ann true 10.88.0.5:9000")
}

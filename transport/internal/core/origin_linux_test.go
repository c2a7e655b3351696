package core

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"confab/transport/internal/roottest"
)

// These tests need a link with several machines: namespaces on one bridge.

func init() {
	roles["openhost"] = openHost
	roles["crowdof"] = crowdOf
	roles["caller"] = caller
	roles["joiner"] = joiner
}

// lan is a host and machines on one link, each in a network namespace with a card
// of its own. Machine i has fd77::i and fe80::i, the host fd77::100 and fe80::100.
type lan struct {
	*cable
	host     string
	machines []string
}

func newLAN(t *testing.T, machines int) *lan {
	l := &lan{cable: &cable{t: t, root: roottest.Prefix(t)}}
	name := fmt.Sprintf("confab%d-%d", os.Getpid(), cables.Add(1))
	add := func(suffix string) string {
		ns := name + suffix
		l.run("ip", "netns", "add", ns)
		t.Cleanup(func() { l.run("ip", "netns", "del", ns) })
		l.run("ip", "-n", ns, "link", "set", "lo", "up")
		return ns
	}
	l.host = add("h")
	l.run("ip", "-n", l.host, "link", "add", "lan", "type", "bridge")
	l.addresses(l.host, "lan", "fd77::100/64", "fe80::100/64")
	for i := range machines {
		ns := add(strconv.Itoa(i))
		port := fmt.Sprint("port", i)
		l.run("ip", "-n", l.host, "link", "add", port, "type", "veth", "peer", "name", "lan", "netns", ns)
		l.run("ip", "-n", l.host, "link", "set", port, "master", "lan", "up")
		l.addresses(ns, "lan", fmt.Sprintf("fd77::%x/64", i+1), fmt.Sprintf("fe80::%x/64", i+1))
		l.machines = append(l.machines, ns)
	}
	return l
}

// addresses gives a card addresses, which it may use at once, and brings it up.
func (l *lan) addresses(ns, card string, list ...string) {
	l.t.Helper()
	l.run("ip", "-n", ns, "link", "set", card, "addrgenmode", "none")
	l.run("ip", "-n", ns, "link", "set", card, "up")
	for _, a := range list {
		l.run("ip", "-n", ns, "addr", "add", a, "dev", card, "nodad")
	}
}

// openHost is the role host of a Server that has members: it lets every Confab in.
// It says "joined" with the name of each, and does "block ID" with a guest.
func openHost(args []string) error {
	home, err := OpenHome(args[1])
	if err != nil {
		return err
	}
	defer home.Close()
	s := NewServer(Options{Home: home, Name: "Host", LetEveryoneIn: true, Sink: func(ev Event) {
		switch {
		case ev.Kind == Listening:
			fmt.Println("listening", ev.Addr)
		case ev.Kind == ListenFailed:
			fmt.Println("error:", ev.Err)
		case ev.Kind == Connected && ev.Peer.Kind == Member:
			fmt.Println("joined", ev.Peer.Name)
		case ev.Kind == Appended && ev.Message().Kind == Incoming && ev.Talk() != Everyone:
			fmt.Println("heard", ev.Message().Peer, ev.Message().Text)
		}
	}})
	defer s.Close()
	s.Start(args[0])
	return obey(func(id PeerID, text string) {
		switch text {
		case "block":
			s.Block(id)
			fmt.Println("blocked", strings.Join(s.Blocked(), " "))
		default:
			if _, err := s.Send(id.Talk(), text); err != nil {
				fmt.Println("error:", err)
			}
		}
	})
}

// crowdOf is the role of one machine that holds many connections: where to, how
// many, and from which addresses in turn. It says "here" when all were tried.
func crowdOf(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	for i := range n {
		from, err := netip.ParseAddr(args[2+i%len(args[2:])])
		if err != nil {
			return err
		}
		d := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0)), Timeout: patience}
		nc, err := d.Dial("tcp", args[0])
		if errors.Is(err, syscall.ECONNRESET) {
			continue // it was over a limit
		}
		if err != nil {
			return err
		}
		defer nc.Close()
	}
	fmt.Println("here")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return nil
}

// caller is the role of a guest: where to, from which address, and what it says.
// It says "heard" with what it is answered, or "closed".
func caller(args []string) error {
	from, err := netip.ParseAddr(args[1])
	if err != nil {
		return err
	}
	d := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0)), Timeout: patience}
	nc, err := d.Dial("tcp", args[0])
	if err != nil {
		return err
	}
	defer nc.Close()
	if _, err := io.WriteString(nc, args[2]); err != nil {
		fmt.Println("closed")
		return nil
	}
	go func() {
		buffer := make([]byte, 512)
		for {
			n, err := nc.Read(buffer)
			if n > 0 {
				fmt.Println("heard", string(buffer[:n]))
			}
			if err != nil {
				fmt.Println("closed")
				return
			}
		}
	}()
	_, _ = io.Copy(io.Discard, os.Stdin)
	return nil
}

// joiner is the role of a Confab: where to, and its data folder. It says "connected", or "failed" with the fault, also that of each attempt that is tried again.
func joiner(args []string) error {
	home, err := OpenHome(args[1])
	if err != nil {
		return err
	}
	defer home.Close()
	c := NewClient(Options{Home: home, Name: "Ann", Sink: func(ev Event) {
		switch ev.Kind {
		case Connected:
			if ev.Peer.Server == 0 {
				fmt.Println("connected")
			}
		case DialFailed, Waiting:
			fmt.Println("failed", faultIn(ev.Err))
		}
	}})
	defer c.Close()
	c.Join(args[0])
	_, _ = io.Copy(io.Discard, os.Stdin)
	return nil
}

// either waits until a child says one of two words, and returns it.
func either(t *testing.T, c *child, one, other string) string {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case line, ok := <-c.lines:
			if word, _, _ := strings.Cut(line, " "); !ok || word == one || word == other {
				return line
			}
		case <-late:
			t.Fatalf("neither %q nor %q", one, other)
		}
	}
}

func TestOneMachineOfALinkDoesNotShutOutTheOthers(t *testing.T) {
	t.Parallel()
	many := func(prefix string, n int) (list []string) {
		for i := range n {
			list = append(list, fmt.Sprintf("%s%x", prefix, 0x1000+i))
		}
		return list
	}
	for _, c := range []struct {
		name, host, honest string
		own                []string
		n                  int
	}{
		{"70 connections from one global address", "[fd77::100]", "fd77::2", []string{"fd77::1"}, 70},
		{"70 connections from one link-local address", "[fe80::100%lan]", "fe80::2%lan", []string{"fe80::1%lan"}, 70},
		{"600 connections from 60 addresses of one card", "[fd77::100]", "fd77::2", many("fd77::", 60), 600},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLAN(t, 2)
			for _, a := range c.own[1:] {
				l.run("ip", "-n", l.machines[0], "addr", "add", a+"/64", "dev", "lan", "nodad")
			}
			if len(c.own) > 1 {
				l.run("ip", "-n", l.machines[0], "addr", "add", c.own[0]+"/64", "dev", "lan", "nodad")
			}
			host := l.spawn(l.host, "host", ":8899")
			host.expect(t, "listening")
			args := []any{"crowdof", c.host + ":8899", c.n}
			for _, a := range c.own {
				args = append(args, a)
			}
			l.spawn(l.machines[0], args...).expect(t, "here")
			honest := l.spawn(l.machines[1], "caller", c.host+":8899", c.honest, "hello")
			if got := either(t, host, "heard", "error:"); !strings.HasSuffix(got, " hello") {
				t.Fatalf("the host heard %q", got)
			}
			_ = honest
		})
	}
}

func TestABlockedGuestDoesNotBlockItsNeighbours(t *testing.T) {
	t.Parallel()
	l := newLAN(t, 2)
	host := l.spawn(l.host, "openhost", ":8899", t.TempDir()+"/home")
	host.expect(t, "listening")
	guest := l.spawn(l.machines[0], "caller", "[fd77::100]:8899", "fd77::1", "hello")
	id, _, _ := strings.Cut(host.expect(t, "heard"), " ")
	// A member of the guest's own machine, and one of another.
	folder := t.TempDir()
	near := l.spawn(l.machines[0], "joiner", "[fd77::100]:8899", folder+"/near")
	near.expect(t, "connected")
	near.end(t)
	host.tell(t, "send", id, "block")
	if got := host.expect(t, "blocked"); got != "fd77::1" {
		t.Errorf("blocked is %q", got)
	}
	guest.expect(t, "closed")
	for i, machine := range l.machines {
		t.Run(fmt.Sprintf("a member on machine %d comes in", i), func(t *testing.T) {
			dir := []string{folder + "/near", folder + "/far"}[i]
			if got := either(t, l.spawn(machine, "joiner", "[fd77::100]:8899", dir), "connected", "failed"); got != "connected" {
				t.Error(got)
			}
		})
	}
	t.Run("a stranger of the blocked address stays out, and its Confab is told why", func(t *testing.T) {
		if got := either(t, l.spawn(l.machines[0], "joiner", "[fd77::100]:8899", folder+"/stranger"), "connected", "failed"); got != "failed "+MemberBlocked.String() {
			t.Error(got)
		}
	})
	t.Run("and so does a guest of another address of that card", func(t *testing.T) {
		l.run("ip", "-n", l.machines[0], "addr", "add", "fd77::abcd/64", "dev", "lan", "nodad")
		l.spawn(l.machines[0], "caller", "[fd77::100]:8899", "fd77::abcd", "hello").expect(t, "closed")
	})
}

func TestAMemberComesThroughTheCrowdOfItsOwnMachine(t *testing.T) {
	t.Parallel()
	l := newLAN(t, 2)
	folder := t.TempDir()
	host := l.spawn(l.host, "openhost", ":8899", folder+"/host")
	host.expect(t, "listening")
	const at = "[fd77::100]:8899"
	first := l.spawn(l.machines[0], "joiner", at, folder+"/ann")
	first.expect(t, "connected")
	first.end(t)
	args := []any{"crowdof", at, 600}
	for i := range 60 {
		a := fmt.Sprintf("fd77::%x", 0x1000+i)
		l.run("ip", "-n", l.machines[0], "addr", "add", a+"/64", "dev", "lan", "nodad")
		args = append(args, a)
	}
	l.spawn(l.machines[0], append(args, "fd77::1")...).expect(t, "here")
	// Its card is over all limits, whatever address the kernel takes.
	l.spawn(l.machines[0], "joiner", at, folder+"/ann").expect(t, "connected")
	l.spawn(l.machines[1], "joiner", at, folder+"/bob").expect(t, "connected")
}

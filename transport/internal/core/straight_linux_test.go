package core

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"confab/transport/internal/roottest"
)

// This test needs a network in which members reach the host, and each other or not: three
// machines at a switch, of which two ports can be kept apart, as a Wi-Fi does with its clients.

func init() {
	roles["filehost"] = fileHost
	roles["filemember"] = fileMember
}

// fileHost is the role of a host with a data folder: where it listens.
func fileHost(args []string) error {
	home, err := OpenHome(args[1])
	if err != nil {
		return err
	}
	defer home.Close()
	s := NewServer(Options{Home: home, Name: "Host", LetEveryoneIn: true, ShareHistory: true, Sink: func(ev Event) {
		if ev.Kind == Listening {
			fmt.Println("listening", ev.Addr)
		}
	}})
	defer s.Close()
	s.Start(args[0])
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
	}
	return nil
}

// fileMember is the role of a member: the host's address, its data folder, and the folder
// that what is offered comes into. It is told "offer" with a path, and says "offered"; and of
// what comes "progress", "waits" or "received", with the bytes, the fault and which way.
func fileMember(args []string) error {
	home, err := OpenHome(args[1])
	if err != nil {
		return err
	}
	defer home.Close()
	var c *Client
	talks := make(chan TalkID, 8)
	ready := make(chan struct{})
	c = NewClient(Options{Home: home, Name: filepath.Base(args[1]), Sink: func(ev Event) {
		<-ready
		switch ev.Kind {
		case Connected:
			if ev.Peer.Server == 0 {
				fmt.Println("connected")
				talks <- ev.Peer.Talk()
			}
		case DialFailed:
			fmt.Println("error:", ev.Err)
		case Appended:
			if m := ev.Message(); m.File != nil && m.Kind == Incoming {
				c.Fetch(ev.Talk(), m.ID, args[2])
			} else if m.File != nil {
				fmt.Println("offered", m.File.Name)
			}
		case Transferred:
			d := detail[Transfer](ev)
			way := "host"
			if d.Straight {
				way = "straight"
			}
			switch {
			case d.State == Received:
				fmt.Println("received", way, d.Path)
			case d.State == Wanted && d.Active:
				fmt.Println("progress", way, d.Bytes)
			case d.State == Wanted && d.Fault != NoFault:
				fmt.Println("waits", d.Fault)
			case d.Has:
				fmt.Println("has", way)
			}
		}
	}})
	close(ready)
	defer c.Close()
	c.Join(args[0])
	talk := TalkID(0)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if talk == 0 {
			talk = <-talks
		}
		path, _ := strings.CutPrefix(in.Text(), "offer ")
		if _, err := c.Post(talk, Draft{Attach: &Attachment{Path: path}}); err != nil {
			return err
		}
	}
	return nil
}

// hotspot is a host and two members at a switch, at 10.76.0.1 and the next two.
type hotspot struct {
	*cable
	hub     string
	members []string
}

// newHotspot makes the network; near is the host's.
func newHotspot(t *testing.T) *hotspot {
	s := &hotspot{cable: &cable{t: t, root: roottest.Prefix(t)}}
	name := fmt.Sprintf("confab%d-%d", os.Getpid(), cables.Add(1))
	s.hub, s.near, s.members = name+"s", name+"h", []string{name + "a", name + "b"}
	for i, ns := range append([]string{s.hub, s.near}, s.members...) {
		s.run("ip", "netns", "add", ns)
		t.Cleanup(func() { s.run("ip", "netns", "del", ns) })
		s.run("ip", "-n", ns, "link", "set", "lo", "up")
		if i == 0 {
			s.run("ip", "-n", ns, "link", "add", "hub", "type", "bridge")
			s.run("ip", "-n", ns, "link", "set", "hub", "up")
			continue
		}
		port := fmt.Sprint("port", i)
		s.run("ip", "-n", s.hub, "link", "add", port, "type", "veth", "peer", "name", "card", "netns", ns)
		s.run("ip", "-n", s.hub, "link", "set", port, "master", "hub", "up")
		s.run("ip", "-n", ns, "addr", "add", fmt.Sprintf("10.76.0.%d/24", i), "dev", "card")
		s.run("ip", "-n", ns, "link", "set", "card", "up")
		if i > 1 {
			// Slow enough for something to happen in the middle.
			s.run("ip", "netns", "exec", ns, "tc", "qdisc", "add", "dev", "card", "root", "tbf", "rate", "200mbit", "burst", "256kb", "latency", "100ms")
		}
	}
	return s
}

// apart keeps the members from each other, or no more.
func (s *hotspot) apart(on bool) {
	s.t.Helper()
	word := map[bool]string{true: "on", false: "off"}[on]
	for _, port := range []string{"port2", "port3"} {
		s.run("ip", "-n", s.hub, "link", "set", "dev", port, "type", "bridge_slave", "isolated", word)
	}
}

// carried is how many bytes the host's card has received.
func (s *hotspot) carried(t *testing.T) int {
	t.Helper()
	out := s.output("ip", "netns", "exec", s.near, "cat", "/sys/class/net/card/statistics/rx_bytes")
	n, err := strconv.Atoi(strings.TrimSpace(out))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMembersReachEachOtherOrNot(t *testing.T) {
	t.Parallel()
	s := newHotspot(t)
	dir := t.TempDir()
	hosts := s.spawn(s.near, "filehost", "10.76.0.1:0", filepath.Join(dir, "host"))
	addr := hosts.expect(t, "listening")
	member := func(i int, name string) *child {
		c := s.spawn(s.members[i], "filemember", addr, filepath.Join(dir, name), filepath.Join(dir, "in-"+name))
		c.expect(t, "connected")
		return c
	}
	anna, boris := member(0, "anna"), member(1, "boris")
	const size = 48 << 20
	n := 0
	offer := func(t *testing.T) (contents []byte) {
		n++
		path, contents := written(t, fmt.Sprint("plan", n), size-n)
		anna.tell(t, "offer", path)
		return contents
	}
	received := func(t *testing.T, contents []byte) (way string) {
		way, path, _ := strings.Cut(boris.expect(t, "received"), " ")
		isThere(t, path, contents)
		return way
	}
	t.Run("who reaches the other gets it straight, and nothing of it comes to the host", func(t *testing.T) {
		before := s.carried(t)
		if way := received(t, offer(t)); way != "straight" {
			t.Errorf("it came by the %s", way)
		}
		if got := anna.expect(t, "has"); got != "straight" {
			t.Errorf("it went by the %s", got)
		}
		if carried := s.carried(t) - before; carried > size/16 {
			t.Errorf("%d bytes came to the host", carried)
		}
	})
	t.Run("who is cut from the other in the middle gets the rest by the host", func(t *testing.T) {
		contents := offer(t)
		if way, _, _ := strings.Cut(boris.expect(t, "progress"), " "); way != "straight" {
			t.Errorf("it comes by the %s", way)
		}
		before := s.carried(t)
		s.apart(true)
		if way := received(t, contents); way != "host" {
			t.Errorf("it came by the %s", way)
		}
		if got := anna.expect(t, "has"); got != "host" {
			t.Errorf("it went by the %s", got)
		}
		if carried := s.carried(t) - before; carried < size/8 || carried > size+size/8 {
			t.Errorf("%d bytes came to the host", carried)
		}
	})
	t.Run("who is kept from the other gets it by the host", func(t *testing.T) {
		if way := received(t, offer(t)); way != "host" {
			t.Errorf("it came by the %s", way)
		}
	})
	s.apart(false)
	t.Run("who offers is killed in the middle: it waits, and goes on straight when that is back", func(t *testing.T) {
		boris.end(t) // what it knows of Anna's address is forgotten
		boris = member(1, "boris")
		contents := offer(t)
		boris.expect(t, "progress")
		if err := anna.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if why := boris.expect(t, "waits"); why != NotConnected.String() && why != FileAway.String() {
			t.Errorf("it waits for %s", why)
		}
		anna = member(0, "anna")
		if way := received(t, contents); way != "straight" {
			t.Errorf("it came by the %s", way)
		}
	})
}

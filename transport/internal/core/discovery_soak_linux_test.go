//go:build soak

package core

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// What takes long, or is a figure: how soon servers are found, and gone.

func TestSoakDiscovery(t *testing.T) {
	net := newSwitch(t)
	dir := t.TempDir()
	host := net.spawn(net.near, "announce", dir, ":9000")
	known := host.expect(t, "identity")
	untilSaid(t, host, "listening", "10.77.0.1:9000")
	t.Run("on one network, 20 times", func(t *testing.T) {
		var took []time.Duration
		for range 20 {
			begun := time.Now() // the start of the program is in it
			finder := net.spawn(net.far, "find", known)
			untilSaid(t, finder, "found", "Ann true 10.77.0.1:9000")
			took = append(took, time.Since(begun))
			finder.end(t)
		}
		slices.Sort(took)
		t.Logf("the median is %v, p95 %v", took[10], took[18])
		if took[18] > 3*time.Second {
			t.Error("that is too late")
		}
	})
	t.Run("by DNS-SD alone, 20 times", func(t *testing.T) {
		net.dropChat(true)
		defer net.dropChat(false)
		var took []time.Duration
		for range 20 {
			begun := time.Now()
			finder := net.spawn(net.far, "find", known)
			untilSaid(t, finder, "found", "Ann true 10.77.0.1:9000")
			took = append(took, time.Since(begun))
			finder.end(t)
		}
		slices.Sort(took)
		t.Logf("the median is %v, p95 %v", took[10], took[18])
	})
	t.Run("a server on an interface that comes up later", func(t *testing.T) {
		for _, first := range []string{net.near, net.far} {
			last := net.near
			if first == net.near {
				last = net.far
			}
			finder := net.spawn(net.far, "find", known)
			untilSaid(t, finder, "found", "Ann true 10.77.0.1:9000")
			net.run("ip", "-n", net.near, "link", "add", "second", "type", "veth", "peer", "name", "second", "netns", net.far)
			for _, ns := range []string{first, last} {
				time.Sleep(5 * time.Second) // no early beacon or probe of the other end is left
				own := 1
				if ns == net.far {
					own = 2
				}
				net.script(ns, fmt.Sprintf("ip addr add 10.78.0.%d/24 dev second; ip link set second up", own))
			}
			begun := time.Now()
			untilHas(t, finder, "10.78.0.1:9000")
			t.Logf("found %v after the last end, %s, came up", time.Since(begun), last)
			finder.end(t)
			net.run("ip", "-n", net.near, "link", "del", "second")
		}
	})
	t.Run("a member comes back when the address of its host changes, and when its own does", func(t *testing.T) {
		member := net.spawn(net.far, "join", t.TempDir(), "10.77.0.1:9000")
		untilSaid(t, member, "connected", "10.77.0.1:9000")
		net.script(net.near, "ip addr flush dev cable; ip addr add 10.77.0.9/24 dev cable")
		net.script(net.far, "ip neigh replace 10.77.0.9 lladdr 02:00:00:00:00:01 dev cable")
		begun := time.Now()
		untilSaid(t, member, "connected", "10.77.0.9:9000")
		t.Logf("the host has moved: connected again after %v", time.Since(begun))
		net.script(net.far, "ip addr flush dev cable; ip addr add 10.77.0.7/24 dev cable")
		net.script(net.near, "ip neigh replace 10.77.0.7 lladdr 02:00:00:00:00:02 dev cable")
		begun = time.Now()
		untilSaid(t, member, "connected", "10.77.0.9:9000")
		t.Logf("the member has moved: connected again after %v", time.Since(begun))
	})
	t.Run("a server that is killed is gone within 25 s", func(t *testing.T) {
		finder := net.spawn(net.far, "find", known)
		untilSaid(t, finder, "found", "Ann true 10.77.0.9:9000")
		time.Sleep(7 * time.Second) // it is heard once more
		_ = host.cmd.Process.Kill()
		begun := time.Now()
		finder.next(t, time.Minute, "none")
		took := time.Since(begun)
		t.Logf("gone after %v", took)
		if took > 25*time.Second+time.Second {
			t.Error("that is too late")
		}
	})
}

// untilHas waits until what a finder finds has an address.
func untilHas(t *testing.T, finder *child, addr string) {
	t.Helper()
	for found := ""; !strings.Contains(found, " "+addr); {
		found = finder.expect(t, "found")
	}
}

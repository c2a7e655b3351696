package discover

import (
	"context"
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func prefixes(list ...string) (found []netip.Prefix) {
	for _, p := range list {
		found = append(found, netip.MustParsePrefix(p))
	}
	return found
}

var (
	lan  = Network{Name: "eth0", Index: 2, Prefixes: prefixes("192.168.1.5/24", "fe80::5/64", "fd77::5/64")}
	wide = Network{Name: "wlan0", Index: 3, Prefixes: prefixes("10.1.2.3/16")}
	vpn  = Network{Name: "tun0", Index: 4, Tunnel: true, Prefixes: prefixes("10.8.0.2/24")}
)

func TestWhoIsNear(t *testing.T) {
	networks := []Network{lan, wide}
	for a, want := range map[string]bool{
		"192.168.1.77": true, "192.168.1.5": true, "::ffff:192.168.1.7": true, "10.1.200.1": true, "fd77::77": true,
		"fe80::1%eth0": true, "127.0.0.1": true,
		"192.168.2.1": false, "10.2.0.1": false, "fd78::1": false, "203.0.113.1": false, "169.254.0.1": false,
	} {
		if onLink(networks, netip.MustParseAddr(a)) != want {
			t.Errorf("%s is near: %v", a, !want)
		}
	}
}

func TestAServerIsAnnouncedOnlyWhereItIsReached(t *testing.T) {
	networks := []Network{lan, vpn, wide}
	for at, want := range map[string]string{
		"::":           "[{eth0 2 [192.168.1.5/24 fe80::5/64 fd77::5/64] false} {wlan0 3 [10.1.2.3/16] false}]",
		"0.0.0.0":      "[{eth0 2 [192.168.1.5/24] false} {wlan0 3 [10.1.2.3/16] false}]",
		"10.1.2.3":     "[{wlan0 3 [10.1.2.3/16] false}]",
		"fe80::5%eth0": "[{eth0 2 [fe80::5/64] false}]",
		"fe80::5%x":    "[]",
		"127.0.0.1":    "[]",
	} {
		if got := fmt.Sprint(reachable(networks, netip.MustParseAddr(at))); got != want {
			t.Errorf("one that listens on %s is announced on %s, not %s", at, got, want)
		}
	}
}

func TestBroadcastAddresses(t *testing.T) {
	for p, want := range map[string]string{
		"192.168.1.5/24": "192.168.1.255", "10.1.2.3/16": "10.1.255.255", "10.0.0.130/25": "10.0.0.255", "10.0.0.1/30": "10.0.0.3",
		"10.0.0.1/31": "", "10.0.0.1/32": "", "fd77::1/64": "",
	} {
		got, ok := broadcast(netip.MustParsePrefix(p))
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("of %s it is %v, %v", p, got, ok)
		}
	}
}

func TestASharedPortTakesNothingThatIsForOneAddress(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // there it cannot be avoided
	}
	for _, e := range shared(1, []Network{lan, wide}, true) {
		if a := e.addr(); !a.IsMulticast() && a.As4()[3] != 255 {
			t.Errorf("it takes what goes to %v", a)
		}
	}
}

func TestASweep(t *testing.T) {
	var asked []netip.AddrPort
	s := newSweep([]Network{lan, wide, {Prefixes: prefixes("192.168.1.6/24", "10.3.0.1/30", "10.4.0.1/24", "10.5.0.1/24")}}, []uint16{1, 2})
	for at, ok := s.next(); ok; at, ok = s.next() {
		asked = append(asked, at)
	}
	// 253 of a /24, as our own is known; 255 in the middle of a /16; one of a /30.
	if want := 2 * (253 + 255 + 1 + 253); len(asked) != want {
		t.Errorf("%d addresses are asked, not %d", len(asked), want)
	}
	for at, want := range map[string]bool{
		"192.168.1.1:1": true, "192.168.1.254:2": true, "10.1.2.255:1": true, "10.3.0.2:1": true,
		"192.168.1.5:1": false, "192.168.1.255:1": false, "10.1.3.1:1": false, "10.5.0.2:1": false, // the fifth network
	} {
		if slices.Contains(asked, netip.MustParseAddrPort(at)) != want {
			t.Errorf("%s is asked: %v", at, !want)
		}
	}
}

func TestWatchFollowsTheNetworks(t *testing.T) {
	for _, c := range []struct {
		name     string
		reported chan struct{}
		within   time.Duration
	}{
		{"within five seconds where nothing is reported", nil, lookEvery},
		{"at once where it is reported", make(chan struct{}, 1), settle},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				reported := c.reported
				if reported != nil {
					reported = make(chan struct{}, 1)
				}
				// The goroutine of watch waits while these are looked at, but only for a
				// timer, which orders nothing.
				var mu sync.Mutex
				now, looked := []Network{lan}, 0
				var told [][]Network
				list := func() ([]Network, error) {
					mu.Lock()
					defer mu.Unlock()
					looked++
					return now, nil
				}
				tell := func(n []Network) {
					mu.Lock()
					defer mu.Unlock()
					told = append(told, n)
				}
				seen := func() ([][]Network, int) {
					mu.Lock()
					defer mu.Unlock()
					return slices.Clone(told), looked
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					watch(ctx, list, reported, tell)
				}()
				synctest.Wait()
				if told, _ := seen(); len(told) != 1 {
					t.Fatalf("told %d times at first", len(told))
				}
				mu.Lock()
				now = []Network{lan, wide}
				mu.Unlock()
				if reported != nil {
					reported <- struct{}{}
				}
				time.Sleep(c.within)
				synctest.Wait()
				told, before := seen()
				if len(told) != 2 || len(told[1]) != 2 {
					t.Errorf("told %v", told)
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if told, looked := seen(); len(told) != 2 || reported != nil && looked != before {
					t.Errorf("without a change told %v, looked %d times", told, looked-before)
				}
				cancel()
				<-ended
			})
		})
	}
}

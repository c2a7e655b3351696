package discover

import (
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestMoreThanCanBeAnsweredAreAnsweredByABeacon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := NewAnnouncer(Config{Listening: netip.MustParseAddrPort("[::]:8899")})
		a.networks, a.limits, a.sockets = []Network{wide}, newAnswerLimits(), newSockets(probe)
		a.last, a.due = time.Now(), time.Now().Add(beaconEvery)
		ask := func(from string, n int) {
			a.answer(arrival{datagram: datagram{kind: probe, nonce: nonce{byte(n)}}, from: netip.MustParseAddrPort(from)}, time.Now())
		}
		for n := range answersPerSecond {
			ask(netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 1, 0, byte(n)}), 5000).String(), n)
		}
		if a.due != a.last.Add(beaconEvery) {
			t.Error("a beacon is sent though all were answered")
		}
		ask("10.1.1.1:5000", 1)
		if a.due != a.last.Add(time.Second) {
			t.Errorf("the next beacon is sent after %v", a.due.Sub(a.last))
		}
		a.last = a.due
		a.due = a.last.Add(beaconEvery)
		ask("10.1.1.2:5000", 1)
		if a.due != a.last.Add(time.Second) {
			t.Error("more than one beacon a second is sent for probes")
		}
	})
}

func TestProbesOfOtherMachinesAreTold(t *testing.T) {
	t.Parallel()
	var told []netip.Addr
	a := NewAnnouncer(Config{Probed: func(own netip.Addr) { told = append(told, own) }})
	a.networks = []Network{
		{Name: "eth0", Prefixes: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/24"), netip.MustParsePrefix("fe80::1/64")}},
		{Name: "wlan0", Prefixes: []netip.Prefix{netip.MustParsePrefix("fe80::2/64")}},
	}
	for _, from := range []string{"10.0.0.1", "10.0.0.7", "fe80::9%wlan0", "192.168.1.1"} {
		a.tell(netip.MustParseAddr(from))
	}
	if want := []netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fe80::2")}; !slices.Equal(told, want) {
		t.Errorf("told %v", told)
	}
}

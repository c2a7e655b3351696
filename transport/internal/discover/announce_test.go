package discover

import (
	"net/netip"
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

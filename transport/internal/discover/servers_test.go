package discover

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// shown is a list of servers in one line.
func shown(s *servers) string {
	text := ""
	for _, f := range s.list() {
		text += fmt.Sprintf("%d%v ", f.Known, f.Addrs)
	}
	return text
}

func TestServers(t *testing.T) {
	t.Run("the addresses of one server are one entry, the likeliest first, and known ones come first", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newServers([]Identity{{1}, {2}})
			stranger, known := newInstance(Identity{9}, 1), newInstance(Identity{2}, 2)
			for _, from := range []string{"fe80::1%eth0", "2001:db8::1", "203.0.113.1", "192.168.1.1"} {
				if !s.heard(addr(from), 1, stranger, time.Now()) {
					t.Errorf("%s is no news", from)
				}
				if s.heard(addr(from), 1, stranger, time.Now()) {
					t.Errorf("%s is news twice", from)
				}
			}
			s.heard(addr("192.168.1.2"), 2, known, time.Now())
			want := "1[192.168.1.2:2] -1[192.168.1.1:1 203.0.113.1:1 [2001:db8::1]:1 [fe80::1%eth0]:1] "
			if got := shown(s); got != want {
				t.Errorf("there are %s, not %s", got, want)
			}
		})
	})
	t.Run("what is not heard for 25 s is gone, each address by itself", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, i := newServers(nil), newInstance(Identity{9}, 1)
			s.heard(addr("10.0.0.1"), 1, i, time.Now())
			s.heard(addr("10.0.0.2"), 1, i, time.Now())
			time.Sleep(10 * time.Second)
			s.heard(addr("10.0.0.2"), 1, i, time.Now())
			time.Sleep(expiry - 10*time.Second - 1)
			if changed, next := s.expire(time.Now()); changed || time.Until(next) != 1 {
				t.Errorf("an address is gone before its time, or next in %v", time.Until(next))
			}
			time.Sleep(time.Nanosecond)
			if changed, next := s.expire(time.Now()); !changed || time.Until(next) != 10*time.Second || shown(s) != "-1[10.0.0.2:1] " {
				t.Errorf("there are %s, next in %v", shown(s), time.Until(next))
			}
			time.Sleep(10 * time.Second)
			if changed, next := s.expire(time.Now()); !changed || !next.IsZero() || shown(s) != "" {
				t.Errorf("there are %s", shown(s))
			}
			if n := len(s.byInstance) + len(s.byAddr) + len(s.perIP); n != 0 {
				t.Errorf("%d entries are kept of what is gone", n)
			}
		})
	})
	t.Run("a server with a new tag is the same one", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newServers([]Identity{{1}})
			for range 3 {
				for _, id := range []Identity{{1}, {9}} {
					i := newInstance(id, uint16(id[0]))
					s.heard(addr("10.0.0.1"), uint16(id[0]), i, time.Now())
					s.heard(addr("fd77::1"), uint16(id[0]), i, time.Now())
				}
			}
			if want := "0[10.0.0.1:1 [fd77::1]:1] -1[10.0.0.1:9 [fd77::1]:9] "; shown(s) != want {
				t.Errorf("there are %s, not %s", shown(s), want)
			}
			if len(s.byInstance) != 2 {
				t.Errorf("%d instances are kept of two servers", len(s.byInstance))
			}
		})
	})
}

func TestAFloodOfBeaconsGrowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServers([]Identity{{1}})
		known := newInstance(Identity{1}, 1)
		for n := range 60_000 { // 2 000 a second
			if n%2_000 == 0 {
				s.heard(addr("10.9.9.9"), 1, known, time.Now())
			}
			var i instance
			i.salt = [8]byte{byte(n), byte(n >> 8), byte(n >> 16)}
			s.heard(netip.AddrFrom4([4]byte{10, 0, byte(n >> 6), byte(n)}), uint16(1+n%99), i, time.Now())
			if n%100 == 0 {
				s.expire(time.Now())
			}
			time.Sleep(time.Second / 2_000)
		}
		if n := len(s.byInstance); n > serversMost+1 {
			t.Errorf("%d servers are kept", n)
		}
		if n := len(s.byAddr); n > addrsMost*(serversMost+1) || len(s.perIP) > n {
			t.Errorf("%d addresses are kept", n)
		}
		if known := s.list()[0]; known.Known != 0 || !slices.Contains(known.Addrs, netip.MustParseAddrPort("10.9.9.9:1")) {
			t.Error("the known server has no place among the others")
		}
	})
}

func TestOneAddressIsAtMostEightServers(t *testing.T) {
	s := newServers(nil)
	for port := range 100 {
		s.heard(addr("10.0.0.1"), uint16(1+port), newInstance(Identity{}, uint16(1+port)), time.Now())
	}
	if n := len(s.list()); n != portsMost || len(s.byInstance) != n {
		t.Errorf("there are %d servers and %d instances", n, len(s.byInstance))
	}
}

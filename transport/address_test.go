package transport

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"testing"
)

func TestReachableAddresses(t *testing.T) {
	at := func(s string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(s)) }
	given := func(list ...string) func() ([]netip.Addr, error) {
		return func() ([]netip.Addr, error) {
			var addrs []netip.Addr
			for _, s := range list {
				addrs = append(addrs, netip.MustParseAddr(s))
			}
			return addrs, nil
		}
	}
	all := given("127.0.0.1", "fe80::1%eth0", "2001:db8::5", "203.0.113.9", "::ffff:192.168.1.5", "::1")
	cases := []struct {
		name, listening string
		list            func() ([]netip.Addr, error)
		want            []string
	}{
		{"every address: private IPv4 first, no loopback, no link-local", "[::]:8899", all, []string{"192.168.1.5:8899", "203.0.113.9:8899", "[2001:db8::5]:8899"}},
		{"every IPv4 address: no IPv6", "0.0.0.0:1", all, []string{"192.168.1.5:1", "203.0.113.9:1"}},
		{"one address: that one", "10.0.0.7:2", all, []string{"10.0.0.7:2"}},
		{"every IPv4 address of a machine that has none: loopback", "0.0.0.0:3", given("2001:db8::5"), []string{"127.0.0.1:3"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := reachable(at(c.listening), c.list); !slices.Equal(got, c.want) {
				t.Errorf("got %v", got)
			}
		})
	}
	t.Run("where nobody may ask there is an address all the same", func(t *testing.T) {
		refused := func() ([]netip.Addr, error) { return nil, errors.New("refused") }
		if got := reachable(at("[::]:4"), refused); len(got) == 0 {
			t.Error("none")
		}
	})
}

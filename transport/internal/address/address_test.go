package address

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
			if got := Reachable(at(c.listening), c.list); !slices.Equal(got, c.want) {
				t.Errorf("got %v", got)
			}
		})
	}
	t.Run("where nobody may ask there is an address all the same", func(t *testing.T) {
		refused := func() ([]netip.Addr, error) { return nil, errors.New("refused") }
		if got := Reachable(at("[::]:4"), refused); len(got) == 0 {
			t.Error("none")
		}
	})
}

func TestAddressKey(t *testing.T) {
	for _, c := range []struct{ name, one, other, key string }{
		{"a name in any case", "Example.COM:8899", "eXAMPLE.com:8899", "example.com:8899"},
		{"a name with the dot of the root", "example.com.:1", "example.com:1", "example.com:1"},
		{"an IPv4 address inside IPv6", "[::FFFF:192.168.1.5]:1", "192.168.1.5:1", "192.168.1.5:1"},
		{"an IPv6 address, short and long", "[2001:DB8:0:0::5]:1", "[2001:db8::5]:1", "[2001:db8::5]:1"},
		{"an IPv6 address with a zone", "[FE80::1%eth0]:1", "[fe80:0::1%eth0]:1", "[fe80::1%eth0]:1"},
		{"a port with zeros before it", "example.com:0080", "example.com:80", "example.com:80"},
		{"what is no address is what it is", "Example", "Example", "Example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if one, other := Key(c.one), Key(c.other); one != c.key || other != c.key {
				t.Errorf("got %q and %q, want %q", one, other, c.key)
			}
		})
	}
	for _, c := range []struct{ name, one, other string }{
		{"two ports are two addresses", "example.com:1", "example.com:2"},
		{"so are two hosts", "a.example:1", "b.example:1"},
		{"and two zones, whose case counts", "[fe80::1%eth0]:1", "[fe80::1%ETH0]:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if key := Key(c.one); key == Key(c.other) {
				t.Errorf("both are %q", key)
			}
		})
	}
}

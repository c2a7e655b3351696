package straight

import (
	"net"
	"net/netip"
	"testing"

	"confab/transport/internal/wire"
)

func TestFits(t *testing.T) {
	for _, c := range []struct {
		member, other string
		want          bool
	}{
		{"192.168.1.5", "192.168.1.6", true},
		{"192.168.1.5", "10.0.0.1", true}, // routed, in one house
		{"192.168.1.5", "fd00::6", true},
		{"::ffff:192.168.1.5", "192.168.1.6", true},
		{"169.254.1.5", "192.168.1.6", true},
		{"127.0.0.1", "127.0.0.1", true},
		{"::1", "127.0.0.1", true},
		{"8.8.8.8", "2001:db8::6", true},
		{"fe80::5%eth0", "fe80::6%eth0", true},
		{"127.0.0.1", "192.168.1.6", false}, // its own machine
		{"192.168.1.5", "127.0.0.1", false},
		{"192.168.1.1", "8.8.8.8", false}, // from the internet into a house
		{"8.8.8.8", "192.168.1.6", false},
		{"100.64.0.5", "100.127.255.6", true}, // a private network over the internet
		{"100.64.0.5", "8.8.8.8", false},
		{"fec0::5", "2001:db8::6", false},
		{"fe80::5%eth0", "fe80::6%eth1", false},
		{"fe80::5%eth0", "192.168.1.6", false},
		{"0.0.0.0", "0.0.0.0", false},
		{"::", "::", false},
		{"224.0.0.1", "224.0.0.1", false},
		{"ff02::1", "ff02::1", false},
		{"255.255.255.255", "8.8.8.8", false},
	} {
		if got := Fits(netip.MustParseAddr(c.member), netip.MustParseAddr(c.other)); got != c.want {
			t.Errorf("%s by %s: %v", c.member, c.other, got)
		}
	}
	if Fits(netip.Addr{}, netip.Addr{}) {
		t.Error("no address at all fits")
	}
}

func TestAt(t *testing.T) {
	host := &net.TCPAddr{IP: net.ParseIP("192.168.1.1"), Port: 8899}
	link := &net.TCPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth7", Port: 8899}
	named := func(a string, port uint16) *wire.Reach {
		return &wire.Reach{Addr: Named(netip.MustParseAddr(a)), Port: port}
	}
	for _, c := range []struct {
		f    *wire.Reach
		host net.Addr
		want string // empty: it is not dialled
	}{
		{named("192.168.1.5", 40000), host, "192.168.1.5:40000"},
		{named("::ffff:192.168.1.5", 40000), host, "192.168.1.5:40000"},
		{named("fe80::5", 40000), link, "[fe80::5%eth7]:40000"},
		{named("fe80::5", 40000), host, ""},
		{named("192.168.1.5", 22), host, ""},
		{named("127.0.0.1", 40000), host, ""},
		{named("8.8.8.8", 40000), host, ""},
		{&wire.Reach{Addr: "\x7f\x01", Port: 40000}, host, ""},
		{named("192.168.1.5", 40000), &net.UnixAddr{Name: "x"}, ""},
	} {
		at, ok := At(c.f, c.host)
		if ok != (c.want != "") || ok && at.String() != c.want {
			t.Errorf("%x %d by %v: %v %v", c.f.Addr, c.f.Port, c.host, at, ok)
		}
	}
}

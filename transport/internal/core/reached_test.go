package core

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
)

func TestArrivals(t *testing.T) {
	t.Parallel()
	own := &net.TCPAddr{IP: net.ParseIP("10.0.0.1"), Port: 8899}
	a := arrivals{}
	for _, from := range []string{"10.0.0.1", "127.0.0.1", "::1"} {
		if a.connected(own, netip.MustParseAddr(from)); len(a) != 0 {
			t.Errorf("%s is this machine and counts", from)
		}
	}
	a.connected(own, netip.MustParseAddr("10.0.0.2"))
	a.connected(own, netip.MustParseAddr("::ffff:10.0.0.3"))
	if r := a.at(netip.MustParseAddr("10.0.0.1")); r.Addr != "10.0.0.1" || r.Connections != 2 {
		t.Errorf("%+v", r)
	}
	for i := range 2 * reachedMost {
		a.at(netip.MustParseAddr(fmt.Sprintf("fd00::%x", i)))
	}
	if len(a) != reachedMost {
		t.Errorf("%d addresses are kept", len(a))
	}
}

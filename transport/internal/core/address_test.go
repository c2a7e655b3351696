package core

import (
	"net"
	"net/netip"
	"testing"

	"confab/transport/internal/address"
)

// Go's "tcp" listens on IPv6 too where 0.0.0.0 is asked for.
func TestAnIPv4AddressListensOnIPv4Only(t *testing.T) {
	e := newEvents()
	s := NewServer(Options{Sink: e.sink})
	t.Cleanup(s.Close)
	s.Start("0.0.0.0:0")
	e.kind(t, 0, Listening)
	s.lock()
	at := s.listener.Addr().(*net.TCPAddr).AddrPort()
	s.unlock()
	if !at.Addr().Is4() {
		t.Errorf("it listens on %v", at)
	}
	_ = dial(t, netip.AddrPortFrom(address.Loopback, at.Port()).String())
	if nc, err := net.Dial("tcp", netip.AddrPortFrom(netip.IPv6Loopback(), at.Port()).String()); err == nil {
		_ = nc.Close()
		t.Error("it answers on IPv6")
	}
}

package discover

import (
	"net"
	"net/netip"
	"syscall"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestTheSystemDropsWhatASocketDoesNotTake(t *testing.T) {
	i := newInstance(Identity{1}, 9000)
	padded := func(before int) []byte { return questionFor(serviceType, dnsmessage.TypePTR, 1, before) }
	beacons, probes := datagram{kind: beacon, port: 1}.encode(), datagram{kind: probe}.encode()
	for _, c := range []struct {
		name  string
		mdns  bool
		takes []kind
		in    []byte
		want  bool
	}{
		{"a probe", false, []kind{probe, browse}, probes, true},
		{"a beacon at a server", false, []kind{probe, browse}, beacons, false},
		{"a beacon", false, []kind{beacon, answer, service}, beacons, true},
		{"a longer datagram", false, []kind{beacon}, append(beacons, 0), false},
		{"something else", false, []kind{beacon}, make([]byte, datagramBytes), false},
		{"a question", true, []kind{probe, browse}, serviceQuestion(), true},
		{"a question in capitals", true, []kind{browse}, questionFor("_CONFAB._TCP.LOCAL.", dnsmessage.TypePTR, 1, 0), true},
		{"a question after one other", true, []kind{browse}, padded(1), true},
		{"a question after two others", true, []kind{browse}, padded(2), true},
		{"a question for all types", true, []kind{browse}, questionFor(metaType, dnsmessage.TypePTR, 1, 0), true},
		{"a question for an address", true, []kind{browse}, questionFor(i.label()+".local.", dnsmessage.TypeA, 1, 0), true},
		{"a question for something else", true, []kind{browse}, questionFor("_ipp._tcp.local.", dnsmessage.TypePTR, 1, 0), false},
		{"a service at a server", true, []kind{browse}, announcement(i, 1, exampleAddrs, recordTTL), false},
		{"a service", true, []kind{service}, announcement(i, 1, exampleAddrs, recordTTL), true},
		{"a question at a finder", true, []kind{service}, serviceQuestion(), false},
		{"an empty message", true, []kind{service}, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			to, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = to.Close() }()
			narrow(to, c.mdns, c.takes)
			from, err := net.Dial("udp4", to.LocalAddr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = from.Close() }()
			if _, err := from.Write(c.in); err != nil {
				t.Fatal(err)
			}
			// On loopback it is there, or dropped, when Write returns.
			control(to, func(fd descriptor) {
				_, _, err = syscall.Recvfrom(fd, make([]byte, messageBytes), syscall.MSG_DONTWAIT)
			})
			if (err == nil) != c.want {
				t.Errorf("it comes through: %v", !c.want)
			}
		})
	}
}

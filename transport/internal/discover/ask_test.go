package discover

import (
	"context"
	"net"
	"net/netip"
	"testing"
)

func TestAsk(t *testing.T) {
	// answering listens at a port and answers each probe with what reply makes of it.
	answering := func(reply func(d datagram, port uint16) datagram) netip.AddrPort {
		l, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		at := l.LocalAddr().(*net.UDPAddr).AddrPort()
		go func() {
			b := make([]byte, 100)
			for {
				n, from, err := l.ReadFromUDPAddrPort(b)
				if err != nil {
					return
				}
				if d, ok := decode(b[:n]); ok {
					_, _ = l.WriteToUDPAddrPort(reply(d, at.Port()).encode(), from)
				}
			}
		}()
		return at
	}
	right := func(d datagram, port uint16) datagram { return datagram{kind: answer, port: port, nonce: d.nonce} }
	t.Run("one that answers is there, whoever else is asked", func(t *testing.T) {
		silent := answering(func(d datagram, port uint16) datagram { return datagram{kind: beacon, port: port} })
		if !Ask(t.Context(), []netip.AddrPort{silent, answering(right)}) {
			t.Error("it is not there")
		}
	})
	t.Run("where nothing listens the system says so at once", func(t *testing.T) {
		l, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		at := l.LocalAddr().(*net.UDPAddr).AddrPort()
		l.Close()
		if Ask(t.Context(), []netip.AddrPort{at}) {
			t.Error("somebody is there")
		}
	})
	for name, reply := range map[string]func(d datagram, port uint16) datagram{
		"of another port":   func(d datagram, port uint16) datagram { d = right(d, port); d.port++; return d },
		"to another probe":  func(d datagram, port uint16) datagram { d = right(d, port); d.nonce[0]++; return d },
		"that is no answer": func(d datagram, port uint16) datagram { d = right(d, port); d.kind = probe; return d },
	} {
		t.Run("an answer "+name+" is none", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			probes := 0
			at := answering(func(d datagram, port uint16) datagram {
				if probes++; probes > 1 {
					cancel() // the answer to the first was read, or never will be
				}
				return reply(d, port)
			})
			if Ask(ctx, []netip.AddrPort{at}) {
				t.Error("it is taken for one")
			}
		})
	}
}

func TestWhatOnlyASweepReachedIsAskedOn(t *testing.T) {
	at := netip.MustParseAddrPort("10.1.0.7:8899")
	f := &finder{}
	heard := func(k kind) []netip.AddrPort {
		f.goOnAsking(arrival{datagram: datagram{kind: k, port: at.Port()}, from: netip.AddrPortFrom(at.Addr(), 40000)})
		return f.targets
	}
	if got := heard(answer); len(got) > 0 {
		t.Errorf("without a sweep %v are asked by themselves", got)
	}
	f.sweep = &sweep{}
	if got := heard(beacon); len(got) > 0 {
		t.Errorf("of a beacon, which reaches us without being asked for, %v", got)
	}
	heard(answer)
	if got := heard(answer); len(got) != 1 || got[0] != at {
		t.Errorf("after two answers of one server %v are asked", got)
	}
}

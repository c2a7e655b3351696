package discover

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"
)

// askAfter is when Ask repeats its question, since a datagram may be lost.
var askAfter = []time.Duration{100 * time.Millisecond, 200 * time.Millisecond}

// Ask reports whether a visible server answers at one of the addresses, with that port as
// its own. It sends a few probes there and nothing elsewhere, and waits until ctx ends, or
// until all of the systems there say that nothing listens.
func Ask(ctx context.Context, addrs []netip.AddrPort) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var asking sync.WaitGroup
	answered := make(chan struct{}, 1)
	for _, addr := range addrs[:min(len(addrs), addrsMost)] {
		asking.Go(func() {
			if askOne(ctx, addr) {
				select {
				case answered <- struct{}{}:
				default:
				}
				cancel()
			}
		})
	}
	asking.Wait()
	return len(answered) > 0
}

func askOne(ctx context.Context, addr netip.AddrPort) bool {
	// A socket that is connected hears of a refusal, and nothing from anywhere else.
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(addr))
	if err != nil {
		return false
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	question := datagram{kind: probe, nonce: newNonce()}
	if _, err := conn.Write(question.encode()); err != nil {
		return false
	}
	for _, after := range askAfter {
		again := time.AfterFunc(after, func() { _, _ = conn.Write(question.encode()) }) // the reader hears of it
		defer again.Stop()
	}
	buffer := make([]byte, datagramBytes+1)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return false
		}
		if d, ok := decode(buffer[:n]); ok && d.kind == answer && d.nonce == question.nonce && d.port == addr.Port() {
			return true
		}
	}
}

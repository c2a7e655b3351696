package core

import (
	"encoding/binary"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// BenchmarkSendAmongMany is one run of `confab send` to a host with 12 000 members
// who are away, by somebody who comes for the first time: until the host has it.
func BenchmarkSendAmongMany(b *testing.B) {
	host, server, _ := hostParty(b, nil)
	server.Stop()
	host.kind(b, 0, Stopped)
	for n := range 12_000 {
		var id wire.Identity
		binary.BigEndian.PutUint32(id[:], uint32(n)+1)
		if _, err := server.hosting.log.Admit(id, "a member with a name", true, store.ByHost); err != nil {
			b.Fatal(err)
		}
	}
	server.Close()
	if err := host.home.Close(); err != nil {
		b.Fatal(err)
	}
	host.open(b)
	host.forget()
	server = NewServer(host.options("Host"))
	b.Cleanup(server.Close)
	server.Start("127.0.0.1:0")
	ev, _ := host.kind(b, 0, Listening)
	var sent, closed time.Duration
	for b.Loop() {
		p := newParty(b)
		begun := time.Now()
		c := NewClient(p.options("Anna"))
		c.Join(ev.Addr)
		up, _ := p.wait(b, 0, "Connected", func(up Event) bool { return up.Kind == Connected && up.Peer.Addr == ev.Addr })
		if _, err := c.Send(up.Talk(), "hello"); err != nil {
			b.Fatal(err)
		}
		p.said(b, up.Talk(), "hello")
		sent += time.Since(begun)
		c.Close()
		closed += time.Since(begun)
	}
	b.ReportMetric(float64(sent.Milliseconds())/float64(b.N), "ms/sent")
	b.ReportMetric(float64(closed.Milliseconds())/float64(b.N), "ms/closed")
}

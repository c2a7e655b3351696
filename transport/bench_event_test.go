package transport_test

import (
	"io"
	"net"
	"testing"

	"confab/transport"
)

// BenchmarkEvents measures what a program pays for its events: two for each message that
// it sends, and a page of a thousand.
func BenchmarkEvents(b *testing.B) {
	const batch, page = 256, 1000
	listening, here := make(chan string, 1), make(chan transport.PeerID, 1)
	written, loaded := make(chan struct{}, batch), make(chan int, 1)
	server := transport.NewServer(transport.Options{
		Limits: transport.Limits{WriteSpacing: -1},
		Sink: func(e transport.Event) {
			switch e.Kind {
			case transport.Listening:
				listening <- e.Addr
			case transport.Connected:
				here <- e.Peer.ID
			case transport.Updated:
				if e.Message().State == transport.Written {
					written <- struct{}{}
				}
			case transport.PageLoaded:
				loaded <- len(e.Page().Messages)
			}
		},
	})
	defer server.Close()
	server.Start("127.0.0.1:0")
	guest, err := net.Dial("tcp", <-listening)
	if err != nil {
		b.Fatal(err)
	}
	defer guest.Close()
	go io.Copy(io.Discard, guest)
	if _, err := guest.Write([]byte("hello")); err != nil {
		b.Fatal(err)
	}
	to := <-here
	send := func(n int) {
		for range n {
			if _, err := server.Send(to.Talk(), "A line of talk, as long as people write them."); err != nil {
				b.Fatal(err)
			}
		}
		for range n {
			<-written
		}
	}
	for range 2 * page / batch {
		send(batch)
	}
	b.Run("of 256 messages sent", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			send(batch)
		}
	})
	b.Run("of a page of 1000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			server.Load(to.Talk(), transport.Range{Before: page})
			if n := <-loaded; n != page {
				b.Fatalf("a page of %d messages", n)
			}
		}
	})
}

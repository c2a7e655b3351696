package session

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// BenchmarkBatches is what one session brings over TLS on the loopback, in full
// batches, as a resume does. The records are small for the sake of memory: see
// recordBytes.
func BenchmarkBatches(b *testing.B) {
	left, taken := securedPair(b)
	event, err := wire.Append(nil, &wire.Event{Post: *post(1, strings.Repeat("x", 200)), Seq: 1, From: wire.Identity{1}, ServerTime: 1})
	if err != nil {
		b.Fatal(err)
	}
	asked, filled := make(chan struct{}), make(chan struct{})
	s := New(Config{Conn: left, More: func(w *wire.Writer) (bool, error) {
		<-asked
		for !w.Full() {
			if err := w.AppendEncoded(event); err != nil {
				return false, err
			}
		}
		filled <- struct{}{}
		return true, nil
	}})
	end := ended(s)
	go func() { _, _ = io.Copy(io.Discard, taken) }()
	s.Wake()
	b.SetBytes(wire.BatchBytes)
	for b.Loop() {
		asked <- struct{}{}
		<-filled
	}
	s.Cut(nil)
	close(asked)
	for {
		select {
		case <-filled:
		case <-end:
			return
		}
	}
}

// securedPair are the two ends of a TLS connection on the loopback.
func securedPair(t testing.TB) (server, client *secure.Conn) {
	t.Helper()
	host, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	guest, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	done := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			server, err = secure.Server(context.Background(), conn, secure.ServerConfig(host, nil))
		}
		done <- err
	}()
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	if client, err = secure.Client(context.Background(), raw, secure.ClientConfig(guest, secure.PinTo(host.ID()), secure.Talk)); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return server, client
}

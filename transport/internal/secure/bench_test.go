package secure

import (
	"net"
	"runtime"
	"testing"
)

// BenchmarkHandshake is both ends of a handshake on one machine.
func BenchmarkHandshake(b *testing.B) {
	alice, bob := newTestIdentity(b), newTestIdentity(b)
	client, server := ClientConfig(alice, PinTo(bob.ID()), Talk), ServerConfig(bob, nil)
	b.ReportAllocs()
	for b.Loop() {
		c, s := net.Pipe()
		done := make(chan error, 1)
		go func() {
			_, err := Server(b.Context(), s, server)
			done <- err
		}()
		if _, err := Client(b.Context(), c, client); err != nil {
			b.Fatal(err)
		}
		if err := <-done; err != nil {
			b.Fatal(err)
		}
		c.Close()
		s.Close()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "handshakes/s")
}

// BenchmarkIdleConn holds the server's ends of connections that said one thing
// and then nothing. A reader's goroutine and its buffers are not in it.
func BenchmarkIdleConn(b *testing.B) {
	alice, bob := newTestIdentity(b), newTestIdentity(b)
	client, server := ClientConfig(alice, PinTo(bob.ID()), Talk), ServerConfig(bob, nil)
	const conns = 500
	var bytesEach float64
	for b.Loop() {
		held := make([]*Conn, 0, conns)
		before := heap()
		for range conns {
			// The pipe's ends are let go of, so that the server's alone is left.
			c, s := net.Pipe()
			go func() {
				if conn, err := Client(b.Context(), c, client); err == nil {
					conn.Write([]byte("hello"))
				}
			}()
			conn, err := Server(b.Context(), s, server)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := conn.Read(make([]byte, 5)); err != nil {
				b.Fatal(err)
			}
			held = append(held, conn)
		}
		bytesEach = float64(heap()-before) / conns
		runtime.KeepAlive(held)
	}
	b.ReportMetric(bytesEach, "bytes/conn")
}

// heap returns the bytes in use after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func BenchmarkPairFingerprint(b *testing.B) {
	one, other := numbered(1), numbered(2)
	for b.Loop() {
		PairFingerprint(one, other)
	}
}

package chaos

import (
	"bytes"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// pair is a connection through a proxy: what the client holds and what the host does.
func pair(t *testing.T, decide func(int) fate) (p *proxy, client, host *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p = newProxy(t, l.Addr().String(), decide)
	c, err := net.Dial("tcp", p.addr())
	if err != nil {
		t.Fatal(err)
	}
	h, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []net.Conn{c, h} {
		t.Cleanup(func() { _ = end.Close() })
		if err := end.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
	}
	return p, c.(*net.TCPConn), h.(*net.TCPConn)
}

func TestProxy(t *testing.T) {
	long := bytes.Repeat([]byte("Confab "), 20_000)
	for _, way := range []direction{up, down} {
		for _, how := range []cut{fin, rst} {
			t.Run("a connection is cut by "+how.String()+" after exactly 1234 bytes "+way.String(), func(t *testing.T) {
				p, client, host := pair(t, func(int) fate { return fate{doomed: true, after: 1234, way: way, how: how} })
				writer, reader := client, host
				if way == down {
					writer, reader = host, client
				}
				go func() { _, _ = writer.Write(long) }()
				got, err := io.ReadAll(reader)
				if !bytes.Equal(got, long[:1234]) {
					t.Errorf("%d bytes came", len(got))
				}
				if reset := errors.Is(err, syscall.ECONNRESET); reset != (how == rst) {
					t.Errorf("the reader was told %v", err)
				}
				if _, err := io.ReadAll(writer); how == rst && err == nil {
					t.Error("the writer was told of an end in order")
				}
				if p.cuts.Load() != 1 || p.carried[way].Load() != 1234 || p.carried[1-way].Load() != 0 {
					t.Errorf("counted %d cuts, %d and %d bytes", p.cuts.Load(), p.carried[up].Load(), p.carried[down].Load())
				}
			})
		}
	}
	t.Run("one bit is changed, and all comes with its end", func(t *testing.T) {
		p, client, host := pair(t, func(int) fate { return fate{doomed: true, after: 1234, way: up, how: flip} })
		go func() {
			_, _ = client.Write(long)
			_ = client.CloseWrite()
		}()
		got, err := io.ReadAll(host)
		want := bytes.Clone(long)
		want[1233] ^= 1
		if err != nil || !bytes.Equal(got, want) || p.flips.Load() != 1 || p.cuts.Load() != 0 {
			t.Errorf("%d bytes, %v, %d changed", len(got), err, p.flips.Load())
		}
	})
	t.Run("what is spared comes whole, both ways, with its end", func(t *testing.T) {
		_, client, host := pair(t, nil)
		for _, ends := range [][2]*net.TCPConn{{client, host}, {host, client}} {
			go func() {
				_, _ = ends[0].Write(long)
				_ = ends[0].CloseWrite()
			}()
			if got, err := io.ReadAll(ends[1]); !bytes.Equal(got, long) || err != nil {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		}
	})
	t.Run("a black hole one way takes bytes and their end, and the other way goes on", func(t *testing.T) {
		p, client, host := pair(t, nil)
		p.swallow(up, true)
		if _, err := client.Write(long); err != nil {
			t.Fatal(err)
		}
		if _, err := host.Write([]byte("still here")); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 10)
		if _, err := io.ReadFull(client, b); string(b) != "still here" {
			t.Errorf("%q, %v", b, err)
		}
		_ = client.CloseWrite()
		_ = host.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		if n, err := host.Read(b); n != 0 || !errors.Is(err, syscall.ETIMEDOUT) && !isTimeout(err) {
			t.Errorf("%d bytes came out of the hole, %v", n, err)
		}
	})
	t.Run("a proxy without a target resets at once", func(t *testing.T) {
		p := newProxy(t, "", nil)
		c, err := net.Dial("tcp", p.addr())
		if err == nil {
			_ = c.SetDeadline(time.Now().Add(patience))
			_, err = c.Read(make([]byte, 1))
			_ = c.Close()
		}
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Error(err)
		}
	})
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

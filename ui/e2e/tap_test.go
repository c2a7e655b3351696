//go:build e2e

package e2e

import (
	"context"
	"io"
	"net"
	"syscall"
	"testing"
)

// tap stands between a client and a server and keeps what goes over the wire.
type tap struct {
	addr              string
	toServer, toGuest output
}

// newTap listens at addr and passes everything on to server; from is the
// address that the server sees. Both may be fixed, as they stand in pictures.
func newTap(t testing.TB, addr, from, server string) *tap {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{addr: l.Addr().String()}
	local, err := net.ResolveTCPAddr("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	dialer := net.Dialer{LocalAddr: local, Control: reuse}
	done := make(chan struct{})
	go func() {
		defer close(done)
		guest, err := l.Accept()
		if err != nil {
			return
		}
		defer guest.Close()
		conn, err := dialer.DialContext(context.Background(), "tcp", server)
		if err != nil {
			t.Errorf("tapping the wire: %v", err)
			return
		}
		defer conn.Close()
		// Who ended its direction may be kept by the other end for a long time.
		defer context.AfterFunc(t.Context(), func() {
			_ = guest.Close()
			_ = conn.Close()
		})()
		there := make(chan struct{})
		go func() {
			defer close(there)
			_, _ = io.Copy(io.MultiWriter(conn, &p.toServer), guest)
			_ = conn.(*net.TCPConn).CloseWrite()
		}()
		_, _ = io.Copy(io.MultiWriter(guest, &p.toGuest), conn)
		_ = guest.(*net.TCPConn).CloseWrite()
		<-there
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
	})
	return p
}

// reuse lets a run take the address that the run before had.
func reuse(_, _ string, c syscall.RawConn) error {
	var err error
	if e := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	}); e != nil {
		return e
	}
	return err
}

// sink listens, takes what comes and says nothing. It returns its address.
func sink(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.Copy(io.Discard, conn)
			}()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
	})
	return l.Addr().String()
}

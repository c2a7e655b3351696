package straight

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"testing"

	"confab/transport/internal/secure"
)

func newIdentity(t testing.TB) *secure.Identity {
	t.Helper()
	id, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func open(t testing.TB, own *secure.Identity, reader secure.ID) (*Door, netip.AddrPort) {
	t.Helper()
	d, err := Open(own, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5}, reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	at := d.listener.Addr().(*net.TCPAddr).AddrPort()
	if at.Addr() != netip.MustParseAddr("127.0.0.1") || at.Port() != d.Port() {
		t.Errorf("it listens at %v", at)
	}
	return d, at
}

// refused checks that a connection with the door ends, of which the client's part of the
// handshake may have gone well.
func refused(t testing.TB, conn net.Conn, err error) {
	t.Helper()
	if err != nil {
		return
	}
	defer conn.Close()
	if n, err := io.Copy(io.Discard, conn); n > 0 || err == nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestDoor(t *testing.T) {
	owner, reader, stranger := newIdentity(t), newIdentity(t), newIdentity(t)
	t.Run("the reader comes in, once, and the port is free then", func(t *testing.T) {
		d, at := open(t, owner, reader.ID())
		conn, err := Dial(t.Context(), reader, at, owner.ID())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		came := <-d.Came()
		defer came.Close()
		if p := came.(*secure.Conn); p.Peer() != reader.ID() || p.Protocol() != secure.File {
			t.Errorf("%v speaks %v", p.Peer(), p.Protocol())
		}
		again, err := Dial(t.Context(), reader, at, owner.ID())
		refused(t, again, err)
	})
	if !t.Run("a stranger does not, and the reader still may", func(t *testing.T) {
		d, at := open(t, owner, reader.ID())
		if conn, err := Dial(t.Context(), stranger, at, owner.ID()); err == nil {
			ended := make(chan struct{})
			go func() { refused(t, conn, nil); close(ended) }()
			select {
			case <-ended:
			case came := <-d.Came():
				t.Error("a stranger is let in")
				_ = came.Close()
				<-ended
				return
			}
		}
		own, err := Dial(t.Context(), reader, at, owner.ID())
		if err != nil {
			t.Fatal(err)
		}
		defer own.Close()
		_ = (<-d.Came()).Close()
	}) {
		return // the others would wait for its end
	}
	t.Run("another key than the one that is expected is refused", func(t *testing.T) {
		_, at := open(t, owner, reader.ID())
		if conn, err := Dial(t.Context(), reader, at, stranger.ID()); err == nil {
			_ = conn.Close()
			t.Error("it is taken")
		}
	})
	t.Run("the talk is not spoken there", func(t *testing.T) {
		_, at := open(t, owner, reader.ID())
		nc, err := net.Dial("tcp", at.String())
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		conn, err := secure.Client(t.Context(), nc, secure.ClientConfig(reader, secure.PinTo(owner.ID()), secure.Talk))
		if err == nil {
			_ = conn.Close()
			t.Error("it is")
		}
	})
	t.Run("who has no key gets no further", func(t *testing.T) {
		d, at := open(t, owner, reader.ID())
		conn, err := tls.Dial("tcp", at.String(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{string(secure.File)}, MinVersion: tls.VersionTLS13})
		if err == nil {
			refused(t, conn, nil)
		}
		select {
		case <-d.Came():
			t.Error("it has come in")
		default:
		}
	})
	t.Run("only so many may come", func(t *testing.T) {
		_, at := open(t, owner, reader.ID())
		for range mostComing {
			conn, err := Dial(t.Context(), stranger, at, owner.ID())
			refused(t, conn, err)
		}
		conn, err := Dial(t.Context(), reader, at, owner.ID())
		refused(t, conn, err)
	})
	t.Run("Close ends those who shake hands", func(t *testing.T) {
		d, at := open(t, owner, reader.ID())
		for range atOnce + 1 {
			nc, err := net.Dial("tcp", at.String())
			if err != nil {
				t.Fatal(err)
			}
			defer nc.Close()
		}
		d.Close()
	})
	t.Run("Dial ends with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Dial(ctx, reader, netip.MustParseAddrPort("127.0.0.1:9"), owner.ID()); err == nil {
			t.Error("it has connected")
		}
	})
	t.Run("a host that is not reached by TCP has no door", func(t *testing.T) {
		if d, err := Open(owner, &net.UnixAddr{Name: "x"}, reader.ID()); err == nil {
			d.Close()
			t.Error("it listens")
		}
	})
}

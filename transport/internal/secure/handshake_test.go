package secure

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

func newTestIdentity(t testing.TB) *Identity {
	t.Helper()
	identity, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

// link returns two ends of a TCP connection over loopback, closed with the test.
func link(t testing.TB) (client, server net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err = net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	server, err = listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// pipe is link without a network and without any buffer.
func pipe(t testing.TB) (client, server net.Conn) {
	client, server = net.Pipe()
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// outcome is how a handshake ended at both ends. The client has read one byte
// after its handshake, which the server writes when all is well for it.
type outcome struct {
	client, server       *Conn
	clientErr, serverErr error
}

// meet shakes hands between two configurations over what connect returns.
func meet(t testing.TB, connect func(testing.TB) (client, server net.Conn), client, server *tls.Config) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, s := connect(t)
	deadline, _ := ctx.Deadline()
	c.SetDeadline(deadline)
	s.SetDeadline(deadline)
	var o outcome
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.server, o.serverErr = Server(ctx, s, server)
		if o.serverErr == nil {
			_, o.serverErr = o.server.Write([]byte{'!'})
		}
	}()
	o.client, o.clientErr = Client(ctx, c, client)
	if o.clientErr == nil {
		_, o.clientErr = io.ReadFull(o.client, make([]byte, 1))
	}
	<-done
	return o
}

func TestHandshake(t *testing.T) {
	alice, bob, mallory := newTestIdentity(t), newTestIdentity(t), newTestIdentity(t)
	ways := []struct {
		name    string
		connect func(testing.TB) (net.Conn, net.Conn)
	}{{"over loopback", link}, {"over a pipe without buffers", pipe}}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Run("the pinned peer is met, and each end knows the other and the protocol", func(t *testing.T) {
				for _, p := range []Protocol{Talk, File} {
					o := meet(t, way.connect, ClientConfig(alice, PinTo(bob.ID()), p), ServerConfig(bob, nil))
					if o.clientErr != nil || o.serverErr != nil {
						t.Fatal(o.clientErr, o.serverErr)
					}
					if o.client.Peer() != bob.ID() || o.server.Peer() != alice.ID() {
						t.Errorf("client met %v, server met %v", o.client.Peer(), o.server.Peer())
					}
					if o.client.Protocol() != p || o.server.Protocol() != p {
						t.Errorf("agreed on %q and %q instead of %q", o.client.Protocol(), o.server.Protocol(), p)
					}
					if v := o.client.ConnectionState().Version; v != tls.VersionTLS13 {
						t.Errorf("version %x", v)
					}
				}
			})
			t.Run("a first contact accepts whoever answers, and tells who it was", func(t *testing.T) {
				o := meet(t, way.connect, ClientConfig(alice, FirstContact(), Talk), ServerConfig(bob, nil))
				if o.clientErr != nil || o.serverErr != nil {
					t.Fatal(o.clientErr, o.serverErr)
				}
				if o.client.Peer() != bob.ID() {
					t.Errorf("met %v", o.client.Peer())
				}
			})
			t.Run("a changed key is refused by the client with both IDs, and the server gets an alert", func(t *testing.T) {
				o := meet(t, way.connect, ClientConfig(alice, PinTo(bob.ID()), Talk), ServerConfig(mallory, nil))
				var changed *ChangedKeyError
				if !errors.As(o.clientErr, &changed) {
					t.Fatalf("client: %v", o.clientErr)
				}
				if changed.Want != bob.ID() || changed.Got != mallory.ID() {
					t.Errorf("want %v, got %v", changed.Want, changed.Got)
				}
				if !RefusedByPeer(o.serverErr) {
					t.Errorf("server: %v", o.serverErr)
				}
			})
			t.Run("a peer that the server decides against gets an alert", func(t *testing.T) {
				blocked := errors.New("blocked")
				decide := func(peer ID) error {
					if peer == alice.ID() {
						return blocked
					}
					return nil
				}
				o := meet(t, way.connect, ClientConfig(alice, PinTo(bob.ID()), Talk), ServerConfig(bob, decide))
				if !errors.Is(o.serverErr, blocked) || !RefusedByPeer(o.clientErr) {
					t.Errorf("server: %v; client: %v", o.serverErr, o.clientErr)
				}
				o = meet(t, way.connect, ClientConfig(mallory, PinTo(bob.ID()), Talk), ServerConfig(bob, decide))
				if o.serverErr != nil || o.clientErr != nil {
					t.Errorf("another peer: server: %v; client: %v", o.serverErr, o.clientErr)
				}
			})
		})
	}
	t.Run("a pin that nobody set lets nobody in", func(t *testing.T) {
		o := meet(t, link, ClientConfig(alice, Pin{}, Talk), ServerConfig(bob, nil))
		var changed *ChangedKeyError
		if !errors.As(o.clientErr, &changed) || !changed.Want.IsZero() {
			t.Errorf("client: %v", o.clientErr)
		}
	})
	t.Run("no session is ever resumed, not even by a client that keeps tickets", func(t *testing.T) {
		client := ClientConfig(alice, PinTo(bob.ID()), Talk)
		client.ServerName = "confab" // the key of the cache
		client.ClientSessionCache = tls.NewLRUClientSessionCache(8)
		server := ServerConfig(bob, nil)
		for range 3 {
			o := meet(t, link, client, server)
			if o.clientErr != nil || o.serverErr != nil {
				t.Fatal(o.clientErr, o.serverErr)
			}
			if o.client.ConnectionState().DidResume || o.server.ConnectionState().DidResume {
				t.Fatal("resumed")
			}
		}
		if _, kept := client.ClientSessionCache.Get("confab"); kept {
			t.Error("the server sent a ticket")
		}
	})
	t.Run("clocks a hundred years off do not matter, at either end", func(t *testing.T) {
		for _, years := range [][2]int{{-100, 100}, {100, -100}, {-100, -100}, {8500, 8500}} {
			client, server := ClientConfig(alice, PinTo(bob.ID()), Talk), ServerConfig(bob, nil)
			client.Time = func() time.Time { return time.Now().AddDate(years[0], 0, 0) }
			server.Time = func() time.Time { return time.Now().AddDate(years[1], 0, 0) }
			if o := meet(t, link, client, server); o.clientErr != nil || o.serverErr != nil {
				t.Errorf("%v years: client: %v, server: %v", years, o.clientErr, o.serverErr)
			}
		}
	})
}

// A man in the middle ends the TLS of both sides with a key of his own.
func TestManInTheMiddle(t *testing.T) {
	alice, bob, mallory := newTestIdentity(t), newTestIdentity(t), newTestIdentity(t)
	t.Run("the client sends a man in the middle neither its certificate nor a byte of talk", func(t *testing.T) {
		asked := false
		decide := func(ID) error { asked = true; return nil }
		o := meet(t, link, ClientConfig(alice, PinTo(bob.ID()), Talk), ServerConfig(mallory, decide))
		var changed *ChangedKeyError
		if !errors.As(o.clientErr, &changed) || asked {
			t.Errorf("client: %v; the certificate was sent: %v", o.clientErr, asked)
		}
	})
	t.Run("who shows bob's certificate without bob's key is refused by the client", func(t *testing.T) {
		forged := ServerConfig(mallory, nil)
		forged.Certificates[0].Certificate = bob.certificate.Certificate
		forged.Certificates[0].Leaf = bob.certificate.Leaf
		if o := meet(t, link, ClientConfig(alice, PinTo(bob.ID()), Talk), forged); o.clientErr == nil {
			t.Error("accepted")
		}
	})
	t.Run("who shows alice's certificate without alice's key is refused by the server", func(t *testing.T) {
		forged := ClientConfig(mallory, PinTo(bob.ID()), Talk)
		forged.Certificates[0].Certificate = alice.certificate.Certificate
		forged.Certificates[0].Leaf = alice.certificate.Leaf
		if o := meet(t, link, forged, ServerConfig(bob, nil)); o.serverErr == nil || o.server != nil {
			t.Error("accepted")
		}
	})
}

package core

import (
	"context"
	"net"
	"path/filepath"
	"testing"

	"github.com/ncruces/go-sqlite3"
)

func newTestClient(t testing.TB, limits Limits) (*Client, *events) {
	e := newEvents()
	c := NewClient(Options{Sink: e.sink, Limits: limits})
	t.Cleanup(c.Close)
	return c, e
}

func TestDial(t *testing.T) {
	t.Parallel()
	closed := func(t *testing.T) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return dial(t, l.Addr().String()).LocalAddr().String() // nobody can listen where a connection begins
	}
	cases := []struct {
		name, addr string
		fault      Fault
	}{
		{"a port that nobody listens on", closed(t), Refused},
		{"port 0", "127.0.0.1:0", PortInvalid},
		{"port 70000", "127.0.0.1:70000", PortInvalid},
		{"a word for a port", "127.0.0.1:abc", PortInvalid},
		{"no host", ":8899", AddressInvalid},
		{"an IPv6 address without brackets", "::1:8899", AddressInvalid},
		{"a name that does not exist", "no-such-host.invalid:8899", HostNotFound},
		{"a zone that does not exist", "[fe80::1%nosuchif]:8899", AddressInvalid},
	}
	for _, c := range cases {
		t.Run(c.name+" fails with its reason", func(t *testing.T) {
			client, e := newTestClient(t, Limits{})
			client.Dial(c.addr)
			ev, _ := e.kind(t, 0, DialFailed)
			if got := faultIn(ev.Err); got != c.fault {
				t.Errorf("fault %q: %v", got, ev.Err)
			}
			if _, ok := client.Server(); ok {
				t.Error("connected all the same")
			}
		})
	}
	t.Run("a host name and an IPv6 literal connect", func(t *testing.T) {
		for _, listen := range []string{"localhost:0", "[::1]:0"} {
			e := newEvents()
			s := NewServer(Options{Sink: e.sink})
			defer s.Close()
			s.Start(listen)
			at, _ := e.kind(t, 0, Listening)
			client, ce := newTestClient(t, Limits{})
			client.Dial(at.Addr)
			ce.kind(t, 0, Connected)
		}
	})
	t.Run("a second Dial says that one stands and leaves it", func(t *testing.T) {
		_, _, addr := startServer(t, Limits{})
		client, e := newTestClient(t, Limits{})
		client.Dial(addr)
		e.kind(t, 0, Connected)
		client.Dial("127.0.0.1:1")
		if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != AlreadyConnected {
			t.Errorf("%v", ev.Err)
		}
		if p, ok := client.Server(); !ok || p.Addr != addr {
			t.Errorf("connected to %+v, %v", p, ok)
		}
	})
}

func TestClientConversation(t *testing.T) {
	t.Parallel()
	t.Run("a client and a server talk and part in order", func(t *testing.T) {
		s, se, addr := startServer(t, programs)
		client, ce := newTestClient(t, Limits{})
		client.Dial(addr)
		up, _ := ce.kind(t, 0, Connected)
		if _, err := client.Send(up.Talk(), "第一句"); err != nil {
			t.Fatal(err)
		}
		m, _ := se.message(t, 0, Incoming)
		if m.Text != "第一句" {
			t.Fatalf("got %q", m.Text)
		}
		if _, err := s.Send(m.Peer.Talk(), "答复"); err != nil {
			t.Fatal(err)
		}
		if back, _ := ce.message(t, 0, Incoming); back.Text != "答复" {
			t.Errorf("got %q", back.Text)
		}
		if _, err := client.Send(up.Talk(), "last words"); err != nil {
			t.Fatal(err)
		}
		client.Hangup()
		if ev, _ := ce.kind(t, 0, Disconnected); faultIn(ev.Err) != ClosedHere {
			t.Errorf("%v", ev.Err)
		}
		se.wait(t, 0, "last words", func(ev Event) bool { return ev.Message().Text == "last words" })
		if ev, _ := se.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerClosed {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("sending with no connection says so", func(t *testing.T) {
		client, _ := newTestClient(t, Limits{})
		if _, err := client.Send(1, "x"); faultIn(err) != NotConnected {
			t.Errorf("%v", err)
		}
	})
	t.Run("the talk goes on when the same address is dialled again", func(t *testing.T) {
		_, _, addr := startServer(t, Limits{})
		client, e := newTestClient(t, Limits{})
		client.Dial(addr)
		first, at := e.kind(t, 0, Connected)
		client.Hangup()
		_, at = e.kind(t, at, Disconnected)
		client.Dial(addr)
		second, _ := e.kind(t, at, Connected)
		if first.Peer.ID != second.Peer.ID {
			t.Errorf("two talks: %d and %d", first.Peer.ID, second.Peer.ID)
		}
	})
	t.Run("a server that stops is told as closed by the peer", func(t *testing.T) {
		s, se, addr := startServer(t, Limits{})
		client, e := newTestClient(t, Limits{})
		client.Dial(addr)
		e.kind(t, 0, Connected)
		se.kind(t, 0, Connected) // what waits to be accepted when the listener closes is reset
		s.Stop()
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerClosed {
			t.Errorf("%v", ev.Err)
		}
	})
}

func TestDialWhileItIsNotKnownWhoWasMet(t *testing.T) {
	t.Parallel()
	_, _, addr := startServer(t, Limits{})
	var met []KnownServer
	var failed error
	client := func(t *testing.T, o Options) (*Client, *events) {
		e := newEvents()
		o.Sink = e.sink
		c := NewClient(o)
		t.Cleanup(c.Close)
		return c, e
	}
	known := func(context.Context) ([]KnownServer, error) { return met, failed }
	t.Run("nobody is dialled, until it can be looked up", func(t *testing.T) {
		failed = &Error{Fault: HomeBusy, Addr: "folder"}
		c, e := client(t, Options{Known: known})
		c.Dial(addr)
		if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != HomeBusy {
			t.Fatal(ev.Err)
		}
		failed, met = nil, []KnownServer{{Addr: addr, Identity: ID{1}}}
		from := e.length()
		c.Dial(addr)
		if ev, _ := e.kind(t, from, DialFailed); faultIn(ev.Err) != SecureBefore {
			t.Fatal(ev.Err)
		}
		c.ForgetServer(addr)
		c.Dial(addr)
		e.kind(t, 0, Connected)
	})
	t.Run("whom nobody met is dialled when it is looked up", func(t *testing.T) {
		failed, met = &Error{Fault: HomeUnread, Addr: "folder"}, nil
		c, e := client(t, Options{Known: known})
		failed = nil
		c.Dial(addr)
		e.kind(t, 0, Connected)
	})
	t.Run("a Hangup ends the look for whom one met", func(t *testing.T) {
		looks := 0
		c, e := client(t, Options{Known: func(ctx context.Context) ([]KnownServer, error) {
			if looks++; looks == 1 {
				return nil, &Error{Fault: HomeBusy, Addr: "folder"}
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}})
		c.Dial(addr)
		e.kind(t, 0, Connecting)
		c.Hangup()
		if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != Canceled {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("a folder that another program keeps to itself is no folder without servers", func(t *testing.T) {
		p := newParty(t)
		if err := p.home.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sqlite3.Open(filepath.Join(p.dir, "journal", "talk.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		if err := db.Exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE meta SET commits=commits"); err != nil {
			t.Fatal(err)
		}
		if servers, err := KnownIn(t.Context(), p.dir); faultIn(err) != HomeBusy {
			t.Errorf("%v, %v", servers, err)
		}
	})
}

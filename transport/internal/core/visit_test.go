package core

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/listen"
	"confab/transport/internal/plain"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// eventually polls until something holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for late := until(patience); !holds(); pauseFor(5 * time.Millisecond) {
		if late() {
			t.Fatalf("not in time: %s", what)
		}
	}
}

// leaves ends a Join and waits until it is over.
func (p *party) leaves(t testing.TB, c *Client) {
	t.Helper()
	from := p.length()
	c.Hangup()
	p.wait(t, from, "end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
}

// slowDoor is a way to addr on which what the client says waits for release.
func slowDoor(t *testing.T, addr string, release <-chan struct{}) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		a, err := l.Accept()
		if err != nil {
			return
		}
		defer a.Close()
		b, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		defer b.Close()
		go func() { _, _ = io.Copy(a, b); _ = a.Close() }()
		<-release
		_, _ = io.Copy(b, a)
	}()
	return l.Addr().String()
}

// knock is a TLS connection of p to a host over nc, on which nothing was said yet.
func (p *party) knock(t testing.TB, nc net.Conn) net.Conn {
	t.Helper()
	conn, err := secure.Client(context.Background(), nc, secure.ClientConfig(p.home.identity, secure.FirstContact(), secure.Talk))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// sayHello says HELLO.
func sayHello(t testing.TB, conn net.Conn, name string, epoch wire.Epoch, cursors wire.Cursors) {
	t.Helper()
	hello := &wire.Hello{App: "x", Name: name, Epoch: epoch, Cursors: cursors}
	hello.Offer()
	b, err := wire.Append(nil, hello)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(b); err != nil {
		t.Fatal(err)
	}
}

// counted is how many connections admission has as undecided and as guests.
func counted(s *Server) (undecided, guests int) {
	s.lock()
	defer s.unlock()
	for v := range s.visitors {
		switch v.seat.Stage() {
		case listen.Undecided:
			undecided++
		case listen.Guest:
			guests++
		}
	}
	return undecided, guests
}

func TestVisitorsWhoSpeakLate(t *testing.T) {
	t.Parallel() // who says nothing is undecided for 3 s
	t.Run("a member whose hello takes long was never a guest", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		release := make(chan struct{})
		via := slowDoor(t, addr, release)
		anna := newParty(t)
		annas := NewClient(anna.options("Anna"))
		t.Cleanup(annas.Close)
		annas.Join(via)
		ev, _ := host.wait(t, 0, "somebody silent", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Kind == Undecided })
		close(release)
		gone, _ := host.wait(t, 0, "the end of the silent one", func(ev Event) bool { return ev.Kind == Forgotten })
		if gone.Peer.ID != ev.Peer.ID {
			t.Errorf("forgotten is peer %d, silent was %d", gone.Peer.ID, ev.Peer.ID)
		}
		host.named(t, "Anna")
		room, _ := anna.kind(t, 0, Connected)
		for _, p := range server.Peers() {
			if p.Kind != Member {
				t.Errorf("the member is also a visitor: %+v", p)
			}
		}
		// More than a guest's queue takes.
		for range 12 {
			send(t, server, Everyone, strings.Repeat("x", 30_000))
		}
		send(t, server, Everyone, "last")
		anna.said(t, room.Talk(), "last")
		for _, ev := range anna.snapshot() {
			if ev.Kind == Waiting || ev.Kind == Disconnected {
				t.Errorf("the member lost its connection: %v", ev.Err)
			}
		}
		annas.Close()
		eventually(t, "nobody is here when all have left", func() bool {
			for _, p := range server.Peers() {
				if p.Here {
					return false
				}
			}
			return true
		})
	})
	t.Run("on a connection that turns to TLS nothing goes out in the open", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		nc := dial(t, addr)
		host.wait(t, 0, "plain guest", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Kind == Plain })
		conn := newParty(t).knock(t, nc)
		sayHello(t, conn, "Late", wire.Epoch{}, nil)
		host.named(t, "Late")
		if undecided, guests := counted(server); undecided != 0 || guests != 1 {
			t.Errorf("counted are %d undecided and %d guests, want 0 and 1", undecided, guests)
		}
		send(t, server, Everyone, "SECRET")
		host.said(t, Everyone, "SECRET")
		if p := server.Peers(); len(p) != 1 || p[0].Kind != Member {
			t.Errorf("the host has %+v", p)
		}
		// What would be wrong has left by now; nobody says when there is no more.
		_ = nc.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		if all, _ := io.ReadAll(nc); strings.Contains(string(all), "SECRET") {
			t.Error("what was said to members went out in the open")
		}
		_ = nc.Close()
		eventually(t, "admission counts nobody, and the member is not here", func() bool {
			undecided, guests := counted(server)
			p := server.Peers()
			return undecided == 0 && guests == 0 && len(p) == 1 && !p[0].Here
		})
	})
}

// keyed is a guest who types key by key, so that each of its lines is a message.
func keyed(t *testing.T, host *party, addr string) (*net.TCPConn, PeerID) {
	t.Helper()
	nc := dial(t, addr)
	ev, _ := host.wait(t, 0, "somebody", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Kind == Undecided })
	var lines bool
	for from := 0; !lines; {
		say(t, nc, "a")
		var told Event
		told, from = host.wait(t, from, "a key", func(ev Event) bool {
			return ev.Kind == Appended && ev.Message().Text == "a" || ev.Kind == Changed && ev.Peer.Lines
		})
		lines = told.Kind == Changed
	}
	return nc, ev.Peer.ID
}

func TestGuestFlood(t *testing.T) {
	t.Parallel() // a guest is held to a pace
	const flood = 50_000
	inRoom := func(host *party) (n int) {
		for _, ev := range host.snapshot() {
			if ev.Kind == Appended && ev.Talk() == Everyone && ev.Message().ByGuest {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		name   string
		before bool // let in before the flood
	}{
		{"a guest in the room is held to the pace of members", true},
		{"so is one who is let in amid its flood", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			host, server, addr := hostParty(t, nil)
			guest, id := keyed(t, host, addr)
			begun := time.Now() // before the first can be heard in the room
			if c.before {
				server.LetIn(id, true)
			}
			go func() { _, _ = io.WriteString(guest, strings.Repeat("a\n", flood)) }()
			if !c.before {
				from := host.length()
				host.wait(t, from, "the flood", func(ev Event) bool { return ev.Kind == Appended && ev.Peer.ID == id })
				server.LetIn(id, true)
			}
			const seconds = 1
			most := hub.Burst + plain.AtOnce
			want := most + seconds*hub.MessagesPerSecond
			eventually(t, "the guest is heard in the room", func() bool { return inRoom(host) >= want })
			n, took := inRoom(host), time.Since(begun)
			if allowed := float64(most) + took.Seconds()*hub.MessagesPerSecond; float64(n) > allowed+1 {
				t.Errorf("%d messages of a guest in %v, want at most %.0f", n, took, allowed)
			}
		})
	}
}

func TestRelayedLines(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	_, annas, room := asMember(t, "An\r\nna", addr)
	guest := dial(t, addr)
	say(t, guest, "here\n") // so that it is known to end its lines with LF
	ev, _ := host.wait(t, 0, "what it says", func(ev Event) bool {
		return ev.Kind == Appended && ev.Message().Text == "here" && ev.Talk() != Everyone
	})
	server.LetIn(ev.Peer.ID, true)
	host.wait(t, 0, "the guest in the room", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.InRoom })
	for _, c := range []struct{ name, text, want string }{
		{"a second line is set in", "hi\npay Mallory", "An na: hi\n    pay Mallory\n"},
		{"so is one after CR LF", "hi\r\npay Mallory", "An na: hi\n    pay Mallory\n"},
		{"and one after CR alone, which would overwrite the name", "hi\rpay Mallory", "An na: hi\n    pay Mallory\n"},
		{"and after the separators of Unicode", "1\u20282\u20293\u00854\v5\f6", "An na: 1\n    2\n    3\n    4\n    5\n    6\n"},
		{"what moves a terminal's cursor does not", "hi\x1b[1Gpay\b\u009b1G", "An na: hi\uFFFD[1Gpay\uFFFD\uFFFD1G\n"},
		{"tabs stay", "a\tb", "An na: a\tb\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			send(t, annas, room.Talk(), c.text)
			hearText(t, guest, c.want)
		})
	}
}

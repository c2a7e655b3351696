package core

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"confab/transport/internal/origin"
	"confab/transport/internal/plain"
)

// pipes takes every peer that ends its direction for one that still reads, programs none
// that takes nothing meanwhile: what is tested does not depend on how fast the machine is.
var (
	pipes    = Limits{HalfCloseWithin: time.Hour}
	programs = Limits{HalfCloseWithin: -1, LeftAfter: time.Millisecond}
)

// halfClosed waits until a peer is told to have ended its direction.
func (e *events) halfClosed(t testing.TB, from int) (Event, int) {
	t.Helper()
	return e.wait(t, from, "end of a direction", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.HalfClosed })
}

// saysNothingMore reports whether the talk with a peer says so.
func (e *events) saysNothingMore() bool {
	return slices.ContainsFunc(e.snapshot(), func(ev Event) bool { return ev.Message().Notice == PeerHalfClosed })
}

// pipesIn is a guest that says something and ends its direction.
func pipesIn(t testing.TB, addr, question string) *net.TCPConn {
	t.Helper()
	nc := dial(t, addr)
	say(t, nc, question)
	if err := nc.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	return nc
}

// connOf is the conn of a guest.
func connOf(s *Server, id PeerID) *plain.Conn {
	s.lock()
	defer s.unlock()
	return s.roster[id].conn
}

func TestAGuestThatEndsItsDirection(t *testing.T) {
	t.Parallel()
	t.Run("is answered, and gone when it takes nothing more", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, pipes)
		nc := pipesIn(t, addr, "what time is it?\n")
		m, at := e.message(t, 0, Incoming)
		ev, _ := e.halfClosed(t, at)
		e.wait(t, at, "notice", func(ev Event) bool { return ev.Message().Notice == PeerHalfClosed && ev.Peer.ID == m.Peer })
		if m.Text != "what time is it?" || ev.Peer.ID != m.Peer || !ev.Peer.Here {
			t.Fatalf("got %q, %+v", m.Text, ev.Peer)
		}
		for _, text := range []string{"noon", "or a little later"} {
			send(t, s, m.Peer.Talk(), text)
			if got := hear(t, nc, len(text)+1); got != text+"\n" {
				t.Errorf("it heard %q", got)
			}
		}
		if err := nc.Close(); err != nil {
			t.Fatal(err)
		}
		send(t, s, m.Peer.Talk(), "are you there?")
		ev, _ = e.kind(t, 0, Disconnected)
		if faultIn(ev.Err) != PeerClosed || ev.Peer.HalfClosed || ev.Peer.Here {
			t.Errorf("%+v: %v", ev.Peer, ev.Err)
		}
	})
	t.Run("and never ended a line gets lines, bytes excepted", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, pipes)
		nc := pipesIn(t, addr, "what time is it?")
		ev, _ := e.halfClosed(t, 0)
		send(t, s, ev.Talk(), "noon")
		send(t, s, Everyone, "the pump is on")
		if _, err := s.SendBytes(ev.Talk(), []byte("\x01\x02")); err != nil {
			t.Fatal(err)
		}
		want := "noon\nthe pump is on\n\x01\x02"
		if got := hear(t, nc, len(want)); got != want {
			t.Errorf("it heard %q", got)
		}
	})
	t.Run("and has closed all is gone soon, and nothing is said of a direction", func(t *testing.T) {
		t.Parallel()
		_, e, addr := startServer(t, programs)
		nc := dial(t, addr)
		say(t, nc, "bye")
		_ = nc.Close()
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerClosed {
			t.Errorf("%v", ev.Err)
		}
		if got := e.texts(Incoming); !slices.Equal(got, []string{"bye"}) || e.saysNothingMore() {
			t.Errorf("it said %q, and a notice: %v", got, e.saysNothingMore())
		}
	})
	t.Run("and one that breaks while it is written to is gone for another", func(t *testing.T) {
		t.Parallel()
		limits := pipes
		limits.WriteSpacing = -1
		s, e, addr := startServer(t, limits)
		from := 0
		for range 20 {
			nc := dial(t, addr)
			say(t, nc, "hello\n")
			m, at := e.message(t, from, Incoming)
			_ = nc.SetLinger(0)
			go nc.Close()
			for sends(s, m.Peer.Talk(), "x") {
			}
			ev, next := e.kind(t, at, Disconnected)
			if faultIn(ev.Err) != PeerReset {
				t.Errorf("%v", ev.Err)
			}
			from = next
		}
		if e.saysNothingMore() {
			t.Error("one of them is said to read")
		}
	})
	t.Run("is ended by Disconnect, by Stop and by Block", func(t *testing.T) {
		t.Parallel()
		for why, end := range map[Fault]func(*Server, PeerID){
			ClosedHere:    (*Server).Disconnect,
			ServerStopped: func(s *Server, _ PeerID) { s.Stop() },
			Blocked:       (*Server).Block,
		} {
			s, e, addr := startServer(t, pipes)
			nc := pipesIn(t, addr, "question\n")
			ev, _ := e.halfClosed(t, 0)
			end(s, ev.Peer.ID)
			if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != why {
				t.Errorf("%v for %v", ev.Err, why)
			}
			readAway(nc)
		}
	})
	t.Run("and said nothing leaves no trace", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, pipes)
		_ = dial(t, addr).CloseWrite()
		ev, _ := e.kind(t, 0, Disconnected)
		if ev.Peer.ID != 0 || len(s.Peers()) != 0 {
			t.Errorf("%+v", ev)
		}
	})
}

func TestHalfClosedGuestsGiveWay(t *testing.T) {
	t.Parallel()
	t.Run("to one of their own where an address has many, and to others where a place is needed", func(t *testing.T) {
		t.Parallel()
		limits := pipes
		limits.LimitLoopback, limits.GuestsPerAddr, limits.HalfClosedPerAddr = true, 3, 2
		_, e, addr := startServer(t, limits)
		var order []PeerID
		from := 0
		for i := range 3 {
			pipesIn(t, addr, strconv.Itoa(i)+"\n")
			ev, next := e.halfClosed(t, from)
			order, from = append(order, ev.Peer.ID), next
		}
		ev, at := e.kind(t, 0, Disconnected)
		if ev.Peer.ID != order[0] || faultIn(ev.Err) != GaveWay {
			t.Errorf("the first to go is %d, %v; they are %v", ev.Peer.ID, ev.Err, order)
		}
		for range 2 { // two of three places are taken
			say(t, dial(t, addr), "hello\n")
			_, from = e.message(t, from, Incoming)
		}
		ev, _ = e.kind(t, at, Disconnected)
		if ev.Peer.ID != order[1] || faultIn(ev.Err) != GaveWay {
			t.Errorf("the second to go is %d, %v; they are %v", ev.Peer.ID, ev.Err, order)
		}
	})
	t.Run("to others where a host has as many guests as it takes", func(t *testing.T) {
		t.Parallel()
		limits := pipes
		limits.Guests, limits.HalfClosed = 2, 5
		_, e, addr := startServer(t, limits)
		pipesIn(t, addr, "question\n")
		first, from := e.halfClosed(t, 0)
		for _, text := range []string{"one", "two"} {
			say(t, dial(t, addr), text+"\n")
			_, from = e.wait(t, from, "guest", func(ev Event) bool { return ev.Message().Kind == Incoming && ev.Message().Text == text })
		}
		if ev, _ := e.kind(t, 0, Disconnected); ev.Peer.ID != first.Peer.ID || faultIn(ev.Err) != GaveWay {
			t.Errorf("%d is gone: %v", ev.Peer.ID, ev.Err)
		}
	})
	t.Run("and their places are counted once", func(t *testing.T) {
		limits := pipes
		limits.Guests, limits.HalfClosed = 4, 1
		s, e, addr := startServer(t, limits)
		from := 0
		for range 10 {
			pipesIn(t, addr, "question\n")
			_, from = e.halfClosed(t, from)
		}
		s.Stop()
		e.kind(t, 0, Stopped)
		s.lock()
		defer s.unlock()
		free := 0
		for ; free <= limits.Guests; free++ {
			from := origin.Origin{Addr: netip.AddrFrom4([4]byte{8, 8, 8, byte(free)})}
			if seat, _ := s.admission.Enter(from, time.Now(), false, nil); seat == nil {
				break
			}
		}
		if free != limits.Guests {
			t.Errorf("%d places are free, of %d", free, limits.Guests)
		}
	})
}

func TestAServerThatEndsItsDirection(t *testing.T) {
	t.Parallel()
	listener := func(t *testing.T) *net.TCPListener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l.(*net.TCPListener)
	}
	accept := func(t *testing.T, l *net.TCPListener) *net.TCPConn {
		_ = l.SetDeadline(time.Now().Add(patience))
		nc, err := l.AcceptTCP()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = nc.Close() })
		_ = nc.SetDeadline(time.Now().Add(patience))
		return nc
	}
	t.Run("at once gets all that is said to it", func(t *testing.T) {
		t.Parallel()
		l := listener(t)
		limits := pipes
		limits.WriteSpacing = time.Millisecond
		c, e := newTestClient(t, limits)
		c.Dial(l.Addr().String())
		nc := accept(t, l)
		_ = nc.CloseWrite()
		ev, _ := e.halfClosed(t, 0)
		want := ""
		for i := range 12 {
			text := "message " + strconv.Itoa(i) + ";"
			want += text + "\n" // it shows no more how it ends its lines
			if _, err := c.Send(ev.Talk(), text); err != nil {
				t.Fatal(err)
			}
		}
		c.Hangup()
		if got, err := io.ReadAll(nc); err != nil || string(got) != want {
			t.Errorf("it got %q, %v", got, err)
		}
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != ClosedHere {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("as it was closed is gone soon, and the next connection is whole", func(t *testing.T) {
		t.Parallel()
		l := listener(t)
		c, e := newTestClient(t, programs)
		c.Dial(l.Addr().String())
		nc := accept(t, l)
		say(t, nc, "bye\n")
		_ = nc.Close()
		ev, at := e.kind(t, 0, Disconnected)
		if faultIn(ev.Err) != PeerClosed || e.saysNothingMore() {
			t.Errorf("%v, %v", ev.Err, e.saysNothingMore())
		}
		c.Dial(l.Addr().String())
		accept(t, l)
		if ev, _ := e.kind(t, at, Connected); ev.Peer.HalfClosed {
			t.Error("it has ended its direction before it began")
		}
	})
	t.Run("as a Confab that stops right after its last words is gone with the reset", func(t *testing.T) {
		t.Parallel()
		s, se, addr := startServer(t, Limits{})
		c, e := newTestClient(t, pipes)
		c.Dial(addr)
		up, _ := e.kind(t, 0, Connected)
		if _, err := c.Send(up.Talk(), "hello"); err != nil {
			t.Fatal(err)
		}
		m, _ := se.message(t, 0, Incoming)
		send(t, s, m.Peer.Talk(), "I close now")
		s.Stop()
		if m, _ := e.message(t, 0, Incoming); m.Text != "I close now" {
			t.Errorf("it heard %q", m.Text)
		}
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerClosed {
			t.Errorf("%v", ev.Err)
		}
	})
}

func TestARefusalIsNoEndOfADirection(t *testing.T) {
	t.Parallel()
	refused := func(t *testing.T, addr, opening string) {
		t.Helper()
		nc, err := net.Dial("tcp", addr)
		if err == nil {
			t.Cleanup(func() { _ = nc.Close() })
			_ = nc.SetDeadline(time.Now().Add(patience))
			_, _ = io.WriteString(nc, opening) // it may be refused by then
			_, err = io.Copy(io.Discard, nc)
		}
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%q: it ends with %v", opening, err)
		}
	}
	t.Run("of plain guests", func(t *testing.T) {
		t.Parallel()
		s, _, addr := startServer(t, Limits{})
		s.Allow(Visitors{Browsers: true, Members: true})
		refused(t, addr, "hello\n")
	})
	t.Run("of a blocked address", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		say(t, dial(t, addr), "hello\n")
		m, _ := e.message(t, 0, Incoming)
		s.Block(m.Peer)
		refused(t, addr, "")
	})
	t.Run("by a limit", func(t *testing.T) {
		t.Parallel()
		_, e, addr := startServer(t, Limits{LimitLoopback: true, GuestsPerAddr: 1})
		say(t, dial(t, addr), "hello\n")
		e.message(t, 0, Incoming)
		refused(t, addr, "")
	})
}

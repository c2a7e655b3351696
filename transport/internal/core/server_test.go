package core

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/plain"
)

func faultIn(err error) Fault {
	var e *Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return NoFault
}

func TestListening(t *testing.T) {
	t.Parallel()
	t.Run("port 0 picks a free port and says which", func(t *testing.T) {
		s, _, addr := startServer(t, Limits{})
		if strings.HasSuffix(addr, ":0") {
			t.Errorf("listening on %s", addr)
		}
		if at, ok := s.Listening(); !ok || at != addr {
			t.Errorf("Listening() = %s, %v", at, ok)
		}
	})
	bad := []struct {
		name, addr string
		fault      Fault
	}{
		{"a port above 65535", "127.0.0.1:70000", PortInvalid},
		{"a port that is no number", "127.0.0.1:abc", PortInvalid},
		{"a negative port", "127.0.0.1:-1", PortInvalid},
		{"a port with a sign", "127.0.0.1:+80", PortInvalid},
		{"no port", "127.0.0.1", AddressInvalid},
		{"an address of another machine", "192.0.2.1:8899", AddressNotLocal},
		{"a name without an address", "no-such-host.invalid:8899", HostNotFound},
	}
	for _, c := range bad {
		t.Run(c.name+" is refused with its reason", func(t *testing.T) {
			e := newEvents()
			s := NewServer(Options{Sink: e.sink})
			defer s.Close()
			s.Start(c.addr)
			ev, _ := e.kind(t, 0, ListenFailed)
			if got := faultIn(ev.Err); got != c.fault {
				t.Errorf("fault %q: %v", got, ev.Err)
			}
			s.Start("127.0.0.1:0")
			e.kind(t, 0, Listening)
		})
	}
	t.Run("a port that another program has is told as taken", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		e := newEvents()
		s := NewServer(Options{Sink: e.sink})
		defer s.Close()
		s.Start(l.Addr().String())
		if ev, _ := e.kind(t, 0, ListenFailed); faultIn(ev.Err) != PortTaken {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("Start while listening says so and changes nothing", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		s.Start("127.0.0.1:0")
		if ev, _ := e.kind(t, 0, ListenFailed); faultIn(ev.Err) != AlreadyListening {
			t.Errorf("%v", ev.Err)
		}
		if at, ok := s.Listening(); !ok || at != addr {
			t.Errorf("Listening() = %s, %v", at, ok)
		}
	})
	t.Run("Stop and Start again on the same port", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "hello")
		_, at := e.message(t, 0, Incoming)
		s.Stop()
		_, at = e.kind(t, at, Stopped)
		if _, ok := s.Listening(); ok {
			t.Error("still listening")
		}
		s.Start(addr)
		e.kind(t, at, Listening)
	})
}

func TestConversation(t *testing.T) {
	t.Parallel()
	t.Run("a guest is announced, heard and answered", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "你好 🙂\n")
		m, _ := e.message(t, 0, Incoming)
		if m.Text != "你好 🙂" || m.Raw != "你好 🙂\n" {
			t.Errorf("got %q, raw %q", m.Text, m.Raw)
		}
		if _, err := s.Send(m.Peer.Talk(), "hi"); err != nil {
			t.Fatal(err)
		}
		if got := hear(t, nc, 3); got != "hi\n" {
			t.Errorf("the guest ended a line, and got %q", got)
		}
		e.wait(t, 0, "written message", func(ev Event) bool { return ev.Kind == Updated && ev.Message().State == Written })
	})
	t.Run("each guest has its own talk, and everyone hears a broadcast once", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		var guests []net.Conn
		for _, name := range []string{"a", "b", "c"} {
			nc := dial(t, addr)
			say(t, nc, "I am "+name)
			guests = append(guests, nc)
			e.wait(t, 0, name, func(ev Event) bool { return ev.Kind == Appended && ev.Message().Text == "I am "+name })
		}
		if _, err := s.Send(Everyone, "all of you"); err != nil {
			t.Fatal(err)
		}
		for _, nc := range guests {
			if got := hear(t, nc, 10); got != "all of you" {
				t.Errorf("got %q", got)
			}
		}
		ev, _ := e.wait(t, 0, "broadcast written", func(ev Event) bool {
			return ev.Kind == Updated && ev.Talk() == Everyone && ev.Message().State == Written
		})
		if ev.Message().Reached != 3 || ev.Message().Recipients != 3 {
			t.Errorf("reached %d of %d", ev.Message().Reached, ev.Message().Recipients)
		}
		at := e.length()
		s.Load(s.Peers()[1].Talk(), Range{Before: 10})
		page, _ := e.kind(t, at, PageLoaded)
		texts := []string{}
		for _, m := range page.Page().Messages {
			texts = append(texts, m.Text)
		}
		if strings.Join(texts, "|") != "|I am b|all of you" {
			t.Errorf("the talk of b is %q", texts)
		}
	})
	t.Run("messages sent in one go arrive as one write each, in order, spaced", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := NewServer(Options{})
			near, far := net.Pipe()
			k := plain.New(s.plain, near)
			k.Open()
			s.lock()
			guest := s.enroll(Peer{Kind: Plain, Here: true}, k).ID
			s.unlock()
			for _, text := range []string{"one", "two", "three"} {
				if _, err := s.Send(guest.Talk(), text); err != nil {
					t.Fatal(err)
				}
			}
			b := make([]byte, 100)
			begun := time.Now() // of the bubble's clock
			for i, want := range []string{"one", "two", "three"} {
				n, err := far.Read(b)
				if err != nil || string(b[:n]) != want {
					t.Fatalf("read %q, %v", b[:n], err)
				}
				if at := time.Since(begun); at != time.Duration(i)*s.limits.WriteSpacing {
					t.Errorf("%q came after %v", want, at)
				}
			}
			k.Cut(PeerClosed, nil)
			s.Close()
		})
	})
	t.Run("nothing reaches an undecided visitor, and what was queued reaches the guest", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		begun := time.Now()
		nc := dial(t, addr)
		ev, _ := e.kind(t, 0, Connected)
		if ev.Peer.Kind != Undecided {
			t.Fatalf("kind %d", ev.Peer.Kind)
		}
		if _, err := s.Send(Everyone, "early"); err != nil {
			t.Fatal(err)
		}
		if got := hear(t, nc, 5); got != "early" {
			t.Errorf("got %q", got)
		}
		if took := time.Since(begun); took < plain.SilentAfter {
			t.Errorf("a visitor undecided for %v got it after %v", plain.SilentAfter, took)
		}
		if p := s.Peers()[0]; p.Kind != Plain || !p.Silent {
			t.Errorf("a guest that said nothing is %+v", p)
		}
	})
	t.Run("text in GB18030 is recognized and answered in it", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "\xc4\xe3\xba\xc3")
		m, _ := e.message(t, 0, Incoming)
		if m.Text != "你好" || m.Encoding != GB18030 {
			t.Fatalf("got %q as %v", m.Text, m.Encoding)
		}
		if _, err := s.Send(m.Peer.Talk(), "再见"); err != nil {
			t.Fatal(err)
		}
		if got := hear(t, nc, 4); got != "\xd4\xd9\xbc\xfb" {
			t.Errorf("answered %q", got)
		}
	})
	t.Run("what an encoding lacks is refused to one and replaced for everyone", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "x")
		m, _ := e.message(t, 0, Incoming)
		s.SetEncoding(m.Peer, Latin1)
		if _, err := s.Send(m.Peer.Talk(), "né 你"); faultIn(err) != NotEncodable {
			t.Errorf("sent to one: %v", err)
		}
		if _, err := s.Send(Everyone, "né 你"); err != nil {
			t.Fatal(err)
		}
		if got := hear(t, nc, 4); got != "n\xe9 ?" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("sending says why it cannot", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		if _, err := s.Send(Everyone, "x"); faultIn(err) != NobodyHere {
			t.Errorf("nobody: %v", err)
		}
		if _, err := s.Send(99, "x"); faultIn(err) != PeerGone {
			t.Errorf("unknown peer: %v", err)
		}
		if _, err := s.Send(Everyone, ""); faultIn(err) != MessageEmpty {
			t.Errorf("empty: %v", err)
		}
		nc := dial(t, addr)
		say(t, nc, "x")
		e.message(t, 0, Incoming)
		if _, err := s.Send(Everyone, strings.Repeat("x", 64<<10+1)); faultIn(err) != MessageTooLong {
			t.Errorf("long: %v", err)
		}
		if _, err := s.Send(Everyone, strings.Repeat("x", 64<<10)); err != nil {
			t.Errorf("at the limit: %v", err)
		}
		s.Stop()
		e.kind(t, 0, Stopped)
		if _, err := s.Send(Everyone, "x"); faultIn(err) != NotListening {
			t.Errorf("stopped: %v", err)
		}
	})
	t.Run("the last words of a guest who ends at once are heard", func(t *testing.T) {
		_, e, addr := startServer(t, programs)
		nc := dial(t, addr)
		say(t, nc, "bye")
		_ = nc.CloseWrite()
		if m, _ := e.message(t, 0, Incoming); m.Text != "bye" {
			t.Errorf("got %q", m.Text)
		}
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerClosed {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("what was queued before Stop is still written", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "x")
		e.message(t, 0, Incoming)
		for range 5 {
			if _, err := s.Send(Everyone, "bye"); err != nil {
				t.Fatal(err)
			}
		}
		s.Stop()
		if got, err := io.ReadAll(nc); err != nil || string(got) != "byebyebyebyebye" {
			t.Errorf("got %q, %v", got, err)
		}
		_ = nc.Close()
		e.kind(t, 0, Stopped)
	})
	t.Run("a peer that resets in the middle of a message keeps what it said", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "first")
		_, at := e.message(t, 0, Incoming)
		say(t, nc, "half a me")
		e.wait(t, at, "second", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Kind == Incoming })
		_ = nc.SetLinger(0)
		_ = nc.Close()
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerReset {
			t.Errorf("%v", ev.Err)
		}
		if got := e.texts(Incoming); len(got) != 2 || got[1] != "half a me" {
			t.Errorf("heard %q", got)
		}
	})
	t.Run("a peer that takes nothing is cut once its queue is full", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{WriteSpacing: -1})
		nc := dial(t, addr)
		_ = nc.SetReadBuffer(4 << 10)
		say(t, nc, "x")
		m, _ := e.message(t, 0, Incoming)
		text := strings.Repeat("x", 60<<10)
		for sends(s, m.Peer.Talk(), text) {
		}
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PeerTooSlow {
			t.Errorf("%v", ev.Err)
		}
		e.wait(t, 0, "notice", func(ev Event) bool {
			return ev.Message().Notice == PeerDisconnected && ev.Message().Fault == PeerTooSlow
		})
		e.wait(t, 0, "failed message", func(ev Event) bool { return ev.Kind == Updated && ev.Message().State == Failed })
	})
	t.Run("a blocked guest is gone and its address stays out until unblocked", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "x")
		m, _ := e.message(t, 0, Incoming)
		s.Block(m.Peer)
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != Blocked {
			t.Errorf("%v", ev.Err)
		}
		if got := s.Blocked(); len(got) != 1 || got[0] != "127.0.0.1" {
			t.Fatalf("blocked %v", got)
		}
		if turnedAway(t, addr) == nil {
			t.Error("a blocked address was let in")
		}
		s.Unblock("127.0.0.1")
		at := e.length()
		say(t, dial(t, addr), "again")
		e.message(t, at, Incoming)
	})
}

func TestOtherVisitors(t *testing.T) {
	t.Parallel()
	t.Run("a browser gets a page and is never in the roster", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		res, err := http.Get("http://" + addr + "/")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != 200 || !strings.Contains(string(body), "Open in Confab") || !strings.Contains(string(body), "confab://"+addr) {
			t.Errorf("%s: %.200s", res.Status, body)
		}
		ev, _ := e.kind(t, 0, Disconnected)
		if faultIn(ev.Err) != PageServed || ev.Peer.Kind != Browser || len(s.Peers()) != 0 {
			t.Errorf("%+v, roster %v", ev, s.Peers())
		}
	})
	for method, want := range map[string]int{"HEAD": 200, "POST": 405, "OPTIONS": 405} {
		t.Run(method+" gets its proper answer", func(t *testing.T) {
			_, _, addr := startServer(t, Limits{})
			req, _ := http.NewRequest(method, "http://"+addr+"/", nil)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != want {
				t.Error(res.Status)
			}
		})
	}
	t.Run("browsers can be kept out", func(t *testing.T) {
		s, _, addr := startServer(t, Limits{})
		s.Allow(Visitors{Plain: true, Members: true})
		res, err := http.Get("http://" + addr + "/")
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 403 {
			t.Error(res.Status)
		}
	})
	t.Run("a TLS visitor is told in TLS that the version does not fit", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		_, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
		if err == nil || !strings.Contains(err.Error(), "protocol version") {
			t.Errorf("the visitor read: %v", err)
		}
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != TLSRefused || ev.Peer.Kind != TLS {
			t.Errorf("%+v", ev)
		}
	})
	t.Run("a guest silent for long that then opens with TLS is refused in TLS", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		e.wait(t, 0, "silent guest", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Kind == Plain })
		err := tls.Client(nc, &tls.Config{InsecureSkipVerify: true}).Handshake()
		if err == nil || !strings.Contains(err.Error(), "protocol version") {
			t.Errorf("the visitor read: %v", err)
		}
	})
	t.Run("plain guests can be kept out", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		s.Allow(Visitors{Browsers: true, Members: true})
		nc := dial(t, addr)
		say(t, nc, "hello")
		if ev, _ := e.kind(t, 0, Disconnected); faultIn(ev.Err) != PlainRefused {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("a port scanner that only knocks leaves no trace in the roster", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		_ = dial(t, addr).Close()
		ev, _ := e.kind(t, 0, Disconnected)
		if ev.Peer.ID != 0 || len(s.Peers()) != 0 {
			t.Errorf("%+v", ev)
		}
	})
}

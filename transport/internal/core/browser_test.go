package core

import (
	"crypto/tls"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// recording is the first bytes of a connection that a web page had a browser open.
type recording struct{ name, bytes string }

// recordings reads what a browser's file in testdata has.
func recordings(t testing.TB, browser string) (list []recording) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + browser + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, quoted, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		opening, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list = append(list, recording{browser + "'s " + name, strings.ReplaceAll(opening, "{x}", strings.Repeat("x", 9000))})
	}
	return list
}

func TestAWebPageIsNoGuest(t *testing.T) {
	late := map[string]bool{"chromium's post": true, "chromium's https": true, "chromium's ice": true, "chromium's method Hello": true}
	for _, r := range append(recordings(t, "chromium"), recordings(t, "firefox")...) {
		t.Run(r.name+" is refused", func(t *testing.T) {
			t.Parallel()
			s, e, addr := startServer(t, Limits{})
			visitBriefly(t, addr, r.bytes)
			ev, _ := e.kind(t, 0, Disconnected)
			if s := saidBy(e, s); s != "" {
				t.Errorf("the host has %s", s)
			}
			if f := faultIn(ev.Err); f != RequestRefused && f != TLSRefused {
				t.Errorf("the host sees %v", ev.Err)
			}
		})
		if !late[r.name] {
			continue
		}
		t.Run(r.name+" is refused on a connection that was silent first, and heard the host", func(t *testing.T) {
			t.Parallel()
			s, e, addr := startServer(t, Limits{})
			nc := dial(t, addr)
			guest, _ := e.wait(t, 0, "silent guest", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Kind == Plain })
			send(t, s, guest.Talk(), "who is there?")
			hear(t, nc, len("who is there?"))
			pour(nc, r.bytes)
			ev, _ := e.kind(t, 0, Disconnected)
			if n := len(e.texts(Incoming)); n != 0 {
				t.Errorf("it said %d messages: %.100q", n, e.texts(Incoming))
			}
			if f := faultIn(ev.Err); f != RequestRefused && f != TLSRefused {
				t.Errorf("the host sees %v", ev.Err)
			}
		})
	}
}

func TestABrowserIsNoMember(t *testing.T) {
	for _, r := range append(recordings(t, "chromium"), recordings(t, "firefox")...) {
		if !strings.HasPrefix(r.bytes, "\x16") {
			continue
		}
		t.Run(r.name+" is refused in TLS, and the host sees it", func(t *testing.T) {
			host, server, addr := hostParty(t, nil)
			visitBriefly(t, addr, r.bytes)
			refusedTLS(t, host, server)
		})
	}
	for name, config := range map[string]*tls.Config{
		"without ALPN":                       {},
		"of another protocol":                {NextProtos: []string{"h2", "http/1.1"}},
		"of TLS 1.2 at the most":             {NextProtos: []string{"confab/1"}, MaxVersion: tls.VersionTLS12},
		"of Confab without a key of its own": {NextProtos: []string{"confab/1"}},
	} {
		t.Run("a client "+name+" is refused, and the host sees it", func(t *testing.T) {
			host, server, addr := hostParty(t, nil)
			config.InsecureSkipVerify = true
			client := tls.Client(dial(t, addr), config)
			if client.Handshake() == nil { // of TLS 1.3 the client's ends first
				_, _ = client.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
				readAway(client)
			}
			refusedTLS(t, host, server)
		})
	}
}

// refusedTLS checks that the host saw a visitor refused and has nobody.
func refusedTLS(t *testing.T, host *party, server *Server) {
	t.Helper()
	ev, _ := host.kind(t, 0, Disconnected)
	if faultIn(ev.Err) != TLSRefused || ev.Peer.ID != 0 {
		t.Errorf("the host sees %+v: %v", ev.Peer, ev.Err)
	}
	if peers := server.Peers(); len(peers) != 0 || len(host.texts(Incoming)) != 0 {
		t.Errorf("the host has %v", peers)
	}
}

func TestRefusalsAreSaidOnceInAWhile(t *testing.T) {
	s, e, addr := startServer(t, programs)
	for range 20 {
		visitBriefly(t, addr, "POST /hello HTTP/1.1\r\n\r\n")
	}
	visitBriefly(t, addr, "POST office is closed\n") // has come and gone when all before have
	e.wait(t, 0, "the end of a guest", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.ID != 0 })
	eventually(t, "all are gone", func() bool {
		s.lock()
		defer s.unlock()
		return len(s.visitors) == 0
	})
	told := 0
	for _, ev := range e.snapshot() {
		if ev.Kind == Disconnected && faultIn(ev.Err) == RequestRefused {
			told++
		}
	}
	// Less than ten seconds may pass, or a few times that on a busy machine.
	if told == 0 || told > 10 {
		t.Errorf("of 20 the host was told %d times", told)
	}
	if texts := e.texts(Incoming); len(texts) != 1 || texts[0] != "POST office is closed" {
		t.Errorf("said was %q", texts)
	}
}

// visitBriefly sends what a browser does and reads until the end.
func visitBriefly(t *testing.T, addr, opening string) {
	t.Helper()
	nc := dial(t, addr)
	pour(nc, opening)
	readAway(nc)
}

// pour writes all and ends the direction, whatever the other end does meanwhile.
func pour(nc *net.TCPConn, opening string) {
	_, _ = nc.Write([]byte(opening))
	_ = nc.CloseWrite()
}

// readAway reads until the end.
func readAway(nc net.Conn) {
	b := make([]byte, 4096)
	_ = nc.SetReadDeadline(time.Now().Add(patience))
	for {
		if _, err := nc.Read(b); err != nil {
			return
		}
	}
}

// saidBy is what the Server took for a guest or a message; empty for nothing.
func saidBy(e *events, s *Server) string {
	if texts := e.texts(Incoming); len(texts) > 0 {
		return "messages: " + strconv.Quote(strings.Join(texts, "|"))
	}
	if peers := s.Peers(); len(peers) > 0 {
		return "a peer at " + peers[0].Addr
	}
	return ""
}

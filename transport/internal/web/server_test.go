package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/fault"
)

// lastSeen is how the host sees the request before.
func (s *site) lastSeen(t *testing.T) fault.Fault {
	t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(time.Millisecond) {
		s.mu.Lock()
		if n := len(s.seen); n > 0 {
			seen := s.seen[n-1]
			s.seen = nil
			s.mu.Unlock()
			return seen
		}
		s.mu.Unlock()
	}
	t.Fatal("the host sees nothing")
	return 0
}

func TestWhoAsksForThePage(t *testing.T) {
	s := serve(t, open)
	host := "Host: " + s.addr + "\r\n"
	for _, tc := range []struct {
		name, request string
		status        string
		seen          fault.Fault
	}{
		{"a person", "GET / HTTP/1.1\r\n" + host + "\r\n", "200", fault.PageServed},
		{"a person with a query", "GET /?x HTTP/1.0\r\n" + host + "\r\n", "200", fault.PageServed},
		{"our own page", "GET / HTTP/1.1\r\nOrigin: http://" + s.addr + "\r\n" + host + "\r\n", "200", fault.PageServed},
		{"a link on another page", "GET / HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n" + host + "\r\n", "200", fault.PageServed},
		{"the browser itself", "GET /favicon.ico HTTP/1.1\r\n" + host + "\r\n", "404", fault.PageServed},
		{"an iPhone itself", "GET /apple-touch-icon-120x120-precomposed.png HTTP/1.1\r\n" + host + "\r\n", "404", fault.PageServed},
		{"a page of another origin", "GET / HTTP/1.1\r\nOrigin: http://b\r\n" + host + "\r\n", "403", fault.RequestRefused},
		{"a page of no origin", "GET / HTTP/1.1\r\norigin:null\r\n" + host + "\r\n", "403", fault.RequestRefused},
		{"an image on another page", "GET / HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n" + host + "\r\n", "403", fault.RequestRefused},
		{"a preflight", "OPTIONS / HTTP/1.1\r\nOrigin: http://b\r\n" + host + "\r\n", "403", fault.RequestRefused},
		{"a WebSocket", "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://b\r\n" + host + "\r\n", "403", fault.RequestRefused},
		{"for another path", "GET /x HTTP/1.1\r\n" + host + "\r\n", "404", fault.RequestRefused},
		{"with a long line", "GET /?" + strings.Repeat("x", headerBytes) + " HTTP/1.1\r\n" + host + "\r\n", "431", fault.RequestRefused},
		{"a form", "POST / HTTP/1.1\r\nContent-Length: 5\r\n" + host + "\r\nhello", "405", fault.RequestRefused},
		{"all methods", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "405", fault.RequestRefused},
		{"the opening of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "421", fault.RequestRefused},
		{"no line of a request", "GET /\r\n\r\n", "400", fault.RequestRefused},
		{"for no host", "GET / HTTP/1.1\r\n\r\n", "400", fault.RequestRefused},
		{"by an address in the first line that is another's", "GET http://rebound.example/ HTTP/1.1\r\n" + host + "\r\n", "421", fault.RequestRefused},
		{"by a name that is longer than ours", "GET / HTTP/1.1\r\nHost: 127.0.0.1.rebound.example:8899\r\n\r\n", "421", fault.RequestRefused},
		{"with what is no port", "GET / HTTP/1.1\r\nHost: " + s.addr + ".rebound.example\r\n\r\n", "421", fault.RequestRefused},
		{"with two hosts", "GET / HTTP/1.1\r\n" + host + "Host: rebound.example\r\n\r\n", "400", fault.RequestRefused},
		{"for the name of another", "GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n", "421", fault.RequestRefused},
		{"for a download by the name of another", "GET /get/confab HTTP/1.1\r\nHost: rebound.example:8899\r\n\r\n", "421", fault.RequestRefused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			answer := s.send(t, tc.request)
			res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), nil)
			if err != nil {
				t.Fatalf("%v: %q", err, answer)
			}
			seen := s.lastSeen(t)
			if !strings.HasPrefix(res.Status, tc.status) || seen != tc.seen {
				t.Errorf("%s and %v, want %s and %v", res.Status, seen, tc.status, tc.seen)
			}
			if strings.Contains(answer, "rebound") {
				t.Errorf("what was asked for is in the answer: %q", answer)
			}
		})
	}
	t.Run("where browsers are not allowed nobody gets anything", func(t *testing.T) {
		shut := serve(t, Visit{})
		if res, _ := shut.get(t, "/"); res.StatusCode != 403 || shut.lastSeen(t) != fault.BrowsersRefused {
			t.Error(res.Status)
		}
		if res, _ := shut.get(t, "/", func(r *http.Request) { r.Header.Set("Origin", "http://b") }); res.StatusCode != 403 || shut.lastSeen(t) != fault.RequestRefused {
			t.Error("a page of another origin:", res.Status)
		}
	})
}

// Systems ask a network for such addresses by themselves: a page or a redirection in the
// answer opens a window in which to log in, and what they expect says that there is an
// internet.
func TestWhatLooksForAPortalFindsNone(t *testing.T) {
	s := serve(t, open)
	for path, name := range map[string]string{
		"/generate_204": "connectivitycheck.gstatic.com", "/gen_204": "www.google.com", "/hotspot-detect.html": "captive.apple.com",
		"/library/test/success.html": "www.apple.com", "/connecttest.txt": "www.msftconnecttest.com", "/ncsi.txt": "www.msftncsi.com", "/redirect": "www.msftconnecttest.com",
		"/success.txt": "detectportal.firefox.com", "/canonical.html": "detectportal.firefox.com", "/check_network_status.txt": "nmcheck.gnome.org",
	} {
		for _, host := range []string{name, s.addr} {
			res, body := s.get(t, path, func(r *http.Request) { r.Host = host })
			if res.StatusCode < 400 || res.StatusCode > 499 || res.Header.Get("Location") != "" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
				t.Errorf("%s of %s: %s %v", path, host, res.Status, res.Header)
			}
			if strings.Contains(body, name) || strings.Contains(strings.ToLower(body), "success") {
				t.Errorf("%s of %s: %q", path, host, body)
			}
		}
	}
}

func TestASlowHeaderIsGivenUp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	browser, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	nc, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	s := New(Config{})
	defer s.Close()
	s.http.ReadTimeout = 50 * time.Millisecond
	_, _ = io.WriteString(browser, "GET / HTTP/1.1\r\nHost: ")
	v := open
	v.Conn = nc
	if seen, _ := s.Serve(v); seen != fault.RequestRefused {
		t.Errorf("the host sees %v", seen)
	}
}

func TestOwnNames(t *testing.T) {
	at := netip.MustParseAddr("192.168.7.5")
	s := New(Config{Interfaces: func() ([]netip.Addr, error) { return []netip.Addr{at, netip.MustParseAddr("fe80::1%eth0")}, nil }})
	defer s.Close()
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	c := &conn{Visit: Visit{Listening: "Desk.example."}, Conn: here}
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.0.0.1:8899": true, "[::1]:8899": true, "[::1]": true, "localhost:1": true, "LOCALHOST.": true,
		"192.168.7.5:8899": true, "[::ffff:192.168.7.5]:1": true, "[fe80::1]:8899": true, "desk.example": true,
		"192.168.7.6": false, "evil.example": false, "localhost.evil.example": false, "localhost:x": false, "localhost:70000": false, "localhost:": true, "127.0.0.1:": true, "[::1]:": true, "127.0.0.1:0": false, "127.0.0.1:08899": false, "127.0.0.1:+80": false, "": false, ":8899": false, "[": false, "0.0.0.0:1": false,
	} {
		if got := s.isOwn(host, c); got != want {
			t.Errorf("%q is own: %v", host, got)
		}
	}
	if name, err := os.Hostname(); err == nil && name != "" {
		short, _, _ := strings.Cut(name, ".")
		for _, own := range []string{name, name + ":8899", short + ".local"} {
			if !s.isOwn(own, c) {
				t.Errorf("%q is not own", own)
			}
		}
	}
}

func FuzzRequest(f *testing.F) {
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HEAD /?a HTTP/1.0\r\nHost: localhost\r\n\r\n", "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
		"OPTIONS * HTTP/1.1\r\n\r\n", "GET", "", "\n", " / HTTP/1.1\n", "GET /%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /\r\n\x00\xff",
		"GET /get/../../x HTTP/1.1\r\nHost: localhost\r\n\r\n", "\r\nGET / HTTP/1.1\n\n",
	} {
		f.Add([]byte(request))
	}
	s := New(Config{Version: "v1.2.3"})
	f.Cleanup(s.Close)
	f.Fuzz(func(t *testing.T, request []byte) {
		c := &recorded{rest: request}
		v := open
		v.Conn = c
		seen, err := s.Serve(v)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.answer) == 0 {
			return // the request never ended
		}
		method, _, _ := strings.Cut(string(request), " ")
		rest := bufio.NewReader(strings.NewReader(string(c.answer)))
		res, err := http.ReadResponse(rest, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("%v: %q", err, c.answer)
		}
		if _, err := io.ReadAll(res.Body); err != nil || rest.Buffered() > 0 {
			t.Fatalf("%v, and %d bytes after the body: %q", err, rest.Buffered(), c.answer)
		}
		if !res.Close || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("header %v", res.Header)
		}
		if res.StatusCode >= 400 && res.StatusCode != 404 && seen != fault.RequestRefused || res.StatusCode < 400 && seen != fault.PageServed {
			t.Errorf("%s is %v for the host", res.Status, seen)
		}
	})
}

// recorded is a connection on which a request came whole, and an answer goes.
type recorded struct {
	net.Conn
	rest, answer []byte
}

func (r *recorded) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *recorded) Write(p []byte) (int, error) {
	r.answer = append(r.answer, p...)
	return len(p), nil
}

func (r *recorded) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
func (r *recorded) RemoteAddr() net.Addr             { return r.LocalAddr() }
func (r *recorded) SetDeadline(time.Time) error      { return nil }
func (r *recorded) SetReadDeadline(time.Time) error  { return nil }
func (r *recorded) SetWriteDeadline(time.Time) error { return nil }

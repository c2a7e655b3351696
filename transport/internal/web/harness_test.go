package web

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

// site is a Server behind a real port.
type site struct {
	*Server
	addr  string
	mu    sync.Mutex
	seen  []fault.Fault
	heard []byte // all that browsers sent
}

// overheard is a connection of a site.
type overheard struct {
	net.Conn
	by *site
}

func (o overheard) Read(p []byte) (int, error) {
	n, err := o.Conn.Read(p)
	o.by.mu.Lock()
	defer o.by.mu.Unlock()
	o.by.heard = append(o.by.heard, p[:n]...)
	return n, err
}

// sent is all that browsers sent so far.
func (s *site) sent() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.heard)
}

// serve starts a site; visit is what every browser gets to see.
func serve(t *testing.T, visit Visit, downloads ...string) *site {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Server: New(Config{Version: "v1.2.3", Downloads: downloads}), addr: l.Addr().String()}
	var running sync.WaitGroup
	t.Cleanup(func() {
		_ = l.Close()
		running.Wait()
		s.Close()
	})
	running.Go(func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer nc.Close()
				v := visit
				v.Conn, v.From = overheard{nc, s}, origin.Origin{Addr: netip.MustParseAddr("127.0.0.1"), Near: true}
				seen, _ := s.Serve(v)
				s.mu.Lock()
				s.seen = append(s.seen, seen)
				s.mu.Unlock()
				_ = nc.(*net.TCPConn).CloseWrite()
				_ = nc.SetReadDeadline(time.Now().Add(patience))
				_, _ = io.Copy(io.Discard, nc)
			})
		}
	})
	return s
}

// patience is for what comes at once where nothing is wrong.
const patience = 30 * time.Second

// open is a Visit that may have all.
var open = Visit{Allowed: true, Plain: true, Host: "Desk"}

// get makes a request as it is changed by change, and returns the answer with its body.
func (s *site) get(t *testing.T, path string, change ...func(*http.Request)) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest("GET", "http://"+s.addr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(req)
	}
	res, err := (&http.Transport{DisableKeepAlives: true, DisableCompression: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// send writes a request as it stands and returns all that comes back.
func (s *site) send(t *testing.T, request string) string {
	t.Helper()
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	_ = nc.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(nc, request); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(nc)
	if err != nil {
		t.Fatalf("%v after %q", err, b)
	}
	return string(b)
}

// content is the content of a file of n bytes.
func content(n int) []byte { return bytes.Repeat([]byte("confab. "), n/8+1)[:n] }

// put writes files of such names into a folder.
func put(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func sumOf(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

// hrefs are the links to downloads in a page, in their order.
func hrefs(page string) (names []string) {
	for part := range strings.SplitSeq(page, `href="/get/`) {
		if name, _, ok := strings.Cut(part, `" download>`); ok {
			names = append(names, name)
		}
	}
	return names
}

package core

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

func TestAConnectionThatABrowserHasToSpareIsNoGuest(t *testing.T) {
	t.Parallel()
	s, e, addr := startServer(t, Limits{})
	visitBriefly(t, addr, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	e.kind(t, 0, Disconnected)
	spare, guest := dial(t, addr), dial(t, addr)
	_, elsewhere, other := startServer(t, Limits{})
	dial(t, other)
	elsewhere.wait(t, 0, "silent guest", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Kind == Plain })
	if peers := s.Peers(); len(peers) != 0 { // where a browser was before
		t.Errorf("the host has %v", peers)
	}
	say(t, guest, "hello\n")
	if m, _ := e.message(t, 0, Incoming); m.Text != "hello" {
		t.Errorf("who spoke after all said %q", m.Text)
	}
	_ = spare.Close()
	e.wait(t, 0, "the end of the spare one", func(ev Event) bool {
		return ev.Kind == Disconnected && ev.Peer.ID == 0 && faultIn(ev.Err) == PeerClosed
	})
}

func TestADownloadStandsInNobodysWay(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "confab.apk")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 24<<20); err != nil { // no system buffers so much
		t.Fatal(err)
	}
	e := newEvents()
	limits := Limits{Undecided: 2, UndecidedPerAddr: 2, LimitLoopback: true}
	s := NewServer(Options{Sink: e.sink, Limits: limits, Version: "test", Downloads: []string{filepath.Dir(file)}})
	defer s.Close() // while a browser takes nothing
	s.Start("127.0.0.1:0")
	ev, _ := e.kind(t, 0, Listening)
	for range 3 {
		nc := dial(t, ev.Addr)
		say(t, nc, "GET /get/confab.apk HTTP/1.1\r\nHost: "+ev.Addr+"\r\n\r\n")
		res, err := http.ReadResponse(bufio.NewReader(nc), nil)
		if err != nil || res.StatusCode != 200 || res.ContentLength != 24<<20 {
			t.Fatalf("%v: %+v", err, res)
		}
	}
	guest := dial(t, ev.Addr)
	say(t, guest, "hello\n")
	if m, _ := e.message(t, 0, Incoming); m.Text != "hello" {
		t.Errorf("the guest said %q", m.Text)
	}
}

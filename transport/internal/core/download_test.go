package core

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

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

package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"confab/transport"
)

// copyAt makes a copy in a folder, as a phone does.
func copyAt(t *testing.T, folder, name string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("a copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func homeIn(t *testing.T, dir string) *transport.Home {
	t.Helper()
	home, err := transport.OpenHome(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := home.Close(); err != nil {
			t.Error(err)
		}
	})
	return home
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, os.ErrNotExist)
}

func TestCopiesThatNobodyNeedsAreRemoved(t *testing.T) {
	dir := t.TempDir()
	home, guests := homeIn(t, filepath.Join(dir, "data")), homeIn(t, filepath.Join(dir, "guest"))
	member := transport.NewClient(transport.Options{Home: guests, Name: "Ben"})
	defer member.Close()
	there := make(chan struct{})
	var server *transport.Server
	server = transport.NewServer(transport.Options{Home: home, Name: "Ada", Sink: func(ev transport.Event) {
		switch ev.Kind {
		case transport.Listening:
			member.Join(server.Addrs()[0])
		case transport.Asking:
			server.Accept(ev.Peer.ID)
		case transport.Connected:
			close(there)
		}
	}})
	defer server.Close()
	server.Start("127.0.0.1:0")
	<-there
	outgoing := filepath.Join(dir, "outgoing")
	c := newCopies(t.Context(), home, outgoing)
	until := func(what string, so func() bool) {
		t.Helper()
		for late := time.Now().Add(patience); !so(); time.Sleep(time.Millisecond) {
			if time.Now().After(late) {
				t.Fatal("never: " + what)
			}
		}
	}
	needed := func() []string {
		t.Helper()
		paths, err := neededCopies(t.Context(), home)
		if err != nil {
			t.Fatal(err)
		}
		return paths
	}
	offered, waits := copyAt(t, outgoing, "1/plan.pdf"), copyAt(t, outgoing, "2/plan.pdf")
	if _, err := server.Post(transport.Everyone, transport.Draft{Attach: &transport.Attachment{Path: offered}}); err != nil {
		t.Fatal(err)
	}
	until("it is offered", func() bool { return slices.Equal(needed(), []string{offered}) })
	if !c.offers(offered) || c.offers(waits) {
		t.Error("a copy is taken for another one")
	}
	for _, path := range []string{copyAt(t, dir, "3/plan.pdf"), copyAt(t, outgoing, "4/5/plan.pdf"), copyAt(t, outgoing, "plan.pdf")} {
		if c.has(path) || newCopies(t.Context(), home, "").has(path) {
			t.Errorf("%s is taken for a copy", path)
		}
	}
	c.letGo(offered, false) // it stays
	c.letGo(waits, false)
	until("it goes", func() bool { return !exists(filepath.Dir(waits)) })
	if !exists(offered) {
		t.Error("what is offered is gone")
	}
	c.letGo(offered, true)
	until("what all have goes", func() bool { return !exists(filepath.Dir(offered)) })

	t.Run("those of a phone go with the time", func(t *testing.T) {
		copyAt(t, outgoing, "1/plan.pdf")
		for age, want := range map[time.Duration]int{0: 1, copiesLast - time.Hour: 1, copiesLast + time.Hour: 0} {
			made := time.Now().Add(-age)
			if err := os.Chtimes(offered, made, made); err != nil {
				t.Fatal(err)
			}
			if n := len(needed()); n != want {
				t.Errorf("after %v %d are needed", age, n)
			}
		}
	})
}

func TestTidyCopies(t *testing.T) {
	home, err := openHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := newPretendPhone()
	tidyCopies(home, p)
	p.wait(t, "keep []")
	if err := home.Close(); err != nil {
		t.Fatal(err)
	}
	tidyCopies(home, p) // which cannot say what is offered now
	if n := len(p.calls); n != 0 {
		t.Errorf("removed was all but what is not known: %q", <-p.calls)
	}
}

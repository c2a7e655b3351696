package core

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"confab/transport/internal/store"
)

func TestAnOlderFolderIsIndexedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	thawJournal(t, dir)
	gate := make(chan struct{})
	release := sync.OnceFunc(func() { close(gate) })
	home, err := openHome(dir, store.Options{Hooks: store.Hooks{BeforeCommit: func() { <-gate }}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = home.Close() })
	host := &party{events: newEvents(), home: home, dir: dir}
	made := make(chan *Server, 1)
	go func() { made <- NewServer(host.options("Host")) }() // it needs the disk, which is held
	t.Cleanup(func() {
		release()
		(<-made).Close()
	})
	ev, next := host.kind(t, 0, Indexed)
	if ev.Indexing().All() || ev.Indexing().Done != 0 || ev.Indexing().Total == 0 {
		t.Errorf("at the start it is told %+v", ev.Indexing())
	}
	release()
	if ev, _ = host.wait(t, next, "the end of it", func(ev Event) bool { return ev.Kind == Indexed && ev.Indexing().All() }); ev.Indexing().Total == 0 {
		t.Errorf("at the end it is told %+v", ev.Indexing())
	}
}

// thawJournal gives the data folder dir the history of version 5 that package store
// keeps for its tests.
func thawJournal(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "store", "testdata", "v5.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "journal"), 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "journal", "talk.db"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

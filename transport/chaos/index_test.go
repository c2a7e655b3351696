package chaos

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// image is a folder as a killed program leaves it, and the one word of each message of
// which it was answered that it is on disk.
type image struct {
	dir   string
	words map[wire.CID]string
}

// TestIndexAfterAKill keeps what is on disk before and after each commit, those of the
// search index among them, and looks in all of that for what was answered before.
func TestIndexAfterAKill(t *testing.T) {
	t.Parallel()
	dir, images := t.TempDir(), t.TempDir()
	var mu sync.Mutex
	words := map[wire.CID]string{} // guarded by mu
	var taken []image              // guarded by mu
	take := func() {
		mu.Lock()
		defer mu.Unlock()
		i := image{filepath.Join(images, fmt.Sprint(len(taken))), maps.Clone(words)}
		if err := os.CopyFS(i.dir, os.DirFS(dir)); err != nil {
			t.Error(err)
		}
		taken = append(taken, i)
	}
	stepped := make(chan struct{}, 1000)
	s, err := store.Open(dir, store.Options{IndexAfter: time.Millisecond, Hooks: store.Hooks{BeforeCommit: take, AfterCommit: take,
		Indexed: func() { stepped <- struct{}{} }}})
	if err != nil {
		t.Fatal(err)
	}
	host, err := s.Host(wire.Identity{1})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	next := func(kind wire.Kind, ref wire.CID) store.Entry {
		n++
		p := wire.Post{CID: wire.CID{1}, Room: wire.Everyone, Kind: kind, Ref: ref, ClientTime: 1}
		binary.BigEndian.PutUint64(p.CID[8:], uint64(n))
		if kind != wire.Delete {
			p.Body = fmt.Sprintf("word%03d", n)
		}
		return store.Entry{Post: p, From: wire.Identity{2}}
	}
	var before []store.Entry
	for range 6 {
		texts := []store.Entry{next(wire.Text, wire.CID{}), next(wire.Text, wire.CID{}), next(wire.Text, wire.CID{})}
		entries := slices.Clone(texts)
		if before != nil {
			entries = append(entries, next(wire.Edit, before[0].CID), next(wire.Delete, before[1].CID))
			mu.Lock()
			// Until it is answered nobody knows what they are.
			delete(words, before[0].CID)
			delete(words, before[1].CID)
			mu.Unlock()
		}
		answers, err := host.Append(entries)
		if err != nil || slices.ContainsFunc(answers, func(a store.Answer) bool { return a.Refused != 0 }) {
			t.Fatal(answers, err)
		}
		mu.Lock()
		for _, e := range texts {
			words[e.CID] = e.Body
		}
		if before != nil {
			words[before[0].CID] = entries[3].Body
		}
		mu.Unlock()
		before = texts
		<-stepped
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, i := range taken {
		look(t, i)
	}
}

// look searches a folder for all that it must have.
func look(t *testing.T, i image) {
	s, err := store.Open(i.dir, store.Options{IndexAfter: time.Hour})
	if err != nil || s.Warning() != nil {
		t.Fatal(err, s.Warning())
	}
	defer s.Close()
	for cid, word := range i.words {
		hits, _, err := s.Search(context.Background(), store.Query{Text: word, Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) != 1 || hits[0].CID != cid {
			t.Errorf("%s is not found by search after a kill, but %d hits", word, len(hits))
		}
	}
}

package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

var (
	anna  = wire.Identity{1}
	boris = wire.Identity{2}
	chen  = wire.Identity{3}
)

// role is the environment variable that makes this test program a child with
// a part to play, by the name of a key of roles.
const role = "CONFAB_STORE_TEST_ROLE"

var roles = map[string]func(){}

func TestMain(m *testing.M) {
	if name := os.Getenv(role); name != "" {
		roles[name]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func reopen(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// byWriter has the writer goroutine run f, between transactions: what that owns is read
// nowhere else.
func byWriter(s *Store, f func() error) error {
	result := make(chan error, 1)
	s.submit(job{alone: f, done: func(err error) { result <- err }})
	return <-result
}

// emptyLog brings all that is committed into the database: an empty log on disk makes
// every commit ask for room.
func emptyLog(s *Store) error {
	return byWriter(s, func() error {
		_, _, err := s.writer.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE)
		return err
	})
}

func fresh(t testing.TB) *Store { return reopen(t, t.TempDir(), Options{}) }

func hosted(t testing.TB, s *Store) *Host {
	t.Helper()
	h, err := s.Host(anna)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func copied(t testing.TB, s *Store) *Replica {
	t.Helper()
	r, err := s.Replica(boris, anna)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// cid is the n-th message's.
func cid(n int) wire.CID {
	var c wire.CID
	binary.BigEndian.PutUint64(c[8:], uint64(n)+1)
	return c
}

func text(n int, body string) wire.Post {
	return wire.Post{CID: cid(n), Room: wire.Everyone, Kind: wire.Text, Body: body, ClientTime: 1000 + wire.Millis(n)}
}

func guested(n int, body, guest string) wire.Post {
	p := text(n, body)
	p.Guest = guest
	return p
}

func says(from wire.Identity, p wire.Post) Entry { return Entry{Post: p, From: from} }

func refers(n int, kind wire.Kind, to int, body string) wire.Post {
	p := text(n, body)
	p.Kind, p.Ref = kind, cid(to)
	return p
}

func event(seq uint64, body string) wire.Event {
	return wire.Event{Post: text(int(seq), body), Seq: seq, From: anna, ServerTime: 5}
}

func events(from, to uint64) (all []wire.Event) {
	for seq := from; seq <= to; seq++ {
		all = append(all, event(seq, fmt.Sprintf("message %d", seq)))
	}
	return all
}

func appendAll(t testing.TB, h *Host, entries ...Entry) []Answer {
	t.Helper()
	a, err := h.Append(entries)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func said(from, to int) (entries []Entry) {
	for n := from; n <= to; n++ {
		entries = append(entries, says(boris, text(n, fmt.Sprintf("message %d", n))))
	}
	return entries
}

// page is the whole of a room, which must be without gaps from its first Seq.
func page(t testing.TB, s *Store, log LogID, room wire.RoomID) (all []Record) {
	t.Helper()
	for seq := uint64(0); ; {
		p, err := s.After(context.Background(), log, room, seq, MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p {
			if len(all) > 0 && r.Seq != seq+1 {
				t.Fatalf("%d follows %d", r.Seq, seq)
			}
			seq = r.Seq
			all = append(all, r)
		}
		if len(p) < MaxPage {
			return all
		}
	}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// clock is a clock that a test sets.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// search is what is found where everything can be.
func search(t testing.TB, s *Store, q Query) []Hit {
	t.Helper()
	hits, soFar, err := s.Search(context.Background(), q)
	if err != nil || !soFar.All() {
		t.Fatal(soFar, err)
	}
	return hits
}

// patience is how long a test waits for what must come.
const patience = 2 * time.Minute

// indexed waits until everything can be searched.
func indexed(t testing.TB, s *Store) {
	t.Helper()
	all := make(chan struct{})
	var once sync.Once
	s.OnIndexing(func(i Indexing) {
		if i.All() {
			once.Do(func() { close(all) })
		}
	})
	if s.Indexing().All() {
		return
	}
	select {
	case <-all:
	case <-time.After(patience):
		t.Fatal("after ", patience, " there can be searched: ", s.Indexing())
	}
}

// caughtUp waits until the index has everything.
func caughtUp(t testing.TB, s *Store) {
	t.Helper()
	for more := true; more; {
		did, err := s.indexNext(indexPart)
		no(t, err)
		more = did.more
	}
}

package follow

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// ruin overwrites the page of a stopped database that has a text.
func ruin(t *testing.T, dir, text string) {
	t.Helper()
	path := filepath.Join(dir, "talk.db")
	b, err := os.ReadFile(path)
	no(t, err)
	at := bytes.Index(b, []byte(text))
	if at < 0 {
		t.Fatalf("%q is not in the file", text)
	}
	at = at / 4096 * 4096
	copy(b[at:at+4096], bytes.Repeat([]byte{0xa5}, 4096))
	no(t, os.WriteFile(path, b, 0o600))
}

// harmed opens a damaged store and returns how many events are.
func harmed(t *testing.T, dir string) (*store.Store, int) {
	t.Helper()
	s, err := store.Open(dir, store.Options{})
	no(t, err)
	t.Cleanup(func() { s.Close() })
	var damage *store.DamageError
	if !errors.As(s.Warning(), &damage) || damage.Events == 0 {
		t.Fatal(s.Warning())
	}
	return s, damage.Events
}

func damagedIn(t *testing.T, s *store.Store, log store.LogID) (n int) {
	for _, e := range records(t, s, log, wire.Everyone) {
		if e.Damaged {
			n++
		}
	}
	return n
}

// harmedHost is a host that is started again after its disk damaged some of 200
// messages and more was done to its folder; and of before: a client that had all,
// what that was, and how many are damaged.
func harmedHost(t *testing.T, said []wire.Post, more func(dir string)) (h *host, old *client, want []wire.Event, lost int) {
	t.Helper()
	dir, self := t.TempDir(), identity(t)
	s, err := store.Open(dir, store.Options{})
	no(t, err)
	h = hostOn(t, s, dir, self, true, said...)
	old = start(t, configure(t, openStore(t), h.addr))
	old.await(t, "everything is logged", func() bool { return len(old.logged) == len(said) })
	old.Close()
	h.stop()
	want = records(t, s, h.log, wire.Everyone)
	no(t, s.Close())
	ruin(t, dir, "message 150")
	more(dir)
	s, lost = harmed(t, dir)
	return hostOn(t, s, dir, self, true), old, want, lost
}

func TestRestore(t *testing.T) {
	var said []wire.Post
	for n := range 200 {
		said = append(said, text(n))
	}
	t.Run("what the host's disk damaged comes to newcomers as damaged, and back from a member who has it", func(t *testing.T) {
		h, old, want, lost := harmedHost(t, said, func(string) {})

		newcomer := start(t, configure(t, openStore(t), h.addr))
		newcomer.await(t, "everything is logged", func() bool { return len(newcomer.logged) == 200 })
		damaged := 0
		for _, e := range newcomer.logged {
			if e.Damaged {
				damaged++
			}
		}
		if damaged != lost || damagedIn(t, newcomer.config.Store, newcomer.copies[0].log) != lost {
			t.Error(damaged, "came as damaged of", lost)
		}

		config := old.config
		config.Dial = dialer(h.addr)
		again := start(t, config)
		eventually(t, "nothing is damaged any more", func() bool {
			return damagedIn(t, h.store, h.log)+damagedIn(t, newcomer.config.Store, newcomer.copies[0].log) == 0
		})
		again.phase(t, Online)
		for _, kept := range [][]wire.Event{records(t, h.store, h.log, wire.Everyone), records(t, newcomer.config.Store, newcomer.copies[0].log, wire.Everyone)} {
			for i, e := range kept {
				if e != want[i] {
					t.Errorf("%+v was %+v", e, want[i])
				}
			}
		}
		newcomer.await(t, "it is told", func() bool { return newcomer.restored > 0 })
	})
	t.Run("what the disk of a host damaged that was put back comes from what a member has of its earlier log, and is there once", func(t *testing.T) {
		h, old, want, _ := harmedHost(t, said, func(dir string) {
			no(t, os.Remove(filepath.Join(dir, "talk.commits"))) // as from a backup without it
		})

		config := old.config
		config.Dial = dialer(h.addr)
		c := start(t, config)
		c.await(t, "the new log is there", func() bool { return len(c.copies) > 0 && len(c.logged) == 200 })
		before, now := old.copies[0].log, c.copies[len(c.copies)-1].log
		if before == now {
			t.Fatal("the host has no new epoch")
		}
		eventually(t, "nothing is damaged any more", func() bool { return damagedIn(t, h.store, h.log)+damagedIn(t, config.Store, now) == 0 })
		for _, kept := range [][]wire.Event{records(t, h.store, h.log, wire.Everyone), records(t, config.Store, now, wire.Everyone)} {
			for i, e := range kept {
				if e != want[i] {
					t.Errorf("%+v was %+v", e, want[i])
				}
			}
		}
		if left := records(t, config.Store, before, wire.Everyone); len(left) != 0 {
			t.Errorf("%d are held twice", len(left))
		}
	})
	t.Run("what a member's disk damaged comes back from the host", func(t *testing.T) {
		h := openHost(t, true, said...)
		dir := t.TempDir()
		s, err := store.Open(dir, store.Options{})
		no(t, err)
		first := start(t, configure(t, s, h.addr))
		first.await(t, "everything is logged", func() bool { return len(first.logged) == 200 })
		first.Close()
		no(t, s.Close())
		ruin(t, dir, "message 150")
		config := first.config
		config.Store, _ = harmed(t, dir)
		config.Pin = secure.PinTo(h.identity.ID())
		c := start(t, config)
		c.await(t, "it is told", func() bool { return c.restored > 0 })
		eventually(t, "nothing is damaged any more", func() bool { return damagedIn(t, config.Store, c.copies[0].log) == 0 })
	})
}

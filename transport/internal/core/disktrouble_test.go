package core

import (
	"errors"
	"slices"
	"testing"

	"confab/transport/internal/hub"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// diskNews is what a core tells of its disk.
func diskNews(t *testing.T) (c *Client, next func() string) {
	t.Helper()
	home, err := OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	news := make(chan string, 100)
	c = NewClient(Options{Home: home, Sink: func(e Event) {
		switch {
		case e.Kind == Resync:
			news <- "resync"
		case e.Kind == DiskTrouble && e.Err == nil:
			news <- "well"
		case e.Kind == DiskTrouble:
			var failed *Error
			errors.As(e.Err, &failed)
			news <- failed.Fault.String()
		}
	}})
	t.Cleanup(func() {
		c.Close()
		if err := home.Close(); err != nil {
			t.Error(err)
		}
		if len(news) > 0 {
			t.Errorf("beyond that it told %q", <-news)
		}
	})
	return c, func() string { return <-news }
}

func TestDiskTrouble(t *testing.T) {
	t.Parallel() // a disk is left alone for a while before it is tried again
	full := &store.TemporaryError{Reason: wire.NakDiskFull, Err: errors.New("full")}
	broken := &store.TemporaryError{Reason: wire.NakJournal, Err: errors.New("broken")}
	check := func(t *testing.T, next func() string, want ...string) {
		t.Helper()
		var got []string
		for range want {
			got = append(got, next())
		}
		if !slices.Equal(got, want) {
			t.Errorf("told %q, not %q", got, want)
		}
	}

	t.Run("of what could not be read ends by itself, and that is read again", func(t *testing.T) {
		c, next := diskNews(t)
		c.diskFailed(full)
		c.diskFailed(full)
		check(t, next, "disk full", "resync", "well")
		c.diskFailed(broken)
		check(t, next, "disk not writable", "resync", "well")
	})

	t.Run("of what could not be written ends once all of it is, the last of each kind", func(t *testing.T) {
		c, next := diskNews(t)
		var wrote []string
		failures := 3
		write := func(what string) func() error {
			return func() error {
				if failures > 0 {
					failures--
					return full
				}
				wrote = append(wrote, what)
				return nil
			}
		}
		c.executor.Do(func() {
			c.persist("a", write("a1"))
			c.persist("b", write("b"))
			c.persist("a", write("a2"))
		})
		check(t, next, "disk full", "well")
		c.executor.CatchUp()
		if want := []string{"b", "a2"}; !slices.Equal(wrote, want) {
			t.Errorf("wrote %q, not %q", wrote, want)
		}
	})

	t.Run("does not end while the engine cannot write, and ends after it ended", func(t *testing.T) {
		c, next := diskNews(t)
		c.engineTrouble(full)
		c.executor.Do(func() { c.persist("a", func() error { return nil }) })
		c.executor.CatchUp()
		check(t, next, "disk full")
		c.engineTrouble(nil)
		c.engineTrouble(full)
		check(t, next, "well", "disk full")
		c.lock()
		c.engineOver()
		c.unlock()
		check(t, next, "resync", "well")
	})

	t.Run("of what is not done again ends too", func(t *testing.T) {
		c, next := diskNews(t)
		c.notDone(full)
		check(t, next, "disk full", "resync", "well")
		c.notDone(broken)
		check(t, next, "disk not writable", "resync", "well")
	})

	t.Run("of a decision that failed ends", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		asMember(t, "Anna", addr)
		server.byPeer(host.named(t, "Anna").ID, func(*hub.Hub, wire.Identity) error { return full })
		_, from := host.wait(t, 0, "the trouble", func(ev Event) bool { return ev.Kind == DiskTrouble && faultIn(ev.Err) == DiskFull })
		host.wait(t, from, "its end", func(ev Event) bool { return ev.Kind == DiskTrouble && ev.Err == nil })
	})

	t.Run("of a database that stays damaged does not end", func(t *testing.T) {
		c, next := diskNews(t)
		c.diskFailed(&store.CorruptError{Err: errors.New("torn")})
		check(t, next, "history damaged")
		c.lock()
		defer c.unlock()
		if c.health.looking {
			t.Error("it is looked at again")
		}
	})

	t.Run("what waits at the end is tried once more", func(t *testing.T) {
		c, next := diskNews(t)
		wrote := false
		failures := 1
		c.executor.Do(func() {
			c.persist("a", func() error {
				if failures > 0 {
					failures--
					return full
				}
				wrote = true
				return nil
			})
		})
		check(t, next, "disk full")
		c.Close()
		if !wrote {
			t.Error("it was not")
		}
		check(t, next, "well")
	})
}

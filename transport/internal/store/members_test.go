package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestMembers(t *testing.T) {
	opened := func(t *testing.T) (*Store, *Host, *clock) {
		c := &clock{time.UnixMilli(1000)}
		s := reopen(t, t.TempDir(), Options{Now: c.Now})
		return s, hosted(t, s), c
	}
	expect := func(t *testing.T, h *Host, want ...Member) {
		t.Helper()
		if got := must(h.Members(context.Background()))(t); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	t.Run("are there once they were accepted, in the order they joined, also after a new start", func(t *testing.T) {
		s, h, c := opened(t)
		expect(t, h)
		must(h.Admit(chen, "Chen", true, ByHost))(t)
		c.now = time.UnixMilli(2000)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		no(t, s.Close())
		expect(t, hosted(t, reopen(t, s.dir, Options{})),
			Member{chen, "Chen", Accepted, false, 1000, 1000, 1, ByHost}, Member{boris, "Boris", Accepted, false, 2000, 2000, 1, ByHost})
	})
	t.Run("who are accepted again joined when they first did, and keep a name that is not told", func(t *testing.T) {
		_, h, c := opened(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		c.now = time.UnixMilli(2000)
		must(h.Admit(boris, "", true, ByHost))(t)
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 1, ByHost})
	})
	t.Run("keep how they were let in first, until they are removed or blocked", func(t *testing.T) {
		_, h, _ := opened(t)
		by := func(want Admission) {
			t.Helper()
			if m := must(h.Members(context.Background()))(t); len(m) != 1 || m[0].By != want {
				t.Errorf("%+v, want %d", m, want)
			}
		}
		must(h.Enter(boris, "Boris", true))(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		by(ByAll)
		no(t, h.Bar(boris, ""))
		must(h.Admit(boris, "Boris", true, ByLink))(t)
		by(ByLink)
		no(t, h.Dismiss(boris))
		must(h.Admit(boris, "Boris", true, ByCode))(t)
		by(ByCode)
	})
	t.Run("are seen under their newest name, never earlier than before, and who is not known leaves no trace", func(t *testing.T) {
		_, h, c := opened(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		c.now = time.UnixMilli(3000)
		no(t, h.Seen(boris, "Борис"))
		c.now = time.UnixMilli(2000)
		no(t, h.Seen(boris, ""))
		no(t, h.Seen(chen, "Chen"))
		expect(t, h, Member{boris, "Борис", Accepted, false, 1000, 3000, 1, ByHost})
	})
	t.Run("are blocked, known or not, stay verified, and join anew when the block is lifted", func(t *testing.T) {
		_, h, c := opened(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		no(t, h.Vouch(boris, true))
		no(t, h.Bar(boris, ""))
		no(t, h.Bar(chen, "Chen"))
		expect(t, h, Member{chen, "Chen", BlockedMember, false, 0, 0, 1, 0}, Member{boris, "Boris", BlockedMember, true, 1000, 1000, 1, ByHost})
		c.now = time.UnixMilli(2000)
		must(h.Admit(boris, "", true, ByHost))(t)
		expect(t, h, Member{chen, "Chen", BlockedMember, false, 0, 0, 1, 0}, Member{boris, "Boris", Accepted, true, 2000, 1000, 1, ByHost})
	})
	t.Run("who are dismissed are not known any more, verified or blocked", func(t *testing.T) {
		_, h, _ := opened(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		no(t, h.Vouch(boris, true))
		no(t, h.Bar(chen, "Chen"))
		no(t, h.Dismiss(boris))
		no(t, h.Dismiss(chen))
		no(t, h.Dismiss(anna))
		expect(t, h)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 1, ByHost})
	})
	t.Run("read the next message of a log that lost its end, and go on to after a new start", func(t *testing.T) {
		s, h, _ := opened(t)
		appendAll(t, h, says(anna, text(1, "a")), says(anna, text(2, "b")), says(anna, text(3, "c")))
		must(h.Admit(boris, "Boris", false, ByHost))(t)
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 4, ByHost})
		no(t, s.write(1, func(c *conn) error {
			return c.run("UPDATE rooms SET last_seq=1 WHERE log=? AND room=?", h.log, wire.Everyone)
		}))
		h = hosted(t, s)
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 2, ByHost})
		no(t, s.Close())
		expect(t, hosted(t, reopen(t, s.dir, Options{})), Member{boris, "Boris", Accepted, false, 1000, 1000, 2, ByHost})
	})
	t.Run("are vouched for and not any more, but only who is known", func(t *testing.T) {
		_, h, _ := opened(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		no(t, h.Vouch(boris, true))
		no(t, h.Vouch(boris, false))
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 1, ByHost})
		if h.Vouch(chen, true) == nil || second(h.Admit(wire.Identity{}, "x", true, ByHost)) == nil || h.Bar(wire.Identity{}, "x") == nil {
			t.Error("nobody was vouched for, or let in")
		}
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 1, ByHost})
	})
	t.Run("of one host are not those of another in the same folder, and a new epoch keeps them", func(t *testing.T) {
		s, h, _ := opened(t)
		other := must(s.Host(chen))(t)
		must(h.Admit(boris, "Boris", true, ByHost))(t)
		no(t, other.Bar(boris, "Rascal"))
		no(t, other.Vouch(boris, true))
		no(t, other.Seen(boris, "Scoundrel"))
		no(t, s.write(1, func(c *conn) error { _, err := renew(c); return err }))
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 1, ByHost})
		no(t, other.Dismiss(boris))
		expect(t, h, Member{boris, "Boris", Accepted, false, 1000, 1000, 1, ByHost})
	})
}

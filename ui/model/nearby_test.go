package model

import (
	"slices"
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/prefs"
)

// inView is a stage whose Client tab is in view, and that knows some servers.
func inView(known ...transport.KnownServer) *stage {
	st := withFolder()
	st.dialer.SetKnown(known...)
	p := prefs.Default("Ada")
	p.ClientTab = true
	st.restart(p)
	st.ShowNearby(true)
	return st
}

func knownAs(id byte, name, addr string) transport.KnownServer {
	return transport.KnownServer{Addr: addr, Name: name, Identity: transport.ID{id}, Trust: transport.Unverified}
}

func foundAt(addrs ...string) transport.FoundServer {
	return transport.FoundServer{Addr: addrs[0], Addrs: addrs}
}

func foundAs(k transport.KnownServer, addrs ...string) transport.FoundServer {
	f := foundAt(addrs...)
	f.Known, f.Identity, f.Name, f.ShortKey = true, k.Identity, k.Name, k.ShortKey
	return f
}

func rowTitles(rows []KnownServer) (list []string) {
	for _, r := range rows {
		list = append(list, r.Title)
	}
	return list
}

func TestServersAreSearchedForWhileTheirListIsInView(t *testing.T) {
	st := inView()
	for _, tc := range []struct {
		name       string
		begin, end func()
	}{
		{"the other tab", func() { st.SetTab(ServerTab) }, func() { st.SetTab(ClientTab) }},
		{"another page", func() { st.ShowNearby(false) }, func() { st.ShowNearby(true) }},
		{"a window that is not to be seen", func() { st.Hide(true) }, func() { st.Hide(false) }},
		{"an attempt to connect", func() { st.SetAddress("h:1"); st.Connect(); st.drain() }, func() { st.dialer.Answer(transport.Refused); st.drain() }},
	} {
		st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.5:8899")})
		if !st.LooksAround() || len(st.Client.Nearby()) != 1 {
			t.Fatalf("before %s: %v, %v", tc.name, st.LooksAround(), st.Client.Nearby())
		}
		tc.begin()
		st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.5:8899")})
		if st.LooksAround() || len(st.Client.Nearby()) != 0 {
			t.Errorf("with %s: %v, %v", tc.name, st.LooksAround(), st.Client.Nearby())
		}
		tc.end()
	}
	if plain := newStage(); plain.LooksAround() {
		t.Error("without an identity there is nothing that could be joined")
	}
}

func TestRowsOfServersNearby(t *testing.T) {
	ship, pier := knownAs(1, "Ship", "10.0.0.1:8899"), knownAs(2, "Pier", "10.0.0.2:8899")
	t.Run("one that is known has its name, another its address, and our own none", func(t *testing.T) {
		st := inView(ship)
		st.StartServer()
		st.drain()
		st.SetTab(ClientTab)
		own := transport.KnownServer{Identity: st.cfg.Identity}
		st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.7:8899"), foundAs(ship, "10.0.0.1:8899"), foundAs(own, "10.0.0.9:8899"), foundAt(st.host.Addrs()...)})
		if got := rowTitles(st.Client.Nearby()); !slices.Equal(got, []string{"Ship", "10.0.0.7:8899"}) {
			t.Errorf("the rows are %q", got)
		}
	})
	t.Run("a server at several addresses has one, whichever of them are found", func(t *testing.T) {
		st := inView(ship)
		st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.5:8899", "[fd00::5]:8899"), foundAs(ship, "10.0.0.1:8899"), foundAs(ship, "10.9.0.1:8899"), foundAt("[fd00::5]:8899", "10.1.1.5:8899")})
		rows := st.Client.Nearby()
		if len(rows) != 2 || !slices.Equal(rows[0].Others, []string{"10.9.0.1:8899"}) || !slices.Equal(rows[1].Others, []string{"[fd00::5]:8899", "10.1.1.5:8899"}) {
			t.Errorf("the rows are %+v", rows)
		}
	})
	t.Run("rows stay where they are when others come and go", func(t *testing.T) {
		st := inView(ship)
		a, b, c := foundAt("10.0.0.9:8899"), foundAt("10.0.0.5:8899"), foundAt("10.0.0.1:7000")
		st.FoundNearby([]transport.FoundServer{a, b})
		st.FoundNearby([]transport.FoundServer{c, b, a})
		if got := rowTitles(st.Client.Nearby()); !slices.Equal(got, []string{a.Addr, b.Addr, c.Addr}) {
			t.Errorf("the rows are %q", got)
		}
		st.FoundNearby([]transport.FoundServer{c, a})
		if got := rowTitles(st.Client.Nearby()); !slices.Equal(got, []string{a.Addr, c.Addr}) {
			t.Errorf("without one the rows are %q", got)
		}
	})
	t.Run("favourites are first, and the recent servers have no second row of one", func(t *testing.T) {
		st := inView(ship, pier)
		st.SetFavourite(pier.Identity, true)
		if got := rowTitles(st.Client.Servers()); !slices.Equal(got, []string{"Pier", "Ship"}) {
			t.Errorf("recent are %q", got)
		}
		st.FoundNearby([]transport.FoundServer{foundAs(ship, ship.Addr), foundAs(pier, "10.9.9.9:8899")})
		if got := rowTitles(st.Client.Nearby()); !slices.Equal(got, []string{"Pier", "Ship"}) || len(st.Client.Servers()) != 0 {
			t.Errorf("the rows are %q, recent %q", got, rowTitles(st.Client.Servers()))
		}
		st.FoundNearby(nil)
		if got := rowTitles(st.Client.Servers()); len(st.Client.Nearby()) != 0 || !slices.Equal(got, []string{"Pier", "Ship"}) {
			t.Errorf("when they are gone recent are %q", got)
		}
	})
	t.Run("one whose key was removed since is not known any more", func(t *testing.T) {
		st := inView(ship)
		st.FoundNearby([]transport.FoundServer{foundAs(ship, "10.0.0.8:8899")})
		st.ForgetServer(ship.Addr)
		st.drain()
		if rows := st.Client.Nearby(); len(rows) != 1 || rows[0].Title != "10.0.0.8:8899" || rows[0].Identity != (transport.ID{}) {
			t.Errorf("the rows are %+v", rows)
		}
	})
}

func TestAPressJoinsAServerNearby(t *testing.T) {
	ship := knownAs(1, "Ship", "10.0.0.1:8899")
	t.Run("one that is known", func(t *testing.T) {
		st := inView(ship)
		st.FoundNearby([]transport.FoundServer{foundAs(ship, "10.0.0.8:8899", "10.0.0.1:8899")})
		st.JoinNearby(st.Client.Nearby()[0])
		st.drain()
		if !st.dialer.Called("JoinFound 10.0.0.8:8899 ") || st.Client.State() != Connecting {
			t.Errorf("%q, %v", st.dialer.Calls(), st.Client.State())
		}
	})
	t.Run("another at its addresses one after the other, as long as nobody answers", func(t *testing.T) {
		st := inView()
		st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.5:8899", "[fd00::5]:8899")})
		st.SetCode("042 137")
		st.JoinNearby(st.Client.Nearby()[0])
		st.drain()
		st.dialer.Answer(transport.Unreachable)
		st.drain()
		calls := slices.DeleteFunc(st.dialer.Calls(), func(c string) bool { return !strings.HasPrefix(c, "JoinFound") })
		if want := []string{"JoinFound 10.0.0.5:8899 042 137", "JoinFound [fd00::5]:8899 042 137"}; !slices.Equal(calls, want) || st.Client.State() != Connecting {
			t.Errorf("%q, %v", calls, st.Client.State())
		}
		st.dialer.Answer(transport.TimedOut)
		st.drain()
		if st.Client.State() != Disconnected || st.Client.AddressError() == "" || st.Prefs().Address != "[fd00::5]:8899" {
			t.Errorf("at the end: %v, %q, %q", st.Client.State(), st.Client.AddressError(), st.Prefs().Address)
		}
	})
	t.Run("and no other once one has refused us", func(t *testing.T) {
		st := inView()
		st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.5:8899", "[fd00::5]:8899")})
		st.JoinNearby(st.Client.Nearby()[0])
		st.drain()
		st.dialer.Answer(transport.MembersRefused)
		st.drain()
		if n := st.dialer.Count("JoinFound"); n != 1 || st.Client.State() != Disconnected {
			t.Errorf("%d attempts, %v", n, st.Client.State())
		}
	})
}

func TestLookingFurtherSaysHowFarItIs(t *testing.T) {
	st := inView()
	st.LookFurther()
	if on, part := st.Client.Sweeping(); !on || part != 0 {
		t.Errorf("at first %v, %v", on, part)
	}
	st.Swept(127, 254, false)
	if on, part := st.Client.Sweeping(); !on || part != 0.5 {
		t.Errorf("in the middle %v, %v", on, part)
	}
	st.Swept(254, 254, true)
	if on, _ := st.Client.Sweeping(); on {
		t.Error("it goes on")
	}
	if !st.Client.SweptAll() {
		t.Error("it ended without a word")
	}
	st.FoundNearby([]transport.FoundServer{foundAt("10.0.0.7:8899")})
	if st.Client.SweptAll() {
		t.Error("it is said of what came later too")
	}
	st.LookFurther()
	st.Swept(254, 254, true)
	if end := st.clock.Add(sweptTime); !st.NextTick().Equal(end) {
		t.Errorf("it ticks at %v", st.NextTick())
	} else {
		st.clock = end
	}
	if st.Tick(); st.Client.SweptAll() {
		t.Error("it is said for ever")
	}
	st.LookFurther()
	st.Swept(0, 0, true)
	if st.Client.SweptAll() {
		t.Error("without a network there was nothing to ask")
	}
	st.LookFurther()
	st.SetTab(ServerTab)
	if on, _ := st.Client.Sweeping(); on {
		t.Error("it goes on behind the other tab")
	}
}

func TestTheLockOfAServerNearbyGoesByItsKey(t *testing.T) {
	const old, fresh = "10.0.0.1:8899", "10.0.0.9:8899"
	ship := knownAs(1, "Ship", old)
	ship.Trust = transport.Verified
	stranger := foundAt(old)
	rows := func(t *testing.T, st *stage) (impostor, known KnownServer) {
		t.Helper()
		st.FoundNearby([]transport.FoundServer{stranger, foundAs(ship, fresh)})
		list := st.Client.Nearby()
		if len(list) != 2 || list[0].Address != fresh || list[1].Address != old {
			t.Fatalf("the rows are %+v", list)
		}
		return list[1], list[0]
	}
	check := func(t *testing.T, st *stage) {
		t.Helper()
		impostor, known := rows(t, st)
		if impostor.Lock != transport.NoTrust || known.Lock != transport.Verified {
			t.Errorf("the locks are %v and %v", impostor.Lock, known.Lock)
		}
		if impostor.Key() != old || known.Key() != ship.Identity.String() {
			t.Errorf("the keys are %q and %q", impostor.Key(), known.Key())
		}
	}
	t.Run("before anything was dialled", func(t *testing.T) { check(t, inView(ship)) })
	t.Run("after another key was shown at the old address", func(t *testing.T) {
		st := inView(ship)
		st.ConnectTo(old)
		st.drain()
		st.dialer.Answer(transport.KeyChanged)
		st.drain()
		_, before := st.Client.ChangedKey()
		check(t, st)
		_, why := st.Client.ChangedKey()
		if tail, ok := strings.CutPrefix(why, before); !ok || !strings.Contains(tail, fresh) || !strings.Contains(tail, "Remove the old key…") {
			t.Errorf("the card says %q, and before %q", why, before)
		}
		st.FoundNearby([]transport.FoundServer{foundAs(ship, old, fresh)})
		if _, why := st.Client.ChangedKey(); why != before {
			t.Errorf("where it is at that address the card says %q", why)
		}
	})
}

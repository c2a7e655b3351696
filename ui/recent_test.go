package ui

import (
	"slices"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// remembering is a stage with the Client tab and recent servers, the newest last, of
// which those that are known have keys.
func remembering(t *testing.T, size uitest.Size, lang words.Lang, known []transport.KnownServer, recent ...string) *stagedScreen {
	p := prefs.Default("Ann")
	p.Language, p.ClientTab = lang, true
	for _, addr := range recent {
		p.Remember(addr, false)
	}
	s := stagedAs(t, size, p, lang, time.Date(2026, time.March, 14, 9, 2, 0, 0, time.UTC), transport.ID{0xab}, known...)
	s.Frame()
	return s
}

// reached is a server that is known at all of the addresses.
func reached(addrs ...string) (known []transport.KnownServer) {
	for _, addr := range addrs {
		known = append(known, transport.KnownServer{Addr: addr, Name: "Ship", ShortKey: "01000000",
			Identity: transport.ID{1}, Trust: transport.Unverified})
	}
	return known
}

func TestEachAddressOfAServerCanBeChosen(t *testing.T) {
	addrs := []string{"10.0.0.1:8899", "10.0.0.2:8899", "10.0.0.3:8899", "10.0.0.4:8899", "10.0.0.5:8899", "ship:8899"}
	first := addrs[len(addrs)-1]
	t.Run("to connect to, and none while there is a connection", func(t *testing.T) {
		s := remembering(t, wide, words.English, reached(addrs...), addrs...)
		row := s.model.Client.Servers()[0]
		if len(row.Others) != 5 || row.Address != first {
			t.Fatalf("the row is %+v", row)
		}
		s.Click(row.More)
		s.must("Connect", "Connect to 10.0.0.5:8899", "Connect to 10.0.0.2:8899", "Copy address")
		s.mustNot("Connect to 10.0.0.1:8899", "Connect to "+first)
		s.Click("Connect to 10.0.0.3:8899")
		s.Frame()
		if !slices.Contains(s.dialer.Calls(), "Join 10.0.0.3:8899") {
			t.Errorf("it did %q", s.dialer.Calls())
		}
		other := transport.KnownServer{Addr: "10.9.9.9:8899", Name: "Pier", Identity: transport.ID{2}, Trust: transport.Unverified}
		s = remembering(t, wide, words.English, append(reached(addrs...), other), append(addrs, other.Addr)...)
		s.model.ConnectTo(other.Addr)
		s.Frame()
		s.Click(row.More)
		if n, ok := s.Find("Connect to 10.0.0.2:8899"); !ok || !n.Disabled {
			t.Errorf("while it connects the item is %+v", n)
		}
	})
	t.Run("to be copied", func(t *testing.T) {
		s := remembering(t, wide, words.English, reached(addrs...), addrs...)
		s.Click(s.model.Client.Servers()[0].More)
		s.Click("Copy address")
		s.Click("10.0.0.4:8899")
		if got := s.Clipboard(); got != "10.0.0.4:8899" {
			t.Errorf("the clipboard has %q", got)
		}
	})
	t.Run("in Chinese", func(t *testing.T) {
		s := remembering(t, narrow, words.Chinese, reached(addrs...), addrs...)
		s.Click(s.model.Client.Servers()[0].More)
		s.must("连接到 10.0.0.5:8899", "连接到 10.0.0.2:8899")
	})
	t.Run("where there is one, it is copied at once", func(t *testing.T) {
		s := remembering(t, wide, words.English, reached(first), first)
		s.Click(s.model.Client.Servers()[0].More)
		s.mustNot("Connect to " + first)
		s.Click("Copy address")
		if got := s.Clipboard(); got != first {
			t.Errorf("the clipboard has %q", got)
		}
	})
}

func TestAServerWhoseKeyIsKnownIsNotRemovedFromTheListAlone(t *testing.T) {
	s := remembering(t, wide, words.English, reached("ship:8899"), "ship:8899", "plain:7")
	more := func(addr string) {
		t.Helper()
		i := slices.IndexFunc(s.model.Client.Servers(), func(row model.KnownServer) bool { return row.Address == addr })
		if i < 0 {
			t.Fatalf("%s is not listed", addr)
		}
		s.Click(s.model.Client.Servers()[i].More)
	}
	w := s.model.Words()
	more("ship:8899")
	s.mustNot(w.RemoveRecent)
	s.Click(w.RemoveKey)
	s.Click(w.RemoveKeyConfirm)
	s.Frame()
	for i, addr := range []string{"ship:8899", "plain:7"} {
		more(addr)
		s.mustNot(w.RemoveKey)
		s.Click(w.RemoveRecent)
		s.Frame()
		if n := len(s.model.Client.Servers()); n != 1-i {
			t.Errorf("%d servers are listed without %s", n, addr)
		}
	}
}

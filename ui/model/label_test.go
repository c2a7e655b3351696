package model

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestWhoIsGone(t *testing.T) {
	t.Run("the head of a talk says that the guest left, not what was said last", func(t *testing.T) {
		st, ids := serving(t, 1)
		st.Select(ids[0])
		st.SetDraft("m10")
		if !st.Send() {
			t.Fatal(st.ComposerError())
		}
		st.drain()
		st.host.Part(ids[0], transport.PeerClosed)
		st.drain()
		if p := st.Server.Selected(); !strings.HasPrefix(p.Detail, "left") || !strings.HasPrefix(p.Second, "left") {
			t.Errorf("%q, %q", p.Detail, p.Second)
		}
	})
	t.Run("a server that one hung up on has not left", func(t *testing.T) {
		st := newStage()
		st.SetTab(ClientTab)
		st.ConnectTo("server:8899")
		st.dialer.Answer(transport.NoFault)
		st.drain()
		st.Hangup()
		st.drain()
		if s := st.Client.Servers()[0]; !strings.HasPrefix(s.Second, "disconnected") {
			t.Errorf("%q", s.Second)
		}
	})
}

func TestWhoSaysNothingMore(t *testing.T) {
	t.Run("is said to in its row and at the head of its talk, and is written to", func(t *testing.T) {
		st, ids := serving(t, 2)
		st.Select(ids[0])
		st.host.Hear(ids[0], "question")
		st.host.HalfClose(ids[0])
		st.drain()
		p := st.Server.Selected()
		if p.Second != "says no more" || p.Detail != "not encrypted · says no more" || !p.Here {
			t.Errorf("%q, %q, here %v", p.Second, p.Detail, p.Here)
		}
		rows := st.Server.Talk().rows
		if got := rows[len(rows)-1].Text; got != p.Title+" says nothing more, but may still read what you write" {
			t.Errorf("the talk says %q", got)
		}
		st.SetDraft("answer")
		if !st.Send() {
			t.Error(st.ComposerError())
		}
		st.host.Part(ids[0], transport.PeerClosed)
		st.drain()
		if !strings.HasPrefix(p.Second, "left") || strings.Contains(p.Detail, "no more") {
			t.Errorf("gone it is %q, %q", p.Second, p.Detail)
		}
	})
	t.Run("is a server too", func(t *testing.T) {
		st := newStage()
		st.SetTab(ClientTab)
		st.SetPlain(true)
		st.ConnectTo("server:8899")
		st.dialer.Answer(transport.NoFault)
		st.drain()
		if st.Client.SaysNothingMore() {
			t.Error("it has not said so yet")
		}
		st.dialer.HalfClose(st.dialer.server())
		st.drain()
		ok, why := st.CanWrite()
		if s := st.Client.Servers()[0]; s.Second != "says no more" || !st.Client.SaysNothingMore() || !ok || st.Client.State() != Connected {
			t.Errorf("%q, %v, can write: %v %q", s.Second, st.Client.State(), ok, why)
		}
		st.dialer.Cut(transport.PeerClosed)
		st.drain()
		if s := st.Client.Servers()[0]; !strings.HasPrefix(s.Second, "disconnected") || st.Client.SaysNothingMore() {
			t.Errorf("%q", s.Second)
		}
	})
}

func TestRenameTakesWhatALabelShows(t *testing.T) {
	st, ids := serving(t, 1)
	if p := st.Server.People()[1]; p.Name != "" {
		t.Errorf("a guest without a name is called %q", p.Name)
	}
	st.Rename(ids[0], strings.Repeat("字", 1<<16))
	st.drain()
	if got := st.host.peer(ids[0]).Name; got != strings.Repeat("字", 42) {
		t.Errorf("the name has %d bytes", len(got))
	}
	st.Rename(ids[0], " Ada ")
	st.drain()
	if p := st.Server.People()[1]; p.Name != "Ada" || p.Title != "Ada" {
		t.Errorf("%q, %q", p.Name, p.Title)
	}
}

// slowHost looks its address up for ever: its Start is never answered.
type slowHost struct {
	fakeHost
	stopped *int
}

func (slowHost) Start(string) {}
func (h slowHost) Stop() {
	*h.stopped++
	h.Tell(transport.Event{Kind: transport.Stopped})
}

func TestStopEndsAStartThatTakesLong(t *testing.T) {
	st, stopped := newStage(), 0
	host := slowHost{st.host, &stopped}
	st.Model = New(Config{Host: host, Dialer: st.dialer, Prefs: st.saved, Location: time.UTC})
	if !st.StartServer() || st.Server.State() != Starting {
		t.Fatalf("state %d, %q", st.Server.State(), st.Server.PortError())
	}
	if !st.Server.CanStop() || !st.StopServer() || stopped != 1 {
		t.Fatal("it cannot be stopped")
	}
	st.drain()
	if st.Server.State() != Stopped || !st.Server.CanStart() {
		t.Errorf("state %d", st.Server.State())
	}
}

func TestAFailedDialInTheNarrowLayoutShowsWhereItSaysWhy(t *testing.T) {
	st := newStage()
	st.SetTab(ClientTab)
	st.SetNarrow(true)
	st.ConnectTo("server:8899")
	st.dialer.Answer(transport.NoFault)
	st.drain()
	st.Hangup()
	st.drain()
	st.OpenServer("server:8899")
	if st.Active().Page() != TalkPage {
		t.Fatal("the talk is not open")
	}
	st.dialer.Answer(transport.Refused)
	st.drain()
	if st.Active().Page() != ListPage || st.Client.AddressError() == "" {
		t.Errorf("page %d, %q", st.Active().Page(), st.Client.AddressError())
	}
}

func TestAGuestOfABlockedNetworkIsKnownAsBlocked(t *testing.T) {
	st, ids := serving(t, 1)
	six := st.host.Come("[fe80::1c2d:3eff:fe4f:5061%eth0]:5000")
	st.drain()
	st.host.SetBlocked("10.0.0.2", "fe80::/64")
	if ip, is := st.BlockedAs(six); !is || ip != "fe80::/64" {
		t.Errorf("%q, %v", ip, is)
	}
	if ip, is := st.BlockedAs(ids[0]); is {
		t.Errorf("10.0.0.1 is blocked as %q", ip)
	}
}

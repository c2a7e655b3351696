package core

import (
	"net/netip"
	"strings"
	"testing"

	"confab/transport/internal/discover"
)

func TestAnInvitationHasTheAddressesAsTheyAre(t *testing.T) {
	home, err := OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	e := newEvents()
	addrs := []netip.Addr{netip.MustParseAddr("10.0.0.5")}
	s := NewServer(Options{Sink: e.sink, Home: home, Hidden: true, Interfaces: func() ([]netip.Addr, error) { return addrs, nil }})
	t.Cleanup(func() {
		s.Close()
		_ = home.Close()
	})
	plugged := make(chan struct{})
	s.networks = func() ([]discover.Network, error) {
		<-plugged
		return nil, nil
	}
	s.Start("0.0.0.0:0")
	e.kind(t, 0, Listening)
	s.Invite(false)
	ev, next := e.kind(t, 0, Invited)
	before := ev.Invitation()
	addrs = []netip.Addr{netip.MustParseAddr("192.168.7.7")} // nobody asks before the networks are listed
	close(plugged)
	e.kind(t, next, Listening)
	ev, _ = e.kind(t, next, Invited)
	after := ev.Invitation()
	if !strings.HasPrefix(before.Web, "http://10.0.0.5:") || !strings.HasPrefix(after.Web, "http://192.168.7.7:") || after.Code != before.Code ||
		after.Link == before.Link || !after.Expires.Equal(before.Expires) {
		t.Errorf("%+v became %+v", before, after)
	}
}

func TestAServerIsVisibleWhileItHostsMembers(t *testing.T) {
	home, err := OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	e := newEvents()
	s := NewServer(Options{Sink: e.sink, Home: home, Hidden: true})
	t.Cleanup(func() {
		s.Close()
		_ = home.Close()
	})
	visible := func() bool {
		s.lock()
		defer s.unlock()
		return s.discovery.running != nil
	}
	expect := func(when string, want bool) {
		t.Helper()
		s.Peers() // which waits for what was asked for before
		if visible() != want {
			t.Errorf("%s it is visible: %v", when, !want)
		}
	}
	listed := make(chan struct{}, 8)
	s.networks = func() ([]discover.Network, error) { // none: nothing of this leaves the machine
		listed <- struct{}{}
		return nil, nil
	}
	s.Start("0.0.0.0:0")
	e.kind(t, 0, Listening)
	<-listed
	eventually(t, "the networks are known", func() bool {
		s.lock()
		defer s.unlock()
		return s.discovery.known
	})
	expect("hidden", false)
	s.SetVisible(true)
	expect("made visible", true)
	s.Allow(Visitors{Plain: true})
	expect("closed to members", false)
	s.Allow(Visitors{Members: true})
	expect("open to members", true)
	s.SetVisible(false)
	expect("hidden again", false)
	s.SetVisible(true)
	s.Stop()
	_, stopped := e.kind(t, 0, Stopped)
	expect("stopped", false)
	s.Start("127.0.0.1:0")
	e.kind(t, stopped, Listening)
	expect("listening for this machine only", false)
}

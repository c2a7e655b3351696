package core

import (
	"testing"

	"confab/transport/internal/discover"
)

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

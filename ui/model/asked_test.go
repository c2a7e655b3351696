package model

import (
	"strings"
	"testing"

	"confab/transport"
)

// at is a server that was talked to, with a member, whose connection has ended.
func at(st *stage, addr, name string) transport.PeerID {
	id := transport.PeerID(len(st.dialer.peers) + 500)
	p := transport.Peer{ID: id, Addr: addr, Name: name, Kind: transport.Member, Trust: transport.Unverified, Here: true,
		Identity: transport.ID{byte(id), 9}}
	st.dialer.peers = append(st.dialer.peers, p)
	st.dialer.post(transport.Event{Kind: transport.Connecting, Addr: addr, Peer: p})
	st.dialer.post(transport.Event{Kind: transport.Connected, Addr: addr, Peer: p})
	st.drain()
	return id
}

func (st *stage) names() (list []string) {
	for _, p := range st.Client.Room() {
		list = append(list, p.Title+": "+p.Second)
	}
	return list
}

func TestTheServerThatIsAskedIsShown(t *testing.T) {
	for _, kind := range []transport.PeerKind{transport.Member, transport.Plain} {
		st := newStage()
		st.SetTab(ClientTab)
		first := at(st, "10.0.0.1:8899", "Marta")
		st.dialer.member("Bob", true, func(p *transport.Peer) { p.Server = first })
		st.drain()
		if got := strings.Join(st.names(), "|"); !strings.Contains(got, "Bob") {
			t.Fatalf("in the room are %s", got)
		}
		end := st.dialer.peer(first)
		end.Here = false
		st.dialer.post(transport.Event{Kind: transport.Disconnected, Peer: *end, Err: &transport.Error{Fault: transport.ClosedHere}})
		st.drain()
		bob := st.Client.people[first+0]
		for _, p := range st.Client.people {
			if p.Name == "Bob" {
				bob = p
			}
		}
		if bob.Second != st.Words().HereUnknown || bob.Here || !bob.Unreached {
			t.Errorf("of Bob it says %q, here %v", bob.Second, bob.Here)
		}

		other := transport.Peer{ID: 900, Addr: "10.0.0.2:8899", Kind: kind}
		st.dialer.post(transport.Event{Kind: transport.Connecting, Addr: other.Addr, Peer: other})
		st.drain()
		shown := func(second string) {
			t.Helper()
			p := st.Client.Selected()
			if p == nil || p.ID != other.ID || p.Title != other.Addr || p.Second != second {
				t.Errorf("the talk is %+v, want that with %s, %q", p, other.Addr, second)
			}
			if kind == transport.Plain {
				if got := st.names(); len(got) != 0 {
					t.Errorf("the people are %q", got)
				}
				return
			}
			if got, want := strings.Join(st.names(), "|"), other.Addr+": "+second; got != want {
				t.Errorf("the people are %q, want %q", got, want)
			}
			if p.LockLabel != "" || strings.Contains(p.Detail, "encrypted") {
				t.Errorf("of what is not reached yet it says %q, %q", p.LockLabel, p.Detail)
			}
		}
		shown("Connecting to 10.0.0.2:8899…")
		if kind == transport.Member {
			st.dialer.post(transport.Event{Kind: transport.Asking, Addr: other.Addr, Peer: other})
			st.drain()
			shown(st.Words().AskingToJoin)
		}

		// The person cancels: one is back where one was.
		st.dialer.post(transport.Event{Kind: transport.DialFailed, Addr: other.Addr, Peer: other, Err: &transport.Error{Fault: transport.Canceled}})
		st.drain()
		if p := st.Client.Selected(); p == nil || p.ID != first || st.Client.State() != Idle {
			t.Errorf("after the cancel the talk is %+v, in state %v", p, st.Client.State())
		}
		if got := strings.Join(st.names(), "|"); !strings.Contains(got, "Bob: "+st.Words().HereUnknown) || strings.Contains(got, other.Addr) {
			t.Errorf("after the cancel the people are %q", got)
		}
		for _, row := range st.Client.Servers() {
			if row.Address == other.Addr {
				t.Errorf("the server that was never reached has the row %+v", row)
			}
		}
	}
}

func TestACancelledFirstAttemptLeavesNothing(t *testing.T) {
	st := newStage()
	st.SetTab(ClientTab)
	other := transport.Peer{ID: 900, Addr: "10.0.0.2:8899", Kind: transport.Member}
	st.dialer.post(transport.Event{Kind: transport.Connecting, Addr: other.Addr, Peer: other})
	st.drain()
	if p := st.Client.Selected(); p == nil || p.ID != other.ID {
		t.Errorf("the talk is %+v", p)
	}
	st.dialer.post(transport.Event{Kind: transport.DialFailed, Addr: other.Addr, Peer: other, Err: &transport.Error{Fault: transport.Refused}})
	st.drain()
	if p := st.Client.Selected(); p != nil || len(st.names()) != 0 {
		t.Errorf("the talk is %+v, the people are %q", p, st.names())
	}
}

func TestNobodyIsSaidToBeAwayWhileTheServerIsStopped(t *testing.T) {
	st, _ := serving(t, 0)
	st.cfg.Identity = transport.ID{1}
	id := st.host.member("Anna", false, nil)
	st.drain()
	p := st.Server.people[id]
	if p.Second != st.Words().NotHere || p.Unreached {
		t.Errorf("of Anna, who is away, it says %q", p.Second)
	}
	st.StopServer()
	st.drain()
	if p.Second != st.Words().HereUnknown || !p.Unreached {
		t.Errorf("of Anna it says %q while nobody can come", p.Second)
	}
}

func TestAServerAtTwoAddressesHasOneRow(t *testing.T) {
	st := newStage()
	host, twin := transport.ID{1}, transport.ID{2}
	st.dialer.known = []transport.KnownServer{
		{Addr: "192.168.1.5:8899", Name: "Host", ShortKey: "01000000", Identity: host, Trust: transport.Unverified},
		{Addr: "10.0.0.9:8899", Name: "Host", ShortKey: "02000000", Identity: twin, Trust: transport.Unverified},
		{Addr: "laptop:8899", Name: "Host", ShortKey: "01000000", Identity: host, Trust: transport.Unverified},
	}
	for _, addr := range []string{"10.0.0.9:8899", "192.168.1.5:8899", "laptop:8899"} { // the last is the newest
		st.prefs.Remember(addr, false)
	}
	st.settle()
	var rows []string
	for _, s := range st.Client.Servers() {
		rows = append(rows, s.Title+" | "+s.Second)
	}
	if got, want := strings.Join(rows, "\n"), "Host · 01000000 | laptop:8899, 192.168.1.5:8899\nHost · 02000000 | 10.0.0.9:8899"; got != want {
		t.Errorf("the rows are\n%s\nwant\n%s", got, want)
	}
	if st.Client.Servers()[0].Address != "laptop:8899" {
		t.Errorf("a click dials %s", st.Client.Servers()[0].Address)
	}
	st.DropRecent("laptop:8899")
	if got := st.prefs.Recent; len(got) != 1 || got[0] != "10.0.0.9:8899" {
		t.Errorf("recent are %v", got)
	}
}

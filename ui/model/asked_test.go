package model

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
)

// at is a server that is talked to as a member.
func at(st *stage, addr, name string) transport.PeerID {
	st.dialer.SetIdentity(transport.ID{0xab})
	st.dialer.Join(addr)
	id, _, _ := st.dialer.Enter(name)
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
		st.dialer.Cut(transport.ClosedHere)
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

		const addr = "10.0.0.2:8899"
		if kind == transport.Plain {
			st.dialer.Dial(addr)
		} else {
			st.dialer.Join(addr)
		}
		st.drain()
		all := st.dialer.Peers()
		other := all[len(all)-1]
		shown := func(title, second string) {
			t.Helper()
			p := st.Client.Selected()
			if p == nil || p.ID != other.ID || p.Title != title || p.Second != second {
				t.Errorf("the talk is %+v, want that with %s, %q", p, other.Addr, second)
			}
			if kind == transport.Plain {
				if got := st.names(); len(got) != 0 {
					t.Errorf("the people are %q", got)
				}
				return
			}
			if got, want := strings.Join(st.names(), "|"), title+": "+second; got != want {
				t.Errorf("the people are %q, want %q", got, want)
			}
			if reached := title != addr; !reached && (p.LockLabel != "" || strings.Contains(p.Detail, "encrypted")) {
				t.Errorf("of what is not reached yet it says %q, %q", p.LockLabel, p.Detail)
			}
		}
		shown(addr, "Connecting to 10.0.0.2:8899…")
		if kind == transport.Member {
			st.dialer.Asks("Desk")
			st.drain()
			shown("Desk", st.Words().AskingToJoin)
		}

		// The person cancels: one is back where one was.
		st.dialer.Hangup()
		st.drain()
		if p := st.Client.Selected(); p == nil || p.ID != first || st.Client.State() != Idle {
			t.Errorf("after the cancel the talk is %+v, in state %v", p, st.Client.State())
		}
		if got := strings.Join(st.names(), "|"); !strings.Contains(got, "Bob: "+st.Words().HereUnknown) || strings.Contains(got, other.Addr) {
			t.Errorf("after the cancel the people are %q", got)
		}
		for _, row := range st.Client.Servers() {
			if row.Address == addr && kind == transport.Plain {
				t.Errorf("the server that was never reached has the row %+v", row)
			}
		}
	}
}

func TestACancelledFirstAttemptLeavesNothing(t *testing.T) {
	st := newStage()
	st.SetTab(ClientTab)
	st.dialer.SetIdentity(transport.ID{0xab})
	st.dialer.Join("10.0.0.2:8899")
	st.drain()
	other := st.dialer.Peers()[0]
	if p := st.Client.Selected(); p == nil || p.ID != other.ID {
		t.Errorf("the talk is %+v", p)
	}
	st.dialer.Answer(transport.Refused)
	st.drain()
	if p := st.Client.Selected(); p != nil || len(st.names()) != 0 {
		t.Errorf("the talk is %+v, the people are %q", p, st.names())
	}
}

func TestAServerThatWasNotReachedLeavesNothingAlsoAfterAResync(t *testing.T) {
	st := newStage()
	st.SetTab(ClientTab)
	st.ConnectTo("10.0.0.2:8899")
	st.dialer.lose()
	st.drain()
	if n := len(st.Client.People()); n != 1 {
		t.Fatalf("while it is dialled there are %d people", n)
	}
	st.dialer.Answer(transport.Refused)
	sound(t, st)
	if n := len(st.Client.People()); n != 0 {
		t.Errorf("%d people are left", n)
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
	st.dialer.SetKnown(
		transport.KnownServer{Addr: "192.168.1.5:8899", Name: "Host", ShortKey: "01000000", Identity: host, Trust: transport.Unverified},
		transport.KnownServer{Addr: "10.0.0.9:8899", Name: "Host", ShortKey: "02000000", Identity: twin, Trust: transport.Unverified},
		transport.KnownServer{Addr: "laptop:8899", Name: "Host", ShortKey: "01000000", Identity: host, Trust: transport.Unverified},
	)
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

// outside is a stage whose host was asked, and died before it let anybody in.
func outside(t *testing.T, known bool) (st *stage, host transport.PeerID) {
	t.Helper()
	st = withFolder()
	st.SetTab(ClientTab)
	const addr = "10.0.0.2:8899"
	st.dialer.Join(addr)
	if known {
		// It was a member in an earlier time of this run, and was removed meanwhile.
		server, _, _ := st.dialer.Enter("Host2")
		st.dialer.member("Bob", true, func(p *transport.Peer) { p.Server = server })
		st.drain()
		if ok, why := st.CanWrite(); !ok {
			t.Fatal(why)
		}
		st.dialer.Cut(transport.MemberRemoved)
		st.dialer.Join(addr)
	}
	st.dialer.Asks("Host2")
	st.drain()
	st.dialer.wait(time.Second)
	sound(t, st)
	return st, st.dialer.Peers()[0].ID
}

func TestNobodyWritesToAHostThatHasNotLetThemIn(t *testing.T) {
	for _, known := range []bool{false, true} {
		st, host := outside(t, known)
		w := st.Words()
		shut := func(when, second string) {
			t.Helper()
			p := st.Client.people[host]
			if p.Title != "Host2" || p.Second != second || !strings.Contains(p.Detail, second) {
				t.Errorf("%s: the talk is %q, %q, %q", when, p.Title, p.Second, p.Detail)
			}
			for id := range st.Client.people {
				st.Select(id)
				st.SetDraft("a secret")
				if ok, why := st.CanWrite(); ok || why != second || st.Send() {
					t.Errorf("%s: can write %v, %q", when, ok, why)
				}
				st.SetDraft("")
			}
			st.Select(host)
			if hint := st.Hint(); hint != w.EmptyAsking && hint != "" {
				t.Errorf("%s: the hint is %q", when, hint)
			}
			if n := len(st.dialer.Pending(host.Talk())); n != 0 {
				t.Errorf("%s: %d messages wait for the host", when, n)
			}
		}
		shut("away", w.NotLetInYet)
		if !st.Client.Outside() || st.Client.State() != Reconnecting {
			t.Errorf("state %d, outside %v", st.Client.State(), st.Client.Outside())
		}
		st.dialer.Asks("Host2")
		sound(t, st)
		shut("back", w.AskingToJoin)

		st.dialer.Cut(transport.Declined)
		sound(t, st)
		if ok, _ := st.CanWrite(); ok || st.Client.State() != Disconnected {
			t.Errorf("declined: can write %v in state %d", ok, st.Client.State())
		}
		st.dialer.Join("10.0.0.2:8899")
		sound(t, st)
		st.Select(host)
		if ok, _ := st.CanWrite(); ok {
			t.Error("one can write while it is asked anew")
		}
	}
}

func TestAHostThatLetsInAfterItWasAwayIsWrittenTo(t *testing.T) {
	for _, known := range []bool{false, true} {
		st, host := outside(t, known)
		st.Client.page = ListPage
		st.dialer.Again()
		sound(t, st)
		p := st.Client.Selected()
		if st.Client.page != TalkPage {
			t.Error("the talk with the host is not opened")
		}
		if ok, why := st.CanWrite(); !ok || p == nil || p.ID != host || p.Title != st.Words().Everyone {
			t.Errorf("can write %v, %q, to %+v", ok, why, p)
		}
		st.dialer.wait(time.Second)
		sound(t, st)
		if ok, why := st.CanWrite(); !ok || st.Client.Outside() || st.Client.Selected().Title != st.Words().Everyone {
			t.Errorf("a member can write %v while the host is away: %q", ok, why)
		}
	}
}

func TestAHostThatWasOnlyAskedInAnEarlierRunIsNotWrittenTo(t *testing.T) {
	st := withFolder()
	st.SetTab(ClientTab)
	const addr = "10.0.0.2:8899"
	st.dialer.SetKnown(transport.KnownServer{Addr: addr, Trust: transport.Unverified, Identity: transport.ID{9}})
	st.dialer.Join(addr)
	host := st.dialer.Peers()[0]
	sound(t, st)
	if ok, _ := st.CanWrite(); ok {
		t.Error("its key is known, but it let nobody in")
	}
	st.dialer.member("Bob", false, func(p *transport.Peer) { p.Server = host.ID })
	sound(t, st)
	if ok, why := st.CanWrite(); !ok {
		t.Errorf("one was a member of it: %q", why)
	}
}

func TestNothingIsSaidOfAConnectionThatNeverWas(t *testing.T) {
	for _, fault := range []transport.Fault{transport.Declined, transport.Canceled} {
		st := withFolder()
		st.SetTab(ClientTab)
		first := at(st, "10.0.0.1:8899", "Marta")
		st.dialer.Cut(transport.ClosedHere)
		sound(t, st)
		if got := st.Client.Status(); !strings.Contains(got, "10.0.0.1:8899") {
			t.Errorf("of the connection that ended it says %q", got)
		}
		const other = "10.0.0.2:8899"
		st.dialer.Join(other)
		st.dialer.Asks("Desk")
		st.dialer.Cut(fault)
		sound(t, st)
		if got := st.Client.Status(); st.Client.Selected().ID != first || got != st.Words().NotConnected {
			t.Errorf("%v: the panel says %q", fault, got)
		}
		found := false
		for _, row := range st.Client.Servers() {
			if row.Address == other {
				if found = true; row.Second != other+" · "+st.Words().NotConnected {
					t.Errorf("%v: the row says %q", fault, row.Second)
				}
			}
		}
		if !found {
			t.Errorf("%v: the server has no row", fault)
		}
	}
}

func TestMembersOfBeforeAreNotSaidToBeAwayWhereNothingListensYet(t *testing.T) {
	st := withFolder()
	id := st.host.member("Anna", false, nil)
	st.host.events = nil // it is in the folder, and nothing tells of it
	st.restart(st.saved)
	p := st.Server.people[id]
	if p.Second != st.Words().HereUnknown || !p.Unreached || !strings.Contains(p.Detail, st.Words().HereUnknown) {
		t.Errorf("of Anna it says %q, %q", p.Second, p.Detail)
	}
	st.StartServer()
	sound(t, st)
	if p.Second != st.Words().NotHere || p.Unreached {
		t.Errorf("of Anna, who is away, it says %q", p.Second)
	}
}

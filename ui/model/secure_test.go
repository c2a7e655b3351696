package model

import (
	"context"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/doctor"
)

func TestOneWritesWhileTheServerIsAway(t *testing.T) {
	st, room, _, other := inRoom(t)
	st.dialer.wait(3 * time.Second)
	st.drain()
	if st.Client.Status() != "Reconnecting in 3 s" || !strings.Contains(st.Client.Reason(), "broke") {
		t.Errorf("%q, %q", st.Client.Status(), st.Client.Reason())
	}
	for _, id := range []transport.PeerID{room, other} {
		st.Select(id)
		if ok, why := st.CanWrite(); !ok {
			t.Fatal(why)
		}
		st.SetDraft("kept")
		if !st.Send() {
			t.Fatal(st.ComposerError())
		}
	}
	sound(t, st)
	if p := st.Client.Talk().Pending(); len(p) != 1 {
		t.Errorf("%d pending", len(p))
	}
	st.Reconnect()
	if !st.dialer.Called("Reconnect") {
		t.Error("no attempt was asked for")
	}
	p := st.dialer.peer(room)
	p.Here = true
	st.dialer.replace(p)
	st.dialer.Tell(transport.Event{Kind: transport.Connected, Peer: p})
	st.dialer.Store(other.Talk())
	sound(t, st)
	if st.Client.Selected().ID != other || len(st.Client.Talk().Pending()) != 0 || st.Client.State() != Connected {
		t.Errorf("talk %d, %d pending, state %d", st.Client.Selected().ID, len(st.Client.Talk().Pending()), st.Client.State())
	}
}

func TestTheCountdownTicksOnlyWhileItCounts(t *testing.T) {
	st, _, _, _ := inRoom(t)
	if at := st.NextTick(); !at.IsZero() {
		t.Errorf("something ticks at %v", at)
	}
	st.dialer.wait(2500 * time.Millisecond)
	st.drain()
	var seen []string
	for at := st.NextTick(); !at.IsZero() && len(seen) < 10; at = st.NextTick() {
		seen = append(seen, st.Client.Status())
		st.clock = at
		st.Tick()
	}
	seen = append(seen, st.Client.Status())
	if got := strings.Join(seen, ", "); got != "Reconnecting in 3 s, Reconnecting in 2 s, Reconnecting in 1 s, Reconnecting…" {
		t.Error(got)
	}
	st.dialer.wait(9 * time.Second)
	st.drain()
	st.SetTab(ServerTab)
	if at := st.NextTick(); !at.IsZero() {
		t.Error("it ticks out of view")
	}
}

func TestAChangedKeyIsToldAndTheOldOneCanBeRemoved(t *testing.T) {
	st := withFolder()
	st.dialer.SetKnown(transport.KnownServer{Addr: "h:1", Name: "Marta", Trust: transport.Verified})
	st.SetTab(ClientTab)
	st.ConnectTo("h:1")
	st.dialer.Answer(transport.KeyChanged)
	st.drain()
	addr, why := st.Client.ChangedKey()
	if addr != "h:1" || !strings.Contains(why, "h:1 shows another key") || st.Client.AddressError() != "" {
		t.Fatalf("%q %q %q", addr, why, st.Client.AddressError())
	}
	st.ForgetServer(addr)
	if addr, _ := st.Client.ChangedKey(); addr != "" || !st.dialer.Called("ForgetServer h:1") || st.HasKey("h:1") || st.Client.State() != Idle {
		t.Errorf("still %q", addr)
	}
	st.SetPlain(true)
	st.Connect()
	st.dialer.Answer(transport.SecureBefore)
	st.drain()
	if !strings.Contains(st.Client.AddressError(), "was encrypted before") {
		t.Error(st.Client.AddressError())
	}
}

func TestAServerIsReachedAsItWasLast(t *testing.T) {
	st, _, _, _ := inRoom(t)
	st.Hangup()
	st.drain()
	st.SetPlain(true)
	st.ConnectTo("p:1")
	st.dialer.Answer(transport.NoFault)
	st.drain()
	st.Hangup()
	st.drain()
	if st.OpenServer("h:1"); st.Prefs().ClientPlain || !st.dialer.Called("Join h:1") {
		t.Error("a secure server was dialed over plain TCP")
	}
	st.Hangup()
	st.drain()
	if st.OpenServer("p:1"); !st.Prefs().ClientPlain || st.dialer.Called("Join p:1") {
		t.Error("a plain server was joined")
	}
}

func TestTheRoomOfAClient(t *testing.T) {
	st, room, host, other := inRoom(t)
	var titles []string
	for _, p := range st.Client.Room() {
		titles = append(titles, p.Title+"/"+p.Tag+"/"+p.Second)
	}
	if got := strings.Join(titles, ", "); got != "Everyone//encrypted, not verified, Marta/host/encrypted, not verified, Bob//not here" {
		t.Error(got)
	}
	if s := st.Client.Servers(); len(s) != 0 {
		t.Errorf("the server whose people are listed has another row: %+v", s)
	}
	st.Select(other)
	if st.Client.Room()[0].ID != room || st.Client.Selected().Detail != "encrypted, not verified · not here" {
		t.Errorf("%q", st.Client.Selected().Detail)
	}
	st.dialer.Turn(transport.Changed, other, func(p *transport.Peer) { p.Here = true })
	st.dialer.Turn(transport.Changed, room, func(p *transport.Peer) { p.InRoom = true })
	sound(t, st)
	if d := st.Client.people[room].Detail; !strings.Contains(d, "a guest without encryption is here") || !st.Client.people[other].Here {
		t.Error(d)
	}
	if p := st.Client.people[room]; p.Lock != transport.NoTrust || strings.Contains(p.Detail, "encrypted,") {
		t.Errorf("the room in which a guest reads along has the lock %d: %q", p.Lock, p.Detail)
	}
	_ = host
	st.Hangup()
	sound(t, st)
	if s := st.Client.Servers(); len(s) != 1 || s[0].Title != "Marta" || s[0].Plain || s[0].Lock != transport.Unverified {
		t.Errorf("%+v", s)
	}
	if ok, _ := st.CanWrite(); ok {
		t.Error("one can write after having left")
	}
}

func TestTheHostMustLetInFirst(t *testing.T) {
	st := withFolder()
	st.SetTab(ClientTab)
	st.ConnectTo("h:1")
	st.dialer.Asks("Desk")
	server := st.dialer.Peers()[0].ID
	st.drain()
	if hint := st.Hint(); hint != st.Words().EmptyAsking {
		t.Errorf("the hint is %q", hint)
	}
	if people := st.Client.People(); len(people) != 1 || people[0].Second != "Waiting until the host lets you in" {
		t.Errorf("the room one is not in yet: %q", people[0].Second)
	}
	if st.Client.State() != AskingToJoin || st.Client.Status() != "Waiting until the host lets you in" || !st.Client.CanHangup() {
		t.Errorf("state %d, %q", st.Client.State(), st.Client.Status())
	}
	st.dialer.Cut(transport.Declined)
	st.drain()
	if st.Client.State() != Disconnected || !strings.Contains(st.Client.AddressError(), "did not let you in") {
		t.Errorf("state %d, %q", st.Client.State(), st.Client.AddressError())
	}
	if hint := st.Hint(); hint != st.Words().EmptyClient {
		t.Errorf("the hint is %q", hint)
	}
	if people := st.Client.Room(); len(people) != 0 {
		t.Errorf("a room in which one never was stays: %q", people[0].Second)
	}
	if p := st.Client.people[server]; p != nil && p.Second == st.Words().AskingToJoin {
		t.Error("the row still waits for the host")
	}
}

func TestAHostWhoseServerChangedItsKeyHasABrokenLock(t *testing.T) {
	st, room, host, other := inRoom(t)
	lock := func(id transport.PeerID) transport.Trust { return st.Client.people[id].Lock }
	st.dialer.Turn(transport.Changed, room, func(p *transport.Peer) { p.Trust = transport.ChangedKey })
	sound(t, st)
	if lock(room) != transport.ChangedKey || lock(host) != transport.ChangedKey || lock(other) == transport.ChangedKey {
		t.Errorf("room %d, host %d, another member %d", lock(room), lock(host), lock(other))
	}
	if p := st.Client.people[host]; p.LockLabel != st.Words().LockChanged {
		t.Errorf("%q", p.LockLabel)
	}
	st.dialer.Turn(transport.Changed, room, func(p *transport.Peer) { p.Trust = transport.Verified })
	sound(t, st)
	if lock(host) != transport.Unverified {
		t.Errorf("the host's lock is %d", lock(host))
	}
}

func TestTheReasonOfALostServerIsShort(t *testing.T) {
	lost := func(st *stage) string {
		st.dialer.Wait(transport.Refused, time.Second)
		st.drain()
		return st.Client.Reason()
	}
	st, _, _, _ := inRoom(t)
	if got := lost(st); got != st.Words().Unreached {
		t.Errorf("it says %q", got)
	}
	t.Run("also where nothing else was heard of the server", func(t *testing.T) {
		st := withFolder()
		st.SetTab(ClientTab)
		st.dialer.SetKnown(transport.KnownServer{Addr: "h:1", Identity: transport.ID{9}, Trust: transport.Unverified})
		st.ConnectTo("h:1")
		if got := lost(st); got != st.Words().Unreached {
			t.Errorf("it says %q", got)
		}
	})
	t.Run("and there is advice where it was never reached", func(t *testing.T) {
		st := withFolder()
		st.SetTab(ClientTab)
		st.ConnectTo("h:1")
		st.dialer.Answer(transport.Refused)
		st.drain()
		if got := st.Client.AddressError(); !strings.Contains(got, "Check the port") {
			t.Errorf("it says %q", got)
		}
	})
}

// invitation is one to 192.168.1.5:8899.
const invitation = "http://192.168.1.5:8899/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAiwwTAqAEF8YU"

func TestAnInvitationIsTakenForWhatItIs(t *testing.T) {
	t.Run("pasted, also broken into lines and with Plain TCP chosen", func(t *testing.T) {
		st := withFolder()
		st.SetTab(ClientTab)
		st.SetPlain(true)
		st.SetAddress(" " + invitation[:50] + "\n" + invitation[50:])
		if !st.Connect() || !st.dialer.Called("Join "+invitation) || st.Prefs().ClientPlain {
			t.Fatalf("%q", st.Client.AddressError())
		}
		st.drain()
		if st.Client.Status() != "Connecting to 192.168.1.5:8899…" {
			t.Error(st.Client.Status())
		}
		if st.saved.Address != "" {
			t.Errorf("%q is saved", st.saved.Address)
		}
		room, _, _ := st.dialer.Enter("Desk")
		st.drain()
		if p := st.Client.Selected(); p == nil || p.ID != room || p.peer.Trust != transport.Verified {
			t.Errorf("%+v", p)
		}
		if st.Prefs().Address != "192.168.1.5:8899" || st.saved.Address != st.Prefs().Address {
			t.Errorf("the field has %q, and %q is saved", st.Prefs().Address, st.saved.Address)
		}
	})
	t.Run("it stays in the field while it has not worked", func(t *testing.T) {
		st := withFolder()
		st.SetTab(ClientTab)
		st.SetAddress(invitation)
		st.Connect()
		st.dialer.Answer(transport.TimedOut)
		st.drain()
		if st.Prefs().Address != invitation || !strings.Contains(st.Client.AddressError(), "192.168.1.5:8899") || strings.Contains(st.Client.AddressError(), "#") {
			t.Errorf("%q, %q", st.Prefs().Address, st.Client.AddressError())
		}
	})
	t.Run("followed in another program, where it connects to nobody and proves nobody", func(t *testing.T) {
		st := withFolder()
		link := "confab://join/" + invitation[strings.Index(invitation, "#")+1:]
		st.OpenLink(link)
		if st.Tab() != ClientTab || st.Client.State() != Idle || st.Prefs().Address != link {
			t.Fatalf("state %d, %q", st.Client.State(), st.Prefs().Address)
		}
		st.Connect()
		st.dialer.Enter("Desk")
		st.drain()
		if p := st.Client.Selected(); p.peer.Trust != transport.Unverified {
			t.Errorf("trust %v", p.peer.Trust)
		}
	})
	t.Run("and the address of whoever answers to one that a page handed on is not put into the field", func(t *testing.T) {
		link := "confab://join/" + invitation[strings.Index(invitation, "#")+1:]
		for _, typed := range []string{"", "10.0.0.7:8899"} {
			st := withFolder()
			st.SetAddress(typed)
			st.OpenLink("confab://10.0.0.9:1")
			st.OpenLink(link)
			st.Connect()
			st.drain()
			st.dialer.Asks("Desk")
			st.drain()
			if st.Client.State() != AskingToJoin || st.Prefs().Address != typed {
				t.Errorf("asked with %q in the field before: %v, the field has %q", typed, st.Client.State(), st.Prefs().Address)
			}
			st.dialer.Enter("Desk")
			st.drain()
			if st.Client.State() != Connected || st.Prefs().Address != typed || st.saved.Address != typed {
				t.Errorf("with %q before: %v, the field has %q, and %q is saved", typed, st.Client.State(), st.Prefs().Address, st.saved.Address)
			}
			if len(st.Prefs().Recent) != 1 {
				t.Errorf("recent are %q", st.Prefs().Recent)
			}
		}
		st := withFolder()
		st.SetAddress(link) // pasted over what stood there
		st.Connect()
		st.dialer.Enter("Desk")
		st.drain()
		if st.Client.State() != Connected || st.Prefs().Address != "" {
			t.Errorf("pasted: %v, the field has %q", st.Client.State(), st.Prefs().Address)
		}
	})
	t.Run("and one that comes while another host is reached stays in the field", func(t *testing.T) {
		st := withFolder()
		st.SetAddress(invitation)
		st.Connect()
		st.drain()
		link := "confab://join/" + invitation[strings.Index(invitation, "#")+1:]
		st.OpenLink(link)
		st.dialer.Enter("Desk")
		st.drain()
		if st.Client.State() != Connected || st.Prefs().Address != link {
			t.Errorf("%v, the field has %q", st.Client.State(), st.Prefs().Address)
		}
	})
	t.Run("examined only where it was used, and not where a page has put it since", func(t *testing.T) {
		st := withFolder()
		examined := ""
		st.cfg.Diagnose = func(_ context.Context, o doctor.Options, _ int) { examined = o.Addr }
		for _, typed := range []string{"10.0.0.7:8899", invitation} {
			st.SetAddress(typed)
			st.Connect()
			st.dialer.Answer(transport.TimedOut)
			st.drain()
			st.OpenLink("confab://join/" + invitation[strings.Index(invitation, "#")+1:])
			if st.ExamineClient(); examined != typed || st.Prefs().Address == typed {
				t.Errorf("of %q it examines %q, and the field has %q", typed, examined, st.Prefs().Address)
			}
		}
	})
}

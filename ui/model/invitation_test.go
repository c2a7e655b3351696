package model

import (
	"fmt"
	"testing"
	"time"

	"confab/transport"
)

// inviting is a host with a data folder whose page of invitations is open.
func inviting() *stage {
	st := withFolder()
	st.StartServer()
	st.drain()
	st.ShowServerPage(InvitationPage)
	st.drain()
	return st
}

func TestInvitation(t *testing.T) {
	t.Run("an answer to a choice that was taken back is not shown", func(t *testing.T) {
		st := inviting()
		st.InviteFor(true)
		st.InviteFor(false)
		if v := st.Server.Inviting(); !v.Making || v.Link != "" || v.Many {
			t.Errorf("before the answers it is %+v", v)
		}
		for range 2 { // the answers come one by one
			st.Apply(ServerTab, st.host.events[0])
			st.host.events = st.host.events[1:]
			if v := st.Server.Inviting(); v.Many {
				t.Errorf("it is %+v", v)
			}
		}
		if v := st.Server.Inviting(); v.Code != "000 003" || v.Making {
			t.Errorf("it is %+v", v)
		}
	})

	t.Run("whoever typed the code is verified, and so is whoever was compared since", func(t *testing.T) {
		st := inviting()
		st.InviteFor(true)
		st.drain()
		bo := st.host.Invitee("Bo")
		cy := st.host.member("Cy", true, func(p *transport.Peer) { p.Trust = transport.Verified })
		st.host.Say(transport.Everyone, transport.Message{Kind: transport.Notice, Peer: cy, Name: "Cy", Notice: transport.PeerProved})
		st.drain()
		if came := st.Server.Inviting().Came; len(came) != 2 || came[0].Lock != transport.Unverified || came[1].Lock != transport.Verified || came[1].LockLabel == came[0].LockLabel {
			t.Errorf("they are %+v", came)
		}
		st.host.Verify(bo, true)
		st.drain()
		if came := st.Server.Inviting().Came; came[0].Lock != transport.Verified {
			t.Errorf("they are %+v", came)
		}
	})

	t.Run("of very many who came the last are listed", func(t *testing.T) {
		st := inviting()
		st.InviteFor(true)
		for i := range maxNewcomers + 3 {
			st.host.Invitee(fmt.Sprint("guest ", i))
		}
		st.drain()
		if came := st.Server.Inviting().Came; len(came) != maxNewcomers || came[0].Name != "guest 3" {
			t.Errorf("%d are listed, from %+v", len(came), came[0])
		}
	})

	t.Run("who is removed or blocked is listed no more, and once after a return", func(t *testing.T) {
		st := inviting()
		st.InviteFor(true)
		st.drain()
		bo, cy := st.host.Invitee("Bo"), st.host.Invitee("Cy")
		st.host.Remove(bo)
		st.host.Block(cy)
		st.drain()
		if came := st.Server.Inviting().Came; len(came) != 0 {
			t.Errorf("they are %+v", came)
		}
		st.host.Invitee("Bo")
		st.drain()
		if came := st.Server.Inviting().Came; len(came) != 1 || came[0].Name != "Bo" {
			t.Errorf("they are %+v", came)
		}
	})

	t.Run("asked for where one has ended it makes another of its kind", func(t *testing.T) {
		st := inviting()
		st.InviteFor(true)
		st.drain()
		bo := st.host.Invitee("Bo")
		st.host.ExpireInvite()
		st.drain()
		if v := st.Server.Inviting(); len(v.Came) != 1 || v.Came[0].ID != bo {
			t.Errorf("at its end it is %+v", v)
		}
		st.ShowServerPage(InvitationPage)
		st.drain()
		if v := st.Server.Inviting(); v.Link == "" || !v.Many || len(v.Came) != 0 {
			t.Errorf("it is %+v", v)
		}
		link := st.Server.Inviting().Link
		st.ShowServerPage(InvitationPage)
		st.drain()
		if v := st.Server.Inviting(); v.Link != link {
			t.Errorf("an open one became %q", v.Link)
		}
	})

	t.Run("an address that no link can have leaves the code", func(t *testing.T) {
		for port, want := range map[string]bool{"8899": true, "0.0.0.0:8899": true, "[::]:8899": true, "127.0.0.1:8899": false} {
			st := withFolder()
			st.SetPort(port)
			st.StartServer()
			st.drain()
			st.ShowServerPage(InvitationPage)
			st.host.Tell(transport.Event{Kind: transport.Listening, Addr: "127.0.0.1:8899", Detail: []string{"127.0.0.1:8899"}})
			st.drain()
			if v := st.Server.Inviting(); !v.OnlyHere || v.NoLink != want || v.Code == "" || (v.At == st.Words().InviteNearby) != want {
				t.Errorf("at %s it is %+v", port, v)
			}
		}
	})

	t.Run("wrong tries are told of until codes are taken again", func(t *testing.T) {
		st := inviting()
		if v := st.Server.Inviting(); v.Tries != "" {
			t.Errorf("at first it is %q", v.Tries)
		}
		again := st.Server.invite.open
		st.host.Tell(transport.Event{Kind: transport.Invited, Detail: again}) // it has other addresses, say
		st.drain()
		if v := st.Server.Inviting(); v.Tries != "" {
			t.Errorf("with the same code it is %q", v.Tries)
		}
		again.Code = "777777"
		st.host.Tell(transport.Event{Kind: transport.Invited, Detail: again})
		st.drain()
		if v := st.Server.Inviting(); v.Tries != st.Words().InviteTries(codePause) || v.Code != "777 777" {
			t.Errorf("it is %+v", v)
		}
		st.clock = st.clock.Add(codePause - time.Second)
		st.Tick()
		if v := st.Server.Inviting(); v.Tries != st.Words().InviteTries(time.Second) {
			t.Errorf("a second before the end it is %q", v.Tries)
		}
		st.clock = st.clock.Add(time.Second)
		st.Tick()
		if v := st.Server.Inviting(); v.Tries != "" {
			t.Errorf("afterwards it is %q", v.Tries)
		}
	})

	t.Run("who came belongs to one invitation, and stays until there is another", func(t *testing.T) {
		st := inviting()
		st.InviteFor(true)
		st.drain()
		bo := st.host.Invitee("Bo")
		st.drain()
		st.InviteFor(true)
		st.drain()
		if v := st.Server.Inviting(); v.Link == "" || len(v.Came) != 0 {
			t.Errorf("under a new one it is %+v", v)
		}
		cy := st.host.Invitee("Cy")
		refused := transport.Event{Kind: transport.InviteEnded, Err: &transport.Error{Fault: transport.MembersRefused}}
		st.host.Tell(refused)
		st.drain()
		st.ShowServerPage(NoServerPage)
		st.ShowServerPage(InvitationPage)
		st.host.events = nil // the host makes none
		st.host.Tell(refused)
		st.drain()
		if v := st.Server.Inviting(); !v.Refusing || len(v.Came) != 1 || v.Came[0].ID != cy || cy == bo {
			t.Errorf("while none can be made it is %+v", v)
		}
	})

	t.Run("a page opened again without one begins anew", func(t *testing.T) {
		st := inviting()
		st.host.Invitee("Bo")
		st.drain()
		st.ShowServerPage(NoServerPage)
		st.ShowServerPage(InvitationPage)
		st.drain()
		if v := st.Server.Inviting(); v.Link == "" || len(v.Came) != 0 {
			t.Errorf("it is %+v", v)
		}
	})

	t.Run("while nobody is here the talk says how to let somebody in", func(t *testing.T) {
		st := inviting()
		st.ShowServerPage(NoServerPage)
		if hint := st.Hint(); hint != st.Words().EmptyInvite {
			t.Errorf("it says %q", hint)
		}
	})

	t.Run("a stopped server makes none", func(t *testing.T) {
		st := inviting()
		st.StopServer()
		st.host.Tell(transport.Event{Kind: transport.InviteEnded, Err: &transport.Error{Fault: transport.ServerStopped}})
		st.drain()
		if v := st.Server.Inviting(); st.Server.CanInvite() || v.Link != "" || v.Ended != st.Words().InviteEnded(transport.ServerStopped) || v.Until != "" {
			t.Errorf("it is %+v", v)
		}
		st.InviteFor(false)
		if v := st.Server.Inviting(); v.Making || v.Ended != st.Words().InviteEnded(transport.NotListening) {
			t.Errorf("it is %+v", v)
		}
	})

	t.Run("seconds are counted where they are seen, and to the end", func(t *testing.T) {
		st := inviting()
		st.clock = st.clock.Add(9*time.Minute + 58*time.Second + 500*time.Millisecond)
		st.Tick()
		if v := st.Server.Inviting(); v.Left != "Valid for 0:02" {
			t.Errorf("it is %q", v.Left)
		}
		if next := st.NextTick(); next.Sub(st.clock) != 500*time.Millisecond {
			t.Errorf("the next tick is in %v", next.Sub(st.clock))
		}
		st.SetTab(ClientTab)
		if next := st.NextTick(); !next.IsZero() {
			t.Errorf("elsewhere the next tick is at %v", next)
		}
		st.SetTab(ServerTab)
		if st.clock = st.clock.Add(time.Minute); !st.NextTick().IsZero() {
			t.Errorf("afterwards the next tick is at %v", st.NextTick())
		}
	})
}

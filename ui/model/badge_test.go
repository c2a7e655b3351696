package model

import (
	"testing"

	"confab/transport"
)

func TestASenderHasTheBadgeOfWhatIsKnownNow(t *testing.T) {
	st, room, host, other := inRoom(t)
	w := st.Words()
	st.dialer.Speak(room.Talk(), other, "said")
	row := func() *Row { return last(st.Client.Talk()) }
	trust := func(id transport.PeerID, trust transport.Trust) {
		st.dialer.Turn(transport.Changed, id, func(p *transport.Peer) { p.Trust = trust })
		st.drain()
	}
	expect := func(why string, want badge) {
		t.Helper()
		if got := row().badge; got != want {
			t.Errorf("%s it is %+v, not %+v", why, got, want)
		}
	}
	trust(room, transport.Unverified)
	trust(other, transport.Unverified)
	expect("of whose words were not compared", badge{Lock: transport.Unverified, LockLabel: w.LockUnverified})
	// The host passes on what a member says.
	trust(other, transport.Verified)
	expect("of a member behind a host that nobody verified", badge{Lock: transport.Unverified, LockLabel: w.LockHostUnverified})
	trust(room, transport.Verified)
	expect("of a member whose words were compared", badge{Lock: transport.Verified, LockLabel: w.LockVerified})
	st.dialer.Speak(room.Talk(), host, "said by the host")
	st.drain()
	if got := row(); got.SenderTag != w.HostTag {
		t.Errorf("the host has %+v", got.badge)
	}
	st.dialer.Say(room.Talk(), transport.Message{ID: st.dialer.NewID(), Kind: transport.Incoming, Peer: host, Name: "Ann", Text: "in the open", ByGuest: true})
	st.drain()
	expect("of a plain guest", badge{SenderTag: w.Plain, SenderTagLabel: w.PlainHint})
}

func TestAnInvitedMemberIsMarkedUntilItIsVerified(t *testing.T) {
	st := withFolder()
	w := st.Words()
	came := st.host.Member("Ann", func(p *transport.Peer) { p.Admission = transport.AdmittedByLink })
	st.host.Speak(transport.Everyone, came, "said")
	st.drain()
	row := last(st.Server.Talk())
	if row.SenderTag != w.InvitedTag || row.SenderTagLabel != w.InvitedHint || row.LockLabel != w.LockUnverified {
		t.Errorf("who came by an invitation has %+v", row.badge)
	}
	st.host.Turn(transport.Changed, came, func(p *transport.Peer) { p.Trust = transport.Verified })
	st.drain()
	if row.SenderTag != "" || row.Lock != transport.Verified {
		t.Errorf("who was verified since has %+v", row.badge)
	}
}

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

// What was read from the disk before the host was reached names nobody in the list.
func TestTheHostIsRecognisedInWhatWasReadBeforeItWasReached(t *testing.T) {
	st, room, _, _ := inRoom(t)
	w, host := st.Words(), transport.ID{9}
	st.Apply(ClientTab, transport.Event{Kind: transport.Appended, Peer: st.Client.people[room].peer, Detail: transport.Message{
		ID: transport.MessageID{1}, Place: one(st.Client.Talk().covered.Seq + 1), Kind: transport.Incoming, Author: host, Name: "Ida", ShortKey: "09000000",
		Text: "film.bin", ReplyTo: &transport.Quote{Author: host, Name: "Ida", ShortKey: "09000000", Text: "soon"}}})
	if r := last(st.Client.Talk()); r.SenderTag != "" || r.Key == host.String() || r.Name != "Ida · 09000000" {
		t.Fatalf("while it is nobody in the list it is %q, %+v", r.Name, r.badge)
	}
	st.Apply(ClientTab, transport.Event{Kind: transport.Changed, Peer: transport.Peer{ID: 77, Kind: transport.Member, Server: room,
		Identity: host, Name: "Ida", ShortKey: "09000000", Host: true, Trust: transport.Unverified}})
	r := last(st.Client.Talk())
	if r.SenderTag != w.HostTag || r.Lock != transport.Unverified || r.Key != host.String() || r.Quote.Key != host.String() {
		t.Errorf("it is %q with %+v, quoted as %+v", r.Key, r.badge, *r.Quote)
	}
}

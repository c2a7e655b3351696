package model

import (
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestWhoLooksLikeAnotherShowsItsKeyEverywhere(t *testing.T) {
	st, room, _, other := inRoom(t)
	person := st.Client.people[other]
	name := person.peer.Name
	says := func(text string, key string) {
		t.Helper()
		server := st.Client.people[room].peer
		st.Apply(ClientTab, transport.Event{Kind: transport.Appended, Peer: server, Detail: transport.Message{
			ID: transport.MessageID{byte(len(text))}, Place: one(st.Client.Talk().covered.Seq + 1), Kind: transport.Incoming, Peer: other,
			Name: name, ShortKey: key, Text: text, ReplyTo: &transport.Quote{Peer: other, Name: name, ShortKey: key, Text: "x"}}})
	}
	says("hello", "")
	row := last(st.Client.Talk())
	if row.Name != name || row.Quote.Name != name || person.Title != name {
		t.Fatalf("named are %q, %q, %q", row.Name, row.Quote.Name, person.Title)
	}
	peer := person.peer
	peer.ShortKey = "4f2a91bc"
	st.Apply(ClientTab, transport.Event{Kind: transport.Changed, Peer: peer})
	labelled := name + " · 4f2a91bc"
	if row = last(st.Client.Talk()); row.Name != labelled || row.Quote.Name != labelled || person.Title != labelled {
		t.Errorf("named are %q, %q, %q", row.Name, row.Quote.Name, person.Title)
	}
	if person.Name != name {
		t.Errorf("what is edited is %q", person.Name)
	}
	says("hello again", "4f2a91bc")
	peer.ShortKey, peer.Name = "", "Somebody else"
	st.Apply(ClientTab, transport.Event{Kind: transport.Changed, Peer: peer})
	if row = last(st.Client.Talk()); row.Name != "Somebody else" || row.Quote.Name != "Somebody else" {
		t.Errorf("what was said under the name of another is by %q, and quoted of %q", row.Name, row.Quote.Name)
	}
}

// A name that its owner has given up may be that of another with another key.
func TestTwoMembersNeverStandUnderOneName(t *testing.T) {
	st := withFolder()
	st.StartServer()
	st.drain()
	say := func(who transport.PeerID, id byte, name string) {
		t.Helper()
		st.host.Say(transport.Everyone, transport.Message{Kind: transport.Incoming, Peer: who, ID: transport.MessageID{id}, Name: name, Text: "hello"})
		st.drain()
	}
	notice := func(who transport.PeerID, n transport.NoticeKind, name, was string) {
		t.Helper()
		st.host.Say(transport.Everyone, transport.Message{Kind: transport.Notice, Peer: who, Notice: n, Name: name, Was: was})
		st.drain()
	}
	first := st.host.member("Ann", true, func(p *transport.Peer) { p.Identity = transport.ID{0x11} })
	st.drain()
	notice(first, transport.PeerInvited, "Ann", "")
	say(first, 1, "Ann")
	st.host.Rename(first, "Zed")
	st.drain()
	notice(first, transport.PeerRenamed, "Zed", "Ann")
	second := st.host.member("Ann", true, func(p *transport.Peer) { p.Identity = transport.ID{0x22} })
	st.drain()
	say(second, 2, "Ann")
	by := map[string][]transport.PeerID{}
	var told []string
	for _, r := range st.Server.Talk().rows {
		switch {
		case !r.Notice():
			by[r.Name] = append(by[r.Name], r.message.Peer)
		case r.message.Notice == transport.PeerInvited, r.message.Notice == transport.PeerRenamed:
			told = append(told, r.Text)
		}
	}
	if len(by["Zed"]) != 1 || by["Zed"][0] != first || len(by["Ann"]) != 1 || by["Ann"][0] != second {
		t.Errorf("they stand as %v", by)
	}
	if len(told) != 2 || !strings.HasPrefix(told[0], "Ann · 11000000 ") || !strings.HasPrefix(told[1], "Ann · 11000000 ") || !strings.Contains(told[1], "Zed") {
		t.Errorf("the notices are %q", told)
	}
	st.host.Remove(second)
	st.drain()
	third := st.host.member("Ann", true, func(p *transport.Peer) { p.Identity = transport.ID{0x33} })
	st.drain()
	say(third, 3, "Ann")
	rows := st.Server.Talk().rows
	if row := last(st.Server.Talk()); row.Name != "Ann" {
		t.Errorf("the third is %q", row.Name)
	}
	for _, r := range rows {
		if !r.Notice() && r.message.Peer == second && r.Name != "Ann · 22000000" {
			t.Errorf("who was removed is %q", r.Name)
		}
	}
}

func TestWhatARemovedMemberSaidHasALock(t *testing.T) {
	st := withFolder()
	st.StartServer()
	st.drain()
	come := func() transport.PeerID {
		id := st.host.member("Bo", true, func(p *transport.Peer) { p.Identity, p.Trust = transport.ID{0x11}, transport.Unverified })
		st.drain()
		return id
	}
	first := come()
	st.host.Say(transport.Everyone, transport.Message{Kind: transport.Incoming, Peer: first, ID: transport.MessageID{1}, Name: "Bo", Text: "hello"})
	st.drain()
	said := func() *Row {
		for _, r := range st.Server.Talk().rows {
			if !r.Notice() {
				return r
			}
		}
		t.Fatal("it is gone")
		return nil
	}
	if r := said(); r.Lock != transport.Unverified || r.LockLabel == "" {
		t.Errorf("of a member it has %v, %q", r.Lock, r.LockLabel)
	}
	st.host.Remove(first)
	st.drain()
	if r := said(); r.Lock != transport.Unverified || r.LockLabel == "" {
		t.Errorf("of one that was removed it has %v, %q", r.Lock, r.LockLabel)
	}
	again := come()
	if again == first {
		t.Fatal("it is the same peer")
	}
	st.host.Verify(again, true)
	st.drain()
	if r := said(); r.Lock != transport.Verified {
		t.Errorf("of one that has come back it has %v, %q", r.Lock, r.LockLabel)
	}
}

func TestTheRoomIsAsSafeAsTheLeastOfItsMembers(t *testing.T) {
	st := withFolder()
	st.StartServer()
	st.host.member("Bo", true, func(p *transport.Peer) { p.Identity, p.Trust = transport.ID{0x11}, transport.Verified })
	away := st.host.member("Cy", false, func(p *transport.Peer) { p.Identity, p.Trust = transport.ID{0x22}, transport.Unverified })
	st.drain()
	room := st.Server.people[everyone]
	if room.Lock != transport.Unverified {
		t.Errorf("with a member that is away and not verified it has %v", room.Lock)
	}
	st.host.Verify(away, true)
	st.drain()
	if room.Lock != transport.Verified {
		t.Errorf("with all verified it has %v", room.Lock)
	}
}

// Whoever is called as the program calls something shows its key.
func TestTheProgramsWordsAreNobodysName(t *testing.T) {
	for _, w := range []*words.Words{words.For(words.English), words.For(words.Chinese)} {
		for _, word := range []string{w.Everyone, w.You, w.HostTag, w.Plain, w.Undecided, w.NotEncrypted, w.ByGuestTag, w.InvitedTag, w.Lock(transport.Verified), w.AppName} {
			if !transport.ProgramWord(word) {
				t.Errorf("%q can be a name", word)
			}
		}
	}
}

func TestNothingWithoutInkReachesListsAndPreviews(t *testing.T) {
	st, room, _, other := inRoom(t)
	server := st.Client.people[room].peer
	text := "\u3164\u200b\u2800\U000e0041"
	st.Apply(ClientTab, transport.Event{Kind: transport.Appended, Peer: server, Detail: transport.Message{
		ID: transport.MessageID{1}, Place: one(st.Client.Talk().covered.Seq + 1), Kind: transport.Incoming, Peer: other, Name: "A", Text: text}})
	const want = "[U+3164][U+200B][U+2800][U+E0041]"
	if row := last(st.Client.Talk()); row.Text != want || row.Original() != text {
		t.Errorf("the row is %+q of %+q", row.Text, row.Original())
	}
	if p := st.Client.people[room]; p.Second != want {
		t.Errorf("the preview is %+q", p.Second)
	}
}

func TestOneServerUnderSeveralAddressesIsOneRow(t *testing.T) {
	st, room, _, _ := inRoom(t)
	st.Hangup()
	sound(t, st)
	server := st.Client.people[room].peer
	st.dialer.SetKnown(
		transport.KnownServer{Addr: "127.0.0.1:1", Name: "Marta's server", Identity: server.Identity, Trust: transport.Verified},
		transport.KnownServer{Addr: "h:1", Name: "Marta's server", Identity: server.Identity, Trust: transport.Verified},
		transport.KnownServer{Addr: "other:1", Name: "Another", Identity: transport.ID{3}},
	)
	st.prefs.Remember("localhost:1", true) // a plain one has no key
	st.prefs.Remember("127.0.0.1:1", false)
	st.settle()
	var rows []string
	for _, s := range st.Client.Servers() {
		rows = append(rows, s.Address+"="+s.Title)
	}
	if got := strings.Join(rows, ", "); got != "127.0.0.1:1=Marta, localhost:1=localhost:1, other:1=Another" {
		t.Errorf("the rows are %s", got)
	}
	st.Select(everyone)
	st.OpenServer("127.0.0.1:1")
	if p := st.Client.Selected(); p == nil || p.ID != room {
		t.Errorf("open is %+v", p)
	}
}

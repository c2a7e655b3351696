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
	if row = last(st.Client.Talk()); row.Name != labelled {
		t.Errorf("what was said under the name of another is by %q", row.Name)
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

package core

import (
	"strings"
	"testing"
)

func TestFirstWordsWithWhoIsRemoved(t *testing.T) {
	// said has somebody say the first word of a direct talk, removes the member
	// while that is on its way to the disk, and lets it in again.
	said := func(t *testing.T, text string, speak func(server *Server, anna Peer, annas *Client, host Peer)) {
		host, server, addr, hold := heldHost(t)
		anna, annas, _ := asMember(t, "Anna", addr)
		who, there := host.named(t, "Anna"), anna.named(t, "Host")
		commits, release := hold(text)
		speak(server, who, annas, there)
		<-commits
		server.Remove(who.ID)
		anna.wait(t, 0, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		release()
		host.kind(t, 0, Forgotten)
		server.executor.CatchUp()
		if peers := server.Peers(); len(peers) != 0 {
			t.Errorf("in the roster are %+v", peers)
		}
		from, before := host.length(), anna.length()
		annas.Join(addr)
		anna.verdict(t, before)
		back, _ := host.wait(t, from, "Anna", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Name == "Anna" })
		page := host.page(t, server.Load, back.Talk())
		if got := strings.Join(shown(page), "|"); got != text || len(page.Pending) != 0 {
			t.Errorf("the page is %q, and %d are on their way", got, len(page.Pending))
		}
	}
	t.Run("the host's are there when it is let in again, and the host is no peer of itself", func(t *testing.T) {
		said(t, "from the host", func(server *Server, anna Peer, _ *Client, _ Peer) { send(t, server, anna.Talk(), "from the host") })
	})
	t.Run("its own are there when it is let in again, and it is no member before", func(t *testing.T) {
		said(t, "from Anna", func(_ *Server, _ Peer, annas *Client, host Peer) { send(t, annas, host.Talk(), "from Anna") })
	})
	t.Run("what is said in the room of all makes no member of who said it", func(t *testing.T) {
		host, server, addr, hold := heldHost(t)
		nc := dial(t, addr)
		say(t, nc, "hello\n")
		guest, _ := host.message(t, 0, Incoming)
		server.LetIn(guest.Peer, true)
		anna, annas, room := asMember(t, "Anna", addr)
		who := host.named(t, "Anna")
		commits, release := hold("for all")
		send(t, annas, room.Talk(), "for all")
		<-commits
		server.Remove(who.ID)
		anna.wait(t, 0, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		release()
		host.said(t, Everyone, "for all")
		for _, p := range server.Peers() {
			if p.Kind == Member {
				t.Errorf("in the roster is %+v", p)
			}
		}
		hearText(t, nc, "Anna: for all")
	})
	t.Run("who only asked leaves nothing, though it was written to", func(t *testing.T) {
		host, server, addr := hostParty(t, func(o *Options) { o.LetEveryoneIn = false })
		for _, name := range []string{"Stranger", "Another"} {
			from := host.length()
			p, _, who := asks(t, name, addr, host)
			_, _ = server.Send(who.Talk(), "who are you?") // refused by now or later
			server.Decline(who.ID)
			p.kind(t, 0, DialFailed)
			host.kind(t, from, Forgotten)
		}
		eventually(t, "no talk is kept", func() bool {
			server.lock()
			defer server.unlock()
			return len(server.hosting.absent) == 0
		})
	})
}

func TestWordsOnTheirWayKeepTheTalkOfAMember(t *testing.T) {
	p := newParty(t)
	c := NewClient(p.options("Anna"))
	t.Cleanup(c.Close)
	c.lock()
	defer c.unlock()
	f := c.follows("127.0.0.1:1")
	f.logs = append(f.logs, 1)
	silent, spoken := f.member(ID{1}), f.member(ID{2})
	c.pend(c.room(spoken.Talk()), Message{ID: newMessageID(), Kind: Outgoing, Text: "the first word"})
	f.drop(silent)
	f.drop(spoken)
	if c.roster[silent.ID] != nil || c.roster[spoken.ID] == nil {
		t.Errorf("listed are: who was never spoken to %v, who was %v", c.roster[silent.ID] != nil, c.roster[spoken.ID] != nil)
	}
}

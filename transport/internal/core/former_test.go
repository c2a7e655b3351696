package core

import (
	"fmt"
	"testing"

	"confab/transport/internal/names"
	"confab/transport/internal/wire"
)

// posts has a raw member say something to all.
func posts(t *testing.T, w *wire.Writer, text string) {
	t.Helper()
	sendRaw(t, w, &wire.Post{CID: newMessageID(), Room: wire.Everyone, Kind: wire.Text, Body: text, ClientTime: 5})
}

// keyBeside is the short key with which a page shows a message.
func keyBeside(t *testing.T, page Page, text string) string {
	t.Helper()
	for _, m := range page.Messages {
		if m.Text == text {
			return m.ShortKey
		}
	}
	t.Fatalf("%q is not in the talk", text)
	return ""
}

func TestANewcomerShowsItsKeyUnderANameThatAnotherSpokeUnder(t *testing.T) {
	for _, gone := range []string{"left", "called itself otherwise"} {
		t.Run("who "+gone, func(t *testing.T) {
			host, server, addr := hostParty(t, nil)
			eve, client, room := asMember(t, "Eve", addr)
			first, w := rawMember(t, addr, "Anna")
			posts(t, w, "old words")
			host.said(t, Everyone, "old words")
			eve.said(t, room.Talk(), "old words")
			if gone == "left" {
				server.Remove(host.peerOf(t, first).ID)
				for _, p := range []*party{host, eve} {
					p.wait(t, 0, "Anna is gone", func(ev Event) bool { return ev.Kind == Forgotten && ev.Peer.Identity == first })
				}
			} else {
				sendRaw(t, w, &wire.Presence{State: wire.Here, Name: "Bob"})
				for _, p := range []*party{host, eve} {
					p.met(t, first, "Bob without a key", func(p Peer) bool { return p.Name == "Bob" && p.ShortKey == "" })
				}
			}
			second, w := rawMember(t, addr, "Аnna") // of which the first letter is another
			posts(t, w, "new words")
			tells := func(p Peer) bool { return p.ShortKey == shortID(second) }
			host.met(t, second, "the newcomer with its key at the host", tells)
			eve.met(t, second, "the newcomer with its key at a member", tells)
			host.said(t, Everyone, "new words")
			eve.said(t, room.Talk(), "new words")
			old := ""
			if gone == "left" {
				old = shortID(first)
			}
			for what, page := range map[string]Page{
				"the host": host.page(t, server.Load, Everyone), "a member": eve.page(t, client.Load, room.Talk())} {
				if key := keyBeside(t, page, "old words"); key != old {
					t.Errorf("%s shows the old words with the key %q", what, key)
				}
				if key := keyBeside(t, page, "new words"); key != shortID(second) {
					t.Errorf("%s shows the new words with the key %q", what, key)
				}
			}
		})
	}
	t.Run("also of an earlier run, once its words are read", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		first, w := rawMember(t, addr, "Anna")
		posts(t, w, "old words")
		host.said(t, Everyone, "old words")
		server.Remove(host.peerOf(t, first).ID)
		host.wait(t, 0, "Anna is gone", func(ev Event) bool { return ev.Kind == Forgotten && ev.Peer.Identity == first })
		server.Close()
		o := host.options("Host")
		o.LetEveryoneIn = true
		again := NewServer(o)
		t.Cleanup(again.Close)
		again.Start(addr)
		second, _ := rawMember(t, addr, "Anna")
		host.met(t, second, "the newcomer", func(p Peer) bool { return p.Here })
		from := host.length()
		page := host.page(t, again.Load, Everyone)
		if key := keyBeside(t, page, "old words"); key != shortID(first) {
			t.Errorf("the old words are shown with the key %q", key)
		}
		host.wait(t, from, "the newcomer with its key", func(ev Event) bool {
			return ev.Peer.Identity == second && ev.Peer.ShortKey == shortID(second)
		})
	})
	t.Run("but not under one under which nothing was said", func(t *testing.T) {
		host, _, addr := hostParty(t, nil)
		_, w := rawMember(t, addr, "Anna")
		second, _ := rawMember(t, addr, "Anna")
		host.met(t, second, "with its key beside another", func(p Peer) bool { return p.ShortKey == shortID(second) })
		from := host.length()
		sendRaw(t, w, &wire.Presence{State: wire.Here, Name: "Bob"})
		host.wait(t, from, "alone without", func(ev Event) bool { return ev.Peer.Identity == second && ev.Peer.ShortKey == "" })
	})
}

// peerOf is the newest of what was told of a member.
func (p *party) peerOf(t *testing.T, id ID) Peer {
	t.Helper()
	for _, peer := range p.roster() {
		if peer.Identity == id {
			return peer
		}
	}
	t.Fatalf("nothing was told of %s", shortID(id))
	return Peer{}
}

func TestFormerNamesAreBounded(t *testing.T) {
	former := func(i int) string { return string(rune(0x4e00 + i)) } // that are not alike
	l := likeness{spoke: func(ID) bool { return true }}
	p := &peer{Peer: Peer{Identity: ID{1}}}
	for i := range 3 * maxFormer {
		l.keep(ID{2, byte(i), byte(i >> 8)}, names.ShapeOf(former(i)))
		p.Name = fmt.Sprint("renamed ", i)
		l.label(p, false)
	}
	if len(l.former) != maxFormer || len(p.given) != maxGiven {
		t.Errorf("%d former members are kept, and %d names that one gave up", len(l.former), len(p.given))
	}
	held := 0
	for i := range 3 * maxFormer {
		if l.same.Shared(ID{3}, names.ShapeOf(former(i))) {
			held++
		}
	}
	if held != maxFormer {
		t.Errorf("%d names are taken", held)
	}
	p.Name = former(3*maxFormer - 1)
	if l.label(p, false); p.ShortKey == "" {
		t.Error("the newest is not known")
	}
}

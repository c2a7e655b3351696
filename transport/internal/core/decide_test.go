package core

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// asks is a Client that asks the host to be let in.
func asks(t *testing.T, name, addr string, host *party) (*party, *Client, Peer) {
	t.Helper()
	p := newParty(t)
	c := NewClient(p.options(name))
	t.Cleanup(c.Close)
	c.Join(addr)
	ev, _ := host.wait(t, 0, "somebody who asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking && ev.Peer.Name == name })
	return p, c, ev.Peer
}

// verdict is how a Join that was made ends.
func (p *party) verdict(t *testing.T, from int) Event {
	t.Helper()
	ev, _ := p.wait(t, from, "verdict", func(ev Event) bool {
		return ev.Kind == DialFailed || ev.Kind == Connected && ev.Peer.Server == 0
	})
	return ev
}

// untroubled fails the test if the disk was told to be in trouble.
func (p *party) untroubled(t *testing.T) {
	t.Helper()
	for _, ev := range p.snapshot() {
		if ev.Kind == DiskTrouble {
			t.Errorf("trouble with the disk is told: %v", ev.Err)
		}
	}
}

func TestDecisions(t *testing.T) {
	ask := func(o *Options) { o.LetEveryoneIn = false }
	t.Run("a key blocked while the server starts is not let in", func(t *testing.T) {
		for range 3 {
			host, server, addr := hostParty(t, ask)
			p, c, peer := asks(t, "Mallory", addr, host)
			server.Accept(peer.ID)
			p.kind(t, 0, Connected)
			p.leaves(t, c)
			server.Stop()
			host.kind(t, 0, Stopped)
			from := host.length()
			server.Block(peer.ID)
			server.Start(addr)
			host.kind(t, from, Listening)
			host.kind(t, from, Forgotten)
			from = p.length()
			c.Join(addr)
			if ev := p.verdict(t, from); ev.Kind == Connected {
				t.Error("it was let in")
			}
		}
	})
	t.Run("who asks can be verified, and is so once let in", func(t *testing.T) {
		host, server, addr := hostParty(t, ask)
		p, _, peer := asks(t, "Chen", addr, host)
		server.Verify(peer.ID, true)
		server.Accept(peer.ID)
		p.kind(t, 0, Connected)
		if chen := host.named(t, "Chen"); chen.Trust != Verified {
			t.Errorf("the trust is %d, want Verified", chen.Trust)
		}
		server.Decline(peer.ID) // too late
		server.Words(peer.ID)   // answered after it
		host.kind(t, 0, Compared)
		host.untroubled(t)
		if peers := server.Peers(); len(peers) != 1 || !peers[0].Here {
			t.Errorf("a member was declined: %+v", peers)
		}
	})
	t.Run("who was removed stays away, and what they said keeps their name", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		send(t, annas, room.Talk(), "hello all")
		host.said(t, Everyone, "hello all")
		who := host.named(t, "Anna")
		send(t, annas, anna.named(t, "Host").Talk(), "direct")
		host.said(t, who.Talk(), "direct")
		server.Remove(who.ID)
		host.kind(t, 0, Forgotten)
		signed := func(page Page) {
			t.Helper()
			if page.Messages[len(page.Messages)-1].Place.IsZero() || !strings.Contains(strings.Join(shown(page), "|"), "hello all") {
				t.Errorf("the page is %q", shown(page))
			}
			for _, m := range page.Messages {
				if m.Text == "hello all" && m.Name != "Anna" {
					t.Errorf("who said it is called %q", m.Name)
				}
			}
		}
		signed(host.page(t, server.Load, Everyone))
		if peers := server.Peers(); len(peers) > 0 {
			t.Errorf("the host has %+v", peers)
		}
		server.Close()
		_ = host.home.Close()
		host.open(t)
		again := NewServer(host.options("Host"))
		t.Cleanup(again.Close)
		signed(host.page(t, again.Load, Everyone))
		if peers := again.Peers(); len(peers) > 0 {
			t.Errorf("after a new start the host has %+v", peers)
		}
	})
	t.Run("who is let in again after a removal finds the talk, and the host too", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, _ := asMember(t, "Anna", addr)
		who := host.named(t, "Anna")
		send(t, annas, anna.named(t, "Host").Talk(), "before")
		host.said(t, who.Talk(), "before")
		comesBack := func(host *party, server *Server, from int) Peer {
			t.Helper()
			before := anna.length()
			annas.Join(addr)
			if ev := anna.verdict(t, before); ev.Kind != Connected {
				t.Fatal(ev.Err)
			}
			back, _ := host.wait(t, from, "Anna", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Name == "Anna" })
			host.wait(t, from, "the marks of the talk", func(ev Event) bool { return ev.Kind == Marked && ev.Peer.ID == back.Peer.ID })
			if page := host.page(t, server.Load, back.Talk()); !strings.Contains(strings.Join(shown(page), "|"), "before") {
				t.Errorf("the talk is %q", shown(page))
			}
			return back.Peer
		}
		removed := func(who Peer) {
			t.Helper()
			fromHost, fromAnna := host.length(), anna.length()
			server.Remove(who.ID)
			host.kind(t, fromHost, Forgotten)
			host.wait(t, fromHost, "a notice to all", func(ev Event) bool {
				return ev.Kind == Appended && ev.Talk() == Everyone && ev.Message().Notice == PeerDisconnected && ev.Message().Name == "Anna"
			})
			anna.kind(t, fromAnna, Disconnected)
		}
		removed(who)
		removed(comesBack(host, server, host.length()))
		server.Close()
		_ = host.home.Close()
		host.open(t)
		from := host.length()
		again := NewServer(host.options("Host"))
		t.Cleanup(again.Close)
		again.Start(addr)
		host.kind(t, from, Listening)
		comesBack(host, again, from)
	})
	t.Run("who only asks leaves no trace on the disk, and who is let in does", func(t *testing.T) {
		host, server, addr := hostParty(t, ask)
		_, stranger, _ := asks(t, "Mallory", addr, host)
		stranger.Close()
		host.kind(t, 0, Forgotten)
		anna, _, peer := asks(t, "Anna", addr, host)
		server.Accept(peer.ID)
		anna.kind(t, 0, Connected)
		host.wait(t, 0, "Anna", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Name == "Anna" && !ev.Peer.Asking })
		names, err := host.home.store.Names(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, name := range names {
			list = append(list, name)
		}
		slices.Sort(list)
		if got := strings.Join(list, ", "); got != "Anna, Host" {
			t.Errorf("on disk are %s", got)
		}
	})
	t.Run("a new name of the host is the server's name at its members", func(t *testing.T) {
		_, server, addr := hostParty(t, nil)
		anna, annas, _ := asMember(t, "Anna", addr)
		server.SetName("Galley")
		anna.wait(t, 0, "the new name", func(ev Event) bool {
			return ev.Kind == Changed && ev.Peer.Addr == addr && ev.Peer.Server == 0 && ev.Peer.Name == "Galley"
		})
		if known := annas.Known(); len(known) != 1 || known[0].Name != "Galley" {
			t.Errorf("known is %+v", known)
		}
	})
	t.Run("a member is not forgotten like a guest who left", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		asMember(t, "Anna", addr)
		server.Forget(host.named(t, "Anna").ID)
		if len(server.Peers()) != 1 {
			t.Error("the member is forgotten")
		}
	})
	t.Run("a host without a name has members all the same", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		server.Stop()
		host.kind(t, 0, Stopped)
		server.SetName("")
		from := host.length()
		server.Start(addr)
		host.kind(t, from, Listening)
		_, _, room := asMember(t, "Anna", addr)
		if want := shortID(host.home.Identity()); room.Name != want {
			t.Errorf("the host is called %q, want %q", room.Name, want)
		}
		host.untroubled(t)
	})
	t.Run("decisions and names may come from any goroutine at any time", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p := newParty(t)
		c := NewClient(p.options("Anna"))
		t.Cleanup(c.Close)
		c.Join(addr)
		done := make(chan struct{})
		var running sync.WaitGroup
		running.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					for _, q := range c.Peers() {
						c.Verify(q.ID, true)
					}
				}
			}
		})
		p.kind(t, 0, Connected)
		who := host.named(t, "Anna")
		p.named(t, "Host")
		close(done)
		running.Wait()
		server.Stop()
		host.kind(t, 0, Stopped)
		server.Verify(who.ID, true)
		for i := range 200 {
			server.SetName(fmt.Sprint("n", i))
		}
		host.wait(t, 0, "the verdict of a host that is stopped", func(ev Event) bool {
			return ev.Kind == Changed && ev.Peer.ID == who.ID && ev.Peer.Trust == Verified
		})
	})
}

func TestUnblockByTheShortForm(t *testing.T) {
	t.Run("the short form of a key is enough", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p, c, _ := asMember(t, "Dora the First", addr)
		server.Block(host.named(t, "Dora the First").ID)
		host.kind(t, 0, Forgotten)
		p.wait(t, 0, "end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		server.Unblock(shortID(p.home.Identity()))
		if list := server.Blocked(); len(list) != 0 {
			t.Errorf("still blocked are %q", list)
		}
		server.executor.CatchUp() // the hub hears of it there
		from := p.length()
		c.Join(addr)
		if ev := p.verdict(t, from); ev.Kind != Connected {
			t.Errorf("told %v", ev.Err)
		}
	})
	t.Run("but not when another key has the same", func(t *testing.T) {
		_, server, _ := hostParty(t, nil)
		one, two := ID{1, 2, 3, 4, 5}, ID{1, 2, 3, 4, 6}
		server.lock()
		server.hosting.barred[one], server.hosting.barred[two] = "Dora", "Mallory"
		server.unlock()
		server.Unblock(shortID(one))
		if list := server.Blocked(); len(list) != 2 {
			t.Errorf("blocked are %q", list)
		}
		server.Unblock(barredEntry(one, "Dora"))
		if list := server.Blocked(); len(list) != 1 || list[0] != "Mallory · "+shortID(two) {
			t.Errorf("blocked are %q", list)
		}
	})
}

func TestVerifyAcrossRestarts(t *testing.T) {
	_, _, addr := hostParty(t, nil)
	asMember(t, "Boris", addr)
	asMember(t, "Chen", addr)
	anna, annas, _ := asMember(t, "Anna", addr)
	annas.Verify(anna.named(t, "Boris").ID, true)
	annas.Verify(anna.named(t, "Chen").ID, true)
	annas.Verify(anna.named(t, "Chen").ID, false)
	annas.Close()
	anna.untroubled(t)
	_ = anna.home.Close()
	anna.open(t)
	anna.forget()
	again := NewClient(anna.options("Anna"))
	t.Cleanup(again.Close)
	again.Join(addr)
	if boris := anna.named(t, "Boris"); boris.Trust != Verified {
		t.Errorf("the member verified before has trust %d", boris.Trust)
	}
	if chen := anna.named(t, "Chen"); chen.Trust != Unverified {
		t.Errorf("the member whose words did not fit has trust %d", chen.Trust)
	}
}

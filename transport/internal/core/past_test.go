package core

import (
	"context"
	"slices"
	"testing"

	"confab/transport/internal/store"
)

func TestPast(t *testing.T) {
	// spoken is somebody who spoke in the room of a host.
	spoken := func(t *testing.T) (p *party, c *Client, room Peer, server *Server, addr string) {
		_, server, addr = hostParty(t, nil)
		p, c, room = asMember(t, "Eva", addr)
		send(t, c, room.Talk(), "hello")
		p.said(t, room.Talk(), "hello")
		return p, c, room, server, addr
	}
	// past are the hosts of which an event said that they are of the past.
	past := func(p *party, from int) (hosts []ID) {
		for _, ev := range p.snapshot()[from:] {
			if ev.Peer.Past && ev.Peer.Server == 0 {
				hosts = append(hosts, ev.Peer.Identity)
			}
		}
		return hosts
	}
	t.Run("a client that does not recall tells of no server but the one it joins", func(t *testing.T) {
		p, c, _, _, addr := spoken(t)
		p.leaves(t, c)
		c.ForgetServer(addr)
		c.Close()
		_ = p.home.Close()
		p.open(t)
		_, _, other := hostParty(t, nil)
		from := p.length()
		options := p.options("Eva")
		options.Recall = false
		c = NewClient(options)
		t.Cleanup(c.Close)
		c.Join(other)
		p.verdict(t, from)
		c.ForgetServer(other)
		c.executor.CatchUp()
		if hosts := past(p, from); len(hosts) > 0 {
			t.Errorf("it tells of %v", hosts)
		}
		if peers := c.Peers(); slices.ContainsFunc(peers, func(p Peer) bool { return p.Past }) {
			t.Errorf("in the roster are %+v", peers)
		}
	})
	t.Run("what still waits for a removed key is sent only when its host is met again", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p, c, room := asMember(t, "Eva", addr)
		server.Close()
		_ = host.home.Close()
		p.kind(t, 0, Waiting)
		send(t, c, room.Talk(), "late")
		p.wait(t, 0, "what waits", func(ev Event) bool { return ev.Kind == Enqueued })
		p.leaves(t, c)
		c.ForgetServer(addr)
		other, stranger, elsewhere := hostParty(t, nil)
		from := p.length()
		c.Join(elsewhere)
		p.verdict(t, from)
		p.leaves(t, c)
		if got := shown(other.page(t, stranger.Load, Everyone)); len(got) > 0 {
			t.Errorf("another host has %q", got)
		}
		host.open(t)
		again := NewServer(host.options("Host"))
		t.Cleanup(again.Close)
		from = host.length()
		again.Start(addr)
		host.kind(t, from, Listening)
		c.Join(addr)
		host.said(t, Everyone, "late")
	})
	t.Run("who is just being joined is not of the past, however late the disk is", func(t *testing.T) {
		p, c, room, server, addr := spoken(t)
		from := p.length()
		c.ForgetServer(addr)
		p.wait(t, from, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.ID == room.ID })
		server.Close()
		other := newParty(t)
		heir := NewServer(other.options("Host"))
		t.Cleanup(heir.Close)
		heir.Start(addr)
		other.kind(t, 0, Listening)
		asMember(t, "Ada", addr)
		other.named(t, "Ada")
		send(t, heir, Everyone, "good morning")
		other.said(t, Everyone, "good morning")
		busy := make(chan struct{})
		c.executor.Do(func() { <-busy })
		from = p.length()
		c.Join(addr)
		eventually(t, "what the heir says is on the disk", func() bool {
			logs, err := p.home.store.Logs(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(logs, func(l store.Log) bool {
				rooms, err := p.home.store.Rooms(context.Background(), l.ID)
				return err == nil && ID(l.Host) == other.home.Identity() && len(rooms) > 0
			})
		})
		close(busy)
		p.verdict(t, from)
		c.executor.CatchUp()
		hosts := past(p, from)
		if !slices.Contains(hosts, room.Identity) || slices.Contains(hosts, other.home.Identity()) {
			t.Errorf("of the past are %v; it was %v, and %v is joined", hosts, room.Identity, other.home.Identity())
		}
	})
}

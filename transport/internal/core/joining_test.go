package core

import (
	"net"
	"strings"
	"testing"
)

func TestJoining(t *testing.T) {
	ask := func(o *Options) { o.LetEveryoneIn = false }
	t.Run("the host lets in who asks", func(t *testing.T) {
		host, server, addr := hostParty(t, ask)
		p := newParty(t)
		c := NewClient(p.options("Chen"))
		t.Cleanup(c.Close)
		c.Join(addr)
		p.kind(t, 0, Asking)
		ev, _ := host.wait(t, 0, "somebody who asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking })
		if ev.Peer.Name != "Chen" || ev.Peer.Kind != Member || ev.Peer.Trust != Unverified {
			t.Errorf("who asks is %+v", ev.Peer)
		}
		server.Accept(ev.Peer.ID)
		p.kind(t, 0, Connected)
		if chen := host.named(t, "Chen"); chen.ID != ev.Peer.ID {
			t.Errorf("the member is peer %d, asked as %d", chen.ID, ev.Peer.ID)
		}
		host.wait(t, 0, "how it was let in", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Admission == AdmittedByHost })
	})
	t.Run("the host turns somebody away", func(t *testing.T) {
		host, server, addr := hostParty(t, ask)
		p := newParty(t)
		c := NewClient(p.options("Chen"))
		t.Cleanup(c.Close)
		c.Join(addr)
		ev, _ := host.wait(t, 0, "somebody who asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking })
		server.Decline(ev.Peer.ID)
		failed, _ := p.kind(t, 0, DialFailed)
		if faultIn(failed.Err) != Declined {
			t.Errorf("told %v, want Declined", failed.Err)
		}
		host.kind(t, 0, Forgotten)
		if ended, _ := host.kind(t, 0, Disconnected); faultIn(ended.Err) != Declined {
			t.Errorf("the host is told %v, want Declined", ended.Err)
		}
	})
	t.Run("who asks goes away", func(t *testing.T) {
		host, _, addr := hostParty(t, ask)
		p := newParty(t)
		c := NewClient(p.options("Zed"))
		t.Cleanup(c.Close)
		c.Join(addr)
		host.wait(t, 0, "somebody who asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking })
		c.Hangup()
		if ended, _ := host.kind(t, 0, Disconnected); faultIn(ended.Err) != PeerClosed || ended.Peer.Name != "Zed" {
			t.Errorf("the host is told %v of %+v, want PeerClosed", ended.Err, ended.Peer)
		}
	})
	t.Run("a blocked key stays out until it is let in again", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p, c, _ := asMember(t, "Dora", addr)
		server.Block(host.named(t, "Dora").ID)
		ev, _ := p.wait(t, 0, "end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		if faultIn(ev.Err) != MemberBlocked {
			t.Errorf("told %v, want MemberBlocked", ev.Err)
		}
		host.kind(t, 0, Forgotten)
		list := server.Blocked()
		if len(list) != 1 || list[0] != "Dora · "+shortID(p.home.Identity()) {
			t.Fatalf("blocked are %q", list)
		}
		from := p.length()
		c.Join(addr)
		if ev, _ := p.kind(t, from, DialFailed); faultIn(ev.Err) != MemberBlocked {
			t.Errorf("told %v, want MemberBlocked", ev.Err)
		}
		server.Unblock(list[0])
		if list := server.Blocked(); len(list) != 0 {
			t.Errorf("still blocked are %q", list)
		}
		from = p.length()
		c.Join(addr)
		p.kind(t, from, Connected)
	})
	t.Run("another key at the same address is kept out, and shown", func(t *testing.T) {
		_, server, addr := hostParty(t, nil)
		p, c, _ := asMember(t, "Eva", addr)
		server.Close()
		p.kind(t, 0, Waiting)
		c.Hangup()
		p.wait(t, 0, "end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		other := newParty(t)
		impostor := NewServer(other.options("Host"))
		t.Cleanup(impostor.Close)
		impostor.Start(addr)
		other.kind(t, 0, Listening)
		from := p.length()
		c.Join(addr)
		ev, next := p.kind(t, from, DialFailed)
		if faultIn(ev.Err) != KeyChanged || ev.Peer.Trust != ChangedKey {
			t.Errorf("told %v with trust %d, want KeyChanged", ev.Err, ev.Peer.Trust)
		}
		c.Dial(addr)
		if ev, _ := p.kind(t, next, DialFailed); faultIn(ev.Err) != SecureBefore {
			t.Errorf("told %v, want SecureBefore", ev.Err)
		}
		c.ForgetServer(addr)
		from = p.length()
		c.Join(addr)
		p.kind(t, from, Connected)
	})
	t.Run("what was said with a key that was removed stays to be read, also after a new start, until its host is joined again", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p, c, talk := asMember(t, "Eva", addr)
		send(t, c, talk.Talk(), "to the old one")
		p.said(t, talk.Talk(), "to the old one")
		send(t, c, p.named(t, "Host").Talk(), "to its host")
		p.said(t, p.named(t, "Host").Talk(), "to its host")
		server.Close()
		p.leaves(t, c)
		other := newParty(t)
		heir := NewServer(other.options("Host"))
		t.Cleanup(heir.Close)
		heir.Start(addr)
		other.kind(t, 0, Listening)

		past := func(p *party, c *Client, from int) (old Peer) {
			t.Helper()
			p.wait(t, from, "the talk of the past", func(ev Event) bool {
				return ev.Kind == Marked && ev.Peer.Past && ev.Peer.Server == 0
			})
			for _, peer := range c.Peers() {
				if peer.Past {
					old = peer
				}
			}
			if old.Here || old.Identity != talk.Identity || old.Name != "Host ("+shortID(talk.Identity)+")" || old.Addr != shortID(talk.Identity) {
				t.Errorf("it is %+v", old)
			}
			if page := p.page(t, c.Load, old.Talk()); strings.Join(shown(page), "|") != "to the old one" {
				t.Errorf("the page is %q", shown(page))
			}
			if _, err := c.Send(old.Talk(), "hello?"); faultIn(err) != NotConnected {
				t.Errorf("sending answers %v", err)
			}
			var direct []string
			for _, peer := range c.Peers() {
				if peer.Server == old.ID {
					direct = append(direct, shown(p.page(t, c.Load, peer.Talk()))...)
				}
			}
			if strings.Join(direct, "|") != "to its host" {
				t.Errorf("the direct talks are %q", direct)
			}
			return old
		}
		from := p.length()
		c.ForgetServer(addr)
		p.wait(t, from, "the server forgotten", func(ev Event) bool { return ev.Kind == Forgotten && ev.Talk() == talk.Talk() })
		old := past(p, c, from)
		file := &sheet{}
		c.Export(old.Talk(), file, ExportText)
		if ev, _ := p.kind(t, from, Exported); ev.Err != nil || !strings.Contains(file.String(), "to the old one") {
			t.Errorf("exported %q, %v", file, ev.Err)
		}
		from = p.length()
		c.Join(addr)
		ev := p.verdict(t, from)
		if ev.Kind != Connected || ev.Peer.Past {
			t.Fatalf("%+v", ev)
		}
		send(t, c, ev.Talk(), "to the new one")
		p.said(t, ev.Talk(), "to the new one")
		if page := p.page(t, c.Load, ev.Talk()); strings.Join(shown(page), "|") != "to the new one" {
			t.Errorf("the new one's page is %q", shown(page))
		}
		p.leaves(t, c)
		c.Close()
		_ = p.home.Close()
		p.open(t)
		from = p.length()
		c = NewClient(p.options("Eva"))
		t.Cleanup(c.Close)
		past(p, c, from)

		_ = host.home.Close()
		host.open(t)
		again := NewServer(host.options("Host"))
		t.Cleanup(again.Close)
		from = host.length()
		again.Start("127.0.0.1:0")
		listening, _ := host.kind(t, from, Listening)
		from = p.length()
		c.Join(listening.Addr)
		ev = p.verdict(t, from)
		if ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		if page := p.page(t, c.Load, ev.Talk()); strings.Join(shown(page), "|") != "to the old one" {
			t.Errorf("the page is %q", shown(page))
		}
		for _, peer := range c.Peers() {
			if peer.Past {
				t.Errorf("there still is %+v", peer)
			}
		}
	})
	t.Run("the talk with a key that was removed while it was talked to is not the next key's", func(t *testing.T) {
		_, server, addr := hostParty(t, nil)
		p, c, talk := asMember(t, "Eva", addr)
		send(t, c, talk.Talk(), "to the old one")
		p.said(t, talk.Talk(), "to the old one")
		from := p.length()
		c.ForgetServer(addr)
		p.wait(t, from, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Talk() == talk.Talk() })
		server.Close()
		other := newParty(t)
		heir := NewServer(other.options("Host"))
		t.Cleanup(heir.Close)
		heir.Start(addr)
		other.kind(t, 0, Listening)
		from = p.length()
		c.Join(addr)
		ev := p.verdict(t, from)
		if ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		send(t, c, ev.Talk(), "to the new one")
		p.said(t, ev.Talk(), "to the new one")
		if page := p.page(t, c.Load, ev.Talk()); strings.Join(shown(page), "|") != "to the new one" {
			t.Errorf("the new one's page is %q", shown(page))
		}
		p.wait(t, from, "the talk of the past", func(ev Event) bool { return ev.Kind == Marked && ev.Peer.Past && ev.Peer.Server == 0 })
	})
	t.Run("a plain program is no Confab", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				nc, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = nc.Write([]byte("220 ready\r\n"))
			}
		}()
		p := newParty(t)
		c := NewClient(p.options("Fred"))
		t.Cleanup(c.Close)
		c.Join(l.Addr().String())
		if ev, _ := p.kind(t, 0, DialFailed); faultIn(ev.Err) != NotConfab {
			t.Errorf("told %v, want NotConfab", ev.Err)
		}
	})
	t.Run("without a data folder there is no identity", func(t *testing.T) {
		e := newEvents()
		c := NewClient(Options{Sink: e.sink})
		t.Cleanup(c.Close)
		c.Join("127.0.0.1:1")
		if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != NoIdentity {
			t.Errorf("told %v, want NoIdentity", ev.Err)
		}
	})
	t.Run("a data folder belongs to one program", func(t *testing.T) {
		p := newParty(t)
		_, err := OpenHome(p.dir)
		if faultIn(err) != HomeInUse {
			t.Errorf("told %v, want HomeInUse", err)
		}
	})
}

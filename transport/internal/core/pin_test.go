package core

import (
	"context"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"confab/transport/internal/address"
)

// spellings are ways to write the address of a server that listens everywhere on
// this machine.
func spellings(addr string) []string {
	_, port, _ := net.SplitHostPort(addr)
	return []string{"127.0.0.1:" + port, "localhost:" + port, "LOCALHOST:" + port, "[::ffff:127.0.0.1]:" + port,
		"0.0.0.0:" + port, "127.0.0.1:0" + port, "127.0.0.2:" + port}
}

// everywhere starts a Server on all addresses, at one port where given.
func everywhere(t *testing.T, addr string) (p *party, s *Server, at string) {
	t.Helper()
	p = newParty(t)
	s = NewServer(p.options("Host"))
	t.Cleanup(s.Close)
	if addr == "" {
		addr = "0.0.0.0:0"
	}
	s.Start(addr)
	ev, _ := p.kind(t, 0, Listening)
	return p, s, ev.Addr
}

func TestAPinIsOfTheServerAndNotOfTheSpelling(t *testing.T) {
	_, _, addr := everywhere(t, "")
	all := spellings(addr)
	p, c, room := asMember(t, "Eva", all[0])
	c.Verify(room.ID, true)
	send(t, c, room.Talk(), "hello")
	p.said(t, room.Talk(), "hello")
	p.leaves(t, c)
	check := func(addr string) {
		t.Helper()
		from := p.length()
		c.Join(addr)
		ev := p.verdict(t, from)
		if ev.Kind != Connected || ev.Peer.Trust != Verified || ev.Peer.Identity != room.Identity {
			t.Fatalf("at %s it is %+v, %v", addr, ev.Peer, ev.Err)
		}
		p.wait(t, from, "the talk", func(now Event) bool { return now.Kind == Marked && now.Peer.ID == ev.Peer.ID || now.Kind == Resync })
		eventually(t, "one row with all that was said", func() bool {
			var servers []Peer
			for _, peer := range c.Peers() {
				if peer.Server == 0 {
					servers = append(servers, peer)
				}
			}
			return len(servers) == 1 && servers[0].ID == ev.Peer.ID && slices.Equal(shown(p.page(t, c.Load, ev.Talk())), []string{"hello"})
		})
		p.leaves(t, c)
	}
	for range 2 {
		for _, addr := range all {
			check(addr)
		}
	}
	c.Close()
	_ = p.home.Close()
	p.open(t)
	c = NewClient(p.options("Eva"))
	t.Cleanup(c.Close)
	check(all[0])
	check(all[1])
	t.Run("what is taken back at one is taken back at all", func(t *testing.T) {
		from := p.length()
		c.Join(all[1])
		ev := p.verdict(t, from)
		c.Verify(ev.Peer.ID, false)
		p.leaves(t, c)
		for _, k := range c.Known() {
			if k.Trust != Unverified {
				t.Errorf("known is %+v", k)
			}
		}
	})
	t.Run("what is forgotten at one is forgotten at all", func(t *testing.T) {
		c.ForgetServer(all[1])
		if known := c.Known(); len(known) > 0 {
			t.Errorf("known are %+v", known)
		}
		c.Close()
		_ = p.home.Close()
		if known, err := KnownIn(t.Context(), p.dir); len(known) > 0 || err != nil {
			t.Errorf("on the disk are %+v, %v", known, err)
		}
	})
}

func TestAnotherKeyUnderAnotherSpellingIsAChangedKey(t *testing.T) {
	for _, first := range []int{0, 1} {
		_, server, addr := everywhere(t, "")
		all := spellings(addr)
		p, c, room := asMember(t, "Eva", all[first])
		p.leaves(t, c)
		server.Close()
		_, port, _ := net.SplitHostPort(addr)
		everywhere(t, "0.0.0.0:"+port)
		other := all[1-first]
		for _, spelled := range []string{other, strings.ToUpper(other)} {
			from := p.length()
			c.Join(spelled)
			ev := p.verdict(t, from)
			if ev.Kind != DialFailed || faultIn(ev.Err) != KeyChanged || ev.Peer.Trust != ChangedKey {
				t.Fatalf("met at %s, then at %s with another key: kind %d, %v, trust %d", all[first], spelled, ev.Kind, ev.Err, ev.Peer.Trust)
			}
		}
		c.ForgetServer(other)
		from := p.length()
		c.Join(other)
		if ev := p.verdict(t, from); ev.Kind != Connected || ev.Peer.Identity == room.Identity || ev.Peer.Trust != Unverified {
			t.Errorf("%+v, %v", ev.Peer, ev.Err)
		}
	}
}

func TestPlainIsRefusedHoweverTheServerIsSpelled(t *testing.T) {
	_, _, addr := everywhere(t, "")
	all := append(spellings(addr), ownAddresses(addr)...)
	for first := range 2 {
		p, c, _ := asMember(t, "Eva", all[first])
		p.leaves(t, c)
		for _, spelled := range all {
			from := p.length()
			c.Dial(spelled)
			if ev := p.verdict(t, from); faultIn(ev.Err) != SecureBefore {
				t.Errorf("met at %s, a plain call of %s answers kind %d, %v", all[first], spelled, ev.Kind, ev.Err)
				p.leaves(t, c)
			}
		}
		t.Run("also without the folder open", func(t *testing.T) {
			c.Close()
			_ = p.home.Close()
			e := newEvents()
			plain := NewClient(Options{Sink: e.sink, Known: func(ctx context.Context) ([]KnownServer, error) { return KnownIn(ctx, p.dir) }})
			defer plain.Close()
			plain.Dial(all[1-first])
			if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != SecureBefore {
				t.Errorf("it answers %v", ev.Err)
			}
		})
		t.Run("and forgotten under another spelling it may be called", func(t *testing.T) {
			p.open(t)
			c := NewClient(p.options("Eva"))
			defer c.Close()
			c.ForgetServer(all[1-first])
			from := p.length()
			c.Dial(all[first])
			if ev := p.verdict(t, from); ev.Kind != Connected {
				t.Errorf("it answers %v", ev.Err)
			}
		})
	}
}

// ownAddresses are those of this machine's networks and its name, at the port of addr.
func ownAddresses(addr string) (all []string) {
	_, port, _ := net.SplitHostPort(addr)
	if name, err := os.Hostname(); err == nil {
		if _, err := net.LookupHost(name); err == nil { // not every machine knows its own
			all = append(all, net.JoinHostPort(name, port))
		}
	}
	found, _ := address.System()
	for _, a := range found {
		if a.Is4() && !a.IsLoopback() {
			all = append(all, net.JoinHostPort(a.String(), port))
		}
	}
	return all
}

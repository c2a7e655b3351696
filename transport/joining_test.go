package transport

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
		if faultOf(failed.Err) != Declined {
			t.Errorf("told %v, want Declined", failed.Err)
		}
		host.kind(t, 0, Forgotten)
	})
	t.Run("a blocked key stays out until it is let in again", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p, c, _ := asMember(t, "Dora", addr)
		server.Block(host.named(t, "Dora").ID)
		ev, _ := p.wait(t, 0, "end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		if faultOf(ev.Err) != MemberBlocked {
			t.Errorf("told %v, want MemberBlocked", ev.Err)
		}
		host.kind(t, 0, Forgotten)
		list := server.Blocked()
		if len(list) != 1 || !strings.HasSuffix(list[0], " Dora") {
			t.Fatalf("blocked are %q", list)
		}
		from := p.length()
		c.Join(addr)
		if ev, _ := p.kind(t, from, DialFailed); faultOf(ev.Err) != MemberBlocked {
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
		if faultOf(ev.Err) != KeyChanged || ev.Peer.Trust != ChangedKey {
			t.Errorf("told %v with trust %d, want KeyChanged", ev.Err, ev.Peer.Trust)
		}
		c.Dial(addr)
		if ev, _ := p.kind(t, next, DialFailed); faultOf(ev.Err) != SecureBefore {
			t.Errorf("told %v, want SecureBefore", ev.Err)
		}
		c.ForgetServer(addr)
		from = p.length()
		c.Join(addr)
		p.kind(t, from, Connected)
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
		if ev, _ := p.kind(t, 0, DialFailed); faultOf(ev.Err) != NotConfab {
			t.Errorf("told %v, want NotConfab", ev.Err)
		}
	})
	t.Run("without a data folder there is no identity", func(t *testing.T) {
		e := newEvents()
		c := NewClient(Options{Sink: e.sink})
		t.Cleanup(c.Close)
		c.Join("127.0.0.1:1")
		if ev, _ := e.kind(t, 0, DialFailed); faultOf(ev.Err) != NoIdentity {
			t.Errorf("told %v, want NoIdentity", ev.Err)
		}
	})
	t.Run("a data folder belongs to one program", func(t *testing.T) {
		p := newParty(t)
		_, err := OpenHome(p.dir)
		if faultOf(err) != HomeInUse {
			t.Errorf("told %v, want HomeInUse", err)
		}
	})
}

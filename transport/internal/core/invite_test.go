package core

import (
	"bytes"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/follow"
	"confab/transport/internal/join"
)

// inviter starts a Server that lets nobody in unasked.
func inviter(t *testing.T, o func(*Options)) (*party, *Server, string) {
	return hostParty(t, func(all *Options) {
		all.LetEveryoneIn = false
		if o != nil {
			o(all)
		}
	})
}

// invite has a Server make an invitation.
func (p *party) invite(t *testing.T, s *Server, many bool) Invitation {
	t.Helper()
	from := p.length()
	s.Invite(many)
	ev, _ := p.kind(t, from, Invited)
	return ev.Invitation()
}

// uninvited waits until the invitation has ended.
func (p *party) uninvited(t *testing.T, from int, why Fault) {
	t.Helper()
	if ev, _ := p.kind(t, from, InviteEnded); faultIn(ev.Err) != why {
		t.Errorf("the invitation ended with %v, not %v", ev.Err, why)
	}
}

// redirected is a link with other addresses.
func redirected(t *testing.T, text string, addrs ...string) string {
	t.Helper()
	l, err := join.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	l.Addrs = nil
	for _, a := range addrs {
		l.Addrs = append(l.Addrs, netip.MustParseAddrPort(a))
	}
	return l.String()
}

// passed is a link as a page hands it on.
func passed(t *testing.T, text string) string {
	t.Helper()
	l, err := join.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	l.Passed = true
	return l.String()
}

// joins is what comes of Join by somebody new.
func joins(t *testing.T, name, link string) (*party, *Client, Event) {
	t.Helper()
	p := newParty(t)
	c := NewClient(p.options(name))
	t.Cleanup(c.Close)
	c.Join(link)
	return p, c, p.verdict(t, 0)
}

func TestInvitation(t *testing.T) {
	host, server, addr := inviter(t, nil)
	t.Run("one comes by it without asking, knows the host, and needs no link later", func(t *testing.T) {
		from := host.length()
		i := host.invite(t, server, false)
		if left := time.Until(i.Expires); left > join.Lifetime || left < join.Lifetime-patience || i.Many || i.Web != "http://"+addr+"/" || len(i.Code) != 6 {
			t.Errorf("it is %+v", i)
		}
		var log bytes.Buffer
		p := newParty(t)
		o := p.options("Ann")
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c := NewClient(o)
		t.Cleanup(c.Close)
		c.Join(i.Link)
		up := p.verdict(t, 0)
		if up.Kind != Connected || up.Peer.Trust != Verified || up.Peer.Identity != server.home.Identity() || up.Peer.Addr != addr {
			t.Fatalf("%+v, %v", up.Peer, up.Err)
		}
		host.uninvited(t, from, InvitationUsed)
		ev, _ := host.wait(t, from, "a notice of who came", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == PeerInvited })
		if ann := host.named(t, "Ann"); ev.Talk() != Everyone || ev.Message().Peer != ann.ID || ev.Message().Name != "Ann" || ann.Trust != Unverified || ann.Admission != AdmittedByLink {
			t.Errorf("%+v of %+v", ev.Message(), ann)
		}
		if k := c.Known(); len(k) != 1 || k[0].Trust != Verified || k[0].Addr != addr {
			t.Errorf("known are %+v", k)
		}
		p.leaves(t, c)
		from = p.length()
		c.Join(addr)
		if up = p.verdict(t, from); up.Kind != Connected || up.Peer.Trust != Verified {
			t.Errorf("%+v, %v", up.Peer, up.Err)
		}
		p.leaves(t, c)
		secret := i.Link[strings.Index(i.Link, "#")+1:]
		for _, ev := range p.snapshot() {
			if strings.Contains(ev.Addr+ev.Peer.Addr, secret) {
				t.Errorf("an event has the link: %+v", ev)
			}
		}
		c.Close()
		if strings.Contains(log.String(), secret[:20]) || !strings.Contains(log.String(), addr) {
			t.Errorf("the log has the link, or nothing:\n%s", &log)
		}

		_, _, ev = joins(t, "Zoe", i.Link)
		if ev.Kind != DialFailed || faultIn(ev.Err) != InvitationUsed {
			t.Errorf("the next one is told %v", ev.Err)
		}
		from = p.length()
		again := NewClient(p.options("Ann"))
		t.Cleanup(again.Close)
		again.Join(i.Link)
		if ev := p.verdict(t, from); ev.Kind != Connected {
			t.Errorf("a member with an old link is told %v", ev.Err)
		}
	})
	t.Run("what a person finds when words are compared stands at the next connection", func(t *testing.T) {
		p, c, up := joins(t, "Kim", host.invite(t, server, false).Link)
		c.Verify(up.Peer.ID, false)
		p.wait(t, 0, "the host is not verified", func(ev Event) bool {
			return ev.Kind == Changed && ev.Peer.ID == up.Peer.ID && ev.Peer.Trust == Unverified
		})
		c.loop.Do(func() { c.followed.reachedBy(follow.State{}) })
		if s, _ := c.Server(); s.Trust != Unverified {
			t.Errorf("it is %v again", s.Trust)
		}
		p.leaves(t, c)
	})
	t.Run("with a link and its code the code counts", func(t *testing.T) {
		i, from := host.invite(t, server, false), host.length()
		p, c := codes(t, "Lee", i.Link, i.Code)
		p.checked(t, 0, NoFault)
		p.kind(t, 0, Connected)
		host.wait(t, from, "a notice of who came", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == PeerProved })
		lee := host.named(t, "Lee")
		if s, _ := c.Server(); s.Trust != Verified || lee.Trust != Verified {
			t.Errorf("%+v and %+v", s, lee)
		}
		p.leaves(t, c)
	})
	t.Run("many come by one for many, until it is closed", func(t *testing.T) {
		i := host.invite(t, server, true)
		for _, name := range []string{"Bo", "Cy"} {
			if _, _, ev := joins(t, name, i.Link); ev.Kind != Connected {
				t.Errorf("%s is told %v", name, ev.Err)
			}
			host.named(t, name)
		}
		from := host.length()
		server.EndInvite()
		host.uninvited(t, from, NoFault)
		if _, _, ev := joins(t, "Di", i.Link); faultIn(ev.Err) != InvitationExpired {
			t.Errorf("the next one is told %v", ev.Err)
		}
	})
	t.Run("a token that the host never gave is told from others", func(t *testing.T) {
		l, _ := join.Parse(host.invite(t, server, true).Link)
		l.Token[3] ^= 1
		if _, _, ev := joins(t, "Ed", l.String()); ev.Kind != DialFailed || faultIn(ev.Err) != InvitationWrong {
			t.Errorf("it is told %v", ev.Err)
		}
	})
	t.Run("a link that cannot be read is not dialled", func(t *testing.T) {
		for link, want := range map[string]Fault{"http://" + addr + "/#AQ": InvitationInvalid, "confab://join/AgICDtI": InvitationNewer} {
			if _, _, ev := joins(t, "Flo", link); ev.Kind != DialFailed || faultIn(ev.Err) != want || ev.Addr != "" {
				t.Errorf("%s is told %v", link, ev.Err)
			}
		}
	})
	t.Run("handed on by a page it lets in, and proves nobody", func(t *testing.T) {
		i := host.invite(t, server, false)
		if _, c, ev := joins(t, "Gus", passed(t, i.Link)); ev.Kind != Connected || ev.Peer.Trust != Unverified || c.Known()[0].Trust != Unverified {
			t.Errorf("%+v, %v", ev.Peer, ev.Err)
		}
	})
	t.Run("who is blocked stays blocked", func(t *testing.T) {
		p, c, ev := joins(t, "Hal", host.invite(t, server, false).Link)
		if ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		server.Block(host.named(t, "Hal").ID)
		p.wait(t, 0, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.Server == 0 })
		i := host.invite(t, server, false)
		from := p.length()
		c.Join(i.Link)
		if ev := p.verdict(t, from); faultIn(ev.Err) != MemberBlocked {
			t.Errorf("it is told %v", ev.Err)
		}
		if _, _, ev := joins(t, "Ina", i.Link); ev.Kind != Connected {
			t.Errorf("the next one is told %v", ev.Err)
		}
	})
	t.Run("its host ends it when Confabs are no longer let in", func(t *testing.T) {
		host.invite(t, server, true)
		from := host.length()
		server.Allow(Visitors{Plain: true})
		host.uninvited(t, from, MembersRefused)
		server.Allow(Visitors{Plain: true, Browsers: true, Members: true})
	})
	t.Run("its host ends it when it stops", func(t *testing.T) {
		host.invite(t, server, true)
		from := host.length()
		server.Stop()
		host.uninvited(t, from, ServerStopped)
		from = host.length()
		server.Invite(true)
		host.uninvited(t, from, NotListening)
	})
}

func TestInvitationExpires(t *testing.T) {
	host, server, _ := inviter(t, func(o *Options) { o.Limits.InviteFor = time.Millisecond })
	i := host.invite(t, server, true)
	host.uninvited(t, 0, InvitationExpired)
	if _, _, ev := joins(t, "Ann", i.Link); ev.Kind != DialFailed || faultIn(ev.Err) != InvitationExpired {
		t.Errorf("it is told %v", ev.Err)
	}
}

// A relay shows its own key: it gets neither the token nor the trust.
func TestNobodyElseThanTheHostAnswersAnInvitation(t *testing.T) {
	host, server, addr := inviter(t, nil)
	other, second, elsewhere := inviter(t, nil)
	i := host.invite(t, server, true)
	t.Run("somebody else at all of its addresses is refused, and trusted with nothing", func(t *testing.T) {
		_, c, ev := joins(t, "Ann", redirected(t, i.Link, elsewhere))
		if ev.Kind != DialFailed || faultIn(ev.Err) != WrongHost || ev.Peer.Trust != NoTrust || len(c.Known()) != 0 {
			t.Errorf("%+v, %v, known %+v", ev.Peer, ev.Err, c.Known())
		}
		for _, ev := range other.snapshot() {
			if ev.Kind == Connected {
				t.Errorf("there came %+v", ev.Peer)
			}
		}
	})
	t.Run("the host is found at any of them, also where it moves to", func(t *testing.T) {
		link := redirected(t, i.Link, "127.0.0.1:1", elsewhere, addr)
		p, c, up := joins(t, "Bo", link)
		if up.Kind != Connected || up.Peer.Addr != addr || up.Peer.Trust != Verified {
			t.Fatalf("%+v, %v", up.Peer, up.Err)
		}
		if k := c.Known(); len(k) != 1 || k[0].Addr != addr {
			t.Errorf("known are %+v", k)
		}
		from, before := p.length(), host.length()
		server.Stop()
		p.kind(t, from, Waiting)
		_, before = host.kind(t, before, Stopped)
		server.Start(addr)
		host.kind(t, before, Listening)
		c.Reconnect()
		p.wait(t, from, "the host again", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.ID == up.Peer.ID })
	})
	t.Run("a page's link does not put another key in the place of one that is known", func(t *testing.T) {
		p, c, ev := joins(t, "Cy", other.invite(t, second, true).Link)
		if ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		p.leaves(t, c)
		l := redirected(t, i.Link, elsewhere)
		from := p.length()
		c.Join(passed(t, l))
		if ev := p.verdict(t, from); ev.Kind != DialFailed || faultIn(ev.Err) != KeyChanged {
			t.Errorf("it is told %v", ev.Err)
		}
		if k := c.Known(); len(k) != 1 || k[0].Trust != Verified {
			t.Errorf("known are %+v", k)
		}
	})
}

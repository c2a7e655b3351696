package core

import (
	"testing"
	"time"

	"confab/transport/internal/passcode"
)

// codes is somebody new who joins with a code.
func codes(t *testing.T, name, addr, code string) (*party, *Client) {
	t.Helper()
	p := newParty(t)
	c := NewClient(p.options(name))
	t.Cleanup(c.Close)
	c.JoinWith(addr, code)
	return p, c
}

// checked waits for what comes of a code, and returns the index after it.
func (p *party) checked(t *testing.T, from int, want Fault) (Event, int) {
	t.Helper()
	ev, next := p.kind(t, from, CodeChecked)
	if faultIn(ev.Err) != want {
		t.Fatalf("of the code is told %v, not %v", ev.Err, want)
	}
	return ev, next
}

// notThis is a code that is not this one.
func notThis(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestCode(t *testing.T) {
	host, server, addr := inviter(t, nil)
	t.Run("who types it and the host are verified to each other, and nobody is asked", func(t *testing.T) {
		from := host.length()
		i := host.invite(t, server, false)
		p, c := codes(t, "Ann", addr, i.Code[:3]+" "+i.Code[3:])
		p.checked(t, 0, NoFault)
		if up := p.verdict(t, 0); up.Kind == Asking {
			p.kind(t, 0, Connected)
		}
		if s, _ := c.Server(); s.Trust != Verified || s.Identity != server.home.Identity() {
			t.Errorf("the server is %+v", s)
		}
		if k := c.Known(); len(k) != 1 || k[0].Trust != Verified {
			t.Errorf("known are %+v", k)
		}
		host.uninvited(t, from, InvitationUsed)
		ev, _ := host.wait(t, from, "a notice of who came", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == PeerProved })
		if ann := host.named(t, "Ann"); ann.Trust != Verified || ann.Admission != AdmittedByCode || ann.Asking || ev.Message().Peer != ann.ID {
			t.Errorf("%+v of %+v", ev.Message(), ann)
		}
		for _, ev := range host.snapshot()[from:] {
			if ev.Peer.Asking {
				t.Errorf("asked about %+v", ev.Peer)
			}
		}
		p.leaves(t, c)

		late, _ := codes(t, "Zoe", addr, i.Code)
		late.checked(t, 0, CodeUsed)
		if _, _, ev := joins(t, "Yan", i.Link); faultIn(ev.Err) != InvitationUsed {
			t.Errorf("by its link the next one is told %v", ev.Err)
		}
	})
	t.Run("a wrong one is told, three bring another and a pause, and the host can still accept", func(t *testing.T) {
		i := host.invite(t, server, false)
		from := host.length()
		p, c := codes(t, "Bo", addr, notThis(i.Code))
		_, next := p.checked(t, 0, CodeWrong)
		for range passcode.Tries - 1 {
			c.EnterCode(notThis(i.Code))
			_, next = p.checked(t, next, CodeWrong)
		}
		ev, _ := host.kind(t, from, Invited)
		fresh := ev.Invitation()
		if fresh.Code == i.Code || fresh.Link != i.Link || !fresh.Expires.Equal(i.Expires) {
			t.Errorf("after %+v comes %+v", i, fresh)
		}
		c.EnterCode(fresh.Code)
		ev, next = p.checked(t, next, CodeBusy)
		if e := ev.Err.(*Error); e.RetryAfter <= 0 || e.RetryAfter > passcode.Pause {
			t.Errorf("the pause is %v", e.RetryAfter)
		}
		c.EnterCode("12345")
		p.checked(t, next, CodeInvalid)
		ev, _ = host.wait(t, from, "Bo asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking })
		server.Accept(ev.Peer.ID)
		p.kind(t, 0, Connected)
		if s, _ := c.Server(); s.Trust != Unverified {
			t.Errorf("the server is %+v", s)
		}
		p.leaves(t, c)
		c.EnterCode(fresh.Code)
		p.checked(t, p.length()-1, NotConnected)
	})
	t.Run("one whose time is over, or that was closed", func(t *testing.T) {
		i := host.invite(t, server, true)
		server.EndInvite()
		p, _ := codes(t, "Cy", addr, i.Code)
		p.checked(t, 0, CodeExpired)
	})
	t.Run("what is no code is not dialled", func(t *testing.T) {
		link := host.invite(t, server, true).Link
		for _, to := range []string{addr, link} {
			p, _ := codes(t, "Di", to, "abc")
			if ev := p.verdict(t, 0); ev.Kind != DialFailed || faultIn(ev.Err) != CodeInvalid || ev.Addr == link {
				t.Errorf("%q is told %v", ev.Addr, ev.Err)
			}
		}
	})
}

func TestRelayGetsNothingOfACode(t *testing.T) {
	host, server, addr := inviter(t, nil)
	i := host.invite(t, server, false)
	p, c := codes(t, "Ann", relay(t, addr).Addr(), i.Code)
	p.checked(t, 0, CodeWrong) // though it is right
	if k := c.Known(); len(k) != 1 || k[0].Trust != Unverified || k[0].Identity == server.home.Identity() {
		t.Errorf("known are %+v", k)
	}
	ev, _ := host.wait(t, 0, "the relay asks", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Asking })
	if ev.Peer.Trust != Unverified || ev.Peer.Identity == c.home.Identity() {
		t.Errorf("%+v", ev.Peer)
	}
	// The code is good still, without the relay.
	direct, _ := codes(t, "Bo", addr, i.Code)
	direct.checked(t, 0, NoFault)
}

func TestCodeExpires(t *testing.T) {
	host, server, addr := inviter(t, func(o *Options) { o.Limits.InviteFor = time.Millisecond })
	i := host.invite(t, server, false)
	host.uninvited(t, 0, InvitationExpired)
	p, _ := codes(t, "Ann", addr, i.Code)
	p.checked(t, 0, CodeExpired)
}

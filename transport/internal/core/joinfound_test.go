package core

import (
	"testing"
	"time"
)

func TestJoinFound(t *testing.T) {
	_, host, at := inviter(t, func(o *Options) { o.LetEveryoneIn = true })
	_, _, elsewhere := inviter(t, func(o *Options) { o.LetEveryoneIn = true })
	p, c, room := asMember(t, "Eva", at)
	p.leaves(t, c)
	known := FoundServer{Addr: elsewhere, Addrs: []string{elsewhere}, Known: true, Identity: room.Identity}
	join := func(f FoundServer, code string) Event {
		from := p.length()
		c.JoinFound(f, code)
		return p.verdict(t, from)
	}
	t.Run("a known server is not another that answers where it was found, which gets no say", func(t *testing.T) {
		if ev := join(known, ""); ev.Kind != DialFailed || faultIn(ev.Err) != WrongHost {
			t.Errorf("kind %d, %v", ev.Kind, ev.Err)
		}
		if k := c.Known(); len(k) != 1 || k[0].Addr != at || k[0].Trust != Unverified {
			t.Errorf("known are %+v", k)
		}
	})
	t.Run("it is joined at whichever of its addresses it is, and is no better known than before", func(t *testing.T) {
		known.Addrs = []string{elsewhere, at}
		if ev := join(known, ""); ev.Kind != Connected || ev.Peer.Identity != room.Identity || ev.Peer.Addr != at || ev.Peer.Trust != Unverified {
			t.Errorf("kind %d, %v, %+v", ev.Kind, ev.Err, ev.Peer)
		}
		p.leaves(t, c)
	})
	t.Run("what is no code is said, and nobody is asked", func(t *testing.T) {
		if ev := join(known, "12345"); ev.Kind != DialFailed || faultIn(ev.Err) != CodeInvalid {
			t.Errorf("kind %d, %v", ev.Kind, ev.Err)
		}
	})
	t.Run("another server is met for the first time", func(t *testing.T) {
		ev := join(FoundServer{Addr: elsewhere, Addrs: []string{elsewhere}}, "")
		if ev.Kind != Connected || ev.Peer.Identity == room.Identity || ev.Peer.Trust != Unverified {
			t.Errorf("kind %d, %v, %+v", ev.Kind, ev.Err, ev.Peer)
		}
		p.leaves(t, c)
	})
	t.Run("when each was reached is kept", func(t *testing.T) {
		c.Close()
		_ = p.home.Close()
		kept, err := KnownIn(t.Context(), p.dir)
		if err != nil || len(kept) != 2 || kept[0].Addr != elsewhere || time.Since(kept[1].Seen) > time.Hour || kept[1].Seen.IsZero() {
			t.Errorf("%+v, %v", kept, err)
		}
	})
	host.Close()
}

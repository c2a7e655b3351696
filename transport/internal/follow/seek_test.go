package follow

import (
	"context"
	"net"
	"testing"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

func TestSeek(t *testing.T) {
	h, other := newLittle(t, 1), newLittle(t, 1)
	c := invited(t, h.scripted, dialer(h.addr()))
	sought, ended := make(chan wire.Identity, 9), make(chan struct{})
	c.Seek = func(ctx context.Context, host wire.Identity, found func(Way)) {
		sought <- host
		for range soughtMost { // somebody says so of others
			found(Way{Addr: other.addr(), Dial: dialer(other.addr())})
		}
		found(Way{Addr: h.addr(), Dial: dialer(h.addr())})
		<-ctx.Done()
		close(ended)
	}
	f := start(t, c)
	f.phase(t, Online)
	f.Close()
	if len(sought) != 0 {
		t.Error("a host that is reached is looked for")
	}
	c.Dial = nowhere // the host that was met is there no more
	f = start(t, c)
	if s := f.phase(t, Online); s.Found != h.addr() || s.Host != wire.Identity(h.identity.ID()) {
		t.Errorf("it is reached at %q", s.Found)
	}
	if host := <-sought; secure.ID(host) != h.identity.ID() {
		t.Errorf("another host is looked for")
	}
	<-ended
}

func TestAHostThatIsNewIsNotLookedFor(t *testing.T) {
	h := newLittle(t, 1)
	c := invited(t, h.scripted, nowhere)
	c.Seek = func(context.Context, wire.Identity, func(Way)) { t.Error("it is looked for") }
	start(t, c).phase(t, Ended)
}

func TestReconnectWhenTheNetworksChange(t *testing.T) {
	h := newLittle(t, 1)
	c := invited(t, h.scripted, dialer(h.addr()))
	change := make(chan struct{})
	c.Networks = func(ctx context.Context, changed func()) {
		<-change
		changed()
	}
	first := true
	c.Dial = func(ctx context.Context) (conn net.Conn, err error) {
		if first {
			first = false
			close(change)
			<-ctx.Done() // until it is ended
			return nil, ctx.Err()
		}
		return dialer(h.addr())(ctx)
	}
	start(t, c).phase(t, Online)
}

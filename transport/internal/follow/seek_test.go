package follow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

func TestSeek(t *testing.T) {
	h, other := newLittle(t, 1), newLittle(t, 1)
	c := invited(t, h.scripted, dialer(h.addr()))
	sought, ended := make(chan wire.Identity, 9), make(chan struct{})
	c.Seek = func(ctx context.Context, s Search) {
		sought <- s.Host
		for n := range 2 * soughtMost { // somebody says so of others
			s.Heard([]Way{{Addr: fmt.Sprint(n), Dial: dialer(other.addr())}})
		}
		s.Heard([]Way{{Addr: h.addr(), Dial: dialer(h.addr())}})
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

func TestSought(t *testing.T) {
	t.Run("of the many addresses where a host was met the latest count, whatever is heard", func(t *testing.T) {
		h := newLittle(t, 1)
		c := invited(t, h.scripted, dialer(h.addr()))
		f := start(t, c)
		f.phase(t, Online)
		f.Close()
		c.Dial = nowhere
		c.Seek = func(ctx context.Context, s Search) {
			for n := range 2 * soughtMost {
				s.Heard([]Way{{Addr: fmt.Sprint("heard ", n), Dial: nowhere}})
			}
			met := []Way{{Addr: h.addr(), Dial: dialer(h.addr())}}
			for n := range 2 * soughtMost {
				met = append(met, Way{Addr: fmt.Sprint("met ", n), Dial: nowhere})
			}
			s.Met(met)
			<-ctx.Done()
		}
		if s := start(t, c).phase(t, Online); s.Found != h.addr() {
			t.Errorf("it is reached at %q", s.Found)
		}
	})
	t.Run("what only repeats leaves the attempt alone, and what is heard again has the next one follow", func(t *testing.T) {
		f, ended := &Follower{again: make(chan struct{}, 1)}, 0
		f.dialing = func() { ended++ }
		met, heard := []Way{{Addr: "met"}}, []Way{{Addr: "heard"}}
		for _, expect := range []struct {
			take  func([]Way)
			ways  []Way
			ended int
			next  bool
		}{{f.metAt, met, 1, true}, {f.metAt, met, 1, false}, {f.heardAt, heard, 2, true}, {f.metAt, met, 2, false}, {f.heardAt, heard, 2, true}} {
			expect.take(expect.ways)
			if next := len(f.again) > 0; ended != expect.ended || next != expect.next {
				t.Errorf("after %s %d attempts are ended, and the next follows: %v", expect.ways[0].Addr, ended, next)
			}
			f.again = make(chan struct{}, 1)
		}
	})
	t.Run("an error is never that of a way that was sought", func(t *testing.T) {
		h := newLittle(t, 1)
		c := invited(t, h.scripted, dialer(h.addr()))
		f := start(t, c)
		f.phase(t, Online)
		f.Close()
		nobody, tried := errors.New("nobody there"), make(chan struct{})
		c.Dial = func(context.Context) (net.Conn, error) { return nil, nobody }
		c.Seek = func(ctx context.Context, s Search) {
			s.Heard([]Way{{Addr: "elsewhere", Dial: func(context.Context) (net.Conn, error) {
				select {
				case tried <- struct{}{}:
				case <-ctx.Done():
				}
				return nil, errors.New("elsewhere")
			}}})
			<-ctx.Done()
		}
		f = start(t, c)
		for range 3 {
			<-tried
		}
		f.Close()
		for _, s := range f.states {
			if s.Phase == Waiting && !errors.Is(s.Err, nobody) {
				t.Errorf("it tells %v", s.Err)
			}
		}
	})
	t.Run("Reconnect has it looked for at once", func(t *testing.T) {
		h := newLittle(t, 1)
		c := invited(t, h.scripted, dialer(h.addr()))
		f := start(t, c)
		f.phase(t, Online)
		f.Close()
		c.Dial = nowhere
		looks := make(chan struct{})
		c.Seek = func(ctx context.Context, s Search) {
			looks <- struct{}{}
			select {
			case <-s.Again:
				s.Heard([]Way{{Addr: h.addr(), Dial: dialer(h.addr())}})
			case <-ctx.Done():
			}
			<-ctx.Done()
		}
		f = start(t, c)
		<-looks
		f.Reconnect()
		f.phase(t, Online)
	})
}

func TestTheAddressOfAHostGoesToAnother(t *testing.T) {
	other := newLittle(t, 1)
	// usurped is a client whose host is met if met is set, and then another at its address.
	usurped := func(t *testing.T, h *scripted, met bool, wait time.Duration, seek Seeker) *client {
		c := invited(t, h, dialer(h.addr()))
		c.Seek, c.Timing.Elsewhere, c.Timing.Flush = seek, wait, time.Millisecond
		var gone atomic.Bool
		c.Dial = func(ctx context.Context) (net.Conn, error) {
			if gone.Swap(true) {
				return dialer(other.addr())(ctx)
			}
			return dialer(h.addr())(ctx)
		}
		f := start(t, c)
		there := h.serve(t)
		f.phase(t, Online)
		if !met { // but in the run before
			go func() {
				there.answerPings() // until it goes
				there.hangUp()
			}()
			f.Close()
			return start(t, c)
		}
		there.hangUp()
		return f
	}
	nothing := func(ctx context.Context, _ Search) { <-ctx.Done() }
	ended := func(t *testing.T, f *client) {
		t.Helper()
		var changed *secure.ChangedKeyError
		if s := f.phase(t, Ended); !errors.As(s.Err, &changed) {
			t.Errorf("it tells %v", s.Err)
		}
	}
	t.Run("it is followed where it is found", func(t *testing.T) {
		h := newScripted(t)
		f := usurped(t, h, true, patience, func(ctx context.Context, s Search) {
			s.Heard([]Way{{Addr: "found", Dial: dialer(h.addr())}})
			<-ctx.Done()
		})
		h.serve(t)
		f.await(t, "it is reached again", func() bool {
			s := f.states[len(f.states)-1]
			return s.Phase == Online && s.Found == "found"
		})
	})
	t.Run("its key has changed if it is not found", func(t *testing.T) { ended(t, usurped(t, newScripted(t), true, time.Millisecond, nothing)) })
	t.Run("where it was found since counts longer than who has its old address", func(t *testing.T) {
		for _, moved := range []bool{true, false} {
			f := &Follower{known: true, proved: true, moved: moved, usurped: time.Now().Add(-time.Hour), config: Config{Seek: nothing}}
			if f.elsewhere(&secure.ChangedKeyError{}) != moved {
				t.Errorf("it is looked for: %v", !moved)
			}
		}
	})
	t.Run("its key has changed if it was not met in this run", func(t *testing.T) {
		f := usurped(t, newScripted(t), false, patience, nothing)
		ended(t, f)
		for _, s := range f.states {
			if s.Phase == Waiting {
				t.Error("it is looked for")
			}
		}
	})
}

func TestAHostThatIsNewIsNotLookedFor(t *testing.T) {
	h := newLittle(t, 1)
	c := invited(t, h.scripted, nowhere)
	c.Seek = func(context.Context, Search) { t.Error("it is looked for") }
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

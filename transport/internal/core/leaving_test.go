package core

import (
	"io"
	"net"
	"sync"
	"testing"

	"confab/transport/internal/follow"
	"confab/transport/internal/wire"
)

// deafDoor is a way to addr on which nothing the client says gets through any more
// after deaf was called.
func deafDoor(t *testing.T, addr string) (door string, deaf func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	over := make(chan struct{})
	go func() {
		a, err := l.Accept()
		if err != nil {
			return
		}
		defer a.Close()
		b, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		defer b.Close()
		go func() { _, _ = io.Copy(a, b); _ = a.Close() }()
		buffer := make([]byte, 4096)
		for {
			n, err := a.Read(buffer)
			if err != nil {
				return
			}
			select {
			case <-over:
				continue // lost on the way
			default:
			}
			if _, err := b.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	return l.Addr().String(), sync.OnceFunc(func() { close(over) })
}

func TestLeaving(t *testing.T) {
	t.Parallel() // a leaving client waits for the answer that does not come
	t.Run("what is said while one leaves is refused at once, and is no trouble of the disk", func(t *testing.T) {
		_, _, addr := hostParty(t, nil)
		door, deaf := deafDoor(t, addr)
		p, c, room := asMember(t, "Anna", door)
		deaf()
		send(t, c, room.Talk(), "kept")
		from := p.length()
		c.Hangup() // which waits for the answer
		_, err := c.Send(room.Talk(), "too late")
		p.wait(t, from, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.ID == room.ID })
		if faultIn(err) != NotConnected {
			t.Errorf("it answers %v", err)
		}
		if page := p.page(t, c.Load, room.Talk()); len(page.Pending) != 1 || page.Pending[0].Text != "kept" || page.Pending[0].State != Queued {
			t.Errorf("pending are %+v", page.Pending)
		}
		p.untroubled(t)
	})
}

func TestSaidToWhoEnded(t *testing.T) {
	t.Run("what finds its connection ended is shown as not sent, and is no trouble of the disk", func(t *testing.T) {
		_, _, addr := hostParty(t, nil)
		p, c, room := asMember(t, "Anna", addr)
		c.lock()
		r := c.room(room.Talk())
		post, err := c.compose(wire.Text, r.id, "hello", MessageID{})
		c.unlock()
		if err != nil {
			t.Fatal(err)
		}
		c.unkept(r, post, follow.ErrClosed)
		p.wait(t, 0, "the refused message", func(ev Event) bool {
			return ev.Kind == Updated && ev.Message().ID == post.CID && ev.Message().State == Failed && ev.Message().Fault == NotConnected
		})
		p.untroubled(t)
	})
}

func TestTwoClientsOfOneHome(t *testing.T) {
	t.Run("what one forgets the next one does not know either", func(t *testing.T) {
		_, _, addr := hostParty(t, nil)
		_, _, second := hostParty(t, nil)
		p := newParty(t)
		for _, addr := range []string{addr, second} {
			c := NewClient(p.options("Anna"))
			from := p.length()
			c.Join(addr)
			p.wait(t, from, "Connected", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Addr == addr })
			c.Close()
		}
		_ = p.home.Close()
		p.open(t)
		first := NewClient(p.options("Anna"))
		defer first.Close()
		first.ForgetServer(addr)
		next := NewClient(p.options("Anna"))
		defer next.Close()
		if known := next.Known(); len(known) != 1 || known[0].Addr != second {
			t.Errorf("known are %+v", known)
		}
	})
}

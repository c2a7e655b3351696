package follow

import (
	"context"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

// impatient is a store that soon gives up on a disk that cannot be written.
var impatient = store.Options{BusyTimeout: 250 * time.Millisecond}

// seize keeps everybody else from writing the database in dir.
func seize(t *testing.T, dir string) (release func()) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	db, err := sqlite3.Open(found[0])
	no(t, err)
	no(t, db.BusyTimeout(time.Minute))
	no(t, db.Exec("BEGIN IMMEDIATE"))
	return func() { no(t, db.Close()) }
}

func TestDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(dir, impatient)
	no(t, err)
	t.Cleanup(func() { s.Close() })
	h := newScripted(t)
	config := configure(t, s, h.addr())
	config.Timing.PingAfter, config.Timing.DeadAfter = time.Second, 3*time.Second
	config.Dial = func(ctx context.Context) (net.Conn, error) {
		conn, err := dialer(h.addr())(ctx)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(64 << 10)
		}
		return conn, err
	}
	c := start(t, config)
	raw, err := h.listener.Accept()
	no(t, err)
	no(t, raw.(*net.TCPConn).SetWriteBuffer(64<<10))
	call := h.receive(t, raw)
	call.send(h.welcome(wire.Member))
	call.send(event(1))
	c.await(t, "the first is logged", func() bool { return len(c.logged) == 1 })
	release := seize(t, dir)

	// More than the inbox and the sockets on the way hold.
	told := make(chan error, 1)
	const last = 6000
	go func() {
		defer func() { // it lives, also when it has no more to tell
			_ = call.conn.SetReadDeadline(time.Time{})
			for {
				f, err := call.r.Next()
				if ping, ok := f.(*wire.Ping); ok && err == nil {
					if err = call.w.Append(&wire.Pong{Token: ping.Token}); err == nil {
						err = call.w.Flush()
					}
				}
				if err != nil {
					return
				}
			}
		}()
		for seq := uint64(2); seq <= last; seq++ {
			e := event(seq)
			if err := call.w.Append(e); err != nil {
				told <- err
				return
			}
			if call.w.Full() || seq == last {
				_ = call.conn.SetWriteDeadline(time.Now().Add(2 * patience))
				if err := call.w.Flush(); err != nil {
					told <- err
					return
				}
			}
		}
		told <- nil
		call.answerPings() // while a slow disk takes all that
	}()
	t.Run("a disk that cannot be written is told once, and stops the host", func(t *testing.T) {
		c.await(t, "trouble is told", func() bool { return len(c.troubles) == 1 })
		select {
		case err := <-told:
			t.Errorf("the host could tell everything: %v", err)
		default:
		}
		if n := len(c.logged); n != 1 {
			t.Errorf("%d are logged", n)
		}
	})
	t.Run("it is told once when it can be written again, and nothing was lost", func(t *testing.T) {
		release()
		for n := last / 10; n <= last; n += last / 10 { // with patience for each tenth
			c.await(t, "all is logged", func() bool { return len(c.logged) >= n })
		}
		c.await(t, "no more is logged", func() bool { return len(c.logged) == last })
		c.witness.mu.Lock()
		if len(c.troubles) != 2 || c.troubles[0] == nil || c.troubles[1] != nil {
			t.Error(c.troubles)
		}
		for _, s := range c.states {
			if s.Phase == Waiting {
				t.Error("the connection was lost:", s.Err)
			}
		}
		c.witness.mu.Unlock()
		no(t, <-told)
		_, cursors, err := c.copies[0].replica.Cursors(context.Background())
		if err != nil || cursors[wire.Everyone] != last {
			t.Error(cursors, err)
		}
	})
}

func TestCommit(t *testing.T) {
	var hold atomic.Bool
	held, release := make(chan struct{}), make(chan struct{})
	s, err := store.Open(t.TempDir(), store.Options{Hooks: store.Hooks{BeforeCommit: func() {
		if hold.Load() {
			held <- struct{}{}
			<-release
		}
	}}})
	no(t, err)
	t.Cleanup(func() { s.Close() })
	h := newScripted(t)
	c := start(t, configure(t, s, h.addr()))
	call := h.serve(t)
	c.phase(t, Online)
	frames := make(chan wire.Frame, 100)
	go func() {
		defer close(frames)
		_ = call.conn.SetReadDeadline(time.Now().Add(patience))
		for {
			f, err := call.r.Next()
			if err != nil {
				return
			}
			frames <- f
		}
	}()
	// nothing checks that a host hears nothing for a while.
	nothing := func(t *testing.T) {
		t.Helper()
		select {
		case f := <-frames:
			t.Errorf("%v came before the commit", f.Type())
		case <-time.After(100 * time.Millisecond):
		}
	}

	t.Run("no event is told, and no GOT goes out, before the commit", func(t *testing.T) {
		hold.Store(true)
		call.send(event(1))
		<-held
		nothing(t)
		c.witness.mu.Lock()
		if len(c.logged) != 0 {
			t.Error("the watcher was told")
		}
		c.witness.mu.Unlock()
		hold.Store(false)
		release <- struct{}{}
		if g, ok := (<-frames).(*wire.Got); !ok || g.Cursors[wire.Everyone] != 1 {
			t.Error(g)
		}
	})

	t.Run("no message is queued, and none is sent, before the commit", func(t *testing.T) {
		hold.Store(true)
		done := make(chan error, 1)
		c.Post(text(1), wire.Identity{}, func(err error) { done <- err })
		<-held
		nothing(t)
		c.witness.mu.Lock()
		if len(c.queued) != 0 || len(done) != 0 {
			t.Error("the watcher was told")
		}
		c.witness.mu.Unlock()
		hold.Store(false)
		release <- struct{}{}
		no(t, <-done)
		if p, ok := (<-frames).(*wire.Post); !ok || p.CID != cid(1) {
			t.Error(p)
		}
		c.await(t, "it is queued", func() bool { return len(c.queued) == 1 })
	})
	call.hangUp()
	for range frames {
	}
}

package follow

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// within reports whether d is base, a fifth more or less.
func within(d, base time.Duration) bool { return d >= base*4/5 && d <= base*6/5+time.Millisecond }

// diskWait is what may pass while nothing is waited for: SQLite sleeps for
// microseconds where a reader meets the writer.
const diskWait = time.Millisecond

// bubbled is a client of a scripted host at the other end of a net.Pipe, with
// the default timing and a clock that stands still while anything is done.
func bubbled(t *testing.T, run func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool)) {
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.TempDir(), store.Options{})
		no(t, err)
		defer s.Close()
		h := &scripted{identity: identity(t), epoch: wire.Epoch{1}, limits: defaultLimits}
		calls := make(chan net.Conn, 1)
		var fail atomic.Bool
		w := newWitness()
		config := Config{Self: identity(t), Name: "Boris", App: "confab test", Store: s, Watcher: w, Pin: secure.FirstContact(),
			Dial: func(ctx context.Context) (net.Conn, error) {
				if fail.Load() {
					return nil, errCut
				}
				here, there := net.Pipe()
				select {
				case calls <- there:
					return here, nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}}
		c := &client{Start(config), w, config}
		defer c.Close()
		run(t, c, h, calls, &fail)
	})
}

// nextPause waits for the next wait to begin and returns how long it is.
func (c *client) nextPause(t *testing.T) time.Duration {
	t.Helper()
	synctest.Wait()
	c.witness.mu.Lock()
	defer c.witness.mu.Unlock()
	if len(c.states) == 0 || c.states[len(c.states)-1].Phase != Waiting {
		t.Fatal(c.states)
	}
	return time.Until(c.states[len(c.states)-1].Retry)
}

func TestBackoff(t *testing.T) {
	bases := []time.Duration{200, 400, 800, 1600, 3200, 6400, 12800, 15000, 15000, 15000}

	t.Run("waits double from 200 ms to 15 s, and begin anew after Reconnect and after a welcome", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			call := h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			synctest.Wait()
			fail.Store(true)
			call.hangUp()
			for n, base := range bases {
				d := c.nextPause(t)
				if !within(d, base*time.Millisecond) {
					t.Errorf("wait %d is %v", n, d)
				}
				time.Sleep(d)
			}
			c.nextPause(t)
			began := time.Now()
			c.Reconnect()
			if d := c.nextPause(t); !within(d, 200*time.Millisecond) || time.Since(began) >= diskWait {
				t.Errorf("after Reconnect: %v, %v", d, time.Since(began))
			}
			for range 5 {
				time.Sleep(c.nextPause(t))
			}
			d := c.nextPause(t)
			fail.Store(false)
			time.Sleep(d)
			call = h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			synctest.Wait()
			call.hangUp()
			if d := c.nextPause(t); !within(d, 200*time.Millisecond) {
				t.Errorf("after a welcome: %v", d)
			}
		})
	})

	t.Run("a host that breaks the protocol after its WELCOME is tried ever less", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			for n := range 4 {
				call := h.receive(t, <-calls)
				call.send(h.welcome(wire.Member))
				call.send(&wire.Fetch{Room: wire.Everyone, From: 1, To: 1})
				expect[*wire.Bye](call)
				call.hangUp()
				d := c.nextPause(t)
				if !within(d, bases[n]*time.Millisecond) {
					t.Errorf("wait %d is %v", n, d)
				}
				time.Sleep(d)
			}
			(<-calls).Close()
		})
	})

	t.Run("a full host is obeyed", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			call := h.receive(t, <-calls)
			call.send(&wire.Bye{Reason: wire.ByeFull, RetryAfter: time.Minute})
			call.hangUp()
			if d := c.nextPause(t); d < time.Minute || d > 72*time.Second {
				t.Error(d)
			}
			var bye *session.ByeError
			if s := c.states[len(c.states)-1]; !errors.As(s.Err, &bye) || bye.Reason != wire.ByeFull {
				t.Error(s.Err)
			}
		})
	})

	t.Run("asking may take a day", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			call := h.receive(t, <-calls)
			call.send(h.welcome(wire.JoinRequired))
			synctest.Wait()
			no(t, call.conn.SetDeadline(time.Time{}))
			go func() { // the host's person sleeps, the host does not
				for range 24 * 60 * 12 {
					time.Sleep(5 * time.Second)
					if call.w.Append(&wire.Ping{}) != nil || call.w.Flush() != nil {
						return
					}
					for {
						if f, err := call.r.Next(); err != nil {
							return
						} else if _, ok := f.(*wire.Pong); ok {
							break
						}
					}
				}
				_ = call.w.Append(h.welcome(wire.Member))
				_ = call.w.Flush()
			}()
			time.Sleep(24*time.Hour + time.Second)
			synctest.Wait()
			if s := c.states[len(c.states)-1]; s.Phase != Online {
				t.Error(s)
			}
			call.hangUp()
		})
	})

	t.Run("a host that falls silent is noticed within 26 s, and after Reconnect within 2 s", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			call := h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			synctest.Wait()
			fail.Store(true)
			began := time.Now()
			c.phase(t, Waiting)
			if took := time.Since(began); took > 26*time.Second || took < 20*time.Second {
				t.Error(took)
			}
			d := c.nextPause(t)
			fail.Store(false)
			time.Sleep(d)
			call = h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			synctest.Wait()
			began = time.Now()
			c.Reconnect()
			there := <-calls
			if took := time.Since(began).Round(diskWait); took != 2*time.Second {
				t.Error(took)
			}
			there.Close()
			call.hangUp()
		})
	})

	t.Run("after Reconnect a host that lives is kept", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			call := h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			synctest.Wait()
			c.Reconnect()
			for {
				f, err := call.r.Next()
				no(t, err)
				if p, ok := f.(*wire.Ping); ok {
					call.send(&wire.Pong{Token: p.Token})
					break
				}
			}
			time.Sleep(4 * time.Second)
			synctest.Wait()
			if s := c.states[len(c.states)-1]; s.Phase != Online {
				t.Error(s)
			}
			call.hangUp()
		})
	})

	t.Run("Reconnect gives up a dial that hangs", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, err := store.Open(t.TempDir(), store.Options{})
			no(t, err)
			defer s.Close()
			w := newWitness()
			var dials atomic.Int32
			f := Start(Config{Self: identity(t), Name: "Boris", App: "confab test", Store: s, Watcher: w, Pin: secure.FirstContact(),
				Dial: func(ctx context.Context) (net.Conn, error) {
					dials.Add(1)
					<-ctx.Done()
					return nil, ctx.Err()
				}})
			defer f.Close()
			synctest.Wait()
			f.Reconnect()
			synctest.Wait()
			if n := dials.Load(); n != 2 {
				t.Errorf("%d dials", n)
			}
			time.Sleep(11 * time.Second)
			synctest.Wait()
			if s := w.states[len(w.states)-1]; s.Phase != Ended || !errors.Is(s.Err, context.DeadlineExceeded) {
				t.Error(s)
			}
		})
	})
}

package follow

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"confab/transport/internal/hub"
	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// hubWatch is what a hub tells, of which these tests want who asks.
type hubWatch struct{ asks chan wire.Identity }

func (w hubWatch) MemberChanged(m hub.Member, _ error) {
	if m.State == hub.Asking {
		w.asks <- m.ID
	}
}
func (hubWatch) Logged(wire.Event)                            {}
func (hubWatch) Received(wire.RoomID, uint64, uint64, uint64) {}
func (hubWatch) Typing(wire.RoomID, wire.Identity)            {}
func (hubWatch) Halted(*wire.Halt)                            {}
func (hubWatch) Restored()                                    {}
func (hubWatch) Misfit(wire.Identity)                         {}
func (hubWatch) Trouble(error)                                {}

// host is the real one.
type host struct {
	*hub.Hub
	identity *secure.Identity
	store    *store.Store
	dir      string // of store
	log      store.LogID
	addr     string
	asks     chan wire.Identity
	stop     func() // before the store can be closed
}

func openHost(t testing.TB, acceptAll bool, said ...wire.Post) *host {
	t.Helper()
	dir, self := t.TempDir(), identity(t)
	s, err := store.Open(dir, store.Options{})
	no(t, err)
	t.Cleanup(func() { s.Close() })
	return hostOn(t, s, dir, self, acceptAll, said...)
}

func hostOn(t testing.TB, s *store.Store, dir string, self *secure.Identity, acceptAll bool, said ...wire.Post) *host {
	t.Helper()
	log, err := s.Host(wire.Identity(self.ID()))
	no(t, err)
	for posts := range slices.Chunk(said, store.MaxBatch) {
		var entries []store.Entry
		for _, p := range posts {
			entries = append(entries, store.Entry{Post: p, From: wire.Identity(self.ID())})
		}
		_, err = log.Append(entries)
		no(t, err)
	}
	asks := make(chan wire.Identity, 100)
	h, err := hub.New(hub.Config{Self: self, Name: "Anna's", App: "confab test", Store: s, Host: log, Watcher: hubWatch{asks},
		AcceptAll: acceptAll, ShareHistory: true, Limits: hub.Limits{MessagesPerSecond: 2000, Burst: 2000, BytesPerSecond: 1 << 30}})
	no(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	no(t, err)
	var serving sync.WaitGroup
	config := secure.ServerConfig(self, h.Decide)
	serving.Go(func() {
		for {
			raw, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer raw.Close()
				ctx, cancel := context.WithTimeout(context.Background(), patience)
				defer cancel()
				if conn, err := secure.Server(ctx, raw, config); err == nil {
					_ = h.Serve(conn, origin.Origin{})
				} else if c, ok := raw.(*net.TCPConn); ok {
					_ = c.CloseWrite()
				}
			})
		}
	})
	stop := sync.OnceFunc(func() {
		listener.Close()
		h.Close()
		serving.Wait()
	})
	t.Cleanup(stop)
	return &host{h, self, s, dir, log.Log(), listener.Addr().String(), asks, stop}
}

// records is a whole room of a log, which must have no gap.
func records(t testing.TB, s *store.Store, log store.LogID, room wire.RoomID) (all []wire.Event) {
	t.Helper()
	for seq := uint64(0); ; {
		page, err := s.After(context.Background(), log, room, seq, store.MaxPage)
		no(t, err)
		for _, r := range page {
			if r.Seq != seq+1 {
				t.Fatalf("%d follows %d", r.Seq, seq)
			}
			seq = r.Seq
			all = append(all, r.Event)
		}
		if len(page) == 0 {
			return all
		}
	}
}

func TestMeet(t *testing.T) {
	t.Run("three followers whose connections are cut all the time end with the log of the hub", func(t *testing.T) {
		h := openHost(t, true)
		const each = 150
		const all = 3*each + each
		var stop atomic.Bool // cutting
		var cuts atomic.Int32
		var clients []*client
		for n := range 3 {
			config := configure(t, openStore(t), h.addr)
			chance := rand.New(rand.NewPCG(uint64(n), 1)) // used by the run loop alone
			config.Dial = func(ctx context.Context) (net.Conn, error) {
				conn, err := dialer(h.addr)(ctx)
				if err != nil || stop.Load() {
					return conn, err
				}
				cuts.Add(1)
				return &cutConn{Conn: conn, left: 3000 + chance.IntN(12000)}, nil
			}
			// A cut in the first handshakes must not count as a stranger's.
			config.Pin = secure.PinTo(h.identity.ID())
			clients = append(clients, start(t, config))
		}
		var talking sync.WaitGroup
		for n, c := range clients {
			talking.Go(func() {
				for m := range each {
					p := text(1000*(n+1) + m)
					c.Post(p, wire.Identity{}, nil)
				}
			})
		}
		talking.Go(func() {
			for m := range each {
				done := make(chan error, 1)
				h.Post(text(m), wire.Identity{}, func(_ store.Answer, err error) { done <- err })
				if err := <-done; err != nil {
					t.Error(err)
				}
			}
		})
		talking.Wait()
		for _, c := range clients {
			c.await(t, "everything is logged", func() bool { return len(c.logged) >= all })
		}
		stop.Store(true)
		want := records(t, h.store, h.log, wire.Everyone)
		if len(want) != all {
			t.Fatalf("the hub has %d of %d", len(want), all)
		}
		last := map[wire.Identity]string{}
		for _, e := range want {
			if before := last[e.From]; before != "" && len(before) == len(e.Body) && before >= e.Body {
				t.Fatalf("%s follows %s", e.Body, before)
			}
			last[e.From] = e.Body
		}
		for n, c := range clients {
			c.witness.mu.Lock()
			told := slices.Clone(c.logged)
			c.witness.mu.Unlock()
			if kept := records(t, c.config.Store, c.copies[0].log, wire.Everyone); !slices.Equal(kept, want) || !slices.Equal(told, want) {
				t.Errorf("client %d has %d and was told %d of %d", n, len(kept), len(told), len(want))
			}
			if left := waiting(t, c.copies[0].replica); left != 0 {
				t.Errorf("%d of client %d wait", left, n)
			}
		}
		if cuts.Load() < 10 {
			t.Errorf("only %d connections: the test has lost its meaning", cuts.Load())
		}
		t.Logf("%d connections", cuts.Load())
	})

	t.Run("a direct talk reaches the two and nobody else", func(t *testing.T) {
		h := openHost(t, true)
		var clients []*client
		for range 3 {
			c := start(t, configure(t, openStore(t), h.addr))
			c.phase(t, Online)
			clients = append(clients, c)
		}
		a, b := wire.Identity(clients[0].config.Self.ID()), wire.Identity(clients[1].config.Self.ID())
		p := text(1)
		p.Room = wire.Direct(a, b)
		clients[0].Post(p, b, nil)
		clients[2].Post(text(2), wire.Identity{}, nil)
		for _, c := range clients[:2] {
			c.await(t, "both are logged", func() bool { return len(c.logged) == 2 })
		}
		clients[2].await(t, "its own is logged", func() bool { return len(clients[2].logged) == 1 })
		clients[0].await(t, "the other has it", func() bool { return clients[0].received[p.Room][0] == 1 })
		rooms, err := clients[1].config.Store.Rooms(context.Background(), clients[1].copies[0].log)
		if err != nil || len(rooms) != 2 || !slices.Contains(rooms[1].Members[:], a) || !slices.Contains(rooms[1].Members[:], b) {
			t.Error(rooms, err)
		}
	})

	t.Run("who asks is accepted, declined, removed and blocked", func(t *testing.T) {
		h := openHost(t, false)
		ended := func(c *client, reason wire.ByeReason) {
			t.Helper()
			var bye *session.ByeError
			if s := c.phase(t, Ended); !errors.As(s.Err, &bye) || bye.Reason != reason {
				t.Error(s.Err)
			}
		}
		declined := start(t, configure(t, openStore(t), h.addr))
		no(t, h.Decline(<-h.asks))
		ended(declined, wire.ByeDeclined)
		c := start(t, configure(t, openStore(t), h.addr))
		c.phase(t, Asking)
		no(t, c.say(t, text(1)))
		id := <-h.asks
		no(t, h.Accept(id))
		c.phase(t, Online)
		c.await(t, "what waited is logged", func() bool { return len(c.logged) == 1 })
		no(t, h.Remove(id))
		ended(c, wire.ByeRemoved)
		no(t, h.Block(id))
		again := start(t, c.config)
		if s := again.phase(t, Ended); !errors.Is(s.Err, ErrRefused) {
			t.Error(s.Err)
		}
	})

	t.Run("of one identity in two places the later one stays", func(t *testing.T) {
		h := openHost(t, true)
		first := start(t, configure(t, openStore(t), h.addr))
		first.phase(t, Online)
		other := first.config
		other.Store = openStore(t)
		second := start(t, other)
		second.phase(t, Online)
		var bye *session.ByeError
		if s := first.phase(t, Ended); !errors.As(s.Err, &bye) || bye.Reason != wire.ByeReplaced {
			t.Error(s.Err)
		}
	})
}

// BenchmarkResume is run by name: the time from the first dial until 100 000
// missed messages are on disk and told.
func BenchmarkResume(b *testing.B) {
	const missed = 100_000
	var said []wire.Post
	for n := range missed {
		p := text(n)
		p.Body = fmt.Sprintf("message %d of those that were said while nobody of you was here", n)
		said = append(said, p)
	}
	h := openHost(b, true, said...)
	for b.Loop() {
		c := start(b, configure(b, openStore(b), h.addr))
		c.await(b, "everything is logged", func() bool { return len(c.logged) == missed })
		b.StopTimer()
		c.Close()
		b.StartTimer()
	}
	b.ReportMetric(missed*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

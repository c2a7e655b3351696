package follow

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// patience is how long a test waits for what must happen, also by a clock that
// stands still.
const patience = time.Minute

// witness is a Watcher that writes down what it is told.
type witness struct {
	mu       sync.Mutex
	news     chan struct{} // closed and renewed with every call
	busy     bool          // a call is being made
	overlaps int
	states   []State
	copies   []attachment
	more     int
	members  []Member
	queued   []wire.CID
	held     []wire.CID
	refused  map[wire.CID]wire.NakReason
	logged   []wire.Event
	carried  []store.Carried
	received map[wire.RoomID][2]uint64
	typing   []wire.Identity
	troubles []error
	delays   []bool
	results  []error // of codes
	restored int
	begins   []uint64
}

type attachment struct {
	replica *store.Replica
	log     store.LogID
	how     Beginning
}

func newWitness() *witness {
	return &witness{news: make(chan struct{}), refused: map[wire.CID]wire.NakReason{}, received: map[wire.RoomID][2]uint64{}}
}

func (w *witness) note(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy {
		w.overlaps++
	}
	w.busy = true
	change()
	close(w.news)
	w.news = make(chan struct{})
	w.busy = false
}

func (w *witness) State(s State) { w.note(func() { w.states = append(w.states, s) }) }
func (w *witness) Attached(r *store.Replica, log store.LogID, _ wire.Cursors, how Beginning) {
	w.note(func() { w.copies = append(w.copies, attachment{r, log, how}) })
}
func (w *witness) Begins(first uint64) { w.note(func() { w.begins = append(w.begins, first) }) }
func (w *witness) Member(m Member)     { w.note(func() { w.members = append(w.members, m) }) }
func (w *witness) More()               { w.note(func() { w.more++ }) }
func (w *witness) Queued(o store.Outgoing) {
	w.note(func() { w.queued = append(w.queued, o.CID) })
}
func (w *witness) Held(o store.Outgoing, _ error) {
	w.note(func() { w.held = append(w.held, o.CID) })
}
func (w *witness) Refused(p wire.Post, reason wire.NakReason) {
	w.note(func() { w.refused[p.CID] = reason })
}
func (w *witness) Restored() { w.note(func() { w.restored++ }) }
func (w *witness) Logged(e wire.Event, carried []store.Carried) {
	w.note(func() { w.logged, w.carried = append(w.logged, e), append(w.carried, carried...) })
}
func (w *witness) Received(room wire.RoomID, got, read uint64) {
	w.note(func() { w.received[room] = [2]uint64{got, read} })
}
func (w *witness) Typing(_ wire.RoomID, from wire.Identity) {
	w.note(func() { w.typing = append(w.typing, from) })
}
func (w *witness) Code(err error)    { w.note(func() { w.results = append(w.results, err) }) }
func (w *witness) Delayed(on bool)   { w.note(func() { w.delays = append(w.delays, on) }) }
func (w *witness) Trouble(err error) { w.note(func() { w.troubles = append(w.troubles, err) }) }

// eventually waits until the condition holds, of what no watcher is told.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patience); !condition(); <-tick.C {
		if time.Now().After(late) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// await waits until the condition holds.
func (w *witness) await(t testing.TB, what string, condition func() bool) {
	t.Helper()
	late := time.After(patience)
	for {
		w.mu.Lock()
		met, news := condition(), w.news
		w.mu.Unlock()
		if met {
			return
		}
		select {
		case <-news:
		case <-late:
			w.mu.Lock()
			defer w.mu.Unlock()
			t.Fatalf("waited in vain until %s; %d logged, refused %v, states %v", what, len(w.logged), w.refused, w.states)
		}
	}
}

func (w *witness) phase(t testing.TB, p Phase) (s State) {
	t.Helper()
	w.await(t, p.String(), func() bool {
		if len(w.states) > 0 {
			s = w.states[len(w.states)-1]
		}
		return len(w.states) > 0 && s.Phase == p
	})
	return s
}

// bodies is what was logged of a room; not in the order of Seq is an error.
func (w *witness) bodies(t testing.TB, room wire.RoomID) (all []string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	last := uint64(0)
	for _, e := range w.logged {
		if e.Room != room {
			continue
		}
		if e.Seq <= last {
			t.Errorf("%d was logged after %d", e.Seq, last)
		}
		last = e.Seq
		all = append(all, e.Body)
	}
	return all
}

func identity(t testing.TB) *secure.Identity {
	t.Helper()
	i, err := secure.NewIdentity()
	no(t, err)
	return i
}

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	no(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// quick tries again at once, and gives a host that is slow to answer its time.
var quick = Timing{BackoffMin: time.Millisecond, BackoffMax: 20 * time.Millisecond,
	Dial: patience, Handshake: patience, Welcome: patience}

// client is a Follower under test and what belongs to it.
type client struct {
	*Follower
	*witness
	config Config
}

func dialer(addr string) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", addr)
	}
}

func configure(t testing.TB, s *store.Store, addr string) Config {
	return Config{Self: identity(t), Name: "Boris", App: "confab test", Store: s, Dial: dialer(addr),
		Pin: secure.FirstContact(), Timing: quick}
}

func start(t testing.TB, c Config) *client {
	t.Helper()
	w := newWitness()
	c.Watcher = w
	f := &client{Start(c), w, c}
	t.Cleanup(func() {
		f.Close()
		if w.overlaps > 0 {
			t.Errorf("%d calls came at the same time as others", w.overlaps)
		}
	})
	return f
}

// cid is the n-th message's.
func cid(n int) (c wire.CID) {
	binary.BigEndian.PutUint64(c[8:], uint64(n)+1)
	return c
}

func text(n int) wire.Post {
	return wire.Post{CID: cid(n), Room: wire.Everyone, Kind: wire.Text, Body: fmt.Sprintf("message %d", n), ClientTime: 1000}
}

// say posts a message and waits until it is in the outbox, or will never be.
func (c *client) say(t testing.TB, p wire.Post) error {
	t.Helper()
	done := make(chan error, 1)
	c.Post(p, wire.Identity{}, func(err error) { done <- err })
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		t.Fatal("the outbox did not answer")
		return nil
	}
}

// waiting is how many rows of the outbox are not answered.
func waiting(t testing.TB, r *store.Replica) (n int) {
	t.Helper()
	rows, err := r.Outbox(context.Background(), store.Outgoing{}, store.MaxPage)
	no(t, err)
	for _, row := range rows {
		if row.State == store.Waiting {
			n++
		}
	}
	return n
}

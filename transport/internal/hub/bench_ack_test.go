package hub

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Aims with 50 senders, each message on disk before its ACK: 3 000 a second, and
// at that pace 99 of 100 ACKs within 50 ms.
const (
	ackPace  = 3000            // messages a second, of all senders together
	inFlight = 128             // posts without an ACK, likewise, when as fast as it goes
	ackTime  = 2 * time.Second // of each measurement
	gotPause = 20 * time.Millisecond
	line     = "a message of some length, as people write them: 今天晚上一起吃饭吗？"
)

// sender is a member who posts at the level of the wire. It gets what all post,
// and confirms it as often as a client with a disk does.
type sender struct {
	*actor
	client  *client
	room    wire.RoomID
	window  chan struct{} // one for each post without an ACK
	writing sync.Mutex

	mu    sync.Mutex
	sent  map[wire.CID]time.Time // guarded by mu
	times []time.Duration        // guarded by mu

	seq  uint64 // of the last event; owned by the reading goroutine
	told time.Time
}

func (p *stage) sender(room wire.RoomID, window int) *sender {
	a := newActor(p)
	c, err := p.dial(a)
	if err != nil {
		p.Fatal(err)
	}
	if room != wire.Everyone {
		room = wire.Direct(a.id, wire.Identity(p.self.ID()))
	}
	c.say(hello("member"))
	if w, err := c.reader.Next(); err != nil || w.Type() != wire.TypeWelcome {
		p.Fatal(w, err)
	}
	return &sender{actor: a, client: c, room: room, window: make(chan struct{}, window), sent: map[wire.CID]time.Time{}}
}

// read takes ACKs until the connection ends.
func (s *sender) read() error {
	err := skim(s.client.conn, func(f *wire.Ack) {
		now, cid := time.Now(), f.CID
		s.mu.Lock()
		s.times = append(s.times, now.Sub(s.sent[cid]))
		delete(s.sent, cid)
		s.mu.Unlock()
		<-s.window
	}, func(events int) error {
		s.seq += uint64(events)
		if s.seq == 0 || time.Since(s.told) < gotPause {
			return nil
		}
		s.told = time.Now()
		return s.say(&wire.Got{Cursors: wire.Cursors{s.room: s.seq}})
	})
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (s *sender) say(f wire.Frame) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.client.try(f)
}

// post sends a message that was due then; zero: when there is room for it in the window.
func (s *sender) post(due time.Time, body string) error {
	s.window <- struct{}{}
	if due.IsZero() {
		due = time.Now()
	}
	m := s.text(s.room, body)
	s.mu.Lock()
	s.sent[m.CID] = due
	s.mu.Unlock()
	return s.say(m)
}

// oneByOne is a pace at which each sender posts when the ACK of its last post has
// come.
const oneByOne = -1

// benchAcked has n senders post for a while. With a pace, each post is due at its
// time, and its ACK is counted from then, whether it could be sent or not.
func benchAcked(b *testing.B, n int, room wire.RoomID, pace int) {
	p := open(b, b.TempDir(), store.Hooks{}, func(c *Config) {
		c.Watcher = deaf{}
		c.Limits = Limits{MessagesPerSecond: 1e6, Burst: 1e6, BytesPerSecond: 1 << 30}
	})
	window := max(inFlight/n, 2)
	switch {
	case pace > 0:
		window = pace
	case pace == oneByOne:
		window = 1
	}
	senders := make([]*sender, n)
	for i := range senders {
		senders[i] = p.sender(room, window)
	}
	p.quiet(n)
	var all, reading sync.WaitGroup
	for _, s := range senders {
		reading.Go(func() {
			if err := s.read(); err != nil {
				b.Error(err)
			}
		})
	}
	var stop atomic.Bool
	begun, before := time.Now(), cpuTime()
	for i, s := range senders {
		all.Go(func() {
			for turn := 0; !stop.Load(); turn++ {
				due := time.Now()
				switch {
				case pace > 0:
					due = begun.Add(time.Duration(turn*n+i) * time.Second / time.Duration(pace))
					time.Sleep(time.Until(due))
				case pace == oneByOne:
					due = time.Time{}
				}
				if err := s.post(due, line); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	time.AfterFunc(ackTime, func() { stop.Store(true) })
	all.Wait()
	poll(b, "every post has its ACK", func() bool { return !slices.ContainsFunc(senders, (*sender).waits) })
	took, used := time.Since(begun), cpuTime()-before
	var times []time.Duration
	for _, s := range senders {
		s.client.raw.Close()
		times = append(times, s.times...)
	}
	reading.Wait()
	once(b)
	slices.Sort(times)
	b.ReportMetric(float64(len(times))/took.Seconds(), "acked/s")
	b.ReportMetric(milliseconds(times[len(times)/2]), "ms-p50")
	b.ReportMetric(milliseconds(times[len(times)*99/100]), "ms-p99")
	b.ReportMetric(100*used.Seconds()/took.Seconds(), "%CPU")
	b.ReportMetric(1000*milliseconds(used)/float64(len(times)), "cpu-µs/message")
}

func (s *sender) waits() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent) > 0
}

// BenchmarkAcked is from a POST to its ACK, through a hub with its store on disk,
// over TLS. What is said to everyone goes to all senders too.
func BenchmarkAcked(b *testing.B) {
	direct := wire.RoomID{1} // each sender's own with the host
	for _, n := range []int{1, 10, 50} {
		b.Run(fmt.Sprintf("%d to everyone, as fast as it goes", n), func(b *testing.B) { benchAcked(b, n, wire.Everyone, 0) })
	}
	for _, n := range []int{1, 50} {
		b.Run(fmt.Sprintf("%d to everyone, one by one", n), func(b *testing.B) { benchAcked(b, n, wire.Everyone, oneByOne) })
	}
	b.Run("50 to everyone, 3000 a second", func(b *testing.B) { benchAcked(b, 50, wire.Everyone, ackPace) })
	b.Run("50 to the host only, as fast as it goes", func(b *testing.B) { benchAcked(b, 50, direct, 0) })
	b.Run("50 to the host only, 3000 a second", func(b *testing.B) { benchAcked(b, 50, direct, ackPace) })
}

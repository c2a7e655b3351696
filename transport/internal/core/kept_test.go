//go:build !race

package core

import (
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// keptBytes is what Limits promises for all plain talk that a program keeps: of
// a Server and a Client together.
const keptBytes = 64 << 20

// heapBytes is what the program holds.
func heapBytes() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what sync.Pool had goes with the second
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// latest is a sink that keeps the roster and how far each talk has come.
type latest struct {
	mu     sync.Mutex
	guests []PeerID           // guarded by mu
	last   map[PeerID]Message // guarded by mu
	lines  bool               // a guest types key by key; guarded by mu
	addr   string             // guarded by mu
}

func (l *latest) sink(ev Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch ev.Kind {
	case Listening:
		l.addr = ev.Addr
	case Connected:
		l.guests = append(l.guests, ev.Peer.ID)
	case Changed:
		l.lines = l.lines || ev.Peer.Lines
	case Appended:
		m := ev.Message()
		m.Text, m.Raw = "", ""
		l.last[ev.Peer.ID] = m
	}
}

// come reports how many guests there are and how many messages the first one's
// talk has had.
func (l *latest) come() (guests int, seq uint64, lines bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.guests) > 0 {
		seq = l.last[l.guests[0]].Seq
	}
	return len(l.guests), seq, l.lines
}

// all is how many messages all talks have had.
func (l *latest) all() (n uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.last {
		n += m.Seq
	}
	return n
}

// Not parallel to other tests: it measures what the whole program holds. With the race
// detector that is more, and takes ten times as long.
func TestKeptPlainTalk(t *testing.T) {
	// much is more than may be kept of a talk, and of all.
	const much = keptBytes * 3 / 4
	flood := func(t *testing.T, nc net.Conn, said string, all int) {
		t.Helper()
		piece := strings.Repeat(said, 1+(64<<10)/len(said))
		for n := 0; n < all; n += len(piece) {
			say(t, nc, piece)
		}
	}
	for _, c := range []struct {
		name string
		fill func(t *testing.T, s *Server, l *latest, nc net.Conn)
	}{
		{"single letters", func(t *testing.T, s *Server, l *latest, nc net.Conn) {
			for lines := false; !lines; _, _, lines = l.come() {
				say(t, nc, "a")
				pauseFor(100 * time.Millisecond)
			}
			flood(t, nc, "a\n", 1<<20)
		}},
		{"the longest texts", func(t *testing.T, s *Server, l *latest, nc net.Conn) {
			flood(t, nc, "it is so. ", much)
		}},
		{"text of another encoding", func(t *testing.T, s *Server, l *latest, nc net.Conn) {
			flood(t, nc, "\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7\xa3\xac", much)
		}},
		{"what is said to all", func(t *testing.T, s *Server, l *latest, nc net.Conn) {
			go func() { _, _ = io.Copy(io.Discard, nc) }()
			for n := 0; n < much; n += 60_000 {
				send(t, s, Everyone, strings.Repeat("to all of you. ", 4000))
				eventually(t, "it is written", func() bool { return writtenAll(s) })
			}
		}},
		{"the longest texts of eight guests", func(t *testing.T, s *Server, l *latest, nc net.Conn) {
			for range 8 {
				nc := dial(t, l.addr)
				say(t, nc, "你好\n")
				flood(t, nc, "it is so. ", much/8)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &latest{last: map[PeerID]Message{}}
			before := heapBytes()
			s := NewServer(Options{Sink: l.sink, Limits: Limits{ReadBytesPerSecond: 1 << 30, ReadBurstBytes: 1 << 30, WriteSpacing: -1}})
			t.Cleanup(s.Close)
			s.Start("127.0.0.1:0")
			eventually(t, "listening", func() bool { l.mu.Lock(); defer l.mu.Unlock(); return l.addr != "" })
			nc := dial(t, l.addr)
			say(t, nc, "你好\n")
			eventually(t, "the guest is here", func() bool { _, seq, _ := l.come(); return seq > 1 })
			c.fill(t, s, l, nc)
			var seq uint64
			eventually(t, "all is taken", func() bool {
				was := seq
				pauseFor(300 * time.Millisecond)
				seq = l.all()
				return seq == was
			})
			held := heapBytes() - before
			l.mu.Lock()
			guest := l.guests[0]
			l.mu.Unlock()
			// On a busy machine more may come even now.
			s.lock()
			counted := s.journal.Bytes()
			first, last := s.journal.Bounds(guest.Talk())
			from, ok := s.oldest(guest)
			s.unlock()
			t.Logf("%d messages, the first kept is %d; held %d KiB, counted %d KiB", last, first, held>>10, counted>>10)
			const connections = 1 << 20 // and what else a Server is
			if held > keptBytes/2+connections {
				t.Errorf("held are %d KiB", held>>10)
			}
			if counted < keptBytes/5 {
				t.Errorf("no more than %d KiB were said", counted>>10)
			}
			if !ok || from.Seq != first {
				t.Errorf("the oldest page begins at %d, want %d", from.Seq, first)
			}
		})
	}
}

// writtenAll reports whether the last message to all waits for no guest.
func writtenAll(s *Server) (written bool) {
	s.lock()
	defer s.unlock()
	_, last := s.journal.Bounds(Everyone)
	s.journal.Page(Everyone, last, 1, func(_ uint64, r *record) { written = r.pending.Load() == 0 })
	return written
}

// oldest is the first message that is kept of a talk; the loop stands.
func (s *Server) oldest(id PeerID) (m Message, ok bool) {
	s.journal.Page(id.Talk(), 1, 1, func(seq uint64, r *record) { m, ok = s.snapshot(r, seq), true })
	return m, ok
}

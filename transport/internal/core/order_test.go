package core

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/detect"
)

// judge checks what holds for the events of every Server or Client that has
// stopped, whatever happened to it. Of what was before a Resync it knows nothing: a sink
// that a busy machine holds up is given one in the place of what was too much.
func judge(t testing.TB, e *events) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	type key struct {
		talk TalkID
		seq  uint64
	}
	here, known := map[PeerID]bool{}, map[PeerID]bool{}
	last := map[PeerID]uint64{}
	open := map[key]Message{}                     // Outgoing messages that are neither Written nor Failed
	resynced, counted := false, map[PeerID]bool{} // whose messages are counted since
	for i, ev := range e.all {
		bad := func(what string) { t.Errorf("event %d: %s: %s", i, what, describe([]Event{ev})) }
		id := ev.Peer.ID
		k := key{ev.Talk(), ev.Message().Seq}
		switch {
		case !resynced || counted[id]:
		case ev.Kind == Appended:
			last[id], counted[id] = ev.Message().Seq-1, true
		case ev.Kind == Updated:
			last[id] = max(last[id], ev.Message().Seq)
		}
		switch ev.Kind {
		case Resync:
			resynced = true
			clear(here)
			clear(known)
			clear(last)
			clear(open)
			clear(counted)
		case Connecting:
			known[id] = true // whom a Client dials is known before it answers
		case Connected:
			if here[id] || k.talk == Everyone {
				bad("connected twice")
			}
			here[id], known[id] = true, true
		case Disconnected:
			if k.talk != Everyone && !here[id] && !resynced {
				bad("disconnected and was not here")
			}
			if ev.Err == nil {
				bad("disconnected without a reason")
			}
			delete(here, id)
		case Changed:
			if !known[id] && !resynced {
				bad("changed and is not known")
			}
		case Forgotten:
			if here[id] || !known[id] && !resynced {
				bad("forgotten and is here, or is not known")
			}
			delete(known, id)
		case Appended:
			if k.talk != Everyone && !known[id] && !resynced {
				bad("appended to the talk of a peer that is not known")
			}
			if ev.Message().Seq != last[id]+1 {
				bad(fmt.Sprintf("number %d after %d", ev.Message().Seq, last[id]))
			}
			last[id] = ev.Message().Seq
			if ev.Message().Kind == Outgoing && (k.talk == Everyone || !ev.Message().Broadcast) {
				open[k] = ev.Message()
			}
			if ev.Message().Kind == Incoming && !here[id] && !resynced {
				bad("heard from a peer that is not here")
			}
		case Updated:
			if ev.Message().Seq > last[id] {
				bad("updated before it was appended")
			}
			if k.talk != Everyone && !here[id] && !resynced && ev.Message().Kind == Outgoing { // what it said is read anew later too
				bad("updated after its peer left")
			}
			if ev.Message().State == Failed && ev.Message().Fault == NoFault {
				bad("failed without a reason")
			}
			if ev.Message().State != Queued {
				delete(open, k)
			}
		case Stopped:
			if len(here) > 0 {
				bad(fmt.Sprintf("stopped while %d are here", len(here)))
			}
			for k, m := range open {
				bad(fmt.Sprintf("stopped while message %d of talk %d, %q, is neither written nor failed", k.seq, k.talk, m.Text))
			}
		}
	}
	if len(here) > 0 || len(open) > 0 {
		t.Errorf("at the end %d peers are here and %d messages are neither written nor failed", len(here), len(open))
	}
}

// TestTorture calls everything from everywhere while guests come and go.
func TestTorture(t *testing.T) {
	t.Run("every method at once, with guests who come and go, keeps the order of events", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{WriteSpacing: time.Millisecond, GonePeers: 5, TalkBytes: 16 << 10, JournalBytes: 64 << 10})
		clients := make([]*Client, 4)
		heard := make([]*events, len(clients))
		for i := range clients {
			clients[i], heard[i] = newTestClient(t, Limits{WriteSpacing: -1})
		}
		stop := until(2 * time.Second)
		var all sync.WaitGroup
		often := func(n int, f func(r *rand.Rand)) {
			for i := range n {
				all.Go(func() {
					for r := rand.New(rand.NewPCG(1, uint64(i))); !stop(); {
						f(r)
					}
				})
			}
		}
		anyone := func(r *rand.Rand) PeerID {
			if list := s.Peers(); len(list) > 0 && r.IntN(10) > 0 {
				return list[r.IntN(len(list))].ID
			}
			return PeerID(r.IntN(1000))
		}
		rest := func(r *rand.Rand) { pauseFor(time.Duration(r.IntN(2000)) * time.Microsecond) }
		acts := []func(r *rand.Rand){
			func(r *rand.Rand) { _, _ = s.Send(Everyone, "to all 大家") }, // refusals are part of it
			func(r *rand.Rand) { _, _ = s.Send(anyone(r).Talk(), "to one 你") },
			func(r *rand.Rand) { _, _ = s.SendBytes(anyone(r).Talk(), []byte{0, 0xff}) },
			func(r *rand.Rand) { s.SetEncoding(anyone(r), detect.Encodings()[r.IntN(len(detect.Encodings()))]) },
			func(r *rand.Rand) { s.Rename(anyone(r), "name") },
			func(r *rand.Rand) {
				s.Load(anyone(r).Talk(), Range{At: one(r.Uint64N(20)), Before: r.IntN(40) - 5, After: r.IntN(40) - 5})
			},
			func(r *rand.Rand) { s.Forget(anyone(r)) },
			func(r *rand.Rand) {
				s.Allow(Visitors{Plain: r.IntN(8) > 0, Browsers: r.IntN(2) > 0, Members: true})
				s.Listening()
				s.Addrs()
			},
			func(r *rand.Rand) {
				if r.IntN(20) == 0 {
					s.Disconnect(anyone(r))
				}
			},
			func(r *rand.Rand) {
				if r.IntN(60) == 0 {
					s.Block(anyone(r))
				}
				for _, ip := range s.Blocked() {
					s.Unblock(ip)
				}
			},
			func(r *rand.Rand) {
				if r.IntN(200) == 0 {
					s.Stop()
				}
				s.Start(addr)
			},
		}
		for _, act := range acts {
			often(1, func(r *rand.Rand) { rest(r); act(r) })
		}
		often(3, func(r *rand.Rand) {
			nc, err := net.Dial("tcp", addr)
			if err != nil {
				rest(r)
				return
			}
			_ = nc.SetDeadline(time.Now().Add(time.Duration(r.IntN(400)) * time.Millisecond))
			openings := []string{"", "你好\n", "\xc4\xe3\xba\xc3", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01abc", "abc", "\xff\xfd\x03"}
			_, _ = nc.Write([]byte(openings[r.IntN(len(openings))]))
			for range r.IntN(20) {
				_, _ = nc.Write([]byte("more\n"))
				rest(r)
			}
			if r.IntN(3) == 0 {
				_ = nc.(*net.TCPConn).SetLinger(0)
			}
			_ = nc.Close()
		})
		for _, c := range clients {
			often(1, func(r *rand.Rand) { c.Dial(addr); rest(r) })
			often(1, func(r *rand.Rand) {
				rest(r)
				for _, p := range c.Peers() {
					_, _ = c.Send(p.Talk(), "from a client")
					_, _ = c.SendBytes(p.Talk(), []byte("raw"))
					c.SetEncoding(p.ID, detect.Encodings()[r.IntN(len(detect.Encodings()))])
					c.Rename(p.ID, "host")
					c.Load(p.Talk(), Range{Before: 3})
				}
				c.Server()
				if r.IntN(30) == 0 {
					c.Hangup()
				}
			})
		}
		all.Wait()
		for i, c := range clients {
			ended(t, "a client's Close", c.Close)
			judge(t, heard[i])
		}
		ended(t, "the server's Close", s.Close)
		judge(t, e)
		t.Logf("%d events of the server", e.length())
		noneLeft(t)
	})
}

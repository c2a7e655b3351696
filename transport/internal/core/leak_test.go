package core

import (
	"io"
	"net"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// rooms are the packages whose goroutines those of a Server or Client are.
var rooms = []string{"core", "listen", "loop", "plain", "turns"}

// goroutines are the stacks of these packages' goroutines, those of tests aside, and
// the loops of those that are not closed.
func goroutines() []string {
	buf := make([]byte, 8<<20)
	var ours []string
	for _, stack := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		in := func(room string) bool { return strings.Contains(stack, "confab/transport/internal/"+room+".(*") }
		if slices.ContainsFunc(rooms, in) && !strings.Contains(stack, "_test.go") && !strings.Contains(stack, loopRuns) {
			ours = append(ours, stack)
		}
	}
	return ours
}

// loopRuns stands in the stack of a loop.
const loopRuns = "loop.(*Loop).run("

// loopEnded fails the test if the loop of a Server or Client that was closed is left:
// after its end whoever calls does what it would do.
func loopEnded(t *testing.T, c *core) {
	t.Helper()
	c.loop.Do(func() {
		if strings.Contains(string(debug.Stack()), loopRuns) {
			t.Error("its loop is left")
		}
	})
}

// noneLeft fails the test if goroutines are left. One that has done its last
// may still be seen for a moment.
func noneLeft(t *testing.T) {
	t.Helper()
	late := until(patience)
	for left := goroutines(); len(left) > 0; left = goroutines() {
		if late() {
			t.Fatalf("%d goroutines are left:\n%s", len(left), strings.Join(left, "\n\n"))
		}
		pauseFor(time.Millisecond)
	}
}

// ended fails the test if f takes longer than what is queued may take: three
// seconds. What these tests hold up holds for more than most, which leaves a busy
// machine its time.
func ended(t *testing.T, what string, f func()) {
	t.Helper()
	const most = 20 * time.Second
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		t.Fatalf("%s takes more than %v:\n%s", what, most, strings.Join(goroutines(), "\n\n"))
	}
}

// states are what a Server can be in the middle of; each gets one there.
var states = map[string]func(t *testing.T, s *Server, e *events, addr string){
	"nobody is here":          func(*testing.T, *Server, *events, string) {},
	"a visitor just came":     func(t *testing.T, _ *Server, _ *events, addr string) { dial(t, addr) },
	"a visitor is undecided":  func(t *testing.T, _ *Server, e *events, addr string) { arrival(t, e, dial(t, addr)) },
	"a request is unfinished": opens("GET / HTTP/1.1\r\nHost: "),
	"a TLS visitor lingers":   opens("\x16\x03\x01"),
	"a guest is silent": func(t *testing.T, s *Server, e *events, addr string) {
		dial(t, addr)
		e.wait(t, 0, "silent guest", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Kind == Plain })
	},
	"a guest is in the middle of a character": opens("\xe4\xbd"),
	"a guest spoke and is quiet": func(t *testing.T, _ *Server, e *events, addr string) {
		say(t, dial(t, addr), "hello")
		e.message(t, 0, Incoming)
	},
	"a burst comes in and is slowed down": func(t *testing.T, _ *Server, e *events, addr string) {
		nc := dial(t, addr)
		go func() { _, _ = nc.Write(make([]byte, 32<<20)) }() // ends with the test
		e.message(t, 0, Incoming)
	},
	"a writer is stalled": func(t *testing.T, s *Server, e *events, addr string) {
		nc := dial(t, addr)
		_ = nc.SetReadBuffer(4 << 10)
		say(t, nc, "hello")
		m, _ := e.message(t, 0, Incoming)
		for range 4 {
			_, _ = s.Send(m.Peer.Talk(), strings.Repeat("x", 60<<10))
		}
	},
	"many writes wait for their time": func(t *testing.T, s *Server, e *events, addr string) {
		say(t, dial(t, addr), "hello")
		m, _ := e.message(t, 0, Incoming)
		for range 400 { // 40 s
			_, _ = s.Send(m.Peer.Talk(), "one of many")
		}
	},
	"messages wait for a visitor to be decided": func(t *testing.T, s *Server, e *events, addr string) {
		id := arrival(t, e, dial(t, addr))
		for range 5 {
			_, _ = s.Send(id.Talk(), "early")
		}
	},
	"a guest has closed its side": func(t *testing.T, s *Server, e *events, addr string) {
		nc := dial(t, addr)
		say(t, nc, "hello")
		m, _ := e.message(t, 0, Incoming)
		for range 400 {
			_, _ = s.Send(m.Peer.Talk(), "still to come")
		}
		_ = nc.CloseWrite()
	},
	"a crowd comes and goes": func(t *testing.T, _ *Server, e *events, addr string) {
		for i := range 40 {
			nc := dial(t, addr)
			if i%2 == 0 {
				_ = nc.Close()
			}
		}
	},
}

// opens is a state in which a visitor has sent only this.
func opens(opening string) func(*testing.T, *Server, *events, string) {
	return func(t *testing.T, _ *Server, _ *events, addr string) { say(t, dial(t, addr), opening) }
}

// inEveryState has a Server get into each of the states, which some wait for for
// seconds, all at the same time.
func inEveryState(t *testing.T, reaching *sync.WaitGroup) (all []serving) {
	t.Helper()
	for name, reach := range states {
		s, e, addr := startServer(t, Limits{ReadBytesPerSecond: 16 << 10, ReadBurstBytes: 16 << 10, WriteTimeout: time.Minute})
		all = append(all, serving{name, s, e, addr})
		reaching.Go(func() {
			there := false
			defer func() {
				if !there {
					t.Error("not reached: a Server while ", name)
				}
			}()
			reach(t, s, e, addr)
			there = true
		})
	}
	return all
}

// serving is a Server in one of the states.
type serving struct {
	state  string
	server *Server
	told   *events
	addr   string
}

func TestStopAndQuitEndEveryGoroutine(t *testing.T) {
	t.Run("of Servers in every state", func(t *testing.T) {
		noneLeft(t)
		var reaching sync.WaitGroup
		quit, stop := inEveryState(t, &reaching), inEveryState(t, &reaching)
		reaching.Wait()
		if t.Failed() {
			return
		}
		// One that is telling something is in the test's sink, and not seen.
		eventually(t, "a goroutine is seen of a Server that listens", func() bool { return len(goroutines()) > 0 })
		var closing sync.WaitGroup
		for _, s := range quit {
			closing.Go(func() { ended(t, "Close of a Server while "+s.state, s.server.Close) })
		}
		from := make([]int, len(stop))
		for i, s := range stop {
			from[i] = s.told.length()
			s.server.Stop()
		}
		for i, s := range stop {
			_, from[i] = s.told.kind(t, from[i], Stopped)
		}
		closing.Wait()
		noneLeft(t) // Stop alone ends them
		for i, s := range stop {
			s.server.Start(s.addr)
			s.told.kind(t, from[i], Listening)
			ended(t, "Close of a Server that was stopped while "+s.state, s.server.Close)
		}
		noneLeft(t)
		for _, s := range append(quit, stop...) {
			t.Run("and what a Server told that was ended while "+s.state, func(t *testing.T) {
				judge(t, s.told)
				loopEnded(t, s.server.core)
			})
		}
	})
	t.Run("a Server while it resolves its name", func(t *testing.T) {
		e := newEvents()
		s := NewServer(Options{Sink: e.sink})
		s.Start("no-such-host.invalid:0")
		s.Stop()
		ended(t, "Close", s.Close)
		noneLeft(t)
	})
	t.Run("a Client while it dials, talks, and is not listened to", func(t *testing.T) {
		quiet, err := net.Listen("tcp", "127.0.0.1:0") // nobody accepts
		if err != nil {
			t.Fatal(err)
		}
		defer quiet.Close()
		for _, addr := range []string{"no-such-host.invalid:1", "192.0.2.1:9", quiet.Addr().String()} {
			e := newEvents()
			c := NewClient(Options{Sink: e.sink, Limits: Limits{DialTimeout: time.Minute, WriteTimeout: time.Minute}})
			c.Dial(addr)
			if addr == quiet.Addr().String() {
				ev, _ := e.kind(t, 0, Connected)
				for sends(c, ev.Talk(), strings.Repeat("x", 60<<10)) {
				}
			}
			ended(t, "Close", c.Close)
			judge(t, e)
			noneLeft(t)
			loopEnded(t, c.core)
		}
	})
}

func TestLastWords(t *testing.T) {
	t.Run("what a Client sends as soon as it is connected arrives, though it hangs up at once", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for range 50 {
			e := newEvents()
			c := NewClient(Options{Sink: e.sink})
			c.Dial(l.Addr().String())
			nc, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			for {
				p, ok := c.Server()
				if !ok {
					continue
				}
				if _, err := c.Send(p.Talk(), "last words"); err != nil {
					t.Fatal(err)
				}
				c.Hangup()
				break
			}
			if got, err := io.ReadAll(nc); err != nil || string(got) != "last words" {
				t.Fatalf("got %q, %v", got, err)
			}
			_ = nc.Close()
			c.Close()
			judge(t, e)
		}
	})
	t.Run("a person's choice of encoding stands against what the next text looks like", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		id := arrival(t, e, nc)
		s.SetEncoding(id, Big5)
		say(t, nc, "\xa7\x41\xa6\x6e") // valid in both
		if m, _ := e.message(t, 0, Incoming); m.Text != "你好" {
			t.Errorf("read as %v: %q", m.Encoding, m.Text)
		}
		if p := s.Peers()[0]; p.Encoding != Big5 {
			t.Errorf("the roster says %v", p.Encoding)
		}
	})
}

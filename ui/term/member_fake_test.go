package term

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// away is a client whose host is known and away: what is sent goes into the
// outbox, and nothing else happens unless a test tells it.
type away struct {
	client // for the methods that nothing here calls
	sink   func(transport.Event)
	// joined is what Join tells, posted what Send tells of a message.
	joined func(a *away)
	posted func(a *away, m transport.Message)
	// loaded is what Load does.
	loaded func(a *away)
	// refuses, when set, says whether Send answers that there is no outbox yet.
	refuses   func() bool
	discarded []transport.MessageID
	sent      byte
}

var awayServer = transport.Peer{ID: 1, Addr: "a:1", Name: "Desk", Kind: transport.Member,
	Identity: transport.ID{9}, Trust: transport.Unverified}

func (a *away) Join(string)             { a.joined(a) }
func (a *away) Close()                  {}
func (a *away) Peers() []transport.Peer { return []transport.Peer{awayServer} }
func (a *away) Hangup()                 { a.sink(transport.Event{Kind: transport.Disconnected, Peer: awayServer}) }

func (a *away) Load(transport.PeerID, uint64, int) {
	if a.loaded != nil {
		a.loaded(a)
		return
	}
	a.sink(transport.Event{Kind: transport.PageLoaded, Peer: awayServer})
}

func (a *away) Send(_ transport.PeerID, s string) (transport.MessageID, error) {
	if a.refuses != nil && a.refuses() {
		return transport.MessageID{}, &transport.Error{Fault: transport.NotConnected}
	}
	return a.post(s), nil
}

func (a *away) Discard(_ transport.PeerID, id transport.MessageID) {
	a.discarded = append(a.discarded, id)
}

func (a *away) post(text string) transport.MessageID {
	a.sent++
	m := transport.Message{ID: transport.MessageID{a.sent}, Kind: transport.Outgoing, Text: text}
	a.sink(transport.Event{Kind: transport.Enqueued, Peer: awayServer, Detail: m})
	if a.posted != nil {
		a.posted(a, m)
	}
	return m.ID
}

// waits tells that the host is away.
func waits(a *away) {
	now := time.Now()
	a.sink(transport.Event{Kind: transport.Waiting, Time: now, Peer: awayServer, Detail: now.Add(2500 * time.Millisecond),
		Err: &transport.Error{Fault: transport.PeerVanished, Addr: "a:1"}})
}

// runAway runs a command with such a client.
func runAway(ctx context.Context, t *testing.T, a *away, env Env, args ...string) (code int, out, errOut *output) {
	t.Helper()
	out, errOut = newOutput(), newOutput()
	env.Stdout, env.Stderr, env.Words = out, errOut, words.For(words.English)
	r := newRunner(env)
	r.newClient = func(o transport.Options) client {
		a.sink = o.Sink
		return a
	}
	return r.run(ctx, append(args, "-data", t.TempDir())), out, errOut
}

func TestAwayHost(t *testing.T) {
	t.Parallel()

	t.Run("a person who leaves is told at once how much is kept", func(t *testing.T) {
		t.Parallel()
		env := Env{Stdin: strings.NewReader("one\ntwo\n/quit\nthree\n"), Typed: true}
		code, out, errOut := runAway(t.Context(), t, &away{joined: waits}, env, "chat", "a:1")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "Kept in the data folder for the next connection: 2.")
		contains(t, out.String(), "Connection lost: Desk no longer answers. Next attempt in 3 s.")
	})

	t.Run("send says which limit of the host it met and when to come again, and waits no longer than that is of use", func(t *testing.T) {
		t.Parallel()
		for fault, want := range map[transport.Fault]string{
			transport.TooOften:    "You connected to a:1 too often in a short time. It lets you in again in 10 minutes",
			transport.AddressFull: "a:1 has too many connections from your address. It lets those in whom it does not know in 10 minutes",
			transport.AskingFull:  "Too many ask to join a:1 now. Confab asks again in 10 minutes",
			transport.JoiningFull: "Many have just joined a:1, so it lets nobody new in for now. Confab tries again in 10 minutes",
			transport.HostFull:    "a:1 takes no more connections now. Try again in 10 minutes.",
		} {
			a := &away{joined: func(a *away) {
				now := time.Now()
				a.sink(transport.Event{Kind: transport.Waiting, Time: now, Peer: awayServer, Detail: now.Add(10 * time.Minute),
					Err: &transport.Error{Fault: fault, Addr: "a:1", RetryAfter: 10 * time.Minute}})
			}}
			code, _, errOut := runAway(t.Context(), t, a, Env{}, "send", "-timeout", "5m", "a:1", "hello")
			if code != exitFailed {
				t.Errorf("%v: exit code %d", fault, code)
			}
			contains(t, errOut.String(), want)
			contains(t, errOut.String(), "Kept in the data folder for the next connection: 1.")
		}
	})

	t.Run("the same reason is not told again at each attempt", func(t *testing.T) {
		t.Parallel()
		env := Env{Stdin: strings.NewReader("/quit\n"), Typed: true}
		a := &away{joined: func(a *away) { waits(a); waits(a); waits(a) }}
		_, out, _ := runAway(t.Context(), t, a, env, "chat", "a:1")
		if strings.Count(out.String(), "no longer answers") != 1 || strings.Count(out.String(), "Next attempt") != 3 {
			t.Errorf("stdout %q", out)
		}
	})

	t.Run("what is typed before the host was ever reached is said not to be sent", func(t *testing.T) {
		t.Parallel()
		asking := func(a *away) { a.sink(transport.Event{Kind: transport.Asking, Peer: awayServer}) }
		env := Env{Stdin: strings.NewReader("one\n/quit\n"), Typed: true}
		_, out, errOut := runAway(t.Context(), t, &away{joined: asking}, env, "chat", "a:1")
		contains(t, out.String(), "Connected to Desk; the host must let you in")
		contains(t, errOut.String(), "Messages that were not sent: 1.")
	})

	t.Run("what was typed while asking goes out once let in", func(t *testing.T) {
		t.Parallel()
		in, typist := io.Pipe()
		a := &away{joined: func(a *away) { a.sink(transport.Event{Kind: transport.Asking, Peer: awayServer}) }}
		sent := make(chan string, 1)
		a.posted = func(a *away, m transport.Message) {
			m.Seq, m.State = 1, transport.Stored
			a.sink(transport.Event{Kind: transport.Appended, Peer: awayServer, Detail: m})
			sent <- m.Text
		}
		ended := make(chan int, 1)
		go func() {
			code, _, _ := runAway(t.Context(), t, a, Env{Stdin: in, Typed: true}, "chat", "a:1")
			ended <- code
		}()
		fmt.Fprintln(typist, "early")
		fmt.Fprintln(typist, "") // read only after the first was taken
		here := awayServer
		here.Here = true
		a.sink(transport.Event{Kind: transport.Connected, Time: time.Now(), Peer: here})
		if got := <-sent; got != "early" {
			t.Errorf("sent %q", got)
		}
		fmt.Fprintln(typist, "/quit")
		if code := <-ended; code != exitDone {
			t.Errorf("exit code %d", code)
		}
	})

	t.Run("lines that could not be sent at first go out before later ones, in order", func(t *testing.T) {
		t.Parallel()
		for _, typed := range []bool{true, false} {
			// The outbox is not there for the first three attempts, and again
			// not for the fifth.
			var tries int
			joined := make(chan struct{})
			a := &away{joined: func(a *away) { waits(a); close(joined) }}
			a.refuses = func() bool {
				tries++
				return tries <= 3 || tries == 5
			}
			var sent []string
			done := make(chan struct{})
			a.posted = func(a *away, m transport.Message) {
				m.Seq, m.State = uint64(len(sent)+1), transport.Stored
				a.sink(transport.Event{Kind: transport.Appended, Peer: awayServer, Detail: m})
				if sent = append(sent, m.Text); len(sent) == 5 {
					close(done)
				}
			}
			in, typist := io.Pipe()
			ended := make(chan int, 1)
			go func() {
				code, _, _ := runAway(t.Context(), t, a, Env{Stdin: in, Typed: typed}, "chat", "a:1")
				ended <- code
			}()
			go func() {
				for i := range 5 {
					fmt.Fprintln(typist, i+1)
				}
				<-done
				typist.Close()
			}()
			<-joined
			news := time.NewTicker(5 * time.Millisecond)
			defer news.Stop()
			for late, over := time.After(patience), false; !over; {
				select {
				case code := <-ended:
					over = true
					if got := strings.Join(sent, " "); got != "1 2 3 4 5" || code != exitDone {
						t.Errorf("with typed %v sent were %s, exit code %d", typed, got, code)
					}
				case <-news.C:
					a.sink(transport.Event{Kind: transport.Resync})
				case <-late:
					t.Fatalf("with typed %v not all is sent", typed)
				}
			}
		}
	})

	t.Run("lines held to the end are counted and fail the command", func(t *testing.T) {
		t.Parallel()
		a := &away{joined: waits, refuses: func() bool { return true }}
		code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("one\ntwo\n/quit\n"), Typed: true}, "chat", "a:1")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "Messages that were not sent: 2.")
	})

	t.Run("a pipe that says nothing waits for the host, and fails when it does not come", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			code, _, errOut := runAway(t.Context(), t, &away{joined: waits}, Env{Stdin: strings.NewReader("")}, "chat", "a:1")
			if took := time.Since(start); code != exitFailed || took < leavePatience {
				t.Errorf("exit code %d after %v", code, took)
			}
			contains(t, errOut.String(), "did not answer in time")
		})
	})

	t.Run("a pipe that says nothing waits until the host has what an earlier run left", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			old := transport.Message{ID: transport.MessageID{7}, Kind: transport.Outgoing, Text: "of yesterday"}
			a := &away{joined: func(a *away) {
				a.sink(transport.Event{Kind: transport.Resync})
				a.sink(transport.Event{Kind: transport.Connected, Peer: awayServer})
			}}
			a.loaded = func(a *away) {
				go func() {
					time.Sleep(time.Second)
					a.sink(transport.Event{Kind: transport.PageLoaded, Peer: awayServer, Detail: transport.Page{Pending: []transport.Message{old}}})
					time.Sleep(time.Minute)
					stored := old
					stored.Seq, stored.State = 1, transport.Stored
					a.sink(transport.Event{Kind: transport.Appended, Peer: awayServer, Detail: stored})
				}()
			}
			code, out, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "chat", "a:1")
			if code != exitDone || errOut.String() != "" {
				t.Errorf("exit code %d: %s", code, errOut)
			}
			contains(t, out.String(), "of yesterday")
		})
	})

	t.Run("an interrupt says how much is kept", func(t *testing.T) {
		t.Parallel()
		in, typist := io.Pipe()
		defer typist.Close()
		ctx, cancel := context.WithCancel(t.Context())
		a := &away{joined: waits, posted: func(*away, transport.Message) { cancel() }}
		go fmt.Fprintln(typist, "one")
		code, _, errOut := runAway(ctx, t, a, Env{Stdin: in}, "chat", "a:1")
		if code != exitDone {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "next connection: 1.")
	})

	t.Run("a message that the host refuses fails send with the reason, and does not stay in the outbox", func(t *testing.T) {
		t.Parallel()
		a := &away{joined: waits, posted: func(a *away, m transport.Message) {
			m.State, m.Fault = transport.Failed, transport.HostRefused
			a.sink(transport.Event{Kind: transport.Updated, Peer: awayServer, Detail: m})
		}}
		code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "send", "a:1", "hi")
		if code != exitFailed || len(a.discarded) != 1 {
			t.Errorf("exit code %d, discarded %v", code, a.discarded)
		}
		contains(t, errOut.String(), "The host did not take the message")
	})

	t.Run("an earlier run's message that goes out first is not taken for this one", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) { // so that the tenth of a second is enough on any machine
			a := &away{joined: waits, posted: func(a *away, m transport.Message) {
				old := transport.Message{ID: transport.MessageID{99}, Seq: 1, Kind: transport.Outgoing, Text: "old", State: transport.Stored}
				a.sink(transport.Event{Kind: transport.Appended, Peer: awayServer, Detail: old})
			}}
			code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "send", "-timeout", "100ms", "a:1", "hi")
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			contains(t, errOut.String(), "after 0.1 s", "is kept")
		})
	})

	t.Run("an interrupted send says that the message is kept", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		a := &away{joined: waits, posted: func(*away, transport.Message) { cancel() }}
		code, _, errOut := runAway(ctx, t, a, Env{Stdin: strings.NewReader("")}, "send", "a:1", "hi")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "Interrupted before the host had the message. It is kept")
	})

	t.Run("text that is no text is refused, not changed", func(t *testing.T) {
		t.Parallel()
		code, _, errOut := runAway(t.Context(), t, &away{joined: waits}, Env{Stdin: strings.NewReader("\xff\n")}, "send", "a:1", "-")
		if code != exitFailed || strings.Contains(errOut.String(), "kept") {
			t.Errorf("exit code %d, stderr %q", code, errOut)
		}
	})

	t.Run("what our own disk does not take counts as not sent until it is kept", func(t *testing.T) {
		t.Parallel()
		f := newOutboxFlow()
		if err := f.send(&mute{}, 1, "x"); err != nil {
			t.Fatal(err)
		}
		m := transport.Message{ID: transport.MessageID{1}, Kind: transport.Outgoing, Text: "x"}
		for _, step := range []struct {
			kind         transport.EventKind
			state        transport.State
			unsent, kept int
			is           fate
		}{
			{transport.Enqueued, transport.Unkept, 1, 0, fateUnsent},
			{transport.Updated, transport.Queued, 0, 1, fateKept},
			{transport.Appended, transport.Stored, 0, 0, fateStored},
		} {
			m.State = step.state
			f.observe(transport.Event{Kind: step.kind, Detail: m})
			unsent, kept, _ := f.outcome()
			if is, _ := f.fate(); unsent != step.unsent || kept != step.kept || is != step.is || f.unkept() != (step.state == transport.Unkept) {
				t.Errorf("state %d: %d not sent, %d kept, fate %d", step.state, unsent, kept, is)
			}
		}
		if !f.ready(false) {
			t.Error("something is left")
		}
	})

	t.Run("what an earlier run left in the outbox counts as kept", func(t *testing.T) {
		t.Parallel()
		f := newOutboxFlow()
		f.adopt([]transport.Message{{ID: transport.MessageID{1}}, {ID: transport.MessageID{2}, State: transport.Failed}})
		if _, kept, _ := f.outcome(); kept != 1 || f.ready(false) {
			t.Errorf("%d kept", kept)
		}
	})
}

// reel is a client that has a room of so many messages on disk.
type reel struct {
	client // for the methods that nothing here calls
	sink   func(transport.Event)
	last   uint64
	// damaged is the line that the disk lost; 0 for none.
	damaged uint64
}

func (c *reel) Close()                  {}
func (c *reel) Peers() []transport.Peer { return nil }

func (c *reel) Join(string) {
	c.sink(transport.Event{Kind: transport.Connected, Time: time.Now(), Peer: awayServer})
}

func (c *reel) Load(talk transport.PeerID, from uint64, n int) {
	page := transport.Page{Talk: talk, First: 1, Last: c.last}
	for i := from; i < from+uint64(n) && i <= c.last; i++ {
		m := transport.Message{Seq: i, ID: transport.MessageID{1}, Text: fmt.Sprint("line ", i)}
		if i == c.damaged {
			m = transport.Message{Seq: i, Kind: transport.Notice, Notice: transport.MessageDamaged}
		}
		page.Messages = append(page.Messages, m)
	}
	go c.sink(transport.Event{Kind: transport.PageLoaded, Peer: awayServer, Detail: page})
}

// played is what tail prints of a talk from line 7 on.
func played(t *testing.T, talk reel) *bufio.Scanner {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: in, Stderr: io.Discard, Words: words.For(words.English)})
	r.newClient = func(o transport.Options) client {
		talk.sink = o.Sink
		return &talk
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.run(ctx, []string{"tail", "-json", "-since", "7", "-data", t.TempDir(), "a:1"})
		in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		go io.Copy(io.Discard, out)
		<-ended
		out.Close()
	})
	return bufio.NewScanner(out)
}

func TestReplay(t *testing.T) {
	t.Parallel()
	t.Run("ten thousand messages to a slow reader come whole and in order", func(t *testing.T) {
		t.Parallel()
		const count = 10_000
		next := 7
		for lines := played(t, reel{last: count}); next <= count && lines.Scan(); {
			if !strings.Contains(lines.Text(), `"text"`) {
				continue
			}
			if want := fmt.Sprintf(`"seq":%d,"message":"incoming","text":"line %d"`, next, next); !strings.Contains(lines.Text(), want) {
				t.Fatalf("got %s, want %s", lines.Text(), want)
			}
			next++
		}
	})
	t.Run("a message that the disk damaged is told in its place", func(t *testing.T) {
		t.Parallel()
		var told []string
		for lines := played(t, reel{last: 10, damaged: 9}); !strings.Contains(strings.Join(told, ""), `"line 10"`) && lines.Scan(); {
			if strings.Contains(lines.Text(), `"seq":`) {
				told = append(told, lines.Text())
			}
		}
		if len(told) != 4 || !strings.Contains(told[2], `"seq":9,"message":"notice"`) || !strings.Contains(told[2], "message_damaged") {
			t.Errorf("%q", told)
		}
	})
}

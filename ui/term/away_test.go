package term

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
	"confab/transport/transporttest"
)

// away is a client whose host is known. Its Join does what joined says.
func away(joined func(c *transporttest.Client)) func(*transporttest.Client) {
	return func(c *transporttest.Client) {
		c.SetKnown(transport.KnownServer{Addr: "a:1", Name: "Desk", Identity: transport.ID{9}, Trust: transport.Unverified})
		c.After("Join", func() { joined(c) })
	}
}

// posted is away whose Post does what posted says.
func posted(joined, posted func(c *transporttest.Client)) func(*transporttest.Client) {
	return func(c *transporttest.Client) {
		away(joined)(c)
		c.After("Post", func() { posted(c) })
	}
}

// desk is the talk with the host of away.
func desk(c *transporttest.Client) transport.TalkID { return c.Peers()[0].Talk() }

// waits tells that the host is away, stores that it has what was sent.
func waits(c *transporttest.Client)  { c.Wait(transport.PeerVanished, 2500*time.Millisecond) }
func stores(c *transporttest.Client) { c.Store(desk(c)) }

func TestAwayHost(t *testing.T) {
	t.Parallel()

	t.Run("a person who leaves is told at once how much is kept", func(t *testing.T) {
		t.Parallel()
		env := Env{Stdin: strings.NewReader("one\ntwo\n/quit\nthree\n"), Typed: true}
		code, out, errOut := faked(t.Context(), t, away(waits), env, "chat", "a:1")
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
			a := away(func(c *transporttest.Client) { c.Wait(fault, 10*time.Minute) })
			code, _, errOut := faked(t.Context(), t, a, Env{}, "send", "-timeout", "5m", "a:1", "hello")
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
		a := away(func(c *transporttest.Client) { waits(c); waits(c); waits(c) })
		_, out, _ := faked(t.Context(), t, a, env, "chat", "a:1")
		if strings.Count(out.String(), "no longer answers") != 1 || strings.Count(out.String(), "Next attempt") != 3 {
			t.Errorf("stdout %q", out)
		}
	})

	t.Run("what is typed before the host was ever reached is said not to be sent", func(t *testing.T) {
		t.Parallel()
		asking := func(c *transporttest.Client) { c.After("Join", func() { c.Asks("Desk") }) }
		env := Env{Stdin: strings.NewReader("one\n/quit\n"), Typed: true}
		_, out, errOut := faked(t.Context(), t, asking, env, "chat", "a:1")
		contains(t, out.String(), "Connected to Desk; the host must let you in")
		contains(t, errOut.String(), "Messages that were not sent: 1.")
	})

	t.Run("what was typed while asking goes out once let in", func(t *testing.T) {
		t.Parallel()
		in, typist := io.Pipe()
		ready, sent := make(chan *transporttest.Client, 1), make(chan string, 1)
		asking := func(c *transporttest.Client) {
			c.After("Join", func() { c.Asks("Desk"); ready <- c })
			c.After("Post", func() {
				sent <- c.Pending(desk(c))[0].Text
				stores(c)
			})
		}
		ended := make(chan int, 1)
		go func() {
			code, _, _ := faked(t.Context(), t, asking, Env{Stdin: in, Typed: true}, "chat", "a:1")
			ended <- code
		}()
		c := <-ready
		fmt.Fprintln(typist, "early")
		fmt.Fprintln(typist, "") // read only after the first was taken
		c.Enter("Desk")
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
			var sent []string
			joined, done := make(chan *transporttest.Client, 1), make(chan struct{})
			none := &transport.Error{Fault: transport.NotConnected}
			a := posted(func(c *transporttest.Client) { waits(c); joined <- c }, func(c *transporttest.Client) {
				if tries++; tries == 3 || tries == 5 {
					c.Fail("Post", nil)
				} else if tries == 4 {
					c.Fail("Post", none)
				}
				for _, m := range c.Pending(desk(c)) {
					if sent = append(sent, m.Text); len(sent) == 5 {
						close(done)
					}
				}
				stores(c)
			})
			refusing := func(c *transporttest.Client) { a(c); c.Fail("Post", none) }
			in, typist := io.Pipe()
			ended := make(chan int, 1)
			go func() {
				code, _, _ := faked(t.Context(), t, refusing, Env{Stdin: in, Typed: typed}, "chat", "a:1")
				ended <- code
			}()
			go func() {
				for i := range 5 {
					fmt.Fprintln(typist, i+1)
				}
				<-done
				typist.Close()
			}()
			c := <-joined
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
					c.Tell(transport.Event{Kind: transport.Resync})
				case <-late:
					t.Fatalf("with typed %v not all is sent", typed)
				}
			}
		}
	})

	t.Run("lines held to the end are counted and fail the command", func(t *testing.T) {
		t.Parallel()
		a := func(c *transporttest.Client) {
			away(waits)(c)
			c.Fail("Post", &transport.Error{Fault: transport.NotConnected})
		}
		code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("one\ntwo\n/quit\n"), Typed: true}, "chat", "a:1")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "Messages that were not sent: 2.")
	})

	t.Run("a pipe that says nothing waits for the host, and fails when it does not come", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			code, _, errOut := faked(t.Context(), t, away(waits), Env{Stdin: strings.NewReader("")}, "chat", "a:1")
			if took := time.Since(start); code != exitFailed || took < leavePatience {
				t.Errorf("exit code %d after %v", code, took)
			}
			contains(t, errOut.String(), "did not answer in time")
		})
	})

	t.Run("a pipe that says nothing waits until the host has what an earlier run left", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a := away(func(c *transporttest.Client) {
				leaves(c)
				c.Enter("Desk")
				go func() {
					time.Sleep(time.Minute)
					stores(c)
				}()
			})
			code, out, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "chat", "a:1")
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
		a := posted(waits, func(*transporttest.Client) { cancel() })
		go fmt.Fprintln(typist, "one")
		code, _, errOut := faked(ctx, t, a, Env{Stdin: in}, "chat", "a:1")
		if code != exitDone {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "next connection: 1.")
	})

	t.Run("a message that the host refuses fails send with the reason, and does not stay in the outbox", func(t *testing.T) {
		t.Parallel()
		var c *transporttest.Client
		a := posted(waits, func(asked *transporttest.Client) {
			c = asked
			c.Refuse(desk(c), transport.HostRefused)
		})
		code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "send", "a:1", "hi")
		if code != exitFailed || c.Count("Discard") != 1 || len(c.Pending(desk(c))) != 0 {
			t.Errorf("exit code %d, calls %q", code, c.Calls())
		}
		contains(t, errOut.String(), "The host did not take the message")
	})

	t.Run("an earlier run's message that goes out first is not taken for this one", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) { // so that the tenth of a second is enough on any machine
			a := posted(waits, func(c *transporttest.Client) {
				c.Say(desk(c), transport.Message{ID: transport.MessageID{99}, Kind: transport.Outgoing, Text: "old", State: transport.Stored})
			})
			code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "send", "-timeout", "100ms", "a:1", "hi")
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			contains(t, errOut.String(), "after 0.1 s", "is kept")
		})
	})

	t.Run("an interrupted send says that the message is kept", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		a := posted(waits, func(*transporttest.Client) { cancel() })
		code, _, errOut := faked(ctx, t, a, Env{Stdin: strings.NewReader("")}, "send", "a:1", "hi")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "Interrupted before the host had the message. It is kept")
	})

	t.Run("text that is no text is refused, not changed", func(t *testing.T) {
		t.Parallel()
		code, _, errOut := faked(t.Context(), t, away(waits), Env{Stdin: strings.NewReader("\xff\n")}, "send", "a:1", "-")
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

// leaves has an earlier run have left a message in the outbox.
func leaves(c *transporttest.Client) {
	c.Leave(desk(c), transport.Message{ID: transport.MessageID{7}, Kind: transport.Outgoing, Text: "of yesterday"})
}

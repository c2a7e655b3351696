package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
)

// incoming is an event whose text is its number.
func incoming(n int) transport.Event {
	return transport.Event{Kind: transport.Appended, Detail: transport.Message{Text: fmt.Sprint(n)}}
}

// plainly formats events for these tests.
func plainly(ev transport.Event, lost int) string {
	if ev.Kind == transport.Resync {
		return fmt.Sprintf("lost %d\n", lost)
	}
	return ev.Message().Text + "\n"
}

// stuck is a terminal that takes nothing until it is let go.
type stuck struct {
	output
	taking chan struct{}
}

func newStuck() *stuck {
	return &stuck{output: output{changed: make(chan struct{})}, taking: make(chan struct{})}
}

func (s *stuck) Write(p []byte) (int, error) {
	<-s.taking
	return s.output.Write(p)
}

func neverFails(t *testing.T) func(error) {
	return func(err error) { t.Errorf("the output broke: %v", err) }
}

func TestPrinter(t *testing.T) {
	t.Run("a terminal that takes nothing blocks nobody, and what was lost is counted in its place", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			screen := newStuck()
			p := newPrinter(screen, io.Discard, plainly, "", neverFails(t))
			p.put(incoming(-1))
			synctest.Wait() // the printer is stuck in its write
			for i := range queuedItems + 5 {
				p.put(incoming(i))
			}
			close(screen.taking)
			synctest.Wait()
			p.put(incoming(99))
			p.close(t.Context())
			lines := strings.Split(screen.String(), "\n")
			if len(lines) != 1+queuedItems+1+1+1 {
				t.Fatalf("%d lines", len(lines))
			}
			got := lines[0] + " " + lines[1] + " … " + strings.Join(lines[queuedItems:], " ")
			if want := fmt.Sprintf("-1 0 … %d lost 5 99 ", queuedItems-1); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	})

	t.Run("long messages are bounded by their bytes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			screen := newStuck()
			p := newPrinter(screen, io.Discard, plainly, "", neverFails(t))
			p.put(incoming(0))
			synctest.Wait()
			long := incoming(0)
			m := long.Message()
			m.Text = strings.Repeat("x", queuedBytes/4)
			long.Detail = m
			for range 10 {
				p.put(long)
			}
			close(screen.taking)
			p.close(t.Context())
			if got := screen.String(); !strings.HasSuffix(got, "x\nlost 7\n") {
				t.Errorf("%d bytes, ending in %q", len(got), got[max(0, len(got)-10):])
			}
		})
	})

	t.Run("close waits for a slow terminal, and after an interrupt only for a while", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			screen := newStuck()
			p := newPrinter(screen, io.Discard, plainly, "", neverFails(t))
			p.put(incoming(0))
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				p.close(ctx)
				close(ended)
			}()
			time.Sleep(time.Hour) // of the bubble's clock
			synctest.Wait()
			select {
			case <-ended:
				t.Fatal("close gave up though nobody interrupted")
			default:
			}
			start := time.Now()
			cancel()
			<-ended
			if took := time.Since(start); took != closeGrace {
				t.Errorf("close took %v after the interrupt", took)
			}
			close(screen.taking)
		})
	})

	t.Run("an output that breaks is told once", func(t *testing.T) {
		broken := errors.New("no space")
		var got []error
		p := newPrinter(writerFunc(func([]byte) (int, error) { return 0, broken }), io.Discard, plainly, "",
			func(err error) { got = append(got, err) })
		for i := range 3 {
			p.put(incoming(i))
		}
		p.close(t.Context())
		if len(got) != 1 || !errors.Is(got[0], broken) {
			t.Errorf("told %v", got)
		}
	})

	t.Run("the prompt follows each line, comes back after Enter, and ends with a newline", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			screen := newOutput()
			p := newPrinter(screen, screen, plainly, "> ", neverFails(t))
			p.put(incoming(1))
			synctest.Wait()
			p.put(incoming(2))
			synctest.Wait()
			p.wake()
			synctest.Wait()
			p.print("error\n", true)
			synctest.Wait()
			p.close(t.Context())
			if got, want := screen.String(), "1\n> \r2\n> > \rerror\n> \n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	})

	t.Run("copies and steps on the way are not printed", func(t *testing.T) {
		one := transport.Peer{ID: 1}
		for name, ev := range map[string]transport.Event{
			"a broadcast in one guest's talk": {Kind: transport.Appended, Peer: one,
				Detail: transport.Message{Kind: transport.Outgoing, Broadcast: true}},
			"one recipient more": {Kind: transport.Updated,
				Detail: transport.Message{Kind: transport.Outgoing, Broadcast: true}},
			"the notice beside connected": {Kind: transport.Appended, Peer: one,
				Detail: transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected}},
			"a notice in everyone's talk": {Kind: transport.Appended,
				Detail: transport.Message{Kind: transport.Notice, Notice: transport.LineMode}},
		} {
			screen := newOutput()
			p := newPrinter(screen, screen, plainly, "", neverFails(t))
			p.put(ev)
			p.close(t.Context())
			if screen.String() != "" {
				t.Errorf("%s was printed", name)
			}
		}
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

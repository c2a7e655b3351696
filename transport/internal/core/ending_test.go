package core

import (
	"errors"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/loop"
)

// discarded is a file that an Export is written to, and which tells when it is closed.
type discarded struct{ closed chan struct{} }

func (d discarded) Write(p []byte) (int, error) { return len(p), nil }
func (d discarded) Close() error                { close(d.closed); return nil }

// Whoever calls while another goroutine closes may come before it, meanwhile or after.
func TestClosingAndCallsMeet(t *testing.T) {
	for range 5 {
		home, err := OpenHome(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		s := NewServer(Options{Home: home, Name: "Host"})
		s.SetName("Another")
		c := NewClient(Options{Home: home, Name: "Ann"})
		c.Join("127.0.0.1:1")
		id := c.Peers()[0].ID
		var calls sync.WaitGroup
		begun := make(chan struct{})
		for _, call := range []func(){
			func() { s.Start("127.0.0.1:0") },
			s.Stop,
			func() { s.Search(Query{Text: "word", All: true}) },
			func() { c.Search(Query{Text: "word", All: true}) },
			func() { c.Words(id) },
			c.Reconnect,
			c.Hangup,
			func() { c.ForgetServer("localhost:1") },
			func() {
				file := discarded{make(chan struct{})}
				s.Export(Everyone, file, ExportText)
				<-file.closed
			},
			func() {
				file := discarded{make(chan struct{})}
				c.Export(id.Talk(), file, ExportJSON)
				<-file.closed
			},
		} {
			calls.Go(func() {
				<-begun
				for range 5 {
					call()
				}
			})
		}
		close(begun)
		s.Close()
		c.Close()
		calls.Wait()
		if err := home.Close(); err != nil {
			t.Error(err)
		}
		noneLeft(t)
	}
}

func TestCallsAfterTheEnd(t *testing.T) {
	s, _, _ := startServer(t, Limits{})
	s.Close()
	t.Run("say what is so, however many there were", func(t *testing.T) {
		for range loop.MaxCommands + 1 {
			var e *Error
			if _, err := s.Send(Everyone, "too late"); !errors.As(err, &e) || e.Fault != NotListening {
				t.Fatalf("it fails with %v", err)
			}
		}
	})
	t.Run("keep no answer that nobody will get", func(t *testing.T) {
		for range loop.MaxCommands / 2 {
			s.Load(Everyone, Range{Before: 10})
		}
		if left := s.events.box.Drain(nil); len(left) > 0 {
			t.Errorf("%d events are kept", len(left))
		}
	})
}

func TestANameGivenWhileTheServerStarts(t *testing.T) {
	host := newParty(t)
	for i := range 12 {
		from := host.length()
		s := NewServer(host.options("Old"))
		s.executor.CatchUp()
		s.Start("127.0.0.1:0")
		pauseFor(time.Duration(i) * 150 * time.Microsecond)
		s.SetName("New")
		ev, _ := host.kind(t, from, Listening)
		s.executor.CatchUp()
		_, c, _ := asMember(t, "Ann", ev.Addr)
		if p, ok := c.Server(); !ok || p.Name != "New" {
			t.Errorf("a member is shown %q", p.Name)
		}
		c.Close()
		s.Close()
	}
}

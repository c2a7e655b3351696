package core

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

// patience bounds a wait for what must come; none lasts so long when it passes.
const patience = time.Minute

// events is a sink that keeps everything and can be waited on.
type events struct {
	mu   sync.Mutex
	all  []Event
	wake chan struct{} // closed and replaced at each event
}

// sender is a Server or a Client.
type sender interface {
	Send(to TalkID, text string) (MessageID, error)
}

// sends reports whether s takes a text.
func sends(s sender, to TalkID, text string) bool {
	_, err := s.Send(to, text)
	return err == nil
}

func newEvents() *events { return &events{wake: make(chan struct{})} }

func (e *events) sink(ev Event) {
	if !fits(ev) {
		panic(fmt.Sprintf("%v has a %T", ev.Kind, ev.Detail))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, ev)
	close(e.wake)
	e.wake = make(chan struct{})
}

// wait returns the first event, from the given index on, that matches, and the
// index after it.
func (e *events) wait(t testing.TB, from int, what string, match func(Event) bool) (Event, int) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	seen := from
	for {
		e.mu.Lock()
		for ; seen < len(e.all); seen++ {
			if match(e.all[seen]) {
				ev := e.all[seen]
				e.mu.Unlock()
				return ev, seen + 1
			}
		}
		wake := e.wake
		e.mu.Unlock()
		select {
		case <-wake:
		case <-deadline.C:
			e.mu.Lock()
			defer e.mu.Unlock()
			t.Fatalf("no %s; got %s", what, describe(e.all[from:]))
		}
	}
}

func (e *events) kind(t testing.TB, from int, k EventKind) (Event, int) {
	t.Helper()
	return e.wait(t, from, fmt.Sprintf("event of kind %d", k), func(ev Event) bool { return ev.Kind == k })
}

// message waits for the next message of a kind in a talk other than Everyone's.
func (e *events) message(t testing.TB, from int, k MessageKind) (Message, int) {
	t.Helper()
	ev, next := e.wait(t, from, fmt.Sprintf("message of kind %d", k), func(ev Event) bool {
		return ev.Kind == Appended && ev.Talk() != Everyone && ev.Message().Kind == k
	})
	return ev.Message(), next
}

// forget drops what came, for tests with more events than memory.
func (e *events) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = nil
}

func (e *events) length() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.all)
}

// texts are the texts of all messages of a kind so far, Everyone's talk aside.
func (e *events) texts(k MessageKind) []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []string
	for _, ev := range e.all {
		if ev.Kind == Appended && ev.Message().Kind == k && ev.Talk() != Everyone {
			list = append(list, ev.Message().Text)
		}
	}
	return list
}

func describe(list []Event) string {
	s := ""
	for i, ev := range list {
		if i == 40 {
			return s + "…"
		}
		s += fmt.Sprintf("\n  kind %d peer %d/%d %q msg %d %.40q state %d err %v",
			ev.Kind, ev.Peer.ID, ev.Peer.Kind, ev.Peer.Addr, ev.Message().Kind, ev.Message().Text, ev.Message().State, ev.Err)
	}
	return s
}

// handedOver returns when the sink has every event that was posted before.
func handedOver(c *core) {
	c.loop.Do(func() {}) // what was posted by what is done is on its way then
	c.events.mu.Lock()
	handed := c.events.handed
	c.events.mu.Unlock()
	if handed != nil {
		<-handed
	}
}

// held are the loops that tests have stopped, each with what lets it go on.
var held sync.Map

// lock stops the loop, so that the test owns the state, until unlock.
func (c *core) lock() {
	stopped, release := make(chan struct{}), make(chan struct{})
	go c.loop.Do(func() {
		close(stopped)
		<-release
	})
	<-stopped
	held.Store(c, release)
}

func (c *core) unlock() {
	release, _ := held.LoadAndDelete(c)
	close(release.(chan struct{}))
}

// startServer starts a Server on a free loopback port; the test ends it.
func startServer(t testing.TB, limits Limits) (*Server, *events, string) {
	t.Helper()
	e := newEvents()
	s := NewServer(Options{Sink: e.sink, Limits: limits, Version: "test"})
	t.Cleanup(s.Close)
	s.Start("127.0.0.1:0")
	ev, _ := e.kind(t, 0, Listening)
	return s, e, ev.Addr
}

// dial connects a raw socket; the test closes it.
func dial(t testing.TB, addr string) *net.TCPConn {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nc.Close() })
	_ = nc.SetDeadline(time.Now().Add(patience))
	return nc.(*net.TCPConn)
}

// turnedAway connects a raw socket that is not let in, and returns how it ended. A
// machine that is slow to dial may learn it there.
func turnedAway(t testing.TB, addr string) error {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	t.Cleanup(func() { _ = nc.Close() })
	_ = nc.SetDeadline(time.Now().Add(patience))
	if _, err := nc.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return nil
}

// say writes to a raw socket.
func say(t testing.TB, nc net.Conn, s string) {
	t.Helper()
	if _, err := io.WriteString(nc, s); err != nil {
		t.Fatal(err)
	}
}

// hear reads exactly n bytes.
func hear(t testing.TB, nc net.Conn, n int) string {
	t.Helper()
	b := make([]byte, n)
	if got, err := io.ReadFull(nc, b); err != nil {
		t.Fatalf("after %q: %v", b[:got], err)
	}
	return string(b)
}

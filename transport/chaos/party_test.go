package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport"
)

// log collects the events of a Server or Client in this process.
type log struct {
	mu      sync.Mutex
	all     []transport.Event // guarded by mu
	at      []time.Time       // guarded by mu; when each came
	changed chan struct{}     // closed and replaced at each event; guarded by mu
}

func newLog() *log { return &log{changed: make(chan struct{})} }

func (l *log) sink(e transport.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.at = append(l.all, e), append(l.at, time.Now())
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *log) since(n int) ([]transport.Event, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all[n:]), l.changed
}

// when is when the event before the n-th place came.
func (l *log) when(n int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at[n-1]
}

// length is a place for await to begin at.
func (l *log) length() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}

// await waits for an event from the n-th on that matches, and returns it with
// the place after it.
func (l *log) await(t testing.TB, n int, within time.Duration, what string, match func(transport.Event) bool) (transport.Event, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	for from := n; ; {
		fresh, changed := l.since(n)
		if i := slices.IndexFunc(fresh, match); i >= 0 {
			return fresh[i], n + i + 1
		}
		n += len(fresh)
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%s did not come within %v; there were %s", what, within, l.describe(from))
		}
	}
}

// kind matches events of a kind.
func kind(k transport.EventKind) func(transport.Event) bool {
	return func(e transport.Event) bool { return e.Kind == k }
}

// says matches the line of a talk that says text.
func says(text string) func(transport.Event) bool {
	return func(e transport.Event) bool { return e.Kind == transport.Appended && e.Message().Text == text }
}

func (l *log) describe(from int) string {
	all, _ := l.since(from)
	var b strings.Builder
	if len(all) > 30 {
		fmt.Fprintf(&b, "%d more, ", len(all)-30)
		all = all[len(all)-30:]
	}
	for _, e := range all {
		fmt.Fprintf(&b, "\n\t%d %v %.30q %v", e.Kind, e.Peer.ID, e.Message().Text, e.Err)
	}
	return b.String()
}

// host is a Server in this process.
type host struct {
	*transport.Server
	*log
	addr string
	home *transport.Home
}

// leave ends the host and gives its data folder back.
func (h *host) leave(t testing.TB) {
	t.Helper()
	h.Close()
	if err := h.home.Close(); err != nil {
		t.Error(err)
	}
}

// opened opens a data folder until the test ends.
func opened(t testing.TB, dir string) *transport.Home {
	t.Helper()
	home, err := transport.OpenHome(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := home.Close(); err != nil {
			t.Error(err)
		}
	})
	return home
}

// hostIn starts a Server that lets everyone in.
func hostIn(t testing.TB, dir string) *host {
	t.Helper()
	return hostWith(t, dir, transport.Limits{})
}

// hostWith is hostIn with limits.
func hostWith(t testing.TB, dir string, limits transport.Limits) *host {
	t.Helper()
	h := &host{log: newLog(), home: opened(t, dir)}
	h.Server = transport.NewServer(transport.Options{Sink: h.sink, Home: h.home, Name: "host", LetEveryoneIn: true, ShareHistory: true, Limits: limits})
	t.Cleanup(h.Close)
	h.Start("127.0.0.1:0")
	e, _ := h.await(t, 0, patience, "listening", kind(transport.Listening))
	h.addr = e.Addr
	return h
}

// member is a Client in this process.
type member struct {
	*transport.Client
	*log
	home     *transport.Home
	identity transport.ID
	room     transport.TalkID // the room of all
}

// leave ends the member and gives its data folder back.
func (m *member) leave(t testing.TB) {
	t.Helper()
	m.Close()
	if err := m.home.Close(); err != nil {
		t.Error(err)
	}
}

// memberIn starts a Client and waits until it is connected.
func memberIn(t testing.TB, dir, name, addr string) *member {
	t.Helper()
	m := &member{log: newLog(), home: opened(t, dir)}
	m.identity = m.home.Identity()
	m.Client = transport.NewClient(transport.Options{Sink: m.sink, Home: m.home, Name: name})
	t.Cleanup(m.Close)
	m.Join(addr)
	e, _ := m.await(t, 0, patience, "connected", kind(transport.Connected))
	m.room = e.Talk()
	return m
}

// post says something in the room of all.
func (m *member) post(t testing.TB, text string) {
	t.Helper()
	if _, err := m.Post(m.room, transport.Draft{Text: text}); err != nil {
		t.Fatal(err)
	}
}

func (h *host) post(t testing.TB, text string) {
	t.Helper()
	if _, err := h.Post(transport.Everyone, transport.Draft{Text: text}); err != nil {
		t.Fatal(err)
	}
}

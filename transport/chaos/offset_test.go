package chaos

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"confab/transport"
)

// TestOffsets cuts sessions after every number of bytes that they have. A
// session is short and whole: handshake, two messages from the member that waited
// in its outbox, two of the host that it missed, and their answers.
func TestOffsets(t *testing.T) {
	t.Parallel()
	step := 41 // of which handshake, frames and records are no multiples
	if long {
		step = 1
	}
	for _, way := range []direction{up, down} {
		for _, how := range []cut{fin, rst} {
			t.Run(fmt.Sprintf("a member has the whole talk after %v at any byte %v", how, way), func(t *testing.T) {
				t.Parallel()
				cutEverywhere(t, way, how, step)
			})
		}
	}
}

// doom is the fate of the next connection through a proxy, and of it alone.
type doom struct {
	mu   sync.Mutex
	next fate // guarded by mu
}

func (d *doom) set(f fate) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next = f
}

func (d *doom) take(int) fate {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.next
	d.next = fate{}
	return f
}

func cutEverywhere(t *testing.T, way direction, how cut, step int) {
	dir := t.TempDir()
	// Two messages, and two again where the first were cut, in each of thousands
	// of sessions: at the pace of people the test would do nothing but wait.
	h := hostWith(t, filepath.Join(dir, "host"), transport.Limits{MemberPerSecond: 10_000, MemberBurst: 10_000})
	var d doom
	p := newProxy(t, h.addr, d.take)
	m := memberIn(t, filepath.Join(dir, "member"), "member", p.addr())
	// It need not wait as people let it.
	stop := make(chan struct{})
	var impatient sync.WaitGroup
	impatient.Go(func() { m.hurry(stop) })
	t.Cleanup(func() {
		close(stop)
		impatient.Wait()
	})
	said, sessions, missed := 0, 0, 0
	heardHere, heardThere := m.length(), h.length()
	begun := time.Now()
	for n := 1; ; n += step {
		before := p.cuts.Load()
		d.set(fate{doomed: true, after: int64(n), way: way, how: how})
		p.cutAll(rst)
		for i := range 2 {
			m.post(t, fmt.Sprintf("m %d", said+i))
			h.post(t, fmt.Sprintf("h %d", said+i))
		}
		said += 2
		sessions++
		for i := said - 2; i < said; i++ {
			for _, text := range []string{fmt.Sprintf("m %d", i), fmt.Sprintf("h %d", i)} {
				// In the order of the host, which need not be this one.
				m.await(t, heardHere, patience, fmt.Sprintf("%q at the member, after the cut at byte %d,", text, n), says(text))
				h.await(t, heardThere, patience, fmt.Sprintf("%q at the host, after the cut at byte %d,", text, n), says(text))
			}
		}
		heardHere, heardThere = m.length(), h.length()
		// The answers to the last line go after it. A PING would be no part of the
		// session: it comes after 10 s.
		if !eventually(8*time.Second, func() bool { return p.cuts.Load() >= before+2 }) {
			// The session was over before so many bytes had gone, unless it was slow.
			m.answered(t, patience)
			h.answered(t, patience)
			if p.cuts.Load() >= before+2 {
				t.Errorf("the session was not over yet after %d bytes, it was slow", n)
			}
			// Or the impatient member gave that connection up for another one.
			if sessions < 40 && missed < 5 {
				missed++
				sessions--
				n -= step
				continue
			}
			break
		}
	}
	if sessions < 40 {
		t.Errorf("a session was over after %d bytes: the test has lost its meaning", sessions*step)
	}
	t.Logf("%d sessions cut at up to %d bytes, in %v", sessions, sessions*step, time.Since(begun).Round(time.Second))
	m.Close()
	h.Close()
	hosted, heard := openLines(t, h.log), openLines(t, m.log)
	if len(hosted) != 2*said || len(heard) != 2*said {
		t.Errorf("%d and %d lines of %d", len(hosted), len(heard), 2*said)
	}
	for i := range min(len(hosted), len(heard)) {
		if hosted[i] != heard[i] {
			t.Fatalf("line %d is %q at the host and %q at the member", i+1, hosted[i], heard[i])
		}
	}
}

// answered waits until everybody else is told to have the newest message of the
// room of all: the last thing that a session tells.
func (l *log) answered(t testing.TB, within time.Duration) {
	t.Helper()
	all, _ := l.since(0)
	var newest transport.Event
	for _, e := range all {
		if e.Kind == transport.Appended && e.Message().ID != (transport.MessageID{}) && !e.Message().Plain {
			newest = e
		}
	}
	l.await(t, 0, within, "answer to the last message", func(e transport.Event) bool {
		return e.Kind == transport.Marked && e.Peer.ID == newest.Peer.ID && !e.Marks().Got.Before(newest.Message().Place)
	})
}

// eventually looks until something is so, or for as long as given.
func eventually(within time.Duration, so func() bool) bool {
	for limit := time.Now().Add(within); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(limit) {
			return false
		}
	}
	return true
}

// hurry has the member try again at once whenever it waits.
func (m *member) hurry(stop <-chan struct{}) {
	for n := 0; ; {
		fresh, changed := m.since(n)
		n += len(fresh)
		for _, e := range fresh {
			if e.Kind == transport.Waiting {
				m.Reconnect()
				break
			}
		}
		select {
		case <-changed:
		case <-stop:
			return
		}
	}
}

// openLines are the messages of the room of all, in the order in which they came
// into the talk.
func openLines(t testing.TB, l *log) (texts []string) {
	t.Helper()
	all, _ := l.since(0)
	for _, e := range all {
		if e.Kind == transport.Appended && e.Message().ID != (transport.MessageID{}) && !e.Message().Plain {
			texts = append(texts, e.Message().Text)
		}
	}
	return texts
}

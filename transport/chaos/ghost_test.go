package chaos

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"confab/transport"
)

// TestGhost is of a member's own connection that was given up, and whose last
// bytes reach the host after those of the next: on another way, out of a queue,
// or because the host was busy. The host cannot tell it from a newer one by the
// order in which the two speak.
func TestGhost(t *testing.T) {
	t.Run("a member's connection that was given up and arrives late does not drive out the next one for good", func(t *testing.T) {
		dir := t.TempDir()
		h := hostIn(t, filepath.Join(dir, "host"))
		p := newProxy(t, h.addr, nil)
		m := memberIn(t, filepath.Join(dir, "member"), "member", p.addr())
		m.answers(t, "before")

		g := haunt(t, h.addr)
		p.retarget(g.addr)
		n := m.length()
		p.cutAll(rst)
		m.await(t, n, patience, "the end of the first connection", kind(transport.Waiting))
		m.Reconnect()
		g.held(t)
		// The ghost is held; the next connection goes through.
		_, n = m.await(t, n, patience, "the next connection", func(e transport.Event) bool {
			return e.Kind == transport.Connected && e.Talk() == m.room
		})
		g.release(t)
		m.answers(t, "after the ghost")
		all, _ := m.since(n)
		for _, e := range all {
			if e.Kind == transport.Disconnected && e.Talk() == m.room {
				t.Errorf("the member has given up: %v", e.Err)
			}
		}
	})
}

// ghost holds back what the first connection through it says after its first
// record, and lets the others pass.
type ghost struct {
	addr   string
	full   chan struct{} // closed when rest is complete and the client's end is closed
	host   net.Conn      // the ghost's; set before full is closed
	rest   []byte        // what was held back; set before full is closed
	passed sync.WaitGroup
}

func haunt(t *testing.T, target string) *ghost {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &ghost{addr: l.Addr().String(), full: make(chan struct{})}
	g.passed.Go(func() {
		first := true
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			host, err := net.DialTimeout("tcp", target, patience)
			if err != nil {
				_ = c.Close()
				continue
			}
			g.passed.Go(func() { defer c.Close(); _, _ = io.Copy(c, host) })
			if first {
				first = false
				g.hold(c, host)
				continue
			}
			g.passed.Go(func() { defer host.Close(); _, _ = io.Copy(host, c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		if g.host != nil {
			_ = g.host.Close()
		}
	})
	return g
}

// ghostBytes is less than a member says to the end of its handshake.
const ghostBytes = 200

// hold passes on the client's first TLS record, keeps what it says then, and
// hangs up on it when it waits for an answer.
func (g *ghost) hold(c, host net.Conn) {
	defer close(g.full)
	defer c.Close()
	g.host = host
	_ = c.SetReadDeadline(time.Now().Add(patience))
	head := make([]byte, 5)
	if _, err := io.ReadFull(c, head); err != nil {
		return
	}
	record := make([]byte, 5+binary.BigEndian.Uint16(head[3:]))
	copy(record, head)
	if _, err := io.ReadFull(c, record[5:]); err != nil {
		return
	}
	if _, err := host.Write(record); err != nil {
		return
	}
	var rest bytes.Buffer
	for late := time.Now().Add(patience); rest.Len() < ghostBytes && time.Now().Before(late); {
		_ = c.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
		if _, err := io.Copy(&rest, c); !isTimeout(err) { // until it waits
			break
		}
	}
	g.rest = rest.Bytes()
}

// held waits until the ghost is made.
func (g *ghost) held(t *testing.T) {
	t.Helper()
	select {
	case <-g.full:
	case <-time.After(patience):
		t.Fatal("the member does not connect")
	}
	if len(g.rest) < ghostBytes {
		t.Fatalf("only %d bytes were held back", len(g.rest))
	}
}

// release lets the host hear the ghost to its end.
func (g *ghost) release(t *testing.T) {
	t.Helper()
	if _, err := g.host.Write(g.rest); err != nil {
		t.Fatal(err)
	}
	_ = g.host.SetReadDeadline(time.Now().Add(time.Second))
	_, _ = io.Copy(io.Discard, g.host) // the host's answer, or that it does not want it
	_ = g.host.Close()
}

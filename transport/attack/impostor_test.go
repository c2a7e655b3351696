//go:build attack && linux

package attack

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/program"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// impostor is a host that does to its members what it likes.
type impostor struct {
	ctx      context.Context
	identity *secure.Identity
	listener net.Listener
	serve    func(h *impostor, m *caller)
	all      sync.WaitGroup

	mu    sync.Mutex
	calls int // guarded by mu
}

// pose listens until ctx ends.
func pose(ctx context.Context, serve func(h *impostor, m *caller)) (*impostor, error) {
	identity, err := secure.NewIdentity()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	h := &impostor{ctx: ctx, identity: identity, listener: l, serve: serve}
	context.AfterFunc(ctx, func() { _ = l.Close() })
	h.all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			h.all.Go(func() { h.answer(c) })
		}
	})
	return h, nil
}

// answer shakes hands, reads HELLO, and serves.
func (h *impostor) answer(c net.Conn) {
	defer c.Close()
	defer context.AfterFunc(h.ctx, func() { _ = c.Close() })()
	s, err := secure.Server(h.ctx, c, secure.ServerConfig(h.identity, nil))
	if err != nil {
		return
	}
	m := &caller{Conn: s, w: wire.NewWriter(s), r: wire.NewReader(s), self: wire.Identity(s.Peer())}
	m.w.SetLimit(wire.MaxFrameBytes)
	m.r.SetLimit(wire.MaxFrameBytes)
	if _, err := m.r.Next(); err != nil {
		return
	}
	h.mu.Lock()
	h.calls++
	h.mu.Unlock()
	h.serve(h, m)
}

func (h *impostor) over() bool { return h.ctx.Err() != nil }

// times is how many HELLOs came.
func (h *impostor) times() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls
}

// hello is a WELCOME like any host's.
func (h *impostor) hello(epoch wire.Epoch) *wire.Welcome {
	return &wire.Welcome{
		Version: 1, Server: wire.Identity(h.identity.ID()), Name: "impostor", Epoch: epoch, State: wire.Member, ServerTime: wire.MillisOf(time.Now()),
		Limits: wire.Limits{FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes, MessagesPerSecond: 20, Burst: 60, BytesPerSecond: 512 << 10},
	}
}

// said is the n-th thing ever said, the same each time it is asked for.
func said(n uint64, from wire.Identity, body string) *wire.Event {
	e := &wire.Event{Seq: n, From: from, ServerTime: wire.MillisOf(time.Now())}
	e.Post = text(body)
	binary.BigEndian.PutUint64(e.CID[8:], n)
	clear(e.CID[:8])
	e.CID[0] = 1
	return e
}

// nth is the n-th of many identities.
func nth(n uint64) (id wire.Identity) {
	id[0] = 0xaa
	binary.BigEndian.PutUint64(id[1:], n)
	return id
}

// visit has a client of the program come to a hostile host.
func (b *table) visit(t *testing.T, c hostCase) {
	t.Run(c.name, func(t *testing.T) {
		r := &row{part: "hosts", name: c.name, allowed: memoryAim}
		defer b.add(t, r)
		if err := c.run(t, r); err != nil {
			r.fail("%v", err)
		}
	})
}

// start has a client come to h.
func (c hostCase) start(t *testing.T, h *impostor) (*program.Process, error) {
	args := []string{"tail", "-json", "-since", "0"}
	if c.types {
		args = []string{"chat", "-json"}
	}
	args = append(args, "-data", filepath.Join(t.TempDir(), "visitor"), h.listener.Addr().String())
	return program.Launch(exec.Command(confab, args...))
}

// polite is the host that a client is measured against.
func polite(h *impostor, m *caller) {
	if m.send(h.hello(wire.Epoch{1}), said(1, nth(1), "welcome")) == nil {
		stay(m)
	}
}

// idleClients are the results of idle, by hostCase.types; they belong to the
// goroutine of the test.
var idleClients = map[bool]int{}

// idle is the resident memory in KiB of a client at a host that does no harm.
func (c hostCase) idle(t *testing.T) (int, error) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	h, err := pose(ctx, polite)
	if err != nil {
		return 0, err
	}
	p, err := c.start(t, h)
	if err != nil {
		return 0, err
	}
	defer p.Kill()
	if _, err := p.Find(ctx, func(r program.Report) bool { return r.Kind == "connected" }); err != nil {
		return 0, err
	}
	time.Sleep(time.Second)
	return (&gauge{pid: p.PID()}).memory("VmRSS")
}

func (c hostCase) run(t *testing.T, r *row) error {
	idle := idleClients[c.types]
	if idle == 0 {
		var err error
		if idle, err = c.idle(t); err != nil {
			return err
		}
		idleClients[c.types] = idle
	}
	ctx, cancel := context.WithTimeout(t.Context(), *lasts)
	defer cancel()
	h, err := pose(ctx, c.serve)
	if err != nil {
		return err
	}
	p, err := c.start(t, h)
	if err != nil {
		return err
	}
	defer p.Kill()
	g := &gauge{pid: p.PID(), idleKiB: idle}
	r.hasRise = true
	h.all.Go(func() {
		for !p.Ended() { // its memory is asked for until then
			r.risen = max(r.risen, g.risen())
			time.Sleep(50 * time.Millisecond)
		}
	})
	if c.types {
		h.all.Go(func() {
			for n := 0; !h.over() && p.Say(fmt.Sprint("line ", n)) == nil; n++ {
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	select {
	case <-ctx.Done():
	case <-p.Done():
		r.remark("the client has ended with %d: %s", p.ExitCode(), strings.Join(p.Noise(), " "))
	}
	// The host goes on while the client is to end.
	begun := time.Now()
	code := p.Stop(patience)
	if took := time.Since(begun); took > 2*time.Second {
		r.remark("it took the client %v to end", took.Round(time.Second/10))
	}
	cancel()
	h.all.Wait() // also for what is written to r
	r.attempts = h.times()
	if r.attempts == 0 {
		r.fail("the client never came")
	}
	noise := strings.Join(p.Noise(), "\n")
	if code < 0 || strings.Contains(noise, "goroutine ") || strings.Contains(noise, "fatal error") {
		r.fail("the client hangs or died: %d, %s", code, noise[:min(len(noise), 2000)])
	}
	r.judge(p)
	return nil
}

// judge looks at what a client printed: nothing twice, and each
// talk in order.
func (r *row) judge(p *program.Process) {
	r.hasTalk = true
	reports, _ := p.Since(0)
	seen, last := map[string]bool{}, map[uint64]uint64{} // last: of each talk
	for _, e := range reports {
		if e.Kind != "appended" || e.Message != "incoming" || e.ID == "" {
			continue
		}
		if seen[e.ID] {
			r.doubled++
		} else if e.Seq < last[e.Talk] {
			r.disorder++
		}
		seen[e.ID] = true
		last[e.Talk] = max(last[e.Talk], e.Seq)
	}
}

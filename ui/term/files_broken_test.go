package term

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// gate is a relay to a server that passes only so many bytes towards it.
type gate struct {
	listener
	server string

	mu    sync.Mutex
	moved *sync.Cond // of mu
	left  int        // bytes that may pass; guarded by mu
	held  bool       // somebody waits for more; guarded by mu
	over  bool       // guarded by mu
}

func newGate(t *testing.T, server string, bytes int) *gate {
	t.Helper()
	return newGateAt(t, "127.0.0.1:0", server, bytes)
}

// newGateAt is newGate that listens at that address.
func newGateAt(t *testing.T, at, server string, bytes int) *gate {
	t.Helper()
	g := &gate{listener: listenAt(t, at), server: server, left: bytes}
	g.moved = sync.NewCond(&g.mu)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			in, err := g.Accept()
			if err != nil {
				return
			}
			all.Go(func() { g.relay(in) })
		}
	})
	t.Cleanup(func() {
		g.open(true)
		_ = g.Close()
		all.Wait()
	})
	return g
}

// open lets everything pass from now on; over ends the relay for good.
func (g *gate) open(over bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left, g.over = 1<<40, over
	g.moved.Broadcast()
}

// full waits until something is held back.
func (g *gate) full(t *testing.T) {
	t.Helper()
	timer := time.AfterFunc(patience, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.over = true
		g.moved.Broadcast()
	})
	defer timer.Stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.held && !g.over {
		g.moved.Wait()
	}
	if !g.held {
		t.Fatal("nothing is held back")
	}
}

// relay hands over one connection, and ends it when either side does, also while something
// of it is held back.
func (g *gate) relay(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", g.server)
	if err != nil {
		return
	}
	defer out.Close()
	ended := false // guarded by g.mu
	end := func() {
		_ = in.Close()
		_ = out.Close()
		g.mu.Lock()
		defer g.mu.Unlock()
		ended = true
		g.moved.Broadcast()
	}
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(in, out)
		end()
	})
	pieces := make(chan []byte, 1<<16) // more than a test sends
	both.Go(func() {
		defer close(pieces)
		for {
			piece := make([]byte, 16<<10)
			n, err := in.Read(piece)
			if n > 0 {
				pieces <- piece[:n]
			}
			if err != nil {
				g.mu.Lock()
				defer g.mu.Unlock()
				ended = true
				g.moved.Broadcast()
				return
			}
		}
	})
	for piece := range pieces {
		if !g.pass(len(piece), &ended) {
			break
		}
		if _, err := out.Write(piece); err != nil {
			break
		}
	}
	end()
	both.Wait()
}

// pass waits until n bytes may pass; false if they never may.
func (g *gate) pass(n int, ended *bool) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.left < n && !g.over && !*ended {
		g.held = true
		g.moved.Broadcast()
		g.moved.Wait()
	}
	if g.over || g.left < n {
		return false
	}
	g.left -= n
	return true
}

func TestSendFileBroken(t *testing.T) {
	t.Parallel()
	const size = 5 * mib
	// begin starts a send of a file and returns when some of it has arrived.
	begin := func(t *testing.T, data, to string) (host, sender *process, g *gate, again []string, contents []byte) {
		t.Helper()
		host, addr := memberHost(t, data, "-open", "-save", to)
		g = newGate(t, addr, 2*mib)
		path := filepath.Join(t.TempDir(), "plan.bin")
		contents = fileOf(t, path, size)
		again = []string{"send", g.addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", patience.String(), "-file", path}
		sender = run(t, confab, again...)
		g.full(t)
		return host, sender, g, again, contents
	}

	t.Run("a sender that is killed and run again goes on, and nothing is there twice", func(t *testing.T) {
		t.Parallel()
		to := t.TempDir()
		host, sender, g, again, contents := begin(t, t.TempDir(), to)
		sender.kill(t)
		host.out.await(t, `plan.bin waits\. Whoever offers it is not here\.`)
		g.open(false)
		p := run(t, confab, append(slices.Clone(again), "--", "what was missing")...)
		p.exit(t, 0)
		host.out.await(t, "what was missing")
		contains(t, p.err.String(), "plan.bin waited to be fetched since an earlier run")
		host.out.await(t, "plan.bin is here")
		holds(t, to, map[string][]byte{"plan.bin": contents})
		if n := strings.Count(host.out.String(), "is offered"); n != 1 {
			t.Errorf("it is offered %d times:\n%s", n, host.out)
		}
	})

	t.Run("a receiver that is killed and started again goes on, and the sender stays", func(t *testing.T) {
		t.Parallel()
		data, to := t.TempDir(), t.TempDir()
		host, sender, g, _, contents := begin(t, data, to)
		host.kill(t)
		g.open(false)
		p := run(t, confab, "serve", "-addr", g.server, "-data", data, "-name", "Desk", "-open", "-save", to)
		sender.exit(t, 0)
		p.out.await(t, "plan.bin is here, whole and verified: ")
		holds(t, to, map[string][]byte{"plan.bin": contents})
	})

	t.Run("between two members it goes on after both were killed", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir(), "-open")
		// Ann is at IPv6, and the host sees her at IPv4: she is not reached there, and all goes
		// by the gate.
		g := newGateAt(t, "[::1]:0", addr, 2*mib)
		to, bobs := t.TempDir(), t.TempDir()
		tail := []string{"tail", addr, "-data", bobs, "-name", "Bob", "-save", to}
		bob := run(t, confab, tail...)
		bob.out.await(t, "Connected to")
		path := filepath.Join(t.TempDir(), "plan.bin")
		contents := fileOf(t, path, size)
		again := []string{"send", g.addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", patience.String(), "-to", "Bob", "-file", path}
		ann := run(t, confab, again...)
		bob.out.await(t, `Ann → Bob: plan\.bin \(5 MiB\) is offered\.\n`)
		g.full(t)
		ann.kill(t)
		bob.out.await(t, `plan\.bin waits\. Whoever offers it is not here\.`)
		bob.kill(t)
		bob = run(t, confab, tail...)
		bob.out.await(t, "Connected to")
		g.open(false)
		ann = run(t, confab, again...)
		ann.exit(t, 0)
		contains(t, ann.err.String(), "plan.bin waited to be fetched since an earlier run")
		bob.out.await(t, "plan.bin is here, whole and verified: ")
		holds(t, to, map[string][]byte{"plan.bin": contents})
	})

	t.Run("a receiver pauses, goes on, stops, and fetches again", func(t *testing.T) {
		t.Parallel()
		to := t.TempDir()
		host, sender, g, _, contents := begin(t, t.TempDir(), to)
		host.typeIn(t, "/files\n/pause 1\n")
		host.out.await(t, `1  plan\.bin \(5 MiB\) is offered\.  Ann  \d+ % has come\n`)
		host.out.await(t, "plan.bin is paused; /get 1 goes on with it")
		host.typeIn(t, "/files\n/stop plan.bin\n")
		host.out.await(t, `Ann  paused · [1-9][0-9]* %\n`)
		host.out.await(t, "plan.bin was stopped")
		holds(t, to, nil)
		g.open(false)
		host.typeIn(t, "/get 1\n")
		sender.exit(t, 0)
		holds(t, to, map[string][]byte{"plan.bin": contents})
	})

	t.Run("one that does not come back is a failure, with how much there was", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open", "-save", t.TempDir())
		g := newGate(t, addr, 2*mib)
		path := filepath.Join(t.TempDir(), "plan.bin")
		fileOf(t, path, size)
		p := run(t, confab, "send", g.addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", "2s", "-file", path)
		g.full(t)
		host.kill(t)
		p.exit(t, 1)
		contains(t, p.err.String(), "Desk has ", " of plan.bin (5 MiB), and nothing moved for 2 s. Run the command again")
	})

	t.Run("an interrupt says what stays to be done", func(t *testing.T) {
		t.Parallel()
		if runtime.GOOS == "windows" {
			t.Skip("Windows has no SIGINT for another process")
		}
		_, sender, _, _, _ := begin(t, t.TempDir(), t.TempDir())
		if err := sender.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		sender.exit(t, 1)
		contains(t, sender.err.String(), "Ended before plan.bin was received. Run the command again")
	})
}

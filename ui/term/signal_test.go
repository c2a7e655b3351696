//go:build unix

package term

import (
	"syscall"
	"testing"
)

func TestServeEnds(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String()+" ends every connection and succeeds", func(t *testing.T) {
			t.Parallel()
			p, addr := serve(t)
			guest := connect(t, addr)
			guest.say(t, "hi")
			p.out.await(t, ": hi\n")
			if err := p.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			guest.gone(t)
			p.exit(t, 0)
			if guest.err != nil {
				t.Errorf("the guest saw %v, not an orderly end", guest.err)
			}
			contains(t, p.out.String(), "the server stopped", "Stopped")
			if p.err.String() != "" {
				t.Errorf("stderr: %s", p.err)
			}
		})
	}
}

func TestClientsEnd(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"chat", "tail"} {
		t.Run("SIGINT ends "+command+" in order and succeeds", func(t *testing.T) {
			t.Parallel()
			l := listen(t)
			p := run(t, confab, command, l.addr, "-plain")
			server := l.peer(t)
			p.out.await(t, "Connected to")
			if err := p.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			server.gone(t)
			p.exit(t, 0)
			if server.err != nil {
				t.Errorf("the server saw %v, not an orderly end", server.err)
			}
		})
	}
}

//go:build e2e

package e2e

import (
	"image"
	"net"
	"strings"
	"syscall"
	"testing"
)

// compositors are those that the window is tried in. One that is titled says
// that it draws the title bars of windows.
var compositors = map[string]struct {
	start  func(testing.TB) *compositor
	titled bool
}{
	"weston": {newWeston, false},
	"mutter": {newMutter, false},
	"sway":   {newSway, true},
}

// hosting is a client that is to start its server on any port of this machine.
var hosting = setup{settings: settings{"port": "127.0.0.1:0"}}

// host starts the server and returns where it listens. The button is below the
// bar, the state and the port.
func (w *client) host(t testing.TB) string {
	t.Helper()
	w.click(t, image.Pt(rail/2, 254))
	return w.listening(t)
}

func TestWaylandEnds(t *testing.T) {
	t.Parallel()
	for name, c := range compositors {
		t.Run("SIGTERM closes the window in "+name+", and the port and the data folder are free", func(t *testing.T) {
			t.Parallel()
			in := c.start(t)
			w := startIn(t, in, hosting)
			addr := w.host(t)
			if err := w.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			w.exit(t, 0)
			if w.err.String() != "" {
				t.Errorf("it complains:\n%s", w.err)
			}
			l, err := net.Listen("tcp", addr)
			if err != nil {
				t.Fatalf("the port is not free: %v", err)
			}
			l.Close()
			again := startIn(t, in, setup{home: w.home})
			again.host(t)
		})
	}
	t.Run("when the compositor goes away while it hosts, it ends and says why", func(t *testing.T) {
		t.Parallel()
		in := newWeston(t)
		w := startIn(t, in, hosting)
		told := visit(t, w.host(t))
		if err := in.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		told() // a FIN, not a reset
		w.exit(t, 1)
		if !strings.Contains(w.err.String(), "The window is gone") {
			t.Errorf("it says:\n%s", w.err)
		}
	})
	t.Run("when the compositor hangs, SIGTERM ends it all the same", func(t *testing.T) {
		t.Parallel()
		in := newWeston(t)
		w := startIn(t, in, hosting)
		told := visit(t, w.host(t))
		if err := in.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = in.Process.Signal(syscall.SIGCONT) })
		if err := w.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		told()
		w.exit(t, 0)
	})
}

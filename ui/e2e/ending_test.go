//go:build e2e

package e2e

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// defaultPort is where the terminal's server listens.
const defaultPort = "8899"

func TestNoDisplay(t *testing.T) {
	// The default port is taken, so that the server's sentence is always the
	// same, and shows that it was tried. This network is the tests' own.
	l, err := net.Listen("tcp", ":"+defaultPort)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for name, display := range map[string]string{
		"without a display the bare command says so and serves in the terminal": "",
		"a display that is not there is as good as none":                        "DISPLAY=:4711",
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(confab)
			dir := home(t)
			cmd.Env = environment("HOME="+dir, "XDG_RUNTIME_DIR="+dir, "LANG=en_US.UTF-8", display)
			p := run(t, cmd)
			p.exit(t, 1)
			for _, want := range []string{"There is no display", "Port " + defaultPort + " is in use"} {
				if !strings.Contains(p.err.String(), want) {
					t.Errorf("it does not say %q:\n%s", want, p.err)
				}
			}
		})
	}
}

// visit connects a guest who says a line, and returns all that it is told once
// the connection has ended in order.
func visit(t *testing.T, addr string) (told func() string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "hello\n"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := io.ReadAll(conn)
		done <- result{text, err}
	}()
	return func() string {
		select {
		case r := <-done:
			if r.err != nil {
				t.Errorf("the connection did not end in order: %v", r.err)
			}
			return string(r.text)
		case <-time.After(patience):
			t.Fatal("the connection does not end")
			return ""
		}
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	t.Run("SIGTERM closes the window, and guests get what was said and a FIN", func(t *testing.T) {
		t.Parallel()
		w := open(t, setup{})
		told := visit(t, w.listen(t, "127.0.0.1:0"))
		w.awaitComposer(t)
		// Writes are spaced, so that some are still queued when the end comes.
		const lines = 8
		for range lines {
			w.write(t, "last words")
			w.press(t, "Return")
		}
		eventually(t, "all is said", func() bool { return w.draft(t) == "" })
		if err := w.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if got := told(); got != strings.Repeat("last words\n", lines) {
			t.Errorf("the guest was told %q", got)
		}
		w.exit(t, 0)
		if w.err.String() != "" {
			t.Errorf("it complains:\n%s", w.err)
		}
	})
	// stop has the display hang, until the end of the test.
	stop := func(t *testing.T, d *display) {
		t.Helper()
		if err := d.server.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.server.Process.Signal(syscall.SIGCONT) })
	}
	t.Run("SIGTERM ends a program whose X server hangs, and guests get a FIN", func(t *testing.T) {
		t.Parallel()
		w := open(t, setup{})
		told := visit(t, w.listen(t, "127.0.0.1:0"))
		w.awaitComposer(t)
		stop(t, w.display)
		if err := w.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		told()
		w.exit(t, 0)
	})
	t.Run("SIGTERM ends a program whose X server hangs before there is a window", func(t *testing.T) {
		t.Parallel()
		d := newDisplay(t, desktop)
		stop(t, d)
		w := start(t, setup{display: d})
		eventually(t, "the data folder is open", func() bool {
			_, err := os.Stat(filepath.Join(w.data(), "identity"))
			return err == nil
		})
		if err := w.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		w.exit(t, 0)
	})
	t.Run("closing the window by the window manager ends the program", func(t *testing.T) {
		t.Parallel()
		d := newDisplay(t, desktop.Add(desktop)) // room for the frame of the window
		d.manage(t)
		w := start(t, setup{display: d})
		w.id = d.focus(t, w.process, "Confab$")
		// A key that comes while it takes up a new window may be lost to it.
		insist(t, "the program ends", w.ended, func() { w.press(t, "alt+F4") })
		w.exit(t, 0)
		if w.err.String() != "" {
			t.Errorf("it complains:\n%s", w.err)
		}
	})
}

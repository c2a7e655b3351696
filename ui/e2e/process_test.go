//go:build e2e

package e2e

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// output collects what a process prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await waits until the output contains what is wanted.
func (o *output) await(t testing.TB, want string) {
	t.Helper()
	if !within(patience, func() bool { return strings.Contains(o.String(), want) }) {
		t.Fatalf("no output has %q; there was:\n%q", want, o.String())
	}
}

// process is a running program.
type process struct {
	*exec.Cmd
	in       io.WriteCloser
	out, err *output
	done     chan struct{} // closed when it has ended
}

// run starts cmd with its input open and ends it with the test.
func run(t testing.TB, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: cmd, out: new(output), err: new(output), done: make(chan struct{})}
	if p.Stdout == nil {
		p.Stdout = p.out
	}
	p.Stderr = p.err
	// A child that outlives it may hold its output open.
	p.WaitDelay = time.Second
	var err error
	if p.Stdin == nil {
		if p.in, err = p.StdinPipe(); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.Wait() // ProcessState has what matters
		close(p.done)
	}()
	t.Cleanup(p.end)
	return p
}

// end asks p to end, and makes it when it does not.
func (p *process) end() {
	_ = p.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-p.done:
	case <-time.After(patience / 4):
		_ = p.Process.Kill()
		<-p.done
	}
}

// typeIn writes text to the input of p.
func (p *process) typeIn(t testing.TB, text string) {
	t.Helper()
	if _, err := io.WriteString(p.in, text); err != nil {
		t.Fatal(err)
	}
}

// ended says whether p has ended.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// exit waits for the end of p and checks its code.
func (p *process) exit(t testing.TB, want int) {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		t.Fatalf("%v does not end; stdout:\n%s\nstderr:\n%s", p.Args, p.out, p.err)
	}
	if got := p.ProcessState.ExitCode(); got != want {
		t.Fatalf("%v ended with %d, want %d; stdout:\n%s\nstderr:\n%s", p.Args, got, want, p.out, p.err)
	}
}

// command runs a program to its end and returns what it printed.
func command(t testing.TB, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(tool(t, name), args...)
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			t.Fatalf("%v: %v\n%s%s", cmd.Args, err, out, ended.Stderr)
		}
		t.Fatalf("%v: %v", cmd.Args, err)
	}
	return string(out)
}

// environment is the one of this process but for what names a display, a
// language or an input method, plus more.
func environment(more ...string) []string {
	var env []string
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "EGL_PLATFORM", "XMODIFIERS",
			"LANG", "LANGUAGE", "HOME", "TZ", "DBUS_SESSION_BUS_ADDRESS":
			continue
		}
		if !strings.HasPrefix(name, "LC_") && !strings.HasPrefix(name, "XDG_") {
			env = append(env, e)
		}
	}
	return append(env, more...)
}

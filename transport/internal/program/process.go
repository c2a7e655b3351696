package program

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Report is one line that a program prints with -json, as far as these tests
// look at it.
type Report struct {
	Kind    string   `json:"kind"`
	Addr    string   `json:"addr"`
	Addrs   []string `json:"addrs"`
	Message string   `json:"message"`
	Notice  string   `json:"notice"`
	Talk    uint64   `json:"talk"`
	Seq     uint64   `json:"seq"`
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	State   string   `json:"state"`
	Fault   string   `json:"fault"`
	Error   string   `json:"error"`
	Link    string   `json:"link"`
	Code    string   `json:"code"`

	Transfer struct {
		State string `json:"state"`
		Has   bool   `json:"has"`
	} `json:"transfer"`
	Peer struct {
		ID     uint64 `json:"id"`
		Kind   string `json:"kind"`
		Name   string `json:"name"`
		Here   *bool  `json:"here"`
		Asking bool   `json:"asking"`
	} `json:"peer"`
}

// Process is a running program under test.
type Process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	done chan struct{} // see Done

	mu      sync.Mutex
	reports []Report      // guarded by mu
	noise   []string      // guarded by mu; lines of stdout that are no reports, and stderr
	changed chan struct{} // closed and replaced when something was printed; guarded by mu
}

// Launch starts a command of the program with its input open, without a display
// and in English, and with more environment if given.
func Launch(cmd *exec.Cmd, env ...string) (*Process, error) {
	p := &Process{cmd: cmd, done: make(chan struct{}), changed: make(chan struct{})}
	cmd.Env = append(append(os.Environ(), "LC_ALL=en_US.UTF-8", "DISPLAY=", "WAYLAND_DISPLAY="), env...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.in = in
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = &lines{take: func(line string) { p.note(Report{}, line) }}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.done)
		s := bufio.NewScanner(out)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			var r Report
			if json.Unmarshal(s.Bytes(), &r) != nil || r.Kind == "" {
				p.note(Report{}, s.Text())
				continue
			}
			p.note(r, "")
		}
		_ = cmd.Wait() // ProcessState has what matters
	}()
	return p, nil
}

func (p *Process) note(r Report, noise string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if noise != "" {
		p.noise = append(p.noise, noise)
	} else {
		p.reports = append(p.reports, r)
	}
	close(p.changed)
	p.changed = make(chan struct{})
}

// lines calls take with each line that is written to it.
type lines struct {
	rest []byte
	take func(string)
}

func (l *lines) Write(b []byte) (int, error) {
	l.rest = append(l.rest, b...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		l.take(string(line))
		l.rest = rest
	}
}

// Since returns what was reported from the n-th report on, and a channel that is
// closed when there is more.
func (p *Process) Since(n int) ([]Report, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.reports[min(n, len(p.reports)):]), p.changed
}

// Find waits until a report matches, and returns the first that does. It fails
// when ctx ends or the program does.
func (p *Process) Find(ctx context.Context, match func(Report) bool) (Report, error) {
	for seen := 0; ; {
		ended := p.Ended()
		fresh, changed := p.Since(seen)
		if i := slices.IndexFunc(fresh, match); i >= 0 {
			return fresh[i], nil
		}
		seen += len(fresh)
		if ended && len(fresh) == 0 {
			return Report{}, fmt.Errorf("the program ended: %s", p)
		}
		select {
		case <-changed:
		case <-p.done:
		case <-ctx.Done():
			return Report{}, fmt.Errorf("it was not reported in time: %s", p)
		}
	}
}

// Await is find within a duration, and ends the test if it fails.
func (p *Process) Await(t testing.TB, within time.Duration, what string, match func(Report) bool) Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	r, err := p.Find(ctx, match)
	if err != nil {
		t.Fatalf("waiting for %s: %v", what, err)
	}
	return r
}

// Listening waits until a server listens and returns where.
func (p *Process) Listening(ctx context.Context) (string, error) {
	r, err := p.Find(ctx, func(r Report) bool { return r.Kind == "listening" || r.Kind == "listen_failed" })
	if err == nil && r.Kind != "listening" {
		err = errors.New(r.Error)
	}
	return r.Addr, err
}

// Say types a line.
func (p *Process) Say(line string) error {
	_, err := io.WriteString(p.in, line+"\n")
	return err
}

// Kill ends it as kill -9 does.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
}

// Stop ends it as a person does, and returns its exit code; -1 when it had to be
// killed or was.
func (p *Process) Stop(within time.Duration) int {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	return p.Exit(within)
}

// Exit waits for the end and returns the exit code, like stop.
func (p *Process) Exit(within time.Duration) int {
	select {
	case <-p.done:
	case <-time.After(within):
		p.Kill()
	}
	return p.cmd.ProcessState.ExitCode()
}

func (p *Process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// String is the end of what the program said, for a test that failed.
func (p *Process) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "%q", p.cmd.Args[1:])
	for _, r := range p.reports[max(0, len(p.reports)-8):] {
		fmt.Fprintf(&b, "\n\t%s %s %s %.40q %s", r.Kind, r.Message, r.State, r.Text, r.Error)
	}
	for _, line := range p.noise[max(0, len(p.noise)-8):] {
		fmt.Fprintf(&b, "\n\t%s", line)
	}
	return b.String()
}

// Everything is all that the program printed.
func (p *Process) Everything() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, r := range p.reports {
		fmt.Fprintln(&b, r.Kind, r.Addr, r.Fault, r.Error)
	}
	return b.String() + strings.Join(p.noise, "\n")
}

// Noise is what the program printed beside its reports: stderr, mostly.
func (p *Process) Noise() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.noise)
}

// Done is closed when the process has ended and all it printed is read.
func (p *Process) Done() <-chan struct{} { return p.done }

// PID is the process's number at the system.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// ExitCode is -1 while the process runs, and when a signal ended it.
func (p *Process) ExitCode() int {
	if !p.Ended() {
		return -1
	}
	return p.cmd.ProcessState.ExitCode()
}

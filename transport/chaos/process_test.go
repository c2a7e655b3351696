package chaos

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

	"confab/transport/internal/failpoint"
)

// patience bounds a wait for something that takes a moment; none lasts so long
// when it passes.
const patience = time.Minute

// report is one line that a program prints with -json, as far as these tests
// look at it.
type report struct {
	Kind    string   `json:"kind"`
	Addr    string   `json:"addr"`
	Addrs   []string `json:"addrs"`
	Message string   `json:"message"`
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	State   string   `json:"state"`
	Fault   string   `json:"fault"`
	Error   string   `json:"error"`
	Peer    struct {
		ID   uint64 `json:"id"`
		Name string `json:"name"`
		Here *bool  `json:"here"`
	} `json:"peer"`
}

// process is a running program under test.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	done chan struct{} // closed when it has ended and all it printed is read

	mu      sync.Mutex
	reports []report      // guarded by mu
	noise   []string      // guarded by mu; lines of stdout that are no reports, and stderr
	changed chan struct{} // closed and replaced when something was printed; guarded by mu
}

// start runs the program under test with its input open, dying at a fail-point
// if one is given, and ends it with the test.
func start(t testing.TB, failAt string, args ...string) *process {
	t.Helper()
	p, err := launch(exec.Command(program(t), args...), failAt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

func launch(cmd *exec.Cmd, failAt string) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{}), changed: make(chan struct{})}
	cmd.Env = append(os.Environ(), "LC_ALL=en_US.UTF-8", "DISPLAY=", "WAYLAND_DISPLAY=", failpoint.Variable+"="+failAt)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.in = in
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = &lines{take: func(line string) { p.note(report{}, line) }}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.done)
		s := bufio.NewScanner(out)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			var r report
			if json.Unmarshal(s.Bytes(), &r) != nil || r.Kind == "" {
				p.note(report{}, s.Text())
				continue
			}
			p.note(r, "")
		}
		_ = cmd.Wait() // ProcessState has what matters
	}()
	return p, nil
}

func (p *process) note(r report, noise string) {
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

// since returns what was reported from the n-th report on, and a channel that is
// closed when there is more.
func (p *process) since(n int) ([]report, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.reports[min(n, len(p.reports)):]), p.changed
}

// find waits until a report matches, and returns the first that does. It fails
// when ctx ends or the program does.
func (p *process) find(ctx context.Context, match func(report) bool) (report, error) {
	for seen := 0; ; {
		ended := p.ended()
		fresh, changed := p.since(seen)
		if i := slices.IndexFunc(fresh, match); i >= 0 {
			return fresh[i], nil
		}
		seen += len(fresh)
		if ended && len(fresh) == 0 {
			return report{}, fmt.Errorf("the program ended: %s", p)
		}
		select {
		case <-changed:
		case <-p.done:
		case <-ctx.Done():
			return report{}, fmt.Errorf("it was not reported in time: %s", p)
		}
	}
}

// await is find within a duration, and ends the test if it fails.
func (p *process) await(t testing.TB, within time.Duration, what string, match func(report) bool) report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	r, err := p.find(ctx, match)
	if err != nil {
		t.Fatalf("waiting for %s: %v", what, err)
	}
	return r
}

// listening waits until a server listens and returns where.
func (p *process) listening(ctx context.Context) (string, error) {
	r, err := p.find(ctx, func(r report) bool { return r.Kind == "listening" || r.Kind == "listen_failed" })
	if err == nil && r.Kind != "listening" {
		err = errors.New(r.Error)
	}
	return r.Addr, err
}

// say types a line.
func (p *process) say(line string) error {
	_, err := io.WriteString(p.in, line+"\n")
	return err
}

// kill ends it as kill -9 does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
}

// stop ends it as a person does, and returns its exit code; -1 when it had to be
// killed or was.
func (p *process) stop(within time.Duration) int {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	return p.exit(within)
}

// exit waits for the end and returns the exit code, like stop.
func (p *process) exit(within time.Duration) int {
	select {
	case <-p.done:
	case <-time.After(within):
		p.kill()
	}
	return p.cmd.ProcessState.ExitCode()
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// String is the end of what the program said, for a test that failed.
func (p *process) String() string {
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

package term

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds every wait of these tests; none waits so long when it passes.
const patience = time.Minute

// confab is the program under test, built once by TestMain.
var confab string

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "confab-term")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	confab = filepath.Join(dir, "confab")
	if runtime.GOOS == "windows" {
		confab += ".exe"
	}
	build := exec.Command("go", "build", "-ldflags", "-X main.version=v1.2.3-test", "-o", confab, "confab")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building confab: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// output collects what a process prints and lets a test wait for it.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer  // guarded by mu
	changed chan struct{} // closed and replaced at each write; guarded by mu
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	close(o.changed)
	o.changed = make(chan struct{})
	return len(p), nil
}

func (o *output) String() string {
	text, _ := o.now()
	return text
}

func (o *output) now() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String(), o.changed
}

// await waits until match finds something and returns the submatches.
func (o *output) await(t *testing.T, match string) []string {
	t.Helper()
	re := regexp.MustCompile(match)
	limit := time.After(patience)
	for {
		text, changed := o.now()
		if found := re.FindStringSubmatch(text); found != nil {
			return found
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("no output matches %q; there was:\n%s", match, text)
		}
	}
}

// process is a running program.
type process struct {
	*exec.Cmd
	in       io.WriteCloser
	out, err *output
	done     chan struct{} // closed when it has ended
}

// run starts name with its input open and ends it with the test.
func run(t *testing.T, name string, args ...string) *process {
	t.Helper()
	return runIn(t, "en_US.UTF-8", name, args...)
}

// runIn is run in the language of locale.
func runIn(t *testing.T, locale, name string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(name, args...), out: newOutput(), err: newOutput(), done: make(chan struct{})}
	// The default data folder is the user's: not in a test.
	user := t.TempDir()
	p.Env = append(os.Environ(), "LC_ALL="+locale, "DISPLAY=", "WAYLAND_DISPLAY=",
		"HOME="+user, "XDG_CONFIG_HOME="+user, "AppData="+user)
	p.Stdout, p.Stderr = p.out, p.err
	var err error
	if p.in, err = p.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.Wait() // ProcessState has what matters
		close(p.done)
	}()
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		<-p.done
	})
	return p
}

// typeIn writes text to the input of p.
func (p *process) typeIn(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(p.in, text); err != nil {
		t.Fatal(err)
	}
}

// exit waits for the end of p and checks its code.
func (p *process) exit(t *testing.T, want int) {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		t.Fatalf("%v does not end; stdout:\n%s\nstderr:\n%s", p.Args, p.out, p.err)
	}
	if got := p.ProcessState.ExitCode(); got != want {
		t.Fatalf("%v: exit code %d, want %d (%v); stdout:\n%s\nstderr:\n%s", p.Args, got, want, p.ProcessState, p.out, p.err)
	}
}

// serve starts a server on a free port and returns its address.
func serve(t *testing.T, args ...string) (*process, string) {
	t.Helper()
	p := run(t, confab, append([]string{"serve", "-addr", "127.0.0.1:0"}, args...)...)
	return p, p.out.await(t, `127\.\d+\.\d+\.\d+:\d+`)[0]
}

// peer is a raw socket at the other end, with all it has read.
type peer struct {
	net.Conn
	got *output
	// ended is closed when reading ended, with err.
	ended chan struct{}
	err   error
}

func newPeer(t *testing.T, c net.Conn) *peer {
	p := &peer{Conn: c, got: newOutput(), ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		_, p.err = io.Copy(p.got, c)
	}()
	t.Cleanup(func() {
		_ = c.Close() // it may be closed
		<-p.ended
	})
	return p
}

func connect(t *testing.T, addr string) *peer {
	t.Helper()
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		t.Fatal(err)
	}
	return newPeer(t, c)
}

func (p *peer) say(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(p.Conn, text); err != nil {
		t.Fatal(err)
	}
}

// gone waits until the other side has closed.
func (p *peer) gone(t *testing.T) {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatal("the connection stays open")
	}
}

// listener is a server that is not Confab.
type listener struct {
	net.Listener
	addr string
}

func listen(t *testing.T) listener {
	t.Helper()
	return listenAt(t, "127.0.0.1:0")
}

// listenAt is listen at that address.
func listenAt(t *testing.T, at string) listener {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return listener{l, l.Addr().String()}
}

func (l listener) peer(t *testing.T) *peer {
	t.Helper()
	if err := l.Listener.(*net.TCPListener).SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return newPeer(t, c)
}

// contains fails the test unless text has each part.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}

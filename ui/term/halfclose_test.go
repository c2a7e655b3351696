//go:build linux

package term

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// session is a command that runs in this process, with limits of its own.
type session struct {
	in       io.WriteCloser
	out, err *output
	code     chan int
}

// within runs a command with limits, as one at a terminal if typed.
func within(t *testing.T, limits transport.Limits, typed bool, args ...string) *session {
	t.Helper()
	in, typist := io.Pipe()
	s := &session{in: typist, out: newOutput(), err: newOutput(), code: make(chan int, 1)}
	r := newRunner(Env{Stdin: in, Stdout: s.out, Stderr: s.err, Typed: typed, Words: words.For(words.English)})
	r.newServer = func(o transport.Options) server {
		o.Limits = limits
		return transport.NewServer(o)
	}
	r.newClient = func(o transport.Options) client {
		o.Limits = limits
		return transport.NewClient(o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.code <- r.run(ctx, append(args, "-data", t.TempDir()))
	}()
	t.Cleanup(func() {
		_ = typist.Close()
		cancel()
		<-ended
	})
	return s
}

// serveWithin is serve with limits.
func serveWithin(t *testing.T, limits transport.Limits) (*session, string) {
	t.Helper()
	s := within(t, limits, false, "serve", "-addr", "127.0.0.1:0")
	return s, s.out.await(t, `127\.\d+\.\d+\.\d+:\d+`)[0]
}

func (s *session) typeIn(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(s.in, text); err != nil {
		t.Fatal(err)
	}
}

// exit waits for the end and checks the code.
func (s *session) exit(t *testing.T, want int) {
	t.Helper()
	select {
	case got := <-s.code:
		if got != want {
			t.Fatalf("exit code %d, want %d; stdout:\n%s\nstderr:\n%s", got, want, s.out, s.err)
		}
	case <-time.After(patience):
		t.Fatalf("it does not end; stdout:\n%s\nstderr:\n%s", s.out, s.err)
	}
}

// saidLines is how many lines a test has one say to the other.
const saidLines = 12

// linesOf are that many lines.
func linesOf(word string) string {
	var b strings.Builder
	for i := range saidLines {
		fmt.Fprintf(&b, "%s %d\n", word, i)
	}
	return b.String()
}

// together is what stands in lines, however they are divided.
func together(lines string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(lines) }

func TestWhoPipesAQuestionInIsAnswered(t *testing.T) {
	t.Parallel()
	for name, argv := range map[string][]string{
		"ncat":           {"ncat", "HOST", "PORT"},
		"nc of busybox":  {"busybox", "nc", "HOST", "PORT"},
		"nc of OpenBSD":  {"nc.openbsd", "-N", "HOST", "PORT"},
		"nc.traditional": {"nc.traditional", "HOST", "PORT"},
		"socat":          {"socat", "-t", "60", "-", "TCP:HOST:PORT"},
		"plink":          {"plink", "-raw", "-batch", "-P", "PORT", "HOST"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, addr := serveWithin(t, transport.Limits{HalfCloseWithin: always, WriteSpacing: time.Millisecond})
			peer := run(t, tool(t, argv[0]), at(argv[1:], addr)...)
			peer.typeIn(t, "question\n")
			if err := peer.in.Close(); err != nil {
				t.Fatal(err)
			}
			p.out.await(t, `: question\n`)
			if name != "nc.traditional" { // which ends no direction
				p.out.await(t, `\[1\] \S+ says nothing more`)
				p.typeIn(t, "/who\n")
				p.out.await(t, `\[1\] \S+  \(says no more\)`)
			}
			p.typeIn(t, linesOf("answer"))
			peer.out.await(t, fmt.Sprintf("answer %d", saidLines-1))
			p.typeIn(t, "/kick 1\n")
			p.out.await(t, "You ended the connection")
			if got := together(peer.out.String()); got != together(linesOf("answer")) {
				t.Errorf("it was answered %q", got)
			}
		})
	}
}

func TestAListenerWithoutInputGetsAll(t *testing.T) {
	t.Parallel()
	for i, argv := range [][]string{
		{"ncat", "-l", "HOST", "PORT"},
		{"busybox", "nc", "-l", "-p", "PORT"},
		{"nc.openbsd", "-N", "-l", "HOST", "PORT"},
		{"nc.traditional", "-l", "-p", "PORT", "-s", "HOST"},
		{"socat", "-t", "60", "-", "TCP-LISTEN:PORT,bind=HOST"},
	} {
		for _, command := range []string{"chat", "send"} {
			t.Run(argv[0]+", "+command, func(t *testing.T) {
				t.Parallel()
				listens := func() (*process, string) {
					// At an address of its own, where no other test gets the port meanwhile.
					addr := free(t, fmt.Sprintf("127.79.%d.%d", i+1, len(command)))
					peer := run(t, tool(t, argv[0]), at(argv[1:], addr)...)
					if err := peer.in.Close(); err != nil {
						t.Fatal(err)
					}
					return peer, addr
				}
				peer, addr := listens()
				want := linesOf("line")
				for deadline := time.Now().Add(patience); ; {
					args := []string{"chat", "-plain", addr}
					if command == "send" {
						args = []string{"send", "-plain", addr, "-"}
					}
					p := run(t, confab, args...)
					_, _ = io.WriteString(p.in, want) // where nothing listens it may have ended
					_ = p.in.Close()
					<-p.done
					if strings.Contains(p.err.String(), "nothing listens") && time.Now().Before(deadline) {
						select {
						case <-peer.done: // it listens at every address, and another had the port
							peer, addr = listens()
						default: // not yet
						}
						continue
					}
					p.exit(t, 0)
					break
				}
				peer.out.await(t, fmt.Sprintf("line %d", saidLines-1))
				if got := together(peer.out.String()); got != together(want) {
					t.Errorf("it got %q", got)
				}
			})
		}
	}
}

func TestASessionWithWhoSaysNothingMore(t *testing.T) {
	t.Parallel()
	t.Run("a person goes on typing to one that still reads, and it ends with the other", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := within(t, transport.Limits{HalfCloseWithin: always}, true, "chat", "-plain", l.addr)
		server := l.peer(t)
		if err := server.Conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		p.out.await(t, l.addr+" says nothing more, but may still read what you write")
		p.typeIn(t, "hello\n")
		server.got.await(t, `^hello\n$`)
		_ = server.Close()
		p.typeIn(t, "still there?\n")
		p.exit(t, 0)
		contains(t, p.out.String(), l.addr+" closed the connection")
	})
	t.Run("a person is told at once of one that was closed", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := within(t, transport.Limits{HalfCloseWithin: -1, LeftAfter: -1}, true, "chat", "-plain", l.addr)
		server := l.peer(t)
		server.say(t, "bye\n")
		_ = server.Close()
		p.exit(t, 0)
		contains(t, p.out.String(), "bye\n", l.addr+" closed the connection")
		if strings.Contains(p.out.String(), "says nothing more") {
			t.Errorf("stdout %q", p.out)
		}
	})
}

// at puts the host and the port of addr into arguments.
func at(args []string, addr string) []string {
	host, port, _ := net.SplitHostPort(addr)
	replace := strings.NewReplacer("HOST", host, "PORT", port)
	filled := make([]string, len(args))
	for i, arg := range args {
		filled[i] = replace.Replace(arg)
	}
	return filled
}

// free is an address at host where nothing listens.
func free(t *testing.T, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// tool is the path of a foreign program that these tests talk to.
func tool(t *testing.T, name string) string {
	t.Helper()
	const packages = "Debian: netcat-openbsd, socat, ncat, busybox, netcat-traditional, putty-tools"
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("%v (%s)", err, packages)
	default:
		t.Skipf("not run: %v (%s)", err, packages)
	}
	return path
}

package core

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Some tests need a second process: for its own descriptors, its own limits,
// its own user or its own network. It is this test binary again, in a role.

const roleVariable = "CONFAB_TEST_ROLE"

// roles are what a child can be; each gets its arguments and ends when it
// returns, at the latest when its standard input ends.
var roles = map[string]func(args []string) error{"crowd": crowd}

func TestMain(m *testing.M) {
	words := strings.Fields(os.Getenv(roleVariable))
	if len(words) == 0 {
		os.Exit(m.Run())
	}
	role := roles[words[0]]
	if role == nil {
		fmt.Println("error: no role", words[0])
		os.Exit(2)
	}
	if err := role(words[1:]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

// child is a process in a role. It writes lines of words.
type child struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines chan string // closed when the child ends
	seen  []string    // what next has taken from lines so far
}

// spawn starts a child, behind the command prefix if there is one; the test
// ends it.
func spawn(t testing.TB, prefix []string, role ...any) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	variable := roleVariable + "=" + strings.TrimSuffix(fmt.Sprintln(role...), "\n")
	argv := []string{self}
	if len(prefix) > 0 {
		argv = append(prefix, "env", variable, self) // sudo drops the environment
	}
	c := &child{cmd: exec.Command(argv[0], argv[1:]...), lines: make(chan string, 1<<16)}
	c.cmd.Env = append(os.Environ(), variable)
	c.cmd.Stderr = os.Stderr
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(func() { c.end(t) })
	return c
}

// end closes the child's standard input and waits for it.
func (c *child) end(t testing.TB) {
	_ = c.stdin.Close()
	late := time.After(patience)
	for open := true; open; {
		select {
		case _, open = <-c.lines:
		case <-late:
			t.Errorf("a child in role %q does not end", c.cmd.Env[len(c.cmd.Env)-1])
			_ = c.cmd.Process.Kill() // which ends its lines
		}
	}
	_ = c.cmd.Wait()
}

// expect waits for a line that begins with the given word and returns its rest.
func (c *child) expect(t testing.TB, word string) string {
	t.Helper()
	line, _ := c.next(t, patience, word)
	return line
}

// next is expect within d, and says how long it took.
func (c *child) next(t testing.TB, d time.Duration, word string) (string, time.Duration) {
	t.Helper()
	begun := time.Now()
	deadline := time.NewTimer(d)
	defer deadline.Stop()
	for {
		select {
		case line, ok := <-c.lines:
			if !ok {
				t.Fatalf("the child ended before it said %q", word)
			}
			c.seen = append(c.seen, line)
			first, rest, _ := strings.Cut(line, " ")
			if first == word {
				return rest, time.Since(begun)
			}
			if first == "error:" {
				t.Fatal("child: ", rest)
			}
		case <-deadline.C:
			t.Fatalf("no %q from the child in %v", word, d)
		}
	}
}

// tell writes a line to the child.
func (c *child) tell(t testing.TB, words ...any) {
	t.Helper()
	if _, err := fmt.Fprintln(c.stdin, words...); err != nil {
		t.Fatal(err)
	}
}

// crowd is the role of many guests: address, how many, and what they do:
// "silent", "drip" (a byte every 2 s each), "drain" (say one word, then read all that
// comes) or "ask" (say one word and end their direction). It says "here" when all are connected.
func crowd(args []string) error {
	addr, how := args[0], args[2]
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	conns := make([]net.Conn, n)
	for i := range conns {
		d := net.Dialer{Timeout: patience, KeepAlive: -1}
		if n > 5000 { // one address has ports for some 28 000
			d.LocalAddr = &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i/4000))}
		}
		if conns[i], err = d.Dial("tcp", addr); err != nil {
			return fmt.Errorf("guest %d: %w", i, err)
		}
		if how == "drain" {
			if _, err := conns[i].Write([]byte("guest")); err != nil {
				return err
			}
			go func() { _, _ = io.Copy(io.Discard, conns[i]) }()
		}
	}
	if how == "ask" {
		for _, nc := range conns {
			if _, err := nc.Write([]byte("guest")); err != nil {
				return err
			}
			if err := nc.(*net.TCPConn).CloseWrite(); err != nil {
				return err
			}
		}
	}
	fmt.Println("here")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	if how == "drip" {
		if err := drip(conns, done); err != nil {
			return err
		}
	}
	<-done
	for _, nc := range conns {
		_ = nc.Close()
	}
	return nil
}

// drip writes a byte every two seconds to each conn, evenly spread, until done.
func drip(conns []net.Conn, done <-chan struct{}) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	begun := time.Now()
	for i := 0; ; {
		select {
		case <-done:
			return nil
		case now := <-tick.C:
			for due := int(now.Sub(begun).Seconds() / 2 * float64(len(conns))); i < due; i++ {
				if _, err := conns[i%len(conns)].Write([]byte{byte('a' + i%26)}); err != nil {
					return fmt.Errorf("guest %d: %w", i%len(conns), err)
				}
			}
		}
	}
}

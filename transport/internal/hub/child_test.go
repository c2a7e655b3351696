package hub

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Large crowds are in a process of their own: it has its own descriptors, and
// what it computes and holds is not the host's. It is this test binary again,
// in a role.

const roleVariable = "CONFAB_HUB_ROLE"

// roles are what a child can be. Each ends when its standard input does.
var roles = map[string]func(args []string) error{"crowd": crowdRole, "stalled": stalledRole}

func TestMain(m *testing.M) {
	words := strings.Fields(os.Getenv(roleVariable))
	if len(words) == 0 {
		os.Exit(m.Run())
	}
	if err := roles[words[0]](words[1:]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

// untilEnd hands the lines that the parent writes to tell, until it is done with
// this child.
func untilEnd(tell func(line string)) {
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		tell(s.Text())
	}
}

// child is a process in a role, which writes lines: a word and its arguments.
type child struct {
	testing.TB
	stdin io.WriteCloser
	lines chan string // closed when the child ends
	ended chan struct{}
}

// spawn starts a child. End ends it, at the latest when the test is over.
func spawn(t testing.TB, role ...any) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), roleVariable+"="+strings.TrimSpace(fmt.Sprintln(role...)))
	cmd.Stderr = os.Stderr
	c := &child{TB: t, lines: make(chan string, 1<<16), ended: make(chan struct{})}
	if c.stdin, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
		_ = cmd.Wait() // what went wrong it has said
	}()
	t.Cleanup(c.end)
	return c
}

func (c *child) end() {
	_ = c.stdin.Close()
	<-c.ended
}

// expect waits for a line that begins with word, and reads its rest into args.
func (c *child) expect(d time.Duration, word string, args ...any) {
	c.Helper()
	late := time.After(d)
	for {
		select {
		case line, ok := <-c.lines:
			if !ok {
				c.Fatalf("the child ended before it said %q", word)
			}
			first, rest, _ := strings.Cut(line, " ")
			if first == "error:" {
				c.Fatal("child: ", rest)
			}
			if first != word {
				continue
			}
			if len(args) > 0 {
				if _, err := fmt.Sscan(rest, args...); err != nil {
					c.Fatalf("%q: %v", line, err)
				}
			}
			return
		case <-late:
			c.Fatalf("no %q from the child in %v", word, d)
		}
	}
}

//go:build unix

package core

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func init() { roles["exhausted"] = exhausted }

// cpuTime is what this process has computed so far.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// exhausted is the role of an echoing host with few descriptors: how many may
// be open. It says "listening" with its address, "accept-failed" with each
// fault, "connected" for each guest, and answers "cpu" with what it has computed.
func exhausted(args []string) error {
	var few uint64
	if _, err := fmt.Sscan(args[0], &few); err != nil {
		return err
	}
	asked := make(chan Message, 1024)
	s := NewServer(Options{Sink: func(ev Event) {
		switch {
		case ev.Kind == Listening:
			fmt.Println("listening", ev.Addr)
		case ev.Kind == AcceptFailed:
			fmt.Println("accept-failed", faultIn(ev.Err))
		case ev.Kind == Connected:
			fmt.Println("connected", ev.Peer.ID)
		case ev.Kind == Stopped:
			fmt.Println("stopped")
		case ev.Kind == Appended && ev.Message().Kind == Incoming:
			asked <- ev.Message()
		}
	}})
	go func() {
		for m := range asked {
			_, _ = s.Send(m.Peer.Talk(), "heard "+m.Text) // a guest who left needs no answer
		}
	}()
	// After NewServer, which admits no more guests than there are descriptors
	// for: the system may run out for other reasons.
	limit := syscall.Rlimit{Cur: few, Max: few}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	s.Start("127.0.0.1:0")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if in.Text() == "cpu" {
			fmt.Println("cpu", int64(cpuTime()))
		}
	}
	s.Close()
	return nil
}

func (c *child) cpu(t testing.TB) time.Duration {
	t.Helper()
	c.tell(t, "cpu")
	var n int64
	if _, err := fmt.Sscan(c.expect(t, "cpu"), &n); err != nil {
		t.Fatal(err)
	}
	return time.Duration(n)
}

func TestDescriptorExhaustion(t *testing.T) {
	t.Parallel()
	t.Run("a host out of descriptors keeps its guests, says so once a second, computes nothing, and lets guests in again", func(t *testing.T) {
		host := spawn(t, nil, "exhausted", 40)
		addr := host.expect(t, "listening")
		h := newHonest(t, addr)
		h.talk()
		var crowd []net.Conn
		for range 60 { // the system accepts them; the host cannot
			crowd = append(crowd, dial(t, addr))
		}
		if fault := host.expect(t, "accept-failed"); fault != TooManyOpen.String() {
			t.Fatalf("told %q", fault)
		}
		before := host.cpu(t)
		host.seen = nil
		const watched = 4 * time.Second
		watching := time.Now()
		h.talkUntil(until(watched))
		used := host.cpu(t) - before
		took := time.Since(watching)
		told := 0
		for _, line := range host.seen {
			if strings.HasPrefix(line, "accept-failed") {
				told++
			}
		}
		if most := int(took/time.Second) + 1; told < 2 || told > most {
			t.Errorf("trouble was told %d times in %v", told, took)
		}
		if used > took/10 {
			t.Errorf("the host computed for %v in %v", used, took)
		}
		h.judge(t, "descriptor exhaustion")
		for _, nc := range crowd {
			_ = nc.Close()
		}
		newcomer := newHonest(t, addr)
		// The host looks again once a second.
		if took := newcomer.ask("honest newcomer"); took > 3*time.Second+hops*newcomer.clock.late() {
			t.Errorf("a newcomer waited %v once descriptors were free", took)
		}
		h.talk()
		t.Logf("told %d times, %v of CPU in %v", told, used, took)
	})
}

// A busy loop uses all of a core. The test is not parallel to others: it
// measures the whole process.
func TestIdleCPU(t *testing.T) {
	openings := []string{
		"",
		"\xff\xfd\x03\xff\xfb\x18",   // telnet negotiation without text
		"hello\r\n\xff\xfd\x03",      // text, and then negotiation
		strings.Repeat("x,", 32<<10), // exactly one longest message
		"GET",                        // a request line that may only begin
		"\xe4\xbd",                   // a character that is never ended
		"a",                          // a single key
	}
	t.Run("guests who open with anything at all cost nothing while they are quiet", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		for _, opening := range openings {
			nc := dial(t, addr)
			say(t, nc, opening)
			arrival(t, e, nc)
		}
		const watched = time.Second
		before := cpuTime()
		pauseFor(watched)
		if used := cpuTime() - before; used > watched/3 {
			t.Errorf("computed for %v in %v", used, watched)
		}
	})
}

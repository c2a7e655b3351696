package instance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"confab/transport/importtest"
)

// role tells this test program to be a start of the program, and with which link.
const role, linkOf = "CONFAB_INSTANCE_TEST", "CONFAB_INSTANCE_LINK"

// patience is how long a start is waited for. Nothing depends on how long it takes.
const patience = 30 * time.Second

func TestMain(m *testing.M) {
	if dir := os.Getenv(role); dir != "" {
		start(dir)
		return
	}
	os.Exit(m.Run())
}

// start is one start: it says what became of it, and as the first what others hand over,
// until its input ends.
func start(dir string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	claim, err := Open(ctx, dir, Message{Link: os.Getenv(linkOf), Startup: "desk-1_TIME7"})
	switch {
	case err != nil:
		fmt.Println("error", err)
		os.Exit(1)
	case claim == nil:
		fmt.Println("handed over")
		return
	}
	claim.Serve(func(_ context.Context, m Message) Answer {
		fmt.Printf("takes %q %q\n", m.Link, m.Startup)
		return Taken
	})
	fmt.Println("first")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := claim.Close(); err != nil {
		fmt.Println("error", err)
	}
}

// process is a start that is running.
type process struct {
	*exec.Cmd
	in  io.Closer
	out *bufio.Scanner
}

func run(t *testing.T, dir, link string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(self)}
	p.Env = append(os.Environ(), role+"="+dir, linkOf+"="+link)
	in, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewScanner(out)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		_ = p.Wait()
	})
	return p
}

// says reads the next line of a start.
func (p *process) says(t *testing.T, want string) {
	t.Helper()
	if !p.out.Scan() {
		t.Fatalf("it ended, and did not say %q: %v", want, p.out.Err())
	}
	if got := p.out.Text(); got != want {
		t.Fatalf("it says %q, want %q", got, want)
	}
}

// own gives the test a place for starts to meet that no other test has.
func own(t *testing.T) (dir string) {
	t.Helper()
	runtime, err := os.MkdirTemp("", "c") // short enough for the address of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(runtime) })
	t.Setenv("XDG_RUNTIME_DIR", runtime)
	return t.TempDir()
}

func TestASecondStartHandsItsLinkOver(t *testing.T) {
	dir := own(t)
	first := run(t, dir, "")
	first.says(t, "first")
	run(t, dir, "confab://join/abc").says(t, "handed over")
	first.says(t, `takes "confab://join/abc" "desk-1_TIME7"`)
	run(t, dir, "").says(t, "handed over")
	first.says(t, `takes "" "desk-1_TIME7"`)
	t.Run("another folder has a window of its own", func(t *testing.T) {
		run(t, t.TempDir(), "").says(t, "first")
	})
	t.Run("when it was killed the next one is the first, and takes the place of what it left", func(t *testing.T) {
		_ = first.Process.Kill()
		_ = first.Wait()
		next := run(t, dir, "")
		next.says(t, "first")
		run(t, dir, "confab://h").says(t, "handed over")
		next.says(t, `takes "confab://h" "desk-1_TIME7"`)
	})
}

func TestOfManyStartsAtOnceOneIsTheFirst(t *testing.T) {
	dir := own(t)
	const starts = 5
	said := make(chan string, starts)
	var first *process
	for range starts {
		p := run(t, dir, "confab://h")
		go func() {
			for p.out.Scan() {
				if p.out.Text() == "first" {
					first = p
				}
				said <- p.out.Text()
			}
		}()
	}
	counted := map[string]int{}
	for range 2*starts - 1 {
		counted[<-said]++
	}
	if counted["first"] != 1 || counted["handed over"] != starts-1 || first == nil {
		t.Errorf("%v", counted)
	}
}

func TestAStartWaitsUntilAClosingWindowIsGone(t *testing.T) {
	dir := own(t)
	claim, err := Open(t.Context(), dir, Message{})
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 100)
	claim.Serve(func(context.Context, Message) Answer {
		select {
		case asked <- struct{}{}:
		default:
		}
		return Closing
	})
	second := run(t, dir, "")
	<-asked
	if err := claim.Close(); err != nil {
		t.Error(err)
	}
	second.says(t, "first")
}

func TestAWindowThatDoesNotAnswer(t *testing.T) {
	dir := own(t)
	claim, err := Open(t.Context(), dir, Message{})
	if err != nil {
		t.Fatal(err)
	}
	defer claim.Close() // before it was told to serve anybody
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if second, err := Open(ctx, dir, Message{}); second != nil || !errors.Is(err, ErrSilent) {
		t.Errorf("%v, %v", second, err)
	}
}

func TestWhatAStartGaveUpIsNotOpenedLater(t *testing.T) {
	dir := own(t)
	claim, err := Open(t.Context(), dir, Message{})
	if err != nil {
		t.Fatal(err)
	}
	defer claim.Close()
	at, err := meetingPlace(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := at.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := (Message{Link: "late"}).write(c); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	taken := make(chan string, 2)
	claim.Serve(func(_ context.Context, m Message) Answer { taken <- m.Link; return Taken })
	if _, err := Open(t.Context(), dir, Message{Link: "now"}); err != nil {
		t.Error(err)
	}
	if first := <-taken; first != "now" {
		t.Errorf("it opens %q", first)
	}
}

func TestWhatIsTooLongIsNotHandedOver(t *testing.T) {
	dir := own(t)
	claim, err := Open(t.Context(), dir, Message{})
	if err != nil {
		t.Fatal(err)
	}
	defer claim.Close()
	claim.Serve(func(context.Context, Message) Answer { t.Error("taken"); return Taken })
	for _, m := range []Message{{Link: strings.Repeat("a", MaxLinkBytes+1)}, {Startup: strings.Repeat("a", MaxStartupBytes+1)}} {
		if _, err := Open(t.Context(), dir, m); !errors.Is(err, ErrTooLong) {
			t.Error(err)
		}
	}
}

func TestImports(t *testing.T) {
	importtest.Never(t, "gioui.org", "confab/transport", "confab/ui/term")
}

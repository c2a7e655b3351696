package term

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// tooLong is the sentence for a message above the limit.
var tooLong = words.For(words.English).Fault(transport.MessageTooLong, "", nil)

func TestChat(t *testing.T) {
	t.Parallel()

	t.Run("sixty lines from a pipe all arrive, in order, and the answer is printed", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "chat", "-plain", l.addr)
		server := l.peer(t)
		var lines strings.Builder
		for i := range 60 {
			fmt.Fprintf(&lines, "<行 %d>\n", i)
		}
		p.typeIn(t, lines.String())
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		server.got.await(t, "<行 59>")
		last := time.Now()
		server.say(t, "got them\n")
		server.gone(t)
		if stayed := time.Since(last); stayed < replyQuiet/2 {
			t.Errorf("chat hung up %v after its last line, before a slow server could answer", stayed)
		}
		p.exit(t, 0)
		if want := strings.ReplaceAll(lines.String(), "\n", ""); server.got.String() != want {
			t.Errorf("the server got %q, want %q", server.got, want)
		}
		contains(t, p.out.String(), "Connected to "+l.addr, "You: <行 0>\n", ": got them\n")
		if server.err != nil {
			t.Errorf("the server saw %v, not an orderly end", server.err)
		}
	})

	t.Run("a pipe waits for the server instead of overflowing the queue", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "chat", "-plain", "-json", l.addr)
		server := l.peer(t)
		line := strings.Repeat("x", 60<<10)       // few, because each long message has a pause after it
		p.typeIn(t, strings.Repeat(line+"\n", 6)) // more than Limits.QueueBytes in all
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		p.exit(t, 0)
		server.gone(t)
		if got := len(server.got.String()); got != 6*len(line) {
			t.Errorf("the server got %d bytes", got)
		}
	})

	t.Run("the server's orderly end is told, and when it takes nothing more that is no failure", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "chat", l.addr, "-plain")
		server := l.peer(t)
		server.say(t, "bye\n")
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		p.out.await(t, l.addr+" says nothing more")
		p.typeIn(t, "are you there?\n")
		p.exit(t, 0)
		contains(t, p.out.String(), "bye\n", l.addr+" closed the connection\n")
	})

	t.Run("a reset is a failure with a sentence", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "chat", l.addr, "-plain")
		server := l.peer(t)
		p.out.await(t, "Connected to")
		reset(t, server)
		p.exit(t, 1)
		contains(t, p.err.String(), "broke")
	})

	t.Run("a message that is too long is refused with a sentence and nothing of it is sent", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "chat", l.addr, "-plain")
		server := l.peer(t)
		p.typeIn(t, strings.Repeat("long", 20_000)+"\nshort\n")
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		p.exit(t, 1)
		server.gone(t)
		if server.got.String() != "short" {
			t.Errorf("the server got %d bytes", len(server.got.String()))
		}
		contains(t, p.err.String(), tooLong, "not sent: 1.")
	})
}

func TestSend(t *testing.T) {
	t.Parallel()

	t.Run("the words arrive as one message and the connection ends in order", func(t *testing.T) {
		t.Parallel()
		for _, args := range [][]string{
			{"-plain", "ADDR", "你好", "-", "👋"},
			{"ADDR", "你好", "-plain", "-", "👋"},
			{"ADDR", "-plain=true", "--", "你好", "-", "👋"},
		} {
			l := listen(t)
			for i := range args {
				if args[i] == "ADDR" {
					args[i] = l.addr
				}
			}
			p := run(t, confab, append([]string{"send"}, args...)...)
			server := l.peer(t)
			// Unread bytes must not turn the end into a reset.
			server.say(t, "a greeting that nobody reads\n")
			p.exit(t, 0)
			server.gone(t)
			if server.got.String() != "你好 - 👋" || server.err != nil {
				t.Errorf("%q: the server got %q, %v", args, server.got, server.err)
			}
			if p.out.String()+p.err.String() != "" {
				t.Errorf("%q printed %q and %q", args, p.out, p.err)
			}
		}
	})

	t.Run("a dash alone reads the input, inner newlines kept, bytes that are no text as they are", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "send", "-plain", l.addr, "-")
		p.typeIn(t, "one\n\ntwo \xff\n")
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		server := l.peer(t)
		p.exit(t, 0)
		server.gone(t)
		if server.got.String() != "one\n\ntwo \xff" {
			t.Errorf("the server got %q", server.got)
		}
	})

	open := listen(t)
	// Nobody can listen where a connection begins.
	begun, err := net.Dial("tcp", open.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = begun.Close() })
	closed := begun.LocalAddr().String()
	for _, c := range []struct {
		name, sentence string
		args           []string
	}{
		{"a port where nothing listens", "nothing listens on port", []string{"-plain", closed, "text"}},
		{"a host that does not exist", "No computer named nowhere.invalid was found", []string{"-plain", "nowhere.invalid:1", "text"}},
		{"an address that is none", "“127.0.0.1:1:2” is not an address", []string{"-plain", "127.0.0.1:1:2", "text"}},
		{"port 0", "“0” is not a port", []string{"-plain", "127.0.0.1:0", "text"}},
		{"an empty text", "There is nothing to send", []string{"-plain", open.addr, ""}},
		{"a text that is too long", tooLong, []string{"-plain", open.addr, strings.Repeat("x", 100_000)}},
	} {
		t.Run(c.name+" fails with one sentence", func(t *testing.T) {
			t.Parallel()
			p := run(t, confab, append([]string{"send"}, c.args...)...)
			p.exit(t, 1)
			contains(t, p.err.String(), c.sentence)
			if strings.Count(p.err.String(), "\n") != 1 || p.out.String() != "" {
				t.Errorf("stdout %q, stderr %q; want one sentence on stderr", p.out, p.err)
			}
		})
	}
}

func TestTail(t *testing.T) {
	t.Parallel()

	t.Run("what the server says is printed until it ends", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "tail", "-plain", l.addr)
		server := l.peer(t)
		server.say(t, "first\n")
		p.out.await(t, l.addr+": first\n")
		server.say(t, "第二\n")
		p.out.await(t, l.addr+": 第二\n")
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		p.exit(t, 0)
		contains(t, p.out.String(), l.addr+" says nothing more")
	})

	t.Run("a broken output is a failure with a sentence", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		r, err := os.Open(os.DevNull) // cannot be written to
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		errOut := newOutput()
		code := make(chan int, 1)
		env := System("test")
		env.Stdin, env.Stdout, env.Stderr = strings.NewReader(""), r, errOut
		go func() { code <- Run(t.Context(), env, []string{"tail", "-plain", l.addr, "-data", t.TempDir()}) }()
		server := l.peer(t)
		server.gone(t)
		if got := <-code; got != exitFailed {
			t.Errorf("exit code %d", got)
		}
		errOut.await(t, os.DevNull)
	})
}

// reset ends the connection of p as a program that dies does.
func reset(t *testing.T, p *peer) {
	t.Helper()
	if err := p.Conn.(*net.TCPConn).SetLinger(0); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

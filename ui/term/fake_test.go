package term

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// scripted is a client whose events a test tells by hand, for what no socket
// does reliably. Its methods that no test scripts do nothing.
type scripted struct {
	client       // for the methods that nothing here calls
	sink         func(transport.Event)
	dialed, sent func(tell func(transport.Event))
}

func (s *scripted) Dial(string) { s.dialed(s.sink) }
func (s *scripted) Join(string) { s.dialed(s.sink) }

func (s *scripted) Send(transport.PeerID, string) (transport.MessageID, error) {
	s.sent(s.sink)
	return transport.MessageID{1}, nil
}

func (s *scripted) Peers() []transport.Peer                       { return nil }
func (s *scripted) Load(transport.PeerID, uint64, int)            {}
func (s *scripted) Discard(transport.PeerID, transport.MessageID) {}
func (s *scripted) Hangup()                                       {}
func (s *scripted) Close()                                        {}

func TestSendThatGoesWrong(t *testing.T) {
	t.Parallel()
	connected := func(tell func(transport.Event)) {
		tell(transport.Event{Kind: transport.Connected, Peer: transport.Peer{ID: 1, Addr: "a:1"}})
	}
	told := func(kind transport.EventKind, state transport.State) transport.Event {
		return transport.Event{Kind: kind, Peer: transport.Peer{ID: 1, Addr: "a:1"},
			Detail: transport.Message{ID: transport.MessageID{1}, Plain: true, Seq: 1, Kind: transport.Outgoing, Text: "hi", State: state}}
	}
	ended := func(f transport.Fault) transport.Event {
		return transport.Event{Kind: transport.Disconnected, Err: &transport.Error{Fault: f, Addr: "a:1"}}
	}
	nothing := func(func(transport.Event)) {}
	for _, c := range []struct {
		name, sentence string
		dialed, sent   func(tell func(transport.Event))
		interrupt      bool
		code           int
	}{
		{name: "a reset after the message was written is a failure", sentence: "broke", code: 1, dialed: connected,
			sent: func(tell func(transport.Event)) {
				tell(told(transport.Appended, transport.Queued))
				tell(told(transport.Updated, transport.Written))
				tell(ended(transport.PeerReset))
			}},
		{name: "an orderly end before the message was written is a failure", sentence: "not sent: 1.", code: 1, dialed: connected,
			sent: func(tell func(transport.Event)) {
				tell(told(transport.Appended, transport.Queued))
				tell(ended(transport.PeerClosed))
				tell(told(transport.Updated, transport.Failed))
			}},
		{name: "an orderly end after the message was written is a success", code: 0, dialed: connected,
			sent: func(tell func(transport.Event)) {
				tell(told(transport.Appended, transport.Queued))
				tell(told(transport.Updated, transport.Written))
				tell(ended(transport.PeerClosed))
			}},
		{name: "an interrupt while connecting is a failure", sentence: "Interrupted before", code: 1,
			dialed: nothing, interrupt: true},
		{name: "an interrupt while writing is a failure", sentence: "Interrupted before", code: 1,
			dialed: connected, sent: nothing, interrupt: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, errOut := newOutput(), newOutput()
			r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: errOut, Words: words.For(words.English)})
			r.newClient = func(o transport.Options) client {
				return &scripted{sink: o.Sink, dialed: c.dialed, sent: c.sent}
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.interrupt {
				cancel()
			}
			if code := r.run(ctx, []string{"send", "-plain", "-data", t.TempDir(), "a:1", "hi"}); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			contains(t, errOut.String(), c.sentence)
			if (c.code == 0) != (errOut.String() == "") || out.String() != "" {
				t.Errorf("stdout %q, stderr %q", out, errOut)
			}
		})
	}
}

func TestTyping(t *testing.T) {
	t.Parallel()
	t.Run("a person at a terminal is prompted, and what was typed is not printed again", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		in, typist, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		out, errOut := newOutput(), newOutput()
		env := Env{Stdin: in, Stdout: out, Stderr: errOut, Typed: true, Shown: true, Words: words.For(words.English)}
		code := make(chan int, 1)
		go func() { code <- Run(t.Context(), env, []string{"chat", "-plain", l.addr, "-data", t.TempDir()}) }()
		server := l.peer(t)
		out.await(t, "> ")
		if _, err := typist.WriteString("typed\n\n"); err != nil {
			t.Fatal(err)
		}
		server.got.await(t, "^typed$")
		server.say(t, "answer\n")
		out.await(t, ": answer\n> ")
		if err := typist.Close(); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-code:
			if got != exitDone {
				t.Errorf("exit code %d, stderr %s", got, errOut)
			}
		case <-time.After(patience):
			t.Fatal("chat does not end")
		}
		if strings.Contains(out.String(), "typed") || !strings.HasSuffix(out.String(), "> \n") {
			t.Errorf("stdout %q", out)
		}
	})
}

func TestInputThatBreaks(t *testing.T) {
	t.Parallel()
	broken := iotest.ErrReader(errors.New("pulled the plug"))

	t.Run("fails chat with a sentence, after what came before is written", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		out, errOut := newOutput(), newOutput()
		env := Env{Stdin: io.MultiReader(strings.NewReader("before\n"), broken), Stdout: out, Stderr: errOut, Words: words.For(words.English)}
		if code := Run(t.Context(), env, []string{"chat", "-plain", l.addr, "-data", t.TempDir()}); code != exitFailed {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "The input could not be read: pulled the plug.")
		l.peer(t).got.await(t, "^before$")
	})

	t.Run("does not end serve", func(t *testing.T) {
		t.Parallel()
		out, errOut := newOutput(), newOutput()
		env := Env{Stdin: broken, Stdout: out, Stderr: errOut, Words: words.For(words.English)}
		ctx, cancel := context.WithCancel(t.Context())
		code := make(chan int, 1)
		go func() { code <- Run(ctx, env, []string{"serve", "-data", t.TempDir(), "-addr", "127.0.0.1:0"}) }()
		errOut.await(t, "The input could not be read: pulled the plug.")
		connect(t, out.await(t, `127\.0\.0\.1:\d+`)[0]).say(t, "still there?")
		out.await(t, "still there")
		cancel()
		if got := <-code; got != exitDone {
			t.Errorf("exit code %d", got)
		}
	})
}

// TestNothingIsLeftRunning does not run beside other tests: it looks at all
// goroutines.
func TestNothingIsLeftRunning(t *testing.T) {
	for _, command := range []string{"serve", "chat", "tail"} {
		t.Run(command+" ends every goroutine it started", func(t *testing.T) {
			l := listen(t)
			in, typist := io.Pipe()
			out := newOutput()
			env := Env{Stdin: in, Stdout: out, Stderr: out, Words: words.For(words.English)}
			dir := t.TempDir()
			args, begun := []string{command, "-plain", l.addr, "-data", dir}, "Connected to"
			if command == "serve" {
				args, begun = []string{command, "-addr", "127.0.0.1:0", "-data", dir}, "Listening on"
			}
			ctx, cancel := context.WithCancel(t.Context())
			code := make(chan int, 1)
			go func() { code <- Run(ctx, env, args) }()
			out.await(t, begun)
			cancel()
			if got := <-code; got != exitDone {
				t.Errorf("exit code %d", got)
			}
			if err := typist.Close(); err != nil { // the read of the input is the one wait that cannot be called off
				t.Fatal(err)
			}
			limit := time.After(patience)
			for {
				stacks := make([]byte, 1<<20)
				stacks = stacks[:runtime.Stack(stacks, true)]
				left := regexp.MustCompile(`confab/(transport|ui/term)\.\(\*(core|conn|Server|Client|printer|input)\)`).Find(stacks)
				if left == nil {
					return
				}
				select {
				case <-limit:
					t.Fatalf("%s is left:\n%s", left, stacks)
				default:
					runtime.Gosched()
				}
			}
		})
	}
}

func TestData(t *testing.T) {
	t.Parallel()
	keep := func(t *testing.T, text string) string {
		t.Helper()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "prefs.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}

	t.Run("name and language come from the data folder, and -name is stronger", func(t *testing.T) {
		t.Parallel()
		dir := keep(t, `{"version":1,"name":"小红","language":"zh"}`)
		for _, c := range []struct {
			args []string
			want string
		}{{nil, "小红: hi\n"}, {[]string{"-name", "Ann"}, "Ann: hi\n"}} {
			l := listen(t)
			p := run(t, confab, append([]string{"chat", "-plain", l.addr, "-data", dir}, c.args...)...)
			server := l.peer(t)
			p.typeIn(t, "hi\n")
			p.out.await(t, `(?s)`+words.For(words.Chinese).ConnectedTo(l.addr)+".*"+c.want)
			reset(t, server)
			p.exit(t, 1)
			if !strings.ContainsFunc(p.err.String(), isHan) {
				t.Errorf("stderr: %s", p.err)
			}
		}
	})

	t.Run("settings that cannot be read are told and the talk goes on", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t, "-data", keep(t, "{"))
		p.err.await(t, "put aside as .*prefs.json.bad-")
		connect(t, addr).say(t, "hi")
		p.out.await(t, ": hi\n")
	})
}

func TestSystemTooOld(t *testing.T) {
	t.Parallel()
	old := func(self) (*transport.Home, error) {
		return nil, &transport.Error{Fault: transport.SystemTooOld, Addr: "C:\\data"}
	}
	commands := func(lang words.Lang) (*runner, *output, *output) {
		out, err := newOutput(), newOutput()
		r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: err, Words: words.For(lang)})
		r.newHome = old
		return r, out, err
	}
	for lang, sentence := range map[words.Lang]string{
		words.English: "This Windows is too old for the talk on disk", words.Chinese: "此 Windows 版本太旧",
	} {
		t.Run("chat, send and tail say so, once, in "+string(lang), func(t *testing.T) {
			for _, args := range [][]string{{"chat", "127.0.0.1:1"}, {"send", "127.0.0.1:1", "hi"}, {"tail", "127.0.0.1:1"}} {
				r, _, errOut := commands(lang)
				if code := r.run(t.Context(), append(args, "-data", t.TempDir())); code != exitFailed {
					t.Errorf("%q: exit code %d", args, code)
				}
				if strings.Count(errOut.String(), sentence) != 1 || strings.Count(errOut.String(), "\n") != 1 {
					t.Errorf("%q: %q", args, errOut)
				}
			}
		})
	}
	t.Run("serve goes on with plain TCP", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		r, out, errOut := commands(words.English)
		over := make(chan int)
		go func() { over <- r.run(ctx, []string{"serve", "-addr", "127.0.0.1:0", "-data", t.TempDir()}) }()
		guest := connect(t, out.await(t, `127\.0\.0\.1:\d+`)[0])
		guest.say(t, "hello")
		out.await(t, "hello")
		cancel()
		if code := <-over; code != exitDone {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), "This Windows is too old", "Plain TCP works")
	})
}

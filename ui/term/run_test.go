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
	"confab/transport/transporttest"
	"confab/ui/internal/words"
)

// faked runs a command with a client without a network, which prepare says what to do.
func faked(ctx context.Context, t *testing.T, prepare func(*transporttest.Client), env Env, args ...string) (code int, out, errOut *output) {
	t.Helper()
	out, errOut = newOutput(), newOutput()
	env.Stdout, env.Stderr, env.Words = out, errOut, words.For(words.English)
	r := newRunner(env)
	r.newClient = func(o transport.Options) client {
		c := transporttest.NewClient(o)
		prepare(c)
		return c
	}
	return r.run(ctx, append(args, "-data", t.TempDir())), out, errOut
}

func TestSendThatGoesWrong(t *testing.T) {
	t.Parallel()
	connects := func(c *transporttest.Client) { c.After("Dial", func() { c.Answer(transport.NoFault) }) }
	for _, c := range []struct {
		name, sentence string
		sent           func(c *transporttest.Client, to transport.TalkID) // nil: nothing is told
		prepare        func(c *transporttest.Client)
		interrupt      bool
		code           int
	}{
		{name: "a reset after the message was written is a failure", sentence: "broke", code: 1, prepare: connects,
			sent: func(c *transporttest.Client, to transport.TalkID) {
				c.Write(to)
				c.Cut(transport.PeerReset)
			}},
		{name: "an orderly end before the message was written is a failure", sentence: "not sent: 1.", code: 1, prepare: connects,
			sent: func(c *transporttest.Client, _ transport.TalkID) { c.Cut(transport.PeerClosed) }},
		{name: "an orderly end after the message was written is a success", code: 0, prepare: connects,
			sent: func(c *transporttest.Client, to transport.TalkID) {
				c.Write(to)
				c.Cut(transport.PeerClosed)
			}},
		{name: "an interrupt while connecting is a failure", sentence: "Interrupted before", code: 1,
			prepare: func(*transporttest.Client) {}, interrupt: true},
		{name: "an interrupt while writing is a failure", sentence: "Interrupted before", code: 1,
			prepare: connects, interrupt: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if c.interrupt {
				cancel()
			}
			code, out, errOut := faked(ctx, t, func(f *transporttest.Client) {
				c.prepare(f)
				if c.sent != nil {
					f.After("Post", func() { c.sent(f, f.Peers()[0].Talk()) })
				}
			}, Env{Stdin: strings.NewReader("")}, "send", "-plain", "a:1", "hi")
			if code != c.code {
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

func TestAPersonIsToldOfTheCommands(t *testing.T) {
	t.Parallel()
	for lang, says := range map[words.Lang]struct{ chat, serve, again string }{
		words.English: {"ends. /help lists the commands.\n", "/invite lets somebody in", "no longer answers. Next attempt in 3 s."},
		words.Chinese: {"结束。/help 列出命令。\n", "/invite 邀请别人加入", "。3 秒后重试。"},
	} {
		out, errOut := newOutput(), newOutput()
		env := Env{Stdin: strings.NewReader("/quit\n"), Stdout: out, Stderr: errOut, Typed: true, Words: words.For(lang)}
		r := newRunner(env)
		r.newClient = func(o transport.Options) client {
			c := transporttest.NewClient(o)
			away(waits)(c)
			return c
		}
		r.run(t.Context(), []string{"chat", "a:1", "-data", t.TempDir()})
		contains(t, errOut.String(), says.chat)
		contains(t, out.String(), says.again)
		env.Stdin = strings.NewReader("/quit\n")
		if code := newRunner(env).run(t.Context(), []string{"serve", "-addr", "127.0.0.1:0", "-data", t.TempDir()}); code != exitDone {
			t.Errorf("exit code %d", code)
		}
		contains(t, errOut.String(), says.serve)
	}
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

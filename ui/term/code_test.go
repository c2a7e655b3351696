package term

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"confab/ui/internal/words"
)

func TestCode(t *testing.T) {
	t.Parallel()

	t.Run("whoever types it is in at once, and both sides are verified", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		host.typeIn(t, "/invite\n")
		code := host.out.await(t, `Or tell them this code: (\d{6})\. Whoever types it \(confab chat `+regexp.QuoteMeta(addr)+` -code \d{6},`)[1]
		ann := run(t, confab, "chat", "-data", t.TempDir(), "-name", "Ann", addr, "-code", code[:3]+" "+code[3:])
		ann.out.await(t, `Desk has the same code: you are verified to each other\.\n`)
		ann.out.await(t, `Connected to \S+ \(Desk, encrypted, verified\)`)
		n := host.out.await(t, `(?s)The invitation was used, and is over\..*\[(\d+)\] Ann has the code of the invitation, and is verified`)[1]
		ann.typeIn(t, "hello from Ann\n")
		host.out.await(t, `\[`+n+`\] Ann → Everyone: hello from Ann\n`)
		host.typeIn(t, "/who\n")
		host.out.await(t, `Ann  [0-9a-f]{8}  encrypted, verified`)
		if strings.Contains(host.out.String(), "asks to be let in") || strings.Contains(ann.out.String(), "must let you in") {
			t.Errorf("the host was asked about who has the code:\n%s\n%s", host.out, ann.out)
		}
		ann.typeIn(t, "/quit\n")
		ann.exit(t, 0)
	})

	t.Run("after wrong ones the host shows another, and can let them in by hand", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		host.typeIn(t, "/invite\n")
		code := host.out.await(t, `Or tell them this code: (\d{6})`)[1]
		wrong := "000000"
		if code == wrong {
			wrong = "000001"
		}
		in, typist := io.Pipe()
		defer typist.Close()
		bo := newOutput()
		env := Env{Stdin: in, Stdout: bo, Stderr: bo, Typed: true, Words: words.For(words.English)}
		ended := make(chan int, 1)
		go func() {
			ended <- Run(t.Context(), env, []string{"chat", "-data", t.TempDir(), "-name", "Bo", "-code", wrong, addr})
		}()
		say := func(line string) {
			if _, err := io.WriteString(typist, line+"\n"); err != nil {
				t.Error(err)
			}
		}
		bo.await(t, `(?s)not the code that the host at `+regexp.QuoteMeta(addr)+` shows.*Connected to Desk; the host must let you in\. Waiting\.`)
		n := host.out.await(t, `\[(\d+)\] Bo \([0-9a-f]{8}\) asks to be let in`)[1]
		say("/code " + wrong)
		say("/code " + wrong)
		fresh := host.out.await(t, `The code is (\d{6}) now, and for 30 seconds none is taken`)[1]
		say("/code " + fresh)
		bo.await(t, `takes no code now: .* It takes the one that it shows in \d+ seconds\.`)
		say("/code abc")
		bo.await(t, `That is no code: one has 6 digits`)
		host.typeIn(t, "/accept "+n+"\n")
		bo.await(t, `Connected to \S+ \(Desk, encrypted, not verified\)`)
		say("/quit")
		if code := <-ended; code != exitDone {
			t.Errorf("exit code %d:\n%s", code, bo)
		}
	})

	t.Run("what is no code, or is for another connection, is not dialled", func(t *testing.T) {
		t.Parallel()
		p := run(t, confab, "chat", "-data", t.TempDir(), "-code", "12345", "127.0.0.1:1")
		p.exit(t, 1)
		contains(t, p.err.String(), "That is no code")
		p = run(t, confab, "chat", "-plain", "-code", "123456", "127.0.0.1:1")
		p.exit(t, 2)
		contains(t, p.err.String(), "A code is for an encrypted connection")
	})
}

func TestACodeThatIsRefusedEndsAPipe(t *testing.T) {
	t.Parallel()
	const wrong = `That is not the code that the host at \S+ shows\..*`

	t.Run("that wants to chat, send or tail, with the sentence on stderr", func(t *testing.T) {
		t.Parallel()
		for _, one := range []struct {
			lines string
			args  []string // CODE and ADDR stand for these
		}{
			{"hello\n", []string{"chat", "-code", "CODE", "ADDR"}},
			{"", []string{"chat", "-code", "CODE", "ADDR"}},
			{"/code CODE\nhello\n", []string{"chat", "ADDR"}},
			{"hello\n", []string{"chat", "-json", "-code", "CODE", "ADDR"}},
			{"", []string{"send", "-code", "CODE", "ADDR", "hi"}},
			{"", []string{"send", "-timeout", "1h", "-code", "CODE", "ADDR", "hi"}},
			{"", []string{"tail", "-code", "CODE", "ADDR"}},
			{"", []string{"tail", "-since", "0", "-code", "CODE", "ADDR"}},
		} {
			host, addr := memberHost(t, t.TempDir())
			_, code := invites(t, host, "")
			in := strings.NewReplacer("CODE", another(code), "ADDR", addr)
			args := []string{"-data", t.TempDir()}
			for _, arg := range one.args {
				args = append(args, in.Replace(arg))
			}
			p := piped(t, in.Replace(one.lines), append(args[2:], args[:2]...)...)
			p.refusedWith(t, wrong)
			if strings.Contains(host.out.String(), "hello") {
				t.Errorf("%q: something was said:\n%s", args, host.out)
			}
		}
	})

	t.Run("that has a code which was used, or whose invitation is over", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		_, code := invites(t, host, "")
		run(t, confab, "send", "-data", t.TempDir(), "-code", code, addr, "hi").exit(t, 0)
		piped(t, "", "chat", "-data", t.TempDir(), "-code", code, addr).refusedWith(t, `The code was for one, and somebody has already come .*`)
		_, code = invites(t, host, "")
		host.typeIn(t, "/invite off\n")
		host.out.await(t, `The invitation is closed`)
		piped(t, "", "chat", "-data", t.TempDir(), "-code", code, addr).refusedWith(t, `The host at \S+ shows no code, or its time is over\..*`)
	})

	t.Run("but not where the host is verified and knows us", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		_, code := invites(t, host, "")
		mine := t.TempDir()
		piped(t, "first\n", "chat", "-data", mine, "-code", code, addr).exit(t, 0)
		p := piped(t, "second\n", "chat", "-data", mine, "-code", code, addr)
		p.exit(t, 0)
		contains(t, p.err.String(), "The code was for one")
		host.out.await(t, "Everyone: second\n")
		run(t, confab, "send", "-data", mine, "-code", code, addr, "third").exit(t, 0)
	})

	t.Run("and nothing is said to a host that the code did not verify", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		mine := t.TempDir()
		run(t, confab, "send", "-data", mine, addr, "before").exit(t, 0)
		_, code := invites(t, host, "")
		piped(t, "for the right host only\n", "chat", "-data", mine, "-code", another(code), addr).refusedWith(t, wrong)
		run(t, confab, "send", "-data", mine, addr, "after").exit(t, 0)
		host.out.await(t, "Everyone: after\n")
		if strings.Contains(host.out.String(), "right host") {
			t.Errorf("it was said:\n%s", host.out)
		}
	})
}

func TestTheRightCodeInAPipe(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir())
	_, code := invites(t, host, " all")
	piped(t, "/code "+code+"\nby a line\n/quit\nnot said\n", "chat", "-data", t.TempDir(), addr).exit(t, 0)
	piped(t, "", "send", "-data", t.TempDir(), "-code", code, addr, "by a flag").exit(t, 0)
	tail := run(t, confab, "tail", "-data", t.TempDir(), "-code", code, "-since", "0", addr)
	tail.out.await(t, `(?s)by a line\n.*by a flag\n`)
	if strings.Contains(host.out.String(), "not said") {
		t.Errorf("it was said:\n%s", host.out)
	}
}

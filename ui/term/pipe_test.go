package term

import (
	"regexp"
	"strings"
	"testing"
)

// piped runs the program with an input that is a pipe of these lines, and ends.
func piped(t *testing.T, lines string, args ...string) *process {
	t.Helper()
	p := run(t, confab, args...)
	p.typeIn(t, lines)
	p.closeIn(t)
	return p
}

// closeIn ends the input of p.
func (p *process) closeIn(t *testing.T) {
	t.Helper()
	if err := p.in.Close(); err != nil {
		t.Fatal(err)
	}
}

// refusedWith checks that p has failed with exactly this on stderr.
func (p *process) refusedWith(t *testing.T, sentence string) {
	t.Helper()
	p.exit(t, 1)
	if !regexp.MustCompile(`^` + sentence + `\n$`).MatchString(p.err.String()) {
		t.Errorf("%q: stderr is %q, and not %s", p.Args, p.err, sentence)
	}
}

func TestQuitInAPipe(t *testing.T) {
	t.Parallel()

	t.Run("ends chat after what was said before it, whatever follows", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		p := run(t, confab, "chat", "-data", t.TempDir(), addr) // the pipe stays open
		p.typeIn(t, "one\n/quit\ntwo\n")
		p.exit(t, 0)
		host.out.await(t, "Everyone: one\n")
		if strings.Contains(host.out.String(), "two") {
			t.Errorf("what follows was said:\n%s", host.out)
		}
	})

	t.Run("ends chat while the host is asked, as a failure", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		p := run(t, confab, "chat", "-data", t.TempDir(), addr)
		p.typeIn(t, "/quit\n")
		p.refusedWith(t, `The host had not let you in yet, so nothing was said\.`)
		host.out.await(t, "asks to be let in")
	})

	t.Run("waits for the host where something is to be said before", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir())
		p := run(t, confab, "chat", "-data", t.TempDir(), addr)
		p.typeIn(t, "one\n/quit\n")
		host.typeIn(t, "/accept "+host.out.await(t, `/accept (\d+)`)[1]+"\n")
		p.exit(t, 0)
		host.out.await(t, "Everyone: one\n")
	})

	t.Run("ends serve after what was said before it", func(t *testing.T) {
		t.Parallel()
		p, addr := memberHost(t, t.TempDir())
		guest := connect(t, addr)
		guest.say(t, "hi")
		p.out.await(t, ": hi\n")
		p.typeIn(t, "one\n/quit\ntwo\n")
		p.exit(t, 0)
		guest.gone(t)
		if got := guest.got.String(); got != "one" || p.err.String() != "" {
			t.Errorf("the guest got %q; stderr %q", got, p.err)
		}
	})
}

func TestAHostThatDeclinesEndsAPipe(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"chat"}, {"send", "hi", "-timeout", "1h"}, {"tail"}, {"tail", "-since", "0"}} {
		host, addr := memberHost(t, t.TempDir())
		p := piped(t, "hello\n", append([]string{args[0], "-data", t.TempDir(), addr}, args[1:]...)...)
		host.typeIn(t, "/decline "+host.out.await(t, `/accept (\d+)`)[1]+"\n")
		p.exit(t, 1)
		contains(t, p.err.String(), "did not let you in")
	}
}

func TestALineOfAPipeThatIsNotSaidFailsServe(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100<<10)
	for name, c := range map[string]struct{ line, sentence string }{
		"a message that is too long":    {long, "A message is 64 KiB at most"},
		"a command that there is not":   {"/dance", "no command /dance"},
		"a number that nobody has":      {"/to 99 hi", "the number “99”"},
		"an encoding that there is not": {"/encoding 1 EBCDIC", "no encoding “EBCDIC”"},
		"an answer that is none":        {"/history maybe", "yes or no"},
		"an invitation of no kind":      {"/invite somebody", "Type /invite for one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, addr := memberHost(t, t.TempDir())
			guest := connect(t, addr)
			guest.say(t, "hi")
			p.out.await(t, ": hi\n")
			p.typeIn(t, "before\n"+c.line+"\nafter\n/quit\n")
			p.exit(t, 1)
			contains(t, p.err.String(), c.sentence)
			guest.gone(t)
			if got := guest.got.String(); got != "beforeafter" {
				t.Errorf("the guest got %q", got)
			}
		})
	}
}

func TestAPipeWaitsUntilServeListens(t *testing.T) {
	t.Parallel()
	p := piped(t, "/who\n/history\n/blocked\n/help\n/quit\n", "serve", "-addr", "127.0.0.1:0", "-data", t.TempDir())
	p.exit(t, 0)
	if out := p.out.String(); !strings.HasPrefix(out, "Listening on ") || p.err.String() != "" {
		t.Errorf("stdout %s\nstderr %s", out, p.err)
	}
}

func TestCommandsOfChatInAPipe(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	mine := t.TempDir()
	p := run(t, confab, "chat", "-data", mine, "-name", "Ann", addr)
	p.out.await(t, "Connected to")
	host.out.await(t, "Ann connected")
	host.typeIn(t, "welcome\n")
	desk := p.out.await(t, `\[(\d+)\] Desk: welcome\n`)[1]
	p.typeIn(t, "/who\n")
	p.out.await(t, `\[`+desk+`\] Desk  \(host\)`)
	p.typeIn(t, "/to "+desk+" to one\n/verify "+desk+"\n")
	p.out.await(t, `Compare these words with `)
	p.typeIn(t, "/verify "+desk+" yes\n/help\n//slashed\n")
	p.out.await(t, `Desk .* is verified`)
	host.out.await(t, `(?s)Ann → Desk: to one\n.*Ann → Everyone: /slashed\n`)
	p.closeIn(t)
	p.exit(t, 0)
	contains(t, p.out.String(), "A line that begins with / is a command:")
	for line, sentence := range map[string]string{
		"/dance": "no command /dance", "/to 99 hi": "“99”", "/verify " + desk + " maybe": "yes or no", "/verify 99": "“99”",
	} {
		p := piped(t, line+"\n/quit\n", "chat", "-data", mine, addr)
		p.exit(t, 1)
		contains(t, p.err.String(), sentence)
	}
}

func TestAnEncodingThatThereIsNotFailsAPlainPipe(t *testing.T) {
	t.Parallel()
	l := listen(t)
	p := run(t, confab, "chat", "-plain", "-data", t.TempDir(), l.addr)
	server := l.peer(t)
	p.typeIn(t, "/encoding EBCDIC\n/quit\n")
	p.closeIn(t)
	server.got.await(t, `^/quit$`)
	p.exit(t, 1)
	contains(t, p.err.String(), "no encoding “EBCDIC”")
}

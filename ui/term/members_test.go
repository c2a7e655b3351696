package term

import (
	"regexp"
	"strings"
	"testing"
)

func TestDirectTalks(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	anns := t.TempDir()
	ann := run(t, confab, "chat", "-data", anns, "-name", "Ann", addr)
	ann.out.await(t, `Connected to \S+ \(Desk, encrypted, not verified\)`)
	anne := run(t, confab, "tail", "-data", t.TempDir(), "-name", "Anne", addr)
	anne.out.await(t, "Connected to")
	host.out.await(t, `(?s)Ann connected.*Anne connected`)
	zoes := t.TempDir()
	send := func(t *testing.T, to string, text string) *process {
		t.Helper()
		return run(t, confab, "send", "-data", zoes, "-name", "Zoe", "-to", to, addr, text)
	}

	t.Run("-to takes a name and the beginning of one, and only that member sees it", func(t *testing.T) {
		send(t, "Ann", "for Ann").exit(t, 0)
		ann.out.await(t, `\[\d+\] Zoe → Ann: for Ann\n`)
		send(t, "anne", "for Anne").exit(t, 0)
		anne.out.await(t, `\[\d+\] Zoe → Anne: for Anne\n`)
		send(t, "Desk", "for the host").exit(t, 0)
		host.out.await(t, `\[\d+\] Zoe → Desk: for the host\n`)
		for _, text := range []string{host.out.String(), anne.out.String()} {
			if strings.Contains(text, "for Ann\n") {
				t.Errorf("another one sees it:\n%s", text)
			}
		}
	})

	t.Run("-to takes the beginning of an identity", func(t *testing.T) {
		host.typeIn(t, "/who\n")
		id := host.out.await(t, `\[\d+\] Anne  ([0-9a-f]{8})  encrypted, not verified`)[1]
		send(t, id, "by identity").exit(t, 0)
		anne.out.await(t, `Zoe → Anne: by identity\n`)
	})

	t.Run("a name that may be two members, or nobody's, fails with a sentence", func(t *testing.T) {
		for to, want := range map[string]string{
			"An":  `^“An” may be several members\. .*:\n  Ann \([0-9a-f]{8}\)\n  Anne \([0-9a-f]{8}\)\n$`,
			"Bob": `^No member there is called “Bob”\.\n$`,
		} {
			p := send(t, to, "lost")
			p.exit(t, 1)
			if !regexp.MustCompile(want).MatchString(p.err.String()) {
				t.Errorf("stderr %q", p.err)
			}
		}
	})

	t.Run("members talk in chat, to all, to one and to one who is away", func(t *testing.T) {
		ann.typeIn(t, "/who\n")
		desk := ann.out.await(t, `\[(\d+)\] Desk  \(host\)  [0-9a-f]{8}  encrypted, not verified`)[1]
		zoe := ann.out.await(t, `\[(\d+)\] Zoe  [0-9a-f]{8}  encrypted, not verified`)[1]
		ann.typeIn(t, "/to "+desk+" psst  you\n/to "+zoe+" for later\n//all\n/to 99 nobody\n/dance\n/help\n")
		host.out.await(t, `(?s)\[\d+\] Ann → Desk: psst  you\n.*\[\d+\] Ann → Everyone: /all\n`)
		anne.out.await(t, `\[\d+\] Ann: /all\n`)
		ann.err.await(t, `(?s)number “99”.*/dance`)
		ann.out.await(t, "/quit")
		back := run(t, confab, "tail", "-data", zoes, "-name", "Zoe", addr)
		back.out.await(t, `\[\d+\] Ann → Zoe: for later\n`)
	})

	t.Run("the twelve words are the same on both sides, and saying so verifies", func(t *testing.T) {
		words := `if they differ:\n\s+(\w+(?: \w+){5})\n\s+(\w+(?: \w+){5})\n`
		n := regexp.MustCompile(`\[(\d+)\] Ann connected`).FindStringSubmatch(host.out.String())[1]
		desk := regexp.MustCompile(`\[(\d+)\] Desk`).FindStringSubmatch(ann.out.String())[1]
		host.typeIn(t, "/verify "+n+"\n")
		ann.typeIn(t, "/verify "+desk+"\n")
		a, b := host.out.await(t, words), ann.out.await(t, words)
		if a[1] != b[1] || a[2] != b[2] {
			t.Errorf("%q and %q", a[1:], b[1:])
		}
		host.out.await(t, a[2]+`\n\s+(?:\p{Han} ){5}\p{Han}\n`) // for whoever has only the other language
		host.typeIn(t, "/verify "+n+" maybe\n/verify "+n+" yes\n")
		host.err.await(t, "Answer with yes or no")
		host.out.await(t, `\[`+n+`\] Ann \([0-9a-f]{8}\) is verified`)
		host.typeIn(t, "/who\n")
		host.out.await(t, `Ann  [0-9a-f]{8}  encrypted, verified`)
	})

	t.Run("a command without -name is called as its identity was before", func(t *testing.T) {
		dir := t.TempDir()
		run(t, confab, "send", "-data", dir, "-name", "Galley", addr, "first").exit(t, 0)
		host.out.await(t, `\[\d+\] Galley → Everyone: first\n`)
		run(t, confab, "send", "-data", dir, addr, "second").exit(t, 0)
		host.out.await(t, `\[\d+\] Galley → Everyone: second\n`)
	})

	t.Run("chat from a pipe waits until the host has all of it", func(t *testing.T) {
		p := run(t, confab, "chat", "-data", t.TempDir(), "-name", "Pipe", addr)
		p.typeIn(t, "first\nsecond\n")
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		p.exit(t, 0)
		contains(t, host.out.String(), "Pipe → Everyone: first\n", "Pipe → Everyone: second\n")
		contains(t, p.out.String(), "Pipe: first\n", "Pipe: second\n")
	})
}

func TestPlainGuestInTheRoom(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	ann := run(t, confab, "chat", "-json", "-data", t.TempDir(), "-name", "Ann", addr)
	ann.out.await(t, `"kind":"connected"`)
	guest := connect(t, addr)
	guest.say(t, "hello host\n")
	n := host.out.await(t, `\[(\d+)\] \S+: hello host\n`)[1]
	host.typeIn(t, "/letin "+n+"\n")
	host.out.await(t, "every member is told. To let it in, type /letin "+n+" yes")
	host.typeIn(t, "/letin "+n+" no\n/letin "+n+" what\n")
	host.err.await(t, "Answer with yes or no")
	for _, p := range []*process{host, ann} {
		if strings.Contains(p.out.String(), "into the room") {
			t.Errorf("the guest was let in:\n%s", p.out)
		}
	}
	host.typeIn(t, "/letin "+n+" yes\n")
	host.out.await(t, "was let into the room without encryption")
	ann.out.await(t, `"id":"[0-9a-f]{32}","name":"127.0.0.1:\d+"`)
	ann.out.await(t, `"notice":"guest_let_in"`)

	t.Run("what it says is marked, and what is said goes to it", func(t *testing.T) {
		guest.say(t, "hello all\n")
		host.out.await(t, `\[`+n+`\] \S+ → Everyone: hello all\n`)
		ann.out.await(t, `"text":"hello all".*"by_guest":true`)
		ann.typeIn(t, "hello guest\n")
		guest.got.await(t, "hello guest")
		if strings.Count(host.out.String(), "hello all") != 1 {
			t.Errorf("told more than once:\n%s", host.out)
		}
	})

	t.Run("taken out, it hears the members no more", func(t *testing.T) {
		host.typeIn(t, "/letout "+n+"\n")
		host.out.await(t, "is no longer in the room")
		ann.typeIn(t, "among us\n")
		host.out.await(t, "among us")
		host.typeIn(t, "/to "+n+" bye\n")
		guest.got.await(t, "bye")
		if strings.Contains(guest.got.String(), "among us") {
			t.Errorf("the guest got %q", guest.got)
		}
	})
}

func TestGuestsAreInTheHistory(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	guest := connect(t, addr)
	guest.say(t, "hello host\n")
	n := host.out.await(t, `\[(\d+)\] \S+: hello host\n`)[1]
	host.typeIn(t, "first\n/letin "+n+" yes\nwith the guest\n")
	guest.got.await(t, "with the guest")
	host.typeIn(t, "/letout "+n+"\n")
	host.out.await(t, "is no longer in the room")
	host.typeIn(t, "last\n")
	guest.got.await(t, "last") // the host's own words
	// Who comes later reads it where it happened, in the same order every time.
	data := t.TempDir()
	for range 2 {
		late := run(t, confab, "tail", "-since", "0", "-data", data, "-name", "Late", addr)
		late.out.await(t, `(?s): first\n.*127\.0\.0\.1:\d+ was let into the room without encryption.*: with the guest\n.*127\.0\.0\.1:\d+ is no longer in the room\n.*: last\n`)
		late.kill(t)
		if got := strings.Count(late.out.String(), "was let into the room"); got != 1 {
			t.Errorf("told %d times:\n%s", got, late.out)
		}
	}
}

func TestARefusedLineOfAPipe(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	data := t.TempDir()
	for _, tt := range []struct {
		name, typed string
		code        int
		err         string // on stderr
		said        string // at the host
	}{
		{"a command that there is not", "/tmp\n", 1, "There is no command /tmp.", ""},
		{"what comes behind it is still said", "/tmp\nbehind it\n", 1, "There is no command /tmp.", "Pipe → Everyone: behind it\n"},
		{"nobody of that number", "/to 99 hi\n", 1, "has the number “99”", ""},
		{"behind a /to without words may be words for somebody", "/to pingbot\na secret\n", 1, "has the number “pingbot”", ""},
		{"a doubled slash says it", "//tmp\n", 0, "", "Pipe → Everyone: /tmp\n"},
		{"a command that there is", "/who\n", 0, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := run(t, confab, "chat", "-data", data, "-name", "Pipe", addr)
			p.typeIn(t, tt.typed)
			if err := p.in.Close(); err != nil {
				t.Fatal(err)
			}
			p.exit(t, tt.code)
			contains(t, p.err.String(), tt.err)
			if tt.said != "" {
				host.out.await(t, regexp.QuoteMeta(tt.said))
			}
		})
	}
	if strings.Contains(host.out.String(), "a secret") {
		t.Errorf("it was said to all:\n%s", host.out)
	}
}

func TestARenameIsPrintedOnce(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir(), "-open")
	watcher := run(t, confab, "chat", "-data", t.TempDir(), "-name", "Ann", addr)
	watcher.out.await(t, "Connected to")
	data := t.TempDir()
	for _, name := range []string{"Bob", "Robert", "Robert"} {
		p := run(t, confab, "chat", "-data", data, "-name", name, addr)
		p.typeIn(t, "I am "+name+"\n/quit\n")
		p.exit(t, 0)
	}
	for _, p := range []*process{host, watcher} {
		p.out.await(t, `Bob is now called \[\d+\] Robert\n`)
		p.out.await(t, `(?s)I am Robert.*I am Robert`)
		if got := strings.Count(p.out.String(), "is now called"); got != 1 {
			t.Errorf("told %d times:\n%s", got, p.out)
		}
	}
}

func TestWhatIsNoConfab(t *testing.T) {
	t.Parallel()

	t.Run("a plain server is not spoken to in the open, and the way to it is told", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "send", "-data", t.TempDir(), "-timeout", "1m", l.addr, "secret")
		server := l.peer(t)
		server.say(t, "hello, this is no TLS\n")
		p.exit(t, 1)
		contains(t, p.err.String(), "does not speak the secure protocol", "Add -plain")
		if strings.Contains(server.got.String(), "secret") {
			t.Error("the text was sent in the open")
		}
	})

	t.Run("a server that was never there fails at once, and nothing is kept", func(t *testing.T) {
		t.Parallel()
		const nowhere = "127.0.0.1:1" // a port that no system gives to whoever asks for any
		p := run(t, confab, "send", "-data", t.TempDir(), nowhere, "hi")
		p.exit(t, 1)
		contains(t, p.err.String(), "nothing listens on port")
		if strings.Contains(p.err.String(), "kept") {
			t.Errorf("stderr %q", p.err)
		}
	})

	t.Run("not being let in within -timeout fails, and nothing is kept", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir())
		p := run(t, confab, "send", "-data", t.TempDir(), "-timeout", "5s", addr, "hi") // in which it gets as far as to ask
		p.exit(t, 1)
		contains(t, p.err.String(), "did not let you in within 5 s", "not sent and is not kept")
	})

	t.Run("a message that is too long for members is refused", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir(), "-open")
		p := run(t, confab, "send", "-data", t.TempDir(), addr, strings.Repeat("x", 40_000))
		p.exit(t, 1)
		contains(t, p.err.String(), tooLong)
	})
}

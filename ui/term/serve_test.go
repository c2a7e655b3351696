package term

import (
	"net"
	"strings"
	"testing"
	"unicode"
)

func TestServe(t *testing.T) {
	t.Parallel()

	t.Run("Chinese and emoji go from a raw socket to the screen and back", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		guest := connect(t, addr)
		guest.say(t, "你好，世界 👩‍👩‍👧 fine")
		p.out.await(t, `\d\d:\d\d:\d\d  \[1\] 127\.0\.0\.1:\d+: 你好，世界 👩‍👩‍👧 fine\n`)
		p.typeIn(t, "再见 🎉\n")
		guest.got.await(t, "^再见 🎉$")
	})

	t.Run("escape sequences, NUL and a forged line reach the terminal as harmless text", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		guest := connect(t, addr)
		guest.say(t, "\x1b[2J\x1b]0;owned\x07a\x00b\x7f\u009b31m\u202Eevil\r12:00:00  [9] root: hi\n12:00:00  [2] root: forged\nend")
		p.out.await(t, "end\n")
		text := p.out.String()
		for _, r := range text {
			if r != '\n' && (unicode.IsControl(r) || r == '\u202e') {
				t.Errorf("%U reached the terminal in %q", r, text)
			}
		}
		contains(t, text, "^[[2J", "a^@b^?", "[U+202E]evil^M12:00:00", "\n          12:00:00  [2] root: forged\n")
	})

	t.Run("commands talk to one, list, disconnect and escape the slash", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		p.typeIn(t, "anyone?\n")
		p.err.await(t, "Nobody is connected")
		p.typeIn(t, "/who\n")
		p.out.await(t, "Nobody is here")
		first := connect(t, addr)
		first.say(t, "I am first")
		p.out.await(t, `\[1\] \S+: I am first`)
		second := connect(t, addr)
		second.say(t, "I am second")
		p.out.await(t, `\[2\] \S+: I am second`)
		p.typeIn(t, "/to 2 only you  two\n//not a command\n")
		second.got.await(t, "^only you  two/not a command$")
		first.got.await(t, "^/not a command$")
		p.typeIn(t, "/who\n")
		p.out.await(t, `Here:\n  \[1\] `+first.LocalAddr().String()+`.*\n  \[2\] `+second.LocalAddr().String())
		p.typeIn(t, "/kick 1\n")
		first.gone(t)
		p.out.await(t, `You ended the connection with \[1\]`)
		p.typeIn(t, "/kick 1\n/kick x\n/dance\n/to 2\n/help\n")
		p.err.await(t, `number “1”(?s:.*)number “x”(?s:.*)/dance(?s:.*)nothing to send`)
		p.out.await(t, `/kick N`)
		second.say(t, "still here")
		p.out.await(t, "still here")
	})

	t.Run("what a pipe sends is in the transcript, to whom and under the given name", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t, "-name", "Desk")
		guest := connect(t, addr)
		guest.say(t, "hi")
		p.out.await(t, ": hi\n")
		p.typeIn(t, "to all\n/to 1 to one\n")
		p.out.await(t, `Desk → Everyone: to all\n(?s:.*)Desk → \[1\] \S+: to one\n`)
	})

	t.Run("the end of the input does not end the server", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		if err := p.in.Close(); err != nil {
			t.Fatal(err)
		}
		guest := connect(t, addr)
		guest.say(t, "after the end")
		p.out.await(t, "after the end")
	})

	t.Run("plain guests are not let in with -plain=false", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t, "-plain=false")
		guest := connect(t, addr)
		guest.say(t, "hello")
		guest.gone(t)
		p.out.await(t, "was not let in")
	})
}

func TestServeCannotListen(t *testing.T) {
	t.Parallel()
	taken := listen(t)
	_, port, err := net.SplitHostPort(taken.addr)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, locale, addr, sentence string }{
		{"a taken port", "en_US.UTF-8", taken.addr, "Port " + port + " is in use by another program. "},
		{"a taken port, in Chinese", "zh_CN.UTF-8", taken.addr, port},
		{"port 70000", "en_US.UTF-8", ":70000", "“70000” is not a port."},
		{"port 70000 alone", "en_US.UTF-8", "70000", "“70000” is not a port."},
		{"port abc", "en_US.UTF-8", ":abc", "“abc” is not a port."},
		{"no port", "en_US.UTF-8", "abc", "“abc” is not a port."},
		{"an address of another machine", "en_US.UTF-8", "192.0.2.1:0", "192.0.2.1 is not an address of this computer."},
	} {
		t.Run(c.name+" fails with a sentence", func(t *testing.T) {
			t.Parallel()
			p := runIn(t, c.locale, confab, "serve", "-addr", c.addr)
			p.exit(t, 1)
			contains(t, p.err.String(), c.sentence)
			if p.out.String() != "" || strings.Count(p.err.String(), "\n") != 1 {
				t.Errorf("stdout %q, stderr %q; want one sentence on stderr", p.out, p.err)
			}
			if strings.HasPrefix(c.locale, "zh") != strings.ContainsFunc(p.err.String(), isHan) {
				t.Errorf("the sentence is in the wrong language: %s", p.err)
			}
		})
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

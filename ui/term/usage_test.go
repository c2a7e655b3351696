package term

import (
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, sentence string
		args           []string
	}{
		{"an unknown command", "no command “dance”", []string{"dance"}},
		{"help for an unknown command", "no command “dance”", []string{"help", "dance"}},
		{"a flag where a command belongs", "no command “-json”", []string{"-json"}},
		{"an unknown flag", "There is no flag --loud.", []string{"serve", "--loud"}},
		{"a flag without its value", "-addr needs a value", []string{"serve", "-addr"}},
		{"a value that is none", "-json does not take “maybe”", []string{"serve", "-json=maybe"}},
		{"an argument too many for serve", "“8899” is one argument too many", []string{"serve", "8899"}},
		{"an argument too many for chat", "“b” is one argument too many", []string{"chat", "-plain", "a:1", "b"}},
		{"an argument too many for tail", "“b” is one argument too many", []string{"tail", "-plain", "a:1", "b"}},
		{"chat without an address", "Say which server", []string{"chat", "-plain"}},
		{"chat with an empty address", "Say which server", []string{"chat", "-plain", ""}},
		{"tail without an address", "Say which server", []string{"tail", "-json"}},
		{"send without a text", "Say what to send", []string{"send", "-plain", "a:1"}},
		{"-to over plain TCP", "-to needs members", []string{"send", "-plain", "-to", "Ann", "a:1", "hi"}},
		{"-since over plain TCP", "-since needs a server that keeps", []string{"tail", "-plain", "-since", "0", "a:1"}},
		{"-encoding for chat between Confabs", "-encoding is for plain TCP", []string{"chat", "-encoding", "KOI8-R", "a:1"}},
		{"-encoding for send between Confabs", "-encoding is for plain TCP", []string{"send", "-encoding", "KOI8-R", "a:1", "hi"}},
		{"-encoding for tail between Confabs", "-encoding is for plain TCP", []string{"tail", "a:1", "-encoding=KOI8-R"}},
		{"-encoding for a server without plain guests", "-encoding is for plain guests", []string{"serve", "-plain=false", "-encoding", "KOI8-R"}},
		{"an encoding that there is not", "no encoding “EBCDIC”. There are: UTF-8", []string{"chat", "-plain", "-encoding", "EBCDIC", "a:1"}},
		{"a -since that is no number", "-since does not take “x”", []string{"tail", "-since", "x", "a:1"}},
		{"a -since without an era", "-since does not take “.3”", []string{"tail", "-since", ".3", "a:1"}},
		{"no time to send", "-timeout does not take “0s”", []string{"send", "-timeout", "0s", "a:1", "hi"}},
		{"a name without ink", "Nothing of that name can be seen", []string{"serve", "-name", "\u3164\u200b"}},
		{"escape sequences in a flag", "There is no flag -^[[2J.", []string{"serve", "-\x1b[2J"}},
	} {
		t.Run(c.name+" is a usage error", func(t *testing.T) {
			t.Parallel()
			p := run(t, confab, c.args...)
			p.exit(t, 2)
			contains(t, p.err.String(), c.sentence)
			if p.out.String() != "" {
				t.Errorf("stdout: %q", p.out)
			}
		})
	}

	for _, args := range [][]string{
		{"help"}, {"-h"}, {"--help"}, {"help", "serve"}, {"serve", "-h"}, {"chat", "--help"},
		{"send", "a:1", "-h"}, {"tail", "-h"}, {"help", "version"},
	} {
		t.Run(strings.Join(args, " ")+" explains in the language of the environment", func(t *testing.T) {
			t.Parallel()
			for _, locale := range []string{"en_US.UTF-8", "zh_CN.UTF-8"} {
				p := runIn(t, locale, confab, args...)
				p.exit(t, 0)
				contains(t, p.out.String(), "confab ")
				if strings.HasPrefix(locale, "zh") != strings.ContainsFunc(p.out.String(), isHan) {
					t.Errorf("the wrong language for %s:\n%s", locale, p.out)
				}
			}
		})
	}

	t.Run("version prints what the linker was given", func(t *testing.T) {
		t.Parallel()
		p := run(t, confab, "version")
		p.exit(t, 0)
		if p.out.String() != "v1.2.3-test\n" {
			t.Errorf("got %q", p.out)
		}
	})
}

func TestWhatIsWrongWithACommandLineStaysInView(t *testing.T) {
	t.Parallel()
	for locale, hint := range map[string]string{"en_US.UTF-8": "“confab help chat” explains it.", "zh_CN.UTF-8": "说明请看“confab help chat”。"} {
		p := runIn(t, locale, confab, "chat")
		p.exit(t, 2)
		said := p.err.String()
		if lines := strings.Count(said, "\n"); lines > 8 || !strings.Contains(said, "[-code ") || !strings.HasSuffix(said, hint+"\n") {
			t.Errorf("%d lines are said:\n%s", lines, said)
		}
	}
}

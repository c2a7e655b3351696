package install

import (
	"errors"
	"testing"

	"confab/transport/importtest"
)

func TestQuote(t *testing.T) {
	for path, want := range map[string]string{
		"/opt/confab":   "/opt/confab",
		"/opt/程序/é":     "/opt/程序/é",
		"/a b/c":        `"/a b/c"`,
		"/100%/c":       `"/100%%/c"`,
		`/a"b`:          `"/a\\"b"`,
		"/a`$b":         "\"/a\\\\`\\\\$b\"",
		`/a\b`:          `"/a\\\\b"`,
		"/o'brien & co": `"/o'brien & co"`,
	} {
		if got, err := quote(path); err != nil || got != want {
			t.Errorf("%s is written %s, want %s: %v", path, got, want, err)
		}
	}
	for _, path := range []string{"/a=b", "/a\nb", "/\x7f", "/a\u202eb", "/\xff"} {
		if got, err := quote(path); !errors.Is(err, ErrPath) {
			t.Errorf("%q is written %q", path, got)
		}
	}
	for _, path := range []string{"/a\nb\t\\n\r", "plain"} {
		if got := unescape(escape.Replace(path)); got != path {
			t.Errorf("%q becomes %q", path, got)
		}
	}
}

func TestMimeApps(t *testing.T) {
	const mime, entry = "x-scheme-handler/confab", "chat.confab.desktop"
	const line = mime + "=" + entry + ";\n"
	for name, c := range map[string]struct{ list, set, dropped string }{
		"none":              {"", "[Default Applications]\n" + line, ""},
		"no group":          {"[Added Associations]\na/b=c;", "[Added Associations]\na/b=c;\n\n[Default Applications]\n" + line, "[Added Associations]\na/b=c;"},
		"before other ones": {"[Default Applications]\na/b=c.desktop\n\n[X]\n", "[Default Applications]\na/b=c.desktop\n" + line + "\n[X]\n", "[Default Applications]\na/b=c.desktop\n\n[X]\n"},
		"other ones stay, behind it": {"[Default Applications]\n" + mime + " = old.desktop;" + entry + "\nb=c\n",
			"[Default Applications]\n" + mime + "=" + entry + ";old.desktop;\nb=c\n", "[Default Applications]\n" + mime + "=old.desktop;\nb=c\n"},
		"the same key twice": {"[Default Applications]\n" + mime + "=a;\n" + mime + "=b;\n",
			"[Default Applications]\n" + mime + "=" + entry + ";a;\n", "[Default Applications]\n" + mime + "=a;\n" + mime + "=b;\n"},
		"in another group": {"[Added Associations]\n" + mime + "=" + entry + ";\n[Default Applications]\n",
			"[Added Associations]\n" + mime + "=" + entry + ";\n[Default Applications]\n" + line, "[Added Associations]\n[Default Applications]\n"},
		"comments and what is not understood": {"# " + mime + "=x\nodd\n[Default Applications]\n",
			"# " + mime + "=x\nodd\n[Default Applications]\n" + line, "# " + mime + "=x\nodd\n[Default Applications]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			set := setDefault(c.list, mime, entry)
			if set != c.set {
				t.Errorf("set:\n%s\nwant:\n%s", set, c.set)
			}
			if again := setDefault(set, mime, entry); again != set {
				t.Errorf("set again:\n%s", again)
			}
			if dropped := dropEntry(c.list, mime, entry); dropped != c.dropped {
				t.Errorf("dropped:\n%s\nwant:\n%s", dropped, c.dropped)
			}
		})
	}
}

func TestImports(t *testing.T) { importtest.Never(t, "gioui.org", "confab/transport", "confab/ui") }

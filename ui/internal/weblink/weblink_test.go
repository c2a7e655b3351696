package weblink

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFind(t *testing.T) {
	long := "https://example.org/" + strings.Repeat("a", maxBytes)
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"no address", "see example.org, or ftp://example.org", nil},
		{"the end of a sentence", "Look at https://example.org/a.html. Good!", []string{"https://example.org/a.html"}},
		{"a bracket around it", "(see http://example.org/x_(y))", []string{"http://example.org/x_(y)"}},
		{"Chinese around it", "看https://example.org/路径，很好。", []string{"https://example.org/路径"}},
		{"a query and a fragment", "https://example.org/?q=1&r=2#part", []string{"https://example.org/?q=1&r=2#part"}},
		{"an IPv6 literal and a port", "http://[fe80::1]:8080/", []string{"http://[fe80::1]:8080/"}},
		{"capitals", "HTTPS://EXAMPLE.ORG", []string{"HTTPS://EXAMPLE.ORG"}},
		{"the same twice", "http://a.example http://a.example", []string{"http://a.example"}},
		{"more than three", "http://a.x http://b.x http://c.x http://d.x", []string{"http://a.x", "http://b.x", "http://c.x"}},
		{"a name and a password before the host", "https://bank.example@evil.example/", nil},
		{"a direction override", "https://example.org/\u202egpj.exe", nil},
		{"a zero-width space", "https://exa\u200bmple.org/", nil},
		{"no host", "http:///etc/passwd", nil},
		{"too long", long, nil},
		{"markup around it", `<a href="https://example.org/">x</a>`, []string{"https://example.org/"}},
		{"another scheme in front", "javascript:https://example.org", []string{"https://example.org"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Find(c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func FuzzFind(f *testing.F) {
	f.Add("https://example.org/ (http://a.b)")
	f.Fuzz(func(t *testing.T, text string) {
		for _, at := range Find(text) {
			if !good(at) || !strings.Contains(text, at) || len(at) > maxBytes {
				t.Errorf("%q in %q", at, text)
			}
		}
	})
}

func TestOpen(t *testing.T) {
	t.Run("what is no address of a page is not handed to anybody", func(t *testing.T) {
		for _, bad := range []string{"", "-h", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://a b", "confab://x"} {
			if err := Open(bad); !errors.Is(err, ErrNoAddress) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
	t.Run("every desktop has a program for it, and Android none", func(t *testing.T) {
		for system, want := range map[string]string{"linux": "xdg-open", "windows": "rundll32", "darwin": "open", "freebsd": "xdg-open", "android": ""} {
			if name, _ := opener(system); name != want {
				t.Errorf("%s: %q", system, name)
			}
		}
	})
	t.Run("the program gets the address as one argument", func(t *testing.T) {
		if runtime.GOOS != "linux" {
			return // the program is the system's own there
		}
		dir := t.TempDir()
		script := "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > " + filepath.Join(dir, "part") + "\nmv " + filepath.Join(dir, "part") + " " + filepath.Join(dir, "got") + "\n"
		if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
		if err := Open("https://example.org/?a=$(id)&b=c;d"); err != nil {
			t.Fatal(err)
		}
		for late := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if got, err := os.ReadFile(filepath.Join(dir, "got")); err == nil {
				if string(got) != "1|https://example.org/?a=$(id)&b=c;d|" {
					t.Errorf("%q", got)
				}
				return
			}
			if time.Now().After(late) {
				t.Fatal("the program was not started")
			}
		}
	})
}

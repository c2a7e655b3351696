//go:build (linux && !android) || freebsd || openbsd

package opener

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=127.0.0.1") // which is not the session's
	t.Setenv("PATH", dir)
	got := filepath.Join(dir, "got")
	write := func(name, text string, mode os.FileMode) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	document := write("a; b $(c).pdf", "", 0o600)
	if Open(t.Context(), document) == nil {
		t.Error("nothing here can open, and there is no error")
	}
	write("xdg-open", "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > '"+got+"'\n", 0o755)
	if err := Open(t.Context(), document); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(got); err != nil || string(text) != "1|"+document+"|" {
		t.Errorf("opened was %q, %v", text, err)
	}
	if err := os.Remove(got); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.pdf")
	if err := os.Symlink(document, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, dir, filepath.Join(dir, "none"), "relative.pdf", "", write("script", "", 0o700)} {
		if Open(t.Context(), path) == nil {
			t.Errorf("%q was opened", path)
		}
	}
	if _, err := os.Stat(got); err == nil {
		t.Error("xdg-open was started")
	}
	t.Run("what it says is told", func(t *testing.T) {
		write("xdg-open", "#!/bin/sh\nexit 3\n", 0o755)
		if Open(t.Context(), document) == nil {
			t.Error("there is no error")
		}
	})
	t.Run("a program that stays is not waited for at the end", func(t *testing.T) {
		pipe := filepath.Join(dir, "pipe")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		write("xdg-open", "#!/bin/sh\nread line < '"+pipe+"'\n", 0o755)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := Open(ctx, document); err != nil {
			t.Error(err)
		}
		end, err := os.OpenFile(pipe, os.O_WRONLY, 0) // once it reads
		if err != nil {
			t.Fatal(err)
		}
		end.Close()
	})
}

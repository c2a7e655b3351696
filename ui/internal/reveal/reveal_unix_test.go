//go:build (linux && !android) || freebsd || openbsd

package reveal

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestShowWithoutAFileManager(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=127.0.0.1") // which is not the session's
	script := "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > " + filepath.Join(dir, "part") + "\nmv " + filepath.Join(dir, "part") + " " + filepath.Join(dir, "got") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	folder := filepath.Join(dir, "a; b $(c)")
	file := filepath.Join(folder, "run.sh")
	for _, path := range []string{file, "run.sh", ""} {
		if Show(t.Context(), path) == nil {
			t.Errorf("%q is not there and was shown", path)
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Show(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if got, err := os.ReadFile(filepath.Join(dir, "got")); err == nil {
			if string(got) != "1|"+folder+"|" {
				t.Errorf("opened was %q", got)
			}
			return
		}
		if time.Now().After(late) {
			t.Fatal("no program was started")
		}
	}
}

//go:build unix && !darwin && !android

package install

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long a program of the desktop is waited for.
const patience = 20 * time.Second

// home gives the test the folders of a user of its own, in one that desktops have to quote
// if odd.
func home(t *testing.T, odd bool) folders {
	t.Helper()
	dir := t.TempDir()
	if odd {
		dir = filepath.Join(dir, `a home's "folder"`)
	}
	f := folders{data: filepath.Join(dir, "data"), config: filepath.Join(dir, "config")}
	t.Setenv("HOME", dir)
	t.Setenv("XDG_DATA_HOME", f.data)
	t.Setenv("XDG_CONFIG_HOME", f.config)
	t.Setenv("XDG_DATA_DIRS", filepath.Join(dir, "none"))
	t.Setenv("XDG_CONFIG_DIRS", filepath.Join(dir, "none"))
	t.Setenv("XDG_CURRENT_DESKTOP", "")
	t.Setenv("DESKTOP_SESSION", "")
	t.Setenv("DISPLAY", ":65535") // without one, xdg-open asks no handler of a scheme
	t.Setenv("BROWSER", "false")
	return f
}

// program makes a program that writes its arguments into a file, one a line.
func program(t *testing.T, folder string) (path, heard string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path, heard = filepath.Join(dir, "confab"), filepath.Join(t.TempDir(), "heard")
	script := "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" >'" + heard + ".new' && mv '" + heard + ".new' '" + heard + "'\n"
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path, heard
}

// follow opens a link with a program of the desktop, and returns what the one that opens
// the links got.
func follow(t *testing.T, heard, link string, opener ...string) string {
	t.Helper()
	_ = os.Remove(heard) // of the link before
	if out, err := exec.Command(opener[0], append(opener[1:], link)...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v: %s", opener, err, out)
	}
	for late := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		if got, err := os.ReadFile(heard); err == nil {
			return string(got)
		}
		if time.Now().After(late) {
			t.Fatalf("%q started nothing", opener)
		}
	}
}

func TestTheDesktopOpensLinksWithTheProgram(t *testing.T) {
	const link = "confab://join/AaEAAA-_x"
	// Most of it is the same for all: what takes long is looked at once.
	for name, c := range map[string]struct {
		folder string
		odd    bool // the user's folder needs quotes; xdg-open and xdg-mime know none
	}{
		"a path like most":            {"bin", false},
		"a path with all that is odd": {`a b'c "d" 100%U a=b $HOME` + " `x` \\ & 程序 caf\xe9", false},
		"a user's folder that is odd": {"100% mine", true},
	} {
		t.Run(name, func(t *testing.T) {
			f := home(t, c.odd)
			path, heard := program(t, c.folder)
			done, err := Install(path)
			if err != nil || !done.Default || done.Entry != f.entry() || done.Before != "" {
				t.Fatalf("%+v, %v", done, err)
			}
			if got := follow(t, heard, link, "gio", "open"); got != "1\n"+link+"\n" {
				t.Errorf("by gio it gets %q", got)
			}
			if c.odd {
				return
			}
			if got := follow(t, heard, link, "xdg-open"); got != "1\n"+link+"\n" {
				t.Errorf("by xdg-open it gets %q", got)
			}
			if out, err := exec.Command("desktop-file-validate", f.entry()).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

func TestInstallAgainAndElsewhere(t *testing.T) {
	f := home(t, false)
	const others = "# mine\r\n[Added Associations]\r\ntext/plain=a.desktop;b.desktop;\r\n"
	if err := os.MkdirAll(f.config, 0o755); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(t.TempDir(), "kept.list")
	if err := os.WriteFile(kept, []byte(others), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(kept, f.mimeapps()); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir()) // no tool of the desktop is there
	odd, _ := program(t, "100 %")
	plain, _ := program(t, "bin")
	install := func(path, before string) {
		t.Helper()
		if done, err := Install(path); err != nil || done.Before != before || !done.Default {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	install(odd, "")
	if to, err := os.Readlink(f.alias()); err != nil || to != odd {
		t.Errorf("the link leads to %q: %v", to, err)
	}
	tree := snapshot(t, f)
	install(odd, "")
	if again := snapshot(t, f); again != tree {
		t.Errorf("the second time changed something:\n%s\n%s", tree, again)
	}
	install(plain, odd)
	if _, err := os.Lstat(f.alias()); !os.IsNotExist(err) {
		t.Error("the symbolic link stays that nothing needs")
	}
	list, err := os.ReadFile(kept)
	if want := others + "\r\n[Default Applications]\r\n" + mimeType + "=" + entryName + ";\r\n"; err != nil || string(list) != want {
		t.Errorf("the list is %q: %v", list, err)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the list may be read by others: %v, %v", info.Mode(), err)
	}
	if content, err := os.ReadFile(f.icon("48x48", ".png")); err != nil {
		t.Error(err)
	} else if img, err := png.Decode(bytes.NewReader(content)); err != nil || img.Bounds().Dx() != 48 {
		t.Errorf("the icon is no picture of 48 pixels: %v", err)
	}

	done, err := Remove()
	if err != nil || done.Program != plain {
		t.Fatalf("%+v, %v", done, err)
	}
	if list, err := os.ReadFile(kept); err != nil || string(list) != others+"\r\n[Default Applications]\r\n" {
		t.Errorf("the list is %q: %v", list, err)
	}
	if left := snapshot(t, f); strings.Contains(left, "confab.") || strings.Contains(left, "confab/") {
		t.Errorf("there remains\n%s", left)
	}
	if done, err := Remove(); err != nil || done.Program != "" {
		t.Errorf("a second time: %+v, %v", done, err)
	}
}

// snapshot lists the files of a user, with when each was written.
func snapshot(t *testing.T, f folders) string {
	t.Helper()
	var all strings.Builder
	for _, dir := range []string{f.data, f.config} {
		err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() {
				all.WriteString(path + " " + info.ModTime().String() + "\n")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

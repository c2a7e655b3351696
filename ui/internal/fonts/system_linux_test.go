//go:build !race

package fonts

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"gioui.org/font"
	"gioui.org/text"
	fontapi "github.com/go-text/typesetting/font"

	"confab/ui/internal/words"
)

// The system's fonts are looked for once in a process, so each of these tests is a
// process of its own, in a mount namespace where it may need one.
const (
	part    = "CONFAB_FONTS_TEST"     // which part a child plays
	partDir = "CONFAB_FONTS_TEST_DIR" // its folder
)

func TestMain(m *testing.M) {
	if play, ok := parts[os.Getenv(part)]; ok {
		play(os.Getenv(partDir))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var parts = map[string]func(dir string){
	"draw": func(string) { report() },
	"read-only": func(dir string) {
		must(syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_RDONLY, ""))
		report()
	},
	"full disk": func(dir string) {
		fill(dir)
		report()
		left, err := filepath.Glob(filepath.Join(dir, "confab*", "*"))
		must(err)
		fmt.Println("left on the disk:", len(left))
	},
	"nothing writable": func(dir string) {
		fill(dir)
		fill("/dev/shm")
		report()
	},
	"recall": func(dir string) {
		whole := NewLazy(true).Whole()
		remember(keptFolder())
		path := filepath.Join(keptFolder(), rememberedFile)
		before, err := os.Stat(path)
		must(err)
		remember(keptFolder())
		again, err := os.Stat(path)
		must(err)
		fmt.Println("written once:", os.SameFile(before, again))

		second := NewLazy(true)
		w, same := reflect.ValueOf(words.For(words.Chinese)).Elem(), true
		for i := range w.NumField() {
			if w.Field(i).Kind() != reflect.String {
				continue
			}
			for _, f := range []font.Font{Body(false), Body(true), StrongHan()} {
				wide, glyphs := advance(second.Shaper(), f, w.Field(i).String())
				wider, more := advance(whole, f, w.Field(i).String())
				same = same && wide == wider && len(glyphs) == len(more)
			}
		}
		fmt.Println("bold Chinese:", HasBoldHan(second.Shaper()))
		fmt.Println("the same as with all fonts:", same)
		fmt.Println("lacking:", second.Lacking())

		m := readMemory(keptFolder())
		m.Faces[0].Modified++
		raw, err := json.Marshal(m)
		must(err)
		must(os.WriteFile(path, raw, 0o600))
		fmt.Println("recalled from another file:", len(recall(keptFolder())))
		third := NewLazy(true)
		advance(third.Shaper(), Body(false), "你")
		fmt.Println("lacking then:", third.Lacking())
	},
	"no fonts": func(dir string) {
		for _, fonts := range []string{"/usr/share/fonts", "/usr/local/share/fonts"} {
			if _, err := os.Stat(fonts); err == nil {
				must(syscall.Mount("tmpfs", fonts, "tmpfs", 0, ""))
			}
		}
		report()
	},
}

func must(err error) {
	if err != nil {
		fmt.Println("trouble:", err)
		os.Exit(1)
	}
}

// fill puts a small, full disk at dir.
func fill(dir string) {
	must(syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"))
	f, err := os.Create(filepath.Join(dir, "ballast"))
	must(err)
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 512))
	}
}

// report prints what a shaper with the system's fonts can draw.
func report() {
	sh := Shaper(true)
	fmt.Println("drawn:", drawn(sh))
	fmt.Println("bold Chinese:", HasBoldHan(sh))
}

// drawn returns those of some characters that have a glyph in the body font.
func drawn(sh *text.Shaper) string {
	var s string
	gap := glyphOf(sh, Body(false), "\uFFFE")
	for _, c := range []string{"A", "你", "讓", "한", "🙂", "👍"} {
		if glyphOf(sh, Body(false), c) != gap {
			s += c
		}
	}
	return s
}

// child runs a part with its own folder and an environment without places for
// files but those given.
func child(t *testing.T, name, dir string, env ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), part + "=" + name, partDir + "=" + dir}, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) && os.Getenv("CI") != "true" {
		t.Skipf("a small disk needs the right to mount one: %v", err)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func wantAll(t *testing.T, out string) {
	t.Helper()
	if !strings.Contains(out, "drawn: A你讓한🙂👍\n") || !strings.Contains(out, "bold Chinese: true\n") {
		t.Errorf("a window draws:\n%s", out)
	}
}

func TestFontsOfTheSystemWithoutACacheFolder(t *testing.T) {
	t.Run("a service has no HOME", func(t *testing.T) {
		wantAll(t, child(t, "draw", ""))
	})
	t.Run("the cache folder cannot be made", func(t *testing.T) {
		wantAll(t, child(t, "draw", "", "HOME=/proc/1", "XDG_CACHE_HOME=/proc/1/cache"))
	})
	t.Run("the home is read-only", func(t *testing.T) {
		dir := t.TempDir()
		wantAll(t, child(t, "read-only", dir, "HOME="+dir, "TMPDIR="+dir))
	})
	t.Run("the disk is full", func(t *testing.T) {
		dir := t.TempDir()
		out := child(t, "full disk", dir, "HOME="+dir, "XDG_CACHE_HOME="+dir, "XDG_RUNTIME_DIR="+dir, "TMPDIR="+dir)
		wantAll(t, out)
		if !strings.Contains(out, "left on the disk: 0\n") {
			t.Errorf("something is left behind:\n%s", out)
		}
	})
	t.Run("nothing can be written anywhere", func(t *testing.T) {
		dir := t.TempDir()
		wantAll(t, child(t, "nothing writable", dir, "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "TMPDIR="+dir))
	})
	t.Run("one file of a fonts folder cannot be looked at", func(t *testing.T) {
		dir := t.TempDir()
		loop := filepath.Join(dir, "fonts", "loop.ttf")
		if err := errors.Join(os.Mkdir(filepath.Dir(loop), 0o700), os.Symlink(loop, loop)); err != nil {
			t.Fatal(err)
		}
		wantAll(t, child(t, "draw", dir, "HOME="+dir, "XDG_DATA_HOME="+dir))
	})
	t.Run("without any font of the system the embedded ones draw", func(t *testing.T) {
		dir := t.TempDir()
		out := child(t, "no fonts", dir, "HOME="+dir)
		if !strings.Contains(out, "drawn: A\n") || !strings.Contains(out, "bold Chinese: false\n") {
			t.Errorf("a window draws:\n%s", out)
		}
	})
}

func TestTheIndexIsKept(t *testing.T) {
	dir := t.TempDir()
	index := func() (string, os.FileInfo) {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(dir, ".cache", "*", "*.cache"))
		if err != nil || len(found) != 1 {
			t.Fatalf("kept are %v, %v", found, err)
		}
		info, err := os.Stat(found[0])
		if err != nil {
			t.Fatal(err)
		}
		return found[0], info
	}
	start := func() { wantAll(t, child(t, "draw", dir, "HOME="+dir)) }

	start()
	path, first := index()
	long := time.Unix(1e9, 0)
	if err := os.Chtimes(path, long, long); err != nil {
		t.Fatal(err)
	}
	start()
	_, second := index()
	t.Run("it is not written again while the fonts are the same", func(t *testing.T) {
		if !os.SameFile(first, second) || !second.ModTime().Equal(long) {
			t.Errorf("it was written at %v", second.ModTime())
		}
	})
	t.Run("a damaged one is replaced", func(t *testing.T) {
		if err := os.WriteFile(path, []byte("half an ind"), 0o600); err != nil {
			t.Fatal(err)
		}
		start()
		if _, third := index(); third.Size() != first.Size() {
			t.Errorf("it has %d bytes, had %d", third.Size(), first.Size())
		}
	})
}

func TestFacesForChineseAreRemembered(t *testing.T) {
	dir := t.TempDir()
	out := child(t, "recall", dir, "HOME="+dir)
	for _, want := range []string{
		"written once: true", "the same as with all fonts: true", "lacking: false",
		"recalled from another file: 0", "lacking then: true",
	} {
		t.Run(want, func(t *testing.T) {
			if !strings.Contains(out, want+"\n") {
				t.Errorf("it went like this:\n%s", out)
			}
		})
	}
}

func TestAFewFontsArePickedWithoutAnIndex(t *testing.T) {
	picked := pickFaces()
	t.Run("they draw what the embedded ones lack", func(t *testing.T) {
		if s := drawn(Shaper(false, picked...)); s != "A你讓한🙂👍" {
			t.Errorf("drawn: %s", s)
		}
	})
	t.Run("the typefaces that are asked for by name come before others", func(t *testing.T) {
		all := len(strings.Split(string(han+emoji), ", "))
		first := candidate{about: fontapi.Description{Family: string(picked[0].Font.Typeface)}}
		if first.rank() == all {
			t.Errorf("the first is %s", picked[0].Font.Typeface)
		}
	})
	t.Run("they are few", func(t *testing.T) {
		if len(picked) > 1+len([]rune(samples)) {
			t.Errorf("%d are picked", len(picked))
		}
	})
	t.Run("a folder that is not there has none", func(t *testing.T) {
		if f := pickFrom([]string{filepath.Join(t.TempDir(), "none")}); len(f) != 0 {
			t.Errorf("picked %v", f)
		}
	})
}

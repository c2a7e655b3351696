package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestPatches(t *testing.T) {
	module := func(t *testing.T, content string) string {
		t.Helper()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	change := edit{file: "a.go", reason: "because", old: "b", new: "c"}

	t.Run("an edited file is in the copy, and the module stays as it is", func(t *testing.T) {
		src, out := module(t, "abd"), t.TempDir()
		if err := patchModule(src, out, []edit{change, {file: "a.go", old: "d", new: "e"}}); err != nil {
			t.Fatal(err)
		}
		for dir, want := range map[string]string{out: "ace", src: "abd"} {
			if got, err := os.ReadFile(filepath.Join(dir, "a.go")); string(got) != want {
				t.Errorf("%q has %q, %v; want %q", dir, got, err, want)
			}
		}
	})
	for what, content := range map[string]string{"is not there": "ad", "is there twice": "abb"} {
		t.Run("a text to be replaced that "+what+" fails with the reason", func(t *testing.T) {
			err := patchModule(module(t, content), t.TempDir(), []edit{change})
			if err == nil || !strings.Contains(err.Error(), change.reason) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("every edit fits the pinned Gio, and says why it is there", func(t *testing.T) {
		out := t.TempDir()
		if err := run(out); err != nil {
			t.Fatal(err)
		}
		if got, want := inWorkspace(t, out, "list", "-m", "-f", "{{.Replace.Dir}}", gioModule), filepath.Join(out, gioModule); got != want {
			t.Errorf("in the workspace Gio is at %q, want %q", got, want)
		}
		for _, e := range edits() {
			if e.reason == "" || e.old == e.new {
				t.Errorf("an edit of %s has no reason or changes nothing", e.file)
			}
		}
	})
}

// inWorkspace runs the go command with the patched Gio in out, and returns what
// it prints.
func inWorkspace(t *testing.T, out string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOWORK="+filepath.Join(out, "go.work"))
	cmd.Stderr = os.Stderr
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %v: %v", args, err)
	}
	return strings.TrimSpace(string(printed))
}

// patched is the folder of the patched Gio, where make builds, so that Gio is
// compiled once.
func patched(t *testing.T) string {
	t.Helper()
	out := filepath.Join("..", "..", "..", "builds", "gio")
	if err := run(out); err != nil {
		t.Fatal(err)
	}
	out, err := filepath.Abs(out)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParagraphsHaveTheirOwnDirection(t *testing.T) {
	const said = "hello שלום\nשלום hello\n123 مرحبا\n123\n你好 שלום"
	if got, want := inWorkspace(t, patched(t), "run", "./testdata/direction", said), "left\nright\nright\nleft\nleft"; got != want {
		t.Errorf("the paragraphs of %q begin\n%s\nwant\n%s", said, got, want)
	}
}

func TestASpaceAfterAnEmojiIsNoWiderThanOthers(t *testing.T) {
	got := inWorkspace(t, patched(t), "run", "./testdata/space", "🇨🇭 il", "👨‍👩‍👧 👍🏽  il", "🙂 🙂\nil 🙂 il", "你 il")
	want := `"🇨🇭" of 5
"👨\u200d👩\u200d👧👍🏽" of 12
"🙂🙂🙂" of 11
"你" of 4`
	if got != want {
		t.Errorf("wide are\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsKeptOfDrawnTextIsBounded(t *testing.T) {
	got := inWorkspace(t, patched(t), "run", "./testdata/cache")
	// Without the edit there are 41.
	if kept, err := strconv.Atoi(got); err != nil || kept < 1 || kept > 25 {
		t.Errorf("%q megabytes are kept, %v", got, err)
	}
}

package prefs

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/ui/internal/words"
)

// change saves what edit makes of the preferences s last had.
func change(s *Store, edit func(p *Prefs)) {
	p := s.Prefs()
	edit(&p)
	s.Save(p)
}

func closed(t *testing.T, stores ...*Store) {
	t.Helper()
	for _, s := range stores {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func reread(t *testing.T, dir string) Prefs {
	t.Helper()
	p, err := read(dir, Default("Ada"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTwoWindowsDoNotUndoEachOther(t *testing.T) {
	first := func(p *Prefs) {
		p.Width, p.Height, p.Theme, p.Language = 640, 480, DarkTheme, words.Chinese
		p.Remember("first:1", false)
		p.SetDraft("shared", "")
		p.SetDraft("one", "by the first")
	}
	second := func(p *Prefs) {
		p.Port, p.ClientTab = "7", true
		p.Remember("second:1", false)
		p.Drop("old:1")
		p.SetDraft("two", "by the second")
	}
	for name, secondFirst := range map[string]bool{
		"the first closed first": false, "the second closed first": true,
	} {
		t.Run("what both changed is kept, "+name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			change(s, func(p *Prefs) {
				p.Remember("kept:1", false)
				p.Remember("old:1", false)
				p.SetDraft("shared", "x")
			})
			closed(t, s)
			a, b := open(t, dir), open(t, dir)
			change(a, first)
			change(b, second)
			recent := []string{"second:1", "first:1", "kept:1"}
			if secondFirst {
				recent = []string{"first:1", "second:1", "kept:1"}
				closed(t, b, a)
			} else {
				closed(t, a, b)
			}
			want := Default("Ada")
			first(&want)
			second(&want)
			want.Recent, want.Drafts = recent, map[string]string{"one": "by the first", "two": "by the second"}
			if got := reread(t, dir); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}

	t.Run("a later save does not bring back what the other window changed meanwhile", func(t *testing.T) {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			a, b := open(t, dir), open(t, dir)
			await := func(holds func(Prefs) bool) {
				t.Helper()
				for range 100 {
					if p, err := read(dir, Default("Ada")); err == nil && holds(p) {
						return
					}
					<-time.After(spacing) // of the bubble's clock
				}
				t.Fatalf("never written: %+v", reread(t, dir))
			}
			change(a, func(p *Prefs) { p.Width, p.Height = 640, 480; p.Remember("a:1", false) })
			await(func(p Prefs) bool { return p.Width == 640 })
			change(b, func(p *Prefs) { p.Width, p.Height = 320, 240; p.Remember("b:1", false); p.Name = "Bob" })
			await(func(p Prefs) bool { return p.Width == 320 })
			change(a, func(p *Prefs) { p.Theme = DarkTheme })
			closed(t, a, b)
			got := reread(t, dir)
			if got.Width != 320 || got.Height != 240 || got.Name != "Bob" || got.Theme != DarkTheme ||
				!slices.Equal(got.Recent, []string{"b:1", "a:1"}) {
				t.Errorf("got %+v", got)
			}
		})
	})

	t.Run("an address that one window dropped comes back only if the other uses it again", func(t *testing.T) {
		base := []string{"a", "b", "c"}
		for _, c := range []struct{ mine, theirs, want string }{
			{"a b c", "a c", "a c"},
			{"b a c", "a c", "b a c"},
			{"d a b c", "a c", "d a c"},
			{"c a b", "x b a c", "c x b a"},
			{"a c", "x a b c", "x a c"},
			{"a b c", "a b c", "a b c"},
			{"", "x a b", "x"},
		} {
			got := mergedRecent(base, strings.Fields(c.mine), strings.Fields(c.theirs))
			if strings.Join(got, " ") != c.want {
				t.Errorf("mine %s, theirs %s: got %v, want %s", c.mine, c.theirs, got, c.want)
			}
		}
	})

	t.Run("my draft is not the one left out when there are too many", func(t *testing.T) {
		theirs := map[string]string{}
		for i := range MaxDrafts {
			theirs[string(rune('A'+i))] = "x"
		}
		got := mergedDrafts(nil, map[string]string{"zz": "mine"}, theirs)
		if len(got) != MaxDrafts || got["zz"] != "mine" {
			t.Errorf("got %v", got)
		}
	})

	t.Run("every field is merged", func(t *testing.T) {
		// A field that merged forgot would be mine, whatever they did.
		var base, theirs Prefs
		v := reflect.ValueOf(&theirs).Elem()
		for i := range v.NumField() {
			switch f := v.Field(i); f.Kind() {
			case reflect.Int:
				f.SetInt(7)
			case reflect.Bool:
				f.SetBool(true)
			case reflect.String:
				f.SetString("x")
			case reflect.Float32:
				f.SetFloat(2)
			case reflect.Array:
				f.Index(0).SetInt(7)
			case reflect.Slice:
				f.Set(reflect.ValueOf([]string{"x"}))
			case reflect.Map:
				f.Set(reflect.ValueOf(map[string]string{"x": "y"}))
			default:
				t.Fatalf("%s is of a kind this test does not know", v.Type().Field(i).Name)
			}
		}
		theirs.Version = 0 // the format's, the same for all
		if got := merged(base, base, theirs); !reflect.DeepEqual(got, theirs) {
			t.Errorf("got  %+v\nwant %+v", got, theirs)
		}
		if got := merged(base, theirs, base); !reflect.DeepEqual(got, theirs) {
			t.Errorf("got  %+v\nwant %+v", got, theirs)
		}
	})
}

// holder is set in the process that TestAKilledWindow starts and kills.
const holder = "CONFAB_TEST_HOLDS_LOCK_OF"

func TestAKilledWindow(t *testing.T) {
	if dir := os.Getenv(holder); dir != "" {
		lock(dir, os.O_CREATE)
		os.Stdout.WriteString("locked\n")
		select {}
	}
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	other := exec.Command(exe, "-test.run=^TestAKilledWindow$")
	other.Env = append(os.Environ(), holder+"="+dir)
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("locked\n"))
	if _, err := io.ReadFull(out, line); err != nil || string(line) != "locked\n" {
		t.Fatalf("%q, %v", line, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if busy, err := tryLock(f); err == nil || !busy {
		t.Errorf("the lock does not hold against another process: %v", err)
	}

	t.Run("one that hangs with the lock does not keep this one from saving", func(t *testing.T) {
		s := open(t, dir)
		change(s, func(p *Prefs) { p.Port = "1" })
		closed(t, s)
		if got := reread(t, dir).Port; got != "1" {
			t.Errorf("got %q", got)
		}
	})

	t.Run("one that is killed with the lock has it no longer", func(t *testing.T) {
		if err := other.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = other.Wait() // it was killed
		if _, err := tryLock(f); err != nil {
			t.Error(err)
		}
	})
}

func TestWithoutAFolderNothingIsReadOrKept(t *testing.T) {
	t.Chdir(t.TempDir()) // where a joined empty folder would lead
	if err := os.WriteFile(fileName, []byte(`{"version":1,"name":"Planted"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, "")
	if s.Prefs().Name != "Ada" {
		t.Errorf("got %q", s.Prefs().Name)
	}
	change(s, func(p *Prefs) { p.Port = "1" })
	closed(t, s)
	if s.Prefs().Port != "1" {
		t.Error("the change is lost while the program runs")
	}
	raw, err := os.ReadFile(fileName)
	if names, _ := os.ReadDir("."); err != nil || strings.Contains(string(raw), "port") || len(names) != 1 {
		t.Errorf("%s, %v, %v", raw, names, err)
	}
}

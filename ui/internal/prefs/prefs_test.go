package prefs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"confab/ui/internal/words"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, Default("Ada"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsSavedSurvivesARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	s := open(t, dir)
	p := s.Prefs()
	if !reflect.DeepEqual(p, Default("Ada")) {
		t.Errorf("a first start has %+v", p)
	}
	p.Width, p.Height, p.ClientTab, p.Port = 640, 480, true, "0"
	p.AllowPlain, p.Address, p.Name = false, "h:1", "李雷"
	p.Theme, p.Language = DarkTheme, words.Chinese
	p.Remember("a:1", false)
	p.Remember("b:2", false)
	p.SetDraft("client:a:1", "half a\nsentence")
	s.Save(p)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	defer again.Close()
	if got := again.Prefs(); !reflect.DeepEqual(got, p) {
		t.Errorf("got  %+v\nwant %+v", got, p)
	}
	names, _ := os.ReadDir(dir)
	if len(names) != 2 || names[0].Name() != fileName || names[1].Name() != lockName {
		t.Errorf("temporary files are left: %v", names)
	}
	if info, err := os.Stat(filepath.Join(dir, fileName)); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAnUnusableFileIsSetAsideAndNeverLost(t *testing.T) {
	for name, content := range map[string]string{
		"cut short":            `{"version":1,"port":"88`,
		"not JSON":             "\x00\x01\x02",
		"empty":                "",
		"that is a list":       `["version",1]`,
		"that is null":         `null`,
		"with a wrong bracket": `{"version":1,"port":"1"]`,
		"with something after": `{"version":1}{}`,
		"far too large":        strings.Repeat(" ", maxFileBytes+1),
	} {
		t.Run("a file "+name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, fileName), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir, Default("Ada"), nil)
			var bad *BadFileError
			if !errors.As(err, &bad) {
				t.Fatalf("got %v", err)
			}
			if !reflect.DeepEqual(s.Prefs(), Default("Ada")) {
				t.Errorf("got %+v", s.Prefs())
			}
			s.Save(s.Prefs())
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			kept, err := os.ReadFile(bad.SetAside)
			if err != nil || string(kept) != content {
				t.Errorf("the old file is gone: %v", err)
			}
		})
	}
}

func TestValuesOutOfBoundsAreBroughtIn(t *testing.T) {
	dir := t.TempDir()
	p := Default("Ada")
	p.Width, p.TextScale, p.Theme, p.Language, p.Name = -5, 99, "pink", "xx", " \u3164\u200b"
	for i := range 30 {
		p.Recent = append(p.Recent, fmt.Sprint("h", i/2, ":1"))
	}
	p.Recent = append([]string{"", strings.Repeat("x", 1000)}, p.Recent...)
	p.Drafts = map[string]string{strings.Repeat("k", 1000): "x", "big": strings.Repeat("x", MaxDraftBytes+1), "ok": "y"}
	raw, _ := json.Marshal(p)
	if err := os.WriteFile(filepath.Join(dir, fileName), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	defer s.Close()
	got := s.Prefs()
	want := Default("Ada")
	want.Recent = []string{strings.Repeat("x", maxFieldBytes), "h0:1", "h1:1", "h2:1", "h3:1"}
	want.Drafts = map[string]string{"ok": "y"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestRecent(t *testing.T) {
	var p Prefs
	for i := range 15 {
		p.Remember(fmt.Sprint(i), false)
	}
	p.Remember("10", false)
	if got, want := strings.Join(p.Recent, " "), "10 14 13 12 11 9 8 7 6 5"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	before := p
	p.Drop("14")
	if len(p.Recent) != 9 || before.Recent[1] != "14" {
		t.Error("Drop changed the list of a copy")
	}
}

func TestDraftsOfCopiesAreTheirOwn(t *testing.T) {
	var p Prefs
	p.SetDraft("a", "1")
	copied := p
	p.SetDraft("a", "2")
	p.SetDraft("b", "3")
	p.SetDraft("b", "")
	if copied.Drafts["a"] != "1" || len(p.Drafts) != 1 || p.Drafts["a"] != "2" {
		t.Errorf("%v, %v", copied.Drafts, p.Drafts)
	}
}

func TestManySavesAreOneWrite(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, dir)
		p := s.Prefs()
		for i := range 100 {
			p.Width = 500 + i
			s.Save(p)
		}
		synctest.Wait()
		if _, err := os.Stat(filepath.Join(dir, fileName)); err == nil {
			t.Error("the first change was written at once")
		}
		// Time passes only when every goroutine waits, so this is the
		// Store's own pause and then Close.
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if got, _ := read(dir, Default("")); got.Width != 599 {
			t.Errorf("got %d", got.Width)
		}
	})
}

func TestAFolderThatCannotBeWrittenIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	told := make(chan error, 10)
	s := &Store{dir: filepath.Join(file, "sub"), current: Default(""), news: func(err error) { told <- err },
		saved: make(chan struct{}, 1), closing: make(chan struct{}), done: make(chan struct{})}
	go s.run()
	s.Save(Default(""))
	if err := s.Close(); err == nil {
		t.Error("Close says nothing")
	}
	if len(told) != 1 {
		t.Errorf("told %d times", len(told))
	}
	if s.Close() == nil {
		t.Error("a second Close forgot the error")
	}
}

func TestARecentServerKeepsHowItWasReached(t *testing.T) {
	p := Default("")
	p.Remember("plain:1", true)
	p.Remember("secure:1", false)
	before := p
	if !p.Plain("plain:1") || p.Plain("secure:1") {
		t.Errorf("plain are %q", p.RecentPlain)
	}
	p.Remember("plain:1", false)
	if p.Plain("plain:1") || !before.Plain("plain:1") {
		t.Errorf("plain are %q, were %q", p.RecentPlain, before.RecentPlain)
	}
	before.Drop("plain:1")
	if before.RecentPlain != nil {
		t.Errorf("plain are %q", before.RecentPlain)
	}
}

func TestTwoWindowsKeepHowEachServerWasReached(t *testing.T) {
	base := Default("")
	base.Remember("a:1", true)
	mine, theirs := base, base
	mine.Remember("b:1", true)
	theirs.Remember("a:1", false)
	theirs.ClientPlain = true
	got := merged(base, mine, theirs)
	if !got.Plain("b:1") || got.Plain("a:1") || !got.ClientPlain {
		t.Errorf("plain are %q of %q, the choice is %v", got.RecentPlain, got.Recent, got.ClientPlain)
	}
}

func TestTheFolderForFilesIsAWholePath(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "in")
	quoted, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		want Prefs
	}{
		{`{"downloads": ` + string(quoted) + `, "accept_mib": 25, "keep_gib": 10}`, Prefs{Downloads: whole, AcceptMiB: 25, KeepGiB: 10}},
		{`{"downloads": "in", "accept_mib": -1, "keep_gib": -1}`, Prefs{}},
		{`{"downloads": ` + string(quoted[:len(quoted)-1]) + strings.Repeat("a", maxPathBytes) + `", "accept_mib": 1e9}`, Prefs{}},
	} {
		got, _ := written(t, test.file, func(*Prefs) {})
		if got.Downloads != test.want.Downloads || got.AcceptMiB != test.want.AcceptMiB || got.KeepGiB != test.want.KeepGiB {
			t.Errorf("of %.60s come %q and %d", test.file, got.Downloads, got.AcceptMiB)
		}
	}
}

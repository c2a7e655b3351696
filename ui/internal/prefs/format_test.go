package prefs

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// later is what a program with a later format left.
const later = `{
	"version": 7,
	"width": 1234, "height": 50000,
	"port": {"tcp": 8899},
	"address": "h:1",
	"recent": [
		{"address": "a:1", "label": "Attic", "seen": {"at": 1700000000000000001, "by": [1, {"x": null}]}},
		"b:2", 17,
		{"host": "c", "port": 3}
	],
	"recent_plain": ["b:2", {"sure": true}],
	"name": "Ada",
	"theme": "sepia",
	"language": "tlh",
	"text_scale": 4.5,
	"drafts": {"client:a:1": {"text": "half", "reply": "0a"}, "room": "whole", "odd": [1]},
	"colour": {"of": ["me", {"deep": [1e400, "\u2028"]}]},
	"Width": 3
}`

// written opens the file content in a folder, has edit change what is understood of
// it, and returns that and the file as it is then.
func written(t *testing.T, content string, edit func(*Prefs)) (Prefs, map[string]any) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	p := s.Prefs()
	changed := p
	edit(&changed)
	s.Save(changed)
	closed(t, s)
	names, _ := os.ReadDir(dir)
	if len(names) != 2 {
		t.Errorf("the folder holds %v", names)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return p, parsed(t, string(raw))
}

// parsed is a file with its numbers as they are written.
func parsed(t *testing.T, content string) (all map[string]any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(content))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		t.Fatalf("%v: %s", err, content)
	}
	return all
}

func TestSettingsOfAnotherVersion(t *testing.T) {
	t.Run("hold as far as they are understood, and the rest is the default, each value alone", func(t *testing.T) {
		got, _ := written(t, later, func(*Prefs) {})
		want := Default("Ada")
		want.Width, want.Address = 1234, "h:1"
		want.Recent, want.RecentPlain = []string{"a:1", "b:2"}, []string{"b:2"}
		want.Drafts = map[string]string{"client:a:1": "half", "room": "whole"}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})

	t.Run("come out of a save as they were where nothing of them was changed", func(t *testing.T) {
		_, got := written(t, later, func(p *Prefs) { p.ClientTab = true })
		want := parsed(t, later)
		for key, value := range parsed(t, string(must(woven(nil, Default("Ada"), Default("Ada"))))) {
			if _, had := want[key]; !had {
				want[key] = value
			}
		}
		want["client_tab"] = true
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})

	t.Run("keep what is beside what was changed", func(t *testing.T) {
		_, got := written(t, later, func(p *Prefs) {
			p.Remember("new:4", true)
			p.Remember("a:1", false)
			p.Drop("b:2")
			p.SetDraft("room", "")
			p.SetDraft("more", "text")
			p.SetDraft("client:a:1", "whole")
			p.Theme, p.Height = DarkTheme, 600
		})
		want := parsed(t, later)
		recent := want["recent"].([]any)
		want["recent"] = []any{recent[0], "new:4", recent[2], recent[3]}
		want["recent_plain"] = []any{"new:4", want["recent_plain"].([]any)[1]}
		drafts := want["drafts"].(map[string]any)
		delete(drafts, "room")
		drafts["more"] = "text"
		drafts["client:a:1"] = map[string]any{"text": "whole", "reply": "0a"}
		want["theme"], want["height"] = "dark", json.Number("600")
		for key, value := range want {
			if !reflect.DeepEqual(got[key], value) {
				t.Errorf("%s is %v, not %v", key, got[key], value)
			}
		}
	})

	t.Run("with a list or drafts of another shape keep that, whatever is added", func(t *testing.T) {
		const shaped = `{"recent":{"groups":[["a:1"]]},"drafts":[{"talk":"x","text":"y"}],"name":"N"}`
		_, got := written(t, shaped, func(p *Prefs) {
			p.Remember("new:4", false)
			p.SetDraft("a", "b")
			p.Name = "M"
		})
		want := parsed(t, shaped)
		if !reflect.DeepEqual(got["recent"], want["recent"]) || !reflect.DeepEqual(got["drafts"], want["drafts"]) || got["name"] != "M" {
			t.Errorf("got %v", got)
		}
	})

	for name, content := range map[string]string{
		"of an older format, without a version": `{"port":"7"}`,
		"with a version that is text":           `{"version":"1.2","port":"7"}`,
		"with nulls":                            `{"version":null,"port":"7","width":null,"recent":null,"drafts":null,"theme":null}`,
		"with a mark of the order of bytes":     "\ufeff" + `{"version":1,"port":"7"}`,
		"with wrong types everywhere":           `{"port":"7","width":"9","height":[],"client_tab":1,"recent":"a","recent_plain":4,"name":{},"text_scale":"x","drafts":3,"language":null}`,
	} {
		t.Run(name+" are read", func(t *testing.T) {
			got, file := written(t, content, func(p *Prefs) { p.Address = "h:9" })
			want := Default("Ada")
			want.Port = "7"
			if len(got.Drafts) == 0 {
				got.Drafts = nil
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if file["port"] != "7" || file["address"] != "h:9" {
				t.Errorf("the file is %v", file)
			}
		})
	}

	t.Run("are kept by two windows of different versions side by side", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, fileName)
		s := open(t, dir)
		change(s, func(p *Prefs) { p.Port = "1" })
		if err := os.WriteFile(path, []byte(later), 0o600); err != nil { // while this one runs
			t.Fatal(err)
		}
		change(s, func(p *Prefs) { p.Name = "Bob" })
		closed(t, s)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, want := parsed(t, string(raw)), parsed(t, later)
		want["port"], want["name"] = "1", "Bob"
		for key, value := range want {
			if !reflect.DeepEqual(got[key], value) {
				t.Errorf("%s is %v, not %v", key, got[key], value)
			}
		}
	})

	t.Run("that grew too large for a file that is read again lose only what is not understood", func(t *testing.T) {
		// Not so large when it is read.
		content := `{"port":"7","strange":"` + strings.Repeat("x", maxFileBytes-100) + `"}`
		_, file := written(t, content, func(p *Prefs) { p.Address = strings.Repeat("h", 200) })
		if file["port"] != "7" || file["strange"] != nil {
			t.Error("it is not what is understood")
		}
	})
}

func must(raw []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return raw
}

func TestAFileThatCannotBeReadStaysAsItIs(t *testing.T) {
	// unread opens the preferences in dir and changes them in vain.
	unread := func(t *testing.T, dir string) {
		t.Helper()
		s, err := Open(dir, Default("Ada"), nil)
		var bad *BadFileError
		if !errors.As(err, &bad) || bad.SetAside != "" {
			t.Errorf("got %v", err)
		}
		change(s, func(p *Prefs) { p.Port = "1" })
		if s.Close() == nil {
			t.Error("Close says nothing of what is not saved")
		}
	}
	t.Run("a folder in its place", func(t *testing.T) {
		dir := t.TempDir()
		inside := filepath.Join(dir, fileName, "inside")
		if err := os.MkdirAll(inside, 0o700); err != nil {
			t.Fatal(err)
		}
		unread(t, dir)
		if _, err := os.Stat(inside); err != nil {
			t.Error(err)
		}
	})
	t.Run("one that the person may not read", func(t *testing.T) {
		if os.Getuid() == 0 || runtime.GOOS == "windows" {
			t.Skip("root may read everything, and Windows has no such bits")
		}
		dir := t.TempDir()
		path := filepath.Join(dir, fileName)
		if err := os.WriteFile(path, []byte(`{"name":"Kept"}`), 0o000); err != nil {
			t.Fatal(err)
		}
		unread(t, dir)
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if raw, err := os.ReadFile(path); err != nil || !strings.Contains(string(raw), "Kept") {
			t.Errorf("%s, %v", raw, err)
		}
	})
}

func TestAFileDamagedMeanwhileIsTold(t *testing.T) {
	dir := t.TempDir()
	told := make(chan error, 9)
	s, err := Open(dir, Default("Ada"), func(err error) { told <- err })
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	change(s, func(p *Prefs) { p.Port = "1" })
	closed(t, s)
	var bad *BadFileError
	if len(told) != 1 || !errors.As(<-told, &bad) {
		t.Fatalf("told %d times", len(told))
	}
	if raw, err := os.ReadFile(bad.SetAside); err != nil || string(raw) != "{" {
		t.Errorf("%q, %v", raw, err)
	}
	if got := reread(t, dir); got.Port != "1" {
		t.Errorf("got %+v", got)
	}
}

func TestWhatCouldNotBeSavedIsSavedByItselfLater(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "folder")
	if err := os.WriteFile(dir, nil, 0o600); err != nil { // in the place of the folder
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		told := make(chan error, 9)
		s, _ := Open(dir, Default("Ada"), func(err error) { told <- err })
		change(s, func(p *Prefs) { p.SetDraft("room", "half") })
		for range 20 {
			<-time.After(lastRetry) // of the bubble's clock
		}
		synctest.Wait()
		if len(told) != 1 || <-told == nil {
			t.Fatal("it is not told once that saving failed")
		}
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		<-time.After(2 * lastRetry)
		synctest.Wait()
		if len(told) != 1 || <-told != nil {
			t.Fatal("it is not told that saving works again")
		}
		if got := reread(t, dir); got.Drafts["room"] != "half" {
			t.Errorf("got %+v", got)
		}
		closed(t, s)
		if len(told) > 0 {
			t.Errorf("told %v", <-told)
		}
	})
}

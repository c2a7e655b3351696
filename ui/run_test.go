package ui

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"testing"
)

func TestWithoutAHomeNothingIsReadFromASharedFolder(t *testing.T) {
	if runtime.GOOS == "android" {
		return // there the program names the folder itself
	}
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, "")
	}
	shared := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, shared)
	}
	t.Chdir(shared)
	if err := os.WriteFile(filepath.Join(shared, "prefs.json"), []byte(`{"version":1,"name":"Planted"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	mail := newMail(func() {})
	store, _, err := openStore(Config{}, mail)
	if err != nil {
		t.Error(err)
	}
	p := store.Prefs()
	if p.Name == "Planted" {
		t.Error("somebody else's settings are in force")
	}
	p.Port = "1"
	store.Save(p)
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	if names, err := os.ReadDir(shared); err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
	if mail.saving == nil {
		t.Error("nobody is told that nothing is kept")
	}
}

func TestNobodyIsCalledRoot(t *testing.T) {
	for _, c := range []struct{ full, account, want string }{
		{"root", "root", ""}, {"", "root", ""}, {",,,", "root", ""}, {" ", "root", ""},
		{"Ada Lovelace", "root", "Ada Lovelace"}, {"Lovelace, Ada", "ada", "Lovelace, Ada"},
		{"", "ada", "ada"}, {",,,", "ada", "ada"}, {"root", "toor", "toor"},
	} {
		if got := nameOf(&user.User{Name: c.full, Username: c.account}); got != c.want {
			t.Errorf("%q, %q: got %q, want %q", c.full, c.account, got, c.want)
		}
	}
}

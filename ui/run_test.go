package ui

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestASecondWindowKnowsWhomTheFirstMetEncrypted(t *testing.T) {
	homeIn := func(dir string) *transport.Home {
		home, err := openHome(dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = home.Close() })
		return home
	}
	addr, met := make(chan string, 1), make(chan struct{}, 1)
	server := transport.NewServer(transport.Options{Home: homeIn(t.TempDir()), LetEveryoneIn: true, Sink: func(ev transport.Event) {
		if ev.Kind == transport.Listening {
			addr <- ev.Addr
		}
	}})
	dir := t.TempDir()
	home := homeIn(dir)
	client := transport.NewClient(transport.Options{Home: home, Sink: func(ev transport.Event) {
		if ev.Kind == transport.Connected && ev.Peer.Server == 0 {
			met <- struct{}{}
		}
	}})
	t.Cleanup(func() { closeBoth(server, client) })
	server.Start("127.0.0.1:0")
	at := <-addr
	client.Join(at)
	<-met
	late := time.Now().Add(patience)
	for {
		known, err := metBefore(nil, dir)(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(known) == 1 && known[0].Addr == at {
			break
		}
		if time.Now().After(late) {
			t.Fatalf("the second window knows of %+v", known)
		}
		time.Sleep(time.Millisecond) // the disk's worker writes it down
	}
	if metBefore(home, dir) != nil {
		t.Error("the first window asks the folder again")
	}
	if known, err := metBefore(nil, filepath.Join(dir, "missing"))(t.Context()); len(known) > 0 || err != nil {
		t.Errorf("in no folder it knows %+v, %v", known, err)
	}
	damaged := t.TempDir()
	database := filepath.Join(damaged, "journal", "talk.db")
	if err := errors.Join(os.Mkdir(filepath.Dir(database), 0o700), os.WriteFile(database, []byte(strings.Repeat("damaged ", 1000)), 0o600)); err != nil {
		t.Fatal(err)
	}
	if known, err := metBefore(nil, damaged)(t.Context()); err == nil {
		t.Errorf("of a damaged database it tells %+v", known)
	}
}

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

package core

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A host without its key looks new, to its own person and to all its members.
func TestMissingIdentity(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := filepath.Join(dir, "identity")
	opened := func() (ID, Fault) {
		home, err := OpenHome(dir)
		if err != nil {
			t.Fatal(err)
		}
		// A window has its server, and with it a log, at once.
		s := NewServer(Options{Home: home, Sink: func(Event) {}})
		s.Close()
		fault := NoFault
		var e *Error
		if errors.As(home.Warning(), &e) {
			fault = e.Fault
		}
		if err := home.Close(); err != nil {
			t.Fatal(err)
		}
		return home.Identity(), fault
	}
	first, fault := opened()
	if fault != NoFault {
		t.Errorf("a new folder is told as %v", fault)
	}
	kept, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	second, fault := opened()
	if second == first || fault != IdentityMissing {
		t.Errorf("history without its key is told as %v", fault)
	}
	if _, fault = opened(); fault != NoFault {
		t.Errorf("it is told again, as %v", fault)
	}
	if err := os.WriteFile(key, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if again, fault := opened(); again != first || fault != NoFault {
		t.Errorf("with its key back it is told as %v", fault)
	}
}

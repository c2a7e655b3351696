package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"confab/android"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func (p *pretendPhone) PickFiles() error { p.calls <- "pick"; return p.refuse }

func (p *pretendPhone) KeepCopies(offered []string) error {
	p.calls <- fmt.Sprint("keep ", offered)
	return nil
}

// files are files that are not looked at.
func files(paths []string) (list []model.LocalFile) {
	for _, path := range paths {
		list = append(list, model.LocalFile{Path: path})
	}
	return list
}

// attached are the names of what waits in the open talk.
func (s *stagedScreen) attached() (names []string) {
	for _, a := range s.model.Attached() {
		names = append(names, a.Name)
	}
	return names
}

func TestAPhoneAsksForFiles(t *testing.T) {
	s := roomy(t, uitest.Phone, tongues["en"])
	stored(s.dialer.Fake)
	p := newPretendPhone()
	h := newHandset(p, nil, nil)
	h.attach = func(to model.AttachTo, paths ...string) { picked{to: to, files: files(paths)}.end(s.model) }
	s.screen.attachable, s.screen.pickFiles = true, h.pickFiles
	s.Frame()
	s.Click("Attach a file or folder")
	if err := (<-h.work)(); err != nil {
		t.Fatal(err)
	}
	p.wait(t, "pick")
	told := func(kind android.EventKind, paths string) {
		h.events = append(h.events, android.Event{Kind: kind, Text: paths})
		h.deliver(s.model)
		s.Frame()
	}
	told(android.Picked, "/copies/1/计划.pdf\n/copies/2/b")
	if got := s.attached(); !slices.Equal(got, []string{"计划.pdf", "b"}) {
		t.Errorf("attached are %q", got)
	}
	told(android.Picked, "/copies/3/c") // what another process has asked for
	if got := s.attached(); len(got) != 2 {
		t.Errorf("attached are %q", got)
	}
	s.must("Attach 1 shared file here?")
}

func TestSharedFilesAreAttached(t *testing.T) {
	s := roomy(t, uitest.Phone, tongues["en"])
	stored(s.dialer.Fake)
	s.screen.attachPaths = func(to model.AttachTo, paths ...string) { picked{to: to, files: files(paths)}.end(s.model) }
	const question = "Attach 1 shared file here?"
	answer := func(button string) {
		t.Helper()
		s.later(time.Second) // what has just come takes no press
		s.Frame()
		s.Click(button)
		s.Frame()
		s.mustNot(question)
	}
	s.model.TakeSharedFiles([]string{"/copies/1/plan.pdf"})
	s.Frame()
	s.must(question, "plan.pdf")
	answer("Attach")
	if got := s.attached(); !slices.Equal(got, []string{"plan.pdf"}) || len(s.offers()) > 0 {
		t.Errorf("attached are %q, and offered %q", got, s.offers())
	}

	file := filepath.Join(t.TempDir(), "1", "plan.pdf")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte{1}, 0o600); err != nil {
		t.Fatal(err)
	}
	s.model.TakeSharedFiles([]string{file})
	s.Frame()
	answer("Discard")
	if got := s.attached(); len(got) != 1 {
		t.Errorf("attached are %q", got)
	}
	for late := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if _, err := os.Stat(filepath.Dir(file)); os.IsNotExist(err) {
			break
		}
		if time.Now().After(late) {
			t.Fatal("the copy is there still")
		}
	}
}

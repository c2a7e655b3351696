package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// offers are the names of what is offered in the open talk and has no place yet.
func (s *stagedScreen) offers() (names []string) {
	for _, r := range s.model.Active().Talk().Pending() {
		if r.File != nil {
			names = append(names, r.File.Name)
		}
	}
	return names
}

func TestAFileIsAttached(t *testing.T) {
	const attach = "Attach a file or folder"
	s := roomy(t, uitest.Desktop, tongues["en"])
	stored(s.dialer.Fake)
	s.mustNot(attach)
	s.screen.attachable = true
	s.Frame()
	given := make(chan picked, 1)
	done := func(p picked) {
		s.mail.picked(p)
		given <- p
	}
	s.screen.attachPaths = fileAttacher(done)
	send := func() {
		t.Helper()
		<-given
		s.Frame()
		s.Frame()
		s.Click("Send")
		s.Frame()
	}
	s.Click(attach) // where no dialog is, a path is asked for
	path := filepath.Join(t.TempDir(), "plan.pdf")
	for _, name := range []string{"plan.pdf", "File…", "Folder…", "b"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte("12345"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Type(path)
	s.Press(key.NameReturn, 0)
	<-given
	s.Frame()
	s.Frame()
	s.must("plan.pdf", "5 B")
	if got := s.offers(); len(got) != 0 {
		t.Fatalf("offered are %q before they are sent", got)
	}
	s.Click("Remove: plan.pdf")
	s.Frame()
	s.mustNot("plan.pdf")
	s.screen.attachPaths(mustAttach(t, s), path)
	<-given
	s.Frame()
	s.Press(key.NameReturn, 0) // in the composer
	s.Frame()
	if got := s.offers(); !slices.Equal(got, []string{"plan.pdf"}) {
		t.Fatalf("offered are %q", got)
	}
	stored(s.dialer.Fake)

	var answer []string
	var fails error
	s.screen.pick = filePicker(t.Context(), func(ctx context.Context, title string, folder bool) ([]string, error) {
		return answer, fails
	}, done)
	for _, item := range []string{"File…", "Folder…"} {
		answer = []string{filepath.Join(filepath.Dir(path), item), filepath.Join(filepath.Dir(path), "b")}
		s.Click(attach)
		s.Click(item)
		send()
		if got := s.offers(); !slices.Equal(got, []string{item, "b"}) {
			t.Errorf("offered are %q", got)
		}
		stored(s.dialer.Fake)
		s.Frame()
	}
	t.Run("who closes the dialog offers nothing", func(t *testing.T) {
		answer = nil
		s.Click(attach)
		s.Click("File…")
		<-given
		s.Frame()
		s.Frame()
		if got := s.offers(); len(got) != 0 || s.screen.floating() {
			t.Errorf("offered are %q", got)
		}
	})
	t.Run("where the dialog fails, a path is asked for", func(t *testing.T) {
		fails = errors.New("no portal")
		s.Click(attach)
		s.Click("File…")
		<-given
		s.Frame()
		s.Frame()
		s.must("Attach a file or folder", "File or folder")
		s.Type(path)
		s.Click("Attach")
		send()
		if got := s.offers(); !slices.Equal(got, []string{"plan.pdf"}) {
			t.Errorf("offered are %q", got)
		}
	})
	t.Run("one that never answers is given up by the next", func(t *testing.T) {
		asked := make(chan context.Context, 2)
		pick := filePicker(t.Context(), func(ctx context.Context, _ string, folder bool) ([]string, error) {
			asked <- ctx
			if !folder {
				<-ctx.Done()
			}
			return []string{path}, ctx.Err()
		}, func(p picked) { given <- p })
		pick(pickOrder{})
		first := <-asked
		pick(pickOrder{folder: true})
		if p := <-given; p.err != nil || first.Err() == nil {
			t.Errorf("%+v", p)
		}
	})
}

// mustAttach is the open talk, in which files can be offered.
func mustAttach(t testing.TB, s *stagedScreen) model.AttachTo {
	t.Helper()
	to, ok := s.model.AttachHere()
	if !ok {
		t.Fatal("nothing can be attached")
	}
	return to
}

func TestWhatCannotBeOffered(t *testing.T) {
	s := roomy(t, uitest.Desktop, tongues["en"])
	s.dialer.Transfer(s.model.Active().Selected().Talk(), transport.Transfer{ID: s.dialer.NewID(), State: transport.Dropped,
		Fault: transport.FileTooMuch, Path: "/harbour/all"})
	s.Frame()
	s.must("/harbour/all has too much in it")
}

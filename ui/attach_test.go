package ui

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
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
	s.Click(attach) // where no dialog is, a path is asked for
	path := filepath.Join(t.TempDir(), "plan.pdf")
	s.Type(path)
	s.Press(key.NameReturn, 0)
	s.Frame()
	if got := s.offers(); !slices.Equal(got, []string{"plan.pdf"}) {
		t.Fatalf("offered are %q", got)
	}
	stored(s.dialer.Fake)

	var answer []string
	var fails error
	given := make(chan picked, 1)
	s.screen.pick = filePicker(t.Context(), func(ctx context.Context, title string, folder bool) ([]string, error) {
		return answer, fails
	}, func(p picked) {
		s.mail.picked(p)
		given <- p
	})
	for _, item := range []string{"File…", "Folder…"} {
		answer = []string{filepath.Join(filepath.Dir(path), item), filepath.Join(filepath.Dir(path), "b")}
		s.Click(attach)
		s.Click(item)
		<-given
		s.Frame()
		s.Frame()
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
		s.must("Offer a file or folder")
		s.Type(path)
		s.Click("Offer")
		s.Frame()
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

func TestWhatCannotBeOffered(t *testing.T) {
	s := roomy(t, uitest.Desktop, tongues["en"])
	s.dialer.Transfer(s.model.Active().Selected().Talk(), transport.Transfer{ID: s.dialer.NewID(), State: transport.Dropped,
		Fault: transport.FileTooMuch, Path: "/harbour/all"})
	s.Frame()
	s.must("/harbour/all has too much in it")
}

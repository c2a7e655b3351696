package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
)

func TestAFileIsSavedAndShown(t *testing.T) {
	s := filed(t, uitest.Desktop, tongues["en"])
	var shown []string
	s.screen.showFile = func(path string) { shown = append(shown, path) }
	save := "Save: impeller.pdf"
	s.reveal(save)
	s.Click(save)
	if s.dialer.Count("Fetch") != 1 {
		t.Fatalf("there are %q", s.dialer.Calls())
	}
	s.until("it begins", func() bool { return s.says("It begins…") })
	s.mustNot(save)
	id := s.dialer.Transfers()[len(s.dialer.Transfers())-1].ID
	talk := s.model.Active().Selected().Talk()
	s.dialer.Transfer(talk, transport.Transfer{ID: id, State: transport.Wanted, Active: true, Bytes: 1, Of: 3 << 19})
	s.Frame()
	s.must("Pause: impeller.pdf", "Cancel: impeller.pdf", "0 %")
	s.Advance(3 * time.Second)
	s.Click("Pause: impeller.pdf")
	if s.dialer.Count("Pause") != 1 {
		t.Fatalf("there are %q", s.dialer.Calls())
	}
	s.Frame()
	s.must("Go on: impeller.pdf")
	s.dialer.Transfer(talk, transport.Transfer{ID: id, State: transport.Received, Path: "/harbour/Downloads/impeller.pdf"})
	s.Frame()
	s.must("Saved: /harbour/Downloads/impeller.pdf")
	if s.Click("Show in folder: impeller.pdf"); len(shown) != 1 || shown[0] != "/harbour/Downloads/impeller.pdf" {
		t.Errorf("shown was %q", shown)
	}
	failed := make(chan struct{})
	s.screen.showFile = fileShower(t.Context(), func(context.Context, string) error { return errors.New("no file manager") }, func(path string) {
		s.mail.fileUnshown(path)
		close(failed)
	})
	s.Click("Show in folder: impeller.pdf")
	<-failed
	s.Frame()
	s.must("there is no file manager")
}

func TestTheFolderForFilesInTheSettings(t *testing.T) {
	s := homely(t, uitest.Phone, tongues["en"])
	s.model.SetDownloads("/harbour/Downloads")
	s.screen.settings.toggle(s.screen)
	s.Frame()
	s.reveal("Save by itself")
	s.fill("Downloads folder", "desk")
	s.must("Name the whole path of a folder.")
	if got := s.model.Prefs().Downloads; got != "/harbour/Downloads" {
		t.Errorf("kept is %q", got)
	}
	s.fill("Downloads folder", "/harbour/desk")
	s.mustNot("Name the whole path of a folder.")
	s.reveal("Up to 25 MiB")
	s.Click("Up to 25 MiB")
	if p := s.model.Prefs(); p.Downloads != "/harbour/desk" || p.AcceptMiB != 25 {
		t.Errorf("kept are %q and %d", p.Downloads, p.AcceptMiB)
	}
}

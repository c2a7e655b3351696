package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
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
	var opened []string
	s.screen.openFile = func(path string) { opened = append(opened, path) }
	if s.Click("Open: impeller.pdf"); len(opened) != 1 || opened[0] != "/harbour/Downloads/impeller.pdf" || len(shown) != 1 {
		t.Errorf("opened was %q, shown %q", opened, shown)
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
	s.reveal("10 GiB in all")
	s.Click("10 GiB in all")
	if got := s.model.Prefs().KeepGiB; got != 10 || !strings.Contains(strings.Join(s.host.Calls(), "\n"), "KeepCopies {10737418240 2684354560 720h0m0s}") {
		t.Errorf("copies are kept up to %d GiB: %q", got, s.host.Calls())
	}
}

func TestAFileThatCannotBeOpened(t *testing.T) {
	s := filedIn(t, uitest.Desktop, tongues["en"], false)
	failed := make(chan struct{})
	s.screen.openFile = fileShower(t.Context(), func(context.Context, string) error { return errors.New("no program") }, func(path string) {
		s.mail.fileUnopened(path)
		close(failed)
	})
	s.Click("Open: impeller.pdf")
	<-failed
	s.Frame()
	s.must("/harbour/Downloads/impeller.pdf cannot be opened")
}

func TestAFileIsSharedOnAPhone(t *testing.T) {
	const file = "impeller.pdf"
	s := homely(t, uitest.Phone, tongues["en"])
	s.stage = show(t, uitest.Phone, model.New(model.Config{Host: s.host, Dialer: s.dialer, Identity: transport.ID{0xab}, Prefs: s.model.Prefs(),
		System: words.English, Now: s.now, Inside: true}), s.mail, nil)
	s.files(tongues["en"], false)
	var shared []string
	s.screen.shareFile = func(path string) { shared = append(shared, path) }
	s.reveal("Share: " + file)
	s.must("Save to Downloads: " + file)
	s.mustNot("Share: pump.log", "Share: drawings", "Share: gasket.step")
	s.Click("Share: " + file)
	s.RightClick(file + "\n1.5 MiB\nIt is here, in Confab alone.")
	s.Frame()
	s.Click("Share")
	if want := []string{"/harbour/Downloads/" + file, "/harbour/Downloads/" + file}; !slices.Equal(shared, want) {
		t.Errorf("shared were %q", shared)
	}
	failed := make(chan struct{})
	s.screen.shareFile = fileShower(t.Context(), func(context.Context, string) error { return errors.New("it is gone") }, func(path string) {
		s.mail.fileUnshared(path)
		close(failed)
	})
	s.Click("Share: " + file)
	<-failed
	s.Frame()
	s.must(file + " was not shared")

	t.Run("and nowhere else", func(t *testing.T) {
		s := filedIn(t, uitest.Desktop, tongues["en"], false)
		s.must("Open: " + file)
		s.RightClick(file + "\n1.5 MiB\nSaved: /harbour/Downloads/" + file)
		s.Frame()
		s.must("Copy")
		for _, n := range s.Labels() {
			if strings.HasPrefix(n, "Share") {
				t.Errorf("there is %q", n)
			}
		}
	})
}

func TestThePageOfTransfers(t *testing.T) {
	const film, page = "2026-03-13_harbour_with_the_new_pump_and_the_old_one_beside_it.mov", "No transfers yet"
	s := filed(t, uitest.Desktop, tongues["en"])
	var shown []string
	s.screen.showFile = func(path string) { shown = append(shown, path) }
	room := s.model.Active().Selected()
	s.Click("Transfers")
	s.Frame()
	s.must(film, "Pause: "+film, "Cancel: drawings", "Back")
	s.mustNot("Save: impeller.pdf", "Clear done", "Write a message")
	s.Advance(3 * time.Second)
	s.Click("Pause: " + film)
	s.Frame()
	s.must("Go on: " + film)
	for _, tr := range s.dialer.Transfers() {
		tr.State, tr.Path = transport.Received, "/harbour/Downloads/x"
		s.dialer.Transfer(room.Talk(), tr)
	}
	s.Frame()
	s.Advance(3 * time.Second)
	if s.Click("Show in folder: " + film); len(shown) != 1 {
		t.Errorf("shown was %q", shown)
	}
	s.Click("Clear done")
	s.Frame()
	s.must(page)
	s.mustNot(film)
	s.Click("Back")
	s.Frame()
	s.must("Write a message")
	s.mustNot(page, "Transfers") // there is nothing to be seen there
	t.Run("Ctrl+J opens it, and closes it, and a talk that is chosen does", func(t *testing.T) {
		s.Press("J", key.ModShortcut)
		s.Frame()
		s.must(page)
		s.Press("J", key.ModShortcut)
		s.Frame()
		s.mustNot(page)
		s.Press("J", key.ModShortcut)
		s.Frame()
		s.model.Select(room.ID)
		s.Frame()
		s.mustNot(page)
		s.Press("J", key.ModShortcut)
		s.Frame()
		s.Press(key.NameEscape, 0)
		s.Frame()
		s.mustNot(page)
	})
	t.Run("so does another page", func(t *testing.T) {
		s.Press("J", key.ModShortcut)
		s.Frame()
		s.Click("All servers…")
		s.Frame()
		s.mustNot(page)
		s.Press("J", key.ModShortcut) // and it covers that
		s.Frame()
		s.must(page)
		s.Press(key.NameEscape, 0)
		s.Frame()
		s.mustNot(page)
	})
	t.Run("the menu of a talk has it", func(t *testing.T) {
		s.model.Select(room.ID)
		s.Frame()
		s.Click("About this talk")
		s.Click("Transfers")
		s.Frame()
		s.must(page)
	})
}

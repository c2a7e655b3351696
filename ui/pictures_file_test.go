//go:build !race

package ui

import (
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func TestPicturesOfFiles(t *testing.T) {
	ended := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen { return filedIn(t, size, w, false) }
	settings := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.model.SetDownloads("/harbour/Downloads")
		s.screen.settings.toggle(s.screen)
		s.Frame()
		s.screen.settings.list.Position.First = 5
		s.Frame()
		return s
	}
	attach := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := filed(t, size, w)
		s.screen.attachable, s.screen.pick = true, func(pickOrder) {}
		s.Frame()
		s.Click(s.screen.words().Attach)
		return s
	}
	byPath := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := attach(t, size, w)
		s.Click(s.screen.words().AttachByPath)
		return s
	}
	attached := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := filed(t, size, w)
		s.screen.attachable = true
		files := []model.LocalFile{{Path: "/harbour/impeller_drawing_second_revision_with_notes.pdf", Bytes: 3 << 19}, {Path: "/harbour/drawings", Folder: true}}
		for i := range 6 {
			files = append(files, model.LocalFile{Path: "/harbour/pump " + string(rune('1'+i)) + ".log", Bytes: int64(i+1) * 5000})
		}
		if size == uitest.Phone {
			files = files[:2]
		}
		s.model.Attach(mustAttach(t, s), files...)
		s.Frame()
		s.Frame()
		return s
	}
	transfers := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := filed(t, size, w)
		room := s.model.Active().Selected().Talk()
		for _, tr := range []transport.Transfer{
			{ID: s.dialer.NewID(), State: transport.Offered, Path: "/harbour/gasket.step"},
			{ID: s.dialer.NewID(), State: transport.Received, Path: "/harbour/Downloads/impeller.pdf", Of: 3 << 19},
		} {
			s.time = s.time.Add(time.Minute)
			s.dialer.Transfer(room, tr)
		}
		id := s.dialer.NewID()
		s.dialer.Say(room, transport.Message{ID: id, Kind: transport.Incoming, Peer: 2, Text: "setup.exe",
			File: &transport.File{Name: "setup.exe", Size: 5 << 20, Executable: true}})
		s.time = s.time.Add(time.Minute)
		s.dialer.Transfer(room, transport.Transfer{ID: id, State: transport.NotReceived, Fault: transport.FileGone})
		s.Frame()
		s.Click(s.screen.words().Transfers().Title)
		s.Frame()
		s.Frame()
		return s
	}
	onPhone := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := filed(t, size, w)
		s.Press("J", key.ModShortcut)
		s.Frame()
		return s
	}
	none := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.Press("J", key.ModShortcut)
		s.Frame()
		s.Frame()
		return s
	}
	dropping := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := filed(t, size, w)
		s.screen.attachable, s.screen.dropping = true, true
		s.Frame()
		s.Frame()
		return s
	}
	compare(t, []picture{
		{"drop", "en", dropping, desk, false},
		{"drop", "zh", dropping, phones, true},
		{"transfers", "en", transfers, desk, false},
		{"transfers", "zh", transfers, desk, true},
		{"transfers", "en", onPhone, phones, true},
		{"transfers", "zh", onPhone, phones, false},
		{"transfers-none", "en", none, phones, false},
		{"transfers-none", "zh", none, desk, true},
		{"attached", "en", attached, phones, false},
		{"attached", "zh", attached, desk, true},
		{"files", "en", filed, desk, false},
		{"files", "zh", filed, desk, true},
		{"files", "en", filed, phones, true},
		{"files", "zh", filed, phones, false},
		{"files-ended", "en", ended, desk, true},
		{"files-ended", "zh", ended, desk, false},
		{"files-ended", "en", ended, phones, false},
		{"files-ended", "zh", ended, phones, true},
		{"attach", "en", attach, desk, false},
		{"attach", "zh", attach, phones, true},
		{"attach-path", "en", byPath, phones, false},
		{"attach-path", "zh", byPath, desk, true},
		{"settings-files", "en", settings, phones, false},
		{"settings-files", "zh", settings, desk, true},
	})
}

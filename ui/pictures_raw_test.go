//go:build !race

package ui

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
)

// wired is a talk with a plain guest to which files go, and what it sends is saved.
func wired(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := aboard(t, size, w)
	s.model.SetDownloads("/harbour/Downloads")
	s.screen.attachable, s.screen.pick = true, func(pickOrder) {}
	p := s.model.Active().Selected()
	const kib = 1 << 10
	send := func(path string, of int64) transport.Transfer {
		s.later(time.Minute)
		id, err := s.host.Post(p.Talk(), transport.Draft{Attach: &transport.Attachment{Path: path, Rate: 11520}})
		if err != nil {
			t.Fatal(err)
		}
		s.Frame()
		talk := s.model.Active().Talk()
		at := talk.At(talk.Len() - 1).Place
		s.host.Update(p.Talk(), at, func(m *transport.Message) { m.File = &transport.File{Name: m.File.Name, Size: of} })
		return transport.Transfer{ID: id, State: transport.Sending, Path: path, Of: of}
	}
	tell := func(tr transport.Transfer) {
		s.host.Transfer(p.Talk(), tr)
		s.Frame()
	}
	send("/harbour/boot.hex", 12*kib)
	s.host.Write(p.Talk())
	s.Frame()
	s.model.SaveWhatComes(s.model.Tab(), p.ID, true)
	s.Frame()
	talk := s.model.Active().Talk()
	s.host.Update(p.Talk(), talk.At(talk.Len()-1).Place, func(m *transport.Message) { m.File = &transport.File{Name: m.File.Name, Size: 37 * kib} })
	going := send("/harbour/pump_controller_firmware_2.4.1.bin", 480*kib)
	going.Active = true
	tell(going)
	s.time = s.time.Add(10 * time.Second)
	going.Bytes = 115200
	tell(going)
	send("/harbour/settings.txt", 2*kib)
	s.Frame()
	s.Frame()
	return s
}

func TestPicturesOfRawFiles(t *testing.T) {
	rates := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := wired(t, size, w)
		s.Click(s.screen.words().SendRawFile)
		return s
	}
	own := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := rates(t, size, w)
		s.Click(s.screen.words().RateOwn)
		return s
	}
	menu := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := wired(t, size, w)
		s.Click(s.screen.words().TalkMenu)
		return s
	}
	compare(t, []picture{
		{"raw", "en", wired, desk, false},
		{"raw", "zh", wired, desk, true},
		{"raw", "en", wired, phones, true},
		{"raw", "zh", wired, phones, false},
		{"raw-rates", "en", rates, phones, false},
		{"raw-rates", "zh", rates, desk, true},
		{"raw-own-rate", "en", own, desk, false},
		{"raw-own-rate", "zh", own, phones, true},
		{"raw-menu", "en", menu, desk, true},
		{"raw-menu", "zh", menu, phones, false},
	})
}

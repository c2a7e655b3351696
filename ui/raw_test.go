package ui

import (
	"path/filepath"
	"strings"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// rawFiles are the names of the files that go to plain guests.
func (s *stagedScreen) rawFiles() (names []string) {
	for _, t := range s.host.Transfers() {
		if t.State == transport.Sending {
			names = append(names, filepath.Base(t.Path))
		}
	}
	return names
}

func TestAFileIsSentToAPlainGuest(t *testing.T) {
	s := aboard(t, uitest.Desktop, tongues["en"])
	w := s.screen.words()
	s.mustNot(w.SendRawFile)
	s.screen.attachable = true
	s.Frame()
	path := filepath.Join(t.TempDir(), "firmware.bin")
	s.screen.attachPaths = func(to model.AttachTo, paths ...string) { s.model.Attach(to, model.LocalFile{Path: paths[0]}) }
	var orders []pickOrder
	s.screen.pick = func(o pickOrder) { orders = append(orders, o) }
	for _, item := range []string{w.RateFull, w.RateBaud(9600), w.RateBaud(115200)} {
		s.Click(w.SendRawFile)
		s.Click(item)
		s.Frame()
	}
	here, _ := s.model.AttachHere()
	want := []pickOrder{{to: here.At(0), title: w.SendRawFile}, {to: here.At(960), title: w.SendRawFile}, {to: here.At(11520), title: w.SendRawFile}}
	if len(orders) != 3 || orders[0] != want[0] || orders[1] != want[1] || orders[2] != want[2] {
		t.Errorf("asked for is %+v", orders)
	}
	t.Run("a rate of one's own is asked for, and then a path where there is no dialog", func(t *testing.T) {
		s.screen.pick = nil
		s.Click(w.SendRawFile)
		s.Click(w.RateOwn)
		s.Frame()
		s.must(w.RateTitle)
		s.Type("fast")
		s.Press(key.NameReturn, 0)
		s.Frame()
		s.must(w.RateBad)
		s.Press("A", key.ModShortcut)
		s.Type("300")
		s.Click(w.OK)
		s.Frame()
		s.mustNot(w.RateTitle)
		s.must(w.SendRawText)
		s.Type(path)
		s.Click(w.SendRaw)
		s.Frame()
		if got := s.rawFiles(); len(got) != 1 || got[0] != "firmware.bin" {
			t.Errorf("%q go", got)
		}
		s.must(w.RawWaits)
	})
}

func TestWhatComesIsSavedFromTheMenu(t *testing.T) {
	s := aboard(t, uitest.Desktop, tongues["en"])
	w := s.screen.words()
	s.model.SetDownloads("/harbour/Downloads")
	s.Frame()
	open := func() {
		s.Click(w.TalkMenu)
		s.Frame()
	}
	open()
	s.Click(w.SaveWhatComes)
	s.Frame()
	s.Frame()
	if !s.model.Active().Selected().Saving() || s.host.Count("Save") != 1 {
		t.Fatalf("%q", s.host.Calls())
	}
	open()
	s.mustNot(w.SaveWhatComes)
	s.Click(w.StopSaving)
	s.Frame()
	s.Frame()
	if s.model.Active().Selected().Saving() {
		t.Error("it goes on")
	}
	talk := s.model.Active().Talk()
	if last := talk.At(talk.Len() - 1).Text; !strings.Contains(last, filepath.FromSlash("/harbour/Downloads/")) {
		t.Errorf("%q", last)
	}
}

package ui

import (
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/ui/internal/uitest"
)

func TestLettersTypedAfterAClickOnAMessage(t *testing.T) {
	open := func(t *testing.T) *stagedScreen {
		s, id := talkOf(t, 1)
		s.host.Hear(id, "wanted words")
		s.Frame()
		return s
	}
	t.Run("come into the composer at its caret, the first one too", func(t *testing.T) {
		s := open(t)
		s.Type("before after")
		for range len(" after") {
			s.Press(key.NameLeftArrow, 0)
		}
		s.Click("wanted words")
		for _, letter := range []string{"\u00a0", "字", "é"} {
			s.Type(letter)
		}
		if got, want := s.model.Draft(), "before\u00a0字é after"; got != want {
			t.Errorf("the draft is %q and not %q", got, want)
		}
		if !s.writing() {
			t.Error("the composer does not have the keyboard")
		}
	})
	t.Run("leave the selection there, and it can be copied", func(t *testing.T) {
		s := open(t)
		f := &fakeClipboard{}
		s.screen.inputs.Clipboard = f
		s.RightClick("wanted words")
		s.Click("Select all")
		if f.offered != "wanted words" {
			t.Errorf("the middle button was offered %q", f.offered)
		}
		s.Type("typed")
		s.Press("C", key.ModShortcut)
		if got := s.Clipboard(); got != "wanted words" {
			t.Errorf("copied %q", got)
		}
		// The last selection is the one that is copied.
		s.Press("A", key.ModShortcut)
		s.Press("C", key.ModShortcut)
		if got := s.Clipboard(); got != "typed" {
			t.Errorf("copied %q", got)
		}
		s.Press(key.NameEnd, 0)
		s.Press("C", key.ModShortcut)
		if got := s.Clipboard(); got != "" {
			t.Errorf("copied %q, which is selected no more", got)
		}
	})
	t.Run("also while a talk is searched", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		ada := s.host.member("Ada", nil)
		s.host.Speak(1, ada, "wanted words")
		s.Frame()
		s.screen.toggleSearch()
		s.Frame()
		s.Click("wanted words")
		s.Type("x")
		if got := s.model.Draft(); got != "x" {
			t.Errorf("the draft is %q", got)
		}
	})
	t.Run("come there from every control, where the caret was", func(t *testing.T) {
		for _, at := range []string{"conversation.view.transcript", "server.action", "conversation.hex", "conversation.composer.send"} {
			s := open(t)
			s.TypeKeys("begin end")
			for range len(" end") {
				s.Press(key.NameLeftArrow, 0)
			}
			s.tabTo(at)
			s.TypeKeys("ninгg")
			s.TypeKeys("!")
			if got := s.model.Draft(); got != "beginninгg! end" {
				t.Errorf("from %s the draft is %q", at, got)
			}
			if !s.writing() {
				t.Errorf("from %s the composer does not get the keyboard", at)
			}
		}
	})
	t.Run("stay in the field that has the keyboard", func(t *testing.T) {
		s := open(t)
		s.Click("Settings")
		s.tabTo("settings.name.input.Editor")
		s.Press("A", key.ModShortcut)
		s.TypeKeys("Grace")
		if got := s.screen.settings.name.Text(); got != "Grace" || s.model.Draft() != "" {
			t.Errorf("the name is %q, the draft %q", got, s.model.Draft())
		}
	})
	t.Run("have no keyboard to come from on a phone until the composer is touched", func(t *testing.T) {
		s := open(t)
		s.Press(key.NameEscape, 0)
		s.Tap("wanted words", 0)
		if s.writing() {
			t.Error("a touch of a message took the keyboard")
		}
	})
}

func TestAMessageCanBeSelectedWhole(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		t.Run(lang, func(t *testing.T) {
			s := stagedWith(t, uitest.Phone, plainPrefs(), tongues[lang].lang)
			id := s.serve(1)[0]
			s.host.Hear(id, "wanted words")
			s.Click("10.0.0.1:5000")
			s.Tap("wanted words", time.Second)
			s.Click(s.screen.words().SelectAll)
			s.Tap("wanted words", time.Second)
			s.Click(s.screen.words().Copy)
			if got := s.Clipboard(); got != "wanted words" {
				t.Errorf("copied %q", got)
			}
		})
	}
}

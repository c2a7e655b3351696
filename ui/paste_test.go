package ui

import (
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"
	"gioui.org/unit"

	"confab/ui/internal/uitest"
	"confab/ui/widget"
)

// pasting is a stage with a talk of plain guests.
func pasting(t *testing.T) *stagedScreen {
	t.Helper()
	s := staged(t, wide)
	s.serve(2)
	s.Click("Message")
	return s
}

// inSettings opens the settings with the keyboard in the field of the name, empty.
func (s *stagedScreen) inSettings() {
	s.t.Helper()
	s.Click("Settings")
	s.tabTo("settings.name.input.Editor")
	s.Press("A", key.ModShortcut)
	s.Press(key.NameDeleteBackward, 0)
}

const noText = "There is no text on the clipboard."

func TestAPasteGoesOnlyWhereItWasAsked(t *testing.T) {
	t.Run("one that is never answered is given up with a sentence, and leaves no field deaf", func(t *testing.T) {
		s := pasting(t)
		s.Press("V", key.ModShortcut)
		s.mustNot(noText)
		s.Advance(7 * time.Second)
		s.must(noText)
		s.inSettings()
		s.Press("V", key.ModShortcut)
		s.Paste("swordfish")
		if got := s.screen.settings.name.Text(); got != "swordfish" {
			t.Errorf("the field that asked has %q", got)
		}
		s.Click("Back")
		if got := s.model.Draft(); got != "" {
			t.Errorf("the composer got %q too", got)
		}
		s.Click("Message")
		s.Press("V", key.ModShortcut)
		s.Paste("plain")
		if got := s.model.Draft(); got != "plain" {
			t.Errorf("the composer is deaf: %q", got)
		}
	})
	t.Run("an answer goes to no other field, and to none that is not shown any more", func(t *testing.T) {
		s := pasting(t)
		s.Press("V", key.ModShortcut)
		s.inSettings()
		s.Paste("swordfish")
		s.Frame()
		if got := s.screen.settings.name.Text(); got != "" {
			t.Errorf("a field that asked for nothing has %q", got)
		}
		s.Click("Back")
		s.Frame()
		if got := s.model.Draft(); got != "" {
			t.Errorf("the composer, which was left, has %q", got)
		}
	})
	t.Run("an answer goes to no other talk", func(t *testing.T) {
		s := pasting(t)
		s.Press("V", key.ModShortcut)
		s.Click(s.model.Server.People()[1].Title)
		s.Paste("swordfish")
		s.Frame()
		if got := s.model.Draft(); got != "" {
			t.Errorf("another talk has %q", got)
		}
	})
	t.Run("what comes when it was given up goes nowhere", func(t *testing.T) {
		s := pasting(t)
		s.Press("V", key.ModShortcut)
		s.Advance(7 * time.Second)
		s.Paste("late")
		if got := s.model.Draft(); got != "" {
			t.Errorf("the draft is %q", got)
		}
	})
	t.Run("an empty answer is said", func(t *testing.T) {
		s := pasting(t)
		s.Press("V", key.ModShortcut)
		s.Paste("")
		s.must(noText)
	})
	t.Run("two in a row are two", func(t *testing.T) {
		s := pasting(t)
		s.Press("V", key.ModShortcut)
		s.Press("V", key.ModShortcut)
		s.Paste("ab")
		if got := s.model.Draft(); got != "abab" {
			t.Errorf("the draft is %q", got)
		}
	})
}

func TestAPasteThatIsTooLongForAFieldIsCutAndSaysSo(t *testing.T) {
	s := pasting(t)
	s.Press("V", key.ModShortcut)
	s.Paste(strings.Repeat("x", 2<<20))
	s.must("A message is 64 KiB at most")
	if got := len(s.model.Draft()); got != widget.ComposerBytes {
		t.Errorf("the draft has %d bytes", got)
	}
	s.inSettings()
	s.Press("V", key.ModShortcut)
	s.Paste(strings.Repeat("字", 1<<16))
	s.must("only the beginning was pasted")
	if got := s.screen.settings.name.Text(); got != strings.Repeat("字", 1<<10) {
		t.Errorf("the field has %d bytes", len(got))
	}
}

func TestTheClipboardByOtherKeys(t *testing.T) {
	s := pasting(t)
	s.Type("some words")
	s.Press("A", key.ModShortcut)
	s.Press(widget.KeyInsert, key.ModShortcut)
	if got := s.Clipboard(); got != "some words" {
		t.Errorf("Ctrl-Insert copied %q", got)
	}
	s.Press(key.NameDeleteForward, key.ModShift)
	if got := s.Clipboard(); got != "some words" || s.model.Draft() != "" {
		t.Errorf("Shift-Delete cut %q and left %q", got, s.model.Draft())
	}
	s.Press(widget.KeyInsert, key.ModShift)
	s.Paste("back again")
	if got := s.model.Draft(); got != "back again" {
		t.Errorf("Shift-Insert pasted %q", got)
	}
}

// fakeClipboard is a clipboard beside Gio's, as X11 has one.
type fakeClipboard struct {
	copied, selected string // what Read finds
	offered          string // what was given to Select
	asked            []uint64
	answers          []widget.PasteAnswer
}

func (f *fakeClipboard) Read(id uint64, primary bool) {
	a := widget.PasteAnswer{ID: id, Text: f.copied}
	if primary {
		a.Text = f.selected
	}
	if a.Text == "" {
		a.Trouble = widget.PasteSilent
	}
	f.asked = append(f.asked, id)
	f.answers = append(f.answers, a)
}

func (f *fakeClipboard) Answers(to []widget.PasteAnswer) []widget.PasteAnswer {
	to = append(to, f.answers...)
	f.answers = nil
	return to
}

func (f *fakeClipboard) Select(text string) { f.offered = text }

func TestAClipboardBesideGios(t *testing.T) {
	open := func(t *testing.T) (*stagedScreen, *fakeClipboard) {
		s, f := pasting(t), &fakeClipboard{copied: "copied", selected: "-selected-"}
		s.screen.inputs.Clipboard = f
		return s, f
	}
	t.Run("is asked in the place of Gio's", func(t *testing.T) {
		s, f := open(t)
		s.Press("V", key.ModShortcut)
		s.Frame()
		if got := s.model.Draft(); got != "copied" || len(f.asked) != 1 {
			t.Errorf("pasted %q, asked %d times", got, len(f.asked))
		}
	})
	t.Run("whose owner does not answer is said", func(t *testing.T) {
		s, f := open(t)
		f.copied = ""
		s.Press("V", key.ModShortcut)
		s.Frame()
		s.must("does not answer")
	})
	t.Run("the middle button pastes what is selected, where it was clicked", func(t *testing.T) {
		s, _ := open(t)
		s.Type("one")
		s.Press(key.NameReturn, key.ModShift)
		s.Type(strings.Repeat("m", 10))
		n := s.Bounds("Message")
		// Left of the text of the second line, and right of that of the first.
		s.MiddleClickAt(unit.Dp(n.Min.X+4), unit.Dp(n.Max.Y-20))
		s.Frame()
		if got := s.model.Draft(); got != "one\n-selected-"+strings.Repeat("m", 10) {
			t.Errorf("the draft is %q", got)
		}
		s.MiddleClickAt(unit.Dp(n.Max.X-30), unit.Dp(n.Max.Y-48))
		s.Frame()
		if got := s.model.Draft(); !strings.HasPrefix(got, "one-selected-\n-selected-m") {
			t.Errorf("the draft is %q", got)
		}
	})
	t.Run("what is selected in a field is offered to it", func(t *testing.T) {
		s, f := open(t)
		s.Type("these words")
		s.Press(key.NameHome, key.ModShift)
		if f.offered != "these words" {
			t.Errorf("offered %q", f.offered)
		}
	})
}

func TestTheMenuOfAField(t *testing.T) {
	for _, how := range []struct {
		name string
		ask  func(s *stagedScreen)
	}{
		{"the secondary button", func(s *stagedScreen) { s.RightClick("Message") }},
		{"a long press", func(s *stagedScreen) { s.Tap("Message", time.Second) }},
		{"Shift-F10", func(s *stagedScreen) { s.Press(key.NameF10, key.ModShift) }},
		{"the menu key", func(s *stagedScreen) { s.Press(widget.KeyMenu, 0) }},
	} {
		t.Run(how.name+" opens it", func(t *testing.T) {
			s := pasting(t)
			how.ask(s)
			s.must("Cut", "Copy", "Paste", "Select all")
			for _, idle := range []string{"Cut", "Copy", "Select all"} {
				if s.enabled(idle) {
					t.Errorf("%s can be chosen though there is nothing", idle)
				}
			}
			s.Click("Paste")
			s.Paste("pasted words")
			if got := s.model.Draft(); got != "pasted words" {
				t.Fatalf("pasted %q", got)
			}
			how.ask(s)
			s.Click("Select all")
			how.ask(s)
			s.Click("Copy")
			if got := s.Clipboard(); got != "pasted words" {
				t.Errorf("copied %q", got)
			}
			how.ask(s)
			s.Click("Cut")
			s.Frame()
			if got := s.Clipboard(); got != "pasted words" || s.model.Draft() != "" {
				t.Errorf("cut %q and left %q", got, s.model.Draft())
			}
			if !s.writing() {
				t.Error("the keyboard did not come back to the composer")
			}
		})
	}
	t.Run("Escape closes it, and the keyboard and the selection come back", func(t *testing.T) {
		s := pasting(t)
		s.Type("words")
		s.Press("A", key.ModShortcut)
		s.RightClick("Message")
		s.Press(key.NameEscape, 0)
		s.mustNot("Select all")
		if !s.writing() {
			t.Fatal("the composer does not have the keyboard")
		}
		s.Type("others")
		if got := s.model.Draft(); got != "others" {
			t.Errorf("the draft is %q", got)
		}
	})
	t.Run("the field of a dialog has one, above the dialog", func(t *testing.T) {
		s := pasting(t)
		s.RightClick(s.model.Server.People()[1].Title)
		s.Click("Rename")
		s.Frame()
		s.Type("Ada")
		s.Press("A", key.ModShortcut)
		s.Press(key.NameF10, key.ModShift)
		s.Click("Copy")
		if got := s.Clipboard(); got != "Ada" {
			t.Errorf("copied %q", got)
		}
		s.Press(key.NameF10, key.ModShift)
		s.Press(key.NameEscape, 0)
		s.mustNot("Select all")
		if !s.screen.rename.Opened() {
			t.Error("Escape closed the dialog under the menu")
		}
	})
	t.Run("it is in Chinese too", func(t *testing.T) {
		s := stagedWith(t, uitest.Phone, plainPrefs(), "zh")
		s.serve(1)
		s.Click("10.0.0.1:5000")
		s.RightClick("消息输入框")
		s.must("剪切", "复制", "粘贴", "全选")
	})
}

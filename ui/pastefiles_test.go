package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/ui/internal/copied"
	"confab/ui/internal/uitest"
)

func TestFilesAndPicturesArePasted(t *testing.T) {
	s := roomy(t, uitest.Desktop, tongues["en"])
	stored(s.dialer.Fake)
	s.screen.attachable = true
	attached, answered := make(chan picked, 1), make(chan struct{}, 1)
	s.screen.attachPaths = fileAttacher(func(p picked) {
		s.mail.picked(p)
		attached <- p
	})
	data := t.TempDir()
	pictures, ready := newPastedPictures(data), make(chan struct{})
	close(ready)
	clip := newPasteFiles(t.Context(), pictures, ready, func() { answered <- struct{}{} })
	pictures.now = func() time.Time { return time.Date(2026, 3, 13, 9, 5, 6, 0, time.UTC) }
	var got copied.Copied
	var bad error
	reads := 0
	clip.begin = func() func(context.Context) (copied.Copied, error) {
		reads++
		return func(context.Context) (copied.Copied, error) { return got, bad }
	}
	s.screen.inputs.Files, s.screen.unattached = clip, clip.discard
	s.Frame()
	s.Frame()
	if s.Click("Message"); reads != 0 {
		t.Fatal("the clipboard was read, and nobody pasted")
	}
	paste := func() {
		t.Helper()
		s.Press("V", key.ModShortcut)
		<-answered
		s.Frame()
	}
	waiting := func(want ...string) {
		t.Helper()
		<-attached
		s.Frame()
		s.Frame()
		var names []string
		for _, a := range s.model.Attached() {
			names = append(names, a.Name)
		}
		if !slices.Equal(names, want) {
			t.Fatalf("there wait %q, want %q", names, want)
		}
	}
	plan := filepath.Join(data, "plan.pdf")
	if err := os.WriteFile(plan, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	got = copied.Copied{Files: []string{plan, data}}
	paste()
	waiting("plan.pdf", filepath.Base(data))
	got = copied.Copied{Picture: []byte("a picture"), Extension: ".png"}
	paste()
	waiting("plan.pdf", filepath.Base(data), "picture-20260313-090506.png")
	paste()
	waiting("plan.pdf", filepath.Base(data), "picture-20260313-090506.png", "picture-20260313-090506-2.png")
	first := filepath.Join(data, "pasted", "picture-20260313-090506.png")
	if text, err := os.ReadFile(first); err != nil || string(text) != "a picture" || s.model.Draft() != "" {
		t.Errorf("%q %v, the draft is %q", text, err, s.model.Draft())
	}
	t.Run("a picture that is taken out again is removed, and nothing else", func(t *testing.T) {
		s.Click("Remove: picture-20260313-090506.png")
		s.Click("Remove: plan.pdf")
		gone(t, first)
		if _, err := os.Stat(plan); err != nil {
			t.Error(err)
		}
	})
	t.Run("text is pasted as ever", func(t *testing.T) {
		got, bad = copied.Copied{}, copied.ErrNone
		paste()
		s.Paste("words")
		if s.model.Draft() != "words" {
			t.Errorf("the draft is %q", s.model.Draft())
		}
	})
	t.Run("where only text can be sent, files are not looked for", func(t *testing.T) {
		before := reads
		s.screen.attachable = false
		s.Frame()
		s.Press("V", key.ModShortcut)
		s.Paste("more")
		if reads != before || s.model.Draft() != "wordsmore" {
			t.Errorf("%d reads, the draft is %q", reads-before, s.model.Draft())
		}
	})
}

package ui

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestATalkIsExported(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	folder := t.TempDir()
	done := make(chan struct{}, 8)
	s.screen.export = exporter(func() (string, error) { return folder, nil }, func(f exportFile) {
		s.mail.exportReady(f)
		done <- struct{}{}
	})
	for range 2 {
		s.Click("About this talk")
		s.Click("Export as text")
		<-done
		s.Frame()
		s.Frame()
		s.must("The talk was written to " + folder)
	}
	text, err := os.ReadFile(filepath.Join(folder, "Confab Everyone.txt"))
	if err != nil || !strings.Contains(string(text), tongues["en"].ask) {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "Confab Everyone 2.txt")); err != nil {
		t.Error(err)
	}
	s.screen.export = exporter(func() (string, error) { return "", errors.New("no such folder") }, func(f exportFile) {
		s.mail.exportReady(f)
		done <- struct{}{}
	})
	s.Click("About this talk")
	s.Click("Export as JSON Lines")
	<-done
	s.Frame()
	s.must("could not be exported", "no such folder")
}

func TestTheNameOfAnExport(t *testing.T) {
	for title, want := range map[string]string{
		"Everyone": "Confab Everyone", "../../etc/passwd": "Confab etc-passwd", "小雅": "Confab 小雅", "<>": "Confab", "a\x00b": "Confab a--b",
	} {
		if got := exportName(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

package ui

import (
	"testing"

	"gioui.org/app"
	"gioui.org/io/system"
	"gioui.org/layout"

	"confab/ui/internal/uitest"
	"confab/ui/widget"
)

// titled is a stage with the window's own title bar.
func titled(t *testing.T, size uitest.Size) *stage {
	t.Helper()
	s := real(t, size)
	s.screen.title.shown, s.screen.title.text = true, "Ada – Confab"
	s.Window = uitest.New(t, size, func(gtx layout.Context) layout.Dimensions {
		return s.screen.layoutWindow(gtx, s.isDark())
	})
	return s
}

func TestTitleBar(t *testing.T) {
	for name, size := range map[string]uitest.Size{"wide": wide, "narrow": narrow} {
		t.Run(name+": its buttons act at the first click", func(t *testing.T) {
			s := titled(t, size)
			for label, want := range map[string]system.Action{
				"Minimize": system.ActionMinimize, "Maximize": system.ActionMaximize, "Close": system.ActionClose,
			} {
				s.Click(label)
				if got := s.screen.title.take(); got != want {
					t.Errorf("%s asks for %v", label, got)
				}
			}
			if got := s.screen.title.take(); got != 0 {
				t.Errorf("without a click it asks for %v", got)
			}
		})
	}
	t.Run("a maximized window is restored", func(t *testing.T) {
		s := titled(t, wide)
		s.screen.title.follow(app.Config{Mode: app.Maximized})
		s.Frame()
		s.Click("Restore")
		if got := s.screen.title.take(); got != system.ActionUnmaximize {
			t.Errorf("it asks for %v", got)
		}
	})
	t.Run("the page keeps its place below it, and a dialog leaves it alone", func(t *testing.T) {
		s := titled(t, wide)
		top := s.Bounds("Settings").Min.Y
		s.screen.title.shown = false
		s.Frame()
		s.Frame()
		if without := s.Bounds("Settings").Min.Y; top-without != int(widget.TitleBarHeight) {
			t.Errorf("it begins at %d, and without the bar at %d", top, without)
		}
	})
}

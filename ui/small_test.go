package ui

import (
	"image"
	"testing"

	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// The smallest window has to be of use: a screen of 1366 × 768 at 200 % is no
// higher than 384 dp.
func TestTheSmallestWindow(t *testing.T) {
	smallest := uitest.Size{Width: minWidth, Height: minHeight, Density: 2}
	view := image.Rectangle{Max: smallest.Pixels()}
	inView := func(t *testing.T, s *stage, labels ...string) {
		t.Helper()
		for _, label := range labels {
			if n, ok := s.Find(label); !ok || !n.Bounds.In(view) {
				t.Errorf("%q is at %v, found %v; the window is %v", label, n.Bounds, ok, view)
			}
		}
	}
	for lang, tongue := range tongues {
		t.Run("tabs, composer and dialogs are in view: "+lang, func(t *testing.T) {
			s := roomy(t, smallest, tongue)
			w := s.model.Words()
			s.model.SetTab(model.ServerTab)
			s.serve(1)
			s.Frame()
			inView(t, s.stage, w.ServerTab, w.ClientTab, w.Settings)
			s.model.Select(everyone)
			s.Frame()
			s.Frame()
			inView(t, s.stage, w.Composer, w.Send, w.Back)
			if talk := s.Bounds(w.Composer).Min.Y - s.Bounds(w.Back).Max.Y; talk < view.Dy()/3 {
				t.Errorf("the talk is %d of %d pixels high", talk, view.Dy())
			}
			s.model.SetTextScale(2)
			s.Frame()
			s.screen.confirm.ask(w.KeyChangedTitle, w.RemoveKeyAsk("192.168.1.5:8899"), w.RemoveKeyConfirm, func() {})
			s.Frame()
			s.Frame()
			inView(t, s.stage, w.RemoveKeyConfirm, w.Cancel)
		})
	}
}

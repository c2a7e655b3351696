//go:build !race

package ui

import (
	"fmt"
	"strings"
	"testing"

	"gioui.org/unit"

	"confab/ui/internal/uitest"
	"confab/ui/model"
	"confab/ui/widget"
)

func TestWhatProtectsATalkIsNeverCutInTheHead(t *testing.T) {
	hosting := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.serve(0)
		s.host.member(w.bridge, nil)
		s.Frame()
		s.model.Select(everyone)
		return s
	}
	// Nobody has spoken: beside what others say the same words stand.
	visiting := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.model.SetTab(model.ClientTab)
		s.model.ConnectTo(w.at)
		s.Frame()
		s.dialer.joined(w)
		s.Frame()
		return s
	}
	guest := func(in bool) maker {
		return func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
			s := hosting(t, size, w)
			id := s.host.come("192.168.1.77:5025", w.pump)
			s.Frame()
			s.model.LetIn(id, in)
			return s
		}
	}
	for name, scene := range map[string]maker{
		"a guest": visiting, "a host": hosting,
		"a host with a plain guest": guest(false), "a host with a plain guest in the room": guest(true),
	} {
		for lang, w := range tongues {
			for _, width := range []unit.Dp{360, 320} {
				for _, scale := range []float32{1, 2} {
					t.Run(fmt.Sprintf("%s, %s, %v dp, %v times as large", name, lang, width, scale), func(t *testing.T) {
						s := scene(t, uitest.Size{Width: width, Height: 640, Density: 1}, w)
						s.model.SetTextScale(scale)
						s.Frame()
						s.Frame()
						s.guarded(int(width))
					})
				}
			}
		}
	}
}

// guarded fails if what protects the open talk is cut in a window of a width.
func (s *stagedScreen) guarded(width int) {
	s.t.Helper()
	p := s.model.Active().Selected()
	if p.Guard == "" || !strings.HasPrefix(p.Detail, p.Guard) {
		s.t.Fatalf("%q does not begin with %q", p.Detail, p.Guard)
	}
	gtx := s.gtx
	gtx.Metric.PxPerSp *= s.model.Prefs().TextScale
	natural := func(text string) int { return widget.Secured(s.screen.th, widget.NoLock, text).Natural(gtx) }
	need := natural(p.Guard)
	if at := s.Bounds(p.Guard); !at.Empty() {
		// On lines of its own it is wrapped.
		if at.Max.X > width || !s.screen.conversation.guard && at.Dx() < need {
			s.t.Errorf("%q needs %d and has %v", p.Guard, need, at)
		}
		return
	}
	// The sign of a cut takes room too.
	at := s.Bounds(p.Detail)
	if got := at.Dx(); at.Empty() || at.Max.X > width || got < natural(p.Detail) && got < natural(beginning(p.Detail, p.Guard)) {
		s.t.Errorf("%q needs %d and has %v", p.Guard, need, at)
	}
}

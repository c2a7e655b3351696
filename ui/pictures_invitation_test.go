//go:build !race

package ui

import (
	"slices"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/qr"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func TestPicturesOfInvitations(t *testing.T) {
	came := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := invited(t, size, w)
		s.model.InviteFor(true)
		s.Frame()
		s.host.Invitee(w.bridge)
		id := s.host.Invitee(w.galley)
		s.Frame()
		s.host.Verify(id, true)
		s.Frame()
		s.Frame()
		return s
	}
	over := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := invited(t, size, w)
		s.host.Invitee(w.bridge)
		s.later(time.Minute)
		s.Frame()
		s.Frame()
		return s
	}
	// What is long and large on the narrowest window, where only this device is reached.
	here := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := invited(t, size, w)
		s.model.SetTextScale(1.5)
		s.host.Tell(transport.Event{Kind: transport.Listening, Addr: "127.0.0.1:8899", Detail: []string{"127.0.0.1:8899"}})
		s.Frame()
		s.Scroll(240)
		return s
	}
	visitors := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.serve(0)
		s.model.ShowServerPage(model.VisitorsPage)
		s.Frame()
		return s
	}
	compare(t, []picture{
		{"invitation", "en", invited, desk, false},
		{"invitation", "zh", invited, phones, true},
		{"invitation-came", "zh", came, desk, true},
		{"invitation-over", "en", over, phones, false},
		{"invitation-here", "en", here, small320, true},
		{"visitors", "en", visitors, desk, false},
		{"visitors", "zh", visitors, phones, true},
	})
}

// What is drawn can be scanned, in every theme and at every size.
func TestTheDrawnCodeIsRead(t *testing.T) {
	both, dark := []bool{false, true}, []bool{true}
	for name, c := range map[string]struct {
		size   uitest.Size
		themes []bool
	}{
		"phone": {uitest.Size{Width: 360, Height: 740, Density: 1}, both}, "phone at 200 %": {phones, both},
		"desktop": {desk, both}, "desktop at 200 %": {uitest.Size{Width: 1000, Height: 700, Density: 2}, both},
		"least": {small320, dark}, "laptop at 200 %": {uitest.Size{Width: 683, Height: 384, Density: 2}, dark},
		"at 150 %": {uitest.Size{Width: 800, Height: 600, Density: 1.5}, dark},
	} {
		size := c.size
		s := invited(t, size, tongues["en"])
		link := s.model.Server.Inviting().Link
		for _, dark := range c.themes {
			s.dark = dark
			img := uitest.Picture(t, name, size, s.page)
			if img == nil {
				continue
			}
			if got, err := qr.DecodeAll(img); err != nil || !slices.Equal(got, []string{link}) {
				t.Errorf("%s, dark %v: it is read as %q, %v, and is %q", name, dark, got, err, link)
			}
		}
	}
}

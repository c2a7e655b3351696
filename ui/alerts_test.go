package ui

import (
	"testing"

	"gioui.org/unit"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func TestAnAlertIsShownWholeWhateverTheSizeOfItsText(t *testing.T) {
	for lang, w := range tongues {
		const width, height unit.Dp = 320, 568
		s := homely(t, uitest.Size{Width: width, Height: height, Density: 1}, w)
		s.model.SetTextScale(2)
		s.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.TooManyOpen}})
		s.Frame()
		s.Frame()
		if at := s.screen.alerts.list.Position; at.Count != 1 || at.OffsetLast < 0 {
			t.Errorf("%s: %d dp of the alert are cut: %q", lang, -at.OffsetLast, s.model.Alerts()[0].Text)
		}
	}
}

func TestAnAlertDoesNotCoverWhatIsTypedOnAPhone(t *testing.T) {
	for lang, w := range tongues {
		s := homely(t, uitest.Phone, w)
		s.model.SetTab(model.ClientTab)
		s.model.Back()
		s.model.SetAddress("")
		for _, fault := range []transport.Fault{transport.TooManyOpen, transport.AlreadyListening} {
			s.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: fault}})
		}
		s.Frame()
		s.Frame()
		s.Click(s.screen.words().Address)
		s.Type("192.168.1.5")
		s.Frame()
		if got := s.model.Prefs().Address; got != "192.168.1.5" {
			t.Errorf("%s: with %d alerts the address is %q", lang, len(s.model.Alerts()), got)
		}
	}
}

func TestAlertsCoverNothing(t *testing.T) {
	alarm := func(s *stagedScreen) {
		s.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.TooManyOpen}})
		s.Frame()
		s.must(s.screen.words().Dismiss)
	}
	const label = 32 // is how high the words on a control are at most, with its edge
	under := func(t *testing.T, s *stagedScreen, controls ...string) {
		t.Helper()
		alert := s.Bounds(s.screen.words().Dismiss)
		for _, c := range controls {
			if at := s.Bounds(c); at.Empty() || at.Min.Y+label > alert.Min.Y {
				t.Errorf("%q is at %v, and the alert at %v", c, at, alert)
			}
		}
	}
	t.Run("the switches of who may come", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		s.model.ShowServerPage(model.VisitorsPage)
		s.Frame()
		before := s.Bounds(s.screen.words().AllowMembers)
		alarm(s)
		under(t, s, s.screen.words().AllowMembers)
		if now := s.Bounds(s.screen.words().AllowMembers); now != before {
			t.Errorf("the switch moves from %v to %v", before, now)
		}
	})
	t.Run("the QR of an invitation", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		s.model.ShowServerPage(model.InvitationPage)
		s.Frame()
		alarm(s)
		under(t, s, s.screen.words().InviteQR)
	})
	t.Run("Connect, for which a link asks", func(t *testing.T) {
		s := homely(t, narrow, tongues["en"])
		s.model.OpenLink("confab://10.0.0.5:8899")
		s.Frame()
		s.Frame()
		under(t, s, s.screen.words().Connect)
	})
}

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
		s.host.Tell(transport.Event{Kind: transport.Disconnected, Peer: transport.Peer{Addr: "192.168.1.99:40400"},
			Err: &transport.Error{Fault: transport.TLSRefused, Addr: "192.168.1.99:40400"}})
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
		s.host.Tell(transport.Event{Kind: transport.Disconnected, Peer: transport.Peer{Addr: "192.168.1.99:40400"},
			Err: &transport.Error{Fault: transport.TLSRefused, Addr: "192.168.1.99:40400"}})
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

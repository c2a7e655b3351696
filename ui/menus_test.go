package ui

import (
	"image"
	"strings"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/widget"
)

func TestAMenuOpensWhereItsPressWas(t *testing.T) {
	s := staged(t, wide)
	ids := s.serve(4)
	// The press before this one is far away.
	s.ClickAt(990, 690)
	row := s.model.Server.People()[len(ids)].Title
	n, ok := s.Find(row)
	if !ok {
		t.Fatalf("there is no row %q; there are %q", row, s.Labels())
	}
	s.RightClick(row)
	item, ok := s.Find("Rename")
	if !ok {
		t.Fatal("no menu opened")
	}
	// The menu may go up to stay in the window, but never aside.
	if off := item.Bounds.Min.Sub(n.Bounds.Min); off.X < 0 || item.Bounds.Min.X > n.Bounds.Max.X {
		t.Errorf("the menu is at %v, the row at %v", item.Bounds, n.Bounds)
	}
	if near := n.Bounds.Inset(-300); !item.Bounds.In(near) || item.Bounds.Intersect(image.Rect(900, 600, 1000, 700)) != (image.Rectangle{}) {
		t.Errorf("the menu is at %v, the row at %v", item.Bounds, n.Bounds)
	}
}

func TestWhatIsTakenBackIsWhatTheMenuWasOf(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	ann := s.host.member("Ann", nil)
	s.host.Speak(transport.Everyone, ann, "one")
	s.host.Say(transport.Everyone, transport.Message{Kind: transport.Notice, Notice: transport.MemberMisfit, Peer: ann, Name: "Ann"})
	for _, text := range []string{"the second", "the third"} {
		if _, err := s.host.Send(transport.Everyone, text); err != nil {
			t.Fatal(err)
		}
		s.host.Store(transport.Everyone)
	}
	s.model.Select(everyone)
	s.Frame()
	s.RightClick("the second")
	s.Click("Delete")
	// While the dialog is open the notice goes: so many came since.
	all := s.host.Messages(transport.Everyone)
	s.host.Clear(transport.Everyone)
	for _, m := range all {
		if m.Kind != transport.Notice {
			s.host.Lay(transport.Everyone, m)
		}
	}
	s.host.Tell(transport.Event{Kind: transport.Resync})
	s.Frame()
	s.Frame()
	s.Click("Delete")
	s.Frame()
	for _, m := range s.host.Messages(transport.Everyone) {
		if m.Deleted != (m.Place.Seq == 2) {
			t.Errorf("deleted is %v of %+v", m.Deleted, m)
		}
	}
}

func TestABlockedGuestCanBeUnblockedFromItsRow(t *testing.T) {
	s := staged(t, wide)
	s.host.Hear(s.serve(1)[0], "hello") // who said nothing leaves nothing
	s.Frame()
	row := s.model.Server.People()[1].Title
	s.RightClick(row)
	s.mustNot("Unblock")
	s.Click("Disconnect and block")
	s.RightClick(row)
	s.mustNot("Disconnect and block")
	s.Click("Unblock")
	if left := s.model.Blocked(); len(left) != 0 {
		t.Errorf("blocked: %q", left)
	}
	s.RightClick(row)
	s.must("Disconnect and block")
}

func TestAPasteThatIsTooLongIsCutAndSaysSo(t *testing.T) {
	s := staged(t, wide)
	s.serve(1)
	s.Click("Message")
	s.Type(strings.Repeat("字", 1<<18))
	s.must("A message is 64 KiB at most")
	if got := len(s.model.Draft()); got > widget.ComposerBytes || got < widget.ComposerBytes-3 {
		t.Errorf("the draft has %d bytes", got)
	}
	s.Press(key.NameReturn, 0)
	if s.model.Draft() != "" || s.says("64 KiB at most") {
		t.Errorf("it was not sent: %q", s.model.ComposerError())
	}
}

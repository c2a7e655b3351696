package ui

import (
	"testing"

	"confab/transport"
	"confab/ui/widget"
)

// shownRow is the row of the open talk with a text.
func (s *stage) shownRow(text string) widget.Row {
	s.t.Helper()
	for _, r := range s.screen.conversation.rows.rows {
		if r.Text == text {
			return r
		}
	}
	s.t.Fatalf("no row says %q", text)
	return widget.Row{}
}

func TestOnlyTheFirstBubbleOfARunNamesItsSender(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	ann, bob := s.host.member("Ann", nil), s.host.member("Bob", nil)
	for _, line := range []struct {
		from transport.PeerID
		text string
	}{{ann, "one"}, {ann, "two"}, {bob, "three"}, {bob, "four"}, {ann, "five"}} {
		s.host.Speak(transport.Everyone, line.from, line.text)
	}
	s.Frame()
	for text, want := range map[string]string{"one": "Ann", "two": "", "three": "Bob", "four": "", "five": "Ann"} {
		if got := s.shownRow(text).Sender; got != want {
			t.Errorf("over %q stands %q, wanted %q", text, got, want)
		}
	}
}

func TestADeletedMessageKeepsNoTicks(t *testing.T) {
	s := roomy(t, wide, tongues["en"])
	w := tongues["en"]
	s.Frame()
	if got := s.shownRow(w.more).Delivery; got == widget.NoDelivery {
		t.Fatal("what is not deleted has no ticks")
	}
	talk := s.model.Active().Talk()
	for i := range talk.Len() {
		if r := talk.At(i); r.Text == w.more {
			s.model.Delete(r.Local)
		}
	}
	s.Frame()
	found := false
	for _, r := range s.screen.conversation.rows.rows {
		if r.Deleted && r.Own {
			found = true
			if r.Delivery != widget.NoDelivery {
				t.Errorf("it has the sign %d", r.Delivery)
			}
		}
	}
	if !found {
		t.Error("nothing was deleted")
	}
}

func TestOnlyAGuestIsRenamed(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	s.host.member("Ann", nil)
	s.host.come("10.0.0.1:5", "Pump")
	s.Frame()
	s.Click("More about Ann")
	s.must("Verify…")
	s.mustNot("Rename")
	s.Click("Talk")
	s.Click("More about Pump")
	s.must("Rename")
}

package ui

import (
	"slices"
	"strings"
	"testing"

	"gioui.org/io/key"

	"confab/transport/nearby"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
)

func TestNetworksAreAddedAndRemoved(t *testing.T) {
	for name, size := range map[string]uitest.Size{"wide": wide, "narrow": narrow} {
		t.Run(name, func(t *testing.T) {
			s := looking(t, size)
			w := s.model.Words()
			s.mustNot(w.AskNetworks)
			s.Click(w.LookFurther)
			s.Click(w.AskNetworks)
			s.must(w.OtherNetworks, w.NetworksHint)
			for _, c := range []struct{ typed, says string }{
				{"10.88.0", w.NetworkInvalid}, {"fd00::/120", w.NetworkInvalid}, {"10.0.0.0/8", w.NetworkLarge}, {"10.88.0.9/24", ""}, {" 10.89.0.0/22", ""}, {"10.88.0.0/24", ""},
			} {
				s.fill(w.Network, c.typed)
				s.Press(key.NameReturn, 0)
				s.Frame()
				if got := s.model.Client.NetworkError(); got != c.says {
					t.Errorf("%q: it says %q, not %q", c.typed, got, c.says)
				}
				if got := s.screen.networks.field.Text(); (got == "") != (c.says == "") {
					t.Errorf("after %q the field has %q", c.typed, got)
				}
			}
			if got := s.model.Prefs().Networks; !slices.Equal(got, []string{"10.88.0.0/24", "10.89.0.0/22"}) {
				t.Errorf("there are %v", got)
			}
			s.Click(w.RemoveName("10.88.0.0/24"))
			s.mustNot(w.RemoveName("10.88.0.0/24"))
			if got := s.model.Client.Subnets(); len(got) != 1 || got[0].String() != "10.89.0.0/22" {
				t.Errorf("asked are %v", got)
			}
			for i := range nearby.SubnetsMost {
				s.fill(w.Network, "10.1."+string(rune('0'+i))+".0/24")
				s.Click(w.AddNetwork)
			}
			if full := s.model.Client.NetworkError(); full != w.NetworksFull(nearby.SubnetsMost) || len(s.model.Client.Networks()) != nearby.SubnetsMost {
				t.Errorf("of many it says %q, and has %v", full, s.model.Client.Networks())
			}
			s.Type("1") // it is corrected
			if err := s.model.Client.NetworkError(); err != "" {
				t.Errorf("it goes on saying %q", err)
			}
			s.Click(w.Back)
			s.mustNot(w.NetworksHint)
		})
	}
}

func TestEnterRightBehindTheLastCharacter(t *testing.T) {
	s := looking(t, wide)
	w := s.model.Words()
	s.Click(w.LookFurther)
	s.Click(w.AskNetworks)
	s.TypeKeys("10.88.0\n") // it has the keyboard
	if got := s.model.Client.NetworkError(); got != w.NetworkInvalid || s.screen.networks.field.Text() != "10.88.0" {
		t.Errorf("of %q it says %q", s.screen.networks.field.Text(), got)
	}
	s.TypeKeys(".")
	if got := s.model.Client.NetworkError(); got != "" {
		t.Errorf("while it is corrected it says %q", got)
	}
	s.TypeKeys("x\n")
	s.must(w.NetworkInvalid)
	s.Click(w.Back)
	s.Click(w.AskNetworks)
	s.mustNot(w.NetworkInvalid)
	s.TypeKeys("10.88.0.0/24\n") // of what was rejected nothing is left
	if got := s.model.Prefs().Networks; !slices.Equal(got, []string{"10.88.0.0/24"}) || s.screen.networks.field.Text() != "" {
		t.Errorf("there are %q, and the field has %q", got, s.screen.networks.field.Text())
	}
}

func TestAServerThatIsFoundIsShownWhenItIsPressed(t *testing.T) {
	const found = "10.88.0.5:8899"
	s := looking(t, wide, found)
	w := s.model.Words()
	s.Click(w.LookFurther)
	s.Click(w.AskNetworks)
	s.must(w.NetworksHint)
	s.Click(found)
	s.Frame()
	s.mustNot(w.NetworksHint)
}

func TestThePageOfTheNetworksIsInBothLanguages(t *testing.T) {
	s := looking(t, narrow)
	s.model.SetLanguage(words.Chinese)
	s.model.ShowNetworks(true)
	s.Frame()
	s.model.AddNetwork("10.0.0.0/8")
	s.Frame()
	if w := s.model.Words(); w.Lang != words.Chinese || !strings.Contains(s.model.Client.NetworkError(), "1024") || s.model.Client.NetworkError() != w.NetworkLarge {
		t.Errorf("it says %q", s.model.Client.NetworkError())
	}
	s.must(s.model.Words().OtherNetworks)
}

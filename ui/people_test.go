package ui

import "testing"

func TestARowSaysToAScreenReaderWhatIsUnread(t *testing.T) {
	s := staged(t, wide)
	ids := s.serve(2)
	s.host.Hear(ids[1], "anybody there?")
	s.Frame()
	s.Frame()
	s.must("1 unread message")
	s.Click(s.model.Server.People()[2].Title)
	s.mustNot("1 unread message")
}

func TestAnAvatarShowsTheFirstCharacterWhole(t *testing.T) {
	for title, want := range map[string]string{
		"Anna": "A", "王小明": "王", "": "", "\xff": "",
		"🇨🇭 Urs": "🇨🇭", "🇨🇭🇩🇪": "🇨🇭", "👨‍👩‍👧‍👦 family": "👨‍👩‍👧‍👦", "👍🏽 ok": "👍🏽", "❤️ x": "❤️",
		"Z\u0301oe": "Z\u0301", "각하": "각", "क्षमा": "क्ष", "ß": "ß", "1\ufe0f\u20e3 one": "1\ufe0f\u20e3",
	} {
		if got := initial(title); got != want {
			t.Errorf("of %q it is %q, not %q", title, got, want)
		}
	}
}

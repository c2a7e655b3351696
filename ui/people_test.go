package ui

import "testing"

func TestARowSaysToAScreenReaderWhatIsUnread(t *testing.T) {
	s := staged(t, wide)
	ids := s.serve(2)
	s.host.hear(ids[1], "anybody there?")
	s.Frame()
	s.Frame()
	s.must("1 unread message")
	s.Click(s.model.Server.People()[2].Title)
	s.mustNot("1 unread message")
}

package ui

import (
	"testing"

	"confab/transport"
	"confab/ui/model"
)

func TestATalkWhoseKeyWasRemovedIsReadAndNeverDialed(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.model.SetTab(model.ClientTab)
	old := transport.Peer{ID: 70, Kind: transport.Member, Identity: transport.ID{9}, Name: "Marta (09000000)", Addr: "09000000",
		Trust: transport.Unverified, Silent: true, Past: true}
	s.dialer.Add(old)
	s.dialer.Tell(transport.Event{Kind: transport.Changed, Peer: old})
	s.Frame()
	field := s.model.Prefs().Address
	s.Click("More about Marta (09000000)")
	s.must("Export as text", "Export as JSON Lines")
	s.mustNot("Connect to a server", "Copy address", "Remove from the list", "Verify…")
	s.Press("⎋", 0)
	s.Click("Marta (09000000)")
	s.Frame()
	s.must("The key of this talk was removed. It can be read, not continued.")
	s.Click("About this talk")
	s.must("Export as text")
	s.mustNot("Verify…", "Copy address")
	if s.model.Client.State() != model.Idle || s.model.Prefs().Address != field {
		t.Errorf("it was dialed: state %d, address %q", s.model.Client.State(), s.model.Prefs().Address)
	}
}

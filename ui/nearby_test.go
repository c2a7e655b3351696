package ui

import (
	"context"
	"fmt"
	"image"
	"slices"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// marta is a server that is known at two addresses.
func marta() []transport.KnownServer {
	one := transport.KnownServer{Addr: "10.0.0.1:8899", Name: "Marta", Identity: transport.ID{1}, Trust: transport.Unverified}
	two := one
	two.Addr = "ship:8899"
	return []transport.KnownServer{one, two}
}

func TestServersNearbyAreJoinedByAPress(t *testing.T) {
	for _, size := range []uitest.Size{wide, narrow} {
		s := remembering(t, size, words.English, marta(), "ship:8899")
		w := s.model.Words()
		s.must(w.Nearby, w.NearbyNone)
		s.model.FoundNearby([]transport.FoundServer{
			{Addr: "10.0.0.7:8899", Addrs: []string{"10.0.0.7:8899", "[fd00::7]:8899"}},
			{Addr: "10.0.0.9:8899", Addrs: []string{"10.0.0.9:8899"}, Known: true, Identity: transport.ID{1}, Name: "Marta"},
		})
		s.Frame()
		s.must("Marta", "10.0.0.7:8899", w.LookFurther)
		row, _ := s.Find("10.0.0.7:8899")
		s.PressIn(row.Bounds, 0, 0) // something else stood there a moment ago
		if n := s.dialer.Count("JoinFound"); n != 0 {
			t.Errorf("a press on a row that has just come joined %d", n)
		}
		s.Click(w.CodeHint)
		s.Type("042 137x")
		s.Click("10.0.0.7:8899")
		s.Frame()
		if calls := s.dialer.Calls(); !slices.Contains(calls, "JoinFound 10.0.0.7:8899 042 137") {
			t.Errorf("it did %q", calls)
		}
		s.dialer.Asks("Desk")
		s.Frame()
		s.dialer.CheckCode(transport.CodeWrong)
		s.Frame()
		s.must("That is not the code that the host at 10.0.0.7:8899 shows.")
		s.fill(w.Code, "042138")
		s.Press(key.NameReturn, 0)
		if !s.dialer.Called("EnterCode 042138") {
			t.Errorf("it did %q", s.dialer.Calls())
		}
		s.must(w.CheckingCode)
		s.dialer.CheckCode(transport.NoFault)
		s.Frame()
		s.must("Desk has the same code")
	}
}

// openServers opens the page of the servers from the end of the panel.
func (s *stagedScreen) openServers() {
	s.t.Helper()
	for range 5 {
		s.ScrollIn(image.Rect(0, 100, 300, 600), 200)
	}
	s.Click(s.screen.words().AllServers)
}

func TestThePageOfTheServersRenamesAndRemoves(t *testing.T) {
	for _, size := range []uitest.Size{wide, narrow} {
		s := remembering(t, size, words.English, marta(), "ship:8899")
		w := s.model.Words()
		s.openServers()
		s.must(w.Servers, "10.0.0.1:8899", "ship:8899")
		s.Click(w.RenameName("Marta"))
		s.must(w.RenameName("Marta"), w.NewName, w.RenameServerHint)
		if got := s.screen.rename.Field.Text(); got != "Marta" {
			t.Errorf("the field has %q", got)
		}
		s.Press(key.NameReturn, 0) // that is no name of one's own
		s.mustNot(w.CallsItself("Marta"), w.NewName)
		if names := s.model.Prefs().ServerNames; len(names) > 0 {
			t.Errorf("it took %v", names)
		}
		s.Click(w.RenameName("Marta"))
		s.Type("Boat")
		s.Press(key.NameReturn, 0)
		s.Click(w.StarName("Boat", false))
		s.must("Boat", w.CallsItself("Marta"), w.StarName("Boat", true))
		s.Press(key.NameEscape, 0)
		s.mustNot(w.ServersHint)
		s.must("Boat")
		s.openServers()
		s.Click(w.RemoveName("Boat"))
		s.Click(w.RemoveServerConfirm)
		s.Frame()
		s.must(w.NoServers)
		if !s.dialer.Called("ForgetServer 10.0.0.1:8899") {
			t.Errorf("it did %q", s.dialer.Calls())
		}
	}
}

func TestASearchRunsWhileTheListIsInView(t *testing.T) {
	s := remembering(t, wide, words.English, marta())
	type run struct {
		nearby.Options
		ended <-chan struct{}
	}
	runs := make(chan run, 4)
	n := &nearbySearch{wake: func() {}, known: marta, find: func(ctx context.Context, o nearby.Options) ([]transport.FoundServer, error) {
		runs <- run{o, ctx.Done()}
		<-ctx.Done()
		return nil, nil
	}}
	t.Cleanup(n.close)
	follow := func() {
		s.Frame()
		n.follow(s.model)
	}
	follow()
	near := <-runs
	near.Changed([]transport.FoundServer{{Addr: "10.0.0.7:8899", Addrs: []string{"10.0.0.7:8899"}}})
	follow()
	if rows := s.model.Client.Nearby(); near.Sweep || len(near.Known) != 2 || len(rows) != 1 {
		t.Errorf("%+v found %+v", near, rows)
	}
	s.model.AddNetwork("10.88.0.0/24")
	s.model.LookFurther()
	follow()
	further := <-runs
	if fmt.Sprint(near.Subnets, further.Subnets) != "[] [10.88.0.0/24]" {
		t.Errorf("asked are %v, and further %v", near.Subnets, further.Subnets)
	}
	further.Swept(127, 254)
	further.Changed([]transport.FoundServer{{Addr: "10.0.0.8:8899", Addrs: []string{"10.0.0.8:8899"}}})
	follow()
	if on, part := s.model.Client.Sweeping(); !further.Sweep || !on || part != 0.5 || len(s.model.Client.Nearby()) != 2 {
		t.Errorf("sweeping is %v, %v, and found %+v", on, part, s.model.Client.Nearby())
	}
	n.wide.over()
	follow()
	<-near.ended
	further.Changed([]transport.FoundServer{{Addr: "10.0.0.8:8899", Addrs: []string{"10.0.0.8:8899"}}})
	follow()
	if on, _ := s.model.Client.Sweeping(); on || len(s.model.Client.Nearby()) != 1 || n.near == nil || n.wide != nil {
		t.Errorf("sweeping is %v, and found %+v", on, s.model.Client.Nearby())
	}
	s.model.SetTab(model.ServerTab)
	follow()
	<-further.ended
	if len(runs) != 0 {
		t.Error("it searches behind the other tab")
	}
}

//go:build !race

package ui

import (
	"testing"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func TestPicturesOfTheServersNearby(t *testing.T) {
	// alone finds nobody, and further has every address asked.
	alone := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.model.SetTab(model.ClientTab)
		s.Frame()
		s.Frame()
		return s
	}
	further := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := alone(t, size, w)
		if size == small320 {
			s.model.SetTextScale(1.5)
		}
		s.model.LookFurther()
		s.model.Swept(100, 254, false)
		s.Frame()
		return s
	}
	near := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		ship := transport.KnownServer{Addr: "192.168.1.9:8899", Name: w.bridge, ShortKey: "9c41d07e", Identity: transport.ID{1}, Trust: transport.Verified}
		s.dialer.SetKnown(ship, transport.KnownServer{Addr: w.at, Name: w.galley, Identity: transport.ID{2}, Trust: transport.Unverified})
		s.model.SetTab(model.ClientTab)
		s.model.ShowNearby(true)
		list := []transport.FoundServer{{Addr: ship.Addr, Addrs: []string{ship.Addr}, Known: true, Identity: ship.Identity, Name: ship.Name, ShortKey: ship.ShortKey}}
		for _, addr := range []string{"192.168.1.21:8899", "192.168.1.31:8899", "192.168.1.32:8899", "192.168.1.33:8899"} {
			list = append(list, transport.FoundServer{Addr: addr, Addrs: []string{addr}})
		}
		s.Frame()
		s.model.FoundNearby(list)
		s.Frame()
		s.Frame()
		return s
	}
	// networks are the networks that are asked too, one of which is too large.
	networks := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := alone(t, size, w)
		s.Click(s.model.Words().LookFurther)
		s.model.Swept(100, 254, false)
		s.Frame()
		s.Click(s.model.Words().AskNetworks)
		s.model.AddNetwork("10.88.0.0/24")
		s.model.AddNetwork("192.168.20.0/22")
		s.fill(s.model.Words().Network, "10.0.0.0/8")
		s.Click(s.model.Words().AddNetwork)
		s.Frame()
		return s
	}
	low := uitest.Size{Width: 360, Height: 640, Density: 2}
	compare(t, []picture{
		{"nearby", "en", near, desk, false},
		{"nearby", "zh", near, desk, true},
		{"nearby", "en", near, phones, true},
		{"nearby", "zh", near, phones, false},
		{"nearby-none", "en", alone, desk, true},
		{"nearby-none", "zh", alone, desk, false},
		{"nearby-none", "en", alone, low, false},
		{"nearby-none", "zh", alone, low, true},
		{"nearby-further", "en", further, small320, true},
		{"nearby-networks", "en", networks, desk, false},
		{"nearby-networks", "zh", networks, desk, true},
		{"nearby-networks", "en", networks, phones, true},
		{"nearby-networks", "zh", networks, phones, false},
		{"nearby-further", "zh", further, low, false},
	})
}

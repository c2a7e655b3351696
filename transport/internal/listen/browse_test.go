package listen

import (
	"testing"

	"confab/transport/internal/fault"
)

func TestBrowsersTakeNoPlaceFromOthers(t *testing.T) {
	g := newGate(t, Limits{Undecided: 4, UndecidedPerAddr: 2, GuestsPerAddr: 1})
	var browsers []*Seat
	browse := func(n int, want fault.Fault) {
		t.Helper()
		a := g.come(from(n), fault.NoFault)
		if got := g.Browse(a, g.now); got != want {
			t.Errorf("a browser of address %d: %v, want %v", n, got, want)
		}
		browsers = append(browsers, a)
	}
	for range browsingPerPlace {
		browse(1, fault.NoFault)
	}
	browse(1, fault.LimitReached)
	undecided := []*Seat{g.come(from(1), fault.NoFault), g.come(from(1), fault.NoFault)}

	silent := g.come(from(2), fault.NoFault)
	if f := g.Decided(silent); f != fault.NoFault {
		t.Fatal(f)
	}
	if f := g.Browse(silent, g.now); f != fault.NoFault {
		t.Errorf("a guest silent for long that is a browser: %v", f)
	}
	if f := g.Decided(g.come(from(2), fault.NoFault)); f != fault.NoFault {
		t.Errorf("the guest of that address: %v", f)
	}

	for _, a := range append(browsers, undecided...) {
		g.Leave(a)
	}
	for range browsingPerPlace {
		browse(1, fault.NoFault)
	}
	if g.browsing.Len() != browsingPerPlace+1 {
		t.Errorf("%d browsers are counted", g.browsing.Len())
	}
}

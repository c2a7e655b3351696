package core

import (
	"slices"
	"testing"
)

func TestOffersOfAHome(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	are := func(h *Home, want ...string) {
		t.Helper()
		got, err := h.Offers(t.Context())
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("offered are %q, not %q: %v", got, want, err)
		}
	}
	are(annas.home)
	first, _ := written(t, "plan.pdf", 5)
	second, _ := written(t, "harbour.jpg", 5)
	id := offers(t, annas, room.Talk(), first)
	host.appended(t, id)
	anna.appended(t, id)
	host.appended(t, offers(t, annas, room.Talk(), second))
	of, _ := written(t, "of the host", 5)
	host.appended(t, offers(t, server, Everyone, of))
	are(annas.home, first, second)
	are(server.home, of)
	if err := annas.Delete(room.Talk(), id); err != nil {
		t.Fatal(err)
	}
	anna.transferred(t, id, "end", func(d Transfer) bool { return d.State == Dropped })
	are(annas.home, second)
}

package model

import (
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestThePageOfTheServers(t *testing.T) {
	seen := time.Date(2026, 2, 28, 9, 5, 0, 0, time.UTC)
	ship, other, pier := knownAs(1, "Ship", "10.0.0.1:8899"), knownAs(1, "Ship", "ship.local:8899"), knownAs(2, "Pier", "10.0.0.2:8899")
	ship.Seen, other.Trust = seen, transport.Verified
	st := inView(pier, ship, other)
	st.ShowBook(true)
	cards := st.Client.Book()
	if len(cards) != 2 || cards[0].Title != "Pier" || len(cards[1].Addresses) != 2 || cards[1].Lock != transport.Verified {
		t.Fatalf("the cards are %+v", cards)
	}
	if at := cards[1].Addresses; at[0].Address != ship.Addr || at[0].Seen != "Yesterday, 09:05" || at[1].Seen != "" {
		t.Errorf("the addresses are %+v", at)
	}
	st.SetFavourite(ship.Identity, true)
	st.NameServer(ship.Identity, "Boat\n")
	if card := st.Client.Book()[0]; card.Title != "Boat" || card.Itself != "Ship" || !card.Favourite {
		t.Errorf("the card is %+v", card)
	}
	t.Run("the name of one's own is where the server's name is, with that beside it", func(t *testing.T) {
		if row := st.Client.Servers()[0]; row.Title != "Boat" || !strings.HasPrefix(row.Second, "Ship · ") {
			t.Errorf("recent: %+v", row)
		}
		st.FoundNearby([]transport.FoundServer{foundAs(ship, "10.0.0.8:8899")})
		if row := st.Client.Nearby()[0]; row.Title != "Boat" || row.Second != "Ship · 10.0.0.8:8899" {
			t.Errorf("nearby: %+v", row)
		}
		st.ConnectServer(ship.Identity)
		st.drain()
		if p := st.Client.Selected(); st.BookShown() || p == nil || p.Title != "Boat" {
			t.Errorf("while it is asked: %+v", p)
		}
		st.dialer.joined()
		st.drain()
		if p := st.Client.Selected(); !strings.Contains(p.Detail, "Boat · Marta") {
			t.Errorf("connected: %q", p.Detail)
		}
		st.Hangup()
		st.drain()
	})
	t.Run("a server is removed with all that is known of it", func(t *testing.T) {
		st := inView(pier, ship, other)
		st.NameServer(ship.Identity, "Boat")
		st.SetFavourite(ship.Identity, true)
		st.ShowBook(true)
		st.RemoveServer(ship.Identity)
		st.drain()
		if !st.dialer.Called("ForgetServer 10.0.0.1:8899") || len(st.Prefs().ServerNames)+len(st.Prefs().Favourites) != 0 || !st.BookShown() {
			t.Errorf("%q, %+v", st.dialer.Calls(), st.Prefs())
		}
	})
}

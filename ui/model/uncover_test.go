package model

import (
	"context"
	"testing"

	"confab/transport"
	"confab/transport/doctor"
)

// covered says whether a page stands in the place of the talk of the open tab.
func covered(st *stage) bool {
	_, examined := st.Examination()
	_, _, _, words := st.Verifying()
	page := st.Tab() == ServerTab && (st.ShowsMembers() || st.Server.invite.page != NoServerPage)
	return page || examined || words || st.NetworksShown() || st.BookShown() || st.ShowsTransfers()
}

func TestWhatOpensATalkShowsIt(t *testing.T) {
	ship, pier := knownAs(1, "Ship", "10.0.0.1:8899"), knownAs(2, "Pier", "10.0.0.2:8899")
	begin := func() *stage {
		st := inView(ship, pier)
		st.cfg.Diagnose = func(_ context.Context, _ doctor.Options, _ int) {}
		st.ConnectTo(ship.Addr)
		st.drain()
		st.dialer.joined()
		st.drain()
		st.Hangup()
		st.drain()
		return st
	}
	pages := map[string]func(*stage){
		"the servers":   func(st *stage) { st.ShowBook(true) },
		"the networks":  func(st *stage) { st.ShowNetworks(true) },
		"the transfers": func(st *stage) { st.OpenTransfers() },
		"the doctor":    func(st *stage) { st.ExamineClient() },
		"transfers above the networks": func(st *stage) {
			st.ShowNetworks(true)
			st.OpenTransfers()
		},
	}
	for name, show := range pages {
		for how, open := range map[string]func(*stage){
			"connecting to an address": func(st *stage) { st.ConnectTo("10.0.0.9:8899") },
			"a server of the list":     func(st *stage) { st.OpenServer(ship.Addr) },
			"a card of the servers":    func(st *stage) { st.ConnectServer(ship.Identity) },
			"a server that was found": func(st *stage) {
				st.FoundNearby([]transport.FoundServer{foundAs(pier, "10.88.0.8:8899")})
				st.JoinNearby(st.Client.Nearby()[0])
			},
			"a notification": func(st *stage) {
				st.SetTab(ServerTab)
				st.SelectOn(ClientTab, st.Client.arrivals[0].ID)
			},
			"a connection that stands at last": func(st *stage) {
				st.ConnectTo(ship.Addr)
				st.drain()
				if show(st); !covered(st) {
					t.Error("no page is opened while it connects")
				}
				st.dialer.joined()
			},
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				st := begin()
				if show(st); !covered(st) {
					t.Fatal("the page is not shown")
				}
				open(st)
				st.drain()
				if _, examined := st.Examination(); examined { // it follows the attempt
					st.dialer.joined()
					st.drain()
				}
				if sound(t, st); covered(st) || st.Client.Selected() == nil {
					t.Errorf("the talk is covered: %v, selected is %v", covered(st), st.Client.Selected())
				}
			})
		}
	}
	t.Run("a page that is opened is not covered by another", func(t *testing.T) {
		st := begin()
		for range 2 {
			st.ShowNetworks(true)
			st.OpenTransfers()
			if st.ShowBook(true); st.NetworksShown() || st.ShowsTransfers() || !st.BookShown() {
				t.Error("the servers are covered")
			}
			if st.ShowNetworks(true); st.BookShown() || !st.NetworksShown() {
				t.Error("the networks are beside the servers")
			}
			st.ShowBook(true)
		}
	})
	t.Run("what another app shares is put where one sees it", func(t *testing.T) {
		for name, share := range map[string]func(*stage){
			"text": func(st *stage) { st.TakeShared("hello") }, "files": func(st *stage) { st.TakeSharedFiles([]string{"/a"}) },
		} {
			st := begin()
			st.SetTab(ServerTab)
			st.OpenTransfers()
			if share(st); covered(st) {
				t.Errorf("%s: the talk is covered", name)
			}
		}
	})
}

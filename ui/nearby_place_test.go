package ui

import (
	"fmt"
	"image"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// This file is where the servers nearby stand, and that what is below them does not move
// away from whoever uses it.

// looking is a Client tab that has been in view for a while.
func looking(t *testing.T, size uitest.Size, found ...string) *stagedScreen {
	s := remembering(t, size, words.English, nil)
	s.finds(found...)
	s.Advance(time.Minute)
	return s
}

// finds has these servers be there, and no others.
func (s *stagedScreen) finds(addrs ...string) {
	var list []transport.FoundServer
	for _, addr := range addrs {
		list = append(list, transport.FoundServer{Addr: addr, Addrs: []string{addr}})
	}
	s.model.FoundNearby(list)
	s.Frame()
	s.Frame()
}

// below is where the button stands that is below all of the form.
func (s *stagedScreen) below() image.Point {
	s.t.Helper()
	n, ok := s.Find("Connect")
	if !ok {
		s.t.Fatalf("there is no Connect among %q", s.Labels())
	}
	return n.Bounds.Min
}

const here, there = "10.0.0.7:8899", "10.0.0.8:8899"

func TestServersNearbyStandAboveTheAddress(t *testing.T) {
	for name, size := range map[string]uitest.Size{"wide": wide, "narrow": narrow, "a small phone": {Width: 360, Height: 640, Density: 1}} {
		t.Run(name, func(t *testing.T) {
			s := remembering(t, size, words.English, nil)
			empty := s.below().Y
			s.finds(here)
			row, _ := s.Find(here)
			field, _ := s.Find("Address")
			further, _ := s.Find("Look further")
			if row.Bounds.Max.Y > field.Bounds.Min.Y || further.Bounds.Max.Y > row.Bounds.Min.Y {
				t.Errorf("from above there are %v, %v, %v", further.Bounds, row.Bounds, field.Bounds)
			}
			s.model.SetTab(model.ServerTab)
			s.Frame()
			s.model.ShowNearby(false)
			// With nothing found they take no more than one line.
			plain := stagedWith(t, size, plainPrefs(), words.English)
			plain.model.SetTab(model.ClientTab)
			plain.model.SetPlain(false)
			plain.Frame()
			plain.Frame()
			address := func(s *stagedScreen) int { n, _ := s.Find("Address"); return n.Bounds.Min.Y }
			bare := address(plain)
			s = remembering(t, size, words.English, nil)
			if lower := address(s) - bare; lower <= 0 || lower > 48*int(size.Density) {
				t.Errorf("with nothing found the form stands %d lower", lower)
			}
			if empty <= 0 || size.Height == 640 && empty > 640-56-48 {
				t.Errorf("Connect stands at %d", empty)
			}
		})
	}
}

func TestTheFormStandsStillWhileItIsUsed(t *testing.T) {
	for name, size := range map[string]uitest.Size{"wide": wide, "narrow": narrow} {
		t.Run(name, func(t *testing.T) {
			t.Run("a server comes while an address is typed", func(t *testing.T) {
				s := looking(t, size)
				before := s.below()
				s.Click("Address")
				s.Type("1")
				s.finds(here)
				for _, digit := range "92.168.1.5" {
					s.Advance(nearbyRest / 2)
					s.Type(string(digit))
					if at := s.below(); at != before {
						t.Fatalf("after %q the form moved from %v to %v", s.model.Prefs().Address, before, at)
					}
				}
				s.must("1 found")
				s.mustNot(here)
				if !s.Wakes() {
					t.Error("nothing shows it later")
				}
				s.Advance(nearbyRest)
				s.must(here)
				s.mustNot("1 found")
				if s.model.Prefs().Address != "192.168.1.5" || s.below().Y <= before.Y {
					t.Errorf("the field has %q, the form stands at %v", s.model.Prefs().Address, s.below())
				}
			})
			t.Run("a server comes while the pointer is used", func(t *testing.T) {
				s := looking(t, size)
				before := s.below()
				s.finds(here)
				for range 4 {
					s.Advance(nearbyRest * 3 / 4)
					s.Hover("Plain TCP")
					s.Advance(nearbyRest / 8)
					s.Hover("Connect")
				}
				if at := s.below(); at != before {
					t.Errorf("the form moved from %v to %v", before, at)
				}
				s.Advance(nearbyRest)
				s.must(here)
			})
			t.Run("what has just moved takes no press", func(t *testing.T) {
				s := looking(t, size)
				s.model.SetAddress("192.168.1.5:1")
				s.Frame()
				s.finds(here)
				s.Advance(nearbyRest)
				for _, label := range []string{"Plain TCP", "Connect"} {
					n, _ := s.Find(label)
					s.PressIn(n.Bounds, 50*time.Millisecond, 0)
				}
				if s.model.Prefs().ClientPlain || s.model.Client.State() != model.Idle {
					t.Errorf("plain is %v, the state %v", s.model.Prefs().ClientPlain, s.model.Client.State())
				}
				s.Click("Plain TCP")
				s.Click("Connect")
				if !s.model.Prefs().ClientPlain || s.model.Client.State() == model.Idle {
					t.Error("nor does it take one later")
				}
			})
			t.Run("a server that is gone keeps its place for a while, and takes no press", func(t *testing.T) {
				s := looking(t, size, here, there)
				before := s.below()
				s.finds(there)
				if s.enabled(here) || !s.enabled(there) {
					t.Errorf("enabled are %v, %v", s.enabled(here), s.enabled(there))
				}
				row, _ := s.Find(here)
				s.PressIn(row.Bounds, time.Second, 0)
				if at := s.below(); at != before || s.dialer.Count("JoinFound") != 0 {
					t.Errorf("the form moved from %v to %v, and it did %q", before, at, s.dialer.Calls())
				}
				s.Advance(nearbyGone)
				s.mustNot(here)
				if at := s.below(); at.Y >= before.Y {
					t.Errorf("the form stays at %v", at)
				}
			})
			t.Run("a recent one that comes stays where it is until it is shown above", func(t *testing.T) {
				s := remembering(t, size, words.English, marta(), "ship:8899")
				s.Advance(time.Minute)
				before := s.below()
				s.model.FoundNearby([]transport.FoundServer{{Addr: "10.0.0.1:8899", Addrs: []string{"10.0.0.1:8899"}, Known: true, Identity: transport.ID{1}, Name: "Marta"}})
				s.Frame()
				row, _ := s.Find("Marta")
				if at := s.below(); at != before || row.Bounds.Min.Y < before.Y {
					t.Errorf("the form moved from %v to %v, the row stands at %v", before, at, row.Bounds)
				}
				s.Advance(nearbyRest)
				row, _ = s.Find("Marta")
				if row.Bounds.Max.Y > s.below().Y || len(s.model.Client.Servers()) != 0 {
					t.Errorf("later it stands at %v, and among the recent are %v", row.Bounds, s.model.Client.Servers())
				}
			})
			t.Run("two rows that prove to be one server become one at once, and what comes to their place takes no press", func(t *testing.T) {
				const third = "10.0.0.9:8899"
				s := looking(t, size, here, there, third)
				before := s.below()
				second, _ := s.Find(there)
				s.model.FoundNearby([]transport.FoundServer{{Addr: there, Addrs: []string{there, here}}, {Addr: third, Addrs: []string{third}}})
				s.Frame()
				now, _ := s.Find(third)
				if at := s.below(); now.Bounds != second.Bounds || at.Y >= before.Y || len(s.screen.client.nearby.shown) != 2 {
					t.Fatalf("the third stands at %v and not %v, the form at %v, among %q", now.Bounds, second.Bounds, at, s.Labels())
				}
				s.PressIn(second.Bounds, 50*time.Millisecond, 0)
				if n := s.dialer.Count("JoinFound"); n != 0 {
					t.Error("a press on what was another row joined")
				}
				s.Advance(time.Second)
				s.Click(third)
				if !s.dialer.Called("JoinFound " + third + " ") {
					t.Errorf("later it did %q", s.dialer.Calls())
				}
			})
			t.Run("one that comes back meanwhile was never away", func(t *testing.T) {
				s := looking(t, size, here, there)
				before := s.below()
				s.finds(there)
				s.Advance(nearbyGone / 2)
				s.finds(here, there)
				s.Wakes()
				s.Advance(nearbyGone)
				if at := s.below(); at != before || !s.enabled(here) || s.Wakes() {
					t.Errorf("the form moved from %v to %v", before, at)
				}
			})
			t.Run("looking further says how far it is in its place", func(t *testing.T) {
				s := looking(t, size)
				s.Click("Look further")
				before := s.below()
				s.model.Swept(100, 254, false)
				s.Frame()
				s.must("Looking further…")
				s.model.Swept(254, 254, true)
				s.Frame()
				s.must("All addresses asked")
				if at := s.below(); at != before {
					t.Errorf("the form moved from %v to %v", before, at)
				}
			})
			t.Run("an attempt that fails leaves all where it was", func(t *testing.T) {
				s := looking(t, size, here)
				row, _ := s.Find(here)
				s.model.SetAddress("192.168.1.5:1")
				s.model.SetPlain(true)
				s.Frame()
				s.Click("Connect")
				if s.model.Client.State() != model.Connecting {
					t.Fatalf("state %v", s.model.Client.State())
				}
				if now, _ := s.Find(here); now.Bounds != row.Bounds || s.enabled(here) || s.enabled("Look further") {
					t.Errorf("while it connects the row stands at %v, not %v", now.Bounds, row.Bounds)
				}
				s.dialer.Answer(transport.Refused)
				s.Frame()
				s.finds(here)
				if now, _ := s.Find(here); now.Bounds != row.Bounds || !s.enabled(here) {
					t.Errorf("after it the row stands at %v, not %v", now.Bounds, row.Bounds)
				}
			})
			t.Run("many are counted, and listed on demand below the first", func(t *testing.T) {
				var all []string
				for i := range 40 {
					all = append(all, fmt.Sprintf("10.0.1.%d:8899", i+1))
				}
				s := looking(t, size, all[:nearbyShown]...)
				s.finds(all...)
				s.Advance(nearbyRest)
				first, _ := s.Find(all[0])
				s.mustNot(all[nearbyShown])
				before := s.below()
				s.finds(append(all, here)...)
				s.Advance(nearbyRest)
				if at := s.below(); at != before {
					t.Errorf("one more moves the form from %v to %v", before, at)
				}
				s.Click("Show 38 more")
				s.must(all[nearbyShown], all[nearbyShown+2])
				if now, _ := s.Find(all[0]); now.Bounds != first.Bounds {
					t.Errorf("the first row moved from %v to %v", first.Bounds, now.Bounds)
				}
				s.Click("Show fewer")
				s.mustNot(all[nearbyShown])
				if at := s.below(); at != before {
					t.Errorf("folded again the form stands at %v, not %v", at, before)
				}
			})
		})
	}
}

func TestWhoComesBackToTheTabSeesAtOnceWhatIsThere(t *testing.T) {
	s := looking(t, wide, here)
	s.model.SetTab(model.ServerTab)
	s.Frame()
	s.model.SetTab(model.ClientTab)
	s.Frame()
	s.mustNot(here)
	s.Advance(nearbyRest / 2)
	s.finds(there)
	s.must(there)
}

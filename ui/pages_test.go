package ui

import (
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// low is a window in which every page has to be scrolled.
var low = uitest.Size{Width: 340, Height: 300, Density: 1}

// crowdedBook is marta and a server more than low has room for.
func crowdedBook() []transport.KnownServer {
	return append(marta(), transport.KnownServer{Addr: "10.0.0.2:8899", Name: "Bo", Identity: transport.ID{2}, Trust: transport.Unverified})
}

func TestAPageThatIsOpenedStandsAtItsTop(t *testing.T) {
	type opener = func() // opens the page
	hosting := func(t *testing.T, open func(*model.Model)) (*stage, opener) {
		s := homely(t, low, tongues["en"])
		s.serve(0)
		for _, name := range []string{"Ann", "Bo", "Cy", "Di", "Ed"} {
			s.host.member(name, nil)
		}
		s.Frame()
		return s.stage, func() { open(s.model) }
	}
	for name, build := range map[string]func(*testing.T) (*stage, opener){
		"who may come": func(t *testing.T) (*stage, opener) {
			return hosting(t, func(m *model.Model) { m.ShowServerPage(model.VisitorsPage) })
		},
		"the invitation": func(t *testing.T) (*stage, opener) {
			return hosting(t, func(m *model.Model) { m.ShowServerPage(model.InvitationPage) })
		},
		"the members": func(t *testing.T) (*stage, opener) { return hosting(t, (*model.Model).OpenMembers) },
		"the words": func(t *testing.T) (*stage, opener) {
			return hosting(t, func(m *model.Model) { m.AskWords(1) })
		},
		"the doctor": func(t *testing.T) (*stage, opener) {
			p := newPatient(t, low, words.English)
			return p.stage, func() {
				p.model.ExamineServer()
				p.Frame()
				p.finds(closed)
			}
		},
		"the servers": func(t *testing.T) (*stage, opener) {
			s := remembering(t, low, words.English, crowdedBook(), "ship:8899")
			return s.stage, func() { s.model.ShowBook(true) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, open := build(t)
			for range 2 {
				open()
				s.Frame()
				s.Frame()
				page := s.screen.sidePage()
				if page == nil {
					t.Fatal("no page is open")
				}
				if at := page.scrolled().Position; at.First != 0 || at.Offset != 0 {
					t.Errorf("opened it stands at %+v", at)
				}
				s.Scroll(120)
				s.Frame()
				at := page.scrolled().Position
				if at.First == 0 && at.Offset == 0 {
					t.Fatal("there is nothing to scroll")
				}
				// Neither the settings nor the other tab close it.
				s.screen.settings.toggle(s.screen)
				s.Frame()
				s.screen.settings.toggle(s.screen)
				s.Frame()
				tab := s.model.Tab()
				s.model.SetTab(model.ClientTab - tab)
				s.Frame()
				s.model.SetTab(tab)
				s.Frame()
				if now := page.scrolled().Position; now.First != at.First || now.Offset != at.Offset {
					t.Errorf("from the other tab one comes back to %+v, not %+v", now, at)
				}
				s.Press(key.NameEscape, 0)
				s.Frame()
			}
		})
	}
	t.Run("the words of another", func(t *testing.T) {
		s, ask := hosting(t, func(m *model.Model) { m.AskWords(1) })
		ask()
		s.Frame()
		s.Frame()
		s.Scroll(120)
		if at := s.screen.verify.list.Position; at.First == 0 && at.Offset == 0 {
			t.Fatal("there is nothing to scroll")
		}
		s.model.AskWords(2)
		s.Frame()
		if at := s.screen.verify.list.Position; at.First != 0 || at.Offset != 0 {
			t.Errorf("they stand at %+v", at)
		}
	})
}

func TestTheButtonOfTheMembersListsAllAgain(t *testing.T) {
	s := membersOpen(t, wide, tongues["en"])
	s.fill("Search", "9c41")
	s.must("1 found")
	s.Click("Members…")
	s.must("5 members, 3 here")
}

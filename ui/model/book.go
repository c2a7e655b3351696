package model

import (
	"cmp"
	"slices"
	"strings"

	"confab/transport"
	"confab/ui/internal/visible"
)

// addressBook is the page of the servers whose keys are known.
type addressBook struct {
	shown bool
	cards []ServerCard
}

// ServerCard is a server on that page, with all its addresses. All labels are safe to show.
type ServerCard struct {
	Identity transport.ID
	// Title is what it is called: by the person or by itself. Itself is the latter where
	// Title is not, and Named what the person calls it; both may be empty.
	Title, Itself, Named string
	// Addresses are where it was met, the one reached last first.
	Addresses []MetAt
	Lock      transport.Trust
	Favourite bool
	// Describing the buttons to a screen reader.
	RenameSpoken, RemoveSpoken, ConnectSpoken, StarSpoken string
}

// MetAt is an address of a server, and when it was reached there last; empty is not known.
type MetAt struct{ Address, Seen string }

// ShowBook opens or closes the page of the servers.
func (m *Model) ShowBook(show bool) {
	if show {
		m.Client.uncover()
	}
	m.Client.book.shown = show
	m.settle()
}

// BookShown says that the page of the servers is open, on the Client tab.
func (m *Model) BookShown() bool { return m.tab == ClientTab && m.Client.book.shown }

// HasBook says that there are servers for that page.
func (c *ClientSide) HasBook() bool {
	return c.m.cfg.Identity != transport.ID{} && len(c.dialer.Known()) > 0
}

// Book are the servers of that page, favourites first. The slice is good until the next
// change.
func (c *ClientSide) Book() []ServerCard { return c.book.cards }

// listBook makes the cards.
func (c *ClientSide) listBook(secure []transport.KnownServer) {
	cards := c.book.cards[:0]
	c.book.cards = nil
	if !c.m.BookShown() {
		return
	}
	w, at := c.m.w, map[transport.ID]int{}
	for _, s := range secure {
		i, listed := at[s.Identity]
		if !listed {
			i = len(cards)
			at[s.Identity] = i
			cards = append(cards, c.card(s))
		}
		seen := ""
		if !s.Seen.IsZero() {
			then := s.Seen.In(c.m.cfg.Location)
			seen = w.SeenAt(w.Day(then, c.m.now()), then.Format(timeLayout))
		}
		cards[i].Addresses = append(cards[i].Addresses, MetAt{visible.Line(s.Addr, maxName), seen})
		if s.Trust == transport.Verified {
			cards[i].Lock = s.Trust
		}
	}
	slices.SortStableFunc(cards, func(a, b ServerCard) int { return favouriteFirst(a.Favourite, b.Favourite) })
	c.book.cards = cards
}

// favouriteFirst compares two servers of which one may be a favourite.
func favouriteFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (c *ClientSide) card(s transport.KnownServer) ServerCard {
	w := c.m.w
	card := ServerCard{Identity: s.Identity, Lock: s.Trust, Favourite: c.m.prefs.Favourite(s.Identity.String()), Named: c.m.ownName(s.Identity)}
	itself := visible.Named(s.Name, s.ShortKey, maxName)
	if card.Title = cmp.Or(card.Named, itself, visible.Line(s.Addr, maxName)); card.Title != itself {
		card.Itself = itself
	}
	card.RenameSpoken, card.RemoveSpoken, card.ConnectSpoken = w.RenameName(card.Title), w.RemoveName(card.Title), w.ConnectTo(card.Title)
	card.StarSpoken = w.StarName(card.Title, card.Favourite)
	return card
}

// ownName is what the person calls the server of a key, or empty.
func (m *Model) ownName(id transport.ID) string {
	if id == (transport.ID{}) {
		return ""
	}
	return visible.Line(m.prefs.ServerNames[id.String()], maxName)
}

// ServerName is what a server is called: title wherever it is told from others, and name
// without what that takes, empty where it has none.
func (m *Model) ServerName(id transport.ID) (title, name string) {
	for _, s := range m.Client.dialer.Known() {
		if s.Identity == id {
			card := m.Client.card(s)
			return card.Title, cmp.Or(card.Named, visible.Line(s.Name, maxName))
		}
	}
	return m.ownName(id), m.ownName(id)
}

// NameServer has a server called by a name of one's own; an empty one, and the one that it
// gives itself, take it back.
func (m *Model) NameServer(id transport.ID, name string) {
	if slices.ContainsFunc(m.Client.dialer.Known(), func(s transport.KnownServer) bool {
		return s.Identity == id && visible.Line(s.Name, maxName) == strings.TrimSpace(name)
	}) {
		name = ""
	}
	m.prefs.NameServer(id.String(), name)
	m.save()
	m.Client.relabel()
	m.settle()
}

// SetFavourite has a server among the first or not.
func (m *Model) SetFavourite(id transport.ID, is bool) {
	m.prefs.SetFavourite(id.String(), is)
	m.save()
	m.settle()
}

// ConnectServer connects to a server at the address where it was reached last.
func (m *Model) ConnectServer(id transport.ID) {
	for _, s := range m.Client.dialer.Known() {
		if s.Identity == id && m.Client.CanConnect() {
			m.OpenServer(s.Addr)
			return
		}
	}
}

// RemoveServer forgets a server: its key, its addresses, and what the person calls it.
func (m *Model) RemoveServer(id transport.ID) {
	first := ""
	for _, s := range m.Client.dialer.Known() {
		if s.Identity == id {
			m.prefs.Drop(s.Addr)
			first = cmp.Or(first, s.Addr)
		}
	}
	m.prefs.NameServer(id.String(), "")
	m.prefs.SetFavourite(id.String(), false)
	m.save()
	if first != "" {
		m.ForgetServer(first)
	}
	m.settle()
}

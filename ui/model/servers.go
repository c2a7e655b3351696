package model

import (
	"slices"
	"strings"

	"confab/transport"
	"confab/ui/internal/visible"
)

// KnownServer is a row of the Client tab's list: an address connected to
// before, with its talk if there is one in this run. All labels are safe to show.
type KnownServer struct {
	// Address is the row's stable key, host:port: of several, where it was reached
	// last. Others are the rest of them, the one that was reached last first.
	Address string
	Others  []string
	// Title is its name, with the short form of its key where another server's looks
	// like it. Second has the addresses, and what was said last or that nobody is
	// connected.
	Title, Second string
	Here          bool
	// Identity is its key, as far as it is known; zero where it is not. Favourite says that
	// the person wants it among the first.
	Identity  transport.ID
	Favourite bool
	// Plain says that it was last reached over plain TCP; otherwise Lock is
	// what is known of its key.
	Plain bool
	Lock  transport.Trust
	// Selected says that its talk is open.
	Selected bool
	// UnreadLabel is short and empty for none, UnreadSpoken is for screen readers.
	UnreadLabel, UnreadSpoken string
	// More describes the button that opens the menu.
	More string

	person *Person                // nil when it was not talked to in this run
	said   string                 // what was said last, or that the connection ended
	itself string                 // what it calls itself, where Title is a name of the person's own
	found  *transport.FoundServer // of a row of Nearby
}

// Key is the same for a server wherever it is reached, as far as its key is known.
func (k KnownServer) Key() string {
	switch {
	case k.person != nil:
		return k.person.Key()
	case k.Identity != transport.ID{}:
		return k.Identity.String()
	}
	return k.Address
}

// Nearby says that the row is of a server that was found on the local networks.
func (k KnownServer) Nearby() bool { return k.found != nil }

// Servers are the rows of the Client tab's list: those talked to in this run
// that are no longer among the recent ones last, and those whose keys were
// removed, without the one whose people are listed while there is a connection.
// A server that is known by its key has one row, under the address that was used
// last, and none here while it has one in Nearby. Favourites come first. The slice is good until the next change.
func (c *ClientSide) Servers() []KnownServer { return c.servers }

// listServers makes the rows of Servers.
func (c *ClientSide) listServers(secure []transport.KnownServer) {
	c.servers = c.servers[:0]
	listed := map[*Person]bool{}
	have, row := map[string]bool{}, map[transport.ID]int{} // row has the index, -1 where there is none
	add := func(addr string) {
		p, key := c.serverAt(addr, secure)
		again := have[addr] || addr == ""
		at, met := row[key]
		listed[p], have[addr] = true, true
		switch {
		case again:
		case met && key != (transport.ID{}):
			if at >= 0 {
				c.servers[at].Others = append(c.servers[at].Others, addr)
			}
		case c.standsAbove(p), !c.m.prefs.Plain(addr) && c.isNearby(key, addr):
			row[key] = -1
		default:
			row[key] = len(c.servers)
			c.servers = append(c.servers, c.known(addr, key, p, secure))
		}
	}
	for _, addr := range c.m.prefs.Recent {
		add(addr)
	}
	for _, s := range secure {
		add(s.Addr)
	}
	for _, p := range c.arrivals {
		nearby := p.Member && !p.peer.Past && c.isNearby(p.peer.Identity, p.peer.Addr)
		if !listed[p] && !nearby && p.peer.Server == 0 && (p.Here || !p.heard.IsZero() || p.peer.Past) {
			c.servers = append(c.servers, c.known(p.peer.Addr, p.peer.Identity, p, secure))
		}
	}
	for i := range c.servers {
		c.servers[i].locate()
	}
	slices.SortStableFunc(c.servers, func(a, b KnownServer) int {
		return favouriteFirst(a.Favourite, b.Favourite)
	})
}

// locate puts the addresses into the second line where the title is a name.
func (k *KnownServer) locate() {
	if k.Title == k.Address || k.person != nil && k.person.peer.Past {
		return
	}
	k.Second = joined(k.itself, strings.Join(append([]string{k.Address}, k.Others...), ", "), k.said)
}

// standsAbove says that a server is the one that we are at, and that its people
// are in Room: a row of its own would say the same twice.
func (c *ClientSide) standsAbove(p *Person) bool {
	return p != nil && !c.CanConnect() && p.peer.Addr == c.addr && p == c.roomServer()
}

func (c *ClientSide) byAddress(addr string) *Person {
	for _, p := range c.arrivals {
		if p.peer.Addr == addr && p.peer.Server == 0 {
			return p
		}
	}
	return nil
}

// serverAt is the server with the key that is expected at addr, whatever address it
// was reached at in this run, or what was talked to there without one.
func (c *ClientSide) serverAt(addr string, secure []transport.KnownServer) (p *Person, key transport.ID) {
	for _, s := range secure {
		if s.Addr == addr {
			key = s.Identity
		}
	}
	if p = c.byAddress(addr); p != nil && p.Member && !p.peer.Past && key == (transport.ID{}) {
		key = p.peer.Identity // it was met in this run
	}
	if p != nil || key == (transport.ID{}) {
		return p, key
	}
	for _, other := range c.arrivals {
		if other.peer.Server == 0 && !other.peer.Past && other.peer.Identity == key {
			return other, key
		}
	}
	return nil, key
}

// IsPast says that the key of a server, or of the server of a member, was
// removed: what was said can be read, and nobody is reached there any more.
func (s *Side) IsPast(p *Person) bool {
	if p != nil && p.peer.Server != 0 {
		p = s.people[p.peer.Server]
	}
	return p != nil && p.peer.Past
}

// Past is the server of that row of Servers if its key was removed, or nil.
func (c *ClientSide) Past(addr string) *Person {
	if p := c.byAddress(addr); c.IsPast(p) {
		return p
	}
	return nil
}

func (c *ClientSide) known(addr string, key transport.ID, p *Person, secure []transport.KnownServer) KnownServer {
	k := KnownServer{Address: addr, Title: addr, Second: c.m.w.NotConnected, Plain: c.m.prefs.Plain(addr), person: p}
	if p == nil || !p.peer.Past {
		k.Identity, k.Favourite = key, c.m.prefs.Favourite(key.String())
	}
	for _, s := range slices.Backward(secure) { // of several the one seen last counts
		if key != (transport.ID{}) && s.Identity == key {
			k.Lock = s.Trust
			if name := visible.Named(s.Name, s.ShortKey, maxName); name != "" {
				k.Title = name
			}
		}
	}
	if p != nil {
		k.Title, k.Second, k.said, k.Here = p.itself(), p.Second, p.Second, p.Here
		k.Plain, k.Selected = !p.Member, c.selected == p && !p.Member // its room has a row of its own
		k.UnreadLabel, k.UnreadSpoken = p.UnreadLabel, p.UnreadSpoken
		if p.Member {
			k.Lock = p.Lock
		}
	}
	if own := c.m.ownName(k.Identity); own != "" && k.Title != own {
		if k.Title != addr {
			k.itself = k.Title
		}
		k.Title = own
	}
	k.More = c.m.w.MoreFor(k.Title)
	return k
}

// OpenServer is what a click on a row of Servers does: it connects, or while
// another connection stands, or its key was removed, shows what was said there.
func (m *Model) OpenServer(addr string) {
	c := m.Client
	p, _ := c.serverAt(addr, c.dialer.Known())
	if p != nil {
		m.Select(p.ID)
	}
	if c.CanConnect() && (p == nil || !p.peer.Past) {
		m.ConnectTo(addr)
	}
}

package model

// KnownServer is a row of the Client tab's list: an address connected to
// before, with its talk if there is one in this run. All labels are safe to show.
type KnownServer struct {
	// Address is the row's stable key, host:port.
	Address string
	// Title is its name, Second what was said last or that nobody is connected.
	Title, Second string
	Here          bool
	// Selected says that its talk is open.
	Selected bool
	// UnreadLabel is short and empty for none, UnreadSpoken is for screen readers.
	UnreadLabel, UnreadSpoken string
	// More describes the button that opens the menu.
	More string

	person *Person // nil when it was not talked to in this run
}

// Servers are the rows of the Client tab's list: those talked to in this run
// that are no longer among the recent ones last. The slice is good until the
// next change.
func (c *ClientSide) Servers() []KnownServer { return c.servers }

// listServers makes the rows of Servers.
func (c *ClientSide) listServers() {
	c.servers = c.servers[:0]
	listed := map[*Person]bool{}
	for _, addr := range c.m.prefs.Recent {
		p := c.byAddress(addr)
		listed[p] = true
		c.servers = append(c.servers, c.known(addr, p))
	}
	for _, p := range c.arrivals {
		if !listed[p] && (p.Here || p.heard > 0) {
			c.servers = append(c.servers, c.known(p.peer.Addr, p))
		}
	}
}

func (c *ClientSide) byAddress(addr string) *Person {
	for _, p := range c.arrivals {
		if p.peer.Addr == addr {
			return p
		}
	}
	return nil
}

func (c *ClientSide) known(addr string, p *Person) KnownServer {
	if p == nil {
		return KnownServer{Address: addr, Title: addr, Second: c.m.w.NotConnected, More: c.m.w.MoreFor(addr)}
	}
	return KnownServer{
		Address: addr, Title: p.Title, Second: p.Second, Here: p.Here,
		Selected: c.selected == p, UnreadLabel: p.UnreadLabel, UnreadSpoken: p.UnreadSpoken, More: p.More, person: p,
	}
}

// OpenServer is what a click on a row of Servers does: it connects, or while
// another connection stands shows what was said there.
func (m *Model) OpenServer(addr string) {
	c := m.Client
	p := c.byAddress(addr)
	if p != nil {
		m.Select(p.ID)
	}
	if c.CanConnect() {
		m.ConnectTo(addr)
	}
}

package transport

import "confab/transport/internal/names"

// likeness finds the members whose names can be taken for that of the host, of
// ourselves or of a member whose words were compared: those show their key. It
// covers the members of one host, and is guarded by core.mu.
type likeness struct {
	guard names.Guard[ID]
}

// label has p show its key or not, and protects its name or not. It reports
// whether the names of the others must be looked at again.
func (l *likeness) label(p *peer, protects bool) (others bool) {
	if p.shaped != p.Name {
		p.shaped, p.shape = p.Name, names.ShapeOf(p.Name)
	}
	var own names.Shape
	if protects {
		own = p.shape
	}
	others = l.guard.Protect(p.Identity, own)
	p.ShortKey = ""
	if l.guard.Alike(p.Identity, p.shape, p.Host) {
		p.ShortKey = shortID(p.Identity)
	}
	return others
}

// shortKey is Peer.ShortKey of a member that is none any more.
func (l *likeness) shortKey(id ID, name string) string {
	if l.guard.Alike(id, names.ShapeOf(name), false) {
		return shortID(id)
	}
	return ""
}

// label labels a member that was named or judged. The caller holds core.mu, and
// tells of p.
func (s *Server) label(p *peer) {
	if s.hosting.likeness.label(p, p.Trust == Verified) {
		s.relabel(p)
	}
}

// relabel labels all members but one again. The caller holds core.mu.
func (s *Server) relabel(but *peer) {
	for _, p := range s.hosting.byID {
		if p != but {
			was := p.ShortKey
			s.hosting.likeness.label(p, p.Trust == Verified)
			s.tellLabel(p, was)
		}
	}
}

// protectSelf keeps our own name from being taken by others. The caller holds
// core.mu.
func (s *Server) protectSelf() {
	if s.hosting.likeness.guard.Protect(s.home.Identity(), names.ShapeOf(s.hosting.name)) {
		s.relabel(nil)
	}
}

// label labels a member that was named or judged. The caller holds core.mu, and
// tells of p.
func (f *following) label(p *peer) {
	if f.likeness.label(p, p.Host || p.Trust == Verified) {
		f.relabelSoon()
	}
}

// relabelSoon has all members labelled again, once for all that changes until then:
// a host may call itself something else with each frame. The caller holds core.mu.
func (f *following) relabelSoon() {
	if f.relabelling {
		return
	}
	f.relabelling = true
	f.client.disk.do(func() {
		f.client.mu.Lock()
		defer f.client.mu.Unlock()
		f.relabelling = false
		f.relabel()
	})
}

// relabel labels all members again. The caller holds core.mu.
func (f *following) relabel() {
	for _, p := range f.members {
		was := p.ShortKey
		f.likeness.label(p, p.Host || p.Trust == Verified)
		f.client.tellLabel(p, was)
	}
}

// protectSelf keeps our own name from being taken by others. The caller holds
// core.mu.
func (f *following) protectSelf() {
	self := f.client.home.Identity()
	if f.likeness.guard.Protect(self, names.ShapeOf(memberName(f.client.name, self))) {
		f.relabel()
	}
}

// labelServer labels the server itself, among those that are known. The caller
// holds core.mu.
func (f *following) labelServer() {
	p := f.server
	p.ShortKey = ""
	if f.client.servers.Alike(p.Identity, names.ShapeOf(p.Name), true) && p.Identity != (ID{}) {
		p.ShortKey = shortID(p.Identity)
	}
}

// labelKnown labels the known servers: the name of one whose words were compared is
// no other's. The caller holds core.mu.
func (c *Client) labelKnown() {
	c.servers = names.Guard[ID]{}
	shapes := make([]names.Shape, len(c.known))
	for i, k := range c.known {
		shapes[i] = names.ShapeOf(k.Name)
		if k.Trust == Verified {
			c.servers.Protect(k.Identity, shapes[i])
		}
	}
	for i := range c.known {
		k := &c.known[i]
		k.ShortKey = ""
		if c.servers.Alike(k.Identity, shapes[i], true) {
			k.ShortKey = shortID(k.Identity)
		}
	}
}

// tellLabel tells of a peer whose label is another one than it was. The caller
// holds core.mu.
func (c *core) tellLabel(p *peer, was string) {
	if p.ShortKey != was {
		c.post(Event{Kind: Changed, Peer: p.Peer})
	}
}

package core

import (
	"slices"

	"confab/transport/internal/names"
)

// likeness finds the members whose names can be taken for that of the host, of ourselves,
// of a member whose words were compared, or of any other member: those show their key. It
// covers the members of one host, or the servers that are known, and is owned by the loop.
type likeness struct {
	guard names.Guard[ID]
	// same are the names of the members and of former.
	same names.Namesakes[ID]
	// given are the names that members gave up who had spoken under them.
	given names.Namesakes[ID]
	// former are who is no member any more and whose words stand in a talk: under the name
	// that it had last. At most maxFormer.
	former map[ID]bool
	// spoke says whether somebody has said anything.
	spoke func(ID) bool
}

// maxFormer bounds of how many former members the names are known, and maxGiven how much
// is of those that one member gave up.
const maxFormer, maxGiven = 1024, 8

// label has p show its key or not, and protects its name or not. It reports whether
// the names of all others must be looked at again, or returns those that must.
func (l *likeness) label(p *peer, protects bool) (all bool, twins []ID) {
	if p.shaped != p.Name {
		if len(p.shape) > 0 && l.spoke(p.Identity) {
			p.given = append(p.given, p.shape...)
			p.given = slices.Clone(p.given[max(0, len(p.given)-maxGiven):])
			twins = l.given.Set(p.Identity, p.given)
		}
		p.shaped, p.shape = p.Name, names.ShapeOf(p.Name)
	}
	delete(l.former, p.Identity)
	var own names.Shape
	if protects {
		own = p.shape
	}
	all, twins = l.guard.Protect(p.Identity, own), append(twins, l.same.Set(p.Identity, p.shape)...)
	p.ShortKey = l.shortKey(p.Identity, p.shape, p.Host, protects)
	if p.Host && l.same.Shared(p.Identity, p.shape) {
		p.ShortKey = shortID(p.Identity) // whoever has its name could say that this is the key of the host
	}
	return all, twins
}

// shortKey is Peer.ShortKey of whoever has a name of that shape. A protected name
// belongs to its owner: the others show their keys.
func (l *likeness) shortKey(id ID, name names.Shape, hosts, protects bool) string {
	if l.guard.Alike(id, name, hosts) || !protects && (l.same.Shared(id, name) || l.given.Shared(id, name)) {
		return shortID(id)
	}
	return ""
}

// forget notes that a member is none any more. What it returns is as of label.
func (l *likeness) forget(p *peer) (all bool, twins []ID) {
	all = l.guard.Protect(p.Identity, nil)
	if l.spoke(p.Identity) {
		return all, l.keep(p.Identity, p.shape)
	}
	return all, l.same.Set(p.Identity, nil)
}

// keep notes under which name the words of a former member stand. It returns whose labels
// change by that.
func (l *likeness) keep(id ID, name names.Shape) (twins []ID) {
	if !l.former[id] && len(l.former) >= maxFormer {
		for other := range l.former { // any: which of so many is met again cannot be known
			delete(l.former, other)
			twins = append(l.same.Set(other, nil), l.given.Set(other, nil)...)
			break
		}
	}
	if l.former == nil {
		l.former = map[ID]bool{}
	}
	l.former[id] = true
	return append(twins, l.same.Set(id, name)...)
}

// spoke reports whether somebody is known to have said anything.
func (c *core) spoke(id ID) bool { return c.names[id] != "" }

// label labels a member that was named or judged. Whoever calls posts of p.
func (s *Server) label(p *peer) {
	all, twins := s.hosting.likeness.label(p, p.Trust == Verified)
	s.relabel(p, all, twins)
}

// relabel labels all members but one again, or some.
func (s *Server) relabel(but *peer, all bool, some []ID) {
	again := func(p *peer) {
		if p != nil && p != but {
			was := p.ShortKey
			s.hosting.likeness.label(p, p.Trust == Verified)
			s.tellLabel(p, was)
		}
	}
	if all {
		for _, p := range s.hosting.byID {
			again(p)
		}
		return
	}
	for _, id := range some {
		again(s.hosting.byID[id])
	}
}

// protectSelf keeps our own name from being taken by others.
func (s *Server) protectSelf() {
	if s.hosting.likeness.guard.Protect(s.home.Identity(), names.ShapeOf(s.hosting.name)) {
		s.relabel(nil, true, nil)
	}
}

// label labels a member that was named or judged. Whoever calls posts of p.
func (f *following) label(p *peer) {
	f.othersLabelled(f.likeness.label(p, p.Host || p.Trust == Verified))
	if p.Host {
		f.relabelServer()
	}
}

// othersLabelled labels the others again whose names look otherwise now that one changed:
// all soon, or some at once.
func (f *following) othersLabelled(all bool, some []ID) {
	if all {
		f.relabelSoon()
		return
	}
	for _, id := range some {
		if p := f.members[id]; p != nil {
			f.relabelOne(p)
		}
	}
}

// relabelOne labels a member again.
func (f *following) relabelOne(p *peer) {
	was := p.ShortKey
	f.likeness.label(p, p.Host || p.Trust == Verified)
	f.client.tellLabel(p, was)
	if p.Host {
		f.relabelServer()
	}
}

// relabelSoon has all members labelled again, once for all that changes until then: a host
// may call itself something else with each frame.
func (f *following) relabelSoon() {
	if f.relabelling {
		return
	}
	f.relabelling = true
	f.client.executor.Do(func() {
		f.client.loop.Do(func() {
			f.relabelling = false
			f.relabel()
		})
	})
}

// relabel labels all members again.
func (f *following) relabel() {
	for _, p := range f.members {
		f.relabelOne(p)
	}
}

// protectSelf keeps our own name from being taken by others.
func (f *following) protectSelf() {
	self := f.client.home.Identity()
	if f.likeness.guard.Protect(self, names.ShapeOf(memberName(f.client.name, self))) {
		f.relabel()
	}
}

// labelServer labels the server itself, among those that are known and among its members.
func (f *following) labelServer() {
	p := f.server
	if p.ShortKey = ""; p.Identity == (ID{}) {
		return
	}
	name := names.ShapeOf(p.Name)
	p.ShortKey = f.client.servers.shortKey(p.Identity, name, true, p.Trust == Verified)
	if f.likeness.same.Shared(p.Identity, name) {
		p.ShortKey = shortID(p.Identity)
	}
}

// relabelServer labels the server again, and tells of it.
func (f *following) relabelServer() {
	if was := f.server.ShortKey; !f.server.Past {
		f.labelServer()
		f.client.tellLabel(f.server, was)
	}
}

// labelKnown labels the known servers: the name of one whose words were compared is no
// other's.
func (c *Client) labelKnown() {
	c.servers = likeness{}
	shapes := make([]names.Shape, len(c.known))
	for i, k := range slices.Backward(c.known) { // of one at several addresses the newest name counts
		shapes[i] = names.ShapeOf(k.Name)
		c.servers.same.Set(k.Identity, shapes[i])
		if k.Trust == Verified {
			c.servers.guard.Protect(k.Identity, shapes[i])
		}
	}
	for i := range c.known {
		k := &c.known[i]
		k.ShortKey = c.servers.shortKey(k.Identity, shapes[i], true, k.Trust == Verified)
	}
	for _, f := range c.byServer {
		f.relabelServer()
	}
}

// tellLabel tells of a peer whose label is another one than it was.
func (c *core) tellLabel(p *peer, was string) {
	if p.ShortKey != was {
		c.post(Event{Kind: Changed, Peer: p.Peer})
	}
}

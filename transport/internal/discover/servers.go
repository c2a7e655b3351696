package discover

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"confab/transport/internal/session"
)

// What is kept of beacons and answers.
const (
	// expiry is how long a server is there that says nothing more.
	expiry      = 25 * time.Second
	serversMost = 512 // that are not known
	addrsMost   = 16  // of one server
	portsMost   = 8   // servers of one address
	// newPerSecond and newBurst bound how many servers are looked up among those that
	// are known.
	newPerSecond = 50
	newBurst     = 512
)

// Server is one that was found.
type Server struct {
	// Addrs are its addresses, the likeliest first, at least one.
	Addrs []netip.AddrPort
	// Known is the place of its identity in Search.Known, or -1.
	Known int
}

// servers are those that were heard lately. One goroutine owns them.
type servers struct {
	known      []Identity // those given, and then others that were met
	given      int        // how many of known were
	byInstance map[instanceAt]*entry
	byAddr     map[netip.AddrPort]*entry
	byKnown    map[int]*entry
	perIP      map[netip.Addr]int // how many of byAddr an address has
	lookups    session.Bucket
}

// instanceAt is an instance with the port that its tag is for.
type instanceAt struct {
	instance instance
	port     uint16
}

// entry is a server, under all its addresses.
type entry struct {
	instance instanceAt // the latest
	known    int
	until    map[netip.AddrPort]time.Time // when it is gone from an address unless it says more
}

func newServers(known []Identity) *servers {
	return &servers{
		known: known, given: len(known), byInstance: map[instanceAt]*entry{}, byAddr: map[netip.AddrPort]*entry{}, byKnown: map[int]*entry{},
		perIP: map[netip.Addr]int{}, lookups: session.NewBucket(newPerSecond, newBurst),
	}
}

// heard takes up that a server sent a beacon or an answer, and reports whether that
// changed what list returns.
func (s *servers) heard(from netip.Addr, port uint16, i instance, now time.Time) (changed bool) {
	at, key := netip.AddrPortFrom(from, port), instanceAt{i, port}
	e := s.byInstance[key]
	if e == nil {
		if e = s.add(key, at, now); e == nil {
			return false
		}
	}
	return s.place(e, at, now.Add(expiry))
}

// place has a server be at an address until then, and reports whether that changed what
// list returns.
func (s *servers) place(e *entry, at netip.AddrPort, until time.Time) (changed bool) {
	if was := s.byAddr[at]; was != e {
		if was == nil && s.perIP[at.Addr()] >= portsMost {
			s.dropEmpty(e)
			return false
		}
		if len(e.until) >= addrsMost {
			return false
		}
		if was != nil {
			s.drop(was, at) // it has another tag now
		}
		s.byAddr[at] = e
		s.perIP[at.Addr()]++
		changed = true
	}
	if until.After(e.until[at]) {
		e.until[at] = until
	}
	return changed
}

// add returns the entry of an instance that was not heard before, nil if there is no
// room for it.
func (s *servers) add(key instanceAt, at netip.AddrPort, now time.Time) *entry {
	if s.lookups.Left(now) < 1 {
		return nil
	}
	s.lookups.Take(1, now)
	known := slices.IndexFunc(s.known, func(id Identity) bool { return key.instance.is(id, key.port) })
	e := s.byKnown[known]
	switch {
	case e != nil: // the same server with another tag
		delete(s.byInstance, e.instance)
		e.instance = key
	case known < 0 && len(s.byInstance)-len(s.byKnown) >= serversMost && !s.alone(at):
		return nil
	default:
		e = &entry{instance: key, known: known, until: map[netip.AddrPort]time.Time{}}
		if known >= 0 {
			s.byKnown[known] = e
		}
	}
	s.byInstance[key] = e
	return e
}

// alone reports whether an address is the only one of its entry, and not of one that is
// known: a new entry takes that one's place.
func (s *servers) alone(at netip.AddrPort) bool {
	was := s.byAddr[at]
	return was != nil && was.known < 0 && len(was.until) == 1
}

// drop takes an address from an entry, which goes with its last.
func (s *servers) drop(e *entry, at netip.AddrPort) {
	delete(e.until, at)
	delete(s.byAddr, at)
	if s.perIP[at.Addr()]--; s.perIP[at.Addr()] <= 0 {
		delete(s.perIP, at.Addr())
	}
	s.dropEmpty(e)
}

func (s *servers) dropEmpty(e *entry) {
	if len(e.until) > 0 {
		return
	}
	delete(s.byInstance, e.instance)
	if e.known >= 0 {
		delete(s.byKnown, e.known)
	}
}

// expire forgets what was not heard for too long. It reports whether that changed what list
// returns, and when it is to be called next; zero if there is nothing to forget.
func (s *servers) expire(now time.Time) (changed bool, next time.Time) {
	for at, e := range s.byAddr {
		if gone := e.until[at]; !gone.After(now) {
			s.drop(e, at)
			changed = true
		} else if next.IsZero() || gone.Before(next) {
			next = gone
		}
	}
	return changed, next
}

// list returns the servers, those that are known first.
func (s *servers) list() []Server {
	list := make([]Server, 0, len(s.byInstance))
	for _, e := range s.byInstance {
		f := Server{Known: e.known}
		if e.known >= s.given {
			f.Known = -1
		}
		for at := range e.until {
			f.Addrs = append(f.Addrs, at)
		}
		slices.SortFunc(f.Addrs, compareAddrs)
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Server) int {
		if known := cmp.Compare(min(b.Known, 0), min(a.Known, 0)); known != 0 {
			return known
		}
		return compareAddrs(a.Addrs[0], b.Addrs[0])
	})
	return list
}

// compareAddrs orders addresses by how likely they are to be of use.
func compareAddrs(a, b netip.AddrPort) int {
	rank := func(a netip.Addr) int {
		switch {
		case a.IsLoopback():
			return 4
		case a.Is6() && a.IsLinkLocalUnicast():
			return 3
		case a.Is6():
			return 2
		case a.IsPrivate():
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(a.Addr()), rank(b.Addr())), a.Compare(b))
}

package discover

import (
	"math/rand/v2"
	"net/netip"
	"time"
)

// When a question for servers is answered (RFC 6762, section 6): after a moment, since all
// answer the same one, and once a second at most. The answer goes to all, so many that ask
// cost no more than one, and none is sent where somebody else would want it.
const (
	respondAfter  = 20 * time.Millisecond
	respondWithin = 100 * time.Millisecond // more
	respondEvery  = time.Second
)

// responder announces a server by multicast DNS. The goroutine of Announcer.Run owns it.
type responder struct {
	instance  instance  // the one announced last
	announced bool      // on these networks
	last      time.Time // when that was
	due       time.Time // when it is to be announced again; zero: when it is asked for
}

// asked notes a question, which is for all servers or for the one of an instance.
func (r *responder) asked(i instance, now time.Time) {
	if i != (instance{}) && i != r.instance || !r.due.IsZero() {
		return
	}
	r.due = now.Add(respondAfter + rand.N(respondWithin))
	if soonest := r.last.Add(respondEvery); r.due.Before(soonest) {
		r.due = soonest
	}
}

// announce sends the records of a server on each network, and withdraws those of the
// instance that was announced there before.
func (r *responder) announce(s *sockets, networks []Network, i instance, port uint16, now time.Time) {
	if r.instance != i {
		r.withdraw(s, networks, port)
	}
	r.instance, r.announced, r.last, r.due = i, true, now, time.Time{}
	r.send(s, networks, port, recordTTL)
}

// withdraw says that what was announced is no more.
func (r *responder) withdraw(s *sockets, networks []Network, port uint16) {
	if r.announced {
		r.send(s, networks, port, goneTTL)
		r.announced = false
	}
}

func (r *responder) send(s *sockets, networks []Network, port uint16, ttl uint32) {
	s.toResponders(networks, func(n Network) []byte {
		addrs := make([]netip.Addr, len(n.Prefixes))
		for i, p := range n.Prefixes {
			addrs[i] = p.Addr()
		}
		return announcement(r.instance, port, addrs, ttl)
	})
}

package core

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

const (
	// maxWaitingPosts is how many posts wait for a disk that takes nothing; what is
	// said beyond that fails.
	// The going of a guest is not among those: see crowded.
	maxWaitingPosts = 256
	// postPause is how long a disk that took nothing is left alone.
	postPause = time.Second
)

// hostPost is a post of the host itself, or of a guest through it.
type hostPost struct {
	number uint64 // in the order of saying
	room   *room
	post   wire.Post
}

// hostPosts are the posts that have no place in the log yet. What the disk cannot take for
// now is submitted again, in its order: the hub refuses what comes behind it until then.
// All is and is owned by the loop.
type hostPosts struct {
	last    uint64     // number of the last post
	given   int        // how many the hub has and did not answer
	refused bool       // the disk did not take one of those
	why     Fault      // of the last that it did not take
	waiting []hostPost // by number
	// unheard are the guests of whom it was told that what they say is not said in
	// the room, since the disk took something last.
	unheard map[PeerID]bool
}

// submit has the hub put a post into the log, behind those that wait.
func (s *Server) submit(h *hub.Hub, r *room, post wire.Post) {
	o := &s.hosting.posts
	o.last++
	p := hostPost{o.last, r, post}
	switch {
	case len(o.waiting) == 0:
		s.give(h, p)
	case post.Kind == wire.GuestOut, !o.crowded(1):
		o.waiting = append(o.waiting, p)
	default:
		why := o.why
		s.executor.Do(func() {
			s.loop.Do(func() {
				s.refuse(p, why)
			})
		})
	}
}

// crowded reports whether more would wait, with so many more, than may. The going of a
// guest always may: the log would have it in the room for ever, and there is no more than
// one for each coming.
func (o *hostPosts) crowded(more int) bool {
	for _, p := range o.waiting {
		if p.post.Kind != wire.GuestOut {
			more++
		}
	}
	return more > maxWaitingPosts
}

// dropNewest takes out the newest of those that wait which may be refused.
func (o *hostPosts) dropNewest() hostPost {
	at := len(o.waiting) - 1
	for o.waiting[at].post.Kind == wire.GuestOut {
		at--
	}
	newest := o.waiting[at]
	o.waiting = slices.Delete(o.waiting, at, at+1)
	return newest
}

// give gives a post to the hub.
func (s *Server) give(h *hub.Hub, p hostPost) {
	s.hosting.posts.given++
	s.executor.Do(func() {
		h.Post(p.post, p.room.other, func(a store.Answer, err error) {
			s.executor.Do(func() { s.answered(h, p, a, err) })
		})
	})
}

// answered takes what the hub says of a post. It runs on the executor.
func (s *Server) answered(h *hub.Hub, p hostPost, a store.Answer, err error) {
	s.loop.Do(func() {
		o := &s.hosting.posts
		o.given--
		fault, later := NoFault, false
		switch {
		case err != nil:
			fault, later = s.diskError(err).Fault, !errors.Is(err, hub.ErrClosed) && store.NakFor(err).Temporary()
		case a.Refused != 0:
			fault, later = nakFault(a.Refused), a.Refused.Temporary()
		}
		switch {
		case later && s.hosting.hub == h:
			at, _ := slices.BinarySearchFunc(o.waiting, p.number, func(q hostPost, n uint64) int { return cmp.Compare(q.number, n) })
			o.waiting, o.refused, o.why = slices.Insert(o.waiting, at, p), true, fault
			if o.crowded(0) {
				// Never the first: the store holds all others back until that comes again.
				s.refuse(o.dropNewest(), fault)
			}
		case fault != NoFault:
			s.refuse(p, fault)
		default:
			clear(o.unheard)
		}
		switch {
		case o.given > 0 || len(o.waiting) == 0:
		case o.refused: // one is tried alone
			o.refused = false
			time.AfterFunc(postPause, func() {
				s.executor.Do(func() {
					s.loop.Do(func() { s.giveWaiting(1) })
				})
			})
		default:
			s.giveWaiting(len(o.waiting))
		}
	})
}

// giveWaiting gives the first n of the posts that wait to the hub; when there is none any
// more, they all fail.
func (s *Server) giveWaiting(n int) {
	o, h := &s.hosting.posts, s.hosting.hub
	if n = min(n, len(o.waiting)); h == nil {
		n = len(o.waiting)
	}
	given := slices.Clone(o.waiting[:n])
	o.waiting = slices.Delete(o.waiting, 0, n)
	for _, p := range given {
		if h == nil {
			s.refuse(p, o.why)
		} else {
			s.give(h, p)
		}
	}
}

// refuse takes note that a post is not said. It runs on the executor, or when that has
// nothing more to do.
func (s *Server) refuse(p hostPost, why Fault) {
	if p.post.Kind == wire.GuestOut {
		return // the next Start tells of it, as after a crash
	}
	if p.post.Kind == wire.GuestIn {
		s.unpassed(p.post.CID)
		out := wire.Stay(p.post.CID[len(p.post.CID)-len(wire.Stay{}):]).CID(wire.GuestOut)
		o := &s.hosting.posts // where that waits already, nobody was told of a coming
		o.waiting = slices.DeleteFunc(o.waiting, func(q hostPost) bool { return q.post.CID == out })
	} else if speaker, guest := s.hosting.spoke[p.post.CID]; guest {
		delete(s.hosting.spoke, p.post.CID)
		s.unheard(speaker, why)
		return
	}
	delete(s.hosting.spoke, p.post.CID)
	if s.hosting.absent[p.room.other] == p.room {
		p.room.unpend(p.post.CID)
		s.tidy(p.room)
		return
	}
	s.refused(p.room, p.post, why)
}

// unheard tells that what a guest in the room says is not said there: nothing else shows
// that a line of it is missing. It is told once until the disk takes something again,
// however many lines are lost.
func (s *Server) unheard(guest PeerID, why Fault) {
	o, p := &s.hosting.posts, s.roster[guest]
	if p == nil || o.unheard[guest] {
		return
	}
	if o.unheard == nil {
		o.unheard = map[PeerID]bool{}
	}
	o.unheard[guest] = true
	s.notice(p, GuestUnheard, why, true)
}

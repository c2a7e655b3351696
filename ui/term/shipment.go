package term

import (
	"cmp"
	"slices"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// posted reports whether everything is offered.
func (s *shipment) posted() bool {
	return !slices.ContainsFunc(s.list, func(one *parcel) bool { return one.id == (transport.MessageID{}) })
}

// lacking is the first that was not received.
func (s *shipment) lacking() *parcel {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.list {
		if o := s.seen[one.id]; !one.over && (o == nil || !s.received(o)) {
			return one
		}
	}
	return s.list[0]
}

// received reports whether an offer is where it is to be. The caller holds mu.
func (s *shipment) received(o *shipped) bool {
	if s.d.queued {
		return o.copy.Copy == transport.CopyKept
	}
	if s.member != 0 {
		return o.readers[s.member].Has
	}
	for _, t := range o.readers {
		if !t.Has {
			return false
		}
	}
	return len(o.readers) > 0
}

// state is whether all is done; otherwise why it does not go on, or how long that may take.
func (s *shipment) state(now time.Time) (done bool, lack string, next time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	scans, moves := false, false
	halted, done := "", true
	for _, one := range s.list {
		o := s.seen[one.id]
		switch {
		case one.over:
			continue
		case one.id == (transport.MessageID{}):
			done = false
			continue
		case o == nil || !o.appended && len(o.readers) == 0 && o.copy.Copy == transport.NoCopy:
			scans, done = true, false // of its own disk, or the host is away
			continue
		}
		for _, t := range o.readers {
			moves = moves || t.Active
		}
		if !s.d.queued {
			halted = cmp.Or(halted, s.halted(one, o, false))
		}
		moves = moves || s.d.queued && o.copy.Active
		done = done && s.received(o)
	}
	if s.text.fault != transport.NoFault {
		return false, s.Words.Fault(s.text.fault, s.d.addr, nil), 0
	}
	done = done && (s.d.text == "" || s.text.said && (s.text.stored || s.text.id == transport.MessageID{}))
	since := now.Sub(s.rest)
	phase, _ := s.link.stands()
	scans = scans && phase == online && s.link.stuck() == nil
	switch {
	case done && !s.d.queued && s.member == 0 && since < othersWait && s.others():
		return false, "", othersWait - since
	case done:
		return true, "", 0
	case moves, scans:
		return false, "", rosterQuiet
	case halted != "" && s.member == 0 && since < othersWait && s.others():
		return false, "", othersWait - since
	case halted != "" && s.member == 0 && s.pending() && since < s.d.timeout:
		return false, "", s.d.timeout - since
	case halted != "":
		return false, halted, 0
	case since >= s.d.timeout:
		return false, s.stuck(), 0
	}
	return false, "", s.d.timeout - since
}

// halted says why a member that is to have an offer does not fetch it, empty where none says
// so; a pause or an end, which a person may take back, only with waits. The caller holds mu.
func (s *shipment) halted(one *parcel, o *shipped, waits bool) string {
	for id, t := range o.readers {
		if isHalted(t) && (s.member == 0 || s.member == id) && (waits || t.State == transport.NotReceived) {
			return one.name + ": " + s.Words.Halted(halt(t, s.called(id)))
		}
	}
	return ""
}

// pending reports whether somebody has begun to fetch something, has not all of it and does
// not say why: a way that broke is another one in half a minute. The caller holds mu.
func (s *shipment) pending() bool {
	for _, one := range s.list {
		o := s.seen[one.id]
		if one.over || o == nil {
			continue
		}
		for _, t := range o.readers {
			if !t.Has && !isHalted(t) {
				return true
			}
		}
	}
	return false
}

// others reports whether somebody in the room may still want it. The caller holds mu.
func (s *shipment) others() bool {
	here := 0
	for _, p := range s.link.members() {
		if p.Here {
			here++
		}
	}
	for _, one := range s.list {
		if o := s.seen[one.id]; o != nil && len(o.readers) < here {
			return true
		}
	}
	return false
}

// stuck says why it does not go on. The caller holds mu.
func (s *shipment) stuck() string {
	phase, _ := s.link.stands()
	if s.to == 0 {
		if phase == asking {
			return s.say.NotLetIn(s.d.timeout)
		}
		return s.Words.Fault(transport.TimedOut, s.d.addr, nil)
	}
	if stuck := s.link.stuck(); stuck != nil {
		return s.say.Stuck(stuck, s.Words)
	}
	for _, one := range s.list {
		o := s.seen[one.id]
		if one.over || o != nil && s.received(o) {
			continue
		}
		if s.d.queued {
			return s.say.FileNotKeptYet(one.name, s.d.timeout)
		}
		if o != nil {
			if halted := s.halted(one, o, true); halted != "" {
				return halted
			}
			for id, t := range o.readers {
				if !t.Has && (s.member == 0 || s.member == id) {
					return s.say.FileBroke(one.name, s.called(id), t.Bytes, t.Of, s.d.timeout)
				}
			}
		}
		who := ""
		if s.member != 0 {
			who = s.called(s.member)
		}
		return s.say.FileNobody(one.name, who, s.d.timeout)
	}
	return s.Words.Fault(transport.TimedOut, s.d.addr, nil) // the text
}

// keeps reports whether the host keeps copies.
func (s *shipment) keeps() bool {
	_, server := s.link.stands()
	return slices.ContainsFunc(s.link.client.Peers(), func(p transport.Peer) bool { return p.ID == server && p.Keeps })
}

// called is what the member of a number is called.
func (s *shipment) called(id transport.PeerID) string {
	for _, p := range s.link.members() {
		if p.ID == id {
			return visible.Named(p.Name, p.ShortKey, nameRunes)
		}
	}
	return s.d.to
}

// tell says what was left out or cannot be sent, and how far the rest is.
func (s *shipment) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var bytes, of int64
	name := ""
	for _, one := range s.list {
		o := s.seen[one.id]
		if o == nil || one.over {
			continue
		}
		if o.skipped > 0 {
			s.printer.print(s.say.FileSkipped(one.path, o.skipped)+"\n", true)
			o.skipped = 0
		}
		if o.fault != transport.NoFault {
			one.over = true
			s.printer.print(s.Words.Fault(o.fault, one.path, nil)+"\n", true)
			continue
		}
		if s.d.queued {
			if c := o.copy.Copy; c > transport.CopyKept {
				one.over = true
				s.printer.print(s.say.FileNotKept(one.name, s.say.WhyNotKept(c))+"\n", true)
			}
			if o.copy.Of > 0 {
				bytes, of, name = bytes+o.copy.Bytes, of+o.copy.Of, one.name
			}
			continue
		}
		for _, t := range o.readers {
			bytes, of, name = bytes+t.Bytes, of+t.Of, one.name
		}
	}
	if s.bar != nil && name != "" {
		s.printer.print(s.bar.draw(time.Now(), name, bytes, of), true)
	}
}

package core

import "time"

// awayCounts is how long a line about visitors who were turned away counts others.
const awayCounts = 10 * time.Minute

// turnsAway reports whether a Fault is the refusal of a visitor. A browser that got its page
// is no news.
func turnsAway(f Fault) bool {
	switch f {
	case TLSRefused, RequestRefused, PlainRefused, BrowsersRefused, MembersRefused, LimitReached, Blocked:
		return true
	}
	return false
}

// tellTurnedAway has a notice in the talk of all tell of a visitor that never was in the
// roster: one for each Fault, which counts those that come after the first.
func (s *Server) tellTurnedAway(addr string, why *Error) {
	if !turnsAway(why.Fault) {
		return
	}
	line := s.away[why.Fault]
	if line == nil || time.Since(line.Time) >= awayCounts {
		s.away[why.Fault] = s.append(Everyone, Message{Kind: Notice, Notice: PeerDisconnected, Name: addr, Fault: why.Fault, More: why.More})
		return
	}
	more := line.More + 1 + why.More
	room := s.room(Everyone)
	if room == nil {
		line.More = more
		s.post(Event{Kind: Updated, Peer: s.view(Everyone), Detail: s.snapshot(line, line.Seq)})
		return
	}
	line = &record{Message: line.Message, talk: Everyone} // the executor may be reading the other
	line.More = more
	s.away[why.Fault] = line
	room.places.renew(&line.Message)
	s.post(Event{Kind: Updated, Peer: s.view(Everyone), Detail: line.Message})
}

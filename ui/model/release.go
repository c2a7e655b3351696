package model

import "confab/transport"

// releaseOffer lets go, with t the news of its transfer, the file that a message of ours
// offers: when that is deleted, when it went to a plain peer, or did not, and of what a phone
// has copied, when the one member in its talk has it. A picture stays, to be shown.
func (s *Side) releaseOffer(t transport.Transfer) {
	known := s.files[t.ID]
	if known == nil {
		return
	}
	was := known.transfer
	switch t.State {
	case transport.Sent, transport.NotSent:
		s.m.unoffered(was.Path, false)
	case transport.Dropped:
		ours := was.State == transport.Offered || was.State == transport.Sending
		if ours && t.Reader == 0 && t.Fault == transport.NoFault { // of a fault see transferChanged
			s.m.unoffered(was.Path, false)
		}
	case transport.Offered:
		reader := s.people[t.Reader]
		if s.m.cfg.Inside && t.Has && reader != nil && reader.Talk() == t.Talk && was.File != nil && was.File.Preview == "" {
			s.m.unoffered(was.Path, true)
		}
	}
}

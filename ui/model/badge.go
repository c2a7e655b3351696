package model

import (
	"confab/transport"
)

// badge is what is known of who said something, to stand beside the name. The zero value
// is nothing, as of oneself. All strings are safe to show.
type badge struct {
	// Lock is what is known of who the author is, and LockLabel says it.
	Lock      transport.Trust
	LockLabel string
	// SenderTag is a word on who it is or how it came, and SenderTagLabel says that in
	// full. Often empty.
	SenderTag, SenderTagLabel string
}

// badge is what is known of the author of a message now, whatever was when it was said.
func (s *Side) badge(m transport.Message) badge {
	w := s.m.w
	p := s.author(m.Peer)
	switch {
	case m.Kind != transport.Incoming:
		return badge{}
	case m.ByGuest:
		return badge{SenderTag: w.Plain, SenderTagLabel: w.PlainHint}
	case p == nil && m.ID != transport.MessageID{}:
		// A member that was removed: nobody knows any more who that is.
		return badge{Lock: transport.Unverified, LockLabel: w.Lock(transport.Unverified)}
	case p == nil || !p.Member || p.Room:
		return badge{}
	case p.Host:
		return badge{Lock: p.Lock, LockLabel: p.LockLabel, SenderTag: w.HostTag, SenderTagLabel: w.HostTag}
	case p.peer.Admission == transport.AdmittedByLink && p.Lock == transport.Unverified:
		return badge{Lock: p.Lock, LockLabel: p.LockLabel, SenderTag: w.InvitedTag, SenderTagLabel: w.InvitedHint}
	}
	return badge{Lock: p.Lock, LockLabel: p.LockLabel}
}

// throughServer is what is known of a member that is reached through a server. Its
// messages come from there, so that it is known no better than the server is.
func (s *Side) throughServer(p *Person) (lock transport.Trust, label string) {
	w, lock := s.m.w, p.peer.Trust
	server := s.people[p.peer.Server]
	switch {
	case p.peer.Server == 0 || server == nil:
	case p.Host && server.peer.Trust == transport.ChangedKey:
		lock = transport.ChangedKey // it has the key of the server
	case lock == transport.Verified && server.peer.Trust != transport.Verified:
		return transport.Unverified, w.LockHostUnverified
	}
	return lock, w.Lock(lock)
}

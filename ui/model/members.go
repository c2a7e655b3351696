package model

import (
	"cmp"
	"slices"
	"strings"

	"confab/transport/fold"
	"confab/ui/internal/visible"
)

// memberList is the page of all members of our server. It is made only while it is open.
type memberList struct {
	open  bool
	query string
	rows  []*Person
	// blocked are the entries of Blocked that the query finds.
	blocked []string
	// total and here count all members, whatever is searched for.
	total, here int
	stale       bool
}

// OpenMembers shows the page of all members.
func (m *Model) OpenMembers() {
	l := &m.Server.members
	if !m.HasMembers() {
		return
	}
	m.Server.uncover()
	*l = memberList{open: true, stale: true}
	m.settle()
}

// CloseMembers leaves it.
func (m *Model) CloseMembers() {
	if m.Server.members.open {
		m.Server.members = memberList{}
		m.settle()
	}
}

// ShowsMembers says that the page of all members is shown on the open tab.
func (m *Model) ShowsMembers() bool { return m.tab == ServerTab && m.Server.members.open }

// FindMembers lists only those members whose name has a text in it, or whose key begins
// with it.
func (m *Model) FindMembers(text string) {
	l := &m.Server.members
	if text = strings.TrimSpace(text); l.open && text != l.query {
		l.query, l.stale = text, true
		m.settle()
	}
}

// Members are the rows of the page: the members who are here, in the order in which they
// came, then the others, who was here last first. The slice is good until the next change.
func (s *ServerSide) Members() []*Person { return s.members.rows }

// BlockedFound are the rows below them: whom the server does not let in.
func (s *ServerSide) BlockedFound() []string { return s.members.blocked }

// MembersNote says how many members there are, or were found; it is empty for none.
func (s *ServerSide) MembersNote() string {
	l, w := &s.members, s.m.w
	switch {
	case l.total == 0:
		return ""
	case l.query != "":
		return w.MembersFound(len(l.rows))
	}
	return w.MemberCount(l.total, l.here)
}

// MembersHint says why no row is there, or is empty.
func (s *ServerSide) MembersHint() string {
	l, w := &s.members, s.m.w
	switch {
	case len(l.rows)+len(l.blocked) > 0:
		return ""
	case l.query != "":
		return w.NoSuchMember
	}
	return w.NoMembers
}

// MemberLines are what the page says of a member: of one that is here what is known of who
// it is, of another when it was here last; and how it came, which may be empty.
func (s *ServerSide) MemberLines(p *Person) (known, came string) {
	w := s.m.w
	if known = p.LockLabel; !p.Here {
		known = w.LastSeen(p.peer.Seen.In(s.m.cfg.Location), s.m.now())
	}
	return known, w.Came(p.peer.Admission)
}

// listMembers makes the rows anew if something has changed.
func (s *ServerSide) listMembers() {
	l := &s.members
	if !l.open || !l.stale {
		return
	}
	l.stale, l.total, l.here = false, 0, 0
	l.rows, l.blocked = l.rows[:0], l.blocked[:0]
	name, key := fold.Fold(l.query), strings.ToLower(l.query)
	finds := func(called, fingerprint string) bool {
		return l.query == "" || strings.HasPrefix(fingerprint, key) || name != "" && strings.Contains(fold.Fold(called), name)
	}
	for _, p := range s.arrivals {
		if !p.Member || p.peer.Asking {
			continue
		}
		l.total++
		if p.Here {
			l.here++
		}
		if finds(p.peer.Name, p.peer.Identity.String()) {
			l.rows = append(l.rows, p)
		}
	}
	slices.SortStableFunc(l.rows, func(a, b *Person) int {
		switch {
		case a.Here && b.Here:
			return 0
		case a.Here:
			return -1
		case b.Here:
			return 1
		}
		return b.peer.Seen.Compare(a.peer.Seen)
	})
	for _, entry := range s.host.Blocked() {
		if name, key := visible.Unnamed(entry); finds(name, cmp.Or(key, entry)) {
			l.blocked = append(l.blocked, entry)
		}
	}
}

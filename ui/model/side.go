package model

import (
	"cmp"
	"net"
	"slices"
	"time"

	"confab/transport"
)

// loadedTalks is how many talks of one side keep their rows; the others keep
// their unread count and draft and load again when they are selected.
const loadedTalks = 8

// Page is what the narrow layout shows of a side.
type Page uint8

// The pages.
const (
	ListPage Page = iota
	TalkPage
)

// Side is what the two tabs have in common: people, talks, a selection.
type Side struct {
	m   *Model
	tab Tab
	net Talker

	diskBad error // what is said cannot be kept

	people   map[transport.PeerID]*Person
	former   map[transport.PeerID]transport.ID // the members that were people once
	arrivals []*Person                         // in order of arrival; Everyone is not among them
	list     []*Person                         // as shown
	asking   []*Person                         // who waits to be let in, and is not in list
	stale    bool                              // list must be made anew
	here     int                               // connected, and not asking
	unread   int                               // over all talks
	looked   int                               // of how many rows of list look has seen to the glance
	glancing int                               // whose glance is under way

	selected *Person // nil for none
	talks    []*Talk // with rows, the one selected last first
	page     Page

	typing []typist
	search search
	words  verification
	export map[transport.TalkID]string // where talks are being written to
	// files are the transfers of files that are known of, by the message that offers.
	files map[transport.MessageID]*fileTransfer
}

func newSide(m *Model, tab Tab, net Talker) *Side {
	s := &Side{m: m, tab: tab, net: net, people: map[transport.PeerID]*Person{}, files: map[transport.MessageID]*fileTransfer{}, stale: true}
	if tab == ServerTab {
		s.people[0] = s.newPerson(transport.Peer{}) // its talk is opened at once
	}
	for _, p := range net.Peers() {
		s.upsert(p)
	}
	s.takeTransfers()
	return s
}

func (s *Side) newPerson(p transport.Peer) *Person {
	person := &Person{ID: p.ID, peer: p}
	if key := s.draftKey(person); key != "" {
		person.draft = s.m.prefs.Drafts[key]
	}
	return person
}

// everyone is the row of the talk of all; nil on the Client tab.
func (s *Side) everyone() *Person { return s.people[0] }

// People are the rows of the list: Everyone, who is here by arrival, who left.
// The slice is good until the next change.
func (s *Side) People() []*Person { return s.list }

// Here is how many are connected.
func (s *Side) Here() int { return s.here }

// Selected is whose talk is open, or nil.
func (s *Side) Selected() *Person { return s.selected }

// Talk is the open talk, or nil.
func (s *Side) Talk() *Talk {
	if s.selected == nil {
		return nil
	}
	return s.talk(s.selected.ID)
}

// Page is what the narrow layout shows.
func (s *Side) Page() Page { return s.page }

// Unread is the sum over all talks.
func (s *Side) Unread() int { return s.unread }

// setUnread keeps the sum right.
func (s *Side) setUnread(p *Person, n int) {
	s.unread += n - p.Unread
	p.Unread = n
}

// talk finds a loaded talk.
func (s *Side) talk(id transport.PeerID) *Talk {
	for _, t := range s.talks {
		if t.person.ID == id {
			return t
		}
	}
	return nil
}

// open selects p and loads its talk; settle then counts it as seen if it is.
func (s *Side) open(p *Person) {
	if s.selected != p {
		s.leave()
		s.selected = p
	}
	if s.m.tab == s.tab {
		s.m.clearAlert(sharedAlert) // the talk asks
	}
	t := s.talk(p.ID)
	if t == nil {
		t = newTalk(s, p)
		s.talks = append(s.talks, t)
		t.request(theEnd)
	}
	s.talks = slices.DeleteFunc(s.talks, func(o *Talk) bool { return o == t })
	s.talks = slices.Insert(s.talks, 0, t)
	if len(s.talks) > loadedTalks {
		clear(s.talks[loadedTalks:])
		s.talks = s.talks[:loadedTalks]
	}
}

// uncover closes the pages that stand in the place of the talk.
func (s *Side) uncover() {
	if e := s.m.examined; e != nil && e.tab == s.tab {
		s.m.stopExamining()
	}
	s.closePages()
}

// closePages is uncover but for the page of the doctor, which follows an attempt to connect
// until that succeeds.
func (s *Side) closePages() {
	s.m.transfers[s.tab] = transferList{}
	s.words = verification{}
	if s.tab == ServerTab {
		s.m.Server.invite.page, s.m.Server.members = NoServerPage, memberList{}
	} else {
		s.m.Client.networks, s.m.Client.book.shown = networksPage{}, false
	}
}

// leave ends the look at the selected talk: its line of unread messages goes.
func (s *Side) leave() {
	if s.selected == nil || s.selected.Unread > 0 {
		return
	}
	s.selected.unreadFrom = transport.Place{}
	if t := s.Talk(); t != nil {
		t.relink()
	}
}

// visible says whether the person sees the talk with p now.
func (s *Side) visible(p *Person) bool {
	return s.selected == p && s.m.tab == s.tab && s.m.focused && !s.m.covered && (!s.m.narrow || s.page == TalkPage)
}

// seen clears the unread count of the talk that is visible.
func (s *Side) seen() {
	if p := s.selected; p != nil && p.Unread > 0 && s.visible(p) {
		s.setUnread(p, 0)
		p.label(s)
		if t := s.Talk(); t != nil {
			t.relink()
		}
	}
}

// upsert takes what the roster says of a peer.
func (s *Side) upsert(p transport.Peer) *Person {
	person := s.people[p.ID]
	rekeyed := person != nil && (person.peer.Trust != p.Trust || person.peer.Admission != p.Admission)
	reached := person != nil && person.peer.Here != p.Here && p.Server == 0 && s.tab == ClientTab
	added := person == nil
	if added {
		person = s.newPerson(p)
		s.people[p.ID] = person
		s.arrivals = append(s.arrivals, person)
		s.stale = true
	} else {
		s.here -= counted(person.peer)
		s.stale = s.stale || person.peer.Here != p.Here || person.peer.Asking != p.Asking ||
			person.peer.InRoom != p.InRoom || person.peer.Kind != p.Kind || person.peer.Trust != p.Trust
	}
	s.here += counted(p)
	s.listed()
	person.peer = p
	if p.Here {
		person.left = time.Time{}
	}
	person.label(s)
	if (rekeyed || reached) && p.Server == 0 {
		for _, other := range s.arrivals {
			if other.peer.Server == p.ID {
				other.label(s) // it is reached through p, and known no better
			}
		}
	}
	// One that comes may be a member that was removed, or be called like one.
	if added && s.adopt(person) || rekeyed || added && person.Member && len(s.former) > 0 {
		for _, t := range s.talks {
			t.rerender() // with the lock beside what was said
		}
	}
	return person
}

// listed notes that the page of all members is to be made anew.
func (s *Side) listed() {
	if s.tab == ServerTab && s.m.Server != nil {
		s.m.Server.members.stale = true
	}
}

// counted is 1 for a peer that counts as here.
func counted(p transport.Peer) int {
	if p.Here && !p.Asking {
		return 1
	}
	return 0
}

// forget removes a peer and its talk.
func (s *Side) forget(id transport.PeerID) {
	p := s.people[id]
	if p == nil || id == 0 {
		return
	}
	s.here -= counted(p.peer)
	s.endGlance(p, glanced)
	s.setUnread(p, 0)
	delete(s.people, id)
	s.departed(p)
	s.listed()
	s.arrivals = slices.DeleteFunc(s.arrivals, func(o *Person) bool { return o == p })
	s.talks = slices.DeleteFunc(s.talks, func(t *Talk) bool { return t.person == p })
	s.stale = true
	if s.selected == p {
		s.selected, s.page = nil, ListPage
		if everyone := s.everyone(); everyone != nil {
			s.open(everyone)
		}
	}
}

// resync rebuilds the roster and reloads what is shown; rows of talks that are
// not shown are given up.
func (s *Side) resync() {
	roster := s.net.Peers()
	there := make(map[transport.PeerID]bool, len(roster))
	s.arrivals = s.arrivals[:0:0]
	for _, peer := range roster {
		there[peer.ID] = true
		old := s.people[peer.ID]
		// How much was said meanwhile is not known, but that something was.
		spoke := old == nil && !peer.Silent || old != nil && peer.Seen.After(old.peer.Seen)
		if old != nil && (old.glance == glancing || spoke) {
			s.endGlance(old, notGlanced) // the answer may be lost, or old
		}
		// Of talks of members the marks tell it.
		spoke = spoke && peer.Kind != transport.Member
		p := s.upsert(peer)
		if spoke && p.Unread == 0 && !s.visible(p) {
			s.setUnread(p, 1)
			p.unreadFrom = transport.Place{Era: 1, Seq: p.heard.Seq + 1}
			p.label(s)
		}
		if old != nil {
			s.arrivals = append(s.arrivals, p)
		}
	}
	for id := range s.people {
		if id != 0 && !there[id] {
			s.forget(id)
		}
	}
	s.talks = slices.DeleteFunc(s.talks, func(t *Talk) bool { return t.person != s.selected })
	if t := s.Talk(); t != nil {
		t.reload()
	}
	s.takeTransfers()
	s.stale = true
}

// appended takes a live message of the talk with p.
func (s *Side) appended(p *Person, m transport.Message) {
	if p.heard.Before(m.Place) {
		p.heard = m.Place
		if m.Kind == transport.Incoming || m.Kind == transport.Outgoing {
			s.quote(p, m)
		}
		if m.Kind == transport.Incoming && !s.visible(p) {
			if p.Unread == 0 {
				p.unreadFrom = m.Place
			}
			s.setUnread(p, p.Unread+1)
		}
		if m.Kind == transport.Incoming {
			s.stopTyping(m.Peer, p.Talk())
			s.accept(p, m)
			if m.Time.After(p.peer.Seen) {
				p.peer.Seen = m.Time
			}
		}
		p.label(s)
	}
	if t := s.talk(p.ID); t != nil {
		t.appended(m)
	}
}

// enqueued takes a message of ours that has no place in the talk yet.
func (s *Side) enqueued(p *Person, m transport.Message) {
	s.quote(p, m)
	p.label(s)
	if t := s.talk(p.ID); t != nil {
		t.enqueued(m)
	}
}

// updated takes a message that is not any more as it was.
func (s *Side) updated(id transport.PeerID, m transport.Message) {
	if t := s.talk(id); t != nil {
		t.updated(m)
	}
	if p := s.people[id]; p != nil && !m.Place.IsZero() && m.Place == p.saidAt && (m.Edited || m.Deleted || m.Plain || m.ID == transport.MessageID{}) {
		s.quote(p, m)
		p.label(s)
	}
}

// settle makes the list, the row Everyone and the folds after a batch of events.
func (s *Side) settle() {
	for _, t := range s.talks {
		t.settle()
	}
	if s.stale {
		s.makeList()
	}
	s.look()
}

// makeList makes the list anew.
func (s *Side) makeList() {
	s.stale, s.looked = false, 0
	s.list, s.asking = s.list[:0], s.asking[:0]
	if everyone := s.everyone(); everyone != nil {
		everyone.label(s)
		s.list = append(s.list, everyone)
	}
	for _, here := range []bool{true, false} {
		for _, p := range s.arrivals {
			switch {
			case p.peer.Here != here:
			case p.Asking:
				s.asking = append(s.asking, p)
			default:
				s.list = append(s.list, p)
			}
		}
	}
	byTurns(s.asking)
}

// byTurns sorts requests so that the first of each address comes before the second
// of any: a machine with many requests does not push those of others out of view.
func byTurns(asking []*Person) {
	turn := make(map[*Person]int, len(asking))
	asked := map[string]int{}
	for _, p := range asking {
		host := p.peer.Addr
		if ip, _, err := net.SplitHostPort(host); err == nil {
			host = ip
		}
		turn[p] = asked[host]
		asked[host]++
	}
	slices.SortStableFunc(asking, func(a, b *Person) int { return cmp.Compare(turn[a], turn[b]) })
}

// relabel makes every label anew: the language or the day changed.
func (s *Side) relabel() {
	for _, p := range s.people {
		p.label(s)
	}
	for _, t := range s.talks {
		t.rerender()
	}
}

// style is how a row of the talk with p looks.
func (s *Side) style(p *Person, m transport.Message) style {
	name := p.Title
	if who := s.author(m.Peer); who != nil {
		name = who.Title
	}
	return style{words: s.m.w, location: s.m.cfg.Location, hex: p.hex, hexWidth: s.m.hexWidth,
		everyone: p.Talk() == transport.Everyone, members: s.ofMembers(p), name: name, keys: s.memberKey, author: s, badge: s.badge,
		file: func(m transport.Message) *File { return s.pictured(p, m) }, marks: p.marks, query: s.queryFor(p)}
}

// draftKey names a talk across restarts, or is empty: a guest has no name then.
func (s *Side) draftKey(p *Person) string {
	switch {
	case p.peer.Kind == transport.Member && !s.isRoom(p):
		return "member:" + p.peer.Identity.String()
	case s.tab == ClientTab:
		return "client:" + p.peer.Addr
	case p.Talk() == transport.Everyone:
		return "server"
	}
	return ""
}

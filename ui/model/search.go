package model

import (
	"slices"
	"strings"

	"confab/transport"
)

// search is a search in one talk of a side.
type search struct {
	talk *Person // nil while there is none
	text string
	// hits are the places of the messages found, oldest first; at is the one
	// shown. asked says that the answer has not come.
	hits  []transport.Place
	at    int
	asked bool
	// again says that the same was asked once more, since more can be found now; soFar
	// how much could be in the last answer, before the first how much can be.
	again bool
	soFar transport.Indexing
}

// queryFor is what is searched for in the talk with p, or empty.
func (s *Side) queryFor(p *Person) string {
	if s.search.talk == p {
		return s.search.text
	}
	return ""
}

// Searching says that the open talk is searched.
func (m *Model) Searching() bool {
	s := m.Active()
	return s.selected != nil && s.search.talk == s.selected
}

// OfMembers says whether the open talk is one of members, which is on disk: it
// can be searched and exported, and its messages answered and changed.
func (m *Model) OfMembers() bool {
	s := m.Active()
	return s.selected != nil && s.ofMembers(s.selected)
}

// OpenSearch begins a search in the open talk.
func (m *Model) OpenSearch() {
	s := m.Active()
	if !m.OfMembers() || m.Searching() {
		return
	}
	m.closeSearch(s)
	s.search = search{talk: s.selected, soFar: m.indexing}
	m.settle()
}

// CloseSearch ends it.
func (m *Model) CloseSearch() {
	m.closeSearch(m.Active())
	m.settle()
}

func (m *Model) closeSearch(s *Side) {
	was := s.search
	s.search = search{}
	if was.talk != nil && was.text != "" {
		s.markHits(was.talk)
	}
}

// markHits marks what is searched for in the rows of a talk.
func (s *Side) markHits(p *Person) {
	t := s.talk(p.ID)
	if t == nil {
		return
	}
	for _, r := range t.rows {
		if !r.Notice() && r.Hex == "" && !r.Deleted {
			r.mark(s.queryFor(p))
		}
	}
}

// SetQuery searches the open talk for a text.
func (m *Model) SetQuery(text string) {
	s := m.Active()
	if !m.Searching() {
		return
	}
	text = strings.TrimSpace(text)
	if text == s.search.text {
		return
	}
	s.search = search{talk: s.selected, text: text, asked: text != "", soFar: s.search.soFar}
	s.markHits(s.selected)
	if text != "" {
		s.net.Search(transport.Query{Text: text, Talk: s.selected.Talk()})
	}
	m.settle()
}

// Query is what the open talk is searched for.
func (m *Model) Query() string { return m.Active().search.text }

// found takes the answer to the last question.
func (s *Side) found(ev transport.Event) {
	if s.search.talk == nil || ev.Results().Query.Talk != s.search.talk.Talk() || ev.Results().Query.Text != s.search.text {
		return
	}
	var shown transport.Place
	if s.search.again && len(s.search.hits) > 0 {
		shown = s.search.hits[s.search.at]
	}
	s.search.asked, s.search.again, s.search.soFar, s.search.hits = false, false, ev.Indexing(), nil
	for i := len(ev.Results().Hits) - 1; i >= 0; i-- {
		s.search.hits = append(s.search.hits, ev.Results().Hits[i].Message.Place)
	}
	if at := slices.Index(s.search.hits, shown); at >= 0 {
		s.search.at = at // more was found around what is read
	} else {
		s.search.at = len(s.search.hits) - 1
		s.goToHit()
	}
	if done := s.m.indexing; done.Total > 0 && done.All() && !ev.Indexing().All() {
		s.askAgain() // the index was ready while this was on its way
	}
}

// askAgain asks the same once more, since more can be found now.
func (s *Side) askAgain() {
	s.search.again = true
	s.net.Search(transport.Query{Text: s.search.text, Talk: s.search.talk.Talk()})
}

// indexed notes that more of the history can be searched, and asks once more where
// that matters.
func (m *Model) indexed(s *Side, i transport.Indexing) {
	m.indexing = i
	switch q := &s.search; {
	case q.soFar.All():
	case q.text == "":
		q.soFar = i
	case !q.asked && !q.again:
		s.askAgain()
	}
}

// SearchNote says that not all of the history can be searched yet, and how much, where
// that matters to the search in the open talk; else it is empty.
func (m *Model) SearchNote() string {
	i := m.Active().search.soFar
	if !m.Searching() || i.All() {
		return ""
	}
	return m.w.StillIndexing(max(i.Done, min(m.indexing.Done, i.Total)), i.Total)
}

// goToHit brings the hit that is shown into view.
func (s *Side) goToHit() {
	if s.search.talk != s.selected || len(s.search.hits) == 0 {
		return
	}
	if t := s.Talk(); t != nil {
		t.goal = s.search.hits[s.search.at]
		t.seek()
	}
}

// NextHit goes to the hit by further down the talk, or up where by is negative.
func (m *Model) NextHit(by int) {
	s := m.Active()
	if n := len(s.search.hits); m.Searching() && n > 0 {
		s.search.at = ((s.search.at+by)%n + n) % n
		s.goToHit()
		m.settle()
	}
}

// SearchResult says which hit is shown of how many, or that there is none; it
// is empty while nothing is searched for.
func (m *Model) SearchResult() (label string, any bool) {
	s := m.Active()
	switch {
	case s.search.text == "":
		return "", false
	case s.search.asked:
		return m.w.Searching, false
	case len(s.search.hits) == 0:
		return m.w.SearchNone, false
	}
	return m.w.HitOf(s.search.at+1, len(s.search.hits)), true
}

// Hit is the place of the message whose hit is shown, zero for none.
func (m *Model) Hit() transport.Place {
	s := m.Active()
	if !m.Searching() || len(s.search.hits) == 0 {
		return transport.Place{}
	}
	return s.search.hits[s.search.at]
}

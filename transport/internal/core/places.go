package core

import (
	"slices"
	"sort"

	"confab/transport/internal/history"
)

// Place and Range are explained in package history.
type (
	Place = history.Place
	Range = history.Range
)

// places is the order of a talk of members: its events, as they stand in the log, and the
// notices of this run between them, which only this process has. The loop owns it.
type places struct {
	history.Order
	notices []*Message // in the order of their places
}

// maxNotices bounds the notices of one talk.
const maxNotices = 2000

// latest returns the last place at which an event or a notice stands or stood; zero while
// there is none.
func (p *places) latest() (at Place) {
	if n := len(p.notices); n > 0 {
		at = p.notices[n-1].Place
	}
	return history.Later(at, p.End())
}

// add puts a notice at the end.
func (p *places) add(m *Message) { p.addBehind(p.latest(), m) }

// addBehind puts a notice behind all others, and behind what stands at a place.
func (p *places) addBehind(at Place, m *Message) {
	if n := len(p.notices); n > 0 {
		at = history.Later(at, p.notices[n-1].Place)
	}
	if at.IsZero() {
		at.Era = 1
	}
	m.put(at.Next())
	p.notices = append(p.notices, m)
	if len(p.notices) > maxNotices {
		p.notices = slices.Clone(p.notices[len(p.notices)-maxNotices/2:])
	}
}

// renew puts a notice in the place of the one that stands where it does.
func (p *places) renew(m *Message) {
	for i, n := range slices.Backward(p.notices) {
		if n.Place == m.Place {
			p.notices[i] = m
			return
		}
	}
}

// around returns the notices before a place and those there and behind.
func around(notices []*Message, at Place) (before, after []*Message) {
	i := sort.Search(len(notices), func(i int) bool { return !notices[i].Place.Before(at) })
	return notices[:i], notices[i:]
}

// clone returns a copy for the executor. Notices never change: see renew.
func (p *places) clone() *places {
	return &places{p.Clone(), slices.Clone(p.notices)}
}

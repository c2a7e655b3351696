package term

import (
	"sort"
	"sync"

	"confab/transport"
)

// places makes the numbers of messages last. transport counts the notices of
// this run among the lines of a talk, so the next run would have other numbers
// for the same messages, and -since could not go on where it stopped. Here
// notices have no number, but for those that are in the log.
type places struct {
	mu sync.Mutex
	// notices are the lines of the notices of each talk, ascending; guarded by mu
	notices map[transport.PeerID][]uint64
}

func newPlaces() *places { return &places{notices: map[transport.PeerID][]uint64{}} }

// settle gives the lines in ev the numbers that last. It takes every event of
// talks of members, in order.
func (p *places) settle(ev *transport.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch ev.Kind {
	case transport.Appended:
		if m := ev.Message(); m.Kind == transport.Notice && !logged(m) {
			p.notices[ev.Peer.ID] = append(p.notices[ev.Peer.ID], m.Seq)
			m.Seq = 0
			ev.Detail = m
			return
		}
		p.number(ev)
	case transport.Updated, transport.Enqueued:
		p.number(ev)
	case transport.Marked:
		m := ev.Marks()
		for _, at := range []*uint64{&m.Got, &m.Read, &m.Seen, &m.Last} {
			*at = p.lasting(ev.Peer.ID, *at)
		}
		ev.Detail = m
	}
}

// logged says that a notice of a talk of members is in the log, like a message.
func logged(m transport.Message) bool {
	return m.ID != transport.MessageID{} || m.Notice == transport.MessageDamaged
}

// number gives the message of ev and what it answers their numbers. The caller
// holds mu.
func (p *places) number(ev *transport.Event) {
	m := ev.Message()
	m.Seq = p.lasting(ev.Peer.ID, m.Seq)
	if q := m.ReplyTo; q != nil {
		settled := *q
		settled.Seq = p.lasting(ev.Peer.ID, q.Seq)
		m.ReplyTo = &settled
	}
	ev.Detail = m
}

// page returns the messages of a page of talk as events with the numbers that
// last, and the number of the talk's last line. A notice that this run found on
// disk has a number, too.
func (p *places) page(talk transport.Peer, page transport.Page) (events []transport.Event, last uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range page.Messages {
		ev := transport.Event{Kind: transport.Appended, Time: m.Time, Peer: talk, Detail: m}
		p.number(&ev)
		events = append(events, ev)
	}
	return events, p.lasting(talk.ID, page.Last)
}

// lasting is the number that lasts of a line: without the notices up to it. The
// caller holds mu.
func (p *places) lasting(talk transport.PeerID, line uint64) uint64 {
	notices := p.notices[talk]
	return line - uint64(sort.Search(len(notices), func(i int) bool { return notices[i] > line }))
}

// line is where the message with a number that lasts stands.
func (p *places) line(talk transport.PeerID, number uint64) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, notice := range p.notices[talk] {
		if notice > number {
			break
		}
		number++
	}
	return number
}

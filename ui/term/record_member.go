package term

import "confab/transport"

// recordMember are the members of a record that only talks of members have.
type recordMember struct {
	ID        string            `json:"id,omitempty"`
	From      transport.PeerID  `json:"from,omitempty"`
	Name      string            `json:"name,omitempty"`
	ShortKey  string            `json:"short_key,omitempty"`
	Was       string            `json:"was,omitempty"`
	ReplyTo   *recordQuote      `json:"reply_to,omitempty"`
	Edited    bool              `json:"edited,omitempty"`
	Deleted   bool              `json:"deleted,omitempty"`
	Reactions []recordReaction  `json:"reactions,omitempty"`
	ByGuest   bool              `json:"by_guest,omitempty"`
	Retry     string            `json:"retry,omitempty"`
	Marks     *recordMarks      `json:"marks,omitempty"`
	Words     *recordComparison `json:"words,omitempty"`
	Indexing  *recordIndexing   `json:"indexing,omitempty"`
	File      *recordFile       `json:"file,omitempty"`
	Transfer  *recordTransfer   `json:"transfer,omitempty"`
}

type recordQuote struct {
	ID       string `json:"id"`
	Seq      uint64 `json:"seq,omitempty"`
	Era      uint32 `json:"era,omitempty"`
	Name     string `json:"name,omitempty"`
	ShortKey string `json:"short_key,omitempty"`
	Text     string `json:"text,omitempty"`
	ByGuest  bool   `json:"by_guest,omitempty"`
	Own      bool   `json:"own,omitempty"`
	Deleted  bool   `json:"deleted,omitempty"`
}

type recordReaction struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Mine  bool   `json:"mine,omitempty"`
}

type recordMarks struct {
	Got  uint64 `json:"got"`
	Read uint64 `json:"read"`
	// Unshared is of Got and Read what nobody else could get.
	Unshared uint64 `json:"unshared,omitempty"`
	Seen     uint64 `json:"seen"`
	Last     uint64 `json:"last"`
	Era      uint32 `json:"era,omitempty"`
	News     int    `json:"news"`
}

type recordComparison struct {
	English [12]string `json:"english"`
	Chinese [12]string `json:"chinese"`
}

type recordIndexing struct {
	Done  uint64 `json:"done"`
	Total uint64 `json:"total"`
}

// recordIdentity is what a record has of a peer that is a member, or of a plain
// guest in the room of members.
type recordIdentity struct {
	Identity string           `json:"identity,omitempty"`
	ShortKey string           `json:"short_key,omitempty"`
	Trust    string           `json:"trust,omitempty"`
	Came     string           `json:"came,omitempty"`
	Here     bool             `json:"here,omitempty"`
	Asking   bool             `json:"asking,omitempty"`
	InRoom   bool             `json:"in_room,omitempty"`
	Host     bool             `json:"host,omitempty"`
	Server   transport.PeerID `json:"server,omitempty"`
}

// identityOf is the recordIdentity of a peer.
func identityOf(p transport.Peer) recordIdentity {
	rec := recordIdentity{InRoom: p.InRoom}
	if p.Kind != transport.Member {
		return rec
	}
	rec.Trust, rec.Here, rec.Asking, rec.Host, rec.Server = p.Trust.String(), p.Here, p.Asking, p.Host, p.Server
	rec.ShortKey = p.ShortKey
	if p.Admission != transport.AdmissionUnknown {
		rec.Came = p.Admission.String()
	}
	if p.Identity != (transport.ID{}) {
		rec.Identity = p.Identity.String()
	}
	return rec
}

// marksOf are marks as numbers in the era in which the talk ends. One in an earlier era is
// before all of these.
func marksOf(m transport.Marks) *recordMarks {
	in := func(at transport.Place) uint64 {
		if at.Era < m.Last.Era {
			return 0
		}
		return at.Seq
	}
	return &recordMarks{Got: in(m.Got), Read: in(m.Read), Unshared: in(m.Unshared), Seen: in(m.Seen), Last: m.Last.Seq, Era: later(m.Last), News: m.News}
}

// member fills in what only talks of members have.
func (rec *record) member(ev transport.Event) {
	if !ev.Retry().IsZero() {
		rec.Retry = stamp(ev.Retry())
	}
	if ev.Kind == transport.Marked {
		rec.Marks = marksOf(ev.Marks())
	}
	if ev.Kind == transport.Indexed {
		i := recordIndexing(ev.Indexing())
		rec.Indexing = &i
	}
	if ev.Kind == transport.Compared {
		w := recordComparison(ev.Words())
		rec.Words = &w
	}
	m := ev.Message()
	if m.Plain || m.ID == (transport.MessageID{}) {
		return
	}
	rec.ID = m.ID.String()
	rec.From, rec.Name, rec.ShortKey, rec.Edited, rec.Deleted, rec.ByGuest = m.Peer, m.Name, m.ShortKey, m.Edited, m.Deleted, m.ByGuest
	if q := m.ReplyTo; q != nil {
		rec.ReplyTo = &recordQuote{ID: q.ID.String(), Seq: q.Place.Seq, Era: later(q.Place), Name: q.Name, ShortKey: q.ShortKey,
			Text: q.Text, ByGuest: q.ByGuest, Own: q.Own, Deleted: q.Deleted}
	}
	for _, r := range m.Reactions {
		rec.Reactions = append(rec.Reactions, recordReaction(r))
	}
}

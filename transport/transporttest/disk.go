package transporttest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"confab/transport"
	"confab/transport/fold"
)

// Words answers with the words that SetWords set.
func (f *Fake) Words(id transport.PeerID) {
	f.call("Words", []any{id}, func() {
		if p := f.peer(id); p != nil && p.Identity != (transport.ID{}) {
			f.post(transport.Event{Kind: transport.Compared, Peer: *p, Detail: f.words})
		}
	})
}

// SetIndexing says how much of the history can be searched.
func (f *Fake) SetIndexing(i transport.Indexing) {
	f.happen(func() {
		f.indexing = i
		f.post(transport.Event{Kind: transport.Indexed, Detail: i})
	})
}

// Search answers with what has the text in the talks that are on disk.
func (f *Fake) Search(q transport.Query) {
	f.call("Search", []any{q.Text, q.All, q.Talk}, func() {
		found := transport.Results{Query: q}
		answer := func() { f.post(transport.Event{Kind: transport.Found, Detail: found}) }
		if f.identity == (transport.ID{}) {
			answer()
			return
		}
		if found.Query.Limit <= 0 {
			found.Query.Limit = 100
		}
		if !f.indexing.All() {
			found.Indexing = f.indexing
		}
		for id, t := range f.talks {
			if !f.room(id) || !q.All && id != f.named(q.Talk) {
				continue
			}
			for _, m := range t.messages {
				old := !f.indexing.All() && m.Seq+f.indexing.Done <= t.last // the newest come first
				if said := m.Kind == transport.Incoming || m.Kind == transport.Outgoing; said && !old && strings.Contains(fold.Fold(m.Text), fold.Fold(q.Text)) {
					m.Reactions, m.ReplyTo = nil, nil
					found.Hits = append(found.Hits, transport.Hit{Talk: id, Message: m})
				}
			}
		}
		slices.SortFunc(found.Hits, func(a, b transport.Hit) int { return newest(a.Message, b.Message) })
		found.Hits = found.Hits[:min(len(found.Hits), found.Query.Limit)]
		answer()
	})
}

// newest compares messages for a list with the newest first.
func newest(a, b transport.Message) int {
	if at := b.Time.Compare(a.Time); at != 0 {
		return at
	}
	return b.Place.Compare(a.Place)
}

// Export writes the texts of a talk, a line each.
func (f *Fake) Export(id transport.TalkID, to io.WriteCloser, format transport.ExportFormat) {
	f.call("Export", []any{id, format}, func() {
		id := f.named(id)
		ev := transport.Event{Kind: transport.Exported, Peer: f.view(id)}
		if !f.room(id) {
			_ = to.Close()
			ev.Err = fault(transport.NoIdentity)
			f.post(ev)
			return
		}
		var err error
		for _, m := range f.of(id).messages {
			if m.Kind == transport.Incoming || m.Kind == transport.Outgoing {
				_, failed := fmt.Fprintln(to, m.Text)
				err = errors.Join(err, failed)
			}
		}
		if err = errors.Join(err, to.Close()); err != nil {
			ev.Err = &transport.Error{Fault: transport.DiskFull, Err: err}
		}
		f.post(ev)
	})
}

// SetTrouble has a disk take nothing, for the reason given, or with NoFault take
// things again: the disk of the host at addr, our own for none.
func (f *Fake) SetTrouble(addr string, why transport.Fault) {
	ev := transport.Event{Kind: transport.DiskTrouble, Addr: addr}
	if why != transport.NoFault {
		ev.Err = &transport.Error{Fault: why, Addr: addr}
	}
	f.Tell(ev)
}

package transport

import (
	"context"

	"confab/transport/internal/core"
)

// What package core has is made into what programs see here, and the other way round.

// each returns a list of what of makes of the items; nil of nil.
func each[A, B any](items []A, of func(A) B) []B {
	if items == nil {
		return nil
	}
	list := make([]B, len(items))
	for i := range items {
		list[i] = of(items[i])
	}
	return list
}

func eventOf(e core.Event) Event {
	return Event{
		Kind: EventKind(e.Kind), Time: e.Time, Addr: e.Addr, Peer: peerOf(e.Peer), Err: outward(e.Err),
		Detail: detailOf(e.Detail),
	}
}

// detailOf returns the Detail of an event. A []string and a time.Time stay as they are.
func detailOf(detail any) any {
	switch d := detail.(type) {
	case core.Message:
		return messageOf(d)
	case core.TalkID:
		return TalkID(d)
	case core.Page:
		return pageOf(d)
	case core.Marks:
		return marksOf(d)
	case core.Results:
		return resultsOf(d)
	case core.Indexing:
		return Indexing(d)
	case core.Fingerprint:
		return Fingerprint(d)
	case core.Invitation:
		return Invitation(d)
	case core.Transfer:
		return transferOf(d)
	}
	return detail
}

func peersOf(list []core.Peer) []Peer { return each(list, peerOf) }

func peerOf(p core.Peer) Peer {
	return Peer{
		ID: PeerID(p.ID), Kind: PeerKind(p.Kind), Addr: p.Addr, Name: p.Name, ShortKey: p.ShortKey,
		Encoding: p.Encoding, Guessed: p.Guessed, Likely: p.Likely,
		Silent: p.Silent, Lines: p.Lines, Here: p.Here, HalfClosed: p.HalfClosed, Saving: p.Saving, Since: p.Since, Seen: p.Seen,
		Server: PeerID(p.Server), Identity: ID(p.Identity), Trust: Trust(p.Trust), Admission: Admission(p.Admission), Asking: p.Asking, InRoom: p.InRoom,
		Host: p.Host, MoreMembers: p.MoreMembers, Keeps: p.Keeps, Past: p.Past,
	}
}

func messageOf(m core.Message) Message {
	return Message{
		Place: Place(m.Place), Seq: m.Seq, Time: m.Time, Kind: MessageKind(m.Kind), Peer: PeerID(m.Peer), Author: ID(m.Author),
		Name: m.Name, ShortKey: m.ShortKey, Was: m.Was, WasKey: m.WasKey,
		Text: m.Text, Raw: m.Raw, Bytes: m.Bytes, Encoding: m.Encoding, Guessed: m.Guessed,
		Notice: NoticeKind(m.Notice), Fault: Fault(m.Fault), More: m.More, State: State(m.State),
		Broadcast: m.Broadcast, Recipients: m.Recipients, Reached: m.Reached, Replaced: m.Replaced, Relayed: m.Relayed,
		ID: MessageID(m.ID), Plain: m.Plain, ReplyTo: quoteOf(m.ReplyTo), Edited: m.Edited, Deleted: m.Deleted,
		Reactions: each(m.Reactions, func(r core.Reaction) Reaction { return Reaction(r) }), ByGuest: m.ByGuest, File: (*File)(m.File),
	}
}

func quoteOf(q *core.Quote) *Quote {
	if q == nil {
		return nil
	}
	return &Quote{
		ID: MessageID(q.ID), Place: Place(q.Place), Peer: PeerID(q.Peer), Author: ID(q.Author), Name: q.Name, ShortKey: q.ShortKey, Text: q.Text,
		ByGuest: q.ByGuest, Own: q.Own, Deleted: q.Deleted,
	}
}

func pageOf(p core.Page) Page {
	return Page{
		Talk: TalkID(p.Talk), Range: rangeOf(p.Range), Messages: each(p.Messages, messageOf), Older: p.Older, Newer: p.Newer,
		Dropped: p.Dropped, Marks: marksOf(p.Marks), Pending: each(p.Pending, messageOf),
	}
}

func rangeOf(r core.Range) Range {
	return Range{At: Place(r.At), Before: r.Before, After: r.After}
}

func marksOf(m core.Marks) Marks {
	return Marks{Got: Place(m.Got), Read: Place(m.Read), Unshared: Place(m.Unshared), Seen: Place(m.Seen), Last: Place(m.Last), News: m.News}
}

func resultsOf(r core.Results) Results {
	return Results{
		Query: Query{Text: r.Query.Text, All: r.Query.All, Talk: TalkID(r.Query.Talk), Limit: r.Query.Limit},
		Hits:  each(r.Hits, hitOf), Indexing: Indexing(r.Indexing),
	}
}

func hitOf(h core.Hit) Hit { return Hit{Talk: TalkID(h.Talk), Message: messageOf(h.Message)} }

func damageOf(d *core.Damage) *Damage {
	if d == nil {
		return nil
	}
	return &Damage{
		Messages: d.Messages, Talks: each(d.Talks, damagedTalkOf), Bits: d.Bits, Changes: d.Changes, Renewed: d.Renewed,
		Missing: d.Missing, Aside: d.Aside,
	}
}

func damagedTalkOf(t core.DamagedTalk) DamagedTalk {
	return DamagedTalk{Peer: ID(t.Peer), Name: t.Name, Room: t.Room, Own: t.Own, Messages: t.Messages}
}

func knownOf(list []core.KnownServer) []KnownServer {
	return each(list, func(k core.KnownServer) KnownServer {
		return KnownServer{Addr: k.Addr, Name: k.Name, ShortKey: k.ShortKey, Identity: ID(k.Identity), Trust: Trust(k.Trust), Seen: k.Seen}
	})
}

func (f FoundServer) inward() core.FoundServer {
	return core.FoundServer{Addr: f.Addr, Addrs: f.Addrs, Name: f.Name, ShortKey: f.ShortKey, Known: f.Known, Identity: core.ID(f.Identity)}
}

func transferOf(t core.Transfer) Transfer {
	return Transfer{ID: MessageID(t.ID), State: TransferState(t.State), Fault: Fault(t.Fault), Active: t.Active, Bytes: t.Bytes, Of: t.Of,
		Path: t.Path, From: PeerID(t.From), Reader: PeerID(t.Reader), Has: t.Has, Again: t.Again, Skipped: t.Skipped, Talk: TalkID(t.Talk), Began: t.Began, File: (*File)(t.File),
		Copy: CopyState(t.Copy), FromCopy: t.FromCopy, Straight: t.Straight, Whole: t.Whole}
}

func reachedOf(r core.Reached) Reached { return Reached(r) }

// posted returns the results of a method that sends a message.
func posted(id core.MessageID, err error) (MessageID, error) { return MessageID(id), outward(err) }

func (d Draft) inward() core.Draft {
	return core.Draft{Text: d.Text, ReplyTo: core.MessageID(d.ReplyTo), Attach: (*core.Attachment)(d.Attach)}
}

func (q Query) inward() core.Query {
	return core.Query{Text: q.Text, All: q.All, Talk: core.TalkID(q.Talk), Limit: q.Limit}
}

func (r Range) inward() core.Range {
	return core.Range{At: core.Place(r.At), Before: r.Before, After: r.After}
}

func (k KnownServer) inward() core.KnownServer {
	return core.KnownServer{
		Addr: k.Addr, Name: k.Name, ShortKey: k.ShortKey, Identity: core.ID(k.Identity), Trust: core.Trust(k.Trust), Seen: k.Seen,
	}
}

func (o Options) inward() core.Options {
	in := core.Options{
		Logger: o.Logger, Limits: core.Limits(o.Limits), Interfaces: o.Interfaces, Version: o.Version, Recall: o.Recall,
		Name: o.Name, Languages: o.Languages, Encoding: o.Encoding, LetEveryoneIn: o.LetEveryoneIn, ShareHistory: o.ShareHistory, Hidden: o.Hidden,
		Downloads: o.Downloads, Copies: core.Copies(o.Copies),
	}
	if sink := o.Sink; sink != nil {
		in.Sink = func(e core.Event) { sink(eventOf(e)) }
	}
	if o.Home != nil {
		in.Home = o.Home.core
	}
	if known := o.Known; known != nil {
		in.Known = func(ctx context.Context) ([]core.KnownServer, error) {
			list, err := known(ctx)
			return each(list, KnownServer.inward), inward(err)
		}
	}
	return in
}

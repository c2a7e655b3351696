package ui

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
)

// This file is what the script does for members.

func (f *script) ofMembers(talk transport.PeerID) bool {
	if talk == transport.Everyone {
		return len(f.addrs) > 0 && f.identity != transport.ID{}
	}
	p := f.peer(talk)
	return p != nil && p.Kind == transport.Member
}

func (f *script) newID() (id transport.MessageID) {
	f.made++
	id[0], id[1], id[2] = 1, byte(f.made), byte(f.made>>8)
	return id
}

func (f *script) note(format string, args ...any) {
	f.did = append(f.did, fmt.Sprintf(format, args...))
}

// member lets a member come, or be known.
func (f *script) member(name string, change func(*transport.Peer)) transport.PeerID {
	p := transport.Peer{ID: transport.PeerID(len(f.peers) + 1), Addr: "192.168.1.40:51544", Name: name,
		Kind: transport.Member, Trust: transport.Unverified, Here: true, Since: f.now}
	f.made++
	p.Identity[0], p.Identity[31] = byte(f.made), 7
	if change != nil {
		change(&p)
	}
	f.peers = append(f.peers, p)
	kind := transport.Changed
	if p.Here {
		kind = transport.Connected
	}
	f.tell(transport.Event{Kind: kind, Peer: p})
	return p.ID
}

func (f *script) turn(kind transport.EventKind, id transport.PeerID, change func(*transport.Peer)) {
	p := f.peer(id)
	change(p)
	f.tell(transport.Event{Kind: kind, Peer: *p})
}

func (f *script) about(talk transport.PeerID) transport.Peer {
	if p := f.peer(talk); p != nil {
		return *p
	}
	return transport.Peer{ID: talk}
}

func (f *script) enqueue(to transport.PeerID, d transport.Draft) (transport.MessageID, error) {
	m := transport.Message{ID: f.newID(), Kind: transport.Outgoing, Text: d.Text, Time: f.now}
	if i := f.find(to, d.ReplyTo); i >= 0 {
		q := f.talks[to][i]
		m.ReplyTo = &transport.Quote{ID: q.ID, Seq: q.Seq, Peer: q.Peer, Name: q.Name, Text: q.Text}
	}
	if f.waiting == nil {
		f.waiting = map[transport.PeerID][]transport.Message{}
	}
	f.waiting[to] = append(f.waiting[to], m)
	f.tell(transport.Event{Kind: transport.Enqueued, Peer: f.about(to), Detail: m})
	return m.ID, nil
}

// stored puts what waits onto the host's disk.
func (f *script) stored() {
	for talk, all := range f.waiting {
		f.waiting[talk] = nil
		for _, m := range all {
			m.State = transport.Stored
			f.add(talk, m)
		}
	}
}

// refused has the host not take what waits.
func (f *script) refused(talk transport.PeerID) {
	for i := range f.waiting[talk] {
		m := &f.waiting[talk][i]
		m.State, m.Fault = transport.Failed, transport.HostRefused
		f.tell(transport.Event{Kind: transport.Updated, Peer: f.about(talk), Detail: *m})
	}
}

func (f *script) speak(talk, from transport.PeerID, text string) uint64 {
	return f.add(talk, transport.Message{ID: f.newID(), Kind: transport.Incoming, Peer: from, Name: f.peer(from).Name, Text: text})
}

func (f *script) mark(talk transport.PeerID, marks transport.Marks) {
	f.tell(transport.Event{Kind: transport.Marked, Peer: f.about(talk), Detail: marks})
}

func (f *script) find(talk transport.PeerID, id transport.MessageID) int {
	if id == (transport.MessageID{}) {
		return -1
	}
	return slices.IndexFunc(f.talks[talk], func(m transport.Message) bool { return m.ID == id })
}

func (f *script) amend(talk transport.PeerID, id transport.MessageID, how func(*transport.Message)) error {
	i := f.find(talk, id)
	if i < 0 {
		return &transport.Error{Fault: transport.MessageUnknown}
	}
	f.add(talk, transport.Message{ID: f.newID(), Kind: transport.Amendment})
	f.change(talk, uint64(i)+1, how)
	return nil
}

func (f *script) Edit(talk transport.PeerID, id transport.MessageID, text string) error {
	return f.amend(talk, id, func(m *transport.Message) { m.Text, m.Edited = text, true })
}

func (f *script) Delete(talk transport.PeerID, id transport.MessageID) error {
	return f.amend(talk, id, func(m *transport.Message) { m.Text, m.Deleted = "", true })
}

func (f *script) React(talk transport.PeerID, id transport.MessageID, text string) error {
	return f.amend(talk, id, func(m *transport.Message) {
		m.Reactions = slices.DeleteFunc(slices.Clone(m.Reactions), func(r transport.Reaction) bool { return r.Mine })
		if text != "" {
			m.Reactions = append(m.Reactions, transport.Reaction{Text: text, Count: 1, Mine: true})
		}
	})
}

func (f *script) Discard(talk transport.PeerID, id transport.MessageID) {
	f.waiting[talk] = slices.DeleteFunc(f.waiting[talk], func(m transport.Message) bool { return m.ID == id })
	f.tell(transport.Event{Kind: transport.Withdrawn, Peer: f.about(talk), Detail: transport.Message{ID: id}})
}

func (f *script) Resend(talk transport.PeerID, id transport.MessageID) (transport.MessageID, error) {
	f.note("resend %d", talk)
	return id, nil
}

func (f *script) Displayed(talk transport.PeerID, seq uint64) { f.note("displayed %d %d", talk, seq) }
func (f *script) Typing(talk transport.PeerID)                { f.note("typing %d", talk) }
func (f *script) SetName(name string)                         { f.note("name %s", name) }

func (f *script) Verify(id transport.PeerID, ok bool) {
	f.turn(transport.Changed, id, func(p *transport.Peer) {
		p.Trust = transport.Unverified
		if ok {
			p.Trust = transport.Verified
		}
	})
}

func (f *script) Words(id transport.PeerID) {
	f.tell(transport.Event{Kind: transport.Compared, Peer: f.about(id), Detail: transport.Fingerprint{
		English: [12]string{"harbour", "impeller", "locker", "second", "shelf", "filter", "gasket", "clean", "grease", "crosswise", "lunch", "galley"},
		Chinese: [12]string{"早", "上", "好", "昨", "天", "买", "的", "种", "子", "放", "在", "里"},
	}})
}

func (f *script) Search(q transport.Query) {
	found := transport.Results{Query: q, Indexing: f.indexing}
	for _, m := range slices.Backward(f.talks[q.Talk]) {
		if strings.Contains(m.Text, q.Text) {
			found.Hits = append(found.Hits, transport.Hit{Talk: q.Talk, Message: m})
		}
	}
	f.tell(transport.Event{Kind: transport.Found, Detail: found})
}

func (f *script) Export(talk transport.PeerID, to io.WriteCloser, format transport.ExportFormat) {
	ev := transport.Event{Kind: transport.Exported, Peer: f.about(talk)}
	for _, m := range f.talks[talk] {
		if _, err := fmt.Fprintln(to, m.Text); err != nil {
			ev.Err = err
		}
	}
	if err := to.Close(); err != nil {
		ev.Err = err
	}
	f.tell(ev)
}

func (f *script) Accept(id transport.PeerID) {
	f.turn(transport.Connected, id, func(p *transport.Peer) { p.Asking = false })
}
func (f *script) Decline(id transport.PeerID) { f.Forget(id) }
func (f *script) Remove(id transport.PeerID)  { f.Forget(id) }
func (f *script) LetIn(id transport.PeerID, in bool) {
	f.turn(transport.Changed, id, func(p *transport.Peer) { p.InRoom = in })
	f.tell(transport.Event{Kind: transport.Changed, Peer: transport.Peer{InRoom: in}})
}

func (f *script) Join(addr string) {
	f.note("join %s", addr)
	f.Dial(addr)
}

func (f *script) Reconnect()                     { f.note("reconnect") }
func (f *script) Known() []transport.KnownServer { return f.known }
func (f *script) ForgetServer(addr string) {
	f.note("forget %s", addr)
	f.known = slices.DeleteFunc(f.known, func(s transport.KnownServer) bool { return s.Addr == addr })
}

// joined ends a Join well: with the host, a member who is here and one who is not.
func (f *script) joined(w tongue) (room, host, other transport.PeerID) {
	addr := f.dialing
	f.dialing = ""
	room = f.member(w.host, func(p *transport.Peer) { p.Addr = addr })
	f.talking = room
	f.known = append(f.known, transport.KnownServer{Addr: addr, Name: w.host, Trust: transport.Unverified})
	host = f.member(w.host, func(p *transport.Peer) { p.Server, p.Host, p.Addr = room, true, "a1b2 c3d4" })
	other = f.member(w.bridge, func(p *transport.Peer) { p.Server, p.Addr, p.Trust = room, "e5f6 a7b8", transport.Verified })
	f.member(w.galley, func(p *transport.Peer) { p.Server, p.Addr, p.Here = room, "c9d0 e1f2", false })
	return room, host, other
}

// lost breaks the connection with a server, which is tried again after d.
func (f *script) lost(d time.Duration) {
	p := f.peer(f.talking)
	p.Here = false
	f.tell(transport.Event{Kind: transport.Waiting, Addr: p.Addr, Peer: *p, Detail: f.now.Add(d),
		Err: &transport.Error{Fault: transport.PeerReset, Addr: p.Addr}})
}

// homely is a stage with a data folder, at the first start.
func homely(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	post := newMail(func() {})
	host, dialer := newScript(post.host.Post), newScript(post.dialer.Post)
	host.identity[0], dialer.identity[0] = 0xab, 0xab
	host.now = time.Date(2026, time.March, 14, 9, 2, 0, 0, time.UTC)
	dialer.now = host.now
	p := prefs.Default(w.host)
	p.Language = w.lang
	return stagedAs(t, size, p, words.Lang(w.lang), host, dialer, post)
}

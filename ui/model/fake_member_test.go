package model

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"confab/transport"
	"confab/transport/fold"
	"confab/ui/internal/prefs"
)

// This file is what the fake does for members.

func (f *fake) ofMembers(talk transport.PeerID) bool {
	if talk == transport.Everyone {
		return f.hosts && f.identity != transport.ID{}
	}
	p := f.peer(talk)
	return p != nil && p.Kind == transport.Member
}

func (f *fake) newID() (id transport.MessageID) {
	n := len(f.asked) + 1
	id[0], id[1], id[2] = 1, byte(n), byte(n>>8)
	f.asked = append(f.asked, "id")
	return id
}

func (f *fake) ask(format string, args ...any) {
	f.asked = append(f.asked, fmt.Sprintf(format, args...))
}

// was reports whether the model asked for something since the last call, and
// forgets what it asked for.
func (f *fake) was(what string) bool {
	is := slices.Contains(f.asked, what)
	for i := range f.asked {
		f.asked[i] = "" // the length gives identities
	}
	return is
}

// member is a new member; server is through whom a client reaches it.
func (f *fake) member(name string, here bool, change func(*transport.Peer)) transport.PeerID {
	f.newID() // identities are not used again
	p := transport.Peer{ID: transport.PeerID(len(f.asked) + 1000), Addr: name + ".local", Name: name, Kind: transport.Member,
		Trust: transport.Unverified, Here: here, Since: *f.clock}
	p.Identity[0], p.Identity[1] = byte(p.ID), byte(p.ID>>8)
	p.Identity[31] = 7
	if change != nil {
		change(&p)
	}
	f.peers = append(f.peers, p)
	kind := transport.Changed
	if here {
		kind = transport.Connected
	}
	f.post(transport.Event{Kind: kind, Peer: p})
	return p.ID
}

// turn changes a peer and tells it.
func (f *fake) turn(kind transport.EventKind, id transport.PeerID, change func(*transport.Peer)) {
	p := f.peer(id)
	if p == nil {
		return // as the Server and Client do with who left meanwhile
	}
	change(p)
	f.post(transport.Event{Kind: kind, Peer: *p})
}

// enqueue is Post in a talk of members.
func (f *fake) enqueue(to transport.PeerID, d transport.Draft) (transport.MessageID, error) {
	if d.Text == "" {
		return transport.MessageID{}, &transport.Error{Fault: transport.MessageEmpty}
	}
	m := transport.Message{ID: f.newID(), Kind: transport.Outgoing, Text: d.Text, Time: *f.clock}
	if d.ReplyTo != (transport.MessageID{}) {
		m.ReplyTo = f.quote(to, d.ReplyTo)
	}
	f.pending[to] = append(f.pending[to], m)
	f.tell(transport.Enqueued, to, m)
	return m.ID, nil
}

func (f *fake) tell(kind transport.EventKind, talk transport.PeerID, m transport.Message) {
	p := transport.Peer{ID: talk}
	if known := f.peer(talk); known != nil {
		p = *known
	}
	f.post(transport.Event{Kind: kind, Peer: p, Detail: m})
}

func (f *fake) quote(talk transport.PeerID, id transport.MessageID) *transport.Quote {
	for _, m := range f.talks[talk] {
		if m.ID == id {
			return &transport.Quote{ID: id, Seq: m.Seq, Peer: m.Peer, Name: m.Name, Text: m.Text, Deleted: m.Deleted}
		}
	}
	return &transport.Quote{ID: id}
}

// store puts what is pending in a talk on the host's disk.
func (f *fake) store(talk transport.PeerID) {
	waiting := f.pending[talk]
	f.pending[talk] = nil
	for _, m := range waiting {
		if m.State == transport.Failed {
			f.pending[talk] = append(f.pending[talk], m)
			continue
		}
		m.State = transport.Stored
		f.say(talk, m)
	}
}

// refuse has the host not take the first pending message of a talk.
func (f *fake) refuse(talk transport.PeerID) {
	if len(f.pending[talk]) > 0 {
		m := &f.pending[talk][0]
		m.State, m.Fault = transport.Failed, transport.HostRefused
		f.tell(transport.Updated, talk, *m)
	}
}

// unkept has the first message on its way wait for our disk.
func (f *fake) unkept(talk transport.PeerID) {
	m := &f.pending[talk][0]
	m.State, m.Fault = transport.Unkept, transport.DiskFull
	f.tell(transport.Updated, talk, *m)
}

// speak is a message of a member in a talk.
func (f *fake) speak(talk, from transport.PeerID, text string) uint64 {
	return f.say(talk, transport.Message{ID: f.newID(), Kind: transport.Incoming, Peer: from, Name: f.peer(from).Name, Text: text})
}

// amend changes a message of a talk, with the line that says so.
func (f *fake) amend(talk transport.PeerID, seq uint64, change func(*transport.Message)) {
	f.say(talk, transport.Message{ID: f.newID(), Kind: transport.Amendment})
	f.update(talk, seq, change)
}

// mark tells how far a talk got.
func (f *fake) mark(talk transport.PeerID, marks transport.Marks) {
	f.marks[talk] = marks
	p := transport.Peer{ID: talk}
	if known := f.peer(talk); known != nil {
		p = *known
	}
	f.post(transport.Event{Kind: transport.Marked, Peer: p, Detail: marks})
}

func (f *fake) of(talk transport.PeerID, id transport.MessageID) (uint64, bool) {
	for _, m := range f.talks[talk] {
		if m.ID == id && m.Kind != transport.Amendment {
			return m.Seq, true
		}
	}
	return 0, false
}

func (f *fake) changing(talk transport.PeerID, id transport.MessageID, change func(*transport.Message)) error {
	seq, ok := f.of(talk, id)
	if !ok {
		return &transport.Error{Fault: transport.MessageUnknown}
	}
	f.amend(talk, seq, change)
	return nil
}

func (f *fake) Edit(talk transport.PeerID, id transport.MessageID, text string) error {
	return f.changing(talk, id, func(m *transport.Message) { m.Text, m.Edited = text, true })
}

func (f *fake) Delete(talk transport.PeerID, id transport.MessageID) error {
	return f.changing(talk, id, func(m *transport.Message) { m.Text, m.Deleted, m.Reactions = "", true, nil })
}

func (f *fake) React(talk transport.PeerID, id transport.MessageID, text string) error {
	return f.changing(talk, id, func(m *transport.Message) {
		m.Reactions = nil
		if text != "" {
			m.Reactions = []transport.Reaction{{Text: text, Count: 1, Mine: true}}
		}
	})
}

func (f *fake) Discard(talk transport.PeerID, id transport.MessageID) {
	f.pending[talk] = slices.DeleteFunc(f.pending[talk], func(m transport.Message) bool { return m.ID == id })
	f.tell(transport.Withdrawn, talk, transport.Message{ID: id})
}

func (f *fake) Resend(talk transport.PeerID, id transport.MessageID) (transport.MessageID, error) {
	f.ask("resend %d %d", talk, id[0])
	return id, f.resending
}

func (f *fake) Displayed(talk transport.PeerID, seq uint64) { f.ask("displayed %d %d", talk, seq) }
func (f *fake) Typing(talk transport.PeerID)                { f.ask("typing %d", talk) }
func (f *fake) SetName(name string)                         { f.ask("name %s", name) }
func (f *fake) Verify(id transport.PeerID, ok bool) {
	f.ask("verify %d %v", id, ok)
	f.turn(transport.Changed, id, func(p *transport.Peer) {
		p.Trust = transport.Unverified
		if ok {
			p.Trust = transport.Verified
		}
	})
}

func (f *fake) Words(id transport.PeerID) {
	var words transport.Fingerprint
	for i := range words.English {
		words.English[i], words.Chinese[i] = fmt.Sprint("word", i), fmt.Sprint("字", i)
	}
	if p := f.peer(id); p != nil {
		f.post(transport.Event{Kind: transport.Compared, Peer: *p, Detail: words})
	}
}

func (f *fake) Search(q transport.Query) {
	f.searches++
	found := transport.Results{Query: q}
	if !f.indexing.All() {
		found.Indexing = f.indexing
	}
	for _, m := range slices.Backward(f.talks[q.Talk]) {
		if !f.indexing.All() && m.Seq <= f.indexing.Total-f.indexing.Done {
			break // not in the index yet
		}
		if strings.Contains(fold.Fold(m.Text), fold.Fold(q.Text)) {
			found.Hits = append(found.Hits, transport.Hit{Talk: q.Talk, Message: m})
		}
	}
	f.post(transport.Event{Kind: transport.Found, Detail: found})
}

func (f *fake) Export(talk transport.PeerID, to io.WriteCloser, format transport.ExportFormat) {
	_, err := io.WriteString(to, "written")
	if closing := to.Close(); err == nil {
		err = closing
	}
	ev := transport.Event{Kind: transport.Exported, Peer: transport.Peer{ID: talk}}
	if err != nil {
		ev.Err = &transport.Error{Fault: transport.DiskFull}
	}
	f.post(ev)
}

func (f fakeHost) Remove(id transport.PeerID)  { f.leave(id) }
func (f fakeHost) Decline(id transport.PeerID) { f.leave(id) }
func (f fakeHost) Accept(id transport.PeerID) {
	f.turn(transport.Connected, id, func(p *transport.Peer) { p.Asking = false })
}

func (f fakeHost) LetIn(id transport.PeerID, in bool) {
	f.turn(transport.Changed, id, func(p *transport.Peer) { p.InRoom = in })
	f.post(transport.Event{Kind: transport.Changed, Peer: transport.Peer{InRoom: in}})
}

// leave takes a member out of the roster.
func (f *fake) leave(id transport.PeerID) {
	f.peers = slices.DeleteFunc(f.peers, func(p transport.Peer) bool { return p.ID == id })
	delete(f.talks, id)
	f.post(transport.Event{Kind: transport.Forgotten, Peer: transport.Peer{ID: id}})
}

func (f fakeDialer) Join(addr string) {
	f.dialing = addr
	f.ask("join %s", addr)
	f.post(transport.Event{Kind: transport.Connecting, Addr: addr})
}

func (f fakeDialer) Reconnect()                     { f.ask("reconnect") }
func (f fakeDialer) Known() []transport.KnownServer { return f.known }
func (f fakeDialer) ForgetServer(addr string) {
	f.ask("forget %s", addr)
	f.fake.known = slices.DeleteFunc(f.fake.known, func(s transport.KnownServer) bool { return s.Addr == addr })
}

// joined lets the Join that is on its way succeed, with a host and a member.
func (f fakeDialer) joined() (server, host, other transport.PeerID) {
	addr := f.dialing
	f.fake.dialing = ""
	server = f.member("Marta", true, func(p *transport.Peer) { p.Addr, p.Name = addr, "Marta's server" })
	f.fake.server = server
	host = f.member("Marta", true, func(p *transport.Peer) { p.Server, p.Host, p.Addr = server, true, "" })
	other = f.member("Bob", false, func(p *transport.Peer) { p.Server, p.Addr = server, "" })
	return server, host, other
}

// wait breaks the connection with a secure server, which is tried again in d.
func (f fakeDialer) wait(d time.Duration) {
	p := f.peer(f.server)
	p.Here = false
	f.post(transport.Event{Kind: transport.Waiting, Addr: p.Addr, Peer: *p, Detail: f.clock.Add(d),
		Err: &transport.Error{Fault: transport.PeerReset, Addr: p.Addr}})
}

// withFolder is a stage with a data folder.
func withFolder() *stage {
	st := newStage()
	st.host.identity[0], st.dialer.identity[0] = 0xab, 0xab
	st.restart(prefs.Default("Ada"))
	return st
}

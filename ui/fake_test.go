package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// script plays transport's part with no network and a clock that only the test
// moves: for pictures, for what seldom happens, and for very many people.
type script struct {
	post    func(transport.Event)
	now     time.Time
	peers   []transport.Peer
	talks   map[transport.PeerID][]transport.Message
	addrs   []string
	blocked []string
	dialing string
	talking transport.PeerID // whom the client is connected to

	// What a data folder adds.
	identity transport.ID
	waiting  map[transport.PeerID][]transport.Message // the outbox
	known    []transport.KnownServer
	made     int // members and messages, for their identities
	did      []string
	indexing transport.Indexing // what can be searched
}

func newScript(post func(transport.Event)) *script {
	return &script{post: post, talks: map[transport.PeerID][]transport.Message{},
		now: time.Date(2026, time.March, 14, 9, 26, 0, 0, time.UTC)}
}

func (f *script) tell(ev transport.Event) {
	ev.Time = f.now
	f.post(ev)
}

func (f *script) peer(id transport.PeerID) *transport.Peer {
	if i := slices.IndexFunc(f.peers, func(p transport.Peer) bool { return p.ID == id }); i >= 0 {
		return &f.peers[i]
	}
	return nil
}

// add appends to a talk.
func (f *script) add(talk transport.PeerID, m transport.Message) uint64 {
	m.Seq, m.Time = uint64(len(f.talks[talk]))+1, f.now
	f.talks[talk] = append(f.talks[talk], m)
	var p transport.Peer
	if known := f.peer(talk); known != nil {
		p = *known
	}
	f.tell(transport.Event{Kind: transport.Appended, Peer: p, Detail: m})
	return m.Seq
}

// change alters a message that is there.
func (f *script) change(talk transport.PeerID, seq uint64, how func(*transport.Message)) {
	m := &f.talks[talk][seq-1]
	how(m)
	f.tell(transport.Event{Kind: transport.Updated, Peer: transport.Peer{ID: talk}, Detail: *m})
}

func (f *script) come(addr, name string) transport.PeerID {
	p := transport.Peer{ID: transport.PeerID(len(f.peers) + 1), Addr: addr, Name: name, Kind: transport.Plain, Here: true, Since: f.now}
	f.peers = append(f.peers, p)
	f.tell(transport.Event{Kind: transport.Connected, Peer: p})
	f.notice(p.ID, transport.PeerConnected, transport.NoFault)
	return p.ID
}

// notice stands in the peer's talk, and in that of all.
func (f *script) notice(id transport.PeerID, what transport.NoticeKind, why transport.Fault) {
	m := transport.Message{Kind: transport.Notice, Notice: what, Fault: why, Peer: id, Name: f.peer(id).Name}
	f.add(id, m)
	if len(f.addrs) > 0 {
		f.add(transport.Everyone, m)
	}
}

func (f *script) hear(id transport.PeerID, text string) uint64 {
	f.peer(id).Seen = f.now
	return f.add(id, transport.Message{Kind: transport.Incoming, Peer: id,
		Text: strings.ToValidUTF8(text, "\uFFFD"), Raw: text})
}

func (f *script) part(id transport.PeerID, why transport.Fault) {
	p := f.peer(id)
	if p == nil || !p.Here {
		return
	}
	p.Here, p.HalfClosed = false, false
	f.tell(transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: why, Addr: p.Addr}})
	f.notice(id, transport.PeerDisconnected, why)
}

// halfClose has a peer say nothing more.
func (f *script) halfClose(id transport.PeerID) {
	p := f.peer(id)
	p.HalfClosed = true
	f.tell(transport.Event{Kind: transport.Changed, Peer: *p})
	f.add(id, transport.Message{Kind: transport.Notice, Notice: transport.PeerHalfClosed, Peer: id, Name: p.Name})
}

func (f *script) here() (ids []transport.PeerID) {
	for _, p := range f.peers {
		if p.Here {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (f *script) Peers() []transport.Peer { return slices.Clone(f.peers) }

func (f *script) Load(talk transport.PeerID, from uint64, n int) {
	all := f.talks[talk]
	page := transport.Page{Talk: talk, First: 1, Last: uint64(len(all)), Pending: slices.Clone(f.waiting[talk])}
	if from == 0 {
		from = uint64(max(len(all)-n, 0)) + 1
	}
	if from <= page.Last {
		page.Messages = slices.Clone(all[from-1 : min(from-1+uint64(n), page.Last)])
	}
	f.tell(transport.Event{Kind: transport.PageLoaded, Detail: page})
}

func (f *script) SetEncoding(id transport.PeerID, e transport.Encoding) {
	f.peer(id).Encoding = e
	f.tell(transport.Event{Kind: transport.Changed, Peer: *f.peer(id)})
}

func (f *script) Rename(id transport.PeerID, name string) {
	f.peer(id).Name = name
	f.tell(transport.Event{Kind: transport.Changed, Peer: *f.peer(id)})
}

// Send is Post without a reply, for tests.
func (f *script) Send(to transport.PeerID, text string) (transport.MessageID, error) {
	return f.Post(to, transport.Draft{Text: text})
}

func (f *script) Post(to transport.PeerID, d transport.Draft) (transport.MessageID, error) {
	if f.ofMembers(to) {
		return f.enqueue(to, d)
	}
	return transport.MessageID{}, f.send(to, transport.Message{Kind: transport.Outgoing, Text: d.Text, Raw: d.Text})
}

func (f *script) SendBytes(to transport.PeerID, raw []byte) (transport.MessageID, error) {
	return transport.MessageID{}, f.send(to, transport.Message{Kind: transport.Outgoing, Text: strings.ToValidUTF8(string(raw), "\uFFFD"), Raw: string(raw), Bytes: true})
}

func (f *script) send(to transport.PeerID, m transport.Message) error {
	if to != transport.Everyone {
		if p := f.peer(to); p == nil || !p.Here {
			return &transport.Error{Fault: transport.PeerGone}
		}
		f.add(to, m)
		return nil
	}
	m.Broadcast, m.Recipients = true, len(f.here())
	if m.Recipients == 0 {
		return &transport.Error{Fault: transport.NobodyHere}
	}
	f.add(to, m)
	for _, id := range f.here() {
		f.add(id, m)
	}
	return nil
}

// written ends what was sent as it should end.
func (f *script) written() {
	for talk, all := range f.talks {
		for _, m := range all {
			if m.Kind == transport.Outgoing && m.State == transport.Queued {
				f.change(talk, m.Seq, func(m *transport.Message) { m.State, m.Reached = transport.Written, m.Recipients })
			}
		}
	}
}

// The methods of the Server alone.

func (f *script) Start(addr string) {
	f.addrs = []string{"192.168.1.5" + addr}
	f.tell(transport.Event{Kind: transport.Listening, Addr: f.addrs[0], Detail: f.addrs})
}

func (f *script) Stop() {
	for _, id := range f.here() {
		f.part(id, transport.ServerStopped)
	}
	f.addrs = nil
	f.tell(transport.Event{Kind: transport.Stopped})
}

func (f *script) Addrs() []string                { return f.addrs }
func (f *script) Disconnect(id transport.PeerID) { f.part(id, transport.ClosedHere) }
func (f *script) Unblock(ip string) {
	f.blocked = slices.DeleteFunc(f.blocked, func(b string) bool { return b == ip })
}
func (f *script) Blocked() []string          { return f.blocked }
func (f *script) Allow(v transport.Visitors) { f.note("members %v", v.Members) }
func (f *script) Server() (transport.Peer, bool) {
	if p := f.peer(f.talking); p != nil && p.Here {
		return *p, true
	}
	return transport.Peer{}, false
}

func (f *script) Block(id transport.PeerID) {
	f.part(id, transport.Blocked)
	f.blocked = append(f.blocked, strings.Split(f.peer(id).Addr, ":")[0])
}

func (f *script) Forget(id transport.PeerID) {
	f.peers = slices.DeleteFunc(f.peers, func(p transport.Peer) bool { return p.ID == id })
	delete(f.talks, id)
	f.tell(transport.Event{Kind: transport.Forgotten, Peer: transport.Peer{ID: id}})
}

// The methods of the Client alone. A Dial waits for answer.

func (f *script) Dial(addr string) {
	f.dialing = addr
	f.tell(transport.Event{Kind: transport.Connecting, Addr: addr})
}

func (f *script) Hangup() {
	if f.dialing != "" {
		f.answer(transport.Canceled)
		return
	}
	f.part(f.talking, transport.ClosedHere)
}

// answer ends a Dial: with NoFault it connects.
func (f *script) answer(why transport.Fault) {
	addr := f.dialing
	f.dialing = ""
	switch i := slices.IndexFunc(f.peers, func(p transport.Peer) bool { return p.Addr == addr }); {
	case addr == "":
	case why != transport.NoFault:
		f.tell(transport.Event{Kind: transport.DialFailed, Addr: addr, Err: &transport.Error{Fault: why, Addr: addr}})
	case i >= 0:
		f.peers[i].Here, f.talking = true, f.peers[i].ID
		f.tell(transport.Event{Kind: transport.Connected, Peer: f.peers[i]})
		f.notice(f.talking, transport.PeerConnected, transport.NoFault)
	default:
		f.talking = f.come(addr, "")
	}
}

// staged is a stage whose transport is a script.
type stagedScreen struct {
	*stage
	host, dialer *script
}

func staged(t testing.TB, size uitest.Size) *stagedScreen {
	return stagedWith(t, size, plainPrefs(), words.English)
}

// plainPrefs are those of a person who connects over plain TCP.
func plainPrefs() prefs.Prefs {
	p := prefs.Default("Ada")
	p.ClientPlain = true
	return p
}

func stagedWith(t testing.TB, size uitest.Size, p prefs.Prefs, lang words.Lang) *stagedScreen {
	post := newMail(func() {})
	return stagedAs(t, size, p, lang, newScript(post.host.Post), newScript(post.dialer.Post), post)
}

func stagedAs(t testing.TB, size uitest.Size, p prefs.Prefs, lang words.Lang, host, dialer *script, post *mail) *stagedScreen {
	m := model.New(model.Config{Host: host, Dialer: dialer, Identity: host.identity, Prefs: p, System: lang,
		Now: func() time.Time { return host.now }, Location: time.UTC})
	return &stagedScreen{show(t, size, m, post, nil), host, dialer}
}

// serve starts the server and lets n guests come.
func (s *stagedScreen) serve(n int) (ids []transport.PeerID) {
	s.t.Helper()
	if !s.model.StartServer() {
		s.t.Fatal(s.model.Server.PortError())
	}
	s.Frame()
	for i := range n {
		ids = append(ids, s.host.come(fmt.Sprintf("10.0.%d.%d:5000", i/250, i%250+1), ""))
	}
	s.Frame()
	s.Frame()
	return ids
}

// line is what is said as number i of many; some lines are long.
func line(i int) string {
	return fmt.Sprintf("line %d%s", i, strings.Repeat(" and so on", i%7*i%13))
}

// place is where a label stands.
type place struct {
	label string
	at    int
}

// placed are places by their labels.
type placed []place

func (p placed) of(label string) (int, bool) {
	for _, q := range p {
		if q.label == label {
			return q.at, true
		}
	}
	return 0, false
}

// places are the messages in view that begin with "line", from the top, and
// the pixel at which they end; rows of the list begin at the edge and are none.
func (s *stage) places() (p placed) {
	for _, l := range s.Labels() {
		n, ok := s.Find(l)
		if _, known := p.of(l); ok && !known && strings.HasPrefix(l, "line ") && n.Bounds.Min.X > 0 {
			p = append(p, place{l, n.Bounds.Max.Y})
		}
	}
	return p
}

// safe fails if a label has what a screen must not show, or is endless.
func (s *stage) safe() {
	s.t.Helper()
	for _, l := range s.Labels() {
		if !utf8.ValidString(l) || len(l) > 70<<10 {
			s.t.Errorf("a label of %d bytes begins with %q", len(l), l[:min(len(l), 40)])
		}
		for _, r := range l {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200d' {
				s.t.Errorf("a label has %U: %.60q", r, l)
				break
			}
		}
	}
}

// samePlaces reports whether everything that was in view before and after
// stands where it stood, and something does.
func samePlaces(before, after placed) bool {
	same := 0
	for _, p := range before {
		if at, ok := after.of(p.label); ok {
			if at != p.at {
				return false
			}
			same++
		}
	}
	return same > 0
}

package model

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// fake behaves as transport's Server and Client do, without a network: methods
// return at once and what happened waits in events.
type fake struct {
	clock  *time.Time
	events []transport.Event
	peers  []transport.Peer
	talks  map[transport.PeerID][]transport.Message
	// dropped is how many of the oldest messages of a talk the journal lost.
	dropped   map[transport.PeerID]uint64
	listening string
	server    transport.PeerID // of the client; 0 is none
	dialing   string
	blocked   []string
	loads     int
	// hosts says that it is the Server, which tells the talk of all who came
	// and went.
	hosts bool
	sent  [][]byte

	// What a data folder adds.
	identity transport.ID
	pending  map[transport.PeerID][]transport.Message
	marks    map[transport.PeerID]transport.Marks
	known    []transport.KnownServer
	asked    []string // what members were asked for or told, in words
	// resending is what Resend fails with.
	resending error
	searches  int
	indexing  transport.Indexing // what of the talks can be searched
}

func newFake(clock *time.Time) *fake {
	return &fake{clock: clock, talks: map[transport.PeerID][]transport.Message{}, dropped: map[transport.PeerID]uint64{},
		pending: map[transport.PeerID][]transport.Message{}, marks: map[transport.PeerID]transport.Marks{}}
}

func (f *fake) post(ev transport.Event) {
	ev.Time = *f.clock
	f.events = append(f.events, ev)
}

func (f *fake) peer(id transport.PeerID) *transport.Peer {
	for i := range f.peers {
		if f.peers[i].ID == id {
			return &f.peers[i]
		}
	}
	return nil
}

func (f *fake) say(talk transport.PeerID, m transport.Message) uint64 {
	m.Seq, m.Time = uint64(len(f.talks[talk]))+1, *f.clock
	f.talks[talk] = append(f.talks[talk], m)
	var p transport.Peer
	if known := f.peer(talk); known != nil {
		p = *known
	}
	f.post(transport.Event{Kind: transport.Appended, Peer: p, Detail: m})
	if f.hosts && m.Kind == transport.Notice && talk != transport.Everyone &&
		(m.Notice == transport.PeerConnected || m.Notice == transport.PeerDisconnected) {
		f.say(transport.Everyone, m)
	}
	return m.Seq
}

func (f *fake) update(talk transport.PeerID, seq uint64, change func(*transport.Message)) {
	m := &f.talks[talk][seq-1]
	change(m)
	f.post(transport.Event{Kind: transport.Updated, Peer: transport.Peer{ID: talk}, Detail: *m})
}

func (f *fake) come(addr string) transport.PeerID {
	p := transport.Peer{ID: transport.PeerID(len(f.peers) + 1000), Addr: addr, Here: true, Silent: true, Since: *f.clock}
	if n := len(f.peers); n > 0 {
		p.ID = f.peers[n-1].ID + 1
	}
	f.peers = append(f.peers, p)
	f.post(transport.Event{Kind: transport.Connected, Peer: p})
	f.say(p.ID, transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected, Peer: p.ID})
	return p.ID
}

func (f *fake) hear(id transport.PeerID, text string) uint64 {
	p := f.peer(id)
	p.Seen, p.Silent = *f.clock, false
	if p.Kind == transport.Undecided {
		p.Kind = transport.Plain
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
	}
	return f.say(id, transport.Message{Kind: transport.Incoming, Peer: id, Text: text, Raw: text})
}

func (f *fake) part(id transport.PeerID, why transport.Fault) {
	p := f.peer(id)
	if p == nil || !p.Here {
		return
	}
	p.Here, p.HalfClosed = false, false
	f.post(transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: why, Addr: p.Addr}})
	f.say(id, transport.Message{Kind: transport.Notice, Notice: transport.PeerDisconnected, Peer: id, Fault: why})
}

// halfClose has a peer say nothing more.
func (f *fake) halfClose(id transport.PeerID) {
	p := f.peer(id)
	if p == nil || !p.Here {
		return
	}
	p.HalfClosed = true
	f.post(transport.Event{Kind: transport.Changed, Peer: *p})
	f.say(id, transport.Message{Kind: transport.Notice, Notice: transport.PeerHalfClosed, Peer: id})
}

// fullMailbox is how many events fill a Mailbox.
const fullMailbox = 4096

// lose has what was posted go through a Mailbox that is full.
func (f *fake) lose() {
	const filler = transport.EventKind(255)
	box := transport.NewMailbox(func() {})
	for _, ev := range f.events {
		box.Post(ev)
	}
	for range fullMailbox + 1 {
		box.Post(transport.Event{Kind: filler})
	}
	f.events = slices.DeleteFunc(box.Drain(nil), func(ev transport.Event) bool { return ev.Kind == filler })
}

func (f *fake) Peers() []transport.Peer { return append([]transport.Peer(nil), f.peers...) }

func (f *fake) Load(talk transport.PeerID, from uint64, n int) {
	f.loads++
	all := f.talks[talk]
	first, last := f.dropped[talk]+1, uint64(len(all))
	if from == 0 && last >= uint64(n) {
		from = last - uint64(n) + 1
	}
	from = max(from, first)
	page := transport.Page{Talk: talk, First: first, Last: last, Marks: f.marks[talk], Pending: append([]transport.Message(nil), f.pending[talk]...)}
	if f.ofMembers(talk) {
		page.Marks.Last = last
	}
	if from <= last {
		page.Messages = all[from-1 : min(from-1+uint64(n), last) : min(from-1+uint64(n), last)]
		page.Messages = append([]transport.Message(nil), page.Messages...)
	}
	f.post(transport.Event{Kind: transport.PageLoaded, Detail: page})
}

func (f *fake) SetEncoding(id transport.PeerID, e transport.Encoding) {
	if p := f.peer(id); p != nil {
		p.Encoding, p.Guessed, p.Likely = e, false, [2]transport.Encoding{}
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
		f.say(id, transport.Message{Kind: transport.Notice, Notice: transport.EncodingChanged, Encoding: e, Peer: id})
		f.reread(id, e)
	}
}

// reread has what a plain peer said read in another encoding.
func (f *fake) reread(id transport.PeerID, e transport.Encoding) {
	for i, m := range f.talks[id] {
		if text := e.Decode([]byte(m.Raw)); m.Kind == transport.Incoming && m.ID == (transport.MessageID{}) && text != m.Text {
			f.update(id, uint64(i+1), func(m *transport.Message) { m.Text = text })
		}
	}
}

// guess has a peer read in an encoding that is a guess.
func (f *fake) guess(id transport.PeerID, e transport.Encoding, likely ...transport.Encoding) {
	p := f.peer(id)
	p.Encoding, p.Guessed = e, true
	copy(p.Likely[:], likely)
	f.post(transport.Event{Kind: transport.Changed, Peer: *p})
}

func (f *fake) send(to transport.PeerID, text string, isBytes bool) error {
	if len(text) > 64<<10 {
		return &transport.Error{Fault: transport.MessageTooLong}
	}
	m := transport.Message{Kind: transport.Outgoing, Text: text, Raw: text, Bytes: isBytes}
	if to != transport.Everyone {
		if p := f.peer(to); p == nil || !p.Here {
			return &transport.Error{Fault: transport.PeerGone}
		}
		f.sent = append(f.sent, []byte(text))
		f.say(to, m)
		return nil
	}
	m.Broadcast = true
	for _, p := range f.peers {
		if p.Here {
			m.Recipients++
		}
	}
	if m.Recipients == 0 {
		return &transport.Error{Fault: transport.NobodyHere}
	}
	f.sent = append(f.sent, []byte(text))
	f.say(to, m)
	for _, p := range f.peers {
		if p.Here {
			f.say(p.ID, m)
		}
	}
	return nil
}

// fakeHost is the Server.
type fakeHost struct{ *fake }

func (f fakeHost) Start(addr string) {
	f.listening = "192.168.1.5" + addr
	f.post(transport.Event{Kind: transport.Listening, Addr: f.listening})
}

func (f fakeHost) Stop() {
	for _, p := range f.Peers() {
		f.part(p.ID, transport.ServerStopped)
	}
	f.listening = ""
	f.post(transport.Event{Kind: transport.Stopped})
}

func (f fakeHost) Addrs() []string {
	if f.listening == "" {
		return nil
	}
	return []string{f.listening}
}

func (f fakeHost) Post(to transport.PeerID, d transport.Draft) (transport.MessageID, error) {
	if f.listening == "" {
		return transport.MessageID{}, &transport.Error{Fault: transport.NotListening}
	}
	if f.ofMembers(to) {
		return f.enqueue(to, d)
	}
	return transport.MessageID{}, f.send(to, d.Text, false)
}

func (f fakeHost) SendBytes(to transport.PeerID, raw []byte) (transport.MessageID, error) {
	if f.listening == "" {
		return transport.MessageID{}, &transport.Error{Fault: transport.NotListening}
	}
	return transport.MessageID{}, f.send(to, string(raw), true)
}

func (f fakeHost) Rename(id transport.PeerID, name string) {
	if p := f.peer(id); p != nil {
		p.Name = name
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
	}
}

func (f fakeHost) Disconnect(id transport.PeerID) { f.part(id, transport.ClosedHere) }

func (f fakeHost) Forget(id transport.PeerID) {
	for i, p := range f.peers {
		if p.ID == id && !p.Here {
			f.peers = append(f.peers[:i:i], f.peers[i+1:]...)
			delete(f.talks, id)
			f.post(transport.Event{Kind: transport.Forgotten, Peer: transport.Peer{ID: id}})
			return
		}
	}
}

func (f fakeHost) Block(id transport.PeerID) {
	f.part(id, transport.Blocked)
	f.blocked = append(f.blocked, f.peer(id).Addr)
}
func (f fakeHost) Unblock(string)             { f.blocked = nil }
func (f fakeHost) Blocked() []string          { return f.blocked }
func (f fakeHost) Allow(v transport.Visitors) { f.ask("members %v", v.Members) }

// fakeDialer is the Client. Its Dial waits for answer.
type fakeDialer struct{ *fake }

func (f fakeDialer) Dial(addr string) {
	f.dialing = addr
	f.post(transport.Event{Kind: transport.Connecting, Addr: addr})
}

// answer ends a Dial: NoFault connects.
func (f fakeDialer) answer(why transport.Fault) {
	addr := f.dialing
	if addr == "" {
		return
	}
	f.dialing = ""
	if why != transport.NoFault {
		f.post(transport.Event{Kind: transport.DialFailed, Addr: addr, Err: &transport.Error{Fault: why, Addr: addr}})
		return
	}
	for i := range f.peers {
		if p := &f.peers[i]; p.Addr == addr {
			p.Here, f.server = true, p.ID
			f.post(transport.Event{Kind: transport.Connected, Peer: *p})
			f.say(p.ID, transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected, Peer: p.ID})
			return
		}
	}
	f.server = f.come(addr)
}

func (f fakeDialer) Hangup() {
	f.answer(transport.Canceled)
	f.cut(transport.ClosedHere)
}

func (f fakeDialer) cut(why transport.Fault) {
	if f.server != 0 {
		f.part(f.server, why)
		f.server = 0
	}
}

func (f fakeDialer) Server() (transport.Peer, bool) {
	if f.server == 0 || !f.peer(f.server).Here {
		return transport.Peer{}, false
	}
	return *f.peer(f.server), true
}

func (f fakeDialer) Post(to transport.PeerID, d transport.Draft) (transport.MessageID, error) {
	if f.ofMembers(to) {
		return f.enqueue(to, d)
	}
	if f.server != to || to == 0 {
		return transport.MessageID{}, &transport.Error{Fault: transport.NotConnected}
	}
	return transport.MessageID{}, f.send(to, d.Text, false)
}

func (f fakeDialer) SendBytes(to transport.PeerID, raw []byte) (transport.MessageID, error) {
	if f.server != to || to == 0 {
		return transport.MessageID{}, &transport.Error{Fault: transport.NotConnected}
	}
	return transport.MessageID{}, f.send(to, string(raw), true)
}

// stage is a Model with a fake on each side and a clock that stands.
type stage struct {
	*Model
	host   fakeHost
	dialer fakeDialer
	clock  time.Time
	saved  prefs.Prefs
}

func newStage() *stage {
	st := &stage{clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	st.host = fakeHost{newFake(&st.clock)}
	st.host.hosts = true
	st.dialer = fakeDialer{newFake(&st.clock)}
	st.restart(plainPrefs())
	return st
}

// plainPrefs are those of a person who connects over plain TCP.
func plainPrefs() prefs.Prefs {
	p := prefs.Default("Ada")
	p.ClientPlain = true
	return p
}

func (st *stage) restart(p prefs.Prefs) {
	st.saved = p
	st.Model = New(Config{Host: st.host, Dialer: st.dialer, Identity: st.host.identity, Prefs: p, System: words.English,
		Save: func(p prefs.Prefs) { st.saved = p }, Now: func() time.Time { return st.clock }, Location: time.UTC,
	})
	st.drain()
}

// drain applies what was posted until nothing more comes of it.
func (st *stage) drain() {
	for len(st.host.events)+len(st.dialer.events) > 0 {
		events := st.host.events
		st.host.events = nil
		st.Apply(ServerTab, events...)
		events = st.dialer.events
		st.dialer.events = nil
		for _, ev := range events {
			st.Apply(ClientTab, ev)
		}
	}
}

// serving is a stage whose server listens and has n guests.
func serving(t *testing.T, n int) (*stage, []transport.PeerID) {
	t.Helper()
	st := newStage()
	if !st.StartServer() {
		t.Fatal(st.Server.PortError())
	}
	var ids []transport.PeerID
	for i := range n {
		ids = append(ids, st.host.come(fmt.Sprintf("10.0.0.%d:5000", i+1)))
	}
	st.drain()
	return st, ids
}

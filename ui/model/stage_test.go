package model

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/transporttest"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

// queue is what a side of transport posted and the model has not been given yet.
type queue struct{ events []transport.Event }

func (q *queue) post(ev transport.Event) { q.events = append(q.events, ev) }

// fullMailbox is how many events fill a Mailbox.
const fullMailbox = 4096

// lose has what was posted go through a Mailbox that is full.
func (q *queue) lose() {
	const filler = transport.EventKind(255)
	box := transport.NewMailbox(func() {})
	for _, ev := range q.events {
		box.Post(ev)
	}
	for range fullMailbox + 1 {
		box.Post(transport.Event{Kind: filler})
	}
	q.events = slices.DeleteFunc(box.Drain(nil), func(ev transport.Event) bool { return ev.Kind == filler })
}

// fake is either side.
type fake struct {
	*transporttest.Fake
	*queue
}

// peer is a peer of the roster, zero for none.
// everyone is the row of the talk of all.
const everyone transport.PeerID = 0

func (f fake) peer(id transport.PeerID) transport.Peer {
	p, _ := f.Peer(id)
	return p
}

// replace puts p in the place of the peer with its ID, and no event tells of it.
func (f fake) replace(p transport.Peer) { f.Set(p.ID, func(was *transport.Peer) { *was = p }) }

// refuse has the host not take what is on its way in a talk.
func (f fake) refuse(talk transport.TalkID) { f.Refuse(talk, transport.HostRefused) }

// unkept has our own disk not take it.
func (f fake) unkept(talk transport.TalkID) { f.Unkeep(talk, transport.DiskFull) }

// fakeHost is the Server.
type fakeHost struct {
	*transporttest.Server
	*queue
}

func (f fakeHost) common() fake                            { return fake{f.Fake, f.queue} }
func (f fakeHost) peer(id transport.PeerID) transport.Peer { return f.common().peer(id) }

// member has a member come, or with here false be known.
func (f fakeHost) member(name string, here bool, change func(*transport.Peer)) transport.PeerID {
	return f.Member(name, func(p *transport.Peer) {
		if p.Here = here; change != nil {
			change(p)
		}
	})
}

// fakeDialer is the Client. Its Dial waits for Answer.
type fakeDialer struct {
	*transporttest.Client
	*queue
}

func (f fakeDialer) common() fake                            { return fake{f.Fake, f.queue} }
func (f fakeDialer) peer(id transport.PeerID) transport.Peer { return f.common().peer(id) }
func (f fakeDialer) replace(p transport.Peer)                { f.common().replace(p) }
func (f fakeDialer) refuse(talk transport.TalkID)            { f.common().refuse(talk) }
func (f fakeDialer) unkept(talk transport.TalkID)            { f.common().unkept(talk) }

// member has the host tell of a member; change says of which server.
func (f fakeDialer) member(name string, here bool, change func(*transport.Peer)) transport.PeerID {
	return f.Member(0, name, func(p *transport.Peer) {
		p.Here = here
		change(p)
	})
}

// server is whom the Client dials or is connected to.
func (f fakeDialer) server() transport.PeerID {
	p, _ := f.Server()
	return p.ID
}

// joined lets the Join that is on its way succeed, with a host and a member who is
// away.
func (f fakeDialer) joined() (server, host, other transport.PeerID) {
	server, host, _ = f.Enter("Marta")
	return server, host, f.member("Bob", false, func(p *transport.Peer) { p.Server = server })
}

// wait breaks the connection with a secure server, which is tried again in d.
func (f fakeDialer) wait(d time.Duration) { f.Wait(transport.PeerReset, d) }

// stage is a Model with a fake on each side and a clock that stands.
type stage struct {
	*Model
	host   fakeHost
	dialer fakeDialer
	clock  time.Time
	saved  prefs.Prefs
	probe  func(addr string) // Config.Probe
}

func newStage() *stage {
	st := &stage{clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	st.host.queue, st.dialer.queue = &queue{}, &queue{}
	st.host.Server = transporttest.NewServer(transport.Options{Sink: st.host.post})
	st.dialer.Client = transporttest.NewClient(transport.Options{Sink: st.dialer.post})
	now := func() time.Time { return st.clock }
	st.host.SetClock(now)
	st.dialer.SetClock(now)
	st.restart(plainPrefs())
	return st
}

// withFolder is a stage with a data folder.
func withFolder() *stage {
	st := newStage()
	st.host.SetIdentity(transport.ID{0xab})
	st.dialer.SetIdentity(transport.ID{0xab})
	st.restart(prefs.Default("Ada"))
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
	st.Model = New(Config{Host: st.host, Dialer: st.dialer, Identity: st.host.Identity(), Prefs: p, System: words.English, Probe: st.probe,
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
		ids = append(ids, st.host.Come(fmt.Sprintf("10.0.0.%d:5000", i+1)))
	}
	st.drain()
	return st, ids
}

// one is the place of what has a number in the first era.
func one(seq uint64) transport.Place { return transport.Place{Era: 1, Seq: seq} }

// key is the Local key of a row of the open talk; 0 for none.
func (st *stage) key(at transport.Place) uint64 {
	if t := st.Active().Talk(); t != nil {
		return t.Key(at)
	}
	return 0
}

package transporttest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"confab/transport"
)

// Fake is what a Server and a Client have in common. Every method may be called
// from any goroutine.
type Fake struct {
	sink  func(transport.Event)
	hosts bool // it is a Server

	mu         sync.Mutex
	now        func() time.Time            // guarded by mu
	identity   transport.ID                // zero without a data folder; guarded by mu
	events     []transport.Event           // not handed to the sink yet; guarded by mu
	delivering bool                        // a goroutine hands events to the sink; guarded by mu
	calls      []string                    // guarded by mu
	after      map[string]func()           // guarded by mu
	peers      []*transport.Peer           // in the order of arrival; guarded by mu
	lastID     transport.PeerID            // guarded by mu
	made       int                         // identities and message IDs; guarded by mu
	talks      map[transport.TalkID]*talk  // guarded by mu
	spoken     map[transport.PeerID]bool   // whose talk is kept when it leaves; guarded by mu
	newline    map[transport.PeerID]string // what ends a line for a plain peer; guarded by mu
	copies     map[transport.Place][]spot  // of what stands in the talk of Everyone; guarded by mu
	fails      map[string]error            // guarded by mu
	transfers  []transport.Transfer        // guarded by mu
	saves      map[transport.PeerID]string // the path of what is saved of a plain peer; guarded by mu
	words      transport.Fingerprint       // guarded by mu
	indexing   transport.Indexing          // guarded by mu
	target     transport.PeerID            // whom a Client dials or talks to; guarded by mu
	reached    map[transport.PeerID]bool   // servers whose log a Client has a copy of; guarded by mu
	listens    bool                        // the Server listens; guarded by mu
	page       int                         // how many messages a page has at most on either side; guarded by mu
}

func newFake(o transport.Options, hosts bool) *Fake {
	f := &Fake{sink: o.Sink, hosts: hosts, now: time.Now, page: pageMost, talks: map[transport.TalkID]*talk{},
		spoken: map[transport.PeerID]bool{}, copies: map[transport.Place][]spot{}, newline: map[transport.PeerID]string{}, reached: map[transport.PeerID]bool{}, saves: map[transport.PeerID]string{}, fails: map[string]error{}, after: map[string]func(){}}
	if o.Home != nil {
		f.identity = o.Home.Identity()
	}
	if f.sink == nil {
		f.sink = func(transport.Event) {}
	}
	for i := range f.words.English {
		f.words.English[i], f.words.Chinese[i] = fmt.Sprint("word", i), fmt.Sprint("字", i)
	}
	return f
}

// SetClock has all that happens from now on happen at the time that now returns.
func (f *Fake) SetClock(now func() time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = now
}

// SetIdentity gives it a data folder, of a person with that key, as Options.Home does.
// It must be called before anything happens.
func (f *Fake) SetIdentity(id transport.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.identity = id
}

// Identity returns the key of the data folder, zero without one.
func (f *Fake) Identity() transport.ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.identity
}

// SetWords sets what Words answers.
func (f *Fake) SetWords(w transport.Fingerprint) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.words = w
}

// Fail has a method that returns an error, by its name, fail with err from now on;
// nil ends that.
func (f *Fake) Fail(method string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fails[method] = err
}

// After has do called at the end of each call of a method, on the goroutine of its
// caller and with no lock held; nil ends that.
func (f *Fake) After(method string, do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.after[method] = do
}

// Calls lists the calls of transport's methods that change something or ask for
// something, each as its name and arguments: "Displayed 3 17".
func (f *Fake) Calls() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// Count returns how often a method was called since ForgetCalls.
func (f *Fake) Count(method string) (n int) {
	for _, call := range f.Calls() {
		if name, _, _ := strings.Cut(call, " "); name == method {
			n++
		}
	}
	return n
}

// Called reports whether a call is among Calls, and forgets those.
func (f *Fake) Called(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	was := slices.Contains(f.calls, call)
	f.calls = nil
	return was
}

// ForgetCalls empties Calls.
func (f *Fake) ForgetCalls() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = nil
}

// call is a call of one of transport's methods.
func (f *Fake) call(method string, args []any, do func()) {
	f.mu.Lock()
	f.calls = append(f.calls, strings.TrimSuffix(fmt.Sprintln(append([]any{method}, args...)...), "\n"))
	do()
	after := f.after[method]
	f.mu.Unlock()
	f.deliver()
	if after != nil {
		after()
	}
}

// try is call of a method that returns an error.
func (f *Fake) try(method string, args []any, do func() error) (err error) {
	f.call(method, args, func() {
		if err = f.fails[method]; err == nil {
			err = do()
		}
	})
	return err
}

// say is try of a method that says something, and returns its ID.
func (f *Fake) say(method string, args []any, do func() (transport.MessageID, error)) (id transport.MessageID, err error) {
	err = f.try(method, args, func() (err error) {
		id, err = do()
		return err
	})
	return id, err
}

// happen has something happen elsewhere.
func (f *Fake) happen(what func()) {
	f.mu.Lock()
	what()
	f.mu.Unlock()
	f.deliver()
}

// deliver hands the events to the sink that wait for it, unless another goroutine is
// at it.
func (f *Fake) deliver() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.delivering {
		return
	}
	f.delivering = true
	for len(f.events) > 0 {
		batch := f.events
		f.events = nil
		f.mu.Unlock()
		for _, ev := range batch {
			f.sink(ev)
		}
		f.mu.Lock()
	}
	f.delivering = false
}

// Tell has an event happen that changes nothing here.
func (f *Fake) Tell(ev transport.Event) { f.happen(func() { f.post(ev) }) }

// post adds an event. The caller holds mu, as in all that follows.
func (f *Fake) post(ev transport.Event) {
	if ev.Time.IsZero() {
		ev.Time = f.now()
	}
	f.events = append(f.events, ev)
}

// enroll puts a peer into the roster and gives it its ID.
func (f *Fake) enroll(p transport.Peer) *transport.Peer {
	f.lastID++
	p.ID = f.lastID
	f.peers = append(f.peers, &p)
	return &p
}

// peer finds a peer of the roster, nil for none.
func (f *Fake) peer(id transport.PeerID) *transport.Peer {
	for _, p := range f.peers {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// peerOf returns whose talk it is; zero for Everyone.
func peerOf(talk transport.TalkID) transport.PeerID { return transport.PeerID(talk) }

// view is the peer of a talk as events show it.
func (f *Fake) view(talk transport.TalkID) transport.Peer {
	if p := f.peer(peerOf(talk)); p != nil {
		return *p
	}
	return transport.Peer{ID: peerOf(talk), InRoom: talk == transport.Everyone && len(f.inRoom()) > 0}
}

// title is what to call a peer.
func title(p *transport.Peer) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Addr
}

// drop takes a peer out of the roster, with its talk.
func (f *Fake) drop(p *transport.Peer) {
	f.peers = slices.DeleteFunc(f.peers, func(q *transport.Peer) bool { return q == p })
	delete(f.talks, p.Talk())
	delete(f.spoken, p.ID)
	delete(f.newline, p.ID)
}

// forget is drop that is told.
func (f *Fake) forget(p *transport.Peer) {
	f.drop(p)
	f.post(transport.Event{Kind: transport.Forgotten, Peer: *p})
}

// here are the plain peers who are here.
func (f *Fake) here() (list []*transport.Peer) {
	for _, p := range f.peers {
		if p.Here && p.Kind != transport.Member {
			list = append(list, p)
		}
	}
	return list
}

// inRoom are the plain guests who take part in the room of the members.
func (f *Fake) inRoom() (list []*transport.Peer) {
	for _, p := range f.here() {
		if p.InRoom {
			list = append(list, p)
		}
	}
	return list
}

// Peers returns the roster in order of arrival.
func (f *Fake) Peers() []transport.Peer {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := make([]transport.Peer, len(f.peers))
	for i, p := range f.peers {
		list[i] = *p
	}
	return list
}

// Peer returns a peer of the roster, and whether it is there.
func (f *Fake) Peer(id transport.PeerID) (transport.Peer, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.peer(id); p != nil {
		return *p, true
	}
	return transport.Peer{}, false
}

// Add puts a peer into the roster of which no event tells, and returns its ID: that
// of p, unless it is zero.
func (f *Fake) Add(p transport.Peer) transport.PeerID {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p.ID == 0 {
		p.ID = f.lastID + 1
	}
	f.lastID = max(f.lastID, p.ID)
	f.peers = append(f.peers, &p)
	return p.ID
}

// Set changes a peer, and no event tells of it. It does nothing with a peer that
// left meanwhile.
func (f *Fake) Set(id transport.PeerID, change func(*transport.Peer)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p := f.peer(id); p != nil {
		change(p)
	}
}

// Turn changes a peer, which an event of the given kind tells. It does nothing with
// a peer that left meanwhile.
func (f *Fake) Turn(kind transport.EventKind, id transport.PeerID, change func(*transport.Peer)) {
	f.happen(func() {
		if p := f.peer(id); p != nil {
			change(p)
			f.post(transport.Event{Kind: kind, Peer: *p})
		}
	})
}

// key makes a key that no other peer has.
func (f *Fake) key() (id transport.ID) {
	f.made++
	id[0], id[1], id[31] = byte(f.made), byte(f.made>>8), 7
	return id
}

// NewID makes a name for a message that no other one has.
func (f *Fake) NewID() transport.MessageID {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.newID()
}

func (f *Fake) newID() (id transport.MessageID) {
	f.made++
	id[0], id[1], id[2] = 1, byte(f.made), byte(f.made>>8)
	return id
}

// fault makes the error of a method.
func fault(why transport.Fault) error { return &transport.Error{Fault: why} }

// unsaid is fault of a method that returns an ID.
func unsaid(why transport.Fault) (transport.MessageID, error) {
	return transport.MessageID{}, fault(why)
}

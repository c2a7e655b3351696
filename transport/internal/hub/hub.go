package hub

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/names"
	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// patience is how long Close waits for what is under way.
const patience = 3 * time.Second

// ErrClosed is what Serve and Post say after Close.
var ErrClosed = errors.New("hub is closed")

// ErrUnknown is returned for a decision about somebody who neither is a member
// nor asks to be one.
var ErrUnknown = errors.New("nobody of that identity is here")

// ErrForgotten is why a member is Removed who was let in unasked, and about whom no
// person has decided.
var ErrForgotten = errors.New("forgotten: let in unasked and long away")

// Config is what New needs: everything but Limits, AcceptAll, Redeem and Await.
type Config struct {
	Self      *secure.Identity
	Name, App string // what the host calls itself, and its program
	Store     *store.Store
	Host      *store.Host // the log, of Store and Self
	Watcher   Watcher
	Limits    Limits
	AcceptAll bool // who is not known is let in without asking
	// ShareHistory has those who are let in read all that was said in Everyone before.
	ShareHistory bool
	Redeem       Redeem // of invitations; nil: there are none
	Codes        Codes  // of invitations; nil: there are none
	// Hidden reports whether the host is not to be found by those who do not know it; nil:
	// it may be. It is called by any goroutine.
	Hidden func() bool
	// Keeps reports whether copies are kept of what members offer; nil: none. It is called
	// without the hub's lock.
	Keeps func() bool
	// Offered is told, as Watcher is, of each event of a room of two others that offers
	// something or takes back what was said; nil: nobody is.
	Offered func(wire.Event)
	// Await returns when what Watcher was told is taken up well enough for more to
	// be read, or ctx ends; nil never waits. It is called before each message of a
	// member, without the hub's lock.
	Await func(ctx context.Context)
}

// What a member may say by default.
const (
	MessagesPerSecond = 20
	Burst             = 60 // at once, after a silence
)

// What becomes of members who are let in unasked, by default: see Limits.
const (
	Joins        = 1000
	JoinsPerAddr = 60
	Strays       = 1000
	Heard        = 20_000
	StrayAge     = 7 * 24 * time.Hour
)

// Limits are what members and strangers may cost. A zero field has the default.
type Limits struct {
	MessagesPerSecond int           // of a member
	Burst             int           // messages at once, after a silence
	BytesPerSecond    int           // of a member; 512 KiB, at least 4 KiB
	Hello             time.Duration // from connection to HELLO; 5 s
	Members           int           // sessions of members at once; 20 000. Those let in unasked give way to others
	AskingPerAddr     int           // who ask to join, of one origin.Place; 8
	Asking            int           // who ask to join; 64
	Joins             int           // who become members unasked at once, in all, shared as by origin.Usage; 1 000, then 2 a second
	JoinsPerAddr      int           // and of one address in 10 minutes; 60
	LimitLoopback     bool          // that holds for this machine's own addresses, too
	Strays            int           // members let in unasked who never spoke and are away; 1 000
	Heard             int           // and who spoke; 20 000
	StrayAge          time.Duration // for how long those who never spoke are kept; 7 days
	RingEvents        int           // recent events kept in memory; 4 096
	RingBytes         int           // and how long they are together; 4 MiB
}

func (l Limits) filled() Limits {
	fill := func(to *int, n int) {
		if *to <= 0 {
			*to = n
		}
	}
	fill(&l.MessagesPerSecond, MessagesPerSecond)
	fill(&l.Burst, Burst)
	fill(&l.BytesPerSecond, 512<<10)
	l.BytesPerSecond = max(l.BytesPerSecond, wire.FirstFrameBytes)
	fill(&l.Members, 20_000)
	fill(&l.AskingPerAddr, 8)
	fill(&l.Asking, 64)
	fill(&l.Joins, Joins)
	fill(&l.JoinsPerAddr, JoinsPerAddr)
	fill(&l.Strays, Strays)
	fill(&l.Heard, Heard)
	fill(&l.RingEvents, 4096)
	fill(&l.RingBytes, 4<<20)
	if l.StrayAge <= 0 {
		l.StrayAge = StrayAge
	}
	if l.Hello <= 0 {
		l.Hello = 5 * time.Second
	}
	return l
}

// Watcher is told what happens, one call at a time, in order and with the hub's
// lock held: a method returns quickly and never calls the hub.
type Watcher interface {
	// MemberChanged says how m is now: asks, arrived, left, was renamed,
	// verified, removed or blocked. Why is the session's end, ErrForgotten, or nil.
	MemberChanged(m Member, why error)
	// Logged is a committed event of a room that the host's person belongs to;
	// in each room in the order of Seq.
	Logged(e wire.Event)
	// Received says up to which Seq all others of the room have its events on
	// disk, and have seen them: those from since on. What is before was said when nobody
	// else was there to get it.
	Received(room wire.RoomID, since, got, read uint64)
	// Typing says that somebody writes in a room of the host's person.
	Typing(room wire.RoomID, from wire.Identity)
	// Halted says that a member, its Peer, does not fetch just now what the host's person
	// offers, or goes on with it.
	Halted(f *wire.Halt)
	// Restored says that events, which were damaged on the disk, are right again.
	Restored()
	// Misfit says, once, that a member has a copy that is none of this log, as after the
	// log was put back from a backup.
	Misfit(id wire.Identity)
	// Trouble says that the store cannot be written, once until it can; then nil.
	Trouble(err error)
}

// Hub is the engine. Make it with New. Its methods are for any goroutine, but
// for those that say that they wait for the disk.
type Hub struct {
	config Config
	limits Limits
	log    store.LogID
	epoch  wire.Epoch
	self   *member // the host as a member; it has no session
	own    uint64  // what the store takes for its session; no other hub has it
	seeks  *seeks  // of all members together
	long   *window // long posts of all members together

	ctx    context.Context // of reading from the store
	cancel context.CancelFunc

	deciding sync.Mutex // held over the disk, so that decisions are made in one order

	serving sync.WaitGroup // Serve; Add with mu held and not closed
	posting sync.WaitGroup // posts the store has not answered; Add as serving
	loops   sync.WaitGroup
	acks    acks
	settles atomic.Bool // settled has something to do

	mu       sync.Mutex
	closed   bool                       // and all below is guarded by mu
	shares   bool                       // Config.ShareHistory as it is now
	members  map[wire.Identity]*member  // all decided about, who ask, and self
	accepted []wire.Identity            // of members; nil when it is to be made anew
	rooms    map[wire.RoomID]*room      //
	everyone *room                      //
	ring     ring                       //
	links    map[*link]struct{}         // every connection
	served   uint64                     // connections that there were
	live     []*link                    // those of members
	askers   origin.Pool[*link]         // who ask to join
	guests   uint32                     // plain guests in the room of all
	roster   roster                     // members in the order of revision
	revision uint64                     // of the last change of presence
	trouble  error                      // what Watcher.Trouble was told last
	misfit   bool                       // Watcher.Misfit was told
	stirring map[*room]struct{}         // have events of a commit that is being answered
	stirred  map[*room]struct{}         // have events that sessions were not woken for
	soft     softly                     // what goes round less often
	unkept   map[progressKey]struct{}   // progress that the store was not told
	unseen   map[*member]struct{}       // members seen, which the store was not told
	telling  int                        // members of whom the store is being told
	kick     chan struct{}              // to loop; holds one
	keep     chan struct{}              // to keepLoop; holds one
	stop     chan struct{}              // closed by Close
	strays   []stray                    // who may be forgotten, in the order they left
	heard    []stray                    // likewise, but they said something
	lost     map[wire.Identity]struct{} // forgotten, which the store was not told
	joins    joins                      //

	harmed     map[store.Place]struct{} // damaged events that copies are looked for
	harmedList []store.Place            // in order, also those found since
}

// New returns a Hub that serves the log. It reads who is a member and how far
// everybody is, and so waits for the disk.
func New(c Config) (*Hub, error) {
	if c.Self == nil || c.Store == nil || c.Host == nil || c.Watcher == nil {
		return nil, errors.New("a hub needs an identity, a store, a log and a watcher")
	}
	h := &Hub{
		config: c, limits: c.Limits.filled(), log: c.Host.Log(), shares: c.ShareHistory,
		own:     rand.Uint64() | 1,
		seeks:   newSeeks(allSeeksPerSecond, allSeeksBurst),
		long:    newWindow(allLongBytes),
		self:    &member{id: wire.Identity(c.Self.ID()), name: names.Clean(c.Name), app: c.App, accepted: true, since: time.Now(), first: 1},
		members: map[wire.Identity]*member{}, rooms: map[wire.RoomID]*room{}, links: map[*link]struct{}{},
		lost: map[wire.Identity]struct{}{}, stirring: map[*room]struct{}{}, stirred: map[*room]struct{}{},
		unkept: map[progressKey]struct{}{}, unseen: map[*member]struct{}{},
		kick: make(chan struct{}, 1), keep: make(chan struct{}, 1), stop: make(chan struct{}),
	}
	h.ring.maxEvents, h.ring.maxBytes = h.limits.RingEvents, h.limits.RingBytes
	h.askers = origin.Pool[*link]{Size: h.limits.Asking, PerPlace: h.limits.AskingPerAddr, Stay: askingStay, Old: askingOld}
	h.soft.init()
	h.joins.init(h.limits)
	if h.self.name == "" {
		return nil, errors.New("a host needs a name")
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	if err := h.load(); err != nil {
		h.cancel()
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	h.loops.Go(h.loop)
	h.loops.Go(h.keepLoop)
	return h, nil
}

// load reads what the store knows. Nobody else has the hub yet.
func (h *Hub) load() (err error) {
	if h.epoch, err = h.config.Host.Epoch(h.ctx); err != nil {
		return err
	}
	known, err := h.config.Host.Members(h.ctx)
	if err != nil {
		return err
	}
	h.members[h.self.id] = h.self
	h.changed(h.self)
	for _, k := range known {
		if k.Identity == h.self.id {
			continue
		}
		m := &member{id: k.Identity, name: called(k.Identity, k.Name), verified: k.Verified,
			accepted: k.State != store.BlockedMember, blocked: k.State == store.BlockedMember,
			unasked: k.State == store.Unasked || k.State == store.Heard, spoke: k.State != store.Unasked, first: k.First, by: k.By}
		if k.LastSeen != 0 {
			m.seen = k.LastSeen.Time()
			m.since = m.seen
		}
		h.members[m.id] = m
		if m.accepted {
			h.changed(m)
		}
	}
	rooms, err := h.config.Store.Rooms(h.ctx, h.log)
	if err != nil {
		return err
	}
	h.everyone = h.newRoom(wire.Everyone, nil, nil, 0)
	defer h.loadStrays()
	for _, k := range rooms {
		r := h.everyone
		if k.ID == wire.Everyone {
			r.last, r.ringed = k.Last, k.Last+1
		} else {
			r = h.newRoom(k.ID, h.someone(k.Members[0]), h.someone(k.Members[1]), k.Last)
		}
		receipts, err := h.config.Store.Receipts(h.ctx, h.log, k.ID)
		if err != nil {
			return err
		}
		for _, receipt := range receipts {
			if m := h.members[receipt.Member]; m != nil {
				if p := r.progress(m); p != nil {
					p.got, p.read = receipt.Got, receipt.Read
				}
			}
		}
		if p := r.progress(h.self); p != nil {
			p.got = r.last
		}
		h.recountRoom(r)
	}
	for _, m := range h.members {
		h.readsFrom(m, m.first)
	}
	return h.loadHarmed()
}

// someone returns the member of that identity, made if there is none: somebody
// removed may still have rooms.
func (h *Hub) someone(id wire.Identity) *member {
	m := h.members[id]
	if m == nil {
		m = &member{id: id, first: 1}
		h.members[id] = m
	}
	return m
}

// Decide refuses the blocked, for secure.ServerConfig.
func (h *Hub) Decide(id secure.ID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ErrClosed
	}
	if m := h.members[wire.Identity(id)]; m != nil && m.blocked {
		return fmt.Errorf("%s is blocked", id.Short())
	}
	return nil
}

// Knows reports whether id is a member's.
func (h *Hub) Knows(id secure.ID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.members[wire.Identity(id)]
	return m != nil && m.accepted
}

// SetName changes what the host calls itself.
func (h *Hub) SetName(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if name = names.Clean(name); name != "" && name != h.self.name {
		h.self.name = name
		h.changed(h.self)
	}
}

// SetShareHistory changes Config.ShareHistory for those who are let in from now on.
func (h *Hub) SetShareHistory(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shares = on
}

// Close answers what was posted, says BYE to everybody, and returns when all
// their Serve have, after about 3 s at most. Serve and Post refuse from now on.
// What is known of receipts is on disk then, if the disk can be written.
func (h *Hub) Close() {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		h.loops.Wait()
		return
	}
	h.closed = true
	h.mu.Unlock()

	late := time.AfterFunc(patience, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		for l := range h.links {
			l.session.Cut(ErrClosed)
		}
	})
	// The ACKs that are due go before the BYE.
	answered := make(chan struct{})
	go func() {
		h.posting.Wait()
		close(answered)
	}()
	select {
	case <-answered:
	case <-time.After(patience / 3):
	}
	h.mu.Lock()
	for l := range h.links {
		l.session.Bye(wire.Bye{Reason: wire.ByeClosing})
		l.finish()
	}
	h.mu.Unlock()
	h.serving.Wait()
	late.Stop()
	// The next hub of this log must find on disk all that this one was asked for.
	<-answered
	h.cancel()
	close(h.stop)
	h.loops.Wait()
}

// note tells the watcher what an attempt to write the store came to. It is
// called with mu held.
func (h *Hub) note(err error) {
	if (err == nil) != (h.trouble == nil) {
		h.trouble = err
		h.config.Watcher.Trouble(err)
	}
}

// called is how a member is shown that gave itself a name: the short form of its
// key where nothing of that can be.
func called(id wire.Identity, name string) string {
	return cmp.Or(names.Clean(name), secure.ID(id).Short())
}

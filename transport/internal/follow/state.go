package follow

import (
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Phase is how far a Follower has come.
type Phase uint8

const (
	// Dialing: an attempt is being made.
	Dialing Phase = iota
	// Asking: connected, and waiting for the host to let us in.
	Asking
	// Online: connected as a member.
	Online
	// Waiting: for the next attempt, at State.Retry, because of State.Err.
	Waiting
	// Ended: there will be no further attempt, because of State.Err.
	Ended
)

// String is the phase's stable English name.
func (p Phase) String() string {
	switch p {
	case Dialing:
		return "dialing"
	case Asking:
		return "asking"
	case Online:
		return "online"
	case Waiting:
		return "waiting"
	}
	return "ended"
}

// State is where a Follower stands.
type State struct {
	Phase    Phase
	Err      error         // of Waiting and Ended: why
	Retry    time.Time     // of Waiting: when it tries again
	Host     wire.Identity // zero until it is known
	HostName string        // as last told: text from outside
	Limits   wire.Limits   // as last told; zero until then
	Keeps    bool          // it keeps copies of what is offered, as last told
	Way      int           // by which it was reached last, or Err is of: 0 is Config.Dial, others those of Others
	// Joined is when the copy began, by the host's clock, if that was in this run: what is from
	// before was said when we were no member. Zero is that it has begun earlier.
	Joined time.Time
	// Found is the address that Seek found, where that is the way instead; otherwise empty.
	Found string
}

// Member is somebody in the host's room, ourselves and the host included.
type Member struct {
	ID    wire.Identity
	Name  string // as last told: text from outside
	State wire.PresenceState
	Since time.Time // by the host's clock; zero: not told
	Host  bool
	// Guests is, of the host, how many plain guests take part in the room of all.
	Guests int
}

// Beginning says how a copy goes on.
type Beginning uint8

const (
	// Continued: where it stood, or it is the first one.
	Continued Beginning = iota
	// Renewed: from the first event, since the host's log began a new epoch.
	Renewed
	// Misfit: from the first event, since the copy did not fit the host's log.
	Misfit
)

// Watcher is told what happens: one call at a time, in order, and none after
// Close. It must be quick and must not call the Follower. No lock is held that
// the Follower's methods need.
type Watcher interface {
	// State says where the Follower stands now.
	State(s State)
	// Attached says which copy to read from: before the first attempt if there
	// is one from an earlier run and the pin names its host, else after the
	// first WELCOME; and again when a new era of the copy began. What the copy holds
	// behind held is told by Logged, after Attached; nil is none of it.
	Attached(r *store.Replica, log store.LogID, held wire.Cursors, how Beginning)
	// Begins says, after Online and before any event behind that, that the host gives
	// what was said in Everyone from first on: what is before is not for us. It is told on
	// each connection until something came from there.
	Begins(first uint64)
	// Member says who is here. All are told after every time Online.
	Member(m Member)
	// More says, once on a connection, that the host tells of more than MaxMembers:
	// those beyond are not told.
	More()
	// Code says what came of Follower.Code: nil, the host has the same code and is who showed
	// it; otherwise a *DeniedError, ErrNoCodes or ErrCodeLost.
	Code(err error)
	// Queued says that a message is in the outbox.
	Queued(o store.Outgoing)
	// Held says, once, that a message could not be put into the outbox since our disk
	// takes nothing for now. It is tried again by itself, in order: then Queued tells.
	Held(o store.Outgoing, err error)
	// Refused says that the host does not take a message. It stays in the
	// outbox, not to be sent, until Discard.
	Refused(p wire.Post, reason wire.NakReason)
	// Logged says that an event is in the copy: in a room in the order of Seq,
	// each once, our own messages too. It was before in each place of carried,
	// all in earlier eras, and is shown in the first of them still.
	Logged(e wire.Event, carried []store.Carried)
	// Restored says that events, which were damaged on our disk, are right again.
	Restored()
	// Received says up to which Seq everyone of a room has the events, and up to
	// which everyone has seen them.
	Received(room wire.RoomID, got, read uint64)
	// Typing says that somebody writes. It is over after 6 s or with that
	// member's next event.
	Typing(room wire.RoomID, from wire.Identity)
	// Trouble says that our own disk cannot be written, once, and with nil
	// that it can again.
	Trouble(err error)
	// Delayed says that the host cannot keep what we say for now, once, and with
	// false that it can again.
	Delayed(on bool)
}

// tell calls the watcher, one call at a time.
func (f *Follower) tell(call func(Watcher)) {
	f.watch.Lock()
	defer f.watch.Unlock()
	call(f.config.Watcher)
}

// enter tells a new phase. Only the run goroutine calls it.
func (f *Follower) enter(p Phase, err error, retry time.Time) {
	f.state.Phase, f.state.Err, f.state.Retry = p, err, retry
	f.tell(func(w Watcher) { w.State(f.state) })
}

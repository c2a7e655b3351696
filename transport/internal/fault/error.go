package fault

import (
	"fmt"
	"time"

	"confab/transport/internal/wire"
)

// Error is the error type of this package's methods and events. Programs test Fault.
type Error struct {
	Fault Fault
	// Addr is the address or port it concerns, as typed, or empty.
	Addr string
	// Err is what the system said, or nil.
	Err error
	// RetryAfter is how long the other end asked us to wait, zero if it did not.
	RetryAfter time.Duration
	// More is how many more of the kind there were lately, of that address or of any,
	// that have no event of their own.
	More int
	// Damage goes with HistoryMended, HistoryHarmed and HistoryLost, else it is nil.
	Damage *Damage
}

// Error is one line for logs and for -json. It may contain technical detail of Err: for
// people a program makes a sentence of the Fault.
func (e *Error) Error() string {
	s := e.Fault.String()
	if e.Addr != "" {
		s = fmt.Sprintf("%s: %s", e.Addr, s)
	}
	if e.Err != nil {
		s = fmt.Sprintf("%s: %v", s, e.Err)
	}
	if e.More > 0 {
		s = fmt.Sprintf("%s, and %d more", s, e.More)
	}
	return s
}

// Unwrap returns what the system said.
func (e *Error) Unwrap() error { return e.Err }

// Damage describes how the disk harmed the history, and what was mended.
type Damage struct {
	// Messages is how many cannot be read here. Each has a notice of MessageDamaged
	// in its place until a copy comes from a member or the host.
	Messages int
	// Talks has Messages by talk, those with the most first; 64 at most.
	Talks []DamagedTalk
	// Bits is how many single wrong bits were put right.
	Bits int
	// Changes is how many of the newest changes are not on the disk any more.
	Changes uint64
	// Renewed reports that the log of our own server is an older one, as after a restored
	// backup, so that it starts again from the beginning for members.
	Renewed bool
	// Missing reports that the whole database was gone.
	Missing bool
	// Aside is the path of the damaged database, whose readable part was kept in a
	// new one; empty if it is still in use.
	Aside string
}

// DamagedTalk is a talk that has damaged messages.
type DamagedTalk struct {
	// Peer is the other member of a direct talk, or the host of a room of all: ourselves
	// for the room of our own server.
	Peer wire.Identity
	// Name is what Peer was called last, or the beginning of its key.
	Name string
	// Room reports whether it is the room of all, Own whether our server hosts it.
	Room, Own bool
	// Messages is how many cannot be read.
	Messages int
}

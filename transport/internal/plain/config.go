package plain

import "time"

// Config is what the Conns of one Server or Client share. It is not changed once there is
// a Conn.
type Config struct {
	Limits Limits
	// Intake bounds what is read from all of them together.
	Intake *Intake
	// Accepts says that the Conns are of a Server: one that it ends, and the peer does
	// not, is reset.
	Accepts bool
	// Go starts a goroutine, which ends soon after its Conn.
	Go func(func())
}

// Limits bound what one peer can cost. None has a default here.
type Limits struct {
	// WriteSpacing is the least time between two writes, so that a reader without framing
	// sees two messages. After a long one it is four times that. Negative means none.
	WriteSpacing time.Duration
	// WriteTimeout cuts a peer that takes nothing for so long, or up to an eighth longer.
	WriteTimeout time.Duration
	// QueueBytes is how much may wait for a peer that has taken nothing for an eighth of
	// WriteTimeout, BacklogBytes how much for any peer; above it the peer is cut.
	QueueBytes, BacklogBytes int
	// HalfCloseWithin and LeftAfter tell a peer that only ended its direction of the
	// connection from a program that was closed. One that ends it within HalfCloseWithin
	// after its last bytes still reads; one that ends it later is gone after LeftAfter,
	// unless it takes what is written meanwhile. A negative HalfCloseWithin means never,
	// a negative LeftAfter at once.
	HalfCloseWithin, LeftAfter time.Duration
	// ReadBytesPerSecond and ReadBurstBytes bound what is read; above it nothing is read
	// for a while, and TCP slows the peer down.
	ReadBytesPerSecond, ReadBurstBytes int
	// RelayPerSecond and RelayBurst bound the messages that go into the room of the
	// members (see Take).
	RelayPerSecond, RelayBurst int
}

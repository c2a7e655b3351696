package wire

import (
	"math"
	"time"
)

// This file is the part of the specification by which a connection is kept and ended.

// Ping asks whether the other side lives.
type Ping struct {
	Token uint64 // any number
}

func (f *Ping) fields(c *coder) {
	unsigned(c, 1, "token", required, &f.Token, 0, math.MaxUint64)
}

// Pong answers Ping with its Token.
type Pong struct {
	Token uint64
}

func (f *Pong) fields(c *coder) {
	unsigned(c, 1, "token", required, &f.Token, 0, math.MaxUint64)
}

// Bye is the last frame of its sender, who closes the connection after it.
type Bye struct {
	Reason     ByeReason
	RetryAfter time.Duration // whole milliseconds; zero: as the reader sees fit
	Detail     string        // for a log, never for a person
	Limit      Limit         // what ByeFull is about; zero: not told
	// Hidden asks whoever sent a VersionQuestion not to list the host for people that do
	// not know it: a courtesy, which hides nothing.
	Hidden bool
}

func (f *Bye) fields(c *coder) {
	unsigned(c, 1, "reason", required, &f.Reason, 1, math.MaxUint8)
	c.duration(2, "retry_after", optional, &f.RetryAfter, MaxRetryAfter)
	c.text(3, "detail", optional, &f.Detail, 1, MaxDetailBytes)
	unsigned(c, 4, "limit", optional, &f.Limit, 1, math.MaxUint8)
	c.yes(5, "hidden", &f.Hidden)
}

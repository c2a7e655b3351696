package wire

import (
	"math"
	"time"
)

// This file is the part of the specification that is about codes.
//
// A client whose person has typed the host's code says so after WELCOME, member or
// not, where both have Codes:
//
//	SHARE  ─────────────────────────────▶
//	       ◀─────────────────────────────  SHARE, or DENIED
//	PROOF  ─────────────────────────────▶
//	       ◀─────────────────────────────  PROOF, or DENIED
//	       ◀─────────────────────────────  WELCOME of a member, where it was none
//
// This is one guess at the code (package cpace): the next SHARE of a client comes only
// after the host's PROOF or DENIED.
// Its session ID are 32 bytes that both export from the TLS connection (RFC 8446, 7.5)
// with ExchangeLabel and, as context, the number of the client's SHARE in it: from 1, as
// 8 bytes big endian. The identities are those that TLS has proved.

// ExchangeLabel is that of the session IDs of exchanges over a code.
const ExchangeLabel = "EXPORTER-Confab-Code"

// Share is what each side says first in an exchange over a code.
type Share struct {
	Element [32]byte // of the group; never the neutral one, which is all zeros
}

func (f *Share) fields(c *coder) {
	c.fixed(1, "element", required, f.Element[:])
}

// Proof shows that its sender has the code. The host's says that the client is a member
// now.
type Proof struct {
	Tag [64]byte
}

func (f *Proof) fields(c *coder) {
	c.fixed(1, "tag", required, f.Tag[:])
}

// Denied ends an exchange over a code without a proof.
type Denied struct {
	Reason DeniedReason
	// RetryAfter is when a code is taken again, in whole milliseconds; zero: not told. With
	// DeniedWrong it says that the host shows another code now.
	RetryAfter time.Duration
}

func (f *Denied) fields(c *coder) {
	unsigned(c, 1, "reason", required, &f.Reason, 1, math.MaxUint8)
	c.duration(2, "retry_after", optional, &f.RetryAfter, MaxRetryAfter)
}

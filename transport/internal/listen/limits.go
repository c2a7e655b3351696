package listen

import "time"

// Limits bound what visitors can cost before anybody knows who they are, and how many
// guests there are. None has a default here.
type Limits struct {
	// Undecided connections at once, in all and per address.
	Undecided, UndecidedPerAddr int
	// NewPerAddr is how many connections strangers of one address may open in NewWindow,
	// and NewPerMember how many a member may, from any address.
	NewPerAddr, NewPerMember int
	NewWindow                time.Duration
	// Guests at once, in all and per address.
	Guests, GuestsPerAddr int
	// HalfClosed is how many guests are kept that ended their direction of the
	// connection, in all and per address. Above it the one that did first gives way.
	HalfClosed, HalfClosedPerAddr int
	// LimitLoopback applies the limits per address to loopback too, which is exempt
	// otherwise.
	LimitLoopback bool
}

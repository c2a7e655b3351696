package transfer

import (
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Offer names what a message offers.
type Offer struct {
	Room   wire.RoomID
	Author wire.Identity
	CID    wire.CID
	Size   uint64 // as the message says; for show
	File   string // the encoded offer; for show, and empty where that is not known
}

// key tells offers apart: a CID is unique together with its author.
type key struct {
	author wire.Identity
	cid    wire.CID
}

func (o Offer) key() key { return key{o.Author, o.CID} }

// way is how it comes, from its author or from the host's copy.
func (o Offer) way() way { return way{author: o.Author} }

// Reason says why something does not come, or why it waits. It is stored: the numbers
// stay.
type Reason uint8

const (
	NoReason Reason = 0
	// Away: who offers it is not here. It goes on by itself.
	Away Reason = 1
	// Unreached: the host is not reached. It goes on by itself.
	Unreached Reason = 2
	// Queued: others come first.
	Queued Reason = 3
	// Unknown: it is offered no more, or never was to us.
	Unknown Reason = 4
	// Gone: it is not there any more, at who offers it.
	Gone Reason = 5
	// Unreadable: it cannot be read there.
	Unreadable Reason = 6
	// Changing: it changes all the time.
	Changing Reason = 7
	// Full: there is no room for it on our disk.
	Full Reason = 8
	// Unwritable: our disk does not take it for another reason.
	Unwritable Reason = 9
	// Broken: what came is not what was sent.
	Broken Reason = 10
	// Refused: the host takes no connection of files.
	Refused Reason = 11
	// untold is, of what is here, that its author has not heard of it yet. No Status has it.
	untold Reason = 12
	// OverQuota: it is more than the host keeps copies of.
	OverQuota Reason = 13
	// Retracted: its message was deleted. Nothing of it stays.
	Retracted Reason = 14
)

// Passes reports whether it goes on by itself.
func (r Reason) Passes() bool { return r <= Queued }

// Status is how far something has come.
type Status struct {
	Offer
	State  store.TransferState
	Reason Reason
	// Active reports that bytes come, or go to Reader.
	Active bool
	// Bytes are those that are here, verified, or that went to Reader.
	Bytes, Of uint64
	Path      string
	// Began is when it was first offered, or asked for.
	Began wire.Millis
	// Reader is, of what we offer, whom this is about; zero otherwise. Has reports that it
	// has all of it.
	Reader wire.Identity
	Has    bool
	// Copy is, of what we offer, how far the host's copy is; 0: not told. With ToCopy this
	// is about the bytes that go there.
	Copy   wire.CopyState
	ToCopy bool
	// FromCopy reports, of what comes, that the host's copy is where it comes from.
	FromCopy bool
	// Straight reports that it comes from its author, or goes to Reader, and nobody hands it
	// over.
	Straight bool
	// Whole is the hash over all of it, once it is known here; zero otherwise.
	Whole wire.Digest
	// Again counts how often the source was another one, so that it was begun again.
	Again int
}

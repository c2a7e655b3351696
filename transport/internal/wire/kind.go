package wire

// Kind is what a message does. The list is open: a kind that is not known has
// the limits of the fields and no others, so that a client can keep an event
// it does not understand and its cursor can pass it. The host answers a POST
// of such a kind with NakKind. Zero is refused.
type Kind uint8

// The kinds of version 1. GuestIn and GuestOut came later; a client that does not
// know them shows nothing and is told by PRESENCE alone that guests are there. Withheld
// came later still.
const (
	// Text says Body, in reply to Ref if that is set.
	Text Kind = 1
	// Edit puts Body in place of the text of Ref.
	Edit Kind = 2
	// Delete takes Ref back. It has no Body.
	Delete Kind = 3
	// Reaction sets the author's one reaction to Ref, at most
	// MaxReactionBytes, or takes it back when there is no Body.
	Reaction Kind = 4
	// GuestIn says that the host let Guest, who speaks plain TCP, into the room:
	// what is said there from now on leaves the encryption. GuestOut ends that.
	// Only the host says so, in Everyone; there is no Body and no Ref. The two of one
	// stay have CIDs of its Stay.
	GuestIn  Kind = 5
	GuestOut Kind = 6
	// Withheld stands in the place of an event that is not for this member: a new text of
	// a message from before Welcome.First. Nothing is to be shown of it. Only the host
	// sends it, without Body and Ref, and takes it from nobody.
	Withheld Kind = 7
)

// Known reports whether the host takes a message of this kind into its log.
func (k Kind) Known() bool { return k >= Text && k <= GuestOut }

// Stay tells one stay of a guest in a room from others.
type Stay [8]byte

// The first halves of the CIDs of the two passages of a guest.
var passages = map[Kind]string{GuestIn: "guest-in", GuestOut: "guestout"}

// CID is the name of GuestIn or GuestOut of a stay. It begins as those of its kind
// do, so that a log with an index of CIDs finds who was let in and never out.
func (s Stay) CID(k Kind) (id CID) {
	copy(id[copy(id[:], passages[k]):], s[:])
	return id
}

// Passage reports whether the kind tells that a guest was let in or out.
func (k Kind) Passage() bool { return k == GuestIn || k == GuestOut }

// fits refuses what a message of this kind cannot have.
func (k Kind) fits(c *coder, f *Post) {
	c.must(k != Text && k != Edit || f.Body != "", "body", "missing")
	c.must(k != Delete || f.Body == "", "body", "there in a deletion")
	c.must(k != Reaction || len(f.Body) <= MaxReactionBytes, "body", "longer than a reaction")
	c.must(k == Text || !k.Known() || k.Passage() || f.Ref != CID{}, "ref", "missing")
	c.must(!k.Passage() || f.Body == "", "body", "there in the passage of a guest")
	c.must(!k.Passage() || f.Ref == CID{}, "ref", "there in the passage of a guest")
}

// Membership is what the host takes the client for. The list is closed.
type Membership uint8

const (
	// Member may post and follow.
	Member Membership = 1
	// JoinRequired may only ask to join.
	JoinRequired Membership = 2
)

// PresenceState says whether a member is reached now. The list is closed.
type PresenceState uint8

const (
	// Here has a session with the host.
	Here PresenceState = 1
	// Away has one, and nobody sits before it.
	Away PresenceState = 2
	// Gone has none.
	Gone PresenceState = 3
	// Removed is no member any more.
	Removed PresenceState = 4
)

// NakReason says why a POST is not in the log. The list is open; from
// FirstTemporary on it is worth trying again, known or not. Zero is refused.
type NakReason uint8

const (
	// NakKind: the host does not know this kind of message, or the sender may
	// not speak for a guest.
	NakKind NakReason = 1
	// NakRoom: there is no such room, or the sender does not belong to it.
	NakRoom NakReason = 2
	// NakRef: the message named is not there, or not the sender's to change.
	NakRef NakReason = 3
	// NakTooLong: longer than the limits that WELCOME told.
	NakTooLong NakReason = 4
	// NakReused: the CID names another message of this sender.
	NakReused NakReason = 5
	// NakMember: the sender is no member.
	NakMember NakReason = 6
	// NakUnkept: the host's disk works, and still its store never takes this message.
	NakUnkept NakReason = 7
	// NakOften: the sender has changed the message named as often as may be.
	NakOften NakReason = 8

	// FirstTemporary divides the reasons.
	FirstTemporary NakReason = 0x80

	// NakDiskFull: the host has no room on its disk.
	NakDiskFull NakReason = 0x80
	// NakJournal: the host cannot write its log for another reason.
	NakJournal NakReason = 0x81
)

// Temporary reports whether the outbox keeps the message and tries again.
func (r NakReason) Temporary() bool { return r >= FirstTemporary }

// ByeReason says why a connection ends. The list is open. Zero is refused.
type ByeReason uint8

const (
	// ByeClosing: the program or the talk was closed.
	ByeClosing ByeReason = 1
	// ByeVersion: no version in common.
	ByeVersion ByeReason = 2
	// ByeMalformed: a frame broke the specification.
	ByeMalformed ByeReason = 3
	// ByeTooLong: a frame was longer than its limit.
	ByeTooLong ByeReason = 4
	// ByeUnexpected: a frame that may not come now, or is not known.
	ByeUnexpected ByeReason = 5
	// ByeReplaced: the same device has a newer session.
	ByeReplaced ByeReason = 6
	// ByeRemoved: the host took the membership back.
	ByeRemoved ByeReason = 7
	// ByeBlocked: the host does not want this identity.
	ByeBlocked ByeReason = 8
	// ByeDeclined: the host did not let the client join.
	ByeDeclined ByeReason = 9
	// ByeSlow: what was sent was not taken in time.
	ByeSlow ByeReason = 10
	// ByeSilent: nothing was heard for too long.
	ByeSilent ByeReason = 11
	// ByeFull: too many connections.
	ByeFull ByeReason = 12
	// ByeFailed: the sender cannot go on, its journal for example.
	ByeFailed ByeReason = 13
	// ByeInvitationWrong: no invitation that the host remembers has HELLO's token.
	ByeInvitationWrong ByeReason = 14
	// ByeInvitationUsed: it was for one, who has come.
	ByeInvitationUsed ByeReason = 15
	// ByeInvitationExpired: its time is over, or the host has closed it.
	ByeInvitationExpired ByeReason = 16
)

// DeniedReason says why the host does not take a code. The list is open. Zero is refused.
type DeniedReason uint8

const (
	// DeniedWrong: the host has another code.
	DeniedWrong DeniedReason = 1
	// DeniedExpired: the code's time is over, or the host shows none.
	DeniedExpired DeniedReason = 2
	// DeniedUsed: the code was for one, who has come in.
	DeniedUsed DeniedReason = 3
	// DeniedBusy: no code is taken until RetryAfter is over.
	DeniedBusy DeniedReason = 4
)

// Limit says which limit of the host a connection is over. The list is open: one
// that is not known is any other.
type Limit uint8

const (
	// LimitOfIdentity: a member connects too often.
	LimitOfIdentity Limit = 1
	// LimitOfAddress: strangers of that address, or of its network, have or open
	// too many connections.
	LimitOfAddress Limit = 2
	// LimitOfAsking: too many ask to join.
	LimitOfAsking Limit = 3
	// LimitOfJoining: too many join unasked.
	LimitOfJoining Limit = 4
)

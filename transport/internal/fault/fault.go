package fault

import "fmt"

// Fault says what went wrong, precisely enough for a sentence and a next step in the
// reader's language. "go doc transport.NoFault" lists all faults; String has a short
// English name of each.
type Fault uint8

const (
	// NoFault is the zero value: nothing went wrong.
	NoFault Fault = iota
	// Unknown is an error of the system that has no Fault of its own; Error.Err has its
	// text.
	Unknown

	// AddressInvalid: what was typed is not host:port.
	AddressInvalid
	// AddressAmbiguous: an IPv4 address with zeros in front, which some programs read
	// as octal.
	AddressAmbiguous
	// PortInvalid: the port is not a number from 0 to 65535 (to dial: from 1).
	PortInvalid
	// PortTaken: another program listens there.
	PortTaken
	// PortPrivileged: the system does not let this user listen on that port.
	PortPrivileged
	// AddressNotLocal: the address to listen on is not one of this machine.
	AddressNotLocal
	// NotPermitted: the system forbids it (a firewall, a missing permission).
	NotPermitted
	// TooManyOpen: the process or the system has no descriptor left.
	TooManyOpen
	// AlreadyListening: Start while listening.
	AlreadyListening
	// NotListening: Send while the server is stopped.
	NotListening

	// HostNotFound: the name has no address.
	HostNotFound
	// Refused: the machine answered, but nothing listens on that port.
	Refused
	// Unreachable: no way to that machine or network.
	Unreachable
	// TimedOut: no answer in time.
	TimedOut
	// Canceled: the person gave up connecting.
	Canceled
	// AlreadyConnected: Dial or Join while connecting or connected.
	AlreadyConnected
	// NotConnected: Send to a talk of a Client that it is not connected to: no Dial or
	// Join succeeded, the talk is of another server, or its PeerID is unknown.
	NotConnected

	// PeerClosed: the peer ended the connection in order.
	PeerClosed
	// PeerReset: the connection broke: the peer's program or network died.
	PeerReset
	// PeerVanished: the peer no longer answers (keepalive, user timeout). Other members
	// have it too when our own connection to their server ends, for any reason.
	PeerVanished
	// PeerTooSlow: the peer did not receive in time what was sent to it.
	PeerTooSlow
	// ClosedHere: we ended the connection: Hangup, or the host disconnected the guest.
	ClosedHere
	// ServerStopped: Stop ended it.
	ServerStopped
	// Blocked: the host blocks this address, or this member.
	Blocked
	// PlainRefused: a plain guest came, and the host does not let them in (see Allow).
	PlainRefused
	// TLSRefused: a visitor over TLS came that is no Confab, a browser for example, or
	// the Server has no Home and so no TLS.
	TLSRefused
	// PageServed: a browser got its page and is done.
	PageServed
	// RequestRefused: the visitor sent neither a message nor a request for the page. A
	// web page may have made a browser send it.
	RequestRefused
	// LimitReached: one of Limits refused the connection.
	LimitReached
	// GaveWay: a guest that had closed its direction of the connection gave its place to
	// another.
	GaveWay

	// NobodyHere: Send to Everyone while nobody is connected.
	NobodyHere
	// PeerGone: Send to a peer that is no longer here.
	PeerGone
	// MessageTooLong: over Limits.MessageBytes, or to members over 32 KiB.
	MessageTooLong
	// MessageEmpty: nothing to send.
	MessageEmpty
	// NotEncodable: the peer's encoding has no such character.
	NotEncodable

	// NotConfab: the other end does not speak the secure protocol; it may be a
	// plain TCP program.
	NotConfab
	// KeyChanged: the server shows another key than before at this address. A third
	// party may intercept the connection, or the server was set up again.
	KeyChanged
	// SecureBefore: a plain connection to an address where a Confab was met.
	SecureBefore
	// MembersRefused: a Confab came, and the host lets no members in (see Allow).
	MembersRefused
	// Declined: the host did not let us in.
	Declined
	// MemberRemoved: the host took the membership back.
	MemberRemoved
	// MemberBlocked: the host does not let this key in.
	MemberBlocked
	// Replaced: the same identity connected from another place.
	Replaced
	// VersionTooOld: the two programs have no version of the protocol in common.
	VersionTooOld
	// HostFull: the host takes no more connections now.
	HostFull
	// TooOften: we, a member, connected too often; Error.RetryAfter says when again.
	TooOften
	// AddressFull: strangers of our address have too many connections to the host.
	AddressFull
	// AskingFull: too many Confabs ask the host to be let in.
	AskingFull
	// JoiningFull: too many Confabs join a host with LetEveryoneIn just now.
	JoiningFull
	// ClosedAtOnce: the other end closed the connection before it proved its identity,
	// as a host does that has too many connections from our address, or lets no members
	// in.
	ClosedAtOnce
	// HostFailed: the host cannot go on, its disk for example.
	HostFailed
	// ProtocolBroken: the other end violated the protocol.
	ProtocolBroken
	// OwnServer: dialled the server of this very program.
	OwnServer
	// NoIdentity: there is no data folder, so nothing can be encrypted or kept.
	NoIdentity

	// HomeInUse: another Confab has the data folder open. Error.Addr is the folder.
	HomeInUse
	// HomeBusy: another Confab was opening or closing the data folder, so that the known
	// servers could not be looked up.
	HomeBusy
	// HomeUnread: the known servers in the data folder cannot be read. Error.Err says
	// why.
	HomeUnread
	// HomeUnwritable: the data folder cannot be written.
	HomeUnwritable
	// SystemTooOld: nothing can be kept in a data folder on this Windows, which is
	// older than 10, version 1803.
	SystemTooOld
	// HomeNewer: a newer Confab wrote the data folder.
	HomeNewer
	// IdentityDamaged: the file of the identity cannot be read. Error.Addr is the file.
	IdentityDamaged
	// IdentityMissing: the data folder has history but not the identity that it belongs
	// to, so that a new one was made. Error.Addr is the folder.
	IdentityMissing
	// HomeForeign: something else has the name of a file in the data folder, a
	// symbolic link for example. Error.Addr is its path.
	HomeForeign
	// HistoryMended: bits were wrong on the disk, and were put right. Nothing is lost.
	HistoryMended
	// HistoryHarmed: messages were damaged on the disk, and are marked in their
	// place. Error.Addr is the folder, Error.Damage says how many and where.
	HistoryHarmed
	// HistoryLost: the newest messages, or all, are not on the disk any more.
	HistoryLost
	// HistoryRenewed: the history of our own server is an older one, as after a restored
	// backup, and starts again from the beginning for members.
	HistoryRenewed
	// HistoryAside: the database was damaged and set aside. Error.Addr is where.
	HistoryAside
	// HistoryDamaged: the database is damaged.
	HistoryDamaged
	// DiskFull: there is no room on the disk.
	DiskFull

	// MessageUnknown: there is no such message, or it is not ours to change.
	MessageUnknown
	// ChangedTooOften: we edited and reacted to the message as often as is allowed.
	ChangedTooOften
	// HostRefused: the host did not accept the message.
	HostRefused
	// DiskUnwritable: the open data folder Error.Addr cannot be read or written now.
	DiskUnwritable
	// Busy: the call was refused, since too many calls of the program wait. It may be
	// made again when others have had their events.
	Busy
)

var faultNames = [...]string{
	NoFault: "no fault", Unknown: "unknown fault",
	AddressInvalid: "invalid address", AddressAmbiguous: "ambiguous address", PortInvalid: "invalid port", PortTaken: "port taken",
	PortPrivileged: "port needs privileges", AddressNotLocal: "address is not local",
	NotPermitted: "not permitted", TooManyOpen: "too many open descriptors",
	AlreadyListening: "already listening", NotListening: "not listening",
	HostNotFound: "host not found", Refused: "connection refused", Unreachable: "unreachable",
	TimedOut: "timed out", Canceled: "canceled", AlreadyConnected: "already connected",
	NotConnected: "not connected",
	PeerClosed:   "closed by peer", PeerReset: "reset by peer", PeerVanished: "peer vanished",
	PeerTooSlow: "peer too slow", ClosedHere: "closed here", ServerStopped: "server stopped",
	Blocked: "address blocked", PlainRefused: "plain guests are not let in",
	TLSRefused: "TLS is not spoken here yet", PageServed: "page served",
	RequestRefused: "request refused",
	LimitReached:   "limit reached", GaveWay: "gave way to another", NobodyHere: "nobody is connected", PeerGone: "peer is gone",
	MessageTooLong: "message too long", MessageEmpty: "message empty",
	NotEncodable: "not encodable",
	NotConfab:    "not a confab", KeyChanged: "key changed", SecureBefore: "was secure before",
	MembersRefused: "members are not let in", Declined: "declined by host",
	MemberRemoved: "removed by host", MemberBlocked: "blocked by host", Replaced: "replaced by a newer connection",
	VersionTooOld: "no version in common", HostFull: "host is full", TooOften: "connected too often",
	AddressFull: "too many connections from this address", AskingFull: "too many ask to join", JoiningFull: "too many join", ClosedAtOnce: "closed at once", HostFailed: "host failed",
	ProtocolBroken: "protocol broken", OwnServer: "own server", NoIdentity: "no identity",
	HomeInUse: "data folder in use", HomeBusy: "data folder busy", HomeUnread: "data folder not readable",
	HomeUnwritable: "data folder not writable", HomeNewer: "data folder is newer",
	SystemTooOld:    "system too old",
	IdentityDamaged: "identity damaged", IdentityMissing: "identity missing", HomeForeign: "not a file of the data folder", HistoryMended: "history mended",
	HistoryHarmed: "history harmed", HistoryLost: "history lost", HistoryRenewed: "history renewed", HistoryAside: "history set aside", HistoryDamaged: "history damaged",
	DiskFull: "disk full", MessageUnknown: "no such message", ChangedTooOften: "changed too often", HostRefused: "refused by host",
	DiskUnwritable: "disk not writable", Busy: "too many calls wait",
}

// String is the fault's stable English name, as -json prints it.
func (f Fault) String() string {
	if int(f) < len(faultNames) {
		return faultNames[f]
	}
	return fmt.Sprintf("fault %d", uint8(f))
}

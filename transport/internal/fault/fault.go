package fault

import "fmt"

// Fault says what went wrong; what each one means is said in package transport, which has
// the same ones.
type Fault uint8

const (
	NoFault Fault = iota
	Unknown

	AddressInvalid
	AddressAmbiguous
	PortInvalid
	PortTaken
	PortPrivileged
	AddressNotLocal
	NotPermitted
	TooManyOpen
	AlreadyListening
	NotListening

	HostNotFound
	Refused
	Unreachable
	TimedOut
	Canceled
	AlreadyConnected
	NotConnected

	PeerClosed
	PeerReset
	PeerVanished
	PeerTooSlow
	ClosedHere
	ServerStopped
	Blocked
	PlainRefused
	BrowsersRefused
	TLSRefused
	PageServed
	RequestRefused
	LimitReached
	GaveWay

	NobodyHere
	PeerGone
	MessageTooLong
	MessageEmpty
	NotEncodable

	NotConfab
	KeyChanged
	SecureBefore
	MembersRefused
	Declined
	MemberRemoved
	MemberBlocked
	Replaced
	VersionTooOld
	HostFull
	TooOften
	AddressFull
	AskingFull
	JoiningFull
	ClosedAtOnce
	NoHandshake
	HostFailed
	ProtocolBroken
	OwnServer
	NoIdentity
	InvitationInvalid
	InvitationNewer
	InvitationWrong
	InvitationUsed
	InvitationExpired
	WrongHost
	CodeInvalid
	CodeWrong
	CodeExpired
	CodeUsed
	CodeBusy
	CodeLost
	CodeUnsupported
	CodeUnproved

	HomeInUse
	HomeBusy
	HomeUnread
	HomeUnwritable
	SystemTooOld
	HomeNewer
	IdentityDamaged
	IdentityMissing
	HomeForeign
	HistoryMended
	HistoryHarmed
	HistoryLost
	HistoryRenewed
	HistoryAside
	HistoryDamaged
	DiskFull

	MessageUnknown
	ChangedTooOften
	HostRefused
	DiskUnwritable
	Busy

	PlainOnly
	FileUnread
	FileTooMuch
	FileAway
	FileQueued
	FileUnknown
	FileGone
	FileUnreadable
	FileChanging
	FileBroken
	FileRefused
	FileChanged
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
	Blocked: "address blocked", PlainRefused: "plain guests are not let in", BrowsersRefused: "browsers are not let in",
	TLSRefused: "no TLS connection with this program", PageServed: "page served",
	RequestRefused: "request refused",
	LimitReached:   "limit reached", GaveWay: "gave way to another", NobodyHere: "nobody is connected", PeerGone: "peer is gone",
	MessageTooLong: "message too long", MessageEmpty: "message empty",
	NotEncodable: "not encodable",
	NotConfab:    "not a confab", KeyChanged: "key changed", SecureBefore: "was secure before",
	MembersRefused: "members are not let in", Declined: "declined by host",
	MemberRemoved: "removed by host", MemberBlocked: "blocked by host", Replaced: "replaced by a newer connection",
	VersionTooOld: "no version in common", HostFull: "host is full", TooOften: "connected too often",
	AddressFull: "too many connections from this address", AskingFull: "too many ask to join", JoiningFull: "too many join", ClosedAtOnce: "closed at once", NoHandshake: "no handshake in time", HostFailed: "host failed",
	ProtocolBroken: "protocol broken", OwnServer: "own server", NoIdentity: "no identity",
	InvitationInvalid: "invalid invitation", InvitationNewer: "invitation is newer", InvitationWrong: "invitation not known",
	InvitationUsed: "invitation was used", InvitationExpired: "invitation is over", WrongHost: "not the host of the invitation",
	CodeInvalid: "invalid code", CodeWrong: "wrong code", CodeExpired: "code is over", CodeUsed: "code was used", CodeBusy: "no code is taken now",
	CodeLost: "code was not answered", CodeUnsupported: "host takes no codes", CodeUnproved: "host has not proved the code",
	HomeInUse: "data folder in use", HomeBusy: "data folder busy", HomeUnread: "data folder not readable",
	HomeUnwritable: "data folder not writable", HomeNewer: "data folder is newer",
	SystemTooOld:    "system too old",
	IdentityDamaged: "identity damaged", IdentityMissing: "identity missing", HomeForeign: "not a file of the data folder", HistoryMended: "history mended",
	HistoryHarmed: "history harmed", HistoryLost: "history lost", HistoryRenewed: "history renewed", HistoryAside: "history set aside", HistoryDamaged: "history damaged",
	DiskFull: "disk full", MessageUnknown: "no such message", ChangedTooOften: "changed too often", HostRefused: "refused by host",
	DiskUnwritable: "disk not writable", Busy: "too many calls wait",
	PlainOnly: "raw text only", FileUnread: "file not readable", FileTooMuch: "too many files", FileAway: "who offers it is away",
	FileQueued: "others come first", FileUnknown: "not offered", FileGone: "file is gone", FileUnreadable: "file not readable there",
	FileChanging: "file changes", FileBroken: "file came broken", FileRefused: "files are refused",
	FileChanged: "file changed",
}

// String is the fault's stable English name, as -json prints it.
func (f Fault) String() string {
	if int(f) < len(faultNames) {
		return faultNames[f]
	}
	return fmt.Sprintf("fault %d", uint8(f))
}

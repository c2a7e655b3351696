package core

import "confab/transport/internal/fault"

// A Fault and its errors are those of package fault; their names here are what package
// transport has.
type (
	Fault       = fault.Fault
	Error       = fault.Error
	Damage      = fault.Damage
	DamagedTalk = fault.DamagedTalk
)

const (
	NoFault          = fault.NoFault
	Unknown          = fault.Unknown
	AddressInvalid   = fault.AddressInvalid
	AddressAmbiguous = fault.AddressAmbiguous
	PortInvalid      = fault.PortInvalid
	PortTaken        = fault.PortTaken
	PortPrivileged   = fault.PortPrivileged
	AddressNotLocal  = fault.AddressNotLocal
	NotPermitted     = fault.NotPermitted
	TooManyOpen      = fault.TooManyOpen
	AlreadyListening = fault.AlreadyListening
	NotListening     = fault.NotListening
	HostNotFound     = fault.HostNotFound
	Refused          = fault.Refused
	Unreachable      = fault.Unreachable
	TimedOut         = fault.TimedOut
	Canceled         = fault.Canceled
	AlreadyConnected = fault.AlreadyConnected
	NotConnected     = fault.NotConnected
	PeerClosed       = fault.PeerClosed
	PeerReset        = fault.PeerReset
	PeerVanished     = fault.PeerVanished
	PeerTooSlow      = fault.PeerTooSlow
	ClosedHere       = fault.ClosedHere
	ServerStopped    = fault.ServerStopped
	Blocked          = fault.Blocked
	PlainRefused     = fault.PlainRefused
	BrowsersRefused  = fault.BrowsersRefused
	TLSRefused       = fault.TLSRefused
	PageServed       = fault.PageServed
	RequestRefused   = fault.RequestRefused
	LimitReached     = fault.LimitReached
	GaveWay          = fault.GaveWay
	NobodyHere       = fault.NobodyHere
	PeerGone         = fault.PeerGone
	MessageTooLong   = fault.MessageTooLong
	MessageEmpty     = fault.MessageEmpty
	NotEncodable     = fault.NotEncodable
	NotConfab        = fault.NotConfab
	KeyChanged       = fault.KeyChanged
	SecureBefore     = fault.SecureBefore
	MembersRefused   = fault.MembersRefused
	Declined         = fault.Declined
	MemberRemoved    = fault.MemberRemoved
	MemberBlocked    = fault.MemberBlocked
	Replaced         = fault.Replaced
	VersionTooOld    = fault.VersionTooOld
	HostFull         = fault.HostFull
	TooOften         = fault.TooOften
	AddressFull      = fault.AddressFull
	AskingFull       = fault.AskingFull
	JoiningFull      = fault.JoiningFull
	ClosedAtOnce     = fault.ClosedAtOnce
	NoHandshake      = fault.NoHandshake
	HostFailed       = fault.HostFailed
	ProtocolBroken   = fault.ProtocolBroken
	OwnServer        = fault.OwnServer
	NoIdentity       = fault.NoIdentity

	InvitationInvalid = fault.InvitationInvalid
	InvitationNewer   = fault.InvitationNewer
	InvitationWrong   = fault.InvitationWrong
	InvitationUsed    = fault.InvitationUsed
	InvitationExpired = fault.InvitationExpired
	WrongHost         = fault.WrongHost
	CodeInvalid       = fault.CodeInvalid
	CodeWrong         = fault.CodeWrong
	CodeExpired       = fault.CodeExpired
	CodeUsed          = fault.CodeUsed
	CodeBusy          = fault.CodeBusy
	CodeLost          = fault.CodeLost
	CodeUnsupported   = fault.CodeUnsupported
	CodeUnproved      = fault.CodeUnproved

	HomeInUse       = fault.HomeInUse
	HomeBusy        = fault.HomeBusy
	HomeUnread      = fault.HomeUnread
	HomeUnwritable  = fault.HomeUnwritable
	SystemTooOld    = fault.SystemTooOld
	HomeNewer       = fault.HomeNewer
	IdentityDamaged = fault.IdentityDamaged
	IdentityMissing = fault.IdentityMissing
	HomeForeign     = fault.HomeForeign
	HistoryMended   = fault.HistoryMended
	HistoryHarmed   = fault.HistoryHarmed
	HistoryLost     = fault.HistoryLost
	HistoryRenewed  = fault.HistoryRenewed
	HistoryAside    = fault.HistoryAside
	HistoryDamaged  = fault.HistoryDamaged
	DiskFull        = fault.DiskFull
	MessageUnknown  = fault.MessageUnknown
	ChangedTooOften = fault.ChangedTooOften
	HostRefused     = fault.HostRefused
	DiskUnwritable  = fault.DiskUnwritable
	Busy            = fault.Busy

	PlainOnly      = fault.PlainOnly
	FileUnread     = fault.FileUnread
	FileTooMuch    = fault.FileTooMuch
	FileAway       = fault.FileAway
	FileQueued     = fault.FileQueued
	FileUnknown    = fault.FileUnknown
	FileGone       = fault.FileGone
	FileUnreadable = fault.FileUnreadable
	FileChanging   = fault.FileChanging
	FileBroken     = fault.FileBroken
	FileRefused    = fault.FileRefused
	FileChanged    = fault.FileChanged
)

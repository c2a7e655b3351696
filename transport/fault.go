package transport

import "confab/transport/internal/core"

// Fault says what went wrong, precisely enough for a sentence and a next step in the
// reader's language. "go doc transport.NoFault" lists all faults; String has a short
// English name of each.
type Fault uint8

const (
	// NoFault is the zero value: nothing went wrong.
	NoFault Fault = Fault(core.NoFault)
	// Unknown is an error of the system that has no Fault of its own; Error.Err has its
	// text.
	Unknown Fault = Fault(core.Unknown)

	AddressInvalid Fault = Fault(core.AddressInvalid) // what was typed is not host:port
	// AddressAmbiguous: an IPv4 address with zeros in front, which some programs read
	// as octal.
	AddressAmbiguous Fault = Fault(core.AddressAmbiguous)
	PortInvalid      Fault = Fault(core.PortInvalid)      // the port is not a number from 0 to 65535 (to dial: from 1)
	PortTaken        Fault = Fault(core.PortTaken)        // another program listens there
	PortPrivileged   Fault = Fault(core.PortPrivileged)   // the system does not let this user listen on that port
	AddressNotLocal  Fault = Fault(core.AddressNotLocal)  // the address to listen on is not one of this machine
	NotPermitted     Fault = Fault(core.NotPermitted)     // the system forbids it (a firewall, a missing permission)
	TooManyOpen      Fault = Fault(core.TooManyOpen)      // the process or the system has no descriptor left
	AlreadyListening Fault = Fault(core.AlreadyListening) // Start while listening
	NotListening     Fault = Fault(core.NotListening)     // Send while the server is stopped

	HostNotFound     Fault = Fault(core.HostNotFound)     // the name has no address
	Refused          Fault = Fault(core.Refused)          // the machine answered, but nothing listens on that port
	Unreachable      Fault = Fault(core.Unreachable)      // no way to that machine or network
	TimedOut         Fault = Fault(core.TimedOut)         // no answer in time
	Canceled         Fault = Fault(core.Canceled)         // the person gave up connecting
	AlreadyConnected Fault = Fault(core.AlreadyConnected) // Dial or Join while connecting or connected
	// NotConnected: Send to a talk of a Client that it is not connected to: no Dial or
	// Join succeeded, the talk is of another server, or its TalkID is unknown.
	NotConnected Fault = Fault(core.NotConnected)

	PeerClosed Fault = Fault(core.PeerClosed) // the peer ended the connection in order
	PeerReset  Fault = Fault(core.PeerReset)  // the connection broke: the peer's program or network died
	// PeerVanished: the peer no longer answers (keepalive, user timeout). Other members
	// have it too when our own connection to their server ends, for any reason.
	PeerVanished Fault = Fault(core.PeerVanished)
	PeerTooSlow  Fault = Fault(core.PeerTooSlow) // the peer did not receive in time what was sent to it
	// ClosedHere: we ended the connection: Hangup, or the host disconnected the guest.
	ClosedHere    Fault = Fault(core.ClosedHere)
	ServerStopped Fault = Fault(core.ServerStopped) // Stop ended it
	Blocked       Fault = Fault(core.Blocked)       // the host blocks this address, or this member
	// PlainRefused: a plain guest came, and the host does not let them in (see Allow).
	PlainRefused Fault = Fault(core.PlainRefused)
	// BrowsersRefused: a browser asked for the page or for a download as a person has it
	// ask, and the host lets none in (see Allow).
	BrowsersRefused Fault = Fault(core.BrowsersRefused)
	// TLSRefused: a visitor over TLS came that is no Confab, a browser for example, or
	// the Server has no Home and so no TLS.
	TLSRefused Fault = Fault(core.TLSRefused)
	PageServed Fault = Fault(core.PageServed) // a browser got its page or a download, and is done
	// RequestRefused: the visitor sent neither a message nor a request for the page. A
	// web page may have made a browser send it.
	RequestRefused Fault = Fault(core.RequestRefused)
	LimitReached   Fault = Fault(core.LimitReached) // one of Limits refused the connection
	// GaveWay: a guest that had closed its direction of the connection gave its place to
	// another.
	GaveWay Fault = Fault(core.GaveWay)

	NobodyHere     Fault = Fault(core.NobodyHere)     // Send to Everyone while nobody is connected
	PeerGone       Fault = Fault(core.PeerGone)       // Send to a peer that is no longer here
	MessageTooLong Fault = Fault(core.MessageTooLong) // over Limits.MessageBytes, or to members over 32 KiB
	MessageEmpty   Fault = Fault(core.MessageEmpty)   // nothing to send
	NotEncodable   Fault = Fault(core.NotEncodable)   // the peer's encoding has no such character

	// NotConfab: the other end does not speak the secure protocol; it may be a
	// plain TCP program.
	NotConfab Fault = Fault(core.NotConfab)
	// KeyChanged: the server shows another key than before at this address. A third
	// party may intercept the connection, or the server was set up again.
	KeyChanged     Fault = Fault(core.KeyChanged)
	SecureBefore   Fault = Fault(core.SecureBefore)   // a plain connection to an address where a Confab was met
	MembersRefused Fault = Fault(core.MembersRefused) // a Confab came, and the host lets no members in (see Allow)
	Declined       Fault = Fault(core.Declined)       // the host did not let us in
	MemberRemoved  Fault = Fault(core.MemberRemoved)  // the host took the membership back
	MemberBlocked  Fault = Fault(core.MemberBlocked)  // the host does not let this key in
	Replaced       Fault = Fault(core.Replaced)       // the same identity connected from another place
	VersionTooOld  Fault = Fault(core.VersionTooOld)  // the two programs have no version of the protocol in common
	HostFull       Fault = Fault(core.HostFull)       // the host takes no more connections now
	TooOften       Fault = Fault(core.TooOften)       // we, a member, connected too often; Error.RetryAfter says when again
	AddressFull    Fault = Fault(core.AddressFull)    // strangers of our address have too many connections to the host
	AskingFull     Fault = Fault(core.AskingFull)     // too many Confabs ask the host to be let in
	JoiningFull    Fault = Fault(core.JoiningFull)    // too many Confabs join a host with LetEveryoneIn just now
	// ClosedAtOnce: the other end closed the connection before it proved its identity,
	// as a host does that has too many connections from our address, or lets no members
	// in.
	ClosedAtOnce Fault = Fault(core.ClosedAtOnce)
	// NoHandshake: the connection was made, and then nothing came in time that a Confab
	// answers; it may be a plain TCP program that waits to be spoken to.
	NoHandshake    Fault = Fault(core.NoHandshake)
	HostFailed     Fault = Fault(core.HostFailed)     // the host cannot go on, its disk for example
	ProtocolBroken Fault = Fault(core.ProtocolBroken) // the other end violated the protocol
	OwnServer      Fault = Fault(core.OwnServer)      // dialled the server of this very program
	NoIdentity     Fault = Fault(core.NoIdentity)     // there is no data folder, so nothing can be encrypted or kept
	// InvitationInvalid: what was to be the link of an invitation is none: a part of it is
	// missing or changed. Error.Err says more, and has nothing of the link.
	InvitationInvalid Fault = Fault(core.InvitationInvalid)
	InvitationNewer   Fault = Fault(core.InvitationNewer) // a later version of Confab made the link
	// InvitationWrong: the host does not know the invitation. It may have been restarted,
	// or have made many others since.
	InvitationWrong Fault = Fault(core.InvitationWrong)
	InvitationUsed  Fault = Fault(core.InvitationUsed) // the invitation was for one, who has come
	// InvitationExpired: the time of the invitation is over, or the host closed it.
	InvitationExpired Fault = Fault(core.InvitationExpired)
	// WrongHost: at the addresses of an invitation, Error.Addr among them, somebody else
	// than its host answered, who may be in the middle. Nothing was said to them.
	WrongHost   Fault = Fault(core.WrongHost)
	CodeInvalid Fault = Fault(core.CodeInvalid) // what was to be the code of an invitation is not six digits
	CodeWrong   Fault = Fault(core.CodeWrong)   // the host shows another code; or somebody is between it and us
	CodeExpired Fault = Fault(core.CodeExpired) // the time of the code is over, or the host shows none
	CodeUsed    Fault = Fault(core.CodeUsed)    // the code was for one, and somebody has come by it or by the link
	// CodeBusy: the host looks at no code now: it is just looking at another one, or too
	// many were wrong. Error.RetryAfter says when again.
	CodeBusy Fault = Fault(core.CodeBusy)
	CodeLost Fault = Fault(core.CodeLost) // the connection ended while the host looked at the code
	// CodeUnsupported: the program of the host takes no codes; it is of an earlier version.
	CodeUnsupported Fault = Fault(core.CodeUnsupported)
	// CodeUnproved: the host took the code and could not prove to have the same: it is not
	// the one that shows it. The connection was ended.
	CodeUnproved Fault = Fault(core.CodeUnproved)

	HomeInUse Fault = Fault(core.HomeInUse) // another Confab has the data folder open. Error.Addr is the folder
	// HomeBusy: another Confab was opening or closing the data folder, so that the known
	// servers could not be looked up.
	HomeBusy Fault = Fault(core.HomeBusy)
	// HomeUnread: the known servers in the data folder cannot be read. Error.Err says
	// why.
	HomeUnread     Fault = Fault(core.HomeUnread)
	HomeUnwritable Fault = Fault(core.HomeUnwritable) // the data folder cannot be written
	// SystemTooOld: nothing can be kept in a data folder on this Windows, which is
	// older than 10, version 1803.
	SystemTooOld Fault = Fault(core.SystemTooOld)
	HomeNewer    Fault = Fault(core.HomeNewer) // a newer Confab wrote the data folder
	// IdentityDamaged: the file of the identity cannot be read. Error.Addr is the file.
	IdentityDamaged Fault = Fault(core.IdentityDamaged)
	// IdentityMissing: the data folder has history but not the identity that it belongs
	// to, so that a new one was made. Error.Addr is the folder.
	IdentityMissing Fault = Fault(core.IdentityMissing)
	// HomeForeign: something else has the name of a file in the data folder, a
	// symbolic link for example. Error.Addr is its path.
	HomeForeign Fault = Fault(core.HomeForeign)
	// HistoryMended: bits were wrong on the disk, and were put right. Nothing is lost.
	HistoryMended Fault = Fault(core.HistoryMended)
	// HistoryHarmed: messages were damaged on the disk, and are marked in their
	// place. Error.Addr is the folder, Error.Damage says how many and where.
	HistoryHarmed Fault = Fault(core.HistoryHarmed)
	HistoryLost   Fault = Fault(core.HistoryLost) // the newest messages, or all, are not on the disk any more
	// HistoryRenewed: the history of our own server is an older one, as after a restored
	// backup, and starts again from the beginning for members.
	HistoryRenewed Fault = Fault(core.HistoryRenewed)
	HistoryAside   Fault = Fault(core.HistoryAside)   // the database was damaged and set aside. Error.Addr is where
	HistoryDamaged Fault = Fault(core.HistoryDamaged) // the database is damaged
	DiskFull       Fault = Fault(core.DiskFull)       // there is no room on the disk

	MessageUnknown Fault = Fault(core.MessageUnknown) // there is no such message, or it is not ours to change
	// ChangedTooOften: we edited and reacted to the message as often as is allowed.
	ChangedTooOften Fault = Fault(core.ChangedTooOften)
	HostRefused     Fault = Fault(core.HostRefused) // the host did not accept the message
	// DiskUnwritable: the open data folder Error.Addr cannot be read or written now.
	DiskUnwritable Fault = Fault(core.DiskUnwritable)
	// Busy: the call was refused, since too many calls of the program wait. It may be
	// made again when others have had their events.
	Busy Fault = Fault(core.Busy)

	PlainOnly      Fault = Fault(core.PlainOnly)      // a folder, or a file for several, where plain peers take one file each
	FileUnread     Fault = Fault(core.FileUnread)     // the file to offer, Error.Addr, cannot be read
	FileTooMuch    Fault = Fault(core.FileTooMuch)    // the folder to offer has more than a million entries, or is too deep
	FileAway       Fault = Fault(core.FileAway)       // who offers it is not here; it goes on by itself
	FileQueued     Fault = Fault(core.FileQueued)     // others come first; it goes on by itself
	FileUnknown    Fault = Fault(core.FileUnknown)    // it is not offered to us, or no more
	FileGone       Fault = Fault(core.FileGone)       // its author has moved or removed it
	FileUnreadable Fault = Fault(core.FileUnreadable) // its author's program cannot read it
	FileChanging   Fault = Fault(core.FileChanging)   // it changes faster than it comes
	FileBroken     Fault = Fault(core.FileBroken)     // what came is not what its digest is of
	FileRefused    Fault = Fault(core.FileRefused)    // the host takes no files
	FileChanged    Fault = Fault(core.FileChanged)    // our file changed while it was written to a plain peer
)

// String is the fault's stable English name, as -json prints it.
func (f Fault) String() string { return core.Fault(f).String() }

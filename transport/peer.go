package transport

import (
	"time"

	"confab/transport/internal/core"
)

// PeerKind says which kind of visitor a peer is. "go doc transport.Undecided" lists all.
type PeerKind uint8

const (
	// Undecided has just connected and not shown yet what it speaks.
	Undecided PeerKind = PeerKind(core.Undecided)
	// Plain speaks raw text over TCP: not encrypted, not identified.
	Plain PeerKind = PeerKind(core.Plain)
	// Browser asked for a page over HTTP.
	Browser PeerKind = PeerKind(core.Browser)
	// TLS opened with a TLS record and has not shown yet that it is a Confab.
	TLS PeerKind = PeerKind(core.TLS)
	// Member is a Confab: encrypted, and known by its key. One that only asks to be let in
	// has this kind too (Peer.Asking).
	Member PeerKind = PeerKind(core.Member)
)

// Trust is what is known of a peer's identity.
type Trust uint8

const (
	NoTrust    Trust = Trust(core.NoTrust)    // nothing proves who it is
	Unverified Trust = Trust(core.Unverified) // its key is known, and the words were not compared
	// Verified: a person compared the words, or, of a Client's server, the invitation by
	// which it was joined named the key.
	Verified   Trust = Trust(core.Verified)
	ChangedKey Trust = Trust(core.ChangedKey) // it shows another key than before, and the connection is refused
)

// Admission is how a member of a Server was let in. It proves nothing: see Trust.
type Admission uint8

const (
	// AdmissionUnknown: on a Client, and of members of an earlier version.
	AdmissionUnknown Admission = Admission(core.AdmissionUnknown)
	AdmittedByHost   Admission = Admission(core.AdmittedByHost)  // it asked, and Accept let it in
	AdmittedByLink   Admission = Admission(core.AdmittedByLink)  // it had the link of an Invitation
	AdmittedByCode   Admission = Admission(core.AdmittedByCode)  // it proved to have the code of an Invitation
	AdmittedWithAll  Admission = Admission(core.AdmittedWithAll) // everyone was let in (Options.LetEveryoneIn)
)

// Peer is a remote party as the roster knows it, at one moment. It is a value.
type Peer struct {
	ID   PeerID
	Kind PeerKind
	// Addr is the remote host:port. On a Client it is the address of the server as it was
	// given to Dial or Join, or that of an invitation which answered, and of a member the short form of its key, since members are
	// reached through the server.
	Addr string
	// Name is what a member calls itself, or what Rename set, otherwise empty. It is one
	// line of visible characters (see CleanName).
	Name string
	// ShortKey is the short form of a member's key, to be shown beside Name. It is set
	// when Name could be mistaken for that of the host, of ourselves or of another member,
	// or for a word of the program; for verified members only when the host or another of
	// them has the same name. A host shows its key beside any member of its name.
	ShortKey string
	// Encoding is how its text is read and written. Guessed says that this is a guess
	// that may be wrong; Likely are the next best ones, UTF8 for none.
	Encoding Encoding
	Guessed  bool
	Likely   [2]Encoding
	// Silent says that a plain peer has not sent a byte yet, or a member no message.
	Silent bool
	// Lines says that its messages end at a newline (see LineMode).
	Lines bool
	// Here says that the connection stands.
	Here bool
	// HalfClosed says that a plain peer has closed its direction of the connection:
	// nothing more comes from it, and it still receives.
	HalfClosed bool
	Saving     bool // what it sends goes to a file too (see Server.Save)
	// Since is when it connected, Seen when it last sent something.
	Since, Seen time.Time

	// Server, on a Client, is the server through which a member is reached; Server.Talk is
	// the room of all. Zero for servers.
	Server PeerID
	// Identity is its key; zero unless Kind is Member, and of a server that is joined for
	// the first time until Connected.
	Identity ID
	Trust    Trust
	// Admission is, on a Server, how a member became one. A Client is not told.
	Admission Admission
	// Asking, on a Server, says that it is no member yet and waits for Accept.
	Asking bool
	// InRoom says that a plain guest takes part in the talk of all; of Everyone and of a
	// Client's server, that there is such a guest, so that messages there leave the
	// encryption.
	InRoom bool
	// Host, on a Client, says that this member is the host. The host is in the roster
	// twice: as the server, with Host false, whose talk is the room, and as this member,
	// whose talk is a direct one.
	Host bool
	// MoreMembers says, of a Client's server, that it has more members than a
	// Client lists.
	MoreMembers bool
	Keeps       bool // of a Client's server: copies of what its members offer
	// Past says, of a Client's server, that its key was removed: its talks can be read,
	// and nothing can be sent there. Addr and Name have its short key.
	Past bool
}

// Talk returns the talk with the peer. With the server of a Client that is all there is
// after Dial, and the room of all after Join. The zero Peer, and the Peer of events in the
// talk of all on a Server, give Everyone.
func (p Peer) Talk() TalkID { return p.ID.Talk() }

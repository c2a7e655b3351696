package core

import (
	"fmt"
	"strconv"
	"time"

	"confab/transport/internal/wire"
)

// PeerID names a remote party, and the talk with it, for the life of one Server or
// Client. IDs are not reused.
type PeerID uint64

// Everyone is the talk of all on a Server: what is sent to it goes to each peer. On a
// Client that joined a server its methods take it as another name of the room, whose
// events and pages have the PeerID of the server (see Client).
const Everyone PeerID = 0

// ParsePeerID reads a PeerID as it is printed, a decimal number. Its error is not an
// *Error.
func ParsePeerID(s string) (PeerID, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading a peer ID: %w", err)
	}
	return PeerID(n), nil
}

// PeerKind says which kind of visitor a peer is. "go doc transport.Undecided" lists all.
type PeerKind uint8

const (
	// Undecided has just connected and not shown yet what it speaks.
	Undecided PeerKind = iota
	// Plain speaks raw text over TCP: not encrypted, not identified.
	Plain
	// Browser asked for a page over HTTP.
	Browser
	// TLS opened with a TLS record and has not shown yet that it is a Confab.
	TLS
	// Member is a Confab: encrypted, and known by its key. One that only asks to be let in
	// has this kind too (Peer.Asking).
	Member
)

// ID is the identity of a member: the SHA-256 of its public key, an array of 32 bytes. The
// zero value is no identity. It is comparable and may be a map key. Its methods are String,
// MarshalText and UnmarshalText; as text it is 64 hexadecimal digits.
type ID = wire.Identity

// ParseID reads an ID as its String returns it, with small or capital letters. Its error
// is not an *Error.
func ParseID(s string) (id ID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// MessageID names a message (see Message.ID), an array of 16 bytes. The zero value is no
// message. It is comparable and may be a map key. Its methods are String, MarshalText and
// UnmarshalText; as text it is 32 hexadecimal digits.
type MessageID = wire.CID

// ParseMessageID reads a MessageID as its String returns it, with small or capital
// letters. Its error is not an *Error.
func ParseMessageID(s string) (id MessageID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// Trust is what is known of a peer's identity.
type Trust uint8

const (
	// NoTrust: nothing proves who it is.
	NoTrust Trust = iota
	// Unverified: its key is known, and the words were not compared.
	Unverified
	// Verified: a person compared the words.
	Verified
	// ChangedKey: it shows another key than before, and the connection is refused.
	ChangedKey
)

// Peer is a remote party as the roster knows it, at one moment. It is a value.
type Peer struct {
	ID   PeerID
	Kind PeerKind
	// Addr is the remote host:port. On a Client it is the address of the server as it was
	// given to Dial or Join, and of a member the short form of its key, since members are
	// reached through the server.
	Addr string
	// Name is what a member calls itself, or what Rename set, otherwise empty. It is one
	// line of visible characters (see CleanName).
	Name string
	// ShortKey is the short form of a member's key, to be shown beside Name. It is set
	// when Name could be mistaken for that of the host, of ourselves or of another member,
	// or for a word of the program; for the host and verified members only when another of
	// them has the same name.
	ShortKey string
	// Encoding is how its text is read and written. Guessed says that this is a guess
	// that may be wrong; Likely are the next best ones, UTF8 for none.
	Encoding Encoding
	Guessed  bool
	Likely   [2]Encoding
	// Silent says that it has not sent a byte yet.
	Silent bool
	// Lines says that its messages end at a newline (see LineMode).
	Lines bool
	// Here says that the connection stands.
	Here bool
	// HalfClosed says that a plain peer has closed its direction of the connection:
	// nothing more comes from it, and it still receives.
	HalfClosed bool
	// Since is when it connected, Seen when it last sent something.
	Since, Seen time.Time

	// Server, on a Client, is the server through which a member is reached; the talk of
	// that PeerID is the room of all. Zero for servers.
	Server PeerID
	// Identity is its key; zero unless Kind is Member.
	Identity ID
	Trust    Trust
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
	// Past says, of a Client's server, that its key was removed: its talks can be read,
	// and nothing can be sent there. Addr and Name have its short key.
	Past bool
}

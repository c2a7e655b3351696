package transport

import (
	"fmt"
	"strconv"
	"time"

	"confab/transport/internal/wire"
)

// PeerID names a remote party, and the talk with it, for the life of one
// Server or Client. IDs are not used again.
type PeerID uint64

// Everyone is the talk of all on a Server: what is sent to it goes to each peer. On a
// Client that joined a server its methods take it as another name of the room, whose
// events and pages have the PeerID of the server (see Client).
const Everyone PeerID = 0

// ParsePeerID reads a PeerID as it is printed, a decimal number.
func ParsePeerID(s string) (PeerID, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading a peer ID: %w", err)
	}
	return PeerID(n), nil
}

// PeerKind says which kind of visitor a peer is (see the detect package).
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
	// Member is a Confab: encrypted, and known by its key.
	Member
)

// ID is who a member is: the SHA-256 of its public key. The zero value is nobody. As
// text, by String and MarshalText, it is 64 hexadecimal digits.
type ID = wire.Identity

// ParseID reads an ID as its String returns it, with small or capital letters.
func ParseID(s string) (id ID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// MessageID names a message; see Message.ID. The zero value is none. As text, by String
// and MarshalText, it is 32 hexadecimal digits.
type MessageID = wire.CID

// ParseMessageID reads a MessageID as its String returns it, with small or capital
// letters.
func ParseMessageID(s string) (id MessageID, err error) {
	err = id.UnmarshalText([]byte(s))
	return id, err
}

// Trust is what is known of a peer's identity.
type Trust uint8

const (
	// NoTrust: nothing proves who it is.
	NoTrust Trust = iota
	// Unverified: its key was met, and nobody compared the words.
	Unverified
	// Verified: a person compared the words.
	Verified
	// ChangedKey: it shows another key than the one that was met before, and is
	// kept out.
	ChangedKey
)

// Peer is a remote party as the roster knows it. It is a value, a picture of
// one moment.
type Peer struct {
	ID   PeerID
	Kind PeerKind
	// Addr is the remote host:port; for a Client the address as it was typed,
	// port filled in.
	Addr string
	// Name is what to call it: what a member calls itself, or given with Rename,
	// otherwise empty. It is on one line and has no controls and nothing without ink.
	Name string
	// ShortKey is the short form of a member's key, to be shown beside Name: it is
	// set when that could be taken for the name of the host, of ourselves or of another
	// member, or for a word of the program. The host and those whose words were
	// compared have theirs only where another of them has the name.
	ShortKey string
	// Encoding is how its text is read and written. Guessed says that this is a guess
	// that may be wrong, of which Likely are the next best ones, UTF8 for none.
	Encoding Encoding
	Guessed  bool
	Likely   [2]Encoding
	// Silent says that it has not sent a byte yet.
	Silent bool
	// Lines says that its messages end at a newline (see LineMode).
	Lines bool
	// Here says that the connection stands.
	Here bool
	// HalfClosed says that a plain peer has ended its direction: nothing more comes from
	// it, and what is written still goes to it.
	HalfClosed bool
	// Since is when it connected, Seen when it last sent something.
	Since, Seen time.Time

	// Server, on a Client, is the server through which a member is reached; its
	// talk is the room of all. Zero for servers.
	Server PeerID
	// Identity is who it is; zero unless Kind is Member.
	Identity ID
	Trust    Trust
	// Asking says that it waits until the host lets it in.
	Asking bool
	// InRoom says that a plain guest takes part in the talk of all, or, of
	// Everyone and a Client's server, that such a guest is there: what is said
	// leaves the encryption.
	InRoom bool
	// Host says that this member is the person who hosts.
	Host bool
	// MoreMembers says, of a Client's server, that it has more members than a
	// Client lists.
	MoreMembers bool
	// Past says, of a Client's server, that its key was removed: what was said
	// there is to be read, and nothing goes there any more. Addr and Name have its
	// short key.
	Past bool
}

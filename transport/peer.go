package transport

import "time"

// PeerID names a remote party, and the talk with it, for the life of one
// Server or Client. IDs are not used again.
type PeerID uint64

// Everyone is the talk of all: what is sent to it goes to each peer.
const Everyone PeerID = 0

// PeerKind says which kind of visitor a peer is (see the detect package).
type PeerKind uint8

const (
	// Undecided has just connected and not shown yet what it speaks.
	Undecided PeerKind = iota
	// Plain speaks raw text over TCP: not encrypted, not identified.
	Plain
	// Browser asked for a page over HTTP.
	Browser
	// TLS opened with a TLS record. It is refused until the secure protocol lands.
	TLS
)

// Peer is a remote party as the roster knows it. It is a value, a picture of
// one moment.
type Peer struct {
	ID   PeerID
	Kind PeerKind
	// Addr is the remote host:port; for a Client the address as it was typed,
	// port filled in.
	Addr string
	// Name is what to call it: given with Rename, otherwise empty.
	Name string
	// Encoding is how its text is read and written.
	Encoding Encoding
	// Silent says that it has not sent a byte yet.
	Silent bool
	// Lines says that its messages end at a newline (see LineMode).
	Lines bool
	// Here says that the connection stands.
	Here bool
	// Since is when it connected, Seen when it last sent something.
	Since, Seen time.Time
}

package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Identity is who somebody is: the SHA-256 of their public key. The zero value
// is nobody.
type Identity [sha256.Size]byte

// String returns the identity in hexadecimal digits.
func (id Identity) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns what String does.
func (id Identity) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText returns, with small or capital letters. Where it
// fails the identity stays as it was.
func (id *Identity) UnmarshalText(text []byte) error { return readHex(id[:], text, "an identity") }

// readHex fills to with hexadecimal digits, exactly so many, or leaves it as it is.
func readHex(to, text []byte, what string) error {
	if want := hex.EncodedLen(len(to)); len(text) != want {
		return fmt.Errorf("reading %s: %d characters instead of %d", what, len(text), want)
	}
	read := make([]byte, len(to))
	if _, err := hex.Decode(read, text); err != nil {
		return fmt.Errorf("reading %s: %w", what, err)
	}
	copy(to, read)
	return nil
}

// RoomID names a room within a host. The zero value is no room, so that a
// message for one person never goes to all because its room was not set.
type RoomID [sha256.Size]byte

// Everyone is the room of all members: 31 zero bytes and a one.
var Everyone = RoomID{sha256.Size - 1: 1}

// directLabel keeps the hashes of Direct apart from all others.
const directLabel = "confab/1 direct room\x00"

// Direct is the room of two members: the SHA-256 of a label and both
// identities, the smaller first. Direct(a, b) is Direct(b, a).
func Direct(a, b Identity) RoomID {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	m := make([]byte, 0, len(directLabel)+2*sha256.Size)
	m = append(m, directLabel...)
	m = append(m, a[:]...)
	m = append(m, b[:]...)
	return sha256.Sum256(m)
}

// String returns "everyone", or the room in hexadecimal digits.
func (r RoomID) String() string {
	if r == Everyone {
		return "everyone"
	}
	return hex.EncodeToString(r[:])
}

// CID names a message for ever: 16 random bytes that its author chose. The
// zero value is no message.
type CID [16]byte

// String returns the CID in hexadecimal digits.
func (id CID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns what String does.
func (id CID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText returns, with small or capital letters. Where it
// fails the CID stays as it was.
func (id *CID) UnmarshalText(text []byte) error { return readHex(id[:], text, "a message ID") }

// Token is the secret of an invitation: 16 random bytes. Whoever has it is let in. The
// zero value is none.
type Token [16]byte

// String does not return the token: it is for no log.
func (Token) String() string { return "token" }

// Epoch names one life of a host's log: 16 random bytes, new whenever its
// database is new or restored. The zero value is no log.
type Epoch [16]byte

// String returns the epoch in hexadecimal digits.
func (e Epoch) String() string { return hex.EncodeToString(e[:]) }

// Cursors is a Seq for each room. Nil and empty mean the same, and an absent
// field is decoded as nil.
type Cursors map[RoomID]uint64

// Millis is a moment in Unix milliseconds.
type Millis int64

// MillisOf returns the moment t, cut to the millisecond, or the nearest one
// that a frame may hold: a clock set wrong must not stop a talk.
func MillisOf(t time.Time) Millis {
	switch {
	case t.Before(MinMillis.Time()):
		return MinMillis
	case t.After(MaxMillis.Time()):
		return MaxMillis
	}
	return Millis(t.UnixMilli())
}

// Time returns the moment in UTC.
func (m Millis) Time() time.Time { return time.UnixMilli(int64(m)).UTC() }

package secure

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// ID names an identity. It is the SHA-256 of the Ed25519 public key in the form
// certificates carry it, the 44 bytes of DER of its SubjectPublicKeyInfo
// (RFC 8410 section 4; the "SPKI hash" of RFC 7469). The algorithm is part of
// what is hashed, so an ID can never mean a key of another kind, and any tool
// can check it:
//
//	openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | sha256sum
//
// The zero value is no identity: no key has it. IDs are comparable, and public.
type ID [sha256.Size]byte

// spkiPrefix is the DER in front of the 32 bytes of every Ed25519 key.
var spkiPrefix = []byte{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00}

// spki returns the SubjectPublicKeyInfo of key, in its only DER encoding.
func spki(key ed25519.PublicKey) []byte {
	return append(bytes.Clone(spkiPrefix), key...)
}

// IDOf returns the ID of an Ed25519 public key.
func IDOf(key ed25519.PublicKey) ID {
	return sha256.Sum256(spki(key))
}

// ParseID reads the 64 hexadecimal digits that String writes, in either case.
func ParseID(text string) (ID, error) {
	var id ID
	return id, id.UnmarshalText([]byte(text))
}

// IsZero reports whether id is the zero value, which is nobody.
func (id ID) IsZero() bool { return id == ID{} }

// String is the whole ID: 64 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Short is the first eight digits, to tell peers apart in a list or a log. It
// proves nothing: a key with a given Short is found in minutes.
func (id ID) Short() string { return hex.EncodeToString(id[:4]) }

// MarshalText writes what String returns, for JSON and flags.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText writes, and leaves id alone on an error.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(id)) {
		return fmt.Errorf("reading an ID: %d characters instead of %d", len(text), hex.EncodedLen(len(id)))
	}
	var read ID
	if _, err := hex.Decode(read[:], text); err != nil {
		return fmt.Errorf("reading an ID: %w", err)
	}
	*id = read
	return nil
}

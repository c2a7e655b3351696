package discover

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
)

// DefaultPort is the port of a chat if no other is chosen, and the one at which all
// servers are found.
const DefaultPort = 8899

// The layout of a datagram. Numbers are big-endian. Bytes that are not named are zero when
// they are sent and ignored when they are received, and so is a field that a kind has not.
//
//	 0  magic    8  "\xfdconfab\n"
//	 8  version  1  1; another version is ignored
//	 9  kind     1  1 beacon, 2 probe, 3 answer
//	10  port     2  beacon, answer: the TCP port; never 0
//	12           4
//	16  nonce    8  probe: random; answer: that of the probe
//	24  salt     8  beacon, answer: random, see doc.go
//	32  tag     16  beacon, answer: see doc.go
const (
	datagramBytes = 48
	magic         = "\xfdconfab\n"
	version       = 1
)

// kind is what a datagram is for.
type kind uint8

const (
	beacon kind = 1 + iota
	probe
	answer
	// What follows comes as messages of multicast DNS (see service.go): the question for
	// a server, and its records.
	browse
	service
)

type (
	nonce [8]byte
	// instance is the salt and the tag of a server: what its beacons and answers have
	// in common until it changes them.
	instance struct {
		salt [8]byte
		tag  [16]byte
	}
)

// datagram is one that was received, or is to be sent.
type datagram struct {
	kind     kind
	port     uint16
	nonce    nonce
	instance instance
}

// encode returns the datagramBytes of d.
func (d datagram) encode() []byte {
	b := make([]byte, 0, datagramBytes)
	b = append(b, magic...)
	b = append(b, version, byte(d.kind))
	b = binary.BigEndian.AppendUint16(b, d.port)
	b = append(b, 0, 0, 0, 0)
	b = append(b, d.nonce[:]...)
	b = append(b, d.instance.salt[:]...)
	return append(b, d.instance.tag[:]...)
}

// decode reads a datagram, and reports whether it is one of ours.
func decode(b []byte) (d datagram, ok bool) {
	if len(b) != datagramBytes || string(b[:8]) != magic || b[8] != version {
		return d, false
	}
	d.kind = kind(b[9])
	switch d.kind {
	case beacon, answer:
		d.port = binary.BigEndian.Uint16(b[10:])
		copy(d.instance.salt[:], b[24:])
		copy(d.instance.tag[:], b[32:])
		if d.port == 0 {
			return d, false
		}
	case probe:
	default:
		return d, false
	}
	if d.kind != beacon {
		copy(d.nonce[:], b[16:])
	}
	return d, true
}

// Identity is the SHA-256 of a server's public key.
type Identity [sha256.Size]byte

// newInstance returns a salt with the tag of a server.
func newInstance(id Identity, port uint16) (i instance) {
	rand.Read(i.salt[:])
	i.tag = tagOf(id, i.salt, port)
	return i
}

// is reports whether the tag is that of a server.
func (i instance) is(id Identity, port uint16) bool {
	tag := tagOf(id, i.salt, port)
	return hmac.Equal(tag[:], i.tag[:])
}

func tagOf(id Identity, salt [8]byte, port uint16) (tag [16]byte) {
	m := hmac.New(sha256.New, id[:])
	m.Write([]byte("confab discover 1"))
	m.Write(salt[:])
	m.Write([]byte{byte(port >> 8), byte(port)})
	copy(tag[:], m.Sum(nil))
	return tag
}

func newNonce() (n nonce) {
	rand.Read(n[:])
	return n
}

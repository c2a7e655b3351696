package detect

import "encoding/binary"

// classifyBinary classifies by the first bytes of protocols that are no text;
// text says that none of them begins like b.
func classifyBinary(b []byte) (v Verdict, text bool) {
	switch {
	case b[0] == tlsHandshake:
		return classifyTLS(b), false
	case b[0] == sslLength:
		return classifySSL2(b), false
	case b[0] <= stunMost:
		return classifySTUN(b), false
	}
	return Undecided, true
}

// The first three bytes of a TLS record (RFC 8446 section 5.1): the content
// type and the version, of which the minor number is 0 for SSL 3.0 and at most
// 4 should anyone ever write TLS 1.3's own number there.
const (
	tlsHandshake = 0x16
	tlsMajor     = 0x03
	tlsMaxMinor  = 0x04
)

func classifyTLS(b []byte) Verdict {
	switch {
	case len(b) > 1 && b[1] != tlsMajor:
		return Plain
	case len(b) < 3:
		return Undecided
	case b[2] > tlsMaxMinor:
		return Plain
	}
	return TLS
}

// The hello of SSL 2, also for TLS (RFC 5246, appendix E.2): two bytes of length
// with the highest bit set, the type, and the version. WebRTC opens with one for
// candidates of the protocol "ssltcp". 0x80 begins no character of UTF-8 or
// GB18030; longer hellos, whose first byte would be one's, are not made.
const (
	sslLength      = 0x80
	sslClientHello = 1
)

func classifySSL2(b []byte) Verdict {
	switch {
	case len(b) > 2 && b[2] != sslClientHello, len(b) > 3 && b[3] != 0 && b[3] != tlsMajor:
		return Plain
	case len(b) < 4:
		return Undecided
	}
	return Refused
}

// STUN (RFC 8489, section 5), which a page can have sent to any TCP port as TURN
// or, after two bytes of length (RFC 4571), as a check of ICE, whose user name
// the page chooses: type, length, cookie. The first byte is one that no text
// begins with.
const (
	stunMost    = 0x07
	stunCookie  = 0x2112A442
	stunBinding = 0x0001
)

func classifySTUN(b []byte) Verdict {
	turn, ice := stunAt(b), Plain
	if len(b) < 2 {
		return Undecided
	}
	if framed := b[2:]; len(framed) < 2 || binary.BigEndian.Uint16(framed) == stunBinding {
		ice = stunAt(framed)
	}
	switch {
	case turn == Refused || ice == Refused:
		return Refused
	case turn == Undecided || ice == Undecided:
		return Undecided
	}
	return Plain
}

// stunAt classifies b as STUN from its first byte on.
func stunAt(b []byte) Verdict {
	var cookie [4]byte
	binary.BigEndian.PutUint32(cookie[:], stunCookie)
	switch {
	case len(b) > 3 && b[3]%4 != 0: // attributes are padded
		return Plain
	case len(b) <= 4:
		return Undecided
	}
	n := min(len(b)-4, len(cookie))
	switch {
	case string(b[4:4+n]) != string(cookie[:n]):
		return Plain
	case n < len(cookie):
		return Undecided
	}
	return Refused
}

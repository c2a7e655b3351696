package join

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"net/netip"
	"strings"

	"confab/transport/internal/fault"
	"confab/transport/internal/wire"
)

// The text of a link is one of
//
//	http://ADDRESS:PORT/#CODE        ADDRESS:PORT is the first of its addresses
//	confab://join/CODE               handed on by the page
//
// The page may have put a query before the fragment, such as ?lang=en, and a program that
// passes the second on a slash behind it; both are read over.
//
// CODE is in base64url without padding (RFC 4648, section 5), so that a QR of it stays
// small, and is, one after the other:
//
//	1 byte    version
//	32 bytes  identity of the host, the SHA-256 of its public key
//	16 bytes  token
//	records   of one byte, its kind, and what that has:
//	            0   a port, 2 bytes big endian, of the addresses behind it
//	            4   an IPv4 address, 4 bytes
//	            6   an IPv6 address, 16 bytes
//	2 bytes   the low half of the CRC-32 (IEEE) of all before, big endian
//
// A port has a record only where it differs from the one before, so a link has one text.
// Every version has the first byte and the last two; what is between them in one that is
// not known may be anything.

// Version is the one that is written, and read.
const Version = 1

const (
	// MaxAddrs is how many addresses a link has at most.
	MaxAddrs = 8
	// MaxBytes is how long the text of a link is at most.
	MaxBytes = 400
)

const (
	webScheme    = "http://"
	passedScheme = "confab://join/"
	fragment     = "/#"
	query        = "/?"

	// longestLabel is how long a part of a host's name is at most (RFC 1035, section 2.3.4),
	// shorter than any code.
	longestLabel = 63

	recordPort = 0
	recordIPv4 = 4
	recordIPv6 = 6

	headBytes = 1 + len(wire.Identity{}) + len(wire.Token{})
	sumBytes  = 2
)

// Link is what an invitation tells whoever is invited.
type Link struct {
	// Host is who must answer.
	Host wire.Identity
	// Token lets its bearer in.
	Token wire.Token
	// Addrs are where the host listens, the likeliest first: 1 to MaxAddrs, each of them
	// one that can be dialled from elsewhere or from this machine, and without a zone.
	Addrs []netip.AddrPort
	// Passed says that the page handed it on: Host is not proved by it.
	Passed bool
}

// Is reports whether a text is meant to be a link, for which Parse has errors that say
// more than that it is no address.
func Is(text string) bool {
	if _, ok := cut(text, passedScheme); ok {
		return true
	}
	_, _, ok := halves(text)
	return ok || isCode(text)
}

// isCode reports whether a text can be a code alone, which must not be looked up as the
// name of a computer: it holds the token.
func isCode(text string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return len(text) > longestLabel && strings.Trim(text, alphabet) == ""
}

// halves returns the address before the fragment of what may be a link, and the fragment.
func halves(text string) (at, code string, ok bool) {
	rest, web := cut(text, webScheme)
	at, code, found := strings.Cut(rest, "#")
	if !web || !found {
		return "", "", false
	}
	if host, _, asks := strings.Cut(at, query); asks {
		return host, code, true
	}
	at, ok = strings.CutSuffix(at, "/")
	return at, code, ok
}

// Parse reads the text of a link. It fails with an *fault.Error that has nothing of the
// text: InvitationInvalid, or InvitationNewer where it is of a later version.
func Parse(text string) (Link, error) {
	if len(text) > MaxBytes {
		return Link{}, invalid("it is too long")
	}
	if code, ok := cut(text, passedScheme); ok {
		l, err := decode(strings.TrimSuffix(code, "/"))
		l.Passed = err == nil
		return l, err
	}
	at, code, ok := halves(text)
	if !ok {
		return Link{}, invalid("it does not begin as one")
	}
	l, err := decode(code)
	if err == nil && at != l.Addrs[0].String() {
		return Link{}, invalid("the address before the fragment is not its first")
	}
	return l, err
}

// cut returns what stands behind a scheme, in whatever case that is.
func cut(text, scheme string) (rest string, ok bool) {
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		return "", false
	}
	return text[len(scheme):], true
}

// String returns the text of the link, which holds the token. Addrs must have what its
// comment says.
func (l Link) String() string {
	return l.text(l.encode())
}

// text is the text of a link of which the code is made already.
func (l Link) text(payload []byte) string {
	code := base64.RawURLEncoding.EncodeToString(payload)
	if l.Passed {
		return passedScheme + code
	}
	return webScheme + l.Addrs[0].String() + fragment + code
}

// Web returns the address of the page, which holds nothing secret.
func (l Link) Web() string { return webScheme + l.Addrs[0].String() + "/" }

// Fits reports whether an address can stand in a link.
func Fits(addr netip.AddrPort) bool {
	ip := addr.Addr()
	return addr.Port() != 0 && ip.IsValid() && ip.Zone() == "" && !ip.Is4In6() && !ip.IsUnspecified() && !ip.IsMulticast()
}

func (l Link) encode() []byte {
	b := append([]byte{Version}, l.Host[:]...)
	b = append(b, l.Token[:]...)
	port := uint16(0)
	for _, a := range l.Addrs {
		if a.Port() != port {
			port = a.Port()
			b = binary.BigEndian.AppendUint16(append(b, recordPort), port)
		}
		kind := byte(recordIPv6)
		if a.Addr().Is4() {
			kind = recordIPv4
		}
		b = append(append(b, kind), a.Addr().AsSlice()...)
	}
	return binary.BigEndian.AppendUint16(b, sum(b))
}

func sum(b []byte) uint16 { return uint16(crc32.ChecksumIEEE(b)) }

// decode reads the part of a link behind its scheme.
func decode(code string) (l Link, err error) {
	if strings.ContainsAny(code, "\r\n") { // which package base64 passes over
		return Link{}, invalid("it has characters that none has")
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(code)
	switch {
	case err != nil:
		return Link{}, invalid("it has characters that none has, or a part is missing")
	case len(b) <= sumBytes || binary.BigEndian.Uint16(b[len(b)-sumBytes:]) != sum(b[:len(b)-sumBytes]):
		return Link{}, invalid("a part is missing or changed")
	case b[0] > Version:
		return Link{}, &fault.Error{Fault: fault.InvitationNewer, Err: fmt.Errorf("version %d, and here %d", b[0], Version)}
	case len(b) < headBytes+sumBytes || b[0] != Version:
		return Link{}, invalid("a part is missing")
	}
	records := b[headBytes : len(b)-sumBytes]
	copy(l.Host[:], b[1:])
	copy(l.Token[:], b[1+len(l.Host):])
	if l.Addrs, err = addresses(records); err != nil {
		return Link{}, err
	}
	switch {
	case l.Host == wire.Identity{}, l.Token == wire.Token{}:
		return Link{}, invalid("it names no host, or has no token")
	case !bytes.Equal(l.encode(), b):
		return Link{}, invalid("it is written in another way than links are")
	}
	return l, nil
}

// addresses reads the records of a link.
func addresses(records []byte) (addrs []netip.AddrPort, err error) {
	port := uint16(0)
	for len(records) > 0 {
		kind, size := records[0], 0
		records = records[1:]
		switch kind {
		case recordPort:
			size = 2
		case recordIPv4:
			size = 4
		case recordIPv6:
			size = 16
		default:
			return nil, invalid("it has a record of a kind that is not known")
		}
		if len(records) < size {
			return nil, invalid("a part is missing")
		}
		value := records[:size]
		records = records[size:]
		if kind == recordPort {
			port = binary.BigEndian.Uint16(value)
			continue
		}
		ip, _ := netip.AddrFromSlice(value) // of a length that fits
		addr := netip.AddrPortFrom(ip, port)
		if !Fits(addr) || len(addrs) == MaxAddrs {
			return nil, invalid("it has an address that nobody can dial, or too many")
		}
		addrs = append(addrs, addr)
	}
	if len(addrs) == 0 {
		return nil, invalid("it has no address")
	}
	return addrs, nil
}

func invalid(why string) error {
	return &fault.Error{Fault: fault.InvitationInvalid, Err: errors.New(why)}
}

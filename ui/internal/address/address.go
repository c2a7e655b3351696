package address

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"confab/transport"
)

// DefaultPort is taken where an address has none, and proposed to listen on.
const DefaultPort = "8899"

// LinkScheme begins the links that come with the secure protocol.
const LinkScheme = "confab://"

// ErrLink is the error of Dial for such a link.
var ErrLink = errors.New("links are not understood yet")

// Listen reads a port, or host:port to listen on one address. It returns what
// transport.Server.Start takes. The error is a *transport.Error.
func Listen(typed string) (addr string, err error) {
	text := normalize(typed)
	if !strings.Contains(text, ":") {
		if !validPort(text, 0) {
			return "", refused(transport.PortInvalid, text)
		}
		return ":" + text, nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil || host != "" && !validHost(host) {
		return "", refused(transport.AddressInvalid, text)
	}
	if !validPort(port, 0) {
		return "", refused(transport.PortInvalid, port)
	}
	return net.JoinHostPort(host, port), nil
}

// Dial reads a host name, an IPv4 address or an IPv6 address with or without
// brackets and zone, with a port or without. It returns what
// transport.Client.Dial takes. The error is ErrLink or a *transport.Error.
func Dial(typed string) (addr string, err error) {
	text := normalize(typed)
	if strings.HasPrefix(strings.ToLower(text), LinkScheme) {
		return "", ErrLink
	}
	host, port := text, DefaultPort
	inner, bracketed := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	switch {
	case bracketed && closed:
		host = inner
	case bracketed || strings.Count(text, ":") == 1:
		if host, port, err = net.SplitHostPort(text); err != nil {
			return "", refused(transport.AddressInvalid, text)
		}
		if port == "" {
			port = DefaultPort
		}
	}
	if !validHost(host) || bracketed && !strings.Contains(host, ":") {
		return "", refused(transport.AddressInvalid, text)
	}
	if !validPort(port, 1) {
		return "", refused(transport.PortInvalid, port)
	}
	return net.JoinHostPort(host, port), nil
}

func refused(f transport.Fault, text string) error {
	return &transport.Error{Fault: f, Addr: text}
}

// normalize trims spaces and takes the wide digits and signs that a Chinese
// input method writes for what they mean.
func normalize(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '。':
			return '.'
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, s))
}

// validPort says whether s is a decimal number from least to 65535, digits only.
func validPort(s string, least uint64) bool {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n >= least
}

// validHost says whether s can be a host name or is an IP address. Whether a
// name exists is for the resolver to say.
func validHost(s string) bool {
	if strings.ContainsAny(s, ":%") {
		ip, err := netip.ParseAddr(s)
		// Windows has interface names with spaces, but there a zone is a number.
		return err == nil && ip.Is6() && strings.IndexFunc(ip.Zone(), notInName) < 0
	}
	return s != "" && len(s) <= 253 && strings.IndexFunc(s, notInName) < 0
}

// notInName says whether r is in no name of a host or network interface.
func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-._", r)
}

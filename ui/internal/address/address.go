package address

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"confab/transport"
)

// DefaultPort is taken where an address has none, and proposed to listen on.
const DefaultPort = "8899"

// LinkScheme begins the links of Confab.
const LinkScheme = "confab://"

// schemes are those that are left out of what is pasted.
var schemes = [...]string{LinkScheme, "http://", "https://", "tcp://"}

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
	if err != nil {
		return "", refused(transport.AddressInvalid, text)
	}
	if host != "" {
		if host, err = readHost(host, text); err != nil {
			return "", err
		}
	}
	if !validPort(port, 0) {
		return "", refused(transport.PortInvalid, port)
	}
	return net.JoinHostPort(host, port), nil
}

// Everywhere reports whether what Listen returned stands for all addresses of this machine.
func Everywhere(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.WithZone("").Unmap().IsUnspecified()
}

// Dial reads a host name, an IPv4 address or an IPv6 address with or without
// brackets and zone, with a port or without, and all of that as the address of a
// web page with nothing after the host but a query. It returns what
// transport.Client.Dial takes. The error is a *transport.Error.
func Dial(typed string) (addr string, err error) {
	text := withoutScheme(normalize(typed))
	if strings.ContainsAny(text, "/#") {
		return "", refused(transport.AddressInvalid, text)
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
	if bracketed && !strings.Contains(host, ":") {
		return "", refused(transport.AddressInvalid, text)
	}
	if host, err = readHost(host, text); err != nil {
		return "", err
	}
	if !validPort(port, 1) {
		return "", refused(transport.PortInvalid, port)
	}
	return net.JoinHostPort(host, port), nil
}

// Join reads what Dial does, and the link of an invitation, which may have been broken
// into lines. Invitation is that link as transport.Client.Join takes it, and empty for an
// address; addr is the first address of the host. The error is a *transport.Error, and
// has nothing of a link.
func Join(typed string) (addr, invitation string, err error) {
	if invitation = Invitation(typed); invitation == "" {
		if Secret(typed) {
			return "", "", refused(transport.InvitationInvalid, "")
		}
		addr, err = Dial(typed)
		return addr, "", err
	}
	if addr, err = transport.InvitationAddr(invitation); err != nil {
		return "", "", err
	}
	return addr, invitation, nil
}

// Evident reports whether what is typed is an address that no word is: it has a scheme or a
// port, or is an IP address.
func Evident(typed string) bool {
	text := normalize(typed)
	addr, err := Dial(text)
	if err != nil || strings.HasPrefix(text, "-") {
		return false
	}
	host, _, _ := net.SplitHostPort(addr)
	_, notIP := netip.ParseAddr(host)
	return notIP == nil || strings.Contains(text, ":")
}

// Invitation returns what is typed if it is meant to be the link of an invitation, whole
// or not, and otherwise nothing.
func Invitation(typed string) (link string) {
	if link = strings.Join(strings.Fields(normalize(typed)), ""); transport.IsInvitation(link) {
		return link
	}
	return ""
}

// Secret reports whether what is typed may hold the secret of an invitation, so that it is
// neither to be shown nor saved: it is meant to be a link, or has a fragment as one has.
func Secret(typed string) bool {
	return Invitation(typed) != "" || strings.Contains(normalize(typed), "#")
}

// withoutScheme takes the scheme, and the slash or the query at the end, from what is
// pasted. A fragment stays: no address has one.
func withoutScheme(text string) string {
	for _, scheme := range schemes {
		if len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
			text = text[len(scheme):]
			break
		}
	}
	if at, query, found := strings.Cut(text, "/?"); found && !strings.Contains(query, "#") {
		return at
	}
	return strings.TrimSuffix(text, "/")
}

// refused is the error of a text, without what follows a #: that may be a secret.
func refused(f transport.Fault, text string) error {
	text, _, _ = strings.Cut(text, "#")
	return &transport.Error{Fault: f, Addr: text}
}

// quotes are what may stand around what is pasted: from a page, a letter or a command line
// of Windows, which keeps single ones. None of them is in an address or link.
const quotes = "\"'`<>“”‘’「」《》"

// normalize trims spaces and quotes, and takes the wide digits and signs that a Chinese
// input method writes for what they mean.
func normalize(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '。':
			return '.'
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		}
		return r
	}, s)
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(quotes, r) })
}

// validPort says whether s is a decimal number from least to 65535, digits only.
func validPort(s string, least uint64) bool {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n >= least
}

// readHost returns the host of an address that was typed as whole. The zeros in front
// of 192.168.001.005, as serial and industrial devices print it, are left out where
// no program can mean another address: to some 010 is octal, so 8.
func readHost(host, whole string) (string, error) {
	if !validHost(host) {
		return "", refused(transport.AddressInvalid, whole)
	}
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if strings.Contains(host, ":") || !isNumber(parts[len(parts)-1]) {
		return host, nil
	}
	ambiguous := false
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 3 {
			return "", refused(transport.AddressInvalid, whole)
		}
		parts[i] = strconv.FormatUint(n, 10)
		octal, err := strconv.ParseUint(part, 8, 16)
		ambiguous = ambiguous || part[0] == '0' && err == nil && octal != n
	}
	switch {
	case len(parts) != 4:
		return "", refused(transport.AddressInvalid, whole)
	case ambiguous:
		return "", refused(transport.AddressAmbiguous, whole)
	}
	return strings.Join(parts, "."), nil
}

// isNumber reports whether the last part of a name makes it an address: no name of
// the net ends in a number (WHATWG URL, section 3.5).
func isNumber(part string) bool {
	hex, prefixed := strings.CutPrefix(strings.ToLower(part), "0x")
	if prefixed {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return part != "" && strings.Trim(part, "0123456789") == ""
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

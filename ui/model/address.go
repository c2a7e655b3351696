package model

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"confab/transport"
	"confab/ui/internal/words"
)

// defaultPort is taken where an address has none.
const defaultPort = "8899"

// linkScheme begins the links that come with the secure protocol.
const linkScheme = "confab://"

// fieldFault is what is wrong with the text of a field; nil is nothing.
type fieldFault func(*words.Words) string

func faultOf(f transport.Fault, typed string) fieldFault {
	return func(w *words.Words) string { return w.Fault(f, typed, nil) }
}

// ParseListen reads the port field: a port, or host:port to listen on one
// address. It returns what Host.Start takes.
func ParseListen(typed string) (addr string, bad fieldFault) {
	text := normalize(typed)
	if !strings.Contains(text, ":") {
		if !validPort(text, 0) {
			return "", faultOf(transport.PortInvalid, text)
		}
		return ":" + text, nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil || host != "" && !validHost(host) {
		return "", faultOf(transport.AddressInvalid, text)
	}
	if !validPort(port, 0) {
		return "", faultOf(transport.PortInvalid, port)
	}
	return net.JoinHostPort(host, port), nil
}

// ParseDial reads the address field: a host name, an IPv4 address or an IPv6
// address with or without brackets and zone, with a port or without. It
// returns what Dialer.Dial takes.
func ParseDial(typed string) (addr string, bad fieldFault) {
	text := normalize(typed)
	if strings.HasPrefix(strings.ToLower(text), linkScheme) {
		return "", func(w *words.Words) string { return w.LinkLater }
	}
	host, port := text, defaultPort
	inner, bracketed := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	switch {
	case bracketed && closed:
		host = inner
	case bracketed || strings.Count(text, ":") == 1:
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil {
			return "", faultOf(transport.AddressInvalid, text)
		}
		if port == "" {
			port = defaultPort
		}
	}
	if !validHost(host) || bracketed && !strings.Contains(host, ":") {
		return "", faultOf(transport.AddressInvalid, text)
	}
	if !validPort(port, 1) {
		return "", faultOf(transport.PortInvalid, port)
	}
	return net.JoinHostPort(host, port), nil
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

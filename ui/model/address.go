package model

import (
	"confab/ui/internal/address"
	"confab/ui/internal/words"
)

// linkScheme begins the links of Confab.
const linkScheme = address.LinkScheme

// fieldFault is what is wrong with the text of a field; nil is nothing.
type fieldFault func(*words.Words) string

// ParseListen reads the port field: a port, or host:port to listen on one
// address. It returns what Host.Start takes.
func ParseListen(typed string) (addr string, bad fieldFault) {
	addr, err := address.Listen(typed)
	if err != nil {
		return "", errorText(err)
	}
	return addr, nil
}

// ParseDial reads the address field: a host name, an IPv4 address or an IPv6
// address with or without brackets and zone, with a port or without, or the link of an
// invitation. It returns what Dialer.Dial takes, and the link for Dialer.Join if it is
// one.
func ParseDial(typed string) (addr, invitation string, bad fieldFault) {
	addr, invitation, err := address.Join(typed)
	if err != nil {
		return "", "", errorText(err)
	}
	return addr, invitation, nil
}

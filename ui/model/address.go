package model

import (
	"errors"

	"confab/ui/internal/address"
	"confab/ui/internal/words"
)

// linkScheme begins the links that come with the secure protocol.
const linkScheme = address.LinkScheme

// fieldFault is what is wrong with the text of a field; nil is nothing.
type fieldFault func(*words.Words) string

// ParseListen reads the port field: a port, or host:port to listen on one
// address. It returns what Host.Start takes.
func ParseListen(typed string) (addr string, bad fieldFault) {
	return parsed(address.Listen(typed))
}

// ParseDial reads the address field: a host name, an IPv4 address or an IPv6
// address with or without brackets and zone, with a port or without. It
// returns what Dialer.Dial takes.
func ParseDial(typed string) (addr string, bad fieldFault) {
	return parsed(address.Dial(typed))
}

// parsed turns the error of package address into a sentence.
func parsed(addr string, err error) (string, fieldFault) {
	switch {
	case err == nil:
		return addr, nil
	case errors.Is(err, address.ErrLink):
		return "", func(w *words.Words) string { return w.LinkLater }
	}
	return "", errorText(err)
}

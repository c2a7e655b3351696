package model

import (
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestWhatTheAddressFieldsTake(t *testing.T) {
	english := words.For(words.English)
	dial := func(typed string) (string, fieldFault) {
		addr, _, bad := ParseDial(typed)
		return addr, bad
	}
	for _, c := range []struct {
		name, typed, want, sentence string
		parse                       func(string) (string, fieldFault)
	}{
		{"an address without a port", "127.0.0.1", "127.0.0.1:8899", "", dial},
		{"an IPv6 address without brackets", "::1", "[::1]:8899", "", dial},
		{"full-width signs", "127.0.0.1：８０", "127.0.0.1:80", "", dial},
		{"what is no address", "a b", "", "“a b” is not an address. Type host:port, such as 192.168.1.5:8899 or [fe80::1%eth0]:8899.", dial},
		{"a link", "confab://join/x", "", english.Fault(transport.InvitationInvalid, "", nil), dial},
		{"a port alone", "８８９９", ":8899", "", ParseListen},
		{"what is no port", "host:abc", "", "“abc” is not a port. Type a number from 1 to 65535; a server may also use 0 for any free port.", ParseListen},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, bad := c.parse(c.typed)
			if got != c.want || say(bad, english) != c.sentence {
				t.Errorf("got %q, %q", got, say(bad, english))
			}
		})
	}
}

package doctor

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strings"
)

// nearby is which machines of the local networks the system has heard of.
type nearby struct {
	// known says that the system tells.
	known bool
	// answers has an address of each that was looked for: whether it answered.
	answers map[netip.Addr]bool
	// gateways are the routers.
	gateways []netip.Addr
}

// lookNear reads the neighbour tables and the routes.
func lookNear(ctx context.Context, sys system) nearby {
	n := nearby{answers: map[netip.Addr]bool{}}
	take := func(text string, err error) {
		if err == nil {
			n.known = true
			neighbours(n.answers, text)
		}
	}
	switch sys.name() {
	case "linux", "android":
		take(sys.read("/proc/net/arp"))
		take(sys.run(ctx, "ip", "-6", "neigh", "show"))
		if text, err := sys.read("/proc/net/route"); err == nil {
			n.gateways = linuxGateways(text)
		}
	case "windows":
		take(sys.run(ctx, "arp", "-a"))
		text, _ := sys.run(ctx, "route", "print", "-4", "0.0.0.0") // without: no gateway is known
		n.gateways = windowsGateways(text)
	default:
		take(sys.run(ctx, "arp", "-an"))
		text, _ := sys.run(ctx, "route", "-n", "get", "default")
		n.gateways = bsdGateways(text)
	}
	return n
}

// neighbours reads a list of neighbours, a line each, as /proc/net/arp has it, or the
// commands ip and arp print it: an address and, if that has answered, the address of its
// network card.
func neighbours(into map[netip.Addr]bool, list string) {
	for line := range strings.Lines(list) {
		var at netip.Addr
		answered := false
		for _, word := range strings.Fields(line) {
			word = strings.Trim(word, "()")
			if a, err := netip.ParseAddr(word); err == nil && !at.IsValid() {
				at = a.WithZone("")
			}
			answered = answered || isCard(word)
		}
		for _, sign := range []string{" FAILED", " INCOMPLETE", "incomplete"} {
			answered = answered && !strings.Contains(line, sign)
		}
		if at.IsValid() && !at.IsMulticast() {
			into[at] = answered || into[at]
		}
	}
}

// isCard reports whether a word is the address of one network card: six bytes in hex, not
// all zero, as of who has not answered, and not for many, as of broadcasts.
func isCard(word string) bool {
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == ':' || r == '-' })
	if len(parts) != 6 || strings.Contains(word, "::") {
		return false
	}
	zero, many := true, true
	for i, part := range parts {
		if len(part) == 1 {
			part = "0" + part // as macOS writes it
		}
		b, err := hex.DecodeString(part)
		if err != nil || len(b) != 1 || i == 0 && b[0] != 0xff && b[0]&1 != 0 {
			return false
		}
		zero, many = zero && b[0] == 0, many && b[0] == 0xff
	}
	return !zero && !many
}

// linuxGateways reads /proc/net/route: numbers are in hex, addresses in the order of the
// machine.
func linuxGateways(text string) (gateways []netip.Addr) {
	for line := range strings.Lines(text) {
		columns := strings.Fields(line)
		if len(columns) < 3 || columns[1] != "00000000" || columns[2] == "00000000" {
			continue
		}
		b, err := hex.DecodeString(columns[2])
		if err != nil || len(b) != 4 {
			continue
		}
		var a [4]byte
		binary.NativeEndian.PutUint32(a[:], binary.BigEndian.Uint32(b))
		gateways = append(gateways, netip.AddrFrom4(a))
	}
	return gateways
}

// windowsGateways reads the default routes of `route print`.
func windowsGateways(text string) (gateways []netip.Addr) {
	for line := range strings.Lines(text) {
		columns := strings.Fields(line)
		if len(columns) < 4 || columns[0] != "0.0.0.0" || columns[1] != "0.0.0.0" {
			continue
		}
		if a, err := netip.ParseAddr(columns[2]); err == nil {
			gateways = append(gateways, a)
		}
	}
	return gateways
}

// bsdGateways reads `route -n get default`.
func bsdGateways(text string) (gateways []netip.Addr) {
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && name == "gateway" {
			if a, err := netip.ParseAddr(strings.TrimSpace(value)); err == nil {
				gateways = append(gateways, a)
			}
		}
	}
	return gateways
}

// incoming counts the connections that stand between other machines and a port of this
// one, by our address, as /proc/net/tcp and tcp6 have them.
func incoming(into map[netip.Addr]int, text string, port uint16) {
	for line := range strings.Lines(text) {
		columns := strings.Fields(line)
		if len(columns) < 4 || columns[3] != "01" { // not established
			continue
		}
		own, ok := procAddr(columns[1])
		other, too := procAddr(columns[2])
		if ok && too && own.Port() == port && own.Addr() != other.Addr() && !own.Addr().IsLoopback() {
			into[own.Addr()]++
		}
	}
}

// procAddr reads an address as /proc/net/tcp writes it: words of 32 bits in the order of
// the machine, in hex.
func procAddr(text string) (netip.AddrPort, bool) {
	host, port, _ := strings.Cut(text, ":")
	b, err := hex.DecodeString(host)
	p, bad := hex.DecodeString(port)
	if err != nil || bad != nil || len(p) != 2 || len(b) != 4 && len(b) != 16 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(b); i += 4 {
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	a, _ := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(a.Unmap(), binary.BigEndian.Uint16(p)), true
}

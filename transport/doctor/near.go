package doctor

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// nearby is which machines of the local networks the system has heard of.
type nearby struct {
	// known says that the system tells.
	known bool
	list  []neighbour
	// gateways are the routers.
	gateways []netip.Addr
}

// neighbour is an entry of a neighbour table.
type neighbour struct {
	at   netip.Addr
	card string // the address of its network card, of 12 hex digits; empty: it did not answer
	// there says whether it has answered since the look began.
	there answer
	// reachable says that the system holds it to be there: it has answered within the half
	// minute for which the system does not ask again.
	reachable bool
	router    bool
}

// lookNear reads the neighbour tables and the routes, of a look that began that long ago.
func lookNear(ctx context.Context, sys system, ago time.Duration) (n nearby) {
	take := func(text string, err error) {
		if err == nil {
			n.known = true
			n.list = append(n.list, neighbours(text, ago)...)
		}
	}
	switch sys.name() {
	case "linux", "android":
		text, err := sys.run(ctx, "ip", "-s", "-4", "neigh", "show")
		if err != nil {
			text, err = sys.read("/proc/net/arp") // it has no states
		}
		take(text, err)
		take(sys.run(ctx, "ip", "-s", "-6", "neigh", "show"))
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
// commands ip and arp print it: an address and, if that has ever answered, the address of
// its network card. Only ip says when it was last known to be there.
func neighbours(list string, ago time.Duration) (all []neighbour) {
	for line := range strings.Lines(list) {
		n := neighbour{there: no}
		words := strings.Fields(line)
		for i, word := range words {
			word = strings.Trim(word, "()")
			if a, err := netip.ParseAddr(word); err == nil && !n.at.IsValid() {
				n.at = a.WithZone("")
			}
			if card, ok := cardOf(word); ok {
				n.card = card
			}
			n.router = n.router || i > 1 && word == "router"
		}
		for _, sign := range []string{" FAILED", " INCOMPLETE", "incomplete"} {
			if strings.Contains(line, sign) {
				n.card = ""
			}
		}
		if n.card != "" {
			n.there = unknown
			n.reachable = slices.Contains(words, "REACHABLE")
			if n.reachable && confirmed(words, ago) {
				n.there = yes
			}
		}
		if n.at.IsValid() && !n.at.IsMulticast() {
			all = append(all, n)
		}
	}
	return all
}

// confirmed reads how many seconds ago a neighbour was last used, confirmed and updated, as
// ip -s writes it: "used 12/3/12".
func confirmed(words []string, ago time.Duration) bool {
	i := slices.Index(words, "used")
	if i < 0 || i+1 == len(words) {
		return false
	}
	_, times, _ := strings.Cut(words[i+1], "/")
	last, _, _ := strings.Cut(times, "/")
	seconds, err := strconv.ParseUint(last, 10, 31)
	return err == nil && time.Duration(seconds)*time.Second <= ago
}

// at says whether one of the addresses has answered.
func (n nearby) at(is func(netip.Addr) bool) answer {
	best := no
	for _, one := range n.list {
		if is(one.at) && one.there != no && best != yes {
			best = one.there
		}
	}
	return best
}

// machines counts the other machines that the system holds to be there, and those of which
// that is not known, each once however many addresses it has; the router is by itself.
func (n nearby) machines() (answered, perhaps int, router bool) {
	cards := map[string]bool{}
	routers := map[string]bool{}
	for _, one := range n.list {
		if one.card == "" {
			continue
		}
		cards[one.card] = cards[one.card] || one.reachable
		if one.router || slices.Contains(n.gateways, one.at) {
			routers[one.card] = true
		}
	}
	for card, reachable := range cards {
		switch {
		case routers[card]:
			router = true
		case reachable:
			answered++
		default:
			perhaps++
		}
	}
	return answered, perhaps, router
}

// cardOf reads the address of one network card: six bytes in hex, not all zero, as of who
// has not answered, and not for many, as of broadcasts.
func cardOf(word string) (card string, ok bool) {
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == ':' || r == '-' })
	if len(parts) != 6 || strings.Contains(word, "::") {
		return "", false
	}
	zero, many := true, true
	for i, part := range parts {
		if len(part) == 1 {
			part = "0" + part // as macOS writes it
		}
		b, err := hex.DecodeString(part)
		if err != nil || len(b) != 1 || i == 0 && b[0] != 0xff && b[0]&1 != 0 {
			return "", false
		}
		card += strings.ToLower(part)
		zero, many = zero && b[0] == 0, many && b[0] == 0xff
	}
	return card, !zero && !many
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

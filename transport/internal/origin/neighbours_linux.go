//go:build !android

package origin

import (
	"encoding/binary"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// Neighbours finds where connections come from. The zero value is ready. It
// belongs to one goroutine.
type Neighbours struct {
	cards map[netip.Addr]int // the index of the interface that has an address
	names map[string]int     // and that of a name
	read  time.Time
}

// rereadAfter is how old the list of interfaces must be to be read again for an
// address that is not in it.
const rereadAfter = time.Second

// Of returns where a connection between the two addresses comes from. It asks the
// system for the neighbour's card, which waits for no network.
func (n *Neighbours) Of(remote, local netip.Addr) Origin {
	remote, local = remote.Unmap(), local.Unmap()
	if remote.IsLoopback() || !remote.IsValid() {
		return of(remote, local, Machine{})
	}
	return of(remote, local, neighbour(remote, n.card(local)))
}

// card returns the index of the interface that has the address, or 0.
func (n *Neighbours) card(local netip.Addr) int {
	find := func() int {
		if zone := local.Zone(); zone != "" {
			return n.names[zone]
		}
		return n.cards[local]
	}
	if found := find(); found != 0 || time.Since(n.read) < rereadAfter {
		return found
	}
	n.cards, n.names, n.read = map[netip.Addr]int{}, map[string]int{}, time.Now()
	cards, _ := net.Interfaces() // without them no neighbour is known
	for _, c := range cards {
		n.names[c.Name] = c.Index
		addrs, _ := c.Addrs()
		for _, a := range addrs {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil {
				n.cards[prefix.Addr().Unmap()] = c.Index
			}
		}
	}
	return find()
}

// What rtnetlink(7) and linux/neighbour.h call the parts of a neighbour.
const (
	ndmsgBytes = 12
	ndaDst     = 1
	ndaLLAddr  = 2
)

// neighbour asks the kernel's neighbour table for the card of an address at an
// interface; zero when it is not there: it is not on that link, or the kernel is
// older than 5.0 and only lists the whole table.
func neighbour(a netip.Addr, card int) (m Machine) {
	if card == 0 {
		return m
	}
	fd, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.NETLINK_ROUTE)
	if err != nil {
		return m
	}
	defer func() { _ = syscall.Close(fd) }()
	if syscall.Sendto(fd, question(a, card), 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}) != nil {
		return m
	}
	var answer [4096]byte
	size, _, err := syscall.Recvfrom(fd, answer[:], syscall.MSG_DONTWAIT) // the kernel has answered within Sendto
	if err != nil {
		return m
	}
	messages, err := syscall.ParseNetlinkMessage(answer[:size])
	if err != nil || len(messages) == 0 || messages[0].Header.Type != syscall.RTM_NEWNEIGH || len(messages[0].Data) < ndmsgBytes {
		return m
	}
	for rest := messages[0].Data[ndmsgBytes:]; len(rest) >= syscall.SizeofRtAttr; {
		length, kind := int(binary.NativeEndian.Uint16(rest)), binary.NativeEndian.Uint16(rest[2:])
		if length < syscall.SizeofRtAttr || length > len(rest) {
			break
		}
		if value := rest[syscall.SizeofRtAttr:length]; kind == ndaLLAddr && len(value) == len(m) {
			copy(m[:], value)
		}
		rest = rest[min((length+3)&^3, len(rest)):]
	}
	return m
}

// question is RTM_GETNEIGH for one address.
func question(a netip.Addr, card int) []byte {
	family, raw := byte(syscall.AF_INET6), a.AsSlice()
	if a.Is4() {
		family = syscall.AF_INET
	}
	total := syscall.SizeofNlMsghdr + ndmsgBytes + syscall.SizeofRtAttr + len(raw)
	b := make([]byte, 0, total)
	b = binary.NativeEndian.AppendUint32(b, uint32(total))
	b = binary.NativeEndian.AppendUint16(b, syscall.RTM_GETNEIGH)
	b = binary.NativeEndian.AppendUint16(b, syscall.NLM_F_REQUEST)
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0) // sequence and port: one question, one answer
	b = append(b, family, 0, 0, 0)
	b = binary.NativeEndian.AppendUint32(b, uint32(card))
	b = append(b, 0, 0, 0, 0) // state, flags, type
	b = binary.NativeEndian.AppendUint16(b, uint16(syscall.SizeofRtAttr+len(raw)))
	b = binary.NativeEndian.AppendUint16(b, ndaDst)
	return append(b, raw...)
}

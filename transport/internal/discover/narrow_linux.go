package discover

import (
	"encoding/binary"
	"net"
	"slices"

	"golang.org/x/sys/unix"
)

// The offsets of a filter count from the UDP header.
const udpHeaderBytes = 8

// scannedBytes is how far into a message of multicast DNS a filter looks; the second is
// for kernels that take no longer one (net.core.optmem_max).
var scannedBytes = []int{390, 180}

// narrow has the system drop what a socket takes not, so that it wakes nobody: our own
// beacons, which come back, a flood of them at a server, and most of what the responders
// of a network say to each other all day. What passes is looked at by the reader as
// anywhere else; so is everything where the system takes no filter. See socket(7) and
// bpf(4).
func narrow(c *net.UDPConn, mdns bool, takes []kind) {
	programs := [][]unix.SockFilter{passing(takes)}
	if mdns {
		programs = nil
		for _, n := range scannedBytes {
			programs = append(programs, passingMessages(slices.Contains(takes, service), n))
		}
	}
	control(c, func(fd descriptor) {
		for _, p := range programs {
			if unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}) == nil {
				return
			}
		}
	})
}

// The instructions of a filter: the accumulator gets what is at an offset, or the length.
func load32(at int) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: uint32(at)}
}

func load8(at int) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_B | unix.BPF_ABS, K: uint32(at)}
}

func loadLen() unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_LEN}
}

// onEqual skips so many instructions if the accumulator is k, and otherwise others.
func onEqual(k uint32, equal, other int) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(equal), Jf: uint8(other), K: k}
}

var (
	pass = unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0xffff}
	drop = unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
)

// passing lets datagrams of ours through that are of these kinds.
func passing(kinds []kind) []unix.SockFilter {
	p := []unix.SockFilter{
		loadLen(), onEqual(udpHeaderBytes+datagramBytes, 1, 0), drop,
		load32(udpHeaderBytes), onEqual(binary.BigEndian.Uint32([]byte(magic)), 1, 0), drop,
		load32(udpHeaderBytes + 4), onEqual(binary.BigEndian.Uint32([]byte(magic[4:])), 1, 0), drop,
		load8(udpHeaderBytes + 9),
	}
	for _, k := range kinds {
		p = append(p, onEqual(uint32(k), 0, 1), pass)
	}
	return append(p, drop)
}

// passingMessages lets messages of multicast DNS through, responses or questions, that
// have "confab" in their first n bytes, or "_services", in any case. Of the words in steps
// of three bytes, one begins at the first, second or third letter of each.
func passingMessages(responses bool, n int) []unix.SockFilter {
	const (
		header       = 12
		responseFlag = 0x80
		toLower      = 0x20202020
	)
	wanted := uint32(0)
	if responses {
		wanted = responseFlag
	}
	p := []unix.SockFilter{
		load8(udpHeaderBytes + 2), {Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: responseFlag}, onEqual(wanted, 1, 0), drop,
	}
	words := []string{"conf", "onfa", "nfab", "serv", "ervi", "rvic"}
	for at := header; at < n; at += 3 {
		p = append(p, load32(udpHeaderBytes+at), unix.SockFilter{Code: unix.BPF_ALU | unix.BPF_OR | unix.BPF_K, K: toLower})
		for i, w := range words {
			last := 0
			if i == len(words)-1 {
				last = 1 // past the pass
			}
			p = append(p, onEqual(binary.BigEndian.Uint32([]byte(w)), len(words)-1-i, last))
		}
		p = append(p, pass)
	}
	return append(p, drop) // a load past the end drops as well
}

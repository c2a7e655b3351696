package nearby

import (
	"context"
	"net/netip"

	"confab/transport"
	"confab/transport/internal/core"
)

// Options say what Find looks for. The zero value finds all servers that are visible.
type Options struct {
	// Addrs are asked beside everybody on the local networks: host:port, or :port for a
	// port beside 8899. A visible server is found at 8899 whatever its port, but a
	// firewall may let only the port of the chat through.
	Addrs []string
	// Known are the servers that are recognised (see transport.KnownIn and transport.Client.Known). Their
	// addresses and ports are asked too, names of hosts aside, and of all addresses
	// that are asked by themselves the first 48.
	Known []transport.KnownServer
	// Swept, if it is not nil, is called by the goroutine of Find while Sweep lasts or
	// Subnets are asked, with how many addresses were asked, and of how many.
	Swept func(asked, of int)
	// Sweep has every address of the local IPv4 networks asked, which finds servers
	// where the network drops what goes to many at once. Of a network with more than 254
	// addresses it is the 254 that begin like our own; of more than four networks, four.
	// It takes half a second for each network and port, of four ports at most.
	Sweep bool
	// Subnets have all their addresses asked by connecting to each, for servers of networks
	// that searches do not reach, behind a router or a VPN: eight of those that ParseSubnet
	// returns, at the ports of Sweep, a hundred addresses a second. A server that is not
	// visible is left out unless it is known. One that was met is asked again every 20
	// seconds, which is half of what a host lets the strangers of one address connect.
	Subnets []netip.Prefix
	// Interfaces is as transport.Options.Interfaces.
	Interfaces func() ([]netip.Addr, error)
	// Changed, if it is not nil, is called with all servers each time that these are
	// others, by the goroutine of Find. It is not called after Find has returned.
	Changed func([]transport.FoundServer)
}

// Find searches the local networks until ctx ends, and returns the servers that are there
// then, those that are known first. One that is gone is there for 25 seconds more. Three
// seconds are enough to find those that are there; Find may also run on, with Changed, and
// then it asks every ten seconds and follows the networks of this machine.
//
// Servers are found by datagrams of our own and by DNS-SD (the service _confab._tcp); the
// package comment of transport/internal/discover has both.
//
// What Find sends has no name and no key, but it asks at the ports of Known, and at their
// addresses that are near. It blocks until ctx ends. It fails at
// once with an *transport.Error: AddressInvalid or PortInvalid for one of Addrs, AddressInvalid for
// one of Subnets, Unreachable if this machine is on no network and neither Addrs nor Subnets
// nor Changed is given. No servers are no error.
// At its end it fails with PortTaken, and returns the servers all the same, if another
// program had UDP port 8899 for itself: Find then heard those that answered, but none that
// only announce themselves.
func Find(ctx context.Context, o Options) ([]transport.FoundServer, error) {
	found, err := core.Find(ctx, o.inward())
	return foundOf(found), outward(err)
}

// Probe asks a single address, host:port, whether a visible server of members listens there
// at that port, by a few datagrams that have no name and no key. That it does not answer
// until ctx ends, or that the system there refuses at once, means little: it may be hidden,
// on another network, or behind a firewall. It fails with an *transport.Error: AddressInvalid,
// PortInvalid, or HostNotFound and others of looking the name up. It blocks.
func Probe(ctx context.Context, addr string) (answered bool, err error) {
	answered, err = core.Probe(ctx, addr)
	return answered, outward(err)
}

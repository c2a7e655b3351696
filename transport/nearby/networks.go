package nearby

import (
	"net/netip"

	"confab/transport/internal/discover"
)

// Network is an interface of this machine, with the networks that it is in.
type Network struct {
	// Name is the zone of its link-local addresses: the name of the interface, or its
	// Index in digits where a program may not ask for names.
	Name  string
	Index int
	// Prefixes are its addresses, each with the length of its network.
	Prefixes []netip.Prefix
	// Tunnel says that nobody is near in it, as in a VPN: nothing is sent there to all.
	Tunnel bool
}

// UseNetworks has all Servers, Clients and searches of this process list the networks of the
// machine by list, for systems that let no program ask, such as Android. It is called
// before they are made; whoever calls it calls NetworksChanged as well. The list has no
// loopback. It may be called from any goroutine, and may take some milliseconds.
func UseNetworks(list func() ([]Network, error)) {
	discover.Use(func() ([]discover.Network, error) {
		found, err := list()
		networks := make([]discover.Network, len(found))
		for i, n := range found {
			networks[i] = discover.Network(n)
		}
		return networks, err
	})
}

// NetworksChanged says that the networks which UseNetworks lists are others than before.
// It may be called from any goroutine, and does not wait.
func NetworksChanged() { discover.Changed() }

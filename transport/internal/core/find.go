package core

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/fault"
	"confab/transport/internal/greet"
	"confab/transport/internal/secure"
)

// FindOptions say what Find looks for.
type FindOptions struct {
	Addrs      []string
	Known      []KnownServer
	Sweep      bool
	Subnets    []netip.Prefix
	Swept      func(asked, of int)
	Interfaces func() ([]netip.Addr, error)
	Changed    func([]FoundServer)
}

// FoundServer is a server that was found.
type FoundServer struct {
	Addr     string
	Addrs    []string
	Name     string
	ShortKey string
	Known    bool
	Identity ID
}

// Find searches the local networks for servers until ctx ends. With PortTaken it returns
// what it found all the same.
func Find(ctx context.Context, o FindOptions) ([]FoundServer, error) {
	search := discover.Search{Networks: discover.SystemOr(o.Interfaces), Sweep: o.Sweep, Swept: o.Swept}
	for _, p := range o.Subnets {
		subnet, ok := discover.Subnet(p)
		if !ok {
			return nil, &Error{Fault: AddressInvalid, Addr: p.String()}
		}
		search.Subnets = append(search.Subnets, subnet)
	}
	var hosts []string // as host:port
	for _, addr := range o.Addrs {
		host, port, err := address.Split(addr, 1)
		if err != nil {
			return nil, err
		}
		search.Ports = append(search.Ports, uint16(port))
		if host != "" {
			hosts = append(hosts, addr)
		}
	}
	// Several addresses may have the same identity.
	identities := map[ID]int{}
	var known []KnownServer
	for _, k := range o.Known {
		if _, twice := identities[k.Identity]; !twice {
			identities[k.Identity] = len(known)
			known = append(known, k)
			search.Known = append(search.Known, discover.Identity(k.Identity))
		}
		// A name is not looked up: that would tell the network what we know.
		if at, err := netip.ParseAddrPort(k.Addr); err == nil {
			search.Ports = append(search.Ports, at.Port())
			hosts = append(hosts, k.Addr)
		}
	}
	search.Reach = func(ctx context.Context, at netip.AddrPort) (discover.Identity, bool) {
		a := meet(ctx, at)
		_, isKnown := identities[ID(a.Key)]
		return discover.Identity(a.Key), a.Key != secure.ID{} && (isKnown || !a.Hidden)
	}
	found := func(list []discover.Server) []FoundServer {
		all := make([]FoundServer, len(list))
		for i, d := range list {
			all[i] = foundServer(d, known)
		}
		return all
	}
	if o.Changed != nil {
		search.Changed = func(list []discover.Server) { o.Changed(found(list)) }
	}
	if networks, err := search.Networks(); err == nil && len(discover.Near(networks)) == 0 && len(o.Addrs) == 0 && len(o.Subnets) == 0 && o.Changed == nil {
		return nil, &Error{Fault: Unreachable}
	}
	targets := make(chan netip.AddrPort)
	search.Targets = targets
	var resolving sync.WaitGroup
	for _, host := range hosts[:min(len(hosts), discover.TargetsMost)] {
		resolving.Go(func() { resolve(ctx, host, targets) })
	}
	list, held := discover.Find(ctx, search)
	resolving.Wait()
	if held != 0 {
		return found(list), &Error{Fault: PortTaken, Addr: net.JoinHostPort("", strconv.Itoa(int(held)))}
	}
	return found(list), nil
}

const (
	// dialWithin is how long a machine of another network may take to let us connect, and
	// meetWithin a server there until it has proved its identity.
	dialWithin = 1500 * time.Millisecond
	meetWithin = 5 * time.Second
)

// meet connects to an address and finds out who listens there; nobody: without a key.
func meet(ctx context.Context, at netip.AddrPort) (a greet.Answer) {
	ctx, cancel := context.WithTimeout(ctx, meetWithin)
	defer cancel()
	dialer := net.Dialer{Timeout: dialWithin}
	conn, err := dialer.DialContext(ctx, "tcp", at.String())
	if err != nil {
		return a
	}
	defer func() { _ = conn.Close() }()
	return greet.Ask(ctx, conn)
}

// Probe reports whether a visible server answers at an address.
func Probe(ctx context.Context, addr string) (answered bool, err error) {
	host, port, err := address.Split(addr, 1)
	if err != nil {
		return false, err
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return false, faultError(fault.Of(err), addr, err)
	}
	targets := make([]netip.AddrPort, len(found))
	for i, a := range found {
		targets[i] = netip.AddrPortFrom(a.Unmap(), uint16(port))
	}
	return discover.Ask(ctx, targets), nil
}

func foundServer(d discover.Server, known []KnownServer) FoundServer {
	f := FoundServer{Known: d.Known >= 0}
	for _, at := range d.Addrs {
		f.Addrs = append(f.Addrs, at.String())
	}
	f.Addr = f.Addrs[0]
	if f.Known {
		k := known[d.Known]
		f.Name, f.ShortKey, f.Identity = k.Name, k.ShortKey, k.Identity
	}
	return f
}

// resolve sends the addresses of a host:port, until ctx ends.
func resolve(ctx context.Context, hostPort string, to chan<- netip.AddrPort) {
	host, digits, _ := net.SplitHostPort(hostPort) // they were checked
	port, _ := strconv.ParseUint(digits, 10, 16)
	addrs, _ := net.DefaultResolver.LookupNetIP(ctx, "ip", host) // none: it is not found
	for _, a := range addrs {
		select {
		case to <- netip.AddrPortFrom(a.Unmap(), uint16(port)):
		case <-ctx.Done():
			return
		}
	}
}

package doctor

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"confab/transport"
	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/fault"
	"confab/transport/internal/join"
	"confab/transport/internal/secure"
)

// Options say what Diagnose looks at. The zero value is this machine, and whether others
// could reach a server here at port 8899.
type Options struct {
	// Addr is a server, as host:port or the link of an invitation; :port, or empty, is
	// this machine.
	Addr string
	// Known are the servers that were met before (see transport.KnownIn).
	Known []transport.KnownServer
	// Server is what is known of a Server that this program runs; nil: it runs none. It
	// counts for this machine only.
	Server *Host
	// Interfaces is as transport.Options.Interfaces.
	Interfaces func() ([]netip.Addr, error)
	// Changed, if it is not nil, is called with what is found so far each time that this
	// is more, by the goroutine of Diagnose.
	Changed func(Diagnosis)
}

// Host is a server that this program runs.
type Host struct {
	// Hidden says that it is not visible to searches.
	Hidden bool
	// Reached is Server.Reached.
	Reached []transport.Reached
}

const (
	// addrsMost is how many addresses of a server are tried.
	addrsMost = 8
	// searchWithin is how long servers are searched for, sweepWithin how long all addresses
	// of the networks are asked: who is there answers at once.
	searchWithin = 1500 * time.Millisecond
	sweepWithin  = 1200 * time.Millisecond
)

// share is a time, or half of what is left until ctx ends, where that is less: what is
// seen by then is to be told.
func share(ctx context.Context, most time.Duration) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return min(most, time.Until(end)/2)
	}
	return most
}

// Diagnose looks at all layers at the same time and returns what it found when nothing is
// left to look at, after ten seconds at most, or when ctx ends; layers that it has not
// looked at by then are CutOff, and the diagnosis is Interrupted. It fails at once with an *transport.Error for an
// address that is none: AddressInvalid, PortInvalid, InvitationInvalid or
// InvitationNewer.
func Diagnose(ctx context.Context, o Options) (Diagnosis, error) {
	return diagnose(ctx, machine{discover.SystemOr(o.Interfaces)}, o)
}

// target is what is looked at.
type target struct {
	addr  string // as it is shown; empty: this machine
	host  string // a name to be looked up; empty: addrs has all
	port  uint16
	addrs []netip.AddrPort
	// expected is the key that must answer; zero: none is known.
	expected secure.ID
}

// aim reads Options.Addr.
func aim(o Options) (t target, err error) {
	if join.Is(o.Addr) {
		link, err := join.Parse(o.Addr)
		if err != nil {
			return t, outward(err)
		}
		t.addr, t.addrs, t.port = link.Addrs[0].String(), link.Addrs, link.Addrs[0].Port()
		if !link.Passed {
			t.expected = secure.ID(link.Host)
		}
		return t, nil
	}
	if o.Addr == "" {
		t.port = discover.DefaultPort
		return t, nil
	}
	host, port, err := address.Split(o.Addr, 1)
	if err != nil {
		return t, outward(err)
	}
	t.port = uint16(port)
	if host == "" {
		return t, nil
	}
	t.addr = o.Addr
	if ip, err := netip.ParseAddr(host); err == nil {
		t.addrs = []netip.AddrPort{netip.AddrPortFrom(ip.Unmap(), t.port)}
	} else {
		t.host = host
	}
	for _, k := range o.Known {
		if address.Key(k.Addr) == address.Key(o.Addr) {
			t.expected = secure.ID(k.Identity)
		}
	}
	return t, nil
}

// outward is an error of what is inside, for those outside.
func outward(err error) error {
	return &transport.Error{Fault: transport.Fault(fault.Of(err)), Err: err}
}

// seen is what has been observed. What is nil is being looked at, or not yet. Owned by the
// goroutine of diagnose.
type seen struct {
	target
	system   string
	hosting  *Host
	networks *networks
	names    *names
	wall     *wall
	attempts *[]attempt
	near     *nearby
	found    *[]discover.Server
	ports    *ports
	came     map[netip.Addr]int // from other machines, at which address of ours; nil: it cannot be read
	done     bool
	// interrupted is Diagnosis.Interrupted.
	interrupted bool
}

// networks are those of this machine, and from which address it reaches others.
type networks struct {
	list []discover.Network
	err  error
	// far is the address of ours from which packets leave for the internet, invalid: none.
	far netip.Addr
}

// names is what the name of the server stands for.
type names struct {
	addrs []netip.AddrPort
	err   error
	// sources has for each address of the server that of ours.
	sources map[netip.AddrPort]netip.Addr
}

// ports is what became of the ports of this machine.
type ports struct {
	udp, tcp fault.Fault
	// confab says that a Confab listens at DefaultPort: it is the one that has UDP there.
	confab bool
}

// doctor is one Diagnose.
type doctor struct {
	sys     system
	seen    seen
	news    chan func(*seen)
	working sync.WaitGroup
}

func diagnose(ctx context.Context, sys system, o Options) (Diagnosis, error) {
	at, err := aim(o)
	if err != nil {
		return Diagnosis{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	d := &doctor{sys: sys, news: make(chan func(*seen)), seen: seen{target: at, system: sys.name(), hosting: o.Server}}
	defer d.working.Wait()
	defer cancel()
	d.working.Go(func() { d.work(ctx) })
	tell := func() {
		if o.Changed != nil {
			o.Changed(judge(&d.seen))
		}
	}
	for tell(); !d.seen.done; tell() {
		select {
		case noted := <-d.news:
			if ctx.Err() == nil { // what was seen since may be no more than its end
				noted(&d.seen)
			}
		case <-ctx.Done():
			d.seen.done, d.seen.interrupted = true, true
		}
	}
	return judge(&d.seen), nil
}

// note has the goroutine of diagnose take up an observation, unless ctx has ended.
func (d *doctor) note(ctx context.Context, take func(*seen)) {
	select {
	case d.news <- take:
	case <-ctx.Done():
	}
}

// work makes all observations.
func (d *doctor) work(ctx context.Context) {
	var looks sync.WaitGroup
	local := d.seen.addr == ""
	looks.Go(func() {
		w := lookFirewall(ctx, d.sys, d.seen.port)
		d.note(ctx, func(s *seen) { s.wall = &w })
	})
	looks.Go(func() {
		list, err := d.sys.networks()
		n := networks{list: list, err: err}
		n.far, _ = d.sys.source(netip.AddrFrom4([4]byte{192, 0, 2, 1})) // of documentation (RFC 5737); without: there is no way
		d.note(ctx, func(s *seen) { s.networks = &n })
		if local {
			d.lookHere(ctx, list)
		} else {
			d.lookThere(ctx)
		}
	})
	looks.Wait()
	d.note(ctx, func(s *seen) { s.done = true })
}

// lookThere observes the way to the server.
func (d *doctor) lookThere(ctx context.Context) {
	n := d.resolve(ctx)
	d.note(ctx, func(s *seen) { s.names = &n })
	if len(n.addrs) == 0 {
		return
	}
	began := time.Now()
	var looks sync.WaitGroup
	defer looks.Wait()
	looks.Go(func() { d.search(ctx, n.addrs) })
	list := d.reachAll(ctx, n.addrs)
	answered := false
	for _, a := range list {
		answered = answered || a.answered()
	}
	d.note(ctx, func(s *seen) { s.attempts = &list })
	if !answered && d.anyNear(n.addrs) {
		d.sweep(ctx, began)
	}
}

func (d *doctor) resolve(ctx context.Context) names {
	n := names{addrs: d.seen.addrs, sources: map[netip.AddrPort]netip.Addr{}}
	if d.seen.host != "" {
		ctx, cancel := context.WithTimeout(ctx, share(ctx, dialWithin))
		defer cancel()
		var list []netip.Addr
		list, n.err = d.sys.lookup(ctx, d.seen.host)
		for _, a := range list {
			n.addrs = append(n.addrs, netip.AddrPortFrom(a.Unmap(), d.seen.port))
		}
	}
	n.addrs = n.addrs[:min(len(n.addrs), addrsMost)]
	for _, at := range n.addrs {
		if own, err := d.sys.source(at.Addr()); err == nil {
			n.sources[at] = own
		}
	}
	return n
}

// reachAll tries all addresses at the same time.
func (d *doctor) reachAll(ctx context.Context, addrs []netip.AddrPort) []attempt {
	list := make([]attempt, len(addrs))
	var trying sync.WaitGroup
	for i, at := range addrs {
		trying.Go(func() { list[i] = reach(ctx, d.sys, at) })
	}
	trying.Wait()
	return list
}

// anyNear reports whether one of the addresses is on a network of this machine.
func (d *doctor) anyNear(addrs []netip.AddrPort) bool {
	list, _ := d.sys.networks() // without: there is none
	s := seen{networks: &networks{list: list}}
	return slices.ContainsFunc(addrs, func(at netip.AddrPort) bool { return s.onLink(at.Addr()) })
}

// search asks for servers by datagrams.
func (d *doctor) search(ctx context.Context, addrs []netip.AddrPort) {
	soon, cancel := context.WithTimeout(ctx, share(ctx, searchWithin))
	defer cancel()
	targets := make(chan netip.AddrPort, len(addrs))
	for _, at := range addrs {
		targets <- at
	}
	close(targets)
	found := d.sys.find(soon, discover.Search{Networks: d.sys.networks, Ports: []uint16{d.seen.port}, Targets: targets})
	d.note(ctx, func(s *seen) { s.found = &found })
}

// sweep has the system look for all machines of the networks, and reads which have answered since
// began.
func (d *doctor) sweep(ctx context.Context, began time.Time) {
	soon, cancel := context.WithTimeout(ctx, share(ctx, sweepWithin))
	defer cancel()
	routers := lookNear(soon, d.sys, 0).gateways
	for _, a := range routers {
		_ = d.sys.poke(netip.AddrPortFrom(a, 9)) // discard: it is only looked for
	}
	d.sys.find(soon, discover.Search{Networks: d.sys.networks, Sweep: true})
	n := lookNear(ctx, d.sys, time.Since(began))
	d.note(ctx, func(s *seen) { s.near = &n })
}

// lookHere observes what others would find at this machine.
func (d *doctor) lookHere(ctx context.Context, list []discover.Network) {
	addrs := []netip.AddrPort{netip.AddrPortFrom(address.Loopback, d.seen.port)}
	for _, n := range discover.Near(list) {
		for _, p := range n.Prefixes {
			if !p.Addr().IsLinkLocalUnicast() && len(addrs) < addrsMost {
				addrs = append(addrs, netip.AddrPortFrom(p.Addr(), d.seen.port))
			}
		}
	}
	if len(addrs) == 1 { // there are no others, or those of one link
		for _, n := range discover.Near(list) {
			for _, p := range n.Prefixes {
				if len(addrs) < addrsMost {
					addrs = append(addrs, netip.AddrPortFrom(p.Addr().WithZone(n.Name), d.seen.port))
				}
			}
		}
	}
	var looks sync.WaitGroup
	defer looks.Wait()
	looks.Go(func() { d.search(ctx, addrs) })
	attempts := d.reachAll(ctx, addrs)
	p := ports{udp: fault.Of(d.sys.bindUDP(discover.DefaultPort))}
	if p.udp == fault.PortTaken && d.seen.port != discover.DefaultPort {
		other := reach(ctx, d.sys, netip.AddrPortFrom(address.Loopback, discover.DefaultPort))
		p.confab = other.fault == fault.NoFault && other.kind == NoTrouble
	}
	if d.seen.port < firstUnprivileged {
		p.tcp = fault.OfListening(d.sys.bindTCP(d.seen.port), int(d.seen.port))
	}
	var came map[netip.Addr]int
	if d.sys.name() == "linux" {
		for _, file := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
			text, err := d.sys.read(file)
			if err != nil {
				continue // of the other one, or not known
			}
			if came == nil {
				came = map[netip.Addr]int{}
			}
			incoming(came, text, d.seen.port)
		}
	}
	d.note(ctx, func(s *seen) { s.attempts, s.ports, s.came = &attempts, &p, came })
}

// firstUnprivileged is the first port at which every user may listen.
const firstUnprivileged = 1024

package doctor

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"confab/transport/internal/discover"
	"confab/transport/internal/fault"
)

// judge says what follows from what has been seen so far.
func judge(s *seen) Diagnosis {
	d := Diagnosis{Addr: s.addr, Interrupted: s.interrupted || s.done && s.tooBrief()}
	looks := []func() Finding{s.onNetwork, s.ofRoute, s.ofFirewall, s.ofPort, s.ofSearch, s.ofVisitors}
	if s.addr != "" {
		looks = []func() Finding{s.onNetwork, s.ofName, s.ofRoute, s.ofNeighbour, s.ofFirewall, s.ofPort, s.ofProgram, s.ofVersion, s.ofKey, s.ofSearch}
	}
	failed := false
	for _, look := range looks {
		f := look()
		switch {
		case f.Layer == Name && s.host == "", f.Layer != Port && f.Layer < Port && s.toMyself():
			continue // there is none
		case d.Interrupted && f.State == Pending && !failed:
			f = Finding{Layer: f.Layer, State: CutOff}
		case failed && f.State != Passed, s.done && f.State == Pending:
			f = Finding{Layer: f.Layer, State: Skipped}
		}
		failed = failed || f.State == Failed
		d.Findings = append(d.Findings, f)
	}
	return d
}

// toMyself reports whether all addresses of the server are loopback.
func (s *seen) toMyself() bool {
	return s.addr != "" && s.names != nil && len(s.names.addrs) > 0 &&
		!slices.ContainsFunc(s.names.addrs, func(at netip.AddrPort) bool { return !at.Addr().IsLoopback() })
}

// passed, failed and the like begin a finding.
func passed(l Layer, facts ...Fact) Finding { return Finding{Layer: l, State: Passed, Facts: facts} }

func fails(l Layer, k Kind, c Certainty, step Step, facts ...Fact) Finding {
	return Finding{Layer: l, State: Failed, Kind: k, Certainty: c, Step: step, Facts: facts}
}

func unsure(l Layer, k Kind, c Certainty, step Step, facts ...Fact) Finding {
	return Finding{Layer: l, State: Unsure, Kind: k, Certainty: c, Step: step, Facts: facts}
}

func skipped(l Layer, k Kind) Finding { return Finding{Layer: l, State: Skipped, Kind: k} }

// longest is the most of what comes from outside.
const longest = 200

func fact(k FactKind, value any) Fact {
	text := fmt.Sprint(value)
	return Fact{k, strings.ToValidUTF8(text[:min(len(text), longest)], "")}
}

// connected is the attempt that got through, if one did: the one that found a Confab, if
// one did.
func (s *seen) connected() (best attempt, ok bool) {
	if s.attempts == nil {
		return best, false
	}
	for _, a := range *s.attempts {
		if a.fault == fault.NoFault && (!ok || best.kind != NoTrouble && a.kind == NoTrouble) {
			best, ok = a, true
		}
	}
	return best, ok
}

// answered reports whether a machine let us connect or said no.
func (s *seen) answered() bool {
	return s.attempts != nil && slices.ContainsFunc(*s.attempts, attempt.answered)
}

// own are the networks in which others are near, and tunnels, each with its addresses.
func (s *seen) own() (near, tunnels []Fact) {
	for _, n := range s.networks.list {
		for _, p := range n.Prefixes {
			value := strings.TrimSpace(p.String() + " " + n.Name)
			switch {
			case p.Addr().Is6() && p.Addr().IsLinkLocalUnicast():
			case isTunnel(n):
				tunnels = append(tunnels, fact(Tunnel, value))
			default:
				near = append(near, fact(Own, value))
			}
		}
	}
	return near, tunnels
}

// isTunnel knows tunnels by their kind or, where the system does not say, by their name.
func isTunnel(n discover.Network) bool {
	if n.Tunnel {
		return true
	}
	name := strings.ToLower(n.Name)
	for _, begin := range []string{"tun", "wg", "ppp", "utun", "tailscale", "wireguard", "nordlynx", "proton"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return false
}

func (s *seen) onNetwork() Finding {
	if s.networks == nil {
		return Finding{Layer: Network}
	}
	near, tunnels := s.own()
	switch {
	case s.networks.err != nil:
		return unsure(Network, NoTrouble, Likely, NoStep, fact(Reason, s.networks.err))
	case len(near) > 0 || s.addr != "" && s.answered():
		return passed(Network, near...)
	case s.linkLocal():
		return passed(Network)
	case len(s.onlyLinkLocal()) > 0:
		return unsure(Network, OnlyLinkLocal, Seen, UseLinkLocal, s.onlyLinkLocal()...)
	case len(tunnels) > 0:
		return fails(Network, OnlyTunnel, Seen, LeaveTunnel, tunnels...)
	}
	return fails(Network, NoNetwork, Seen, ConnectNetwork)
}

// onlyLinkLocal are the addresses of this machine by which others on its links can be
// reached.
func (s *seen) onlyLinkLocal() (facts []Fact) {
	for _, n := range s.networks.list {
		for _, p := range n.Prefixes {
			if !isTunnel(n) && p.Addr().Is6() && p.Addr().IsLinkLocalUnicast() {
				facts = append(facts, fact(Own, p.Addr().WithZone(n.Name)))
			}
		}
	}
	return facts
}

// linkLocal reports whether the server is looked for on one link, for which every
// interface has an address.
func (s *seen) linkLocal() bool {
	return len(s.addrs) > 0 && s.addrs[0].Addr().Is6() && s.addrs[0].Addr().IsLinkLocalUnicast()
}

func (s *seen) ofName() Finding {
	switch {
	case s.names == nil:
		return Finding{Layer: Name}
	case len(s.names.addrs) == 0:
		f := fails(Name, NameUnknown, Seen, UseAddress, fact(Target, s.host))
		if s.names.err != nil {
			f.Facts = append(f.Facts, fact(Reason, s.names.err))
		}
		return f
	}
	f := passed(Name, fact(Target, s.host))
	for _, at := range s.names.addrs {
		f.Facts = append(f.Facts, fact(Target, at.Addr()))
	}
	return f
}

// ofRoute says whether the address is on a network of this machine; of this machine, whether
// a tunnel has all that leaves it.
func (s *seen) ofRoute() Finding {
	if s.networks == nil {
		return Finding{Layer: Route}
	}
	near, tunnels := s.own()
	if s.addr == "" {
		if len(near) > 0 && s.inTunnel(s.networks.far) {
			return unsure(Route, ThroughTunnel, Likely, LeaveTunnel, tunnels...)
		}
		return passed(Route)
	}
	if s.names == nil || len(s.names.addrs) == 0 {
		return Finding{Layer: Route}
	}
	facts := near
	tunnel, onLink := false, false
	for _, at := range s.names.addrs {
		facts = append(facts, fact(Target, at.Addr()))
		through := s.inTunnel(s.names.sources[at])
		tunnel = tunnel || through
		onLink = onLink || !through && s.onLink(at.Addr())
	}
	if f, lacking := s.lacksIPv6(); lacking {
		return f
	}
	switch {
	case onLink || s.answered():
		return passed(Route, facts...)
	case s.attempts == nil, s.tooBrief():
		return Finding{Layer: Route}
	case tunnel:
		return fails(Route, ThroughTunnel, Likely, LeaveTunnel, append(tunnels, facts...)...)
	}
	f := fails(Route, OtherNetwork, Likely, SameNetwork, facts...)
	for _, a := range *s.attempts {
		if a.fault == fault.Unreachable {
			f.Certainty = Seen
			f.Facts = append(f.Facts, reason(a.err))
			break
		}
	}
	return f
}

// lacksIPv6 says what this machine lacks to reach a server by IPv6, where that has no other
// addresses.
func (s *seen) lacksIPv6() (f Finding, lacking bool) {
	if s.attempts == nil || s.networks.err != nil || s.answered() {
		return f, false
	}
	var local, far []Fact // the addresses here that hold on one link, and the others
	for _, n := range s.networks.list {
		for _, p := range n.Prefixes {
			switch own := fact(Own, strings.TrimSpace(p.String()+" "+n.Name)); {
			case p.Addr().Is4():
			case p.Addr().IsLinkLocalUnicast():
				local = append(local, own)
			default:
				far = append(far, own)
			}
		}
	}
	for _, a := range *s.attempts {
		target, onLink := fact(Target, a.at.Addr()), a.at.Addr().IsLinkLocalUnicast()
		switch {
		case a.at.Addr().Is4():
			return Finding{}, false
		case onLink && a.fault == fault.AddressInvalid && len(local) > 0:
			f = fails(Route, ZoneMissing, Seen, NameZone, append(local, target, reason(a.err))...)
		case a.fault == fault.AddressNotLocal, onLink && len(local) == 0, !onLink && len(far) == 0:
			f = fails(Route, NoIPv6, Seen, SameNetwork, target, reason(a.err))
		default:
			return Finding{}, false
		}
	}
	return f, len(*s.attempts) > 0
}

// reason is what the system said, without what we asked of it.
func reason(err error) Fact { return fact(Reason, err) }

func (s *seen) inTunnel(own netip.Addr) bool {
	return slices.ContainsFunc(s.networks.list, func(n discover.Network) bool {
		return isTunnel(n) && slices.ContainsFunc(n.Prefixes, func(p netip.Prefix) bool { return p.Addr() == own })
	})
}

// onLink reports whether an address is on a network of this machine.
func (s *seen) onLink(a netip.Addr) bool {
	if a.Is6() && a.IsLinkLocalUnicast() {
		return true
	}
	return slices.ContainsFunc(s.networks.list, func(n discover.Network) bool {
		return !isTunnel(n) && slices.ContainsFunc(n.Prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
	})
}

// ofNeighbour says whether the machine is there, for one on our network.
func (s *seen) ofNeighbour() Finding {
	switch {
	case s.attempts == nil || s.networks == nil || s.names == nil:
		return Finding{Layer: Neighbour}
	case s.answered():
		return passed(Neighbour)
	case s.near == nil:
		return Finding{Layer: Neighbour}
	case s.tooBrief() && s.near.at(s.isTarget) != yes:
		return Finding{Layer: Neighbour}
	case !s.near.known:
		if s.silent() {
			return fails(Neighbour, NoNeighbour, Likely, CheckMachine, s.targets()...)
		}
		return skipped(Neighbour, NeighboursUnread)
	}
	facts := s.targets()
	there := s.near.at(s.isTarget)
	switch {
	case there == yes:
		return passed(Neighbour, facts...)
	case there == unknown: // a machine that is gone stays in the table for a while
		return unsure(Neighbour, NeighbourStale, Seen, CheckMachine, facts...)
	}
	others, perhaps, router := s.near.machines()
	for _, g := range s.near.gateways {
		facts = append(facts, fact(Gateway, g))
	}
	if others > 0 || perhaps == 0 {
		facts = append(facts, fact(Answered, others))
	}
	if perhaps > 0 {
		facts = append(facts, fact(Known, perhaps))
	}
	switch {
	case others == 0 && perhaps == 0 && router:
		return fails(Neighbour, Isolated, Likely, EndIsolation, facts...)
	case others > 0:
		return fails(Neighbour, NoNeighbour, Seen, CheckMachine, facts...)
	}
	return fails(Neighbour, NoNeighbour, Likely, CheckMachine, facts...)
}

// isTarget reports whether an address is one that was tried.
func (s *seen) isTarget(a netip.Addr) bool {
	return slices.ContainsFunc(s.names.addrs, func(t netip.AddrPort) bool { return t.Addr().WithZone("") == a })
}

// targets are the addresses that were tried.
func (s *seen) targets() (facts []Fact) {
	for _, at := range s.names.addrs {
		facts = append(facts, fact(Target, at.Addr()))
	}
	return facts
}

// silent reports whether the system found no machine at any of the addresses.
func (s *seen) silent() bool {
	return !slices.ContainsFunc(*s.attempts, func(a attempt) bool { return a.fault != fault.Unreachable })
}

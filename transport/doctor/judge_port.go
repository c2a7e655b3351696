package doctor

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"confab/transport/internal/discover"
	"confab/transport/internal/fault"
	"confab/transport/internal/wire"
)

// ofFirewall is about this machine: what others may reach here, and for a server elsewhere,
// whether this program may connect to it.
func (s *seen) ofFirewall() Finding {
	if s.addr != "" {
		if s.attempts == nil {
			return Finding{Layer: Firewall}
		}
		for _, a := range *s.attempts {
			if a.fault == fault.NotPermitted && !s.answered() {
				return fails(Firewall, NotPermitted, Seen, Permit, fact(Target, a.at), reason(a.err))
			}
		}
		return passed(Firewall) // what leaves is let out
	}
	if s.wall == nil || s.attempts == nil {
		return Finding{Layer: Firewall}
	}
	w := s.wall
	switch {
	case w.product == "" && s.reached() > 0:
		return passed(Firewall)
	case w.product == "":
		return unsure(Firewall, FirewallUnseen, Seen, NoStep)
	case s.reached() > 0, w.opens == yes:
		return passed(Firewall, fact(Product, w.product))
	}
	facts := []Fact{fact(Product, w.product)}
	if w.file != "" {
		facts = append(facts, fact(File, w.file))
	}
	f := fails(Firewall, FirewallCloses, Seen, w.step, facts...)
	if w.opens == unknown {
		f.Kind, f.Certainty = FirewallUnread, Likely
	}
	if _, listening := s.connected(); !listening {
		f.State = Unsure // it is in nobody's way yet
	}
	f.Command = w.command
	return f
}

// reached is how often other machines have connected to the server here, as far as is
// known. Searches come by UDP, which says nothing of its port of TCP.
func (s *seen) reached() (n int) {
	for _, c := range s.came {
		n += c
	}
	if s.hosting != nil {
		for _, r := range s.hosting.Reached {
			n += r.Connections
		}
	}
	return n
}

// ofPort says what became of connecting.
func (s *seen) ofPort() Finding {
	if s.addr == "" {
		return s.ofPortHere()
	}
	if s.attempts == nil || len(*s.attempts) == 0 {
		return Finding{Layer: Port}
	}
	var facts []Fact
	for _, a := range *s.attempts {
		if a.fault == fault.NoFault {
			facts = append(facts, fact(Target, a.at), fact(Took, a.took.Round(100*time.Microsecond)))
		}
	}
	if len(facts) > 0 {
		for _, a := range *s.attempts {
			if a.fault != fault.NoFault {
				facts = append(facts, fact(Silent, a.at))
			}
		}
		return passed(Port, facts...)
	}
	// The one that tells most.
	a := slices.MinFunc(*s.attempts, func(a, b attempt) int { return cmp.Compare(telling(a), telling(b)) })
	at := fact(Target, a.at)
	there := s.found != nil && s.finds(*s.attempts)
	switch {
	case a.fault == fault.Refused:
		return fails(Port, NothingListens, Seen, StartHost, at)
	case s.tooBrief():
		return unsure(Port, TooBrief, Seen, LookLonger, at, fact(Waited, a.took.Round(time.Millisecond)))
	case a.fault == fault.Unreachable:
		return fails(Port, Rejected, Seen, OpenThere, at, reason(a.err))
	case there:
		return fails(Port, NoAnswer, Seen, OpenThere, at, fact(Waited, a.took.Round(time.Second)), fact(Servers, len(*s.found)))
	}
	return fails(Port, NoAnswer, Likely, OpenThere, at, fact(Waited, a.took.Round(time.Second)))
}

// tooBrief reports whether nothing answered, and some of it had too little time to.
func (s *seen) tooBrief() bool {
	return s.attempts != nil && !s.answered() &&
		slices.ContainsFunc(*s.attempts, func(a attempt) bool { return a.brief && a.fault == fault.TimedOut })
}

// telling orders failed attempts by how much they say.
func telling(a attempt) int {
	switch a.fault {
	case fault.Refused:
		return 0
	case fault.Unreachable:
		return 1
	}
	return 2
}

// finds reports whether the search found a server at one of the addresses.
func (s *seen) finds(attempts []attempt) bool { return len(s.foundAt(attempts)) > 0 }

// foundAt are the addresses at which the search found a server.
func (s *seen) foundAt(attempts []attempt) (facts []Fact) {
	for _, a := range attempts {
		if slices.ContainsFunc(*s.found, func(f discover.Server) bool { return slices.Contains(f.Addrs, a.at) }) {
			facts = append(facts, fact(Target, a.at))
		}
	}
	return facts
}

// ofPortHere says what others find at the port of this machine.
func (s *seen) ofPortHere() Finding {
	if s.attempts == nil || s.ports == nil {
		return Finding{Layer: Port}
	}
	port := fact(Target, ":"+strconv.Itoa(int(s.port)))
	var facts []Fact
	outside, foreign := false, false
	for _, a := range *s.attempts {
		if a.fault != fault.NoFault {
			continue
		}
		facts = append(facts, fact(Listening, a.at))
		outside = outside || !a.at.Addr().IsLoopback()
		foreign = foreign || a.kind != NoTrouble && a.kind != ClosedAtOnce
	}
	switch {
	case foreign:
		return fails(Port, PortTaken, Seen, OtherPort, facts...)
	case outside:
		return passed(Port, facts...)
	case s.ports.tcp == fault.PortPrivileged:
		return fails(Port, PortPrivileged, Seen, OtherPort, port)
	}
	return unsure(Port, NothingHosted, Seen, StartHere, append(facts, port)...)
}

// ofProgram says whether a Confab answers.
func (s *seen) ofProgram() Finding {
	a, ok := s.connected()
	if !ok {
		return Finding{Layer: Program}
	}
	at := fact(Target, a.at)
	if a.kind == NoTrouble {
		var facts []Fact
		for _, a := range *s.attempts {
			if a.fault == fault.NoFault && a.kind == NoTrouble {
				facts = append(facts, fact(Target, a.at))
			}
		}
		return passed(Program, facts...)
	}
	steps := map[Kind]Step{ClosedAtOnce: WaitOrAsk, PlainProgram: ConnectPlain, SilentProgram: ConnectPlain, OtherTLS: CheckPort, TLSFailed: UpdateThere}
	f := fails(Program, a.kind, Seen, steps[a.kind], at)
	if a.kind == SilentProgram || a.kind == ClosedAtOnce {
		f.Certainty = Likely
	}
	if len(a.said) > 0 {
		f.Facts = append(f.Facts, fact(Said, strconv.Quote(string(a.said))))
	}
	if a.why != nil {
		f.Facts = append(f.Facts, reason(a.why))
	}
	if !s.expected.IsZero() && (a.kind == PlainProgram || a.kind == SilentProgram || a.kind == OtherTLS) {
		f.Kind, f.Step = SecureBefore, CheckPort
	}
	return f
}

// ofVersion says whether both have one in common.
func (s *seen) ofVersion() Finding {
	a, ok := s.connected()
	if !ok || a.kind != NoTrouble {
		return Finding{Layer: Version}
	}
	here := wire.Spoken()
	facts := []Fact{fact(Speaks, listed(a.versions)), fact(Here, listed(here))}
	switch {
	case len(a.versions) == 0:
		f := unsure(Version, NoTrouble, Likely, NoStep)
		if a.why != nil {
			f.Facts = append(f.Facts, reason(a.why))
		}
		return f
	case slices.ContainsFunc(a.versions, func(v uint16) bool { return slices.Contains(here, v) }):
		return passed(Version, facts...)
	case a.versions[len(a.versions)-1] < here[0]:
		return fails(Version, OlderThere, Seen, UpdateThere, facts...)
	}
	return fails(Version, NewerThere, Seen, UpdateHere, facts...)
}

func listed(versions []uint16) string { return strings.Trim(fmt.Sprint(versions), "[]") }

// ofKey says whether it is the one that is known. No key is told: a report is passed on.
func (s *seen) ofKey() Finding {
	a, ok := s.connected()
	switch {
	case !ok || a.kind != NoTrouble:
		return Finding{Layer: Key}
	case s.expected.IsZero():
		return skipped(Key, KeyUnknown)
	case slices.ContainsFunc(*s.attempts, func(a attempt) bool { return a.key == s.expected }):
		return passed(Key)
	}
	return fails(Key, KeyChanged, Seen, CompareKey, fact(Target, a.at))
}

// ofSearch says whether the server is found.
func (s *seen) ofSearch() Finding {
	if s.found == nil || s.attempts == nil {
		return Finding{Layer: Search}
	}
	servers := fact(Servers, len(*s.found))
	switch _, listening := s.connected(); {
	case s.addr == "" && s.hosting != nil && s.hosting.Hidden:
		return unsure(Search, Hidden, Seen, ShowHere, servers)
	case s.addr == "" && s.ports != nil && s.ports.udp == fault.PortTaken && !s.ports.confab && !s.finds(*s.attempts):
		return unsure(Search, PortHeld, Seen, EndOther, fact(Target, ":"+strconv.Itoa(discover.DefaultPort)), servers)
	case s.finds(*s.attempts), s.addr == "":
		return passed(Search, append(s.foundAt(*s.attempts), servers)...)
	case !listening:
		return Finding{Layer: Search, State: Skipped}
	case !slices.ContainsFunc(*s.attempts, func(a attempt) bool { return s.networks != nil && s.onLink(a.at.Addr()) }):
		return skipped(Search, BeyondSearch)
	}
	return unsure(Search, NotFound, Likely, ShowHost, servers)
}

// ofVisitors says who has connected to the server here.
func (s *seen) ofVisitors() Finding {
	_, listening := s.connected()
	switch {
	case s.attempts == nil || s.ports == nil:
		return Finding{Layer: Visitors}
	case !listening:
		return skipped(Visitors, NothingToVisit)
	case s.reached() == 0 && s.hosting == nil && s.came == nil:
		return unsure(Visitors, VisitorsUnread, Seen, TryFromThere)
	case s.reached() == 0 && s.hosting == nil:
		return unsure(Visitors, NobodyConnected, Seen, TryFromThere)
	case s.reached() == 0:
		return unsure(Visitors, NobodyCame, Seen, TryFromThere)
	}
	var facts []Fact
	counts := map[string]int{}
	for at, n := range s.came {
		counts[at.String()] = n
	}
	if s.hosting != nil {
		for _, r := range s.hosting.Reached { // it counts from the start
			if r.Connections > 0 {
				counts[r.Addr] = r.Connections
			}
		}
	}
	for at, n := range counts {
		facts = append(facts, fact(Reached, fmt.Sprint(at, " ", n)))
	}
	slices.SortFunc(facts, func(a, b Fact) int { return strings.Compare(a.Text, b.Text) })
	return passed(Visitors, facts...)
}

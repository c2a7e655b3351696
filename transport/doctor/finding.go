package doctor

import "fmt"

// Layer is a part of the way between two Confabs. Each needs those before it.
type Layer uint8

// The layers, in order.
const (
	Network   Layer = iota // this machine is on a network
	Name                   // the name has an address
	Route                  // that address is on a network of this machine
	Neighbour              // the machine answers on its network
	Firewall               // of this machine
	Port                   // something listens there
	Program                // that is a Confab
	Version                // both speak the same version of the protocol
	Key                    // its key is the one that is known
	Search                 // it is found by nearby.Find
	Visitors               // others have connected to the server here
	layers
)

// State is what became of the look at a layer.
type State uint8

const (
	// Pending: it is being looked at.
	Pending State = iota
	// Passed: it is in order.
	Passed
	// Failed: Kind says what is wrong.
	Failed
	// Unsure: it may be in order or not, or it is no obstacle to connecting; Kind says
	// what is to be known.
	Unsure
	// Skipped: it was not looked at, since a layer before it fails, or since there is
	// nothing to look at, as Kind says.
	Skipped
	// CutOff: it was not looked at, since the look ended before.
	CutOff
)

// Certainty is how a finding is known.
type Certainty uint8

const (
	// Seen: the facts are the proof.
	Seen Certainty = iota
	// Likely: the facts are best explained by it.
	Likely
)

// Kind is what is wrong in a layer, or to be known of it.
type Kind uint8

// The kinds, in the order of their layers.
const (
	// NoTrouble is the Kind of what is Passed, Pending, CutOff, or Skipped since a layer
	// before it fails.
	NoTrouble Kind = iota
	// NoNetwork: no interface is up and has an address.
	NoNetwork
	// OnlyLinkLocal: all addresses here are of IPv6, and hold on one link.
	OnlyLinkLocal
	// OnlyTunnel: only tunnels have addresses, those of a VPN for example.
	OnlyTunnel
	// NameUnknown: the name has no address.
	NameUnknown
	// ThroughTunnel: the way to the address leads into a tunnel.
	ThroughTunnel
	// OtherNetwork: the address is on none of the networks of this machine.
	OtherNetwork
	// NoIPv6: the address is of IPv6, and this machine has none to reach it with.
	NoIPv6
	// ZoneMissing: the address holds on one interface only, and names none that is here.
	ZoneMissing
	// NotPermitted: the system does not let this program connect there.
	NotPermitted
	// NoNeighbour: other machines of the network answer, and that one does not.
	NoNeighbour
	// NeighbourStale: the system knows of that machine, and not whether it is still there.
	NeighbourStale
	// NeighboursUnread: the system does not tell which machines are there.
	NeighboursUnread
	// Isolated: the router answers, and no other machine does: the access point keeps
	// them apart, or none is there.
	Isolated
	// FirewallCloses: a firewall of this machine is on, and its rules do not have the port.
	FirewallCloses
	// FirewallUnread: a firewall of this machine is on, and its rules cannot be read.
	FirewallUnread
	// FirewallUnseen: no firewall of this machine was found, and not every one can be.
	FirewallUnseen
	// NothingListens: the machine answered that nothing listens on the port.
	NothingListens
	// Rejected: a firewall there, or between, answered that it lets nobody through.
	Rejected
	// NoAnswer: the machine is there or not, and the port is silent.
	NoAnswer
	// TooBrief: the port is silent, and there was too little time to tell.
	TooBrief
	// ClosedAtOnce: the connection was closed before the other end said what it is.
	ClosedAtOnce
	// PlainProgram: what answers speaks, and no TLS.
	PlainProgram
	// SilentProgram: what listens does not answer to TLS.
	SilentProgram
	// OtherTLS: what answers speaks TLS and is no Confab, a web server for example.
	OtherTLS
	// TLSFailed: TLS failed for the reason in the facts.
	TLSFailed
	// OlderThere and NewerThere: the versions of the protocol have none in common.
	OlderThere
	NewerThere
	// KeyChanged: it has another key than is known of this address, or than the invitation
	// names.
	KeyChanged
	// KeyUnknown: the host was not met before, so that there is no key to compare with.
	KeyUnknown
	// SecureBefore: a Confab was met at this address, and something else is there now.
	SecureBefore
	// BeyondSearch: it is on another network, which searches reach only where they are told of it.
	BeyondSearch
	// NotFound: it can be connected to, and is hidden from searches, or they are held back.
	NotFound
	// PortHeld: another program holds UDP port 8899 of this machine, so that servers find
	// each other less well.
	PortHeld
	// PortTaken and PortPrivileged: a server here could not listen on the port.
	PortTaken
	PortPrivileged
	// NothingHosted: no server listens here.
	NothingHosted
	// Hidden: the server here is not visible to searches.
	Hidden
	// NothingToVisit: nothing listens here that others could connect to.
	NothingToVisit
	// NobodyConnected: no other machine is connected to the server here now.
	// Whether anybody was is known to the program that runs it.
	NobodyConnected
	// VisitorsUnread: who is connected to the server here cannot be read.
	VisitorsUnread
	// NobodyCame: nobody from another machine has connected to the server here since it
	// started.
	NobodyCame
	kinds
)

// Step is what to do next.
type Step uint8

// The steps.
const (
	// NoStep: nothing.
	NoStep Step = iota
	// ConnectNetwork: connect to the network of the others.
	ConnectNetwork
	// LeaveTunnel: switch the VPN off, or have it let the local network through.
	LeaveTunnel
	// UseAddress: use the address instead of the name.
	UseAddress
	// SameNetwork: bring both machines onto one network.
	SameNetwork
	// NameZone: add %interface to the address.
	NameZone
	// Permit: let this program reach the local network, in the system's settings.
	Permit
	// UseLinkLocal: connect by addresses of IPv6 that name the interface.
	UseLinkLocal
	// CheckMachine: look whether it is on, on this network, and has this address.
	CheckMachine
	// EndIsolation: switch the isolation of the access point off, or use another one.
	EndIsolation
	// OpenFirewall: run Finding.Command.
	OpenFirewall
	// OpenWindowsFirewall and OpenMacFirewall: let this program through, in the settings.
	OpenWindowsFirewall
	OpenMacFirewall
	// StartHost: start the server there, at this port.
	StartHost
	// OpenThere: open the firewall of that machine.
	OpenThere
	// LookLonger: look again, with more time.
	LookLonger
	// WaitOrAsk: wait, or have the host look who may come.
	WaitOrAsk
	// ConnectPlain: connect by plain TCP, if that is meant.
	ConnectPlain
	// CheckPort: look at the address and the port of the server again.
	CheckPort
	// UpdateThere and UpdateHere: install a newer Confab.
	UpdateThere
	UpdateHere
	// CompareKey: ask the host whether its key is new, and remove the known one then.
	CompareKey
	// ShowHost: make the server there visible, or connect by its address.
	ShowHost
	// EndOther: end the other program, see the facts.
	EndOther
	// OtherPort: choose another port.
	OtherPort
	// StartHere: start the server here.
	StartHere
	// ShowHere: make the server here visible.
	ShowHere
	// TryFromThere: connect from the other machine, and look here again.
	TryFromThere
	steps
)

// FactKind says what a Fact is.
type FactKind uint8

// The facts.
const (
	Own       FactKind = iota // an address of this machine with the length of its network, and the interface
	Tunnel                    // the same of a tunnel
	Target                    // an address, or a name, that was looked at
	Gateway                   // the address of the router
	Answered                  // how many other machines of the network answer
	Known                     // how many more the system knows, and not whether they answer
	Took                      // how long an answer took
	Waited                    // how long there was none
	Reason                    // what the system, or the other end, said, in its language
	Product                   // which firewall it is
	File                      // where that is written
	Said                      // the first bytes that came, quoted
	Speaks                    // the versions of the protocol that it speaks
	Here                      // those spoken here
	Servers                   // how many servers were found
	Reached                   // an address of this machine, and how often it was reached
	Listening                 // an address at which the server here listens
	Silent                    // an address that did not answer, where another did
	factKinds
)

// Fact is a thing that was looked at: an address, a number, what a system said. Text comes
// partly from outside: it is text, and not longer than 200 bytes.
type Fact struct {
	Kind FactKind
	Text string
}

// Finding is what is to be said of one layer.
type Finding struct {
	Layer     Layer
	State     State
	Kind      Kind
	Certainty Certainty
	Facts     []Fact
	// Step is what to do next, for the system that this program runs on. Command is the
	// line to type for it where there is one; empty: none.
	Step    Step
	Command string
}

// Diagnosis is what was found, in the order of the layers that concern the case.
type Diagnosis struct {
	// Addr is the address that was looked at, host:port; empty: this machine.
	Addr     string
	Findings []Finding
	// Interrupted says that ctx ended before everything was looked at, or left too little
	// time for an answer: that nothing Failed does not say then that nothing is in the way.
	Interrupted bool
}

// Trouble returns the first finding that Failed.
func (d Diagnosis) Trouble() (f Finding, failed bool) {
	for _, f := range d.Findings {
		if f.State == Failed {
			return f, true
		}
	}
	return Finding{}, false
}

var (
	layerNames = [...]string{"network", "name", "route", "neighbour", "firewall", "port", "program", "version", "key", "search", "visitors"}
	stateNames = [...]string{"pending", "passed", "failed", "unsure", "skipped", "cut off"}
	kindNames  = [...]string{
		"no trouble", "no network", "only link-local", "only a tunnel", "unknown name", "through a tunnel", "another network", "no IPv6", "interface missing", "not permitted",
		"no such neighbour", "stale neighbour", "neighbours not readable", "isolated", "firewall closes", "firewall not readable", "firewall not seen", "nothing listens", "rejected", "no answer", "too brief",
		"closed at once", "plain program", "silent program", "other TLS", "TLS failed", "older there", "newer there", "key changed", "key not known",
		"secure before", "beyond searches", "not found", "port held", "port taken", "port needs privileges", "nothing hosted", "hidden", "nothing to visit", "nobody connected",
		"visitors not readable", "nobody came",
	}
	stepNames = [...]string{
		"none", "connect a network", "leave the tunnel", "use the address", "use the same network", "name the interface", "permit", "use link-local addresses", "check the machine",
		"end isolation", "open the firewall", "open the windows firewall", "open the mac firewall", "start the host", "open the firewall there", "look longer",
		"wait or ask", "connect plainly", "check the port", "update there", "update here", "compare the key", "show the host",
		"end the other program", "use another port", "start here", "show here", "try from there",
	}
	factNames = [...]string{
		"own", "tunnel", "target", "gateway", "answered", "known", "took", "waited", "reason", "product", "file", "said", "speaks", "here",
		"servers", "reached", "listening", "silent",
	}
)

// The text forms are stable English names, as -json prints them.

func (l Layer) String() string { return named(layerNames[:], uint8(l)) }

func (s State) String() string { return named(stateNames[:], uint8(s)) }

func (k Kind) String() string { return named(kindNames[:], uint8(k)) }

func (s Step) String() string { return named(stepNames[:], uint8(s)) }

func (k FactKind) String() string { return named(factNames[:], uint8(k)) }

func (c Certainty) String() string { return named([]string{"seen", "likely"}, uint8(c)) }

func named(names []string, n uint8) string {
	if int(n) < len(names) {
		return names[n]
	}
	return fmt.Sprint(n)
}

package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
	"confab/transport/internal/discover"
	"confab/transport/internal/fault"
)

// recorded is a machine whose states were recorded on real ones. Nobody answers it but
// those in up.
type recorded struct {
	os      string
	nets    []discover.Network
	via     string                 // our address on every way; empty: there is none
	files   map[string]string      // also what commands print, by their line
	dialErr map[string]fault.Fault // by address; others time out
	up      map[string]bool
	speaks  string // what they say, other than TLS
	servers []discover.Server
	rules   []string
	taken   bool // UDP 8899
}

func (r recorded) name() string                          { return r.os }
func (r recorded) networks() ([]discover.Network, error) { return r.nets, nil }
func (r recorded) source(netip.Addr) (netip.Addr, error) { return netip.ParseAddr(r.via) }

func (r recorded) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	if host != "laptop" {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{netip.MustParseAddr("192.168.1.7")}, nil
}

func (r recorded) dial(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	if r.up[to.Addr().String()] {
		here, there := net.Pipe()
		go func() { // it reads the hello and hangs up
			_, _ = there.Read(make([]byte, 64<<10))
			_, _ = there.Write([]byte(r.speaks))
			_ = there.Close()
		}()
		return here, nil
	}
	if f := r.dialErr[to.Addr().String()]; f != fault.NoFault {
		return nil, &net.OpError{Op: "dial", Err: &fault.Error{Fault: f}}
	}
	return nil, context.DeadlineExceeded
}

func (r recorded) poke(netip.AddrPort) error                               { return nil }
func (r recorded) find(context.Context, discover.Search) []discover.Server { return r.servers }
func (r recorded) bindTCP(uint16) error                                    { return &fault.Error{Fault: fault.NotPermitted} }
func (r recorded) program() string                                         { return `C:\Confab\confab.exe` }
func (r recorded) windowsFirewall() (on bool, rules []string, known bool) {
	return r.rules != nil, r.rules, r.os == "windows"
}
func (r recorded) read(path string) (string, error) { return r.file(path) }
func (r recorded) run(_ context.Context, c string, args ...string) (string, error) {
	return r.file(strings.Join(append([]string{c}, args...), " "))
}

func (r recorded) bindUDP(uint16) error {
	if r.taken {
		return &fault.Error{Fault: fault.PortTaken}
	}
	return nil
}

func (r recorded) file(name string) (string, error) {
	if text, ok := r.files[name]; ok {
		return text, nil
	}
	return "", errors.New("permission denied")
}

func interfaces(list ...string) (nets []discover.Network) {
	for _, one := range list {
		name, prefix, _ := strings.Cut(one, " ")
		nets = append(nets, discover.Network{Name: name, Prefixes: []netip.Prefix{netip.MustParsePrefix(prefix)}, Tunnel: strings.HasPrefix(name, "tun")})
	}
	return nets
}

const (
	arpOf  = "IP address       HW type     Flags       HW address            Mask     Device\n192.168.1.1      0x1         0x2         9c:3d:cf:11:22:33     *        wlan0\n192.168.1.7      0x1         0x0         00:00:00:00:00:00     *        wlan0\n"
	routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\nwlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\nwlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
	ipOf   = "192.168.1.1 dev wlan0 lladdr 9c:3d:cf:11:22:33 ref 1 used 1/0/1probes 1 REACHABLE\n192.168.1.7 dev wlan0 used 1/90/1 probes 6 FAILED\n"
	other  = "192.168.1.9 dev wlan0 lladdr 9c:3d:cf:11:22:44 ref 1 used 1/0/1probes 1 REACHABLE\n"
	stale  = "192.168.1.9 dev wlan0 lladdr 9c:3d:cf:11:22:44 used 300/300/300probes 1 STALE\n"
	alive  = "192.168.1.7 dev wlan0 lladdr 9c:00:00:00:00:07 ref 1 used 1/0/1probes 1 REACHABLE\n"
	gone   = "192.168.1.7 dev wlan0 lladdr 9c:00:00:00:00:07 ref 1 used 1/40/1probes 1 REACHABLE\n"
	ip4    = "ip -s -4 neigh show"
	ip6    = "ip -s -6 neigh show"
)

func TestTheLayerThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	wlan := interfaces("wlan0 192.168.1.4/24")
	served := map[string]bool{"192.168.1.4": true, "127.0.0.1": true}
	ufw := map[string]string{"/etc/ufw/ufw.conf": "# comment\nENABLED=yes\nLOGLEVEL=low\n", "/etc/default/ufw": "IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\n"}
	with := func(m map[string]string, more ...string) map[string]string {
		n := map[string]string{}
		for k, v := range m {
			n[k] = v
		}
		for i := 1; i < len(more); i += 2 {
			n[more[i-1]] = more[i]
		}
		return n
	}
	for _, c := range []struct {
		name    string
		sys     recorded
		o       Options
		layer   Layer
		state   State
		kind    Kind
		surely  Certainty
		step    Step
		command string
	}{
		{"no network", recorded{}, Options{Addr: "192.168.1.7:8899"}, Network, Failed, NoNetwork, Seen, ConnectNetwork, ""},
		{"nothing but a tunnel", recorded{nets: interfaces("tun0 10.8.0.2/24"), via: "10.8.0.2"}, Options{Addr: "192.168.1.7:8899"}, Network, Failed, OnlyTunnel, Seen, LeaveTunnel, ""},
		{"a name that is none", recorded{nets: wlan}, Options{Addr: "tablet:8899"}, Name, Failed, NameUnknown, Seen, UseAddress, ""},
		{"a tunnel that takes it all", recorded{nets: append(interfaces("tun0 10.8.0.2/24"), wlan...), via: "10.8.0.2"}, Options{Addr: "10.1.1.7:8899"}, Route, Failed, ThroughTunnel, Likely, LeaveTunnel, ""},
		{"a tunnel that takes what is near", recorded{nets: append(interfaces("tun0 10.8.0.2/24"), wlan...), via: "10.8.0.2"}, Options{Addr: "192.168.1.7:8899"}, Route, Failed, ThroughTunnel, Likely, LeaveTunnel, ""},
		{"another network", recorded{nets: wlan, via: "192.168.1.4"}, Options{Addr: "192.168.2.7:8899"}, Route, Failed, OtherNetwork, Likely, SameNetwork, ""},
		{"another network without a way", recorded{nets: wlan, dialErr: map[string]fault.Fault{"192.168.2.7": fault.Unreachable}}, Options{Addr: "192.168.2.7:8899"}, Route, Failed, OtherNetwork, Seen, SameNetwork, ""},
		{"no IPv6 here", recorded{nets: interfaces("wlan0 192.168.1.4/24", "wlan0 fe80::4/64"), dialErr: map[string]fault.Fault{"2001:db8::7": fault.Unreachable}}, Options{Addr: "[2001:db8::7]:8899"}, Route, Failed, NoIPv6, Seen, SameNetwork, ""},
		{"no IPv6 here, not even for the link", recorded{nets: wlan, dialErr: map[string]fault.Fault{"fe80::7%wlan0": fault.AddressNotLocal}}, Options{Addr: "[fe80::7%wlan0]:8899"}, Route, Failed, NoIPv6, Seen, SameNetwork, ""},
		{"an address of an interface that it does not name", recorded{nets: interfaces("wlan0 192.168.1.4/24", "wlan0 fe80::4/64"), dialErr: map[string]fault.Fault{"fe80::7": fault.AddressInvalid}}, Options{Addr: "[fe80::7]:8899"}, Route, Failed, ZoneMissing, Seen, NameZone, ""},
		{"a machine of the link that is not there", recorded{nets: interfaces("wlan0 192.168.1.4/24", "wlan0 fe80::4/64"), files: map[string]string{ip6: "fe80::7 dev wlan0 used 1/90/1probes 6 FAILED\n"}, dialErr: map[string]fault.Fault{"fe80::7%wlan0": fault.Unreachable}},
			Options{Addr: "[fe80::7%wlan0]:8899"}, Neighbour, Failed, NoNeighbour, Likely, CheckMachine, ""},
		{"clients kept apart", recorded{nets: wlan, via: "192.168.1.4", files: map[string]string{ip4: ipOf, "/proc/net/route": routes}, dialErr: map[string]fault.Fault{"192.168.1.7": fault.Unreachable}},
			Options{Addr: "laptop:8899"}, Neighbour, Failed, Isolated, Likely, EndIsolation, ""},
		{"clients kept apart, and a router with IPv6", recorded{nets: wlan, via: "192.168.1.4", files: map[string]string{ip4: ipOf, ip6: "fe80::1 dev wlan0 lladdr 9C:3D:CF:11:22:33 used 1/0/1probes 1 router REACHABLE\n", "/proc/net/route": routes}, dialErr: map[string]fault.Fault{"192.168.1.7": fault.Unreachable}},
			Options{Addr: "laptop:8899"}, Neighbour, Failed, Isolated, Likely, EndIsolation, ""},
		{"clients kept apart, of whose table there are no states", recorded{nets: wlan, via: "192.168.1.4", files: map[string]string{"/proc/net/arp": arpOf, "/proc/net/route": routes}, dialErr: map[string]fault.Fault{"192.168.1.7": fault.Unreachable}},
			Options{Addr: "laptop:8899"}, Neighbour, Failed, Isolated, Likely, EndIsolation, ""},
		{"a machine that is off", recorded{nets: wlan, via: "192.168.1.4", files: map[string]string{ip4: ipOf + other, "/proc/net/route": routes}},
			Options{Addr: "192.168.1.7:8899"}, Neighbour, Failed, NoNeighbour, Seen, CheckMachine, ""},
		{"a machine that is off, and another that may be", recorded{nets: wlan, via: "192.168.1.4", files: map[string]string{ip4: ipOf + stale, "/proc/net/route": routes}},
			Options{Addr: "192.168.1.7:8899"}, Neighbour, Failed, NoNeighbour, Likely, CheckMachine, ""},
		{"Windows, and a machine that is off", recorded{os: "windows", nets: wlan, files: map[string]string{"arp -a": "Interface: 192.168.1.4 --- 0x5\r\n  192.168.1.1           9c-3d-cf-11-22-33     dynamic\r\n  192.168.1.9           9c-3d-cf-11-22-44     dynamic\r\n  192.168.1.255         ff-ff-ff-ff-ff-ff     static\r\n  224.0.0.22            01-00-5e-00-00-16     static\r\n",
			"route print -4 0.0.0.0": "          0.0.0.0          0.0.0.0      192.168.1.1      192.168.1.4     25\r\n"}}, Options{Addr: "192.168.1.7:8899"}, Neighbour, Failed, NoNeighbour, Likely, CheckMachine, ""},
		{"macOS, and clients kept apart", recorded{os: "darwin", nets: wlan, files: map[string]string{"arp -an": "? (192.168.1.1) at 9c:3d:cf:1:22:33 on en0 ifscope [ethernet]\n? (192.168.1.7) at (incomplete) on en0 ifscope [ethernet]\n? (192.168.1.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]\n",
			"route -n get default": "   route to: default\n    gateway: 192.168.1.1\n"}}, Options{Addr: "192.168.1.7:8899"}, Neighbour, Failed, Isolated, Likely, EndIsolation, ""},
		{"no permission", recorded{os: "android", nets: wlan, dialErr: map[string]fault.Fault{"192.168.1.7": fault.NotPermitted}}, Options{Addr: "192.168.1.7:8899"}, Firewall, Failed, NotPermitted, Seen, Permit, ""},
		{"nothing that listens", recorded{nets: wlan, dialErr: map[string]fault.Fault{"192.168.1.7": fault.Refused}}, Options{Addr: "192.168.1.7:8899"}, Port, Failed, NothingListens, Seen, StartHost, ""},
		{"a firewall there that says so", recorded{nets: wlan, files: map[string]string{ip4: alive}, dialErr: map[string]fault.Fault{"192.168.1.7": fault.Unreachable}},
			Options{Addr: "192.168.1.7:8899"}, Port, Failed, Rejected, Seen, OpenThere, ""},
		{"a silent port of a machine that is there", recorded{nets: wlan, files: map[string]string{ip4: alive}},
			Options{Addr: "192.168.1.7:8899"}, Port, Failed, NoAnswer, Likely, OpenThere, ""},
		{"a silent port of a machine that was there", recorded{nets: wlan, files: map[string]string{ip4: gone}},
			Options{Addr: "192.168.1.7:8899"}, Port, Failed, NoAnswer, Likely, OpenThere, ""},
		{"a silent port of a machine that answers searches", recorded{nets: wlan, files: map[string]string{ip4: alive},
			servers: []discover.Server{{Addrs: []netip.AddrPort{netip.MustParseAddrPort("192.168.1.7:8899")}}}}, Options{Addr: "192.168.1.7:8899"}, Port, Failed, NoAnswer, Seen, OpenThere, ""},

		{"ufw, whose rules cannot be read", recorded{nets: wlan, files: ufw, up: served}, Options{}, Firewall, Failed, FirewallUnread, Likely, OpenFirewall, "sudo ufw allow 8899"},
		{"ufw while nothing listens", recorded{nets: wlan, files: ufw, dialErr: map[string]fault.Fault{"127.0.0.1": fault.Refused}}, Options{}, Firewall, Unsure, FirewallUnread, Likely, OpenFirewall, "sudo ufw allow 8899"},
		{"ufw with another port open", recorded{nets: wlan, up: served, files: with(ufw, "/etc/ufw/user.rules", "### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n")}, Options{}, Firewall, Failed, FirewallCloses, Seen, OpenFirewall, "sudo ufw allow 8899"},
		{"ufw with the port open", recorded{nets: wlan, up: served, files: with(ufw, "/etc/ufw/user.rules", "### tuple ### allow any 8000:9000 0.0.0.0/0 any 0.0.0.0/0 in\n")}, Options{}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"ufw, and yet others have come", recorded{nets: wlan, files: ufw, up: served}, Options{Server: &Host{Reached: []transport.Reached{{Addr: "192.168.1.4", Connections: 2}}}}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"ufw, and yet others have searched", recorded{nets: wlan, files: ufw, up: served}, Options{Server: &Host{Reached: []transport.Reached{{Addr: "192.168.1.4", Probes: 2}}}}, Firewall, Failed, FirewallUnread, Likely, OpenFirewall, "sudo ufw allow 8899"},
		{"ufw that lets all in", recorded{nets: wlan, up: served, files: with(ufw, "/etc/default/ufw", "DEFAULT_INPUT_POLICY=\"ACCEPT\"")}, Options{}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"ufw that is off", recorded{nets: wlan, up: served, files: with(ufw, "/etc/ufw/ufw.conf", "ENABLED=no\n")}, Options{}, Firewall, Unsure, FirewallUnseen, Seen, NoStep, ""},
		{"no firewall that is known", recorded{nets: wlan, up: served}, Options{}, Firewall, Unsure, FirewallUnseen, Seen, NoStep, ""},
		{"no firewall that is known, and others have come", recorded{nets: wlan, up: served}, Options{Server: &Host{Reached: []transport.Reached{{Addr: "192.168.1.4", Connections: 1}}}}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"Windows without its firewall", recorded{os: "windows", nets: wlan, up: served}, Options{}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"macOS without its firewall", recorded{os: "darwin", nets: wlan, up: served, files: map[string]string{"/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate": "Firewall is disabled. (State = 0)\n"}}, Options{}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"firewalld", recorded{nets: wlan, up: served, files: map[string]string{"systemctl is-active firewalld": "active\n"}}, Options{Addr: ":9000"}, Firewall, Failed, FirewallUnread, Likely, OpenFirewall,
			"sudo firewall-cmd --permanent --add-port=9000/tcp --add-port=9000/udp && sudo firewall-cmd --reload"},
		{"nftables", recorded{nets: wlan, up: served, files: map[string]string{"systemctl is-active nftables": "active\n", "/etc/nftables.conf": "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\ttcp dport { 22, 80 } accept\n\t}\n}\n"}},
			Options{}, Firewall, Failed, FirewallCloses, Seen, OpenFirewall, "sudo nft insert rule inet filter input tcp dport 8899 accept && sudo nft insert rule inet filter input udp dport 8899 accept"},
		{"nftables with the port open", recorded{nets: wlan, up: served, files: map[string]string{"systemctl is-active nftables": "active\n", "/etc/nftables.conf": "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\ttcp dport { 22, 8000-9000 } accept\n\t}\n}\n"}},
			Options{}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"nftables that lets all in", recorded{nets: wlan, up: served, files: map[string]string{"systemctl is-active nftables": "active\n", "/etc/nftables.conf": "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter;\n\t}\n}\n"}},
			Options{}, Firewall, Unsure, FirewallUnseen, Seen, NoStep, ""},
		{"Windows, which blocks the program", recorded{os: "windows", nets: wlan, up: served, rules: []string{`v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|App=c:\confab\confab.exe|Name=Confab|`, `v2.30|Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public|App=C:\Confab\confab.exe|`}},
			Options{}, Firewall, Failed, FirewallCloses, Seen, OpenWindowsFirewall, `netsh advfirewall firewall add rule name=Confab dir=in action=allow program="C:\Confab\confab.exe"`},
		{"Windows, which allows the program", recorded{os: "windows", nets: wlan, up: served, rules: []string{`v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|App=c:\confab\confab.exe|Name=Confab|`, `v2.30|Action=Block|Active=FALSE|Dir=In|App=C:\Confab\confab.exe|`}},
			Options{}, Firewall, Passed, NoTrouble, Seen, NoStep, ""},
		{"macOS with its firewall", recorded{os: "darwin", nets: wlan, up: served, files: map[string]string{"/usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate": "Firewall is enabled. (State = 1)\n"}}, Options{}, Firewall, Failed, FirewallUnread, Likely, OpenMacFirewall, ""},
		{"a port that another program has", recorded{nets: wlan, up: served, speaks: "220 ready\r\n"}, Options{}, Port, Failed, PortTaken, Seen, OtherPort, ""},
		{"a port below 1024", recorded{nets: wlan, dialErr: map[string]fault.Fault{"127.0.0.1": fault.Refused}}, Options{Addr: ":80"}, Port, Failed, PortPrivileged, Seen, OtherPort, ""},
		{"nothing hosted", recorded{nets: wlan, dialErr: map[string]fault.Fault{"127.0.0.1": fault.Refused}}, Options{}, Port, Unsure, NothingHosted, Seen, StartHere, ""},
		{"a server for this machine alone", recorded{nets: wlan, up: map[string]bool{"127.0.0.1": true}}, Options{}, Port, Unsure, NothingHosted, Seen, StartHere, ""},
		{"the other program at UDP 8899", recorded{nets: wlan, taken: true}, Options{}, Search, Unsure, PortHeld, Seen, EndOther, ""},
		{"a hidden server", recorded{nets: wlan, up: served}, Options{Server: &Host{Hidden: true}}, Search, Unsure, Hidden, Seen, ShowHere, ""},
		{"a server that nobody has reached", recorded{nets: wlan, up: served}, Options{Server: &Host{}}, Visitors, Unsure, NobodyCame, Seen, TryFromThere, ""},
		{"a server of another program to which nobody is connected", recorded{nets: wlan, up: served, files: map[string]string{"/proc/net/tcp": ""}}, Options{}, Visitors, Unsure, NobodyConnected, Seen, TryFromThere, ""},
		{"a server of another program, and no table of connections", recorded{os: "windows", nets: wlan, up: served}, Options{}, Visitors, Unsure, VisitorsUnread, Seen, TryFromThere, ""},
		{"nothing that others could visit", recorded{nets: wlan}, Options{}, Visitors, Skipped, NothingToVisit, Seen, NoStep, ""},
		{"addresses of one link and no others", recorded{nets: interfaces("wlan0 fe80::4/64")}, Options{}, Network, Unsure, OnlyLinkLocal, Seen, UseLinkLocal, ""},
		{"a server at an address of one link", recorded{nets: interfaces("wlan0 fe80::4/64"), up: map[string]bool{"fe80::4%wlan0": true}}, Options{}, Port, Passed, NoTrouble, Seen, NoStep, ""},
		{"a server that others have only searched for", recorded{nets: wlan, up: served}, Options{Server: &Host{Reached: []transport.Reached{{Addr: "192.168.1.4", Probes: 2}}}}, Visitors, Unsure, NobodyCame, Seen, TryFromThere, ""},
		{"a server that others are connected to", recorded{nets: wlan, up: served, files: map[string]string{"/proc/net/tcp6": "  sl  local_address remote_address st\n   0: 0000000000000000FFFF00000401A8C0:22C3 0000000000000000FFFF00000701A8C0:C001 01 00000000:00000000\n"}},
			Options{}, Visitors, Passed, NoTrouble, Seen, NoStep, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.sys.os == "" {
				c.sys.os = "linux"
			}
			d, err := diagnose(t.Context(), c.sys, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if d.Interrupted {
				t.Error("it was not looked at all")
			}
			var got Finding
			for _, f := range d.Findings {
				if f.State == Pending {
					t.Errorf("%v is pending at the end", f.Layer)
				}
				if f.Layer == c.layer {
					got = f
				}
			}
			if got.State != c.state || got.Kind != c.kind || got.Certainty != c.surely || got.Step != c.step || got.Command != c.command {
				t.Errorf("%v is %v: %v, %v, next %v %q, with %v", c.layer, got.State, got.Kind, got.Certainty, got.Step, got.Command, got.Facts)
			}
			if first, failed := d.Trouble(); failed != (c.state == Failed) || failed && first.Layer != c.layer {
				t.Errorf("the first that fails is %v: %v", first.Layer, first.Kind)
			}
		})
	}
}

func TestWhetherANeighbourIsThere(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]answer{
		alive: yes, gone: unknown, arpOf: no, "": no, gone + alive: yes,
		"192.168.1.7 dev wlan0 lladdr 9c:00:00:00:00:07 ref 1 used 1/0/1probes 1 STALE\n": unknown,
		strings.ReplaceAll(arpOf, "00:00:00:00:00:00", "9c:00:00:00:00:07"):               unknown,
	} {
		n := nearby{list: neighbours(list, time.Second)}
		if got := n.at(func(a netip.Addr) bool { return a == netip.MustParseAddr("192.168.1.7") }); got != want {
			t.Errorf("of %q: %v, and not %v", list, got, want)
		}
	}
	// What the system has confirmed within half a minute it does not ask again.
	lately := nearby{list: neighbours(ipOf+strings.Replace(other, "1/0/1", "1/28/1", 1)+stale, time.Second), gateways: []netip.Addr{netip.MustParseAddr("192.168.1.1")}}
	if answered, perhaps, _ := lately.machines(); answered != 1 || perhaps != 0 {
		t.Errorf("after an earlier look %d machines, perhaps %d more", answered, perhaps)
	}
	two := nearby{list: neighbours(ipOf+other+strings.Replace(other, "192.168.1.9", "fe80::9", 1), time.Second), gateways: []netip.Addr{netip.MustParseAddr("192.168.1.1")}}
	if answered, perhaps, router := two.machines(); answered != 1 || perhaps != 0 || !router {
		t.Errorf("%d machines, perhaps %d more, router %v", answered, perhaps, router)
	}
}

func TestTheNumberOfMachinesThatAnswerIsTrue(t *testing.T) {
	t.Parallel()
	lately := strings.ReplaceAll(other, "1/0/1", "1/28/1") // confirmed by an earlier look
	for list, want := range map[string]string{
		ipOf + lately: "answered 1",
		ipOf + stale:  "known 1",
		ipOf + lately + strings.NewReplacer("1.9", "1.8", "22:44", "22:55").Replace(stale): "answered 1, known 1",
		ipOf: "answered 0",
	} {
		sys := recorded{os: "linux", nets: interfaces("wlan0 192.168.1.4/24"), via: "192.168.1.4", files: map[string]string{ip4: list, "/proc/net/route": routes}}
		d, err := diagnose(t.Context(), sys, Options{Addr: "192.168.1.7:8899"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range d.Findings {
			for _, fact := range f.Facts {
				if fact.Kind == Answered || fact.Kind == Known {
					got = append(got, fact.Kind.String()+" "+fact.Text)
				}
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("of %s: %v, and not %s", list, got, want)
		}
	}
}

func TestAnAddressThatIsNone(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]transport.Fault{"nowhere": transport.AddressInvalid, "a:0": transport.PortInvalid, "http://10.0.0.1:8899/#x": transport.InvitationInvalid} {
		_, err := diagnose(t.Context(), recorded{}, Options{Addr: addr})
		var e *transport.Error
		if !errors.As(err, &e) || e.Fault != want {
			t.Errorf("%s: %v", addr, err)
		}
	}
}

func TestWhatTimeCutsOffIsNotSkipped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d, err := diagnose(ctx, recorded{os: "linux"}, Options{Addr: "10.0.0.1:1"})
	if err != nil || !d.Interrupted {
		t.Fatalf("%+v, %v", d, err)
	}
	for _, f := range d.Findings {
		if f.State != CutOff {
			t.Errorf("%v is %v", f.Layer, f.State)
		}
	}
}

func TestWhatWasSeenIsToldWhenTimeIsUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	d, err := diagnose(ctx, recorded{os: "linux"}, Options{Addr: "10.0.0.1:1"})
	if err != nil || len(d.Findings) == 0 || !d.Interrupted {
		t.Fatalf("%+v, %v", d, err)
	}
	for _, f := range d.Findings {
		if f.State == Pending {
			t.Errorf("%v is pending", f.Layer)
		}
	}
}

func TestAShortTimeTellsNothing(t *testing.T) {
	wlan := interfaces("wlan0 192.168.1.4/24")
	for _, addr := range []string{"192.168.1.7:8899", "10.9.9.9:8899"} { // near, and on another network
		for within, brief := range map[time.Duration]bool{2*tellsAfter - time.Millisecond: true, 2 * tellsAfter: false} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), within)
				defer cancel()
				d, err := diagnose(ctx, recorded{os: "linux", nets: wlan, via: "192.168.1.4"}, Options{Addr: addr})
				if err != nil {
					t.Fatal(err)
				}
				trouble, failed := d.Trouble()
				told := slices.ContainsFunc(d.Findings, func(f Finding) bool {
					return f.Layer == Port && f.State == Unsure && f.Kind == TooBrief && f.Step == LookLonger
				})
				if failed == brief || told != brief || d.Interrupted != brief {
					t.Errorf("%s within %v: %v, and in all %+v", addr, within, trouble, d)
				}
				for _, f := range d.Findings {
					if f.State == Pending || brief && f.State == Skipped && f.Layer < Port {
						t.Errorf("%s within %v: %v is %v", addr, within, f.Layer, f.State)
					}
				}
			})
		}
	}
}

func TestEverythingHasAName(t *testing.T) {
	t.Parallel()
	if len(layerNames) != int(layers) || len(kindNames) != int(kinds) || len(stepNames) != int(steps) || len(factNames) != int(factKinds) || fault.NoFault != 0 {
		t.Error("a text form is missing")
	}
	if got := Kind(kinds).String(); got == "" || strings.Contains(got, "%") {
		t.Error(got)
	}
}

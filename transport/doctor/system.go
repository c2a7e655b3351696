package doctor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
)

// system is what is asked of the machine that this program runs on. Its methods may be
// called from several goroutines at the same time.
type system interface {
	// name is a runtime.GOOS.
	name() string
	// networks lists the interfaces that are up.
	networks() ([]discover.Network, error)
	// source is the address of ours from which packets leave for another one. Nothing is
	// sent.
	source(to netip.Addr) (netip.Addr, error)
	// lookup returns the addresses of a name.
	lookup(ctx context.Context, host string) ([]netip.Addr, error)
	// dial connects by TCP.
	dial(ctx context.Context, to netip.AddrPort) (net.Conn, error)
	// poke sends a datagram to an address, for the system to look for it on the network.
	poke(to netip.AddrPort) error
	// find searches for servers until ctx ends.
	find(ctx context.Context, s discover.Search) []discover.Server
	// bindUDP and bindTCP try whether a port of this machine can be had, and give it back:
	// of UDP that of loopback, which is not had where another program has all addresses,
	// but is where one only takes what is sent to many.
	bindUDP(port uint16) error
	bindTCP(port uint16) error
	// read returns the beginning of a file.
	read(path string) (string, error)
	// run returns the beginning of what a command prints, run as this user.
	run(ctx context.Context, command string, args ...string) (string, error)
	// windowsFirewall reports whether the firewall of Windows is on in one of its
	// profiles, and its rules. Known is false on other systems.
	windowsFirewall() (on bool, rules []string, known bool)
	// program is the path of this program.
	program() string
}

const (
	// readMost is how much is taken of a file or of what a command prints.
	readMost = 1 << 20
	// runWithin is how long a command may take.
	runWithin = 2 * time.Second
)

// machine is the system that this program runs on.
type machine struct {
	lister discover.Lister
}

func (machine) name() string { return runtime.GOOS }

func (m machine) networks() ([]discover.Network, error) { return m.lister() }

// source asks by connecting a UDP socket.
func (machine) source(to netip.Addr) (netip.Addr, error) {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(to, 9)))
	if err != nil {
		return netip.Addr{}, err
	}
	defer func() { _ = conn.Close() }()
	at, ok := conn.LocalAddr().(*net.UDPAddr)
	if !ok {
		return netip.Addr{}, errors.New("no address")
	}
	return at.AddrPort().Addr().Unmap().WithZone(""), nil
}

func (machine) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

func (machine) dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "tcp", to.String())
}

func (machine) poke(to netip.AddrPort) error {
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_, err = conn.Write(nil)
	return err
}

func (machine) find(ctx context.Context, s discover.Search) []discover.Server {
	found, _ := discover.Find(ctx, s) // a port that is held is a layer of its own
	return found
}

func (machine) bindUDP(port uint16) error {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(address.Loopback, port)))
	if err != nil {
		return err
	}
	return conn.Close()
}

func (machine) bindTCP(port uint16) error {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{Port: int(port)})
	if err != nil {
		return err
	}
	return l.Close()
}

func (machine) read(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, readMost))
	return string(b), err
}

func (machine) run(ctx context.Context, command string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, runWithin)
	defer cancel()
	c := exec.CommandContext(ctx, command, args...)
	c.WaitDelay = runWithin
	unseen(c)
	var out bounded
	c.Stdout = &out
	err := c.Run()
	return string(out), err
}

func (machine) program() string {
	path, _ := os.Executable() // without it no rule is found that names it
	return path
}

// bounded is the first readMost bytes of what is written to it.
type bounded []byte

func (b *bounded) Write(p []byte) (int, error) {
	*b = append(*b, p[:min(len(p), readMost-len(*b))]...)
	return len(p), nil
}

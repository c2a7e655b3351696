package listen

import (
	"context"
	"net"
	"net/netip"
	"strconv"

	"confab/transport/internal/address"
	"confab/transport/internal/fault"
)

// Open listens on addr, host:port; an empty host is every address of this machine, 0.0.0.0
// every IPv4 one, port 0 any free port. It resolves a host that is a name, until ctx ends.
// Its error is a *fault.Error.
func Open(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := address.Split(addr, 0)
	if err != nil {
		return nil, err
	}
	config := net.ListenConfig{KeepAlive: -1} // socket.Tune does it
	config.SetMultipathTCP(false)             // TCP_USER_TIMEOUT is plain TCP's
	l, err := config.Listen(ctx, network(host), net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return nil, &fault.Error{Fault: fault.OfListening(err, port), Addr: addr, Err: err}
	}
	return l, nil
}

// network is the network to listen on at host: Go takes 0.0.0.0 for every
// address, IPv6 too, where the network is "tcp".
func network(host string) string {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		return "tcp4"
	}
	return "tcp"
}

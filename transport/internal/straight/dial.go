package straight

import (
	"context"
	"net"
	"net/netip"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/socket"
)

// dialTime is how long an address may take to answer: on a network that keeps its clients
// apart it never does, and the way through the host is there.
const dialTime = 800 * time.Millisecond

// Dial connects to a member that listens there, which has to prove its key. It returns within
// about a second where nobody answers.
func Dial(ctx context.Context, identity *secure.Identity, at netip.AddrPort, member secure.ID) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: -1, Timeout: dialTime} // socket.Tune keeps it alive
	dialer.SetMultipathTCP(false)
	nc, err := dialer.DialContext(ctx, "tcp", at.String())
	if err != nil {
		return nil, err
	}
	socket.Tune(nc)
	ctx, cancel := context.WithTimeout(ctx, shakeTime)
	defer cancel()
	conn, err := secure.Client(ctx, nc, secure.ClientConfig(identity, secure.PinTo(member), secure.File))
	if err != nil {
		_ = nc.Close()
		return nil, err
	}
	return conn, nil
}

package middle

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"

	"confab/transport/internal/join"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// headBytes is the head of a frame: the length of what follows it, and its type.
const headBytes = 4 + 1

// Relay is a man in the middle that listens. Its methods may be called by any goroutine.
type Relay struct {
	own      *secure.Identity
	listener net.Listener
	host     string
	ctx      context.Context
	end      context.CancelFunc
	working  sync.WaitGroup
}

// Listen starts a Relay with the key own at addr, between whoever comes there and the host
// at another address. Whoever calls it calls Close.
func Listen(own *secure.Identity, addr, host string) (*Relay, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening between a client and %s: %w", host, err)
	}
	r := &Relay{own: own, listener: l, host: host}
	r.ctx, r.end = context.WithCancel(context.Background())
	r.working.Go(r.acceptLoop)
	return r, nil
}

// Addr is where it listens.
func (r *Relay) Addr() string { return r.listener.Addr().String() }

// Identity is whom it shows to both sides.
func (r *Relay) Identity() secure.ID { return r.own.ID() }

// Close ends it and all its connections, and waits for that.
func (r *Relay) Close() {
	r.end()
	_ = r.listener.Close() // nothing is lost by an error
	r.working.Wait()
}

// Redirected is the link of an invitation as it works where packets to the host end at the
// relay: the host's key and token are those of the invitation.
func (r *Relay) Redirected(link string) (string, error) {
	return r.readdressed(link, func(*join.Link) {})
}

// Changed is the link that a page hands on which the relay has changed: with the token, and
// the relay's key in place of the host's.
func (r *Relay) Changed(link string) (string, error) {
	return r.readdressed(link, func(l *join.Link) { l.Host, l.Passed = wire.Identity(r.own.ID()), true })
}

// readdressed is a link that leads to the relay, with another change.
func (r *Relay) readdressed(link string, change func(*join.Link)) (string, error) {
	l, err := join.Parse(link)
	if err != nil {
		return "", err
	}
	own, err := netip.ParseAddrPort(r.Addr())
	if err != nil {
		return "", err
	}
	l.Addrs = []netip.AddrPort{own}
	change(&l)
	return l.String(), nil
}

func (r *Relay) acceptLoop() {
	for {
		near, err := r.listener.Accept()
		if err != nil {
			return
		}
		r.working.Go(func() { r.relay(near) })
	}
}

// relay is one connection of a client. What ends it is one side's leave.
func (r *Relay) relay(near net.Conn) {
	defer near.Close()
	defer context.AfterFunc(r.ctx, func() { _ = near.Close() })()
	client, err := secure.Server(r.ctx, near, secure.ServerConfig(r.own, nil))
	if err != nil {
		return // it knows the host's key
	}
	far, err := new(net.Dialer).DialContext(r.ctx, "tcp", r.host)
	if err != nil {
		return
	}
	defer far.Close()
	defer context.AfterFunc(r.ctx, func() { _ = far.Close() })()
	host, err := secure.Client(r.ctx, far, secure.ClientConfig(r.own, secure.FirstContact(), secure.Talk))
	if err != nil {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { r.pass(host, client) })
	both.Go(func() { r.pass(client, host) })
	both.Wait()
}

// pass hands frames on until either side is gone, and then ends the other.
func (r *Relay) pass(from, to *secure.Conn) {
	defer to.NetConn().Close()
	defer from.NetConn().Close()
	own := r.own.ID()
	for {
		frame, err := readFrame(from)
		if err != nil {
			return
		}
		// Whom one side knows as the relay, the other knows as itself.
		exchange(frame[headBytes:], from.Peer(), own, to.Peer())
		if _, err := to.Write(frame); err != nil {
			return
		}
	}
}

// readFrame reads a frame as it is, with its head.
func readFrame(from io.Reader) ([]byte, error) {
	head := make([]byte, headBytes)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head)
	if n > wire.MaxFrameBytes {
		return nil, fmt.Errorf("a frame of %d bytes", n)
	}
	frame := append(head, make([]byte, n)...)
	_, err := io.ReadFull(from, frame[headBytes:])
	return frame, err
}

// exchange puts own in the place of the identity speaks, and hears in the place of own,
// wherever a frame has them.
func exchange(frame []byte, speaks, own, hears secure.ID) {
	for i := 0; i+len(own) <= len(frame); {
		switch part := frame[i : i+len(own)]; {
		case bytes.Equal(part, speaks[:]):
			i += copy(part, own[:])
		case bytes.Equal(part, own[:]):
			i += copy(part, hears[:])
		default:
			i++
		}
	}
}

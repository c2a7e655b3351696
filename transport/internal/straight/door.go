package straight

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/listen"
	"confab/transport/internal/secure"
	"confab/transport/internal/socket"
)

const (
	// shakeTime bounds a handshake.
	shakeTime = 3 * time.Second
	// atOnce is how many shake hands at a Door at a time, and mostComing how many may come
	// to it in all: the one who is awaited comes once.
	atOnce, mostComing = 4, 16
)

// Door is where one reader is awaited. Make it with Open, and Close it.
type Door struct {
	listener net.Listener
	end      context.CancelFunc
	taken    atomic.Bool   // the reader has come
	came     chan net.Conn // has room for one, which is the reader's
	working  sync.WaitGroup
}

// Open listens at the address of ours that a connection to the host has, and a free port, for
// the reader, who has to prove that key. The error is that of the system: not every program
// may listen at any time.
func Open(identity *secure.Identity, ours net.Addr, reader secure.ID) (*Door, error) {
	addr := Addr(ours)
	if !addr.IsValid() {
		return nil, errNoSocket
	}
	ctx, end := context.WithCancel(context.Background())
	l, err := listen.Open(ctx, netip.AddrPortFrom(addr, 0).String())
	if err != nil {
		end()
		return nil, err
	}
	config := secure.ServerConfig(identity, func(peer secure.ID) error {
		if peer != reader {
			return errStranger
		}
		return nil
	})
	config.NextProtos = []string{string(secure.File)}
	d := &Door{listener: l, end: end, came: make(chan net.Conn, 1)}
	d.working.Go(func() {
		d.acceptLoop(func(nc net.Conn) (*secure.Conn, error) {
			limited, cancel := context.WithTimeout(ctx, shakeTime)
			defer cancel()
			return secure.Server(limited, nc, config)
		})
	})
	return d, nil
}

var (
	errNoSocket = errors.New("the host is not reached by TCP")
	errStranger = errors.New("another member is awaited here")
)

// Port is where it listens.
func (d *Door) Port() uint16 { return uint16(d.listener.Addr().(*net.TCPAddr).Port) }

// Came has the connection of the reader, once. Whoever takes it closes it.
func (d *Door) Came() <-chan net.Conn { return d.came }

// Close ends it, with a connection that was not taken.
func (d *Door) Close() {
	d.end()
	_ = d.listener.Close() // nothing is lost by an error
	d.working.Wait()
	select {
	case late := <-d.came:
		_ = late.Close()
	default:
	}
}

// acceptLoop has those who come shake hands, until the reader has come.
func (d *Door) acceptLoop(shake func(net.Conn) (*secure.Conn, error)) {
	places := make(chan struct{}, atOnce)
	for range mostComing {
		places <- struct{}{}
		nc, err := d.listener.Accept()
		if err != nil {
			break
		}
		socket.Tune(nc)
		d.working.Go(func() {
			defer func() { <-places }()
			conn, err := shake(nc)
			if err != nil {
				_ = nc.Close()
				return
			}
			if d.taken.Swap(true) {
				_ = conn.Close()
				return
			}
			_ = d.listener.Close() // nobody else is awaited
			d.came <- conn
		})
	}
	_ = d.listener.Close()
}

//go:build attack && linux

package attack

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"confab/transport/internal/program"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// caller is one end of a TLS connection that speaks frames, or what it likes.
type caller struct {
	*secure.Conn
	w    *wire.Writer
	r    *wire.Reader
	self wire.Identity
}

// call shakes hands with the host. Leave closes the connection.
func (a *assault) call(from netip.Addr, identity *secure.Identity) (m *caller, leave func(), err error) {
	c, leave, err := a.dial(from)
	if err != nil {
		return nil, nil, err
	}
	if m, err = greet(a.ctx, c, identity); err != nil {
		leave()
		return nil, nil, err
	}
	return m, leave, nil
}

// greet shakes hands over a connection.
func greet(ctx context.Context, c net.Conn, identity *secure.Identity) (m *caller, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s, err := secure.Client(ctx, c, secure.ClientConfig(identity, secure.FirstContact(), secure.Talk))
	if err != nil {
		return nil, err
	}
	m = &caller{Conn: s, w: wire.NewWriter(s), r: wire.NewReader(s), self: wire.Identity(identity.ID())}
	m.w.SetLimit(wire.MaxFrameBytes)
	m.r.SetLimit(wire.MaxFrameBytes)
	return m, nil
}

// send writes frames at once.
func (m *caller) send(frames ...wire.Frame) error {
	for _, f := range frames {
		if err := m.w.Append(f); err != nil {
			return err
		}
	}
	return m.w.Flush()
}

// raw writes a frame as its head says, with whatever map.
func (m *caller) raw(length uint32, t wire.Type, content []byte) error {
	b := binary.BigEndian.AppendUint32(nil, length)
	_, err := m.Write(append(append(b, byte(t)), content...))
	return err
}

// ignore reads and forgets what comes, in a goroutine of the attack.
func (a *assault) ignore(m *caller) { a.all.Go(func() { stay(m) }) }

// newHello is the first frame of an ordinary client.
func newHello(name string) *wire.Hello {
	h := &wire.Hello{App: "attack", Name: name}
	h.Offer()
	return h
}

// callers is a crowd that shakes hands, each time with a key of its own.
func (a *assault) callers(size, perSecond int, do func(m *caller)) {
	for range size {
		a.all.Go(func() {
			for a.turn(perSecond) {
				identity, err := secure.NewIdentity()
				if err != nil {
					a.fail("%v", err)
					return
				}
				if m, leave, err := a.call(machine(int(a.machines.Add(1))), identity); err == nil {
					do(m)
					leave()
				}
			}
		})
	}
	a.all.Wait()
}

func helloFlood(a *assault) {
	a.callers(200, 200, func(m *caller) {
		for {
			if m.send(newHello("flood"), newHello("flood"), newHello("flood")) != nil {
				return
			}
		}
	})
}

func helloTooLong(a *assault) {
	a.callers(200, 200, func(m *caller) {
		n := int(a.attempts.Load())
		switch n % 3 {
		case 0: // as long as a member's frame
			_ = m.raw(wire.MaxFrameBytes, wire.TypeHello, make([]byte, wire.MaxFrameBytes))
		case 1: // one byte too long
			_ = m.raw(wire.FirstFrameBytes+1, wire.TypeHello, make([]byte, wire.FirstFrameBytes+1))
		default: // in order but for its cursors
			h := newHello("long")
			h.Epoch, h.Cursors = wire.Epoch{1}, wire.Cursors{}
			for i := range wire.MaxElements {
				h.Cursors[wire.RoomID{byte(i), byte(i >> 8), 1}] = wire.MaxSeq
			}
			_ = m.send(h)
		}
		stay(m)
	})
}

func framesCut(a *assault) {
	whole, err := wire.Append(nil, newHello(strings.Repeat("n", wire.MaxNameBytes)))
	if err != nil {
		a.fail("%v", err)
		return
	}
	a.callers(200, 200, func(m *caller) {
		n := int(a.attempts.Load())
		_, _ = m.Write(whole[:n%len(whole)])
		switch n % 3 {
		case 0:
			_ = m.CloseWrite()
		case 1:
			stay(m)
		}
	})
}

func lengthsLie(a *assault) {
	types := []wire.Type{wire.TypeHello, wire.TypePost, wire.TypePing, 0x90, 0x7f}
	a.callers(200, 200, func(m *caller) {
		n := int(a.attempts.Load())
		length := []uint32{1<<32 - 1, 1 << 31, wire.FirstFrameBytes, 1 << 16}[n%4]
		if m.raw(length, types[n%len(types)], nil) == nil {
			pour(m, make([]byte, 1<<10))
		}
	})
}

// joinFlood is thousands of keys that ask to be let in and wait.
func joinFlood(a *assault) {
	a.callers(1000, 300, func(m *caller) {
		if m.send(newHello(fmt.Sprint("asks", a.attempts.Load()))) == nil {
			_ = m.SetReadDeadline(time.Now().Add(3 * time.Second))
			stay(m)
		}
	})
}

// joinPlaces has eight addresses hold all places in which keys wait to be let in,
// and looks whether the host is still shown an honest newcomer.
func joinPlaces(a *assault) {
	for place := range 8 {
		for range 16 {
			a.all.Go(func() {
				for a.turn(100) {
					identity, err := secure.NewIdentity()
					if err != nil {
						a.fail("%v", err)
						return
					}
					if m, leave, err := a.call(machineV4(place), identity); err == nil {
						if m.send(newHello("greedy")) == nil {
							stay(m)
						}
						leave()
					}
				}
			})
		}
	}
	a.pause(*lasts / 3)
	identity, err := secure.NewIdentity()
	if err != nil {
		a.fail("%v", err)
		return
	}
	a.eventually("an honest newcomer", func(int) bool {
		m, leave, err := a.call(machineV4(5000), identity)
		if err != nil {
			return false
		}
		defer leave()
		if m.send(newHello("newcomer")) != nil {
			return false
		}
		a.ignore(m)
		ctx, cancel := context.WithTimeout(a.ctx, time.Second)
		defer cancel()
		_, err = a.host.Find(ctx, func(r program.Report) bool { return r.Kind == "connected" && r.Peer.Name == "newcomer" })
		return err == nil
	})
	a.all.Wait()
}

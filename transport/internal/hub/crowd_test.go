package hub

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// The back-off of a real client, which the members of a crowd have, and how they
// take turns to confirm: see package follow. They have no store each; two thousand databases would be measured
// instead of the host.
const (
	firstRetry   = 200 * time.Millisecond
	longestRetry = 15 * time.Second
	shakeTimeout = 5 * time.Second
	greetTimeout = 5 * time.Second

	crowded     = 100
	hearEach    = 50 * time.Microsecond
	confirmEach = 100 * time.Microsecond
)

const (
	dialsAtOnce = 64   // when a crowd comes for the first time
	portsEach   = 4000 // members at one address, which has ports for some 28 000
)

// crowdRole is many members who read, confirm what they got as clients do unless
// the parent says "silent" or "at once", and come back when they are lost:
// address, the host's identity, how many. It says "here" when all were welcomed
// for the first time, and with each "again" and "heard" at what time the last of
// them was welcomed anew, or read an event, and what CPU it took.
func crowdRole(args []string) error {
	return eachOf(args, func(ctx context.Context, m *crowdMember) { m.run(ctx) })
}

// eachOf makes the members of a crowd, each with a goroutine that ends with ctx.
func eachOf(args []string, run func(context.Context, *crowdMember)) error {
	host, err := hex.DecodeString(args[1])
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	c := &crowd{addr: args[0], host: secure.ID(host), n: int64(n), slots: make(chan struct{}, dialsAtOnce)}
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for i := range n {
		identity, err := secure.NewIdentity()
		if err != nil {
			return err
		}
		m := &crowdMember{crowd: c, identity: identity}
		if n > portsEach {
			m.dialer.LocalAddr = &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i/portsEach))}
		}
		all.Go(func() { run(ctx, m) })
	}
	untilEnd(func(line string) {
		c.silent.Store(line == "silent")
		c.atOnce.Store(line == "at once")
	})
	return nil
}

type crowd struct {
	addr            string
	host            secure.ID
	n               int64
	slots           chan struct{}
	silent          atomic.Bool // nobody confirms what they got
	atOnce          atomic.Bool // all confirm it without waiting for their moment
	welcomed, heard atomic.Int64
}

// count says a word when the last of the crowd has done something.
func (c *crowd) count(counter *atomic.Int64, first, word string) {
	switch n := counter.Add(1); {
	case n == c.n:
		word = first
	case n%c.n != 0:
		return
	}
	fmt.Println(word, time.Now().UnixNano(), int64(cpuTime()))
}

// crowdMember is a client at the level of the wire.
type crowdMember struct {
	*crowd
	identity *secure.Identity
	dialer   net.Dialer
	epoch    wire.Epoch
	got      uint64
	known    bool // was welcomed once
}

func (m *crowdMember) run(ctx context.Context) {
	retry := firstRetry
	for ctx.Err() == nil {
		if m.visit(ctx) {
			retry = firstRetry
		}
		pause := retry + time.Duration((rand.Float64()*2-1)*float64(retry)/5)
		retry = min(2*retry, longestRetry)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// visit is one connection. It reports whether the host said WELCOME.
func (m *crowdMember) visit(ctx context.Context) (welcomed bool) {
	conn, err := m.connect(ctx)
	if err != nil {
		return false
	}
	defer conn.NetConn().Close()
	defer context.AfterFunc(ctx, func() { _ = conn.NetConn().Close() })()
	if err := conn.SetReadDeadline(time.Now().Add(greetTimeout)); err != nil {
		return false
	}
	r := wire.NewReader(conn)
	r.SetLimit(wire.MaxFrameBytes)
	for {
		f, err := r.Next()
		if err != nil {
			return welcomed
		}
		switch f := f.(type) {
		case *wire.Welcome:
			if err := conn.SetReadDeadline(time.Time{}); err != nil {
				return false
			}
			welcomed, m.known, m.epoch = true, true, f.Epoch
			m.count(&m.welcomed, "here", "again")
		case *wire.Event:
			m.got = f.Seq
			m.count(&m.heard, "heard", "heard")
			got := &wire.Got{Cursors: wire.Cursors{wire.Everyone: f.Seq}}
			switch {
			case m.silent.Load():
			case m.atOnce.Load() || m.n < crowded:
				err = m.say(conn, got)
			default: // what fails then, the next read finds out
				n := time.Duration(m.n)
				time.AfterFunc(n*hearEach+rand.N(n*confirmEach), func() { _ = m.say(conn, got) })
			}
		case *wire.Ping:
			err = m.say(conn, &wire.Pong{Token: f.Token})
		case *wire.Bye:
			return welcomed
		}
		if err != nil {
			return welcomed
		}
	}
}

// connect shakes hands and says HELLO. Only for the first time a crowd takes turns.
func (m *crowdMember) connect(ctx context.Context) (*secure.Conn, error) {
	if !m.known {
		m.slots <- struct{}{}
		defer func() { <-m.slots }()
	}
	raw, err := m.dialer.DialContext(ctx, "tcp", m.addr)
	if err != nil {
		return nil, err
	}
	shake, cancel := context.WithTimeout(ctx, shakeTimeout)
	defer cancel()
	conn, err := secure.Client(shake, raw, secure.ClientConfig(m.identity, secure.PinTo(m.host), secure.Talk))
	if err == nil {
		f := hello("member")
		if m.known {
			f.Epoch, f.Cursors = m.epoch, wire.Cursors{}
			if m.got > 0 {
				f.Cursors[wire.Everyone] = m.got
			}
		}
		err = m.say(conn, f)
	}
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return conn, nil
}

func (m *crowdMember) say(conn net.Conn, f wire.Frame) error {
	b, err := wire.Append(nil, f)
	if err == nil {
		_, err = conn.Write(b)
	}
	return err
}

// skim reads frames until the connection ends. It decodes ACKs only, and counts
// events, so that it is the host that is measured. Idle is called whenever
// nothing more has come yet, with how many events there were.
func skim(conn io.Reader, acked func(*wire.Ack), idle func(events int) error) error {
	in := bufio.NewReaderSize(conn, 32<<10)
	events := 0
	for {
		head, err := in.Peek(5) // length and type
		if err != nil {
			return err
		}
		switch t := wire.Type(head[4]); t {
		case wire.TypeAck:
			f, err := wire.NewReader(in).Next()
			if err != nil {
				return err
			}
			acked(f.(*wire.Ack))
		default:
			if t == wire.TypeEvent {
				events++
			}
			if _, err := in.Discard(5 + int(binary.BigEndian.Uint32(head))); err != nil {
				return err
			}
		}
		if in.Buffered() == 0 {
			if err := idle(events); err != nil {
				return err
			}
			events = 0
		}
	}
}

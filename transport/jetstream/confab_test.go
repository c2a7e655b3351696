package jetstream

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// host is a hub with a store that listens.
type host struct {
	hub      *hub.Hub
	self     *secure.Identity
	listener net.Listener
}

// nobody watches a hub.
type nobody struct{}

func (nobody) MemberChanged(hub.Member, error)              {}
func (nobody) Logged(wire.Event)                            {}
func (nobody) Received(wire.RoomID, uint64, uint64, uint64) {}
func (nobody) Typing(wire.RoomID, wire.Identity)            {}
func (nobody) Restored()                                    {}
func (nobody) Misfit(wire.Identity)                         {}
func (nobody) Trouble(error)                                {}

func startHost(b *testing.B) *host {
	dir := b.TempDir()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	h := &host{}
	if h.self, err = secure.OpenIdentity(dir); err != nil {
		b.Fatal(err)
	}
	log, err := s.Host(wire.Identity(h.self.ID()))
	if err != nil {
		b.Fatal(err)
	}
	h.hub, err = hub.New(hub.Config{Self: h.self, Name: "host", App: "test", Store: s, Host: log, Watcher: nobody{}, AcceptAll: true, ShareHistory: true,
		Limits: hub.Limits{MessagesPerSecond: 1e6, Burst: 1e6, BytesPerSecond: 1 << 30}})
	if err != nil {
		b.Fatal(err)
	}
	if h.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		b.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := h.listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { h.serve(conn) })
		}
	})
	b.Cleanup(func() {
		_ = h.listener.Close()
		h.hub.Close()
		serving.Wait()
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return h
}

// serve is one connection until its end, which the other side notices.
func (h *host) serve(conn net.Conn) {
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	secured, err := secure.Server(ctx, conn, secure.ServerConfig(h.self, h.hub.Decide))
	cancel()
	if err == nil {
		_ = h.hub.Serve(secured, origin.Origin{Addr: netip.MustParseAddrPort(conn.RemoteAddr().String()).Addr()})
	}
}

// sender is a member at the level of the wire.
type sender struct {
	conn    *secure.Conn
	in      *bufio.Reader
	room    wire.RoomID
	id      wire.Identity
	slots   chan struct{} // one for each message without its ACK
	writing sync.Mutex
	waiting sync.Mutex
	sent    map[wire.CID]time.Time // guarded by waiting
	times   []time.Duration        // guarded by waiting
}

func (h *host) connect(b *testing.B, outstanding int, all bool) *sender {
	self, err := secure.NewIdentity()
	if err != nil {
		b.Fatal(err)
	}
	raw, err := net.Dial("tcp", h.listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := secure.Client(ctx, raw, secure.ClientConfig(self, secure.PinTo(h.self.ID()), secure.Talk))
	if err != nil {
		b.Fatal(err)
	}
	s := &sender{conn: conn, in: bufio.NewReaderSize(conn, 32<<10), id: wire.Identity(self.ID()),
		slots: make(chan struct{}, outstanding), sent: map[wire.CID]time.Time{}}
	if s.room = wire.Everyone; !all {
		s.room = wire.Direct(s.id, wire.Identity(h.self.ID()))
	}
	hello := &wire.Hello{App: "test", Name: "member"}
	hello.Offer()
	if err := s.say(hello); err != nil {
		b.Fatal(err)
	}
	if f, err := wire.NewReader(s.in).Next(); err != nil || f.Type() != wire.TypeWelcome {
		b.Fatal(f, err)
	}
	return s
}

func (s *sender) say(f wire.Frame) error {
	frame, err := wire.Append(nil, f)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	_, err = s.conn.Write(frame)
	return err
}

// read takes ACKs and counts events until the connection ends. Of what came it
// confirms the newest as often as a client does.
func (s *sender) read() error {
	var seq uint64
	var confirmed time.Time
	for {
		head, err := s.in.Peek(5) // length and type
		if err != nil {
			return err
		}
		switch t := wire.Type(head[4]); t {
		case wire.TypeAck:
			f, err := wire.NewReader(s.in).Next()
			if err != nil {
				return err
			}
			cid := f.(*wire.Ack).CID
			s.waiting.Lock()
			s.times = append(s.times, time.Since(s.sent[cid]))
			delete(s.sent, cid)
			s.waiting.Unlock()
			<-s.slots
		default:
			if t == wire.TypeNak {
				return errors.New("a message was refused")
			}
			if t == wire.TypeEvent {
				seq++
			}
			if _, err := s.in.Discard(5 + int(binary.BigEndian.Uint32(head))); err != nil {
				return err
			}
		}
		if s.in.Buffered() == 0 && seq > 0 && time.Since(confirmed) > 20*time.Millisecond {
			confirmed = time.Now()
			if err := s.say(&wire.Got{Cursors: wire.Cursors{s.room: seq}}); err != nil {
				return err
			}
		}
	}
}

// post sends a message when fewer than may be are without their ACK.
func (s *sender) post() error {
	s.slots <- struct{}{}
	p := &wire.Post{Room: s.room, Kind: wire.Text, Body: line, ClientTime: 1000}
	rand.Read(p.CID[:])
	s.waiting.Lock()
	s.sent[p.CID] = time.Now()
	s.waiting.Unlock()
	return s.say(p)
}

// senders are members of a host.
type senders []*sender

// senders connects n who keep so many messages without an ACK each. With all, each
// also receives what all post.
func (h *host) senders(b *testing.B, n, outstanding int, all bool) senders {
	var list senders
	var reading sync.WaitGroup
	for range n {
		s := h.connect(b, outstanding, all)
		list = append(list, s)
		reading.Go(func() {
			if err := s.read(); !errors.Is(err, net.ErrClosed) {
				b.Error(err)
			}
		})
	}
	b.Cleanup(func() {
		for _, s := range list {
			_ = s.conn.NetConn().Close()
		}
		reading.Wait()
	})
	return list
}

// measure has all post for a turn.
func (list senders) measure(b *testing.B) rate {
	var posting sync.WaitGroup
	begun := time.Now()
	for _, s := range list {
		posting.Go(func() {
			for time.Since(begun) < turn {
				if err := s.post(); err != nil {
					b.Error(err)
					return
				}
			}
			for range cap(s.slots) { // until all are acknowledged
				s.slots <- struct{}{}
			}
			for range cap(s.slots) {
				<-s.slots
			}
		})
	}
	posting.Wait()
	took := time.Since(begun)
	var times [][]time.Duration
	for _, s := range list {
		s.waiting.Lock()
		times = append(times, s.times)
		s.times = nil
		s.waiting.Unlock()
	}
	return newRate(times, took)
}

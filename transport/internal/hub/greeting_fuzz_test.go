package hub

import (
	"context"
	"encoding/binary"
	"net"
	"testing"
	"time"

	"confab/transport/internal/origin"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// FuzzGreeting says frames in any order to the host, as a member or as somebody
// who asks: the first byte tells which, each further one is a frame. Before it
// was welcomed as a member nobody gets an event or an ACK, and what a stranger
// says is nowhere in the log.
func FuzzGreeting(f *testing.F) {
	const frames = 16
	for member := range byte(2) {
		for k := range byte(frames) {
			f.Add([]byte{member, k})
			f.Add([]byte{member, 0, k, k, 2})
			f.Add([]byte{member, k, 0, 2, 0})
		}
		f.Add([]byte{member, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1})
	}
	p := open(f, f.TempDir(), store.Hooks{}, func(c *Config) {
		c.AcceptAll = false
		c.Limits = Limits{AskingPerAddr: 1000, Asking: 1000, MessagesPerSecond: 1000, Burst: 1000, Hello: time.Second}
	})
	n := uint64(0)
	f.Fuzz(func(t *testing.T, order []byte) {
		if len(order) < 2 || len(order) > 40 {
			return
		}
		n++
		var id wire.Identity
		id[0] = 7
		binary.BigEndian.PutUint64(id[8:], n)
		member := order[0]%2 == 1
		if member {
			if err := p.Accept(id); err != nil {
				t.Fatal(err)
			}
		}
		far, near := net.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- p.serve(placed{far}, id, origin.Origin{}) }()
		welcomed := make(chan bool, 1)
		go func() {
			r := wire.NewReader(near)
			r.SetLimit(wire.MaxFrameBytes)
			in := false
			for {
				frame, err := r.Next()
				if err != nil {
					welcomed <- in
					return
				}
				switch frame := frame.(type) {
				case *wire.Welcome:
					in = in || frame.State == wire.Member
				case *wire.Event, *wire.Ack, *wire.Nak, *wire.Presence, *wire.Got, *wire.Read, *wire.Typing, *wire.Halt:
					if !in {
						t.Errorf("somebody not let in got %+v", frame)
					}
				}
			}
		}()
		var cid wire.CID
		binary.BigEndian.PutUint64(cid[:], n)
		_ = near.SetWriteDeadline(time.Now().Add(bound))
		for i, k := range order[1:] {
			cid[15] = byte(i + 1)
			if _, err := near.Write(said(t, k%frames, cid)); err != nil {
				break // it was sent away
			}
		}
		_ = near.Close()
		if err := <-ended; err == nil {
			t.Error("Serve returned nil")
		}
		if in := <-welcomed; in && !member {
			t.Error("a stranger was welcomed as a member")
		}
		records, err := p.store.Before(context.Background(), p.log, wire.Everyone, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if r.From == id && !member {
				t.Errorf("a stranger's %+v is in the log", r.Event)
			}
		}
	})
}

// said is the k-th frame that somebody may say, in order or not.
func said(t *testing.T, k byte, cid wire.CID) []byte {
	t.Helper()
	greeting := hello("any")
	b, err := wire.Append(nil, []wire.Frame{
		greeting, &wire.Ping{Token: 1},
		&wire.Post{CID: cid, Room: wire.Everyone, Kind: wire.Text, Body: "any", ClientTime: 1},
		&wire.Fetch{Room: wire.Everyone, From: 1, To: 10},
		&wire.Got{Cursors: wire.Cursors{wire.Everyone: 1}}, &wire.Read{Cursors: wire.Cursors{wire.Everyone: 1}},
		&wire.Typing{Room: wire.Everyone}, &wire.Presence{State: wire.Away, Name: "other"}, &wire.Pong{Token: 1},
		&wire.Ack{CID: cid, Room: wire.Everyone, Seq: 1}, &wire.Nak{CID: cid, Reason: wire.NakRoom},
		&wire.Event{Post: wire.Post{CID: cid, Room: wire.Everyone, Kind: wire.Text, Body: "forged"}, Seq: 1, From: wire.Identity{1}},
		&wire.Post{CID: cid, Room: wire.RoomID{5}, Kind: wire.Text, Body: "into the talk of others"},
		&wire.Bye{Reason: wire.ByeClosing}, &wire.Share{Element: [32]byte{1}}, &wire.Proof{Tag: [64]byte{1}},
		&wire.Halt{CIDs: "0123456789abcdef", Peer: wire.Identity{1}, Reason: wire.HaltPaused},
	}[k])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// placed gives a pipe an address, as a hub counts by it.
type placed struct{ net.Conn }

// Export is that of a connection whose secret everybody knows.
func (placed) Export(_ string, context []byte) ([]byte, error) {
	return append(make([]byte, 24), context...), nil
}

func (placed) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

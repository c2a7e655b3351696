package core

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
)

// meter hands bytes over to a host, and counts them.
type meter struct {
	addr  string
	bytes atomic.Int64
}

func newMeter(t testing.TB, host string) *meter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m := &meter{addr: l.Addr().String()}
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", host)
			if err != nil {
				_ = here.Close()
				continue
			}
			go m.hand(here, there)
			go m.hand(there, here)
		}
	}()
	return m
}

// hand copies until one end closes, and closes both.
func (m *meter) hand(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	_, _ = io.Copy(metered{to, &m.bytes}, from)
}

type metered struct {
	io.Writer
	bytes *atomic.Int64
}

func (c metered) Write(p []byte) (int, error) {
	c.bytes.Add(int64(len(p)))
	return c.Writer.Write(p)
}

func TestFilesOfMembersGoStraight(t *testing.T) {
	const size = 8 << 20
	_, server, addr := hostParty(t, nil)
	m := newMeter(t, addr)
	anna, annas, room := asMember(t, "Anna", m.addr)
	boris, boriss, borisRoom := asMember(t, "Boris", m.addr)
	path, contents := written(t, "plan.pdf", size)
	id := offers(t, annas, room.Talk(), path)
	boris.appended(t, id)
	before := m.bytes.Load()
	boriss.Fetch(borisRoom.Talk(), id, t.TempDir())
	got := boris.awaitFile(t, id)
	isThere(t, got.Path, contents)
	has := anna.transferred(t, id, "receipt", func(d Transfer) bool { return d.Has })
	if carried := m.bytes.Load() - before; carried > size/8 {
		t.Errorf("the host carried %d bytes", carried)
	}
	if !got.Straight || !has.Straight || got.FromCopy || got.From != boris.named(t, "Anna").ID || has.From != 0 {
		t.Errorf("%+v\n%+v", got, has)
	}
	t.Run("and to the host without being carried at all", func(t *testing.T) {
		server.Fetch(Everyone, id, t.TempDir())
		anna.transferred(t, id, "receipt", func(d Transfer) bool { return d.Has && d.Reader != has.Reader })
	})
}

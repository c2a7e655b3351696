package session

import (
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"confab/transport/internal/wire"
)

// secured is a net.Conn that looks like TLS, and notes what leaves at once and in
// records of how many bytes.
type secured struct {
	net.Conn
	writes, records []int
}

func (s *secured) WriteRecords(p []byte, recordBytes int) (int, error) {
	s.writes, s.records = append(s.writes, len(p)), append(s.records, recordBytes)
	return s.Conn.Write(p)
}

func TestRecords(t *testing.T) {
	bubble(t, "a batch over TLS goes out whole, in records that leave no large buffer behind", func(t *testing.T) {
		a, b := net.Pipe()
		conn := &secured{Conn: a}
		const posts = 40
		s := New(Config{Conn: conn, More: func(w *wire.Writer) (bool, error) {
			for n := range posts {
				if err := w.Append(post(byte(n+1), strings.Repeat("x", 1000))); err != nil {
					return false, err
				}
			}
			return false, nil
		}})
		end, got := ended(s), frames(b)
		s.Wake()
		synctest.Wait()
		if len(got) != posts {
			t.Errorf("%d of %d frames", len(got), posts)
		}
		if len(conn.writes) != 1 || slices.Max(conn.records) > 2<<10 {
			t.Errorf("writes of %v in records of %v", conn.writes, conn.records)
		}
		s.Cut(nil)
		<-end
	})
	bubble(t, "what is queued waits for what is sent or more behind it, and leaves with that", func(t *testing.T) {
		a, b := net.Pipe()
		conn := &secured{Conn: a}
		s := New(Config{Conn: conn, More: func(w *wire.Writer) (bool, error) { return false, w.Append(post(3, "more")) }})
		end, got := ended(s), frames(b)
		s.Queue(post(1, "queued"))
		s.Queue(post(2, "queued too"))
		synctest.Wait()
		if len(conn.writes) != 0 {
			t.Errorf("writes of %v", conn.writes)
		}
		s.Wake()
		synctest.Wait()
		s.Queue(post(4, "queued again"))
		s.Send(post(5, "sent"))
		synctest.Wait()
		for n := range byte(5) {
			if p, ok := (<-got).(*wire.Post); !ok || p.CID[0] != n+1 {
				t.Errorf("frame %d is %+v", n+1, p)
			}
		}
		if len(conn.writes) != 2 {
			t.Errorf("writes of %v", conn.writes)
		}
		s.Cut(nil)
		<-end
		if s.Queue(post(6, "late")) {
			t.Error("a session that is over takes a frame")
		}
	})
	bubble(t, "of very many that are queued the first do not wait, and nobody is taken for slow", func(t *testing.T) {
		a, b := net.Pipe()
		s := New(Config{Conn: &secured{Conn: a}})
		end, got := ended(s), frames(b)
		for n := range 2 * maxQueued {
			if n%maxHeldBack == 0 {
				synctest.Wait()
			}
			if !s.Queue(post(byte(n), "queued")) {
				t.Fatal("it is over after ", n)
			}
		}
		s.Wake()
		synctest.Wait()
		if len(got) != 2*maxQueued {
			t.Errorf("%d of %d frames", len(got), 2*maxQueued)
		}
		s.Cut(nil)
		<-end
	})
}

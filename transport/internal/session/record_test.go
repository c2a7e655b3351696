package session

import (
	"crypto/tls"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"confab/transport/internal/wire"
)

// secured is a net.Conn that looks like TLS, and notes what is written at once.
type secured struct {
	net.Conn
	writes []int
}

func (*secured) ConnectionState() (state tls.ConnectionState) { return state }

func (s *secured) Write(p []byte) (int, error) {
	s.writes = append(s.writes, len(p))
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
		if len(conn.writes) < posts*1000/recordBytes || slices.Max(conn.writes) > recordBytes {
			t.Errorf("writes of %v", conn.writes)
		}
		s.Cut(nil)
		<-end
	})
}

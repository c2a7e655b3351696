package core

import (
	"net"
	"strings"
	"testing"
	"time"
)

func TestABurstOfTheHostReachesGuestsWhoRead(t *testing.T) {
	t.Parallel()
	t.Run("however long our pauses are", func(t *testing.T) {
		t.Parallel()
		limits := Limits{WriteSpacing: time.Hour, WriteTimeout: 10 * patience, QueueBytes: 64 << 10}
		s, e, addr := startServer(t, limits)
		var guests []net.Conn
		from := 0
		for range 2 {
			nc := dial(t, addr)
			say(t, nc, "hello\n")
			_, from = e.message(t, from, Incoming)
			guests = append(guests, nc)
		}
		const lines = 600
		line := strings.Repeat("x", 1500)
		for range lines {
			if _, err := s.Send(Everyone, line); err != nil {
				t.Fatal(err)
			}
		}
		// The last ones are few enough to wait for their time.
		for _, nc := range guests {
			hear(t, nc, lines*(len(line)+1)-limits.QueueBytes)
		}
	})
}

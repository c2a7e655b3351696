package session

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"

	"confab/transport/internal/wire"
)

func TestProve(t *testing.T) {
	bubble(t, "only the answer to its own PING proves that the other side lives, and once", func(t *testing.T) {
		a, b := net.Pipe()
		s := New(Config{Conn: a})
		end, said := ended(s), frames(b)
		proved := 0
		s.Prove(func() error { proved++; return nil })
		ping, ok := (<-said).(*wire.Ping)
		if !ok {
			t.Fatal("no PING came")
		}
		for _, step := range []struct {
			token uint64
			want  int
		}{{ping.Token + 1, 0}, {ping.Token, 1}, {ping.Token, 1}} {
			if _, err := b.Write(encoded(t, &wire.Pong{Token: step.token})); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if proved != step.want {
				t.Errorf("after PONG %d it was proved %d times, want %d", step.token, proved, step.want)
			}
		}
		_ = b.Close()
		<-end
	})
	bubble(t, "an error of what was to follow ends the session", func(t *testing.T) {
		a, b := net.Pipe()
		s := New(Config{Conn: a})
		end, said := ended(s), frames(b)
		why := errors.New("not wanted")
		s.Prove(func() error { return why })
		ping := (<-said).(*wire.Ping)
		if _, err := b.Write(encoded(t, &wire.Pong{Token: ping.Token})); err != nil {
			t.Fatal(err)
		}
		if err := <-end; !errors.Is(err, why) {
			t.Errorf("Run returned %v", err)
		}
	})
}

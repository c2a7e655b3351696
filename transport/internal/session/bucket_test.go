package session

import (
	"fmt"
	"net"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestPings(t *testing.T) {
	for _, frame := range []wire.Frame{&wire.Ping{Token: 1}, &wire.Pong{Token: 1}} {
		bubble(t, fmt.Sprintf("of who sends %vs as fast as it can a burst is taken and then ten a second", frame.Type()), func(t *testing.T) {
			a, b := net.Pipe()
			s := New(Config{Conn: a, Received: func(wire.Frame) error { return nil }})
			end, _ := ended(s), frames(b)
			const patience = 10 * time.Second
			one := encoded(t, frame)
			taken := 0
			for late := time.Now().Add(patience); time.Now().Before(late); taken++ {
				if _, err := b.Write(one); err != nil {
					t.Fatal(err, <-end)
				}
			}
			if most := pingBurst + pingsPerSecond*int(patience/time.Second); taken < pingBurst || taken > most+2 {
				t.Errorf("%d were taken in %v", taken, patience)
			}
			if s.ending() {
				t.Error("it ended:", <-end)
			}
			s.Cut(nil)
			<-end
		})
	}
	bubble(t, "PINGs at the pace of a session are answered at once, for an hour", func(t *testing.T) {
		a, b := net.Pipe()
		end, got := ended(New(Config{Conn: a})), frames(b)
		for range 360 {
			time.Sleep(10 * time.Second)
			begun := time.Now()
			b.Write(encoded(t, &wire.Ping{Token: 7}))
			for f := range got {
				if pong, ok := f.(*wire.Pong); ok && pong.Token == 7 {
					break
				}
			}
			if d := time.Since(begun); d != 0 {
				t.Fatalf("the answer took %v", d)
			}
		}
		b.Close()
		<-end
	})
}

func TestSkipped(t *testing.T) {
	bubble(t, "a frame that nobody knows is told with its size, and holds up reading but not life", func(t *testing.T) {
		a, b := net.Pipe()
		sizes := []int{}
		end := ended(New(Config{Conn: a, Skipped: func(bytes int) {
			sizes = append(sizes, bytes)
			time.Sleep(time.Hour)
		}}))
		got := frames(b)
		if _, err := b.Write([]byte{0, 0, 0, 3, 0xF0, 1, 2, 3}); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if _, err := b.Write(encoded(t, &wire.Ping{Token: 7})); err != nil {
			t.Fatal(err)
		}
		for f := range got {
			if pong, ok := f.(*wire.Pong); ok && pong.Token == 7 {
				break
			}
		}
		if d := time.Since(begun); d != time.Hour || fmt.Sprint(sizes) != "[8]" {
			t.Errorf("the answer took %v, sizes %v", d, sizes)
		}
		b.Close()
		<-end
	})
}

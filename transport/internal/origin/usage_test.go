package origin

import (
	"fmt"
	"testing"
	"time"
)

func TestUsage(t *testing.T) {
	const window = 10 * time.Minute
	now := time.Unix(1e9, 0)
	// stock is how much there is, as its owner counts it.
	type stock struct {
		Usage
		left float64
	}
	taken := func(s *stock, from Origin) bool {
		ok := s.Take(from, s.left, now) == Taken
		if ok {
			s.left--
		}
		return ok
	}
	// greedy is how much one takes that comes so often, each time as another.
	greedy := func(s *stock, times int, as func(i int) Origin) (n int) {
		for i := range times {
			if taken(s, as(i)) {
				n++
			}
		}
		return n
	}
	fresh := func(size float64, perPlace int) *stock {
		return &stock{Usage{PerPlace: perPlace, Window: window}, size}
	}
	t.Run("all addresses of a machine have four times what one has", func(t *testing.T) {
		s := fresh(1000, 60)
		if n := greedy(s, 5000, func(i int) Origin { return at(fmt.Sprintf("fd77::%x", i+1), 1) }); n != 240 {
			t.Errorf("one machine takes %d", n)
		}
		if from := at("fd77::1:1", 1); s.Take(from, s.left, now) != OverOwn {
			t.Error("it is not said that the limit is its own")
		}
		if n := greedy(s, 100, func(int) Origin { return at("fd77::2:1", 2) }); n != 60 {
			t.Errorf("an address of another takes %d", n)
		}
	})
	t.Run("addresses of one network leave something to other networks", func(t *testing.T) {
		s := fresh(1000, 60)
		n := greedy(s, 20_000, func(i int) Origin { return at(fmt.Sprintf("192.0.2.%d", i%250), 0) })
		if n < 650 || n > 770 {
			t.Errorf("one network takes %d", n)
		}
		if from := at("192.0.2.1", 0); s.Take(from, s.left, now) != OverAll {
			t.Error("it is not said that the limit is of all")
		}
		if n := greedy(s, 100, func(int) Origin { return at("198.51.100.1", 0) }); n < 20 {
			t.Errorf("an address of another network takes %d", n)
		}
	})
	t.Run("those far away leave something to those near, whatever number of networks they have", func(t *testing.T) {
		s := fresh(1000, 60)
		if n := greedy(s, 20_000, func(i int) Origin { return at(fmt.Sprintf("2001:db8:%x::1", i), 0) }); n < 850 || n > 880 {
			t.Errorf("those far away take %d", n)
		}
		if !taken(s, at("fd77::1", 1)) {
			t.Error("one near gets nothing")
		}
	})
	t.Run("when little is left it is for those who used nothing", func(t *testing.T) {
		s := fresh(100, 1000)
		for machine := range byte(5) { // each takes half of what is left
			greedy(s, 1000, func(int) Origin { return at(fmt.Sprintf("198.51.100.%d", 1+machine), 1+machine) })
			if from := at(fmt.Sprintf("198.51.100.%d", 101+machine), 101+machine); !taken(s, from) {
				t.Fatalf("after %d machines, with %v left, a newcomer gets nothing", 1+machine, s.left)
			}
		}
	})
	t.Run("what was used counts less with time, and is forgotten", func(t *testing.T) {
		s := fresh(1e9, 60)
		from := at("192.0.2.1", 0)
		greedy(s, 60, func(int) Origin { return from })
		if taken(s, from) {
			t.Error("an address takes more than it may")
		}
		now = now.Add(window / 60 * 11 / 10)
		if !taken(s, from) || taken(s, from) {
			t.Error("after the sixtieth of the time it may not take one more")
		}
		for i := range 100_000 { // two a second
			now = now.Add(time.Second / 2)
			taken(s, at(fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xFFFF), 0))
		}
		if n := len(s.groups); n > 4*2*int(window.Seconds()) {
			t.Errorf("%d groups are kept", n)
		}
	})
}

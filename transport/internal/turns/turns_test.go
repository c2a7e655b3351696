package turns

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"

	"confab/transport/internal/origin"
)

// from is the place of one of many addresses.
func from(n int) origin.Place {
	return origin.Origin{Addr: netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)})}.Place()
}

func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(1)
		turns.Prefer(from(9))
		if err := turns.Take(t.Context(), from(0)); err != nil {
			t.Fatal(err)
		}
		order := make(chan string, 10)
		wait := func(ctx context.Context, name string, p origin.Place) {
			before := turns.Waiting()
			go func() {
				if turns.Take(ctx, p) == nil {
					order <- name
				}
			}()
			if synctest.Wait(); turns.Waiting() != before+1 {
				t.Errorf("%s does not wait", name)
			}
		}
		for i := range 3 {
			wait(t.Context(), fmt.Sprint("many ", i), from(1))
		}
		wait(t.Context(), "few 0", from(2))
		wait(t.Context(), "few 1", from(2))
		wait(t.Context(), "single", from(3))
		wait(t.Context(), "member", from(9))
		gone, leave := context.WithCancel(t.Context())
		wait(gone, "gone", from(4))
		leave()
		if synctest.Wait(); turns.Waiting() != 7 {
			t.Errorf("who has gone still waits: %d wait", turns.Waiting())
		}
		for _, want := range []string{"member", "single", "few 0", "few 1", "many 0", "many 1", "many 2"} {
			turns.Give()
			if got := <-order; got != want {
				t.Errorf("it is the turn of %q, want %q", got, want)
			}
		}
		turns.Give()
		if turns.free != 1 || len(turns.counts) != 0 {
			t.Errorf("%d turns are free, %d places counted", turns.free, len(turns.counts))
		}
		for i := range 2 * maxPlaces {
			turns.Prefer(from(100 + i))
		}
		if len(turns.members) > maxPlaces {
			t.Errorf("%d places are kept", len(turns.members))
		}
	})
}

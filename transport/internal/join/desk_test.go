package join

import (
	"testing"
	"time"

	"confab/transport/internal/wire"
)

// newDesk is a desk with a clock that the test moves on.
func newDesk() (d *Desk, pass func(time.Duration)) {
	now := time.Unix(1_800_000_000, 0)
	return &Desk{Now: func() time.Time { return now }}, func(by time.Duration) { now = now.Add(by) }
}

func TestDesk(t *testing.T) {
	expect := func(t *testing.T, d *Desk, token wire.Token, want Verdict) {
		t.Helper()
		if got := d.Take(token); got != want {
			t.Errorf("the verdict is %d, not %d", got, want)
		}
	}
	t.Run("one comes by an invitation for one, and many by one for many", func(t *testing.T) {
		d, _ := newDesk()
		one, _ := d.Open(false, Lifetime)
		expect(t, d, one, Valid)
		expect(t, d, one, Used)
		many, _ := d.Open(true, Lifetime)
		for range 100 {
			expect(t, d, many, Valid)
		}
		expect(t, d, one, Used)
	})
	t.Run("a token that is like one, or none, is unknown", func(t *testing.T) {
		d, _ := newDesk()
		expect(t, d, wire.Token{}, Unknown)
		token, _ := d.Open(true, Lifetime)
		for i := range token {
			other := token
			other[i] ^= 1
			expect(t, d, other, Unknown)
		}
		expect(t, d, wire.Token{}, Unknown)
		expect(t, d, token, Valid)
	})
	t.Run("it is over when its time is, not before, and when it is closed", func(t *testing.T) {
		d, pass := newDesk()
		token, expires := d.Open(true, Lifetime)
		pass(Lifetime - 1)
		expect(t, d, token, Valid)
		pass(1)
		if expires != d.now() {
			t.Errorf("it expires at %v, and it is %v", expires, d.now())
		}
		expect(t, d, token, Expired)
		token, _ = d.Open(false, Lifetime)
		if !d.Close() || d.Close() {
			t.Error("it was closed never, or twice")
		}
		expect(t, d, token, Expired)
	})
	t.Run("another one closes it, and a use that came to nothing is given back", func(t *testing.T) {
		d, _ := newDesk()
		first, _ := d.Open(false, Lifetime)
		second, _ := d.Open(false, Lifetime)
		if first == second {
			t.Fatal("two invitations have one token")
		}
		expect(t, d, first, Expired)
		expect(t, d, second, Valid)
		d.Return(second)
		expect(t, d, second, Valid)
		d.Return(wire.Token{1})
		expect(t, d, second, Used)
	})
	t.Run("it knows what became of the last ones, and no more", func(t *testing.T) {
		d, _ := newDesk()
		var tokens []wire.Token
		for range 3 * remembered {
			token, _ := d.Open(false, Lifetime)
			tokens = append(tokens, token)
		}
		expect(t, d, tokens[2*remembered-1], Unknown)
		expect(t, d, tokens[2*remembered], Expired)
		expect(t, d, tokens[3*remembered-1], Valid)
		if n := len(d.invitations); n != remembered {
			t.Errorf("it knows %d", n)
		}
	})
	t.Run("a clock that is set back, or a machine that slept, does not make it longer", func(t *testing.T) {
		began := time.Now()
		now := began
		d := &Desk{Now: func() time.Time { return now }}
		token, _ := d.Open(true, Lifetime)
		now = began.Add(2 * Lifetime).Round(0) // of the wall alone
		expect(t, d, token, Expired)
		now = began
		expect(t, d, token, Valid)
	})
}

package passcode

import (
	"errors"
	"testing"
	"time"
)

// desk is a Guard with a clock that stands still.
type desk struct {
	*Guard
	testing.TB
	clock time.Time
	shown string
}

func newDesk(t testing.TB, once bool) *desk {
	d := &desk{TB: t, clock: time.Unix(1_790_000_000, 0)}
	d.Guard = NewGuard(func() time.Time { return d.clock })
	d.shown = d.Open(d.clock.Add(10*time.Minute), once)
	return d
}

func (d *desk) pass(by time.Duration) { d.clock = d.clock.Add(by) }

// refused fails the test unless err is a Refusal for a reason, and returns its Retry.
func (d *desk) refused(err error, want Reason) time.Duration {
	d.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Reason != want {
		d.Fatalf("%v, not reason %d", err, want)
	}
	if want == Busy && r.Retry == 0 || want != Busy && want != Wrong && r.Retry > 0 {
		d.Errorf("%v with %v to wait", err, r.Retry)
	}
	return r.Retry
}

func (d *desk) begin() *Try {
	d.Helper()
	try, err := d.Begin()
	if err != nil {
		d.Fatal(err)
	}
	if try.Code != d.shown {
		d.Fatalf("the code is %s, and %s is shown", try.Code, d.shown)
	}
	return try
}

// guess makes an exchange with a right or wrong code.
func (d *desk) guess(right bool) error {
	d.Helper()
	fresh, err := d.Judge(d.begin(), func() bool { return right })
	if fresh != "" {
		d.shown = fresh
	}
	return err
}

// wrong makes a wrong guess as soon as it is let.
func (d *desk) wrong() (waited time.Duration) {
	d.Helper()
	for {
		if _, err := d.Begin(); err == nil {
			d.Drop(d.running)
			break
		} else {
			wait := d.refused(err, Busy)
			waited += wait
			d.pass(wait)
		}
	}
	d.refused(d.guess(false), Wrong)
	return waited
}

func TestCodeOfOne(t *testing.T) {
	d := newDesk(t, true)
	if err := d.guess(true); err != nil {
		t.Fatal(err)
	}
	_, err := d.Begin()
	d.refused(err, Used)
	d.End()
	_, err = d.Begin()
	d.refused(err, Used)
	d.shown = d.Open(d.clock.Add(time.Minute), true)
	if err := d.guess(true); err != nil {
		t.Error("a new code:", err)
	}
}

func TestCodeOfMany(t *testing.T) {
	d := newDesk(t, false)
	for range 2 * WindowGuesses {
		if err := d.guess(true); err != nil {
			t.Fatal(err)
		}
	}
	d.Use()
	if err := d.guess(true); err != nil {
		t.Error("after somebody came by the link:", err)
	}
}

func TestLinkUsesUpTheCodeOfOne(t *testing.T) {
	d := newDesk(t, true)
	try := d.begin()
	d.Use()
	_, err := d.Judge(try, func() bool { t.Error("looked at"); return true })
	d.refused(err, Busy)
	_, err = d.Begin()
	d.refused(err, Used)
}

func TestCodeIsTakenAgainWhereItLetNobodyIn(t *testing.T) {
	d := newDesk(t, true)
	if err := d.guess(true); err != nil {
		t.Fatal(err)
	}
	d.Return()
	if err := d.guess(true); err != nil {
		t.Error(err)
	}
}

func TestExpiredCode(t *testing.T) {
	d := newDesk(t, true)
	late := d.begin()
	d.pass(10 * time.Minute)
	_, err := d.Begin()
	d.refused(err, Expired)
	_, err = d.Judge(late, func() bool { return true })
	d.refused(err, Expired)

	d.shown = d.Open(d.clock.Add(10*time.Minute), true)
	d.End()
	_, err = d.Begin()
	d.refused(err, Expired)
	_, err = NewGuard(time.Now).Begin()
	d.refused(err, Expired)
}

func TestThreeWrongGuesses(t *testing.T) {
	d := newDesk(t, true)
	first := d.shown
	for try := range Tries {
		if d.shown != first {
			t.Fatal("another code before the third guess")
		}
		wait := d.refused(d.guess(false), Wrong)
		if third := try == Tries-1; third && wait != Pause || !third && wait != 0 {
			t.Errorf("after guess %d a pause of %v", try+1, wait)
		}
	}
	if d.shown == first {
		t.Fatal("the code stays after three wrong guesses")
	}
	_, err := d.Begin()
	if wait := d.refused(err, Busy); wait != Pause {
		t.Errorf("a pause of %v", wait)
	}
	d.pass(Pause - time.Millisecond)
	_, err = d.Begin()
	if wait := d.refused(err, Busy); wait != time.Second {
		t.Errorf("a millisecond before the end of the pause %v are left", wait)
	}
	// A new invitation does not shorten the pause.
	d.shown = d.Open(d.clock.Add(time.Minute), true)
	_, err = d.Begin()
	d.refused(err, Busy)
	d.pass(time.Millisecond)
	if err := d.guess(true); err != nil {
		t.Error("the new code:", err)
	}
}

func TestRightGuessAfterTwoWrongOnes(t *testing.T) {
	d := newDesk(t, true)
	d.refused(d.guess(false), Wrong)
	d.refused(d.guess(false), Wrong)
	if err := d.guess(true); err != nil {
		t.Error(err)
	}
}

func TestGuessesOfAWindow(t *testing.T) {
	d := newDesk(t, false)
	d.shown = d.Open(d.clock.Add(time.Hour), false)
	begun := d.clock
	made := 0
	for range 3 * WindowGuesses {
		d.wrong()
		if made++; made > WindowGuesses && d.clock.Sub(begun) < Window {
			t.Fatalf("%d wrong guesses within %v", made, d.clock.Sub(begun))
		}
		// Nobody can make more by having new invitations opened.
		d.shown = d.Open(d.clock.Add(time.Hour), false)
	}
	// At any moment the last window has WindowGuesses at most.
	if got := d.clock.Sub(begun); got < 2*Window {
		t.Errorf("%d wrong guesses within %v", made, got)
	}
}

func TestOneExchangeAtATime(t *testing.T) {
	d := newDesk(t, true)
	first := d.begin()
	_, err := d.Begin()
	if wait := d.refused(err, Busy); wait != ExchangeTime {
		t.Errorf("%v to wait", wait)
	}
	d.Drop(first)
	second := d.begin()
	d.Drop(first) // which is over
	_, err = d.Begin()
	d.refused(err, Busy)

	// Whoever stalls loses its turn, and its guess.
	d.pass(ExchangeTime)
	third := d.begin()
	_, err = d.Judge(second, func() bool { t.Error("looked at"); return true })
	d.refused(err, Busy)
	if _, err := d.Judge(third, func() bool { return true }); err != nil {
		t.Error(err)
	}
	_, err = d.Judge(third, func() bool { t.Error("looked at"); return true })
	d.refused(err, Busy)
	_, err = d.Judge(nil, func() bool { t.Error("looked at"); return true })
	d.refused(err, Busy)
}

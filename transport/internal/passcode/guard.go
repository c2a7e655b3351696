package passcode

import (
	"fmt"
	"time"
)

const (
	// Tries is how many wrong guesses a code stands.
	Tries = 3
	// Pause is how long no code is taken after that.
	Pause = 30 * time.Second
	// WindowGuesses is how many wrong guesses any Window stands.
	WindowGuesses = 30
	// Window is the time in which WindowGuesses count.
	Window = 10 * time.Minute
	// ExchangeTime is how long an exchange may keep others waiting. It is a matter of
	// two round trips: no person types meanwhile.
	ExchangeTime = 5 * time.Second
)

// Reason says why a code was not taken.
type Reason uint8

const (
	// Wrong is another code than the host's.
	Wrong Reason = 1
	// Expired says that the code's time is over, or that none is shown.
	Expired Reason = 2
	// Used says that the code was for one, who has come in.
	Used Reason = 3
	// Busy says that no code is taken for Retry: another one is being checked, or too
	// many were wrong.
	Busy Reason = 4
)

// Refusal is the error of a code that was not taken.
type Refusal struct {
	Reason Reason
	// Retry is when it makes sense again, in whole seconds, at least one: of Busy, and of
	// Wrong if there is another code now, with a pause before that is taken.
	Retry time.Duration
}

// Error is one line for logs; people get the words of the ui.
func (r *Refusal) Error() string {
	switch r.Reason {
	case Wrong:
		return "the code is wrong"
	case Expired:
		return "the code has expired"
	case Used:
		return "the code is used up"
	}
	return fmt.Sprintf("no code is taken for %v", r.Retry)
}

// Guard keeps the code that a host shows. One goroutine owns it.
type Guard struct {
	now     func() time.Time
	code    string // empty while none is shown
	expires time.Time
	once    bool // the first who has it uses it up
	used    bool
	wrong   int         // guesses at this code
	again   time.Time   // no code is taken before
	guesses []time.Time // the wrong ones of the last Window, at most WindowGuesses
	running *Try
}

// Try is one exchange.
type Try struct {
	// Code is what the client should have.
	Code  string
	begun time.Time
}

// NewGuard returns a Guard that shows no code. Now is the clock: time.Now in the program.
func NewGuard(now func() time.Time) *Guard { return &Guard{now: now} }

// Open draws a code that is taken until it expires, in place of any other; with once, from
// one client. Guesses made before count on.
func (g *Guard) Open(expires time.Time, once bool) (code string) {
	g.expires, g.once, g.used = expires, once, false
	g.fresh()
	return g.code
}

// fresh draws another code. Whoever has the one before has nothing.
func (g *Guard) fresh() { g.code, g.wrong, g.running = draw(), 0, nil }

// End shows no code any more. Of one that was used up that is still said.
func (g *Guard) End() { g.code, g.running = "", nil }

// Use notes that somebody came in by the invitation that the code is of, in another way
// than by the code.
func (g *Guard) Use() {
	if g.once && g.code != "" {
		g.used, g.running = true, nil
	}
}

// Return has a code for one be taken again: whoever used it up could not be let in.
func (g *Guard) Return() { g.used = false }

// Begin starts an exchange with whoever says that it has the code. The error is a
// *Refusal: Expired, Used or Busy.
func (g *Guard) Begin() (*Try, error) {
	now := g.now()
	switch {
	case g.used:
		return nil, &Refusal{Reason: Used}
	case g.code == "" || g.over(now):
		return nil, &Refusal{Reason: Expired}
	}
	until := g.again
	if len(g.guesses) == WindowGuesses {
		until = later(until, g.guesses[0].Add(Window))
	}
	if now.Before(until) {
		return nil, busy(until.Sub(now))
	}
	if g.running != nil {
		if left := g.running.begun.Add(ExchangeTime).Sub(now); left > 0 {
			return nil, busy(left)
		}
	}
	g.running = &Try{Code: g.code, begun: now}
	return g.running, nil
}

// over reports whether the code's time is over, by the clock on the wall or by one that
// nobody sets: that one stands still while a machine sleeps, and the other can be set back.
func (g *Guard) over(now time.Time) bool {
	return !now.Before(g.expires) || !now.Round(0).Before(g.expires.Round(0))
}

// Drop ends an exchange without a guess: its client went away. A nil Try and one that is
// over change nothing.
func (g *Guard) Drop(t *Try) {
	if t != nil && g.running == t {
		g.running = nil
	}
}

// Judge ends an exchange with a guess. It calls right, which must not block, unless the
// exchange has lost its turn. When the error is nil, the client has the code, and a code
// for one is used up. Otherwise it is a *Refusal, Busy or Wrong, and fresh is the code to
// show from now on if that is another one.
func (g *Guard) Judge(t *Try, right func() bool) (fresh string, err error) {
	if t == nil || g.running != t {
		return "", busy(0)
	}
	g.running = nil
	now := g.now()
	if g.over(now) {
		return "", &Refusal{Reason: Expired}
	}
	if right() {
		g.used = g.once
		return "", nil
	}
	for len(g.guesses) > 0 && !now.Before(g.guesses[0].Add(Window)) {
		g.guesses = g.guesses[1:]
	}
	if len(g.guesses) == WindowGuesses {
		g.guesses = g.guesses[1:]
	}
	g.guesses = append(g.guesses, now)
	if g.wrong++; g.wrong == Tries {
		g.fresh()
		g.again = now.Add(Pause)
		return g.code, &Refusal{Reason: Wrong, Retry: Pause}
	}
	return "", &Refusal{Reason: Wrong}
}

// busy is a Refusal for that long, in seconds rounded up.
func busy(d time.Duration) *Refusal {
	return &Refusal{Reason: Busy, Retry: max(time.Second, (d + time.Second - 1).Truncate(time.Second))}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

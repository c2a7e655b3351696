package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/greet"
	"confab/transport/internal/secure"
)

const (
	// dialWithin is longer than Linux looks for a neighbour, three seconds.
	dialWithin = 4 * time.Second
	// greetWithin is how long whoever listens may take for TLS and its version.
	greetWithin = 3 * time.Second
	// tellsAfter is how long silence must last to say something: less is too little for a
	// machine that sleeps on a wireless network.
	tellsAfter = 500 * time.Millisecond
)

// attempt is what came of connecting to one address.
type attempt struct {
	at    netip.AddrPort
	took  time.Duration
	fault fault.Fault // of connecting by TCP
	err   error
	// brief says that there was less time than tellsAfter.
	brief bool
	greeting
}

// greeting is what whoever listens turned out to be.
type greeting struct {
	kind     Kind   // NoTrouble: a Confab
	said     []byte // its first bytes, where they are no TLS
	why      error
	key      secure.ID
	versions []uint16 // none: it does not say
}

// answered reports whether a machine is there: it let us connect, or said no.
func (a attempt) answered() bool { return a.fault == fault.NoFault || a.fault == fault.Refused }

// reach connects, and asks who is there.
func reach(ctx context.Context, sys system, at netip.AddrPort) attempt {
	a := attempt{at: at}
	within := share(ctx, dialWithin)
	a.brief = within < tellsAfter
	dialing, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	began := time.Now()
	conn, err := sys.dial(dialing, at)
	a.took = time.Since(began)
	if a.err = err; err != nil {
		a.fault = fault.Of(err)
		if a.fault == fault.Canceled || errors.Is(err, context.DeadlineExceeded) {
			a.fault = fault.TimedOut
		}
		return a
	}
	defer func() { _ = conn.Close() }()
	a.greeting = ask(ctx, conn)
	return a
}

// ask finds out who listens.
func ask(ctx context.Context, conn net.Conn) greeting {
	ctx, cancel := context.WithTimeout(ctx, share(ctx, greetWithin))
	defer cancel()
	a := greet.Ask(ctx, conn)
	return greeting{kind: kindOf[a.Kind], said: a.Said, why: a.Why, key: a.Key, versions: a.Versions}
}

var kindOf = [...]Kind{
	greet.Confab: NoTrouble, greet.Plain: PlainProgram, greet.Silent: SilentProgram, greet.Closed: ClosedAtOnce,
	greet.OtherTLS: OtherTLS, greet.TLSFailed: TLSFailed,
}

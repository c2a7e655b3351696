package term

import (
	"context"
	"slices"
	"strings"
	"time"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/address"
	"confab/ui/internal/visible"
)

// How long find searches unless -timeout says otherwise. A sweep of four networks takes two
// seconds.
const (
	findTimeout  = 3 * time.Second
	sweepTimeout = 5 * time.Second
)

// find prints the servers that are near, and fails where there are none.
func (r *runner) find(ctx context.Context, args []string) int {
	c := r.command("find")
	who := person{name: new(string), dir: c.String("data", "", ""), verbose: new(bool)}
	timeout := c.Duration("timeout", 0, "")
	sweep := c.Bool("sweep", false, "")
	asJSON := c.Bool("json", false, "")
	if code, done := c.parse(args); done {
		return code
	}
	switch given := c.given("timeout"); {
	case given && *timeout <= 0:
		return c.usage(r.say.FlagValueInvalid("timeout", timeout.String()))
	case !given && *sweep:
		*timeout = sweepTimeout
	case !given:
		*timeout = findTimeout
	}
	me := r.settle(who)
	o := nearby.Options{Sweep: *sweep}
	for _, typed := range c.words {
		addr, _, err := addrOrPort(typed)
		if err != nil {
			return r.fail(r.Words.Error(err))
		}
		o.Addrs = append(o.Addrs, addr)
	}
	var err error
	if o.Known, err = me.met(ctx); err != nil {
		r.fail(r.Words.Error(err)) // none is known then
	}
	own, ours := transport.IdentityIn(me.dir)
	if ours = ours && me.err == nil; ours { // without a folder dir is none
		o.Known = append(o.Known, transport.KnownServer{Identity: own})
	}
	soon, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	found, err := r.search(soon, o)
	if faultOf(err) == transport.PortTaken { // it found what it could
		r.fail(r.say.FindPortTaken)
		err = nil
	}
	// The server of this person is on this machine, and nobody connects to himself.
	found = slices.DeleteFunc(found, func(f transport.FoundServer) bool { return ours && f.Known && f.Identity == own })
	switch {
	case faultOf(err) == transport.Unreachable:
		return r.fail(r.say.NoNetwork)
	case err != nil:
		return r.fail(r.Words.Error(err))
	case len(found) == 0 && *sweep:
		return r.fail(r.say.SweptNothing(*timeout))
	case len(found) == 0:
		return r.fail(r.say.FoundNothing(*timeout))
	}
	var out strings.Builder
	now := time.Now()
	for _, f := range found {
		if *asJSON {
			out.WriteString(foundRecord(f, now))
		} else {
			out.WriteString(r.foundLine(f))
		}
	}
	return r.print(out.String())
}

// addrOrPort is address.Join that takes :PORT too, which stands for this machine or for
// all that are near.
func addrOrPort(typed string) (addr, invitation string, err error) {
	if port := strings.TrimSpace(typed); strings.HasPrefix(port, ":") {
		return port, "", nil
	}
	return address.Join(typed)
}

// foundLine is a server for people: the address to connect to, what is known of it, and
// its other addresses.
func (r *runner) foundLine(f transport.FoundServer) string {
	line := f.Addr + "  " + r.say.NotMet
	if f.Known {
		line = f.Addr + "  " + strings.TrimSpace(r.say.Met(visible.Named(f.Name, f.ShortKey, nameRunes)))
	}
	if len(f.Addrs) > 1 {
		line += "  " + strings.Join(f.Addrs[1:], "  ")
	}
	return line + "\n"
}

// foundRecord is a server for programs.
func foundRecord(f transport.FoundServer, now time.Time) string {
	rec := record{Kind: "found", Time: stamp(now), Addr: f.Addr, Addrs: f.Addrs, Known: &f.Known}
	rec.Name, rec.ShortKey = f.Name, f.ShortKey
	return marshal(rec)
}

package term

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/address"
	"confab/ui/internal/visible"
)

// How long find searches unless -timeout says otherwise. A sweep of four networks takes two
// seconds. Where networks are given it searches until all their addresses were asked, and
// then for sweepAnswers.
const (
	findTimeout    = 3 * time.Second
	sweepTimeout   = 5 * time.Second
	subnetsTimeout = 10 * time.Minute
	sweepAnswers   = time.Second
)

// sweep is the flag -sweep: of the local networks, or of the networks that are given.
type sweep struct {
	on      bool
	subnets []netip.Prefix
}

// String implements flag.Value.
func (s *sweep) String() string { return "" }

// IsBoolFlag has -sweep need no value.
func (s *sweep) IsBoolFlag() bool { return true }

// Set takes true, false, or networks with commas between them, besides those it has.
func (s *sweep) Set(value string) error {
	if on, err := strconv.ParseBool(value); err == nil {
		s.on = on
		return nil
	}
	for text := range strings.SplitSeq(value, ",") {
		subnet, err := nearby.ParseSubnet(text)
		if err != nil {
			return err
		}
		if !slices.Contains(s.subnets, subnet) {
			s.subnets = append(s.subnets, subnet)
		}
	}
	if s.on = true; len(s.subnets) > nearby.SubnetsMost {
		return errManySubnets
	}
	return nil
}

var errManySubnets = errors.New("too many networks")

// isSubnet reports whether a word is meant for -sweep, and not an address or an invitation.
func isSubnet(word string) bool { return strings.Contains(word, "/") && !strings.Contains(word, "://") }

// find prints the servers that are near, and fails where there are none.
func (r *runner) find(ctx context.Context, args []string) int {
	c := r.command("find")
	who := person{name: new(string), dir: c.String("data", "", ""), verbose: new(bool)}
	timeout := c.Duration("timeout", 0, "")
	var sweep sweep
	c.Var(&sweep, "sweep", "")
	asJSON := c.Bool("json", false, "")
	if code, done := c.parse(args); done {
		return code
	}
	var addrs []string
	for _, word := range c.words {
		if !sweep.on || !isSubnet(word) {
			addrs = append(addrs, word)
		} else if sweep.Set(word) != nil {
			return c.usage(r.say.SubnetInvalid(word, nearby.SubnetsMost))
		}
	}
	given := c.given("timeout")
	switch {
	case given && *timeout <= 0:
		return c.usage(r.say.FlagValueInvalid("timeout", timeout.String()))
	case !given && len(sweep.subnets) > 0:
		*timeout = subnetsTimeout
	case !given && sweep.on:
		*timeout = sweepTimeout
	case !given:
		*timeout = findTimeout
	}
	me := r.settle(who)
	o := nearby.Options{Sweep: sweep.on && len(sweep.subnets) == 0, Subnets: sweep.subnets}
	for _, typed := range addrs {
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
	began, all := time.Now(), false
	screen, drawn := progress{say: r.say, columns: r.ErrColumns}, -1
	o.Swept = func(asked, of int) {
		if part := percent(int64(asked), int64(of)); r.ErrColumns != nil && !*asJSON && part != drawn {
			drawn = part
			_, _ = fmt.Fprint(r.Stderr, screen.replace(r.say.Swept(asked, of)+bar(part)))
		}
		if all = asked >= of; all && len(sweep.subnets) > 0 && !given {
			time.AfterFunc(max(sweepAnswers, findTimeout-time.Since(began)), cancel)
		}
	}
	found, err := r.search(soon, o)
	_, _ = fmt.Fprint(r.Stderr, screen.end())
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
	case len(found) == 0 && len(sweep.subnets) > 0 && !all:
		return r.fail(r.say.SubnetsCut(*timeout))
	case len(found) == 0 && len(sweep.subnets) > 0:
		return r.fail(r.say.SubnetsNothing)
	case len(found) == 0 && sweep.on:
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

package term

import (
	"context"
	"strconv"
)

// tail prints what comes until it is interrupted or nothing more comes.
func (r *runner) tail(ctx context.Context, args []string) int {
	c := r.command("tail")
	t := c.target()
	since := c.String("since", "", "")
	if code, done := c.parse(args); done {
		return code
	}
	if code, done := t.resolve(c); done {
		return code
	}
	if len(c.words) > 0 {
		return c.usage(r.say.Excess(c.words[0]))
	}
	from, err := strconv.ParseUint(*since, 10, 64)
	if err != nil && *since != "" {
		return c.usage(r.say.FlagValueInvalid("since", *since))
	}
	if *since != "" && *t.plain {
		return c.usage(r.say.SinceNeedsSecure)
	}

	r.Typed = false // nothing is read from stdin, so there is nothing to prompt for
	me := r.settle(t.person)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := r.printer(*t.asJSON, r.lines(false, me.me), cancel)
	if *t.plain {
		l := r.dial(t.addr, t.encoding, me, p)
		if l.rest(ctx) {
			l.hangUp(ctx)
		}
		return r.end(ctx, l)
	}
	home, code, ok := r.open(me)
	if !ok {
		p.close(ctx)
		return code
	}
	r.warn(home, p, *t.asJSON)
	l := r.enter(home, me, p)
	if *since != "" {
		replay := newReplay(l, max(from, 1))
		l.client.Join(t.addr)
		replay.run(ctx)
	} else {
		l.client.Join(t.addr)
		l.rest(ctx)
	}
	// What others have not got of ours is of no concern here.
	return r.shut(home, r.end(ctx, l))
}

// rest waits until nothing more comes or ctx is canceled. It reports whether the link
// still stands, to a server that says nothing more.
func (l *link) rest(ctx context.Context) (silent bool) {
	select {
	case <-l.down:
	case <-l.silent:
		return true
	case <-ctx.Done():
	}
	return false
}

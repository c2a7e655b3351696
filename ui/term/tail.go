package term

import (
	"context"
	"strconv"
	"strings"

	"confab/transport"
)

// tail prints what comes until it is interrupted or nothing more comes.
func (r *runner) tail(ctx context.Context, args []string) int {
	c := r.command("tail")
	t := c.target()
	since := c.String("since", "", "")
	save := c.saving(false)
	if code, done := c.parse(args); done {
		return code
	}
	if code, done := t.resolve(c); done {
		return code
	}
	if len(c.words) > 0 {
		return c.usage(r.say.Excess(c.words[0]))
	}
	from, ok := parseSince(*since)
	if !ok {
		return c.usage(r.say.FlagValueInvalid("since", *since))
	}
	if *since != "" && *t.plain {
		return c.usage(r.say.SinceNeedsSecure)
	}

	received, code, done := save.offers(*t.plain)
	if done {
		return code
	}
	r.Typed = false // nothing is read from stdin, so there is nothing to prompt for
	me := r.settle(t.person)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	format := r.newLines(false, me.me, nil)
	format.coded = t.code != ""
	if c.given(saveFlag) {
		format.offers = received
	}
	p := r.printer(*t.asJSON, format.format, cancel)
	if *t.plain {
		l := r.dial(t.addr, t.encoding, me, p)
		if silent, _ := l.rest(ctx); silent {
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
	l := r.enter(home, me, p, transport.Limits{})
	if c.given(saveFlag) {
		l.fetch(received)
	}
	var refused error
	if *since != "" {
		replay := newReplay(l, from)
		l.join(t)
		refused = replay.run(ctx)
	} else {
		l.join(t)
		_, refused = l.rest(ctx)
	}
	// What others have not got of ours is of no concern here.
	code = r.end(ctx, l)
	if code == exitDone && refused != nil && ctx.Err() == nil {
		code = r.fail(r.Words.Error(refused))
	}
	return r.shut(home, code)
}

// parseSince is the place that -since means: "17" is the message with that number of the
// first era, "2.17" of the second. Nothing is from the beginning on.
func parseSince(since string) (at transport.Place, ok bool) {
	at.Era = 1
	if since == "" {
		return at, true
	}
	if era, number, later := strings.Cut(since, "."); later {
		n, err := strconv.ParseUint(era, 10, 32)
		if err != nil || n == 0 {
			return at, false
		}
		at.Era, since = uint32(n), number
	}
	seq, err := strconv.ParseUint(since, 10, 64)
	at.Seq = seq
	return at, err == nil
}

// rest waits until nothing more comes or ctx is canceled. It reports whether the link
// still stands, to a server that says nothing more, or why the host did not take the code.
func (l *link) rest(ctx context.Context) (silent bool, refused error) {
	for {
		select {
		case <-l.news:
			if refused = l.settleCode(); refused != nil {
				return false, refused
			}
		case <-l.down:
			return false, nil
		case <-l.silent:
			return true, nil
		case <-ctx.Done():
			return false, nil
		}
	}
}

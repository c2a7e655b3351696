package term

import "context"

// tail prints what comes until it is interrupted or the server ends.
func (r *runner) tail(ctx context.Context, args []string) int {
	c := r.command("tail")
	t := c.target()
	if code, done := c.parse(args); done {
		return code
	}
	if code, done := t.resolve(c); done {
		return code
	}
	if len(c.words) > 0 {
		return c.usage(r.say.Excess(c.words[0]))
	}

	r.Typed = false // nothing is read from stdin, so there is nothing to prompt for
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l := r.dial(t.addr, r.printer(*t.asJSON, r.lines(false, r.Words.You), cancel))
	if l.connected(ctx) {
		select {
		case <-l.down:
		case <-ctx.Done():
		}
	}
	return r.end(ctx, l)
}

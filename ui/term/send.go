package term

import (
	"context"
	"io"
	"strings"

	"confab/transport"
)

// send sends one message and ends: done only when the operating system took all
// of it and the connection was closed in order.
func (r *runner) send(ctx context.Context, args []string) int {
	c := r.command("send")
	t := c.target()
	if code, done := c.parse(args); done {
		return code
	}
	if code, done := t.resolve(c); done {
		return code
	}
	if len(c.words) == 0 {
		return c.usage(r.say.TextMissing)
	}
	text := strings.Join(c.words, " ")
	if text == "-" {
		// What is longer than a message may be is cut far beyond that, and
		// refused for its length.
		all, err := io.ReadAll(io.LimitReader(r.Stdin, lineBytes))
		if err != nil {
			return r.fail(r.say.InputFailed(err))
		}
		text = strings.TrimSuffix(strings.TrimSuffix(string(all), "\n"), "\r")
	}
	if text == "" {
		return r.fail(r.Words.Fault(transport.MessageEmpty, "", nil))
	}

	r.Typed = false // all that was typed has been read
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := func(transport.Event, int) string { return "" }
	l := r.dial(t.addr, r.printer(*t.asJSON, silence, cancel))
	closed := false
	if l.connected(ctx) {
		if err := l.send(l.client, l.server, text); err != nil {
			l.client.Close()
			l.printer.close(ctx)
			return r.fail(r.Words.Error(err))
		}
		closed = l.wait(false, l.down, ctx.Done()) && l.hangUp(ctx)
	}
	code := r.end(ctx, l)
	if code == exitDone && !closed {
		return r.fail(r.say.Interrupted)
	}
	return code
}

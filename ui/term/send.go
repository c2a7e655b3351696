package term

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"confab/transport"
)

// sendTimeout is how long send waits in all unless -timeout says otherwise.
const sendTimeout = 30 * time.Second

// send sends one message and ends: done only when the host has it on disk; over
// plain TCP, when the operating system took all of it and the connection was
// closed in order.
func (r *runner) send(ctx context.Context, args []string) int {
	c := r.command("send")
	t := c.target()
	to := c.String("to", "", "")
	var files paths
	c.Var(&files, fileFlag, "")
	rate := c.String(rateFlag, "", "")
	queued := c.Bool("queued", false, "")
	strip := c.Bool(stripFlag, false, "")
	timeout := c.Duration("timeout", sendTimeout, "")
	if code, done := c.parse(args); done {
		return code
	}
	if code, done := t.resolve(c); done {
		return code
	}
	if len(c.words) == 0 && len(files) == 0 {
		return c.usage(r.say.TextMissing)
	}
	if *timeout <= 0 {
		return c.usage(r.say.FlagValueInvalid("timeout", timeout.String()))
	}
	if *to != "" && *t.plain {
		return c.usage(r.say.ToNeedsSecure)
	}
	if *queued && len(files) == 0 {
		return c.usage(r.say.QueuedNeedsFile)
	}
	if *strip && (*t.plain || len(files) == 0) {
		return c.usage(r.say.StripNeedsFile)
	}
	raw, code, done := c.rawFiles(files, *t.plain, *rate)
	if done {
		return code
	}
	for _, path := range files {
		if _, err := os.Lstat(path); err != nil {
			fmt.Fprintln(r.Stderr, r.Words.Fault(transport.FileUnread, path, nil))
			return r.fail(r.say.FileFlagUnread)
		}
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
	if text == "" && len(files) == 0 {
		return r.fail(r.Words.Fault(transport.MessageEmpty, "", nil))
	}

	r.Typed = false // all that was typed has been read
	me := r.settle(t.person)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := func(transport.Event, int) string { return "" }
	p := r.printer(*t.asJSON, silence, cancel)
	if len(files) > 0 && !*t.plain {
		return r.sendFiles(ctx, delivery{target: t, to: *to, text: text, timeout: *timeout, queued: *queued, strip: *strip}, files, me, p)
	}
	if !*t.plain {
		return r.deliver(ctx, delivery{target: t, to: *to, text: text, timeout: *timeout}, me, p)
	}
	return r.sendPlain(ctx, t, me, text, raw, *timeout, p)
}

// sendPlain is send over plain TCP. The time limits what is said; a file takes as long as it
// takes.
func (r *runner) sendPlain(ctx context.Context, t *target, me self, text string, raw rawFiles, timeout time.Duration, p *printer) int {
	soon, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	files := &rawProgress{runner: r, printer: p}
	if r.ErrColumns != nil && !*t.asJSON {
		files.bar = &progress{say: r.say, columns: r.ErrColumns}
	}
	l := r.dial(t.addr, t.encoding, me, p, files.observe)
	closed := false
	if l.connected(soon) {
		_, server := l.stands()
		sentence := ""
		if text != "" {
			if err := l.send(l.client, server.Talk(), text); err != nil {
				sentence = r.Words.Error(err)
			}
		}
		if sentence == "" && len(raw.paths) > 0 && l.wait(false, l.down, soon.Done()) {
			sentence = files.send(ctx, l, server, raw)
			soon, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		if sentence != "" {
			l.client.Close()
			l.printer.close(ctx)
			return r.fail(sentence)
		}
		closed = l.wait(false, l.down, soon.Done()) && l.hangUp(soon)
	}
	late := soon.Err() != nil && ctx.Err() == nil
	code := r.end(ctx, l)
	switch {
	case code == exitDone && !closed && late:
		return r.fail(r.Words.Fault(transport.TimedOut, t.addr, nil))
	case code == exitDone && !closed:
		return r.fail(r.say.Interrupted)
	}
	return code
}

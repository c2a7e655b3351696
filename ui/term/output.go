package term

import (
	"context"
	"errors"
	"sync/atomic"
)

// outputError is the cause that cancels a command whose stdout is broken.
type outputError struct{ err error }

func (e *outputError) Error() string { return "writing output: " + e.err.Error() }
func (e *outputError) Unwrap() error { return e.err }

// printer starts the printer of a command, which cancel ends when its output
// breaks. text formats events unless asJSON.
func (r *runner) printer(asJSON bool, text format, cancel context.CancelCauseFunc) *printer {
	prompt := ""
	if r.Typed && r.Shown && !asJSON {
		prompt = "> "
	}
	if asJSON {
		text = formatRecord
	}
	return newPrinter(r.Stdout, r.Stderr, text, prompt, func(err error) {
		cancel(&outputError{err})
	})
}

// lines formats events for people; host and me are as in the type.
func (r *runner) lines(host bool, me string, shares *atomic.Bool) format {
	return r.newLines(host, me, shares).format
}

func (r *runner) newLines(host bool, me string, shares *atomic.Bool) *lines {
	l := &lines{words: r.Words, say: r.say, me: me, host: host, shares: shares, echo: !r.Typed}
	if r.Shown {
		l.columns = r.Columns
	}
	return l
}

// outcome is the exit code of a command that ended as it should, unless its
// output could not be written.
func (r *runner) outcome(ctx context.Context) int {
	var broken *outputError
	if errors.As(context.Cause(ctx), &broken) {
		return r.fail(r.say.OutputFailed(broken.err))
	}
	return exitDone
}

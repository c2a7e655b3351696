package term

import (
	"context"
	"strings"
	"time"

	"confab/transport"
)

// leavePatience is how long chat, after the end of a pipe, waits in all for a known
// host that is away: to come back, take the outbox and send the messages that wait
// there; and for a disk that takes nothing, the host's or our own. For a person who
// leaves, chat prints at once how much is kept.
const leavePatience = 30 * time.Second

// talk is one run of chat over the secure protocol.
type talk struct {
	*runner
	link   *link
	asJSON bool
	// held are the lines for the room of all that could not be sent yet, because
	// the host was never reached; what is typed after them waits behind them.
	held []string
	// missed is why the host was not there from the end of the pipe on, nil where it was.
	missed error
	// stuck is why what waits did not go out while the host was there, or nil.
	stuck error
	// refused says that a line of a pipe was not understood or could not be sent.
	refused bool
	// next is the line that was read and waits until it can be taken; last says that
	// none follows.
	next *string
	last bool
	// why is the sentence with which the talk fails, empty where it does not.
	why string
}

// talk is chat over the secure protocol.
func (r *runner) talk(ctx context.Context, t *target, me self, received *offers, forget bool, cancel context.CancelCauseFunc) int {
	home, code, ok := r.open(me)
	if !ok {
		return code
	}
	format := r.newLines(false, me.me, nil)
	format.coded = t.code != ""
	var l *link
	format.offers, format.peers = received, func() []transport.Peer { return l.members() }
	p := r.printer(*t.asJSON, format.format, cancel)
	r.warn(home, p, *t.asJSON)
	l = r.enter(home, me, p, transport.Limits{})
	l.fetch(received)
	if forget {
		l.client.ForgetServer(t.addr)
	}
	one := &talk{runner: r, link: l, asJSON: *t.asJSON}
	l.join(t)
	err := one.converse(ctx)
	if one.stuck != nil && ctx.Err() == nil {
		p.print(r.say.Stuck(one.stuck, r.Words)+"\n", true)
	}
	code = r.end(ctx, l)
	if code == exitDone && err != nil {
		code = r.fail(r.say.InputFailed(err))
	}
	if code == exitDone && one.missed != nil && ctx.Err() == nil {
		code = r.fail(r.Words.Error(one.missed))
	}
	if one.why != "" && ctx.Err() == nil {
		code = r.fail(one.why)
	}
	if one.refused && code == exitDone && ctx.Err() == nil {
		code = exitFailed // the sentence was said
	}
	if n := len(one.held); n > 0 {
		failed := r.fail(r.say.Unsent(n))
		if ctx.Err() == nil {
			code = failed
		}
	}
	return r.shut(home, code)
}

// converse takes lines until they end, the link ends, or ctx is canceled. The
// error is that of an input that broke.
func (t *talk) converse(ctx context.Context) error {
	if t.Typed {
		t.link.printer.print(t.Words.Sentences(t.say.TypeHint, t.say.CommandsHint)+"\n", true)
	}
	in := readLines(t.Stdin, ctx.Done())
	patience := leavePatience
	for {
		if over := t.advance(ctx); over {
			if t.last {
				return in.err
			}
			return nil
		}
		lines := in.lines
		if t.next != nil || t.last {
			lines = nil
		}
		var late <-chan time.Time
		start, stalled := time.Now(), t.stalled()
		if stalled {
			late = time.After(patience)
		}
		select {
		case line, more := <-lines:
			if t.last = !more; more {
				t.next = &line
			}
		case <-t.link.news:
			t.link.catchUp()
			t.release()
		case <-late:
			t.missed, _ = t.link.away()
			return nil
		case <-t.link.down:
			return nil
		case <-ctx.Done():
			return nil
		}
		if stalled {
			patience -= time.Since(start)
		}
	}
}

// stalled reports whether a line of a pipe, or its end, waits for a known host that is away
// to look at a code.
func (t *talk) stalled() bool {
	now, server := t.link.stands()
	return !t.Typed && (t.next != nil || t.last) && now == waiting && server != 0 && t.link.codePending()
}

// advance does what the line that was read asks for, or its end, when that can be, and
// reports whether the talk is over. A pipe waits until there is an outbox and no code
// to be checked, but for what is to be done before; a person waits for nothing.
func (t *talk) advance(ctx context.Context) (over bool) {
	if t.codeEnds() {
		return true
	}
	switch {
	case t.next == nil && !t.last:
		return false
	case t.Typed:
	case t.next != nil && t.early(*t.next):
		return t.why != ""
	case !t.ready():
		return false
	}
	line := t.next
	t.next = nil
	if line == nil || t.take(*line) {
		t.leave(ctx)
		return true
	}
	t.link.printer.wake()
	return !t.Typed && !t.link.wait(true, t.link.down, ctx.Done())
}

// codeEnds settles the code in a pipe, and reports whether that ends the talk.
func (t *talk) codeEnds() bool {
	if t.Typed {
		return false
	}
	err := t.link.settleCode()
	if err != nil {
		t.why = t.Words.Error(err)
	}
	return err != nil
}

// ready reports whether the lines of a pipe can be taken.
func (t *talk) ready() bool {
	_, known := t.link.room()
	return known && len(t.held) == 0 && !t.link.codePending()
}

// early does what a line of a pipe asks for that cannot wait until the host has let us in,
// and reports whether it was such a line: a code, which is what lets us in, and the end.
// While the host is away a code replaces the one before it.
func (t *talk) early(line string) bool {
	now, _ := t.link.stands()
	name, _, _ := strings.Cut(line, " ")
	switch {
	case t.ready(), t.link.codePending() && now != waiting:
		return false
	case name == "/code":
		t.next = nil
		t.take(line)
		return true
	case name == "/quit" && now == asking:
		t.why = t.say.LeftAsking
		return true
	}
	return false
}

// release sends what is held, in the order it was typed, as far as that can be.
func (t *talk) release() {
	room, ready := t.link.room()
	if !ready {
		return
	}
	for len(t.held) > 0 {
		err := t.link.send(t.link.client, room, t.held[0])
		if faultOf(err) == transport.NotConnected {
			return // the host was never reached
		}
		t.held = t.held[1:]
		if err != nil {
			t.complain(t.Words.Error(err))
		}
	}
}

// sayAll sends a line to the room of all, or holds it until that can be.
func (t *talk) sayAll(line string) {
	if line == "" {
		return
	}
	t.held = append(t.held, line)
	t.release()
}

// sendTo sends text to one member and says so when that cannot be.
func (t *talk) sendTo(to transport.TalkID, text string) {
	if err := t.link.send(t.link.client, to, text); err != nil {
		t.complain(t.Words.Error(err))
	}
}

// reply prints text that is no event: beside the JSON, not in it.
func (t *talk) reply(text string) { t.link.printer.print(text+"\n", t.asJSON) }

// complain prints what is wrong with a line. Whoever piped it in is told by the exit
// code, too.
func (t *talk) complain(sentence string) {
	t.refused = t.refused || !t.Typed
	t.link.printer.print(sentence+"\n", true)
}

// leave ends the talk when the host has what is in the outbox, and for a pipe
// also when what waited at the host has come. While the host is away, or a disk takes
// nothing, a person waits for nothing, and a pipe for leavePatience in all.
func (t *talk) leave(ctx context.Context) {
	patience := leavePatience
	if t.Typed {
		patience = 0
	}
	for {
		if t.codeEnds() {
			return
		}
		if t.delivered() && (t.Typed || !t.link.codePending()) {
			break
		}
		t.link.catchUp()
		var over <-chan time.Time
		start := time.Now()
		var timer *time.Timer
		now, _ := t.link.stands()
		stuck := t.link.stuck()
		if now != online || !t.link.adopted() || stuck != nil || t.link.unkept() || t.link.codePending() {
			timer = time.NewTimer(patience)
			over = timer.C
		}
		ended := false
		select {
		case <-t.link.changed:
		case <-t.link.news:
		case <-over:
			ended = true
			if t.stuck = stuck; !t.Typed && now != online {
				t.missed, _ = t.link.away()
			}
		case <-t.link.down:
			ended = true
		case <-ctx.Done():
			ended = true
		}
		if timer != nil {
			timer.Stop()
			patience -= time.Since(start)
		}
		if ended {
			return
		}
	}
	if now, _ := t.link.stands(); now == online && !t.Typed {
		t.link.listen(ctx)
	}
}

// delivered reports whether nothing is left to be waited for but an answer.
func (t *talk) delivered() bool {
	now, _ := t.link.stands()
	met := now == online || t.link.flow.reached()
	return t.link.flow.ready(false) && (t.Typed || met && t.link.adopted())
}

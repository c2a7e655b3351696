package term

import (
	"context"
	"time"

	"confab/transport"
)

// How long chat stays for an answer after the last line of a pipe is written:
// until the server has said nothing for replyQuiet, replyMost in all.
const (
	replyQuiet = 500 * time.Millisecond
	replyMost  = 5 * time.Second
)

// chat sends the lines that are typed and prints what comes.
func (r *runner) chat(ctx context.Context, args []string) int {
	c := r.command("chat")
	t := c.target()
	save := c.saving(false)
	forget := c.Bool("forget", false, "")
	if code, done := c.parse(args); done {
		return code
	}
	if code, done := t.resolve(c); done {
		return code
	}
	if len(c.words) > 0 {
		return c.usage(r.say.Excess(c.words[0]))
	}

	received, code, done := save.offers(*t.plain)
	if done {
		return code
	}
	me := r.settle(t.person)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if !*t.plain {
		return r.talk(ctx, t, me, received, *forget, cancel)
	}
	p := r.printer(*t.asJSON, r.lines(false, me.me, nil), cancel)
	if *forget {
		if code, ok := r.forget(t.addr, me, p, *t.asJSON); !ok {
			p.close(ctx)
			return code
		}
	}
	l := r.dial(t.addr, t.encoding, me, p)
	var err error
	refused := false
	if l.connected(ctx) {
		refused, err = r.converse(ctx, l)
	}
	code = r.end(ctx, l)
	if code == exitDone && err != nil {
		return r.fail(r.say.InputFailed(err))
	}
	if code == exitDone && refused && ctx.Err() == nil {
		return exitFailed // the sentence was said
	}
	return code
}

// converse sends lines until they end, the connection ends, or ctx is canceled.
// It returns whether a line of a pipe was not understood, and the error of an input that
// broke.
func (r *runner) converse(ctx context.Context, l *link) (refused bool, err error) {
	if r.Typed {
		l.printer.print(r.say.TypeHint+"\n", true)
	}
	_, server := l.stands()
	in := readLines(r.Stdin, ctx.Done())
	for {
		select {
		case line, ok := <-in.lines:
			if !ok {
				if l.wait(false, l.down, ctx.Done()) && !r.Typed {
					l.listen(ctx)
				}
				l.hangUp(ctx)
				return refused, in.err
			}
			understood := r.takePlain(l, server, line)
			refused = refused || !understood && !r.Typed
			l.printer.wake()
			if !r.Typed && !l.wait(true, l.down, ctx.Done()) {
				return refused, nil
			}
		case <-l.down:
			return refused, nil
		case <-ctx.Done():
			return refused, nil
		}
	}
}

// encodingCommand is one of the commands in a plain talk, where all other lines go to
// the server as they are; with one more slash these do too.
const encodingCommand = "/encoding"

// takePlain does what one line typed into a plain talk asks for, and returns whether it
// understood a command. What cannot be sent counts as unsent.
func (r *runner) takePlain(l *link, server transport.PeerID, line string) (understood bool) {
	for _, command := range []string{encodingCommand, sendCommand, saveCommand} {
		rest, is := plainCommand(line, command)
		if !is {
			if _, said := plainCommand(line, "/"+command); said {
				line = line[1:]
				break
			}
			continue
		}
		for _, p := range l.client.Peers() {
			if p.ID != server {
				continue
			}
			said, ok := r.commandPlain(l, p, command, rest)
			if said != "" {
				l.printer.print(said+"\n", true)
			}
			return ok
		}
		return true
	}
	if line == "" {
		return true // a raw peer has no sign for an empty message
	}
	if err := l.send(l.client, server.Talk(), line); err != nil {
		l.printer.print(r.Words.Error(err)+"\n", true)
	}
	return true
}

// commandPlain does what a command asks for in the talk with the plain server p. It returns
// what to print, and whether the line was understood.
func (r *runner) commandPlain(l *link, p transport.Peer, command, rest string) (said string, ok bool) {
	switch command {
	case sendCommand:
		said = r.sendRaw(l, p.ID, rest)
	case saveCommand:
		said = r.save(l.client, p, rest)
	default:
		return r.chooseEncoding(l.client, p, rest)
	}
	return said, said == ""
}

// listen stays for an answer.
func (l *link) listen(ctx context.Context) {
	most := time.NewTimer(replyMost)
	defer most.Stop()
	quiet := time.NewTimer(replyQuiet)
	defer quiet.Stop()
	for {
		select {
		case <-l.heard:
			quiet.Reset(replyQuiet)
		case <-quiet.C:
			return
		case <-most.C:
			return
		case <-l.down:
			return
		case <-l.silent:
			return
		case <-ctx.Done():
			return
		}
	}
}

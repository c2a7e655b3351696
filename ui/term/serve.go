package term

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/handout"
)

// serve runs a server without a window until it is interrupted.
func (r *runner) serve(ctx context.Context, args []string) int {
	c := r.command("serve")
	typed := c.String("addr", ":"+address.DefaultPort, "")
	who := c.person()
	plain := c.Bool("plain", true, "")
	open := c.Bool("open", false, "")
	history := c.Bool("history", false, "")
	hidden := c.Bool("hidden", false, "")
	var downloads *string
	c.Func("downloads", "", func(dir string) error {
		downloads = &dir
		return nil
	})
	save, keep := c.saving(true), c.keeping()
	asJSON := c.Bool("json", false, "")
	encoding := c.encoding()
	if code, done := c.parse(args); done {
		return code
	}
	if len(c.words) > 0 {
		return c.usage(r.say.Excess(c.words[0]))
	}
	if *typed == "" {
		return c.usage(r.say.FlagNeedsValue("addr"))
	}

	enc, code, done := c.parseEncoding(*encoding, *plain, r.say.EncodingNeedsGuests)
	if done {
		return code
	}

	received, code, done := save.offers(false)
	if done {
		return code
	}
	copies, code, done := keep.copies()
	if done {
		return code
	}
	offered := handout.Beside()
	if downloads != nil {
		if offered = handout.In(*downloads); *downloads == "" {
			offered = nil
		} else if info, err := os.Stat(*downloads); err != nil || !info.IsDir() {
			return r.fail(r.say.NoFolder("downloads", *downloads))
		}
	}
	me := r.settle(who)
	addr, err := address.Listen(*typed)
	if err != nil {
		return r.fail(r.Words.Error(err))
	}
	home, code, ok := r.openToServe(me)
	if !ok {
		return code
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	h := &host{runner: r, offers: received, flow: newFlow(), asJSON: *asJSON, over: ctx.Done(), made: make(chan struct{}), ended: make(chan struct{}), listens: make(chan struct{})}
	h.shares.Store(*history)
	format := r.newLines(true, me.me, &h.shares)
	format.everywhere = address.Everywhere(addr)
	format.offers, format.peers = h.offers, func() []transport.Peer { return h.server.Peers() }
	h.printer = r.printer(*asJSON, format.format, cancel)
	r.warn(home, h.printer, *asJSON)
	h.server = r.newServer(transport.Options{Sink: h.observe, Logger: h.printer.logger(me.verbose), Version: r.Version,
		Home: home, Name: me.called(home), LetEveryoneIn: *open, ShareHistory: *history, Hidden: *hidden, Languages: r.Languages, Encoding: enc, Downloads: offered, Copies: copies})
	h.offers.in = h.server
	close(h.made)
	h.server.Allow(transport.Visitors{Plain: *plain, Browsers: true, Members: true})
	h.server.Start(addr)
	h.run(ctx)
	h.server.Close()
	h.printer.close(ctx)
	if h.err != nil {
		return r.shut(home, r.fail(r.Words.Error(h.err)))
	}
	return r.shut(home, h.outcome(ctx))
}

// host is one run of serve.
type host struct {
	*runner
	server  server
	printer *printer
	flow    *flow
	offers  *offers // nil where no files are fetched
	asJSON  bool
	// last is the talk that was written to last, so that what a pipe says in
	// another one does not overtake it.
	last    transport.TalkID
	made    chan struct{}   // closed when server is set
	ended   chan struct{}   // closed by observe when Start has failed
	listens chan struct{}   // closed by observe when it has not
	over    <-chan struct{} // closed when the command is to end
	endOnce sync.Once

	listenOnce sync.Once   // closes listens
	err        error       // why; set before ended is closed
	stuck      atomic.Bool // our disk takes nothing for now
	refused    bool        // a line of a pipe was not understood or could not be sent; owned by run
	shares     atomic.Bool // who is let in sees what was said before
}

// observe is the server's sink.
func (h *host) observe(ev transport.Event) {
	if h.offers != nil {
		<-h.made // transfers of an earlier run go on before NewServer returns
		h.offers.observe(ev)
	}
	h.printer.put(ev)
	h.flow.observe(ev)
	if ev.Kind == transport.DiskTrouble && ev.Addr == "" {
		h.stuck.Store(ev.Err != nil)
	}
	if ev.Kind == transport.Listening { // it comes again when the addresses change
		h.listenOnce.Do(func() { close(h.listens) })
	}
	if ev.Kind == transport.ListenFailed {
		h.endOnce.Do(func() {
			h.err = ev.Err
			close(h.ended)
		})
	}
}

// outcome is the exit code of a server that ended as it should: a failure where a pipe
// has given it to say what was not said.
func (h *host) outcome(ctx context.Context) int {
	code := h.runner.outcome(ctx)
	if h.Typed || code != exitDone {
		return code
	}
	if unsent, _, _ := h.flow.outcome(); unsent > 0 {
		return h.fail(h.say.Unsent(unsent))
	}
	if h.refused {
		return exitFailed // the sentence was said
	}
	return exitDone
}

// run takes lines until one is /quit, ctx is canceled or the server could not start. The
// end of the input ends nothing: under systemd there is none to begin with.
func (h *host) run(ctx context.Context) {
	select { // there is nothing to say it with, and no address to invite to, before
	case <-h.listens:
	case <-h.ended:
		return
	case <-ctx.Done():
		return
	}
	if h.Typed {
		h.printer.print(h.say.ServeHint+"\n", true)
	}
	in := readLines(h.Stdin, ctx.Done())
	for {
		select {
		case line, ok := <-in.lines:
			if !ok {
				if in.err != nil {
					h.printer.print(h.say.InputFailed(in.err)+"\n", true)
				}
				in.lines = nil
				continue
			}
			if h.take(line) {
				if !h.Typed {
					h.flow.wait(false, ctx.Done(), h.ended)
				}
				return
			}
			h.printer.wake()
			if !h.Typed && !h.flow.wait(true, ctx.Done(), h.ended) {
				return
			}
		case <-h.ended:
			return
		case <-ctx.Done():
			return
		}
	}
}

// reply prints text that is no event: beside the JSON, not in it.
func (h *host) reply(text string) { h.printer.print(text+"\n", h.asJSON) }

// complain prints what is wrong with a line. Whoever piped it in is told by the exit
// code, too.
func (h *host) complain(sentence string) {
	h.refused = h.refused || !h.Typed
	h.printer.print(sentence+"\n", true)
}

// sendTo sends text and says so when that cannot be.
func (h *host) sendTo(to transport.TalkID, text string) {
	if text == "" {
		return // a raw peer has no sign for an empty message
	}
	if to != h.last && !h.Typed {
		h.flow.wait(false, h.over, h.ended)
	}
	h.last = to
	if err := h.flow.send(h.server, to, text); err != nil {
		h.complain(h.Words.Error(err))
	}
}

// ServeWithoutWindow is the bare command where no window can be shown: it says so
// on stderr and serves until ctx ends. undrawn says that there is a display on
// which nothing can be drawn, for the reason why; without it why may be nil,
// where the environment names no display. It returns the exit code.
func ServeWithoutWindow(ctx context.Context, e Env, why error, undrawn bool) int {
	r := newRunner(e)
	if undrawn {
		fmt.Fprintln(e.Stderr, r.say.NoGraphics(why))
		return r.serve(ctx, nil)
	}
	if why != nil {
		fmt.Fprintln(e.Stderr, why)
	}
	fmt.Fprintln(e.Stderr, r.say.NoDisplay)
	return r.serve(ctx, nil)
}

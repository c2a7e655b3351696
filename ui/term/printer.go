package term

import (
	"bufio"
	"context"
	"io"
	"sync"
	"time"

	"confab/transport"
)

// How much may wait for a slow terminal. Past either, lines are dropped and
// counted, because transport's sink must not wait.
const (
	queuedItems = 4096
	queuedBytes = 16 << 20
	// itemBytes is roughly what an item costs besides its texts.
	itemBytes = 256
)

// closeGrace is how long an interrupted command waits for a terminal that
// takes nothing.
const closeGrace = 2 * time.Second

// item is one thing to print: an event, or text when it is not empty.
type item struct {
	event transport.Event
	text  string
	// toStderr says where text goes.
	toStderr bool
	// lost, when not 0, is how many items were dropped at this place.
	lost int
}

// format turns an event into the line to print, with its newline, or "". lost
// is for Resync. It runs on the printer's goroutine.
type format func(ev transport.Event, lost int) string

// printer is the one writer of stdout and stderr while a command runs. put and
// print never block.
type printer struct {
	out, errOut *bufio.Writer
	format      format
	// prompt is shown after each line when a person types, otherwise empty.
	prompt string
	// failed is called once, from the printer's goroutine, when stdout cannot
	// be written.
	failed func(error)
	done   chan struct{} // closed when run has ended

	shown bool // the prompt stands on the screen; owned by run
	err   error

	mu     sync.Mutex
	more   *sync.Cond // of mu: queue, lost or closed changed
	less   *sync.Cond // of mu: the queue was emptied
	queue  []item     // guarded by mu
	bytes  int        // in queue; guarded by mu
	lost   int        // dropped since the last item in queue; guarded by mu
	closed bool       // guarded by mu
}

func newPrinter(out, errOut io.Writer, f format, prompt string, failed func(error)) *printer {
	p := &printer{
		out: bufio.NewWriterSize(out, 32<<10), errOut: bufio.NewWriter(errOut),
		format: f, prompt: prompt, failed: failed, done: make(chan struct{}),
	}
	p.more, p.less = sync.NewCond(&p.mu), sync.NewCond(&p.mu)
	go p.run()
	return p
}

// put queues ev if it is to be told. It may be called from any goroutine.
func (p *printer) put(ev transport.Event) {
	if told(ev) {
		p.add(item{event: ev})
	}
}

// putAll queues events that can be had again, and waits for a slow terminal
// instead of dropping them. It returns early when ctx is canceled.
func (p *printer) putAll(ctx context.Context, events []transport.Event) {
	stop := context.AfterFunc(ctx, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.less.Broadcast()
	})
	defer stop()
	for _, ev := range events {
		p.mu.Lock()
		for (len(p.queue) >= queuedItems/2 || p.bytes >= queuedBytes/2) && ctx.Err() == nil {
			p.less.Wait()
		}
		p.mu.Unlock()
		if ctx.Err() != nil {
			return
		}
		p.put(ev)
	}
}

// print queues text, which ends with a newline, for stdout or stderr.
func (p *printer) print(text string, toStderr bool) {
	p.add(item{text: text, toStderr: toStderr})
}

// wake shows the prompt again, after Enter has moved past it.
func (p *printer) wake() {
	if p.prompt != "" {
		p.add(item{text: "\r"})
	}
}

func (p *printer) add(it item) {
	size := itemBytes + len(it.text) + len(it.event.Message().Text) + len(it.event.Message().Raw)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) >= queuedItems || p.bytes+size > queuedBytes {
		p.lost++
		return
	}
	p.flushLost()
	p.queue = append(p.queue, it)
	p.bytes += size
	p.more.Signal()
}

// flushLost queues the note of what was dropped. The caller holds mu.
func (p *printer) flushLost() {
	if p.lost > 0 {
		lost := transport.Event{Kind: transport.Resync, Time: time.Now()}
		p.queue = append(p.queue, item{event: lost, lost: p.lost})
		p.lost = 0
	}
}

// close prints what is queued and ends the goroutine. A reader that takes its
// time is waited for until ctx is canceled, and then for closeGrace more; after
// that the goroutine is left in its write and ends with the process.
func (p *printer) close(ctx context.Context) {
	p.mu.Lock()
	p.closed = true
	p.more.Signal()
	p.mu.Unlock()
	select {
	case <-p.done:
		return
	case <-ctx.Done():
	}
	grace := time.NewTimer(closeGrace)
	defer grace.Stop()
	select {
	case <-p.done:
	case <-grace.C:
	}
}

func (p *printer) run() {
	defer close(p.done)
	for {
		batch, open := p.take()
		for _, it := range batch {
			p.write(it)
		}
		if !open && p.shown {
			p.writeTo(p.out, "\n")
		}
		if open && p.prompt != "" && !p.shown {
			p.writeTo(p.out, p.prompt)
			p.shown = true
		}
		p.flush()
		if !open {
			return
		}
	}
}

// take waits for items and returns all there are; open is false after the last.
// They are at most queuedBytes, and as many may gather while they are written.
func (p *printer) take() (batch []item, open bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.queue) == 0 && p.lost == 0 && !p.closed {
		p.more.Wait()
	}
	p.flushLost()
	batch, p.queue, p.bytes = p.queue, nil, 0
	p.less.Broadcast()
	return batch, !p.closed
}

func (p *printer) write(it item) {
	text := it.text
	if text == "\r" { // wake: the prompt was left behind by Enter
		p.shown = false
		return
	}
	if text == "" {
		text = p.format(it.event, it.lost)
	}
	if text == "" {
		return
	}
	if p.shown {
		p.writeTo(p.out, "\r")
		p.shown = false
	}
	if it.toStderr {
		p.flush()
		p.errOut.WriteString(text)
		p.errOut.Flush() // nobody is left to be told of an error
		return
	}
	p.writeTo(p.out, text)
}

func (p *printer) writeTo(w *bufio.Writer, text string) {
	_, err := w.WriteString(text)
	p.check(err)
}

func (p *printer) flush() { p.check(p.out.Flush()) }

// check tells the first error of stdout.
func (p *printer) check(err error) {
	if err != nil && p.err == nil {
		p.err = err
		p.failed(err)
	}
}

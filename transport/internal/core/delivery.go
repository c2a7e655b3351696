package core

import (
	"reflect"
	"runtime"
	"sync"

	"confab/transport/internal/mailbox"
)

// delivery hands events to Options.Sink, one at a time and in order, from a goroutine
// of its own that holds no lock: the sink may call any method, and one that blocks
// holds up nobody. The goroutine lives only while there is something to hand over.
type delivery struct {
	sink func(Event) // nil: nobody wants them
	box  *mailbox.Box[Event]
	// added says that events were added since flush; owned by the loop.
	added bool
	over  bool // nothing is added any more; owned by the loop

	mu     sync.Mutex
	handed chan struct{} // closed when run ends; nil while it does not live. Guarded by mu
	more   bool          // start was called since run last drained box; guarded by mu
	closed bool          // no event is taken any more; guarded by mu
	buffer []Event       // for Drain; owned by run, or by nobody between two
}

func newDelivery(sink func(Event)) *delivery {
	return &delivery{sink: sink, box: mailbox.New(mailboxRules, func() {})}
}

const (
	// startEvery is at how many waiting events start is called before flush.
	startEvery = 256
	// eventsEach is how many events more may wait for each peer in the roster: when
	// thousands come or go at once, nobody's message is lost in that.
	eventsEach = 8
	// yieldEvery is at how many of them the processor is left to others for once:
	// without that a burst would fill the mailbox before run had run at all.
	yieldEvery = mailbox.Size / 4
)

// add takes an event, which is handed over after the next flush, of a Server or Client
// with so many peers. The loop calls it, and flush.
func (d *delivery) add(ev Event, peers int) {
	if d.sink == nil || d.over {
		return
	}
	d.added = true
	waiting := d.box.Post(ev, mailbox.Size+eventsEach*peers)
	if waiting%startEvery == 0 {
		d.start()
	}
	if waiting%yieldEvery == 0 {
		runtime.Gosched()
	}
}

// flush has what was added handed over.
func (d *delivery) flush() {
	if d.added {
		d.added = false
		d.start()
	}
}

// start has what was added handed over. It does not wait for the sink.
func (d *delivery) start() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	d.more = true
	if d.handed == nil {
		d.handed = make(chan struct{})
		go d.run()
	}
}

// run hands events over until there are none.
func (d *delivery) run() {
	for d.hasMore() {
		d.buffer = d.box.Drain(d.buffer)
		for i := range d.buffer {
			d.sink(d.buffer[i])
			d.buffer[i] = Event{}
		}
	}
}

// hasMore reports whether box is to be drained; when not, run is over.
func (d *delivery) hasMore() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.more {
		d.more = false
		return true
	}
	if cap(d.buffer) > mailbox.Spared {
		d.buffer = nil
	}
	close(d.handed)
	d.handed = nil
	return false
}

// close takes no more events, and returns when all that were taken are handed over.
// Called by the sink, it returns at once, and they are handed over when that has
// returned.
func (d *delivery) close() {
	d.mu.Lock()
	d.closed = true
	handed := d.handed
	d.mu.Unlock()
	if handed != nil && !inSink() {
		<-handed
	}
}

// runName is the name of delivery.run in a stack.
var runName = runtime.FuncForPC(reflect.ValueOf((*delivery).run).Pointer()).Name()

// inSink reports whether a sink called the function that asks, that of whichever
// Server or Client: two sinks that close each other's would else wait for ever.
func inSink() bool {
	stack := make([]uintptr, 64)
	n := runtime.Callers(1, stack)
	for n == len(stack) {
		stack = make([]uintptr, 2*n)
		n = runtime.Callers(1, stack)
	}
	frames := runtime.CallersFrames(stack[:n])
	for {
		frame, more := frames.Next()
		if frame.Function == runName {
			return true
		}
		if !more {
			return false
		}
	}
}

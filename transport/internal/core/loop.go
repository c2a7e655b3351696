package core

import (
	"sync"
	"sync/atomic"
)

// loop is the goroutine that owns the state of a core. What others want of it they put
// into its queue, which it empties a batch at a time and in order. The program's calls
// have a queue of their own and wait for one task of the other at most, so that a person
// does not wait for thousands of guests. It works on memory only, and never waits: not
// for the disk, a socket, a sink or another owner.
type loop struct {
	events *delivery // of what a batch changed

	mu    sync.Mutex
	more  *sync.Cond // of mu
	queue []task     // guarded by mu
	spare []*call    // of which nobody is waited for; guarded by mu
	// commands are the program's calls that wait, and calling says whether there are
	// any; guarded by mu.
	commands []*call
	calling  atomic.Bool // read without mu too
	served   []*call     // memory for commands; owned by run
	closed   bool        // run ends when both queues are empty; guarded by mu
	ended    bool        // run has ended; guarded by mu

	// alone is held by whoever works on the state after the end.
	alone sync.Mutex
	done  chan struct{} // closed when run ends
}

// task is something to be done by the loop, or by the executor.
type task interface{ run() }

const (
	// maxCommands is how many calls of the program may wait for the loop. Each is of a
	// goroutine of its own.
	maxCommands = 1024
	// spareCalls is how many calls are kept for the next ones.
	spareCalls = 64
	// spareTasks is for how many tasks the memory is kept.
	spareTasks = 1024
)

func newLoop(events *delivery) *loop {
	l := &loop{events: events, done: make(chan struct{})}
	l.more = sync.NewCond(&l.mu)
	go l.run()
	return l
}

// run does what comes in until close.
func (l *loop) run() {
	defer close(l.done)
	var spare []task
	for {
		batch, ok := l.next(spare)
		if !ok {
			return
		}
		l.serve()
		for i, t := range batch {
			t.run()
			batch[i] = nil
			l.serve()
		}
		l.events.flush()
		if spare = batch[:0]; cap(spare) > spareTasks {
			spare = nil
		}
	}
}

// next returns the tasks that wait, once there are some or calls of the program, and
// keeps spare for others; false is the end.
func (l *loop) next(spare []task) (batch []task, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.queue) == 0 && len(l.commands) == 0 && !l.closed {
		l.more.Wait()
	}
	if len(l.queue) == 0 && len(l.commands) == 0 {
		l.ended = true
		return nil, false
	}
	batch, l.queue = l.queue, spare
	return batch, true
}

// serve does the program's calls that wait.
func (l *loop) serve() {
	if !l.calling.Load() {
		return
	}
	l.mu.Lock()
	l.commands, l.served = l.served[:0], l.commands
	l.calling.Store(false)
	l.mu.Unlock()
	for i, c := range l.served {
		l.served[i] = nil
		c.run()
	}
}

// post has the loop do something, and does not wait for that. After the end nothing is
// done.
func (l *loop) post(t task) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.add(t)
	}
}

// add puts a task into the queue. The caller holds mu.
func (l *loop) add(t task) {
	l.queue = append(l.queue, t)
	if len(l.queue) == 1 {
		l.more.Signal()
	}
}

// do has the loop call f, and returns when that is done. The loop itself must not call
// it, nor anybody whom it waits for.
func (l *loop) do(f func()) {
	l.mu.Lock()
	l.call(f, func(c *call) { l.add(c) })
}

// try is do for a call of the program. It reports whether so few of these wait that f
// was called.
func (l *loop) try(f func()) bool {
	l.mu.Lock()
	if len(l.commands) >= maxCommands {
		l.mu.Unlock()
		return false
	}
	l.call(f, func(c *call) {
		l.commands = append(l.commands, c)
		l.calling.Store(true)
		if len(l.commands) == 1 {
			l.more.Signal()
		}
	})
	return true
}

// call has the loop call f, which add puts into a queue, and waits for that. The caller
// holds mu, which call unlocks. After the end of the loop whoever calls does it.
func (l *loop) call(f func(), add func(*call)) {
	if l.ended {
		l.mu.Unlock()
		l.alone.Lock()
		defer l.alone.Unlock()
		f()
		return
	}
	var c *call
	if n := len(l.spare); n > 0 {
		c, l.spare = l.spare[n-1], l.spare[:n-1]
	} else {
		c = &call{done: make(chan struct{}, 1)}
	}
	c.f = f
	add(c)
	l.mu.Unlock()
	<-c.done
	c.f = nil
	l.mu.Lock()
	if len(l.spare) < spareCalls {
		l.spare = append(l.spare, c)
	}
	l.mu.Unlock()
}

// close returns when the loop has done all that it was asked for before, and ended.
func (l *loop) close() {
	l.mu.Lock()
	l.closed = true
	l.more.Signal()
	l.mu.Unlock()
	<-l.done
}

// call is a task that somebody waits for.
type call struct {
	f    func()
	done chan struct{} // holds a token when f has returned
}

func (c *call) run() {
	c.f()
	c.done <- struct{}{}
}

// ask has the loop call f, and returns its answer.
func ask[T any](l *loop, f func() T) (answer T) {
	l.do(func() { answer = f() })
	return answer
}

// ask2 is ask for two answers.
func ask2[T, U any](l *loop, f func() (T, U)) (t T, u U) {
	l.do(func() { t, u = f() })
	return t, u
}

// taskFunc is a task that is a function.
type taskFunc func()

func (f taskFunc) run() { f() }

// slowAtOnce is how many slow things are done at a time.
const slowAtOnce = 8

// bounded runs a few slow things at a time, each on a goroutine of its own. Nothing is
// started once core.closed is set: then those who close wait for group.
type bounded struct {
	slots chan struct{}
	group sync.WaitGroup
}

func newBounded() *bounded {
	return &bounded{slots: make(chan struct{}, slowAtOnce)}
}

// start has f called as soon as few enough others are.
func (b *bounded) start(f func()) {
	b.group.Go(func() {
		b.slots <- struct{}{}
		defer func() { <-b.slots }()
		f()
	})
}

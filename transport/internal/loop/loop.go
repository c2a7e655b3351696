package loop

import (
	"sync"
	"sync/atomic"
)

// Loop is a goroutine that owns state. What others want of it they put into its queue,
// which it empties a batch at a time and in order. The program's calls have a queue of
// their own and wait for one task of the other at most, so that a person does not wait
// for thousands of guests. It works on memory only, and never waits: not for the disk, a
// socket, a sink or another owner. Make one with New. Any goroutine may call its methods,
// but for what they say of the loop itself.
type Loop struct {
	flush func() // called after each batch; owned by run

	mu    sync.Mutex
	more  *sync.Cond // of mu
	queue []Task     // guarded by mu
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

// Task is something to be done by a Loop or an Executor.
type Task interface{ Run() }

// MaxCommands is how many calls of the program may wait for a Loop. Each is of a
// goroutine of its own.
const MaxCommands = 1024

const (
	// spareCalls is how many calls are kept for the next ones.
	spareCalls = 64
	// spareTasks is for how many tasks the memory is kept.
	spareTasks = 1024
)

// New starts a Loop, which calls flush whenever it has done what waited: what that
// changed can be told at once then.
func New(flush func()) *Loop {
	l := &Loop{flush: flush, done: make(chan struct{})}
	l.more = sync.NewCond(&l.mu)
	go l.run()
	return l
}

// run does what comes in until Close.
func (l *Loop) run() {
	defer close(l.done)
	var spare []Task
	for {
		batch, ok := l.next(spare)
		if !ok {
			return
		}
		l.serve()
		for i, t := range batch {
			t.Run()
			batch[i] = nil
			l.serve()
		}
		l.flush()
		if spare = batch[:0]; cap(spare) > spareTasks {
			spare = nil
		}
	}
}

// next returns the tasks that wait, once there are some or calls of the program, and
// keeps spare for others; false is the end.
func (l *Loop) next(spare []Task) (batch []Task, ok bool) {
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
func (l *Loop) serve() {
	if !l.calling.Load() {
		return
	}
	l.mu.Lock()
	l.commands, l.served = l.served[:0], l.commands
	l.calling.Store(false)
	l.mu.Unlock()
	for i, c := range l.served {
		l.served[i] = nil
		c.Run()
	}
}

// Post has the loop do something, and does not wait for that. After the end nothing is
// done.
func (l *Loop) Post(t Task) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.add(t)
	}
}

// add puts a task into the queue. The caller holds mu.
func (l *Loop) add(t Task) {
	l.queue = append(l.queue, t)
	if len(l.queue) == 1 {
		l.more.Signal()
	}
}

// Do has the loop call f, and returns when that is done. The loop itself must not call
// it, nor anybody whom it waits for.
func (l *Loop) Do(f func()) {
	l.mu.Lock()
	l.call(f, func(c *call) { l.add(c) })
}

// Try is Do for a call of the program. It reports whether so few of these wait that f
// was called.
func (l *Loop) Try(f func()) bool {
	l.mu.Lock()
	if len(l.commands) >= MaxCommands {
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
func (l *Loop) call(f func(), add func(*call)) {
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

// Close returns when the loop has done all that it was asked for before, and ended.
func (l *Loop) Close() {
	l.mu.Lock()
	l.closed = true
	l.more.Signal()
	l.mu.Unlock()
	<-l.done
}

// call is a Task that somebody waits for.
type call struct {
	f    func()
	done chan struct{} // holds a token when f has returned
}

func (c *call) Run() {
	c.f()
	c.done <- struct{}{}
}

// Ask has the loop call f, and returns its answer.
func Ask[T any](l *Loop, f func() T) (answer T) {
	l.Do(func() { answer = f() })
	return answer
}

// Ask2 is Ask for two answers.
func Ask2[T, U any](l *Loop, f func() (T, U)) (t T, u U) {
	l.Do(func() { t, u = f() })
	return t, u
}

// Func is a Task that is a function.
type Func func()

// Run calls it.
func (f Func) Run() { f() }

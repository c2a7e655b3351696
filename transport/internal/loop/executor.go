package loop

import (
	"context"
	"sync"
)

// Executor does what a Loop must not wait for, one thing after the other: what needs the
// disk, above all. What comes of it, its tasks give to the Loop. Make one with
// NewExecutor. Any goroutine may call its methods, but for what they say of the Loop.
type Executor struct {
	mu     sync.Mutex
	more   *sync.Cond // of mu
	jobs   []Task     // guarded by mu
	behind int        // jobs that are not done; guarded by mu
	less   *sync.Cond // of mu: behind fell below ManyJobs, or closed was set
	closed bool       // guarded by mu
	done   chan struct{}
}

// NewExecutor starts an Executor.
func NewExecutor() *Executor {
	x := &Executor{done: make(chan struct{})}
	x.more, x.less = sync.NewCond(&x.mu), sync.NewCond(&x.mu)
	go x.run()
	return x
}

// Do has a function called; see Add.
func (x *Executor) Do(job func()) bool { return x.Add(Func(job)) }

// Add has a job done, and does not wait for that. It reports false after Close, when it
// does nothing.
func (x *Executor) Add(job Task) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return false
	}
	x.jobs = append(x.jobs, job)
	x.behind++
	x.more.Signal()
	return true
}

// ManyJobs is how many jobs may wait before Await holds back what adds more.
const ManyJobs = 256

// Behind returns how many jobs are not done.
func (x *Executor) Behind() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.behind
}

// Await returns when fewer than ManyJobs wait, or the Executor is closed, or ctx
// ends. Whoever hands on what a peer sent calls it before reading more, so that
// the queue has a ceiling. It must be called without a lock that a job needs.
func (x *Executor) Await(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.less.Broadcast()
	})
	defer stop()
	x.mu.Lock()
	defer x.mu.Unlock()
	for x.behind >= ManyJobs && !x.closed && ctx.Err() == nil {
		x.less.Wait()
	}
}

// did notes that a job is done.
func (x *Executor) did() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.behind--; x.behind == ManyJobs-1 {
		x.less.Broadcast()
	}
}

// Wait has a function called, and returns when that is done, or at once after Close. The
// Loop must not call it, nor a job.
func (x *Executor) Wait(job func()) {
	done := make(chan struct{})
	if x.Do(func() { job(); close(done) }) {
		<-done
	}
}

// CatchUp returns when what was asked for before is done.
func (x *Executor) CatchUp() { x.Wait(func() {}) }

func (x *Executor) run() {
	defer close(x.done)
	for {
		x.mu.Lock()
		for len(x.jobs) == 0 && !x.closed {
			x.more.Wait()
		}
		jobs := x.jobs
		x.jobs = nil
		x.mu.Unlock()
		if len(jobs) == 0 {
			return
		}
		for i, job := range jobs {
			job.Run()
			jobs[i] = nil
			x.did()
		}
	}
}

// Close has the jobs done that there are, and waits for that.
func (x *Executor) Close() {
	x.mu.Lock()
	x.closed = true
	x.more.Signal()
	x.less.Broadcast()
	x.mu.Unlock()
	<-x.done
}

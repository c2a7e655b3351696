package core

import (
	"context"
	"sync"
)

// executor does what needs the disk, one thing after the other, and gives what came of
// it to the loop, which never waits for it. Its order is the order of events in the
// talks of members. Decisions about members are made on it too, so that none falls
// between the reading of who is one and the hub that this is read for.
type executor struct {
	mu     sync.Mutex
	more   *sync.Cond // of mu
	jobs   []task     // guarded by mu
	behind int        // jobs that are not done; guarded by mu
	less   *sync.Cond // of mu: behind fell below manyJobs, or closed was set
	closed bool       // guarded by mu
	done   chan struct{}
}

func newExecutor() *executor {
	x := &executor{done: make(chan struct{})}
	x.more, x.less = sync.NewCond(&x.mu), sync.NewCond(&x.mu)
	go x.run()
	return x
}

// do has a function called; see add.
func (x *executor) do(job func()) bool { return x.add(taskFunc(job)) }

// add has a job done; never blocks. After close it does nothing, and says so.
func (x *executor) add(job task) bool {
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

// manyJobs is how many jobs may wait before what comes from the network is read
// more slowly.
const manyJobs = 256

// maxJobs is how many may wait before the program's calls are refused. What peers send
// is held back long before that.
const maxJobs = 1 << 15

// full reports whether so many jobs wait that no call of the program may add more.
func (x *executor) full() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.behind >= maxJobs
}

// await returns when fewer than manyJobs wait, or the executor is closed, or ctx
// ends. Whoever hands on what a peer sent calls it before reading more, so that
// the queue has a ceiling. It must be called without a lock that a job needs.
func (x *executor) await(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.less.Broadcast()
	})
	defer stop()
	x.mu.Lock()
	defer x.mu.Unlock()
	for x.behind >= manyJobs && !x.closed && ctx.Err() == nil {
		x.less.Wait()
	}
}

// did notes that a job is done.
func (x *executor) did() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.behind--; x.behind == manyJobs-1 {
		x.less.Broadcast()
	}
}

// wait has a function called, and returns when that is done. The loop must not call it.
func (x *executor) wait(job func()) {
	done := make(chan struct{})
	if x.do(func() { job(); close(done) }) {
		<-done
	}
}

// catchUp returns when what was asked for before is done.
func (x *executor) catchUp() { x.wait(func() {}) }

func (x *executor) run() {
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
			job.run()
			jobs[i] = nil
			x.did()
		}
	}
}

// close has the jobs done that there are, and waits for that.
func (x *executor) close() {
	x.mu.Lock()
	x.closed = true
	x.more.Signal()
	x.less.Broadcast()
	x.mu.Unlock()
	<-x.done
}

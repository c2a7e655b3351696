package transport

import (
	"context"
	"sync"
)

// worker does what needs the disk, one thing after the other, for callers that
// may not wait. Its order is the order of events in the talks of members.
type worker struct {
	mu     sync.Mutex
	more   *sync.Cond // of mu
	jobs   []func()   // guarded by mu
	behind int        // jobs that are not done; guarded by mu
	less   *sync.Cond // of mu: behind fell below manyJobs, or closed was set
	closed bool       // guarded by mu
	done   chan struct{}
}

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	w.more, w.less = sync.NewCond(&w.mu), sync.NewCond(&w.mu)
	go w.run()
	return w
}

// do has a job done; never blocks. After close it does nothing, and says so.
func (w *worker) do(job func()) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.jobs = append(w.jobs, job)
	w.behind++
	w.more.Signal()
	return true
}

// manyJobs is how many jobs may wait before what comes from the network is read
// more slowly.
const manyJobs = 256

// await returns when fewer than manyJobs wait, or the worker is closed, or ctx
// ends. Whoever hands on what a peer sent calls it before reading more, so that
// the queue has a ceiling. It must be called without a lock that a job needs.
func (w *worker) await(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.less.Broadcast()
	})
	defer stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.behind >= manyJobs && !w.closed && ctx.Err() == nil {
		w.less.Wait()
	}
}

// did notes that a job is done.
func (w *worker) did() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.behind--; w.behind == manyJobs-1 {
		w.less.Broadcast()
	}
}

// catchUp returns when what was asked for before is done.
func (w *worker) catchUp() {
	done := make(chan struct{})
	if w.do(func() { close(done) }) {
		<-done
	}
}

func (w *worker) run() {
	defer close(w.done)
	for {
		w.mu.Lock()
		for len(w.jobs) == 0 && !w.closed {
			w.more.Wait()
		}
		jobs := w.jobs
		w.jobs = nil
		w.mu.Unlock()
		if len(jobs) == 0 {
			return
		}
		for i, job := range jobs {
			job()
			jobs[i] = nil
			w.did()
		}
	}
}

// close has the jobs done that there are, and waits for that.
func (w *worker) close() {
	w.mu.Lock()
	w.closed = true
	w.more.Signal()
	w.less.Broadcast()
	w.mu.Unlock()
	<-w.done
}

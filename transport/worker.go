package transport

import "sync"

// worker does what needs the disk, one thing after the other, for callers that
// may not wait. Its order is the order of events in the talks of members.
type worker struct {
	mu     sync.Mutex
	more   *sync.Cond // of mu
	jobs   []func()   // guarded by mu
	closed bool       // guarded by mu
	done   chan struct{}
}

func newWorker() *worker {
	w := &worker{done: make(chan struct{})}
	w.more = sync.NewCond(&w.mu)
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
	w.more.Signal()
	return true
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
		}
	}
}

// close has the jobs done that there are, and waits for that.
func (w *worker) close() {
	w.mu.Lock()
	w.closed = true
	w.more.Signal()
	w.mu.Unlock()
	<-w.done
}

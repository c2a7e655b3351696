package discover

import (
	"context"
	"sync"
)

// given stands for the system where a program may not ask it: what lists the networks,
// and who is told that they changed. One machine has one, as it has one netlink.
var given struct {
	mu      sync.Mutex
	list    Lister                     // nil: the system is asked; guarded by mu
	waiting map[chan struct{}]struct{} // of the Watches that run; guarded by mu
}

// Use has System list what list does, and Watch wait for Changed. It is for systems that
// let no program ask, and called before anything else of this package.
func Use(list Lister) {
	given.mu.Lock()
	defer given.mu.Unlock()
	given.list = list
}

// Changed says that the networks which Use lists are others. It does not wait.
func Changed() {
	given.mu.Lock()
	defer given.mu.Unlock()
	for w := range given.waiting {
		select {
		case w <- struct{}{}:
		default: // one is waiting already
		}
	}
}

// usedLister returns what Use was given, or nil.
func usedLister() Lister {
	given.mu.Lock()
	defer given.mu.Unlock()
	return given.list
}

// usedReports is reports for what Use lists: it returns nil without that.
func usedReports(ctx context.Context) <-chan struct{} {
	given.mu.Lock()
	defer given.mu.Unlock()
	if given.list == nil {
		return nil
	}
	if given.waiting == nil {
		given.waiting = map[chan struct{}]struct{}{}
	}
	reported := make(chan struct{}, 1)
	given.waiting[reported] = struct{}{}
	context.AfterFunc(ctx, func() {
		given.mu.Lock()
		defer given.mu.Unlock()
		delete(given.waiting, reported)
		close(reported)
	})
	return reported
}

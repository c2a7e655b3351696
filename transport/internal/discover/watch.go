package discover

import (
	"context"
	"time"
)

const (
	// settle is how long Watch waits after the system reported a change, since they
	// come in groups: an interface, its addresses, IPv4 and IPv6.
	settle = 200 * time.Millisecond
	// lookEvery is how often Watch looks where the system reports no changes.
	lookEvery = 5 * time.Second
)

// Watch calls changed with the networks of this machine, at once and whenever they are
// others, until ctx ends. Linux reports changes, and so does Changed; elsewhere, and where
// a program may not receive the reports, Watch looks every five seconds. While they cannot
// be listed it calls nothing.
func Watch(ctx context.Context, list Lister, changed func([]Network)) {
	watchUntilClosed(ctx, list, changes(ctx), changed)
}

// WatchReports is Watch where the system reports changes, and returns at once elsewhere.
func WatchReports(ctx context.Context, list Lister, changed func([]Network)) {
	if reported := changes(ctx); reported != nil {
		watchUntilClosed(ctx, list, reported, changed)
	}
}

// changes is the reports of what Use lists, or of the system.
func changes(ctx context.Context) <-chan struct{} {
	if reported := usedReports(ctx); reported != nil {
		return reported
	}
	return reports(ctx)
}

// watchUntilClosed is watch, and waits for what reports the changes.
func watchUntilClosed(ctx context.Context, list Lister, reported <-chan struct{}, changed func([]Network)) {
	watch(ctx, list, reported, changed)
	if reported != nil {
		for range reported { // until it is closed
		}
	}
}

// watch is Watch with the reports of the system, which may be nil, and are closed when
// there are no more.
func watch(ctx context.Context, list Lister, reported <-chan struct{}, changed func([]Network)) {
	var last []Network
	known := false
	for {
		now, err := list()
		if err == nil && (!known || !sameNetworks(now, last)) {
			last, known = now, true
			changed(now)
		}
		pause := settle
		if reported == nil || err != nil {
			pause = lookEvery
		} else {
			select {
			case _, more := <-reported:
				if !more {
					reported = nil
				}
			case <-ctx.Done():
			}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
		select { // what came meanwhile is in what is listed next
		case _, more := <-reported:
			if !more {
				reported = nil
			}
		default:
		}
	}
}

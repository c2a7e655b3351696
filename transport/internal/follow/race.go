package follow

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"confab/transport/internal/secure"
)

// Dialer opens a TCP connection to the host, unless its context ends first.
type Dialer func(ctx context.Context) (net.Conn, error)

// outcome is what came of trying one way to the host.
type outcome struct {
	way  way
	conn *secure.Conn
	err  error
}

// race tries ways to the host, the one that was found last first, the next each time
// when one has failed or Timing.Stagger after the one before (RFC 8305, section 5). It
// returns the connection by which the host was reached first; State.Way and State.Found
// are that one's way, or the one that the error is of.
func (f *Follower) race(ctx context.Context, ways []way) (*secure.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	outcomes := make(chan outcome, len(ways))
	var trying sync.WaitGroup
	defer func() {
		cancel()
		trying.Wait()
		close(outcomes)
		for late := range outcomes {
			if late.conn != nil {
				dismiss(late.conn.NetConn())
			}
		}
	}()
	next := time.NewTimer(0)
	defer next.Stop()
	best := outcome{}
	for started, ended := 0, 0; ended < len(ways); {
		select {
		case <-next.C:
			if started == len(ways) {
				continue
			}
			w := ways[started]
			started++
			trying.Go(func() {
				conn, err := f.reach(ctx, w.Dial)
				outcomes <- outcome{w, conn, err}
			})
			next.Reset(f.config.Timing.Stagger)
		case o := <-outcomes:
			if ended++; o.err == nil {
				f.took(o.way, true)
				return o.conn, nil
			}
			if !o.way.sought && (best.err == nil || f.telling(o.err) > f.telling(best.err)) {
				best = o
			}
			next.Reset(0)
		}
	}
	f.took(best.way, false)
	return nil, best.err
}

// telling is how much the error of one way says of what is wrong with all. Of a host that
// was met before it is rather that it is not there: whoever else has got one of its
// addresses meanwhile is no reason to give up. Of one that is new it is rather that
// somebody else is there, who may be in the middle.
func (f *Follower) telling(err error) int {
	var changed *secure.ChangedKeyError
	var at *attemptError
	switch other := errors.As(err, &changed); {
	case f.known && (other || errors.As(err, &at) && at.stage == shook && !broken(at.err)):
		return 0
	case f.known:
		return 1
	case other:
		return int(stood) + 1
	case errors.As(err, &at):
		return int(at.stage)
	}
	return 0
}

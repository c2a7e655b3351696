package listen

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

// arrivals is a listener that accepts what the test gives it; a nil conn is an accept that
// fails. It ends when it is closed.
type arrivals chan net.Conn

func (a arrivals) Accept() (net.Conn, error) {
	nc, open := <-a
	switch {
	case !open:
		return nil, net.ErrClosed
	case nc == nil:
		return nil, errors.New("an accept fails")
	}
	return nc, nil
}

func (a arrivals) Close() error   { return nil }
func (a arrivals) Addr() net.Addr { return nil }

// come has a connection come, and returns when its other end sees the end of it.
func (a arrivals) come() (ended <-chan time.Time) {
	near, far := net.Pipe()
	done := make(chan time.Time, 1)
	go func() {
		_, _ = near.Read(make([]byte, 1))
		done <- time.Now()
	}()
	a <- far
	return done
}

// admit is Acceptor.Admit.
type admit = func(net.Conn, netip.AddrPort, origin.Origin) (func(), bool)

// accepting runs an Acceptor in a bubble.
func accepting(t *testing.T, admits admit, failed func(*fault.Error), test func(t *testing.T, l arrivals, closing chan struct{})) {
	synctest.Test(t, func(t *testing.T) {
		var running, accepting sync.WaitGroup
		l, closing := make(arrivals), make(chan struct{})
		a := Acceptor{Listener: l, Closed: closing, Admit: admits, Failed: failed, Running: &running}
		accepting.Go(a.Run)
		test(t, l, closing)
		close(l)
		accepting.Wait()
		running.Wait()
	})
}

func TestAnAcceptorTurnsAway(t *testing.T) {
	nobody := func(net.Conn, netip.AddrPort, origin.Origin) (func(), bool) { return nil, false }
	accepting(t, nobody, nil, func(t *testing.T, l arrivals, _ chan struct{}) {
		begun := time.Now()
		var ends []<-chan time.Time
		for range turnAwayMost + 3 {
			ends = append(ends, l.come())
		}
		for i, end := range ends {
			want := turnAwayAfter // it has learnt by then that it was connected
			if i >= turnAwayMost {
				want = 0
			}
			if took := (<-end).Sub(begun); took != want {
				t.Errorf("number %d is closed after %v, want %v", i, took, want)
			}
		}
		if took := (<-l.come()).Sub(begun); took != 2*turnAwayAfter {
			t.Errorf("one that comes when they are gone is closed after %v", took)
		}
	})
}

func TestAnAcceptorEndsWhatComesWhenItsOwnerHasEnded(t *testing.T) {
	ended := func(net.Conn, netip.AddrPort, origin.Origin) (func(), bool) { return nil, true }
	accepting(t, ended, nil, func(t *testing.T, l arrivals, _ chan struct{}) {
		begun := time.Now()
		if took := (<-l.come()).Sub(begun); took != 0 {
			t.Errorf("it is closed after %v", took)
		}
	})
}

func TestAnAcceptorStartsWhatMayStay(t *testing.T) {
	came := make(map[net.Conn]bool)
	admits := func(nc net.Conn, _ netip.AddrPort, _ origin.Origin) (func(), bool) {
		return func() {
			came[nc] = true
			_ = nc.Close()
		}, false
	}
	accepting(t, admits, nil, func(t *testing.T, l arrivals, _ chan struct{}) {
		<-l.come()
		<-l.come()
	})
	if len(came) != 2 {
		t.Errorf("%d were started", len(came))
	}
}

func TestAnAcceptorPausesWhenAcceptingFails(t *testing.T) {
	var told []*fault.Error
	failed := func(err *fault.Error) { told = append(told, err) }
	accepting(t, nil, failed, func(t *testing.T, l arrivals, closing chan struct{}) {
		begun := time.Now()
		const fails = 12
		for range fails {
			l <- nil
		}
		// Eleven pauses: 5 ms and twice as much each time, a second at most.
		const want = 1275*time.Millisecond + 3*time.Second
		if took := time.Since(begun); took != want {
			t.Errorf("%d failures took %v, want %v", fails, took, want)
		}
		close(closing)
		l <- nil
		if took := time.Since(begun); took != want {
			t.Errorf("it paused when it was closed, %v after the first", took)
		}
		synctest.Wait()
		if len(told) != fails+1 || told[0].Fault != fault.Unknown {
			t.Errorf("told %v", told)
		}
	})
}

package core

import (
	"errors"
	"sync"
	"testing"

	"confab/transport/internal/loop"
)

func isBusy(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Fault == Busy
}

func TestWhatIsTooMuchIsRefusedAndSaysSo(t *testing.T) {
	s, e, _ := startServer(t, Limits{})
	s.lock()
	var taken sync.WaitGroup
	answers := make(chan error, loop.MaxCommands+1)
	for range loop.MaxCommands + 1 {
		taken.Go(func() {
			_, err := s.Send(Everyone, "nobody is here")
			answers <- err
		})
	}
	// The loop answers none of those that wait.
	if err := <-answers; !isBusy(err) {
		t.Errorf("of what is too much the caller is told %v: it has lost it", err)
	}
	for range 1000 {
		s.Rename(1, "one too much")
	}
	asked := make(chan []Peer)
	go func() { asked <- s.Peers() }()
	s.unlock()
	taken.Wait()
	close(answers)
	for err := range answers {
		if isBusy(err) {
			t.Error("one that may wait is refused")
		}
	}
	<-asked // which is never refused
	ev, at := e.kind(t, 0, Overloaded)
	if !isBusy(ev.Err) {
		t.Errorf("the event says %v", ev.Err)
	}
	if _, err := s.Send(Everyone, "after"); isBusy(err) {
		t.Error("it is refused when all is over")
	}
	s.Close()
	for _, ev := range e.snapshot()[at:] {
		if ev.Kind == Overloaded {
			t.Fatal("calls that were refused at one time have several events")
		}
	}
}

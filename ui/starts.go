package ui

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"gioui.org/io/system"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/install"
	"confab/ui/internal/instance"
	"confab/ui/model"
)

// This file is one window per data folder: a second start hands what it was to open to
// the window that is there, and ends.

// appID names the windows for the desktop, which finds their icon by it.
const appID = install.AppID

// handLimit is how long the window that is there may take to answer.
const handLimit = 10 * time.Second

// IsLink reports whether an argument of the program is meant to be what the window opens: a
// link of the scheme confab, as a desktop passes it, an invitation, or an address, of which
// a name alone, which may be a command, is none. Spaces and quotes may be around it. Nothing
// that begins with a dash is one.
func IsLink(arg string) bool {
	return isConfabLink(arg) || address.Invitation(arg) != "" || address.Evident(arg)
}

func isConfabLink(arg string) bool {
	scheme := strings.TrimSuffix(address.LinkScheme, "//")
	return len(arg) >= len(scheme) && strings.EqualFold(arg[:len(scheme)], scheme)
}

// starts is the way from other starts of the program to the window.
type starts struct {
	claim *instance.Claim // nil where this process has none
	err   error           // why it has none
	wake  func()          // set by serve

	mu sync.Mutex
	// waiting are those that the window's goroutine has not seen; nil once it ends, as
	// closing says. Guarded by mu.
	waiting []*arrival
	closing bool
}

// arrival is what one start hands over.
type arrival struct {
	instance.Message
	answer chan instance.Answer // has room for one
}

// openOnce makes this process the one with the window of its data folder, or reports that
// another one has taken what it was to open.
func openOnce(ctx context.Context, c Config) (s *starts, handed bool) {
	const variable = "DESKTOP_STARTUP_ID"
	startup := os.Getenv(variable)
	_ = os.Unsetenv(variable) // it is this start's, and of no program that is started here
	if phone {
		return new(starts), false
	}
	dir, err := dataDir(c)
	if err != nil {
		return &starts{err: err}, false
	}
	ctx, cancel := context.WithTimeout(ctx, handLimit)
	defer cancel()
	claim, err := instance.Open(ctx, dir, instance.Message{
		// What is cut off was too long to be a link in any case.
		Link: c.Link[:min(len(c.Link), instance.MaxLinkBytes)], Startup: startup[:min(len(startup), instance.MaxStartupBytes)],
	})
	return &starts{claim: claim, err: err}, claim == nil && err == nil
}

// silent says that another process has the window, and did not answer.
func (s *starts) silent() bool {
	return errors.Is(s.err, instance.ErrSilent) || errors.Is(s.err, instance.ErrOtherVersion)
}

// serve takes what other starts hand over, from now on.
func (s *starts) serve(wake func()) {
	s.wake = wake
	if s.claim != nil {
		s.claim.Serve(s.take)
	}
}

// take waits until the window's goroutine has seen what a start hands over. It is called
// on the goroutine of the claim.
func (s *starts) take(ctx context.Context, m instance.Message) instance.Answer {
	a := &arrival{Message: m, answer: make(chan instance.Answer, 1)}
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return instance.Closing
	}
	s.waiting = append(s.waiting, a)
	s.mu.Unlock()
	s.wake()
	select {
	case answer := <-a.answer:
		return answer
	case <-ctx.Done():
	}
	s.mu.Lock()
	at := slices.Index(s.waiting, a)
	if at >= 0 {
		s.waiting = slices.Delete(s.waiting, at, at+1)
	}
	s.mu.Unlock()
	if at >= 0 {
		return 0 // nobody opens it later, when the person has gone on
	}
	return <-a.answer // which is about to come
}

// arrived returns what was handed over since; the caller answers each.
func (s *starts) arrived() []*arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.waiting
	s.waiting = nil
	return all
}

// end has starts wait from now on until this process is gone.
func (s *starts) end() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	for _, a := range s.arrived() {
		a.answer <- instance.Closing
	}
}

// close lets another start be the first. A claim that cannot be given back ends with the
// process.
func (s *starts) close() {
	s.end()
	if s.claim != nil {
		_ = s.claim.Close()
	}
}

// tell says what is wrong with the data folder where another start has it. It
// reports whether it did.
func (s *starts) tell(m *model.Model, home error) bool {
	var e *transport.Error
	if !errors.As(home, &e) || e.Fault != transport.HomeInUse || s.claim == nil && !s.silent() {
		return false
	}
	m.HomeTaken(e.Addr, s.silent())
	return true
}

// openLink shows a link in the Client tab.
func openLink(m *model.Model, link string) {
	switch {
	case link == "":
	case isConfabLink(link):
		m.OpenLink(link)
	default:
		m.OpenTyped(link)
	}
}

// followStarts opens what other starts have handed over, and shows the window.
func (l *loop) followStarts() {
	for _, a := range l.starts.arrived() {
		l.window.Load().Perform(system.ActionRaise)
		l.open(a)
	}
}

// open opens what a start hands over, which is news of a window without the focus.
func (l *loop) open(a *arrival) {
	openLink(l.model, a.Link)
	l.attention.raise(l.handle, a.Startup)
	l.called++
	if !l.config.Focused {
		l.callsUnseen++
	}
	a.answer <- instance.Taken
}

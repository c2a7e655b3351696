package ui

import (
	"context"
	"errors"
	"os"
	"time"

	"gioui.org/app"
	"gioui.org/io/event"
)

// firstFrames is within how many the end of an X11 window that nothing can be
// drawn in is noticed: it comes back from the server, after other events.
const firstFrames = 10

// ended returns why the window ended, or nil if it was closed. err is Gio's reason;
// without one, a window that was not asked to close has lost its display.
func (l *loop) ended(err error) error {
	switch {
	case l.ctx.Err() != nil:
		return nil // at the end of a session the display may go first
	case err != nil && (!l.shown || l.display == x11 && l.frames < firstFrames):
		return l.unseen(err)
	case err == nil && (l.frames == 0 || !l.shown && l.display == wayland):
		return l.unseen(errNoFrame)
	case err == nil && !l.closing:
		return errDisplayGone
	}
	return err
}

// end reports whether the window has ended with e, and why if it was not closed.
func (l *loop) end(e event.Event) (err error, gone bool) {
	if destroyed, ok := e.(app.DestroyEvent); ok {
		return l.ended(destroyed.Err), true
	}
	if viewGone(e) {
		return l.ended(nil), true // another Event would open another window
	}
	return nil, false
}

// unseen is the error of a window that was never to be seen.
func (l *loop) unseen(err error) error {
	if l.undrawn != nil {
		err = l.undrawn // X11, tried after it, knows less
	}
	return &noWindowError{err: err, undrawn: l.display != anyDisplay || l.undrawn != nil}
}

// turnToX11 begins with another window, on X11, where nothing could be drawn in
// one on Wayland: some drivers draw on the one and not on the other.
func (l *loop) turnToX11(err error) bool {
	var none *noWindowError
	if !errors.As(err, &none) || l.display != wayland || os.Getenv("DISPLAY") == "" {
		return false
	}
	l.undrawn, l.avoidsWayland = none.err, true
	l.window.Store(new(app.Window))
	l.display, l.config, l.frames, l.shown, l.closing = anyDisplay, app.Config{}, 0, false, false
	l.handle, l.given = 0, ""
	configure(l.window.Load(), l.model.Prefs(), l.model.Words())
	return true
}

// next waits for the next event. The first of a window opens it; Gio tries
// Wayland before X11 whenever it can be reached, also where no variable names it.
func (l *loop) next() event.Event {
	if e := l.first; e != nil {
		l.first = nil
		return e
	}
	if !l.avoidsWayland {
		return l.window.Load().Event()
	}
	l.avoidsWayland = false
	const name = "WAYLAND_DISPLAY"
	was, named := os.LookupEnv(name)
	os.Setenv(name, os.DevNull)
	restore := offerIBus()
	e := l.window.Load().Event()
	restore()
	if os.Unsetenv(name); named {
		os.Setenv(name, was)
	}
	return e
}

// closeLimit is how long a window may take to close.
const closeLimit = 5 * time.Second

// runInTime is run, but once ctx is done it waits for the window's end only so
// long: a display that hangs must not keep the process. Then it reports hangs, and
// what run owns is not to be touched: it goes on until the process ends.
func (l *loop) runInTime() (hangs bool, err error) {
	err, hangs = inTime(l.ctx, l.run)
	return hangs, err
}

// firstEvent opens the window and returns its first event, unless ctx is done and
// the display hangs: see runInTime.
func firstEvent(ctx context.Context, w *app.Window) (first event.Event, hangs bool) {
	return inTime(ctx, func() event.Event {
		defer offerIBus()()
		return w.Event()
	})
}

// inTime returns what f returns, or hangs if it does not within closeLimit of the
// end of ctx.
func inTime[T any](ctx context.Context, f func() T) (result T, hangs bool) {
	done := make(chan T, 1)
	go func() { done <- f() }()
	select {
	case result = <-done:
		return result, false
	case <-ctx.Done():
	}
	late := time.NewTimer(closeLimit)
	defer late.Stop()
	select {
	case result = <-done:
		return result, false
	case <-late.C:
		return result, true
	}
}

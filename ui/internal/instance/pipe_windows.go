package instance

import (
	"errors"
	"io"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/windows"
)

// pipe is one end of a named pipe that was opened for overlapped I/O. One goroutine uses
// it, but for the event.
type pipe struct {
	handle   windows.Handle
	ending   windows.Handle // an event that ends every wait; zero is none
	deadline time.Time      // zero is none
}

// SetDeadline implements conn.
func (p *pipe) SetDeadline(t time.Time) error {
	p.deadline = t
	return nil
}

// Read implements conn.
func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.wait(func(o *windows.Overlapped) error { return windows.ReadFile(p.handle, b, nil, o) })
	if errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_PIPE_NOT_CONNECTED) {
		err = io.EOF
	}
	return n, err
}

// Write implements conn.
func (p *pipe) Write(b []byte) (int, error) {
	return p.wait(func(o *windows.Overlapped) error { return windows.WriteFile(p.handle, b, nil, o) })
}

// Close implements conn.
func (p *pipe) Close() error { return windows.CloseHandle(p.handle) }

// wait starts an operation and returns how many bytes it moved when it is done. What is
// given to the system stays in its place until then.
func (p *pipe) wait(start func(*windows.Overlapped) error) (int, error) {
	done, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return 0, err
	}
	defer windows.CloseHandle(done)
	o := &windows.Overlapped{HEvent: done}
	var pinned runtime.Pinner
	pinned.Pin(o)
	defer pinned.Unpin()
	if err := start(o); err != nil && !errors.Is(err, windows.ERROR_IO_PENDING) {
		return 0, err
	}
	why := p.await(done)
	if why != nil {
		_ = windows.CancelIoEx(p.handle, o) // it may be done by now
	}
	var n uint32
	if err := windows.GetOverlappedResult(p.handle, o, &n, true); err == nil || why == nil {
		return int(n), err
	}
	return int(n), why
}

// await waits until an event or the deadline comes, or the end.
func (p *pipe) await(done windows.Handle) error {
	events := []windows.Handle{done}
	if p.ending != 0 {
		events = append(events, p.ending)
	}
	patience := uint32(windows.INFINITE)
	if !p.deadline.IsZero() {
		patience = uint32(max(time.Until(p.deadline).Milliseconds(), 0))
	}
	which, err := windows.WaitForMultipleObjects(events, false, patience)
	switch {
	case err != nil:
		return err
	case which == windows.WAIT_OBJECT_0:
		return nil
	case which == uint32(windows.WAIT_TIMEOUT):
		return os.ErrDeadlineExceeded
	}
	return os.ErrClosed
}

// pipeListener has the one instance of the pipe, which serves one start after the other.
type pipeListener struct{ pipe }

func (l *pipeListener) accept() (conn, error) {
	_, err := l.wait(func(o *windows.Overlapped) error { return windows.ConnectNamedPipe(l.handle, o) })
	switch {
	case err == nil, errors.Is(err, windows.ERROR_PIPE_CONNECTED): // before it was waited for
		return &served{pipe{handle: l.handle, ending: l.ending}}, nil
	case errors.Is(err, windows.ERROR_NO_DATA): // it came and went
		_ = windows.DisconnectNamedPipe(l.handle)
	}
	return nil, err
}

func (l *pipeListener) stop() error { return windows.SetEvent(l.ending) }

// Close lets another process make the pipe.
func (l *pipeListener) Close() error {
	return errors.Join(windows.CloseHandle(l.handle), windows.CloseHandle(l.ending))
}

// served is the pipe while one start is at its other end.
type served struct{ pipe }

// Close waits until the start has hung up, or the deadline: what it has not read by then
// is thrown away.
func (s *served) Close() error {
	var nothing [1]byte
	_, _ = s.Read(nothing[:])
	return windows.DisconnectNamedPipe(s.handle)
}

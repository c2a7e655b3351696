package instance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	// takeLimit is how long the one who serves may take for one start, which is less than
	// a start waits: another one may be before it.
	takeLimit = 2 * time.Second
	// pause is how long a start waits before it tries again to reach who is about to serve
	// or to be gone.
	pause = 20 * time.Millisecond
	// glance is how long it is looked whether a start has hung up.
	glance = 5 * time.Millisecond
)

// conn is one meeting of a start and the program that runs.
type conn interface {
	io.ReadWriteCloser
	SetDeadline(time.Time) error
}

// listener waits for starts. After stop, accept fails; Close lets another process be the
// first, once no accept is under way.
type listener interface {
	accept() (conn, error)
	stop() error
	Close() error
}

// errHeld is the error of listen where another process is the first.
var errHeld = errors.New("another process is the first")

// errAbsent is the error of dial while nobody listens, which may be about to change.
var errAbsent = errors.New("nobody listens")

// Claim is the right to the window of a data folder. The zero value is none.
type Claim struct {
	listener listener
	serving  sync.WaitGroup
	cancel   context.CancelFunc // of what Serve takes; set by Serve
}

// Open claims the data folder dir for this process, and makes it where it is missing. If
// another process has it, Open hands m over, and both results are nil once that is taken.
// With ErrSilent or another error of this package nothing was taken; any other one says
// that starts cannot meet here. It blocks until ctx ends at the latest.
func Open(ctx context.Context, dir string, m Message) (*Claim, error) {
	at, err := meetingPlace(dir)
	if err != nil {
		return nil, fmt.Errorf("finding where starts meet: %w", err)
	}
	for {
		l, err := at.listen()
		switch {
		case err == nil:
			return &Claim{listener: l}, nil
		case !errors.Is(err, errHeld):
			return nil, fmt.Errorf("waiting for other starts: %w", err)
		}
		answer, err := at.hand(ctx, m)
		switch {
		case err == nil && answer == Taken:
			return nil, nil
		case err != nil && !errors.Is(err, errAbsent):
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ErrSilent
		case <-time.After(pause):
		}
	}
}

// hand makes one attempt to hand m over.
func (p place) hand(ctx context.Context, m Message) (Answer, error) {
	c, err := p.dial(ctx)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if deadline, ok := ctx.Deadline(); ok {
		_ = c.SetDeadline(deadline) // without one, ctx ends nothing
	}
	err = m.write(c)
	if err == nil {
		var answer Answer
		if answer, err = readAnswer(c); err == nil {
			return answer, nil
		}
	}
	switch {
	case errors.Is(err, ErrTooLong), errors.Is(err, ErrOtherVersion):
		return 0, err
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded):
		return 0, ErrSilent
	}
	return 0, errAbsent // it ended meanwhile, or did not take it in time
}

// Serve answers the starts that come from now on, one after the other: take says what
// became of what they hand over, and returns another Answer than those of this package if
// its context ends before that is known. Serve returns at once; call it once.
func (c *Claim) Serve(take func(context.Context, Message) Answer) {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	c.serving.Go(func() { c.serveLoop(ctx, take) })
}

func (c *Claim) serveLoop(ctx context.Context, take func(context.Context, Message) Answer) {
	for {
		meeting, err := c.listener.accept()
		switch {
		case err == nil:
			answer(ctx, meeting, take)
			_ = meeting.Close()
		case ctx.Err() != nil:
			return
		default: // a start that is gone again, or not of this user, or too many files
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
		}
	}
}

// answer takes what one start hands over.
func answer(ctx context.Context, meeting conn, take func(context.Context, Message) Answer) {
	ctx, cancel := context.WithTimeout(ctx, takeLimit)
	defer cancel()
	deadline, _ := ctx.Deadline()
	_ = meeting.SetDeadline(deadline) // a start that says nothing is let go then
	m, err := readMessage(meeting)
	switch {
	case errors.Is(err, ErrOtherVersion):
		_ = Answer(0).write(meeting) // which has our version
	case err == nil && !gone(meeting):
		_ = meeting.SetDeadline(deadline)
		if a := take(ctx, m); a == Taken || a == Closing {
			_ = a.write(meeting) // the start may have been ended meanwhile
		}
	}
}

// gone reports that a start waits for no answer any more: what it wanted to have opened is
// not opened long after, as when this process was suspended.
func gone(meeting conn) bool {
	_ = meeting.SetDeadline(time.Now().Add(glance))
	var nothing [1]byte
	_, err := meeting.Read(nothing[:])
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// Close lets another process be the first. It waits for the start that is being answered.
func (c *Claim) Close() error {
	if c.cancel != nil {
		c.cancel()
	}
	err := c.listener.stop()
	c.serving.Wait()
	return errors.Join(err, c.listener.Close())
}

// nameOf is the name of a data folder at the place where starts meet: the same for every
// way to write the folder.
func nameOf(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(dir))
	return hex.EncodeToString(sum[:8]), nil
}

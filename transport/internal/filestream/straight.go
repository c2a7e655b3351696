package filestream

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

// This file is how a receiver goes to the sender itself, and comes back to the host.

// elsewhereError is the answer to a WANT that the sender is reached without the host.
type elsewhereError struct{ at *wire.Reach }

func (*elsewhereError) Error() string { return "the sender is reached elsewhere" }

// errBack says that the straight way is not to be had, or has broken.
var errBack = errors.New("the straight way is none")

const (
	// Beat is how often a receiver tells the host that something comes straight.
	Beat = time.Minute
	// partingTime is how long the sender may take to close the straight connection when it
	// has everything to say.
	partingTime = 5 * time.Second
)

// straight pulls by a connection that Reach makes. It fails with errBack where the way
// through the host is to be gone on, for what is missing then.
func (to *Receiver) straight(ctx context.Context, host net.Conn, want wire.Want, at *wire.Reach) (path string, err error) {
	conn := to.Reach(at)
	if conn == nil {
		return "", errBack
	}
	defer conn.Close()
	reach, progress, told := to.Reach, to.Progress, time.Now()
	defer func() { to.Reach, to.Progress, to.Straight = reach, progress, false }()
	to.Reach, to.Straight = nil, true
	to.Progress = func(p *files.Part) {
		if time.Since(told) > Beat {
			told = time.Now()
			_ = Send(host, &wire.Ping{}) // an end of that connection is seen elsewhere
		}
		if progress != nil {
			progress(p)
		}
	}
	want.Ticket = at.Ticket
	path, err = Pull(ctx, conn, want, to)
	switch {
	case err == nil:
		// The host's connections are closed only when the sender has read VERIFIED, as they
		// end what it gives.
		_ = conn.SetReadDeadline(time.Now().Add(partingTime))
		stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
		_, _ = conn.Read(make([]byte, 1))
		stop()
	case ctx.Err() == nil && cut(err):
		return "", errBack
	}
	return path, err
}

// cut reports whether it is the connection that has failed, and no disk: an error of the
// system looks like one of the network.
func cut(err error) bool {
	var disk *files.Error
	var full *files.NoSpaceError
	if errors.As(err, &disk) || errors.As(err, &full) {
		return false
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, ErrTrickle)
}

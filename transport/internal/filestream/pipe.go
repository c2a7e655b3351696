package filestream

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Pipe hands the bytes of two connections over, each way, until one of them ends, and
// closes both. It returns how many bytes the second one gave, and why it ended: nil where
// both ends closed in order.
func Pipe(ctx context.Context, receiver, sender net.Conn) (bytes int64, err error) {
	stop := context.AfterFunc(ctx, func() { _, _ = receiver.Close(), sender.Close() })
	defer stop()
	var back error
	var both sync.WaitGroup
	both.Go(func() { _, back = hand(sender, receiver) })
	bytes, err = hand(receiver, sender)
	both.Wait()
	_, _ = receiver.Close(), sender.Close()
	if err = errors.Join(err, back); ctx.Err() != nil {
		err = ctx.Err()
	}
	return bytes, err
}

// pipeIdle is how long one direction may be silent: the other one is given up by its ends.
const pipeIdle = 24 * time.Hour

// hand copies from one to the other. The end of one ends the other, which is read no more.
func hand(to, from net.Conn) (int64, error) {
	defer func() { _ = to.Close() }()
	// Nothing comes from a receiver while it receives.
	live := [2]*liveConn{{Conn: to}, {Conn: from, patience: pipeIdle}}
	buffer := make([]byte, 64<<10)
	return io.CopyBuffer(struct{ io.Writer }{live[0]}, struct{ io.Reader }{live[1]}, buffer)
}

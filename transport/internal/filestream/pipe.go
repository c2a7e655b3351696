package filestream

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/background"
)

// Pipe hands the bytes of two connections over, each way, until one of them ends, and
// closes both. It returns how many bytes the second one gave, and why it ended: nil where
// both ends closed in order.
func Pipe(ctx context.Context, receiver, sender net.Conn) (bytes int64, err error) {
	end := func() { _, _ = receiver.Close(), sender.Close() }
	stop := context.AfterFunc(ctx, end)
	defer stop()
	var back error
	var moved atomic.Int64
	var both, watch sync.WaitGroup
	look, over := time.NewTicker(Settle), make(chan struct{})
	watch.Go(func() { idle(&moved, look.C, over, end) })
	in, out := newLive(sender), newLive(receiver)
	both.Go(func() { _, back = hand(in, out, &moved) }) // a few bytes
	background.Run(func() { bytes, err = hand(out, in, &moved) })
	both.Wait()
	look.Stop()
	close(over)
	watch.Wait()
	end()
	if err = errors.Join(err, back); ctx.Err() != nil {
		err = ctx.Err()
	}
	return bytes, err
}

// hand copies from one to the other, and counts what it has read. The end of one ends the
// other, which is read no more.
func hand(to, from *liveConn, moved *atomic.Int64) (n int64, err error) {
	defer func() { _ = to.Close() }()
	buffer := make([]byte, 128<<10)
	for {
		got, err := from.Conn.Read(buffer)
		for err == nil && len(buffer)-got >= recordBytes && !from.waits() {
			var more int
			more, err = from.Conn.Read(buffer[got:])
			got += more
		}
		moved.Add(int64(got))
		if got > 0 {
			wrote, err := to.Write(buffer[:got])
			if n += int64(wrote); err != nil {
				return n, err
			}
		}
		if errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
	}
}

// idle calls end once nothing has moved for two looks, until over is closed. A receiver is
// silent while it receives, and a sender while the receiver's disk is busy.
func idle(moved *atomic.Int64, look <-chan time.Time, over <-chan struct{}, end func()) {
	for last := int64(-1); ; {
		select {
		case <-over:
			return
		case <-look:
			now := moved.Load()
			if now == last {
				end()
				return
			}
			last = now
		}
	}
}

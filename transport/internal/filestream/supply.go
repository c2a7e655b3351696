package filestream

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"

	"confab/transport/internal/background"
	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

// Supplier is how Supply finds what is asked for, and tells how far it is. Its functions
// are called by the goroutine of Supply.
type Supplier struct {
	// Find returns what a WANT names, or why not.
	Find func(*wire.Want) (*Stock, wire.RefusedReason)
	// Sent is told how many bytes of contents have left with the last chunk; may be nil.
	Sent func(stock *Stock, chunk, bytes int64)
}

// Supply sends what the receiver at the other end of conn wants, from its first WANT on,
// which was read already. It returns the whole that the receiver verified, and otherwise an
// error: an *EndedError where the files are not what they were.
func Supply(ctx context.Context, conn net.Conn, first *wire.Want, s Supplier) (whole wire.Digest, err error) {
	live, stop := lively(ctx, conn)
	defer stop()
	background.Run(func() { whole, err = s.answer(live, first) })
	return whole, err
}

// answer sends what is wanted, until it is verified.
func (s Supplier) answer(live *liveConn, first *wire.Want) (whole wire.Digest, err error) {
	r := NewReader(live)
	for want := first; ; {
		stock, refusal := s.Find(want)
		if refusal != 0 {
			if err := Send(live, &wire.Refused{Reason: refusal}); err != nil {
				return whole, err
			}
			return whole, &RefusedError{refusal}
		}
		if err := s.stream(live, want, stock); err != nil {
			return whole, err
		}
		live.within(Settle)
		f, err := r.Next()
		switch f := f.(type) {
		case *wire.Verified:
			if own, known := stock.Whole(); known && own != f.Whole {
				return whole, fmt.Errorf("%w: it has another whole", ErrMalformed)
			}
			return f.Whole, nil
		case *wire.Want:
			want = f
		case nil:
			return whole, fmt.Errorf("reading the receiver's answer: %w", err)
		default:
			return whole, unexpected(f)
		}
	}
}

// stream sends HEAD, the tree if it is wanted, the chunks that are wanted, and END.
func (s Supplier) stream(conn net.Conn, want *wire.Want, stock *Stock) error {
	version := wire.Digest(stock.Version())
	tree := stock.Tree()
	head, err := wire.Append(nil, &wire.Head{Version: version, Tree: uint32(len(tree)), Size: uint64(stock.Size()), Copy: stock.Copied()})
	if err != nil {
		return err
	}
	if want.Version != version {
		head = append(head, tree...)
	}
	if _, err := conn.Write(head); err != nil {
		return err
	}
	ranges := want.Ranges
	if want.Version != version || len(ranges) == 0 {
		ranges = []wire.Range{{Count: uint64(stock.Chunks())}}
	}
	ended := s.chunks(conn, stock, ranges)
	var reason *EndedError
	if ended != nil && !errors.As(ended, &reason) {
		return ended
	}
	end := wire.End{Reason: wire.EndDone}
	if reason != nil {
		stock.outdate()
		end.Reason = reason.Reason
	} else if whole, known := stock.Whole(); known {
		end.Whole = whole
	}
	tail, err := wire.Append([]byte{wire.MarkEnd}, &end)
	if err != nil {
		return err
	}
	if _, err := conn.Write(tail); err != nil {
		return err
	}
	return ended
}

// chunks sends ranges of chunks.
func (s Supplier) chunks(conn net.Conn, stock *Stock, ranges []wire.Range) error {
	free, full := make(chan *block, depth), make(chan *block, depth)
	quit := make(chan struct{})
	defer func() {
		close(quit)
		for range full { // until the reader has closed its file
		}
	}()
	made := 0
	go background.Run(func() { read(stock, ranges, free, full, quit) })
	for {
		if made < depth {
			free <- newBlock(int(min(int64(stock.Chunk()), stock.Size())))
			made++
		}
		b, more := <-full
		switch {
		case !more:
			return nil
		case b.err != nil:
			return b.err
		}
		if _, err := conn.Write(b.buffer[:frame+b.length]); err != nil {
			return err
		}
		if s.Sent != nil {
			s.Sent(stock, b.number, int64(b.length))
		}
		free <- b
	}
}

// read fills free blocks with the chunks of ranges and hands them on, until that is all
// or one cannot be read.
func read(stock *Stock, ranges []wire.Range, free <-chan *block, full chan<- *block, quit <-chan struct{}) {
	defer close(full)
	source := stock.Open()
	defer source.Close()
	for _, r := range ranges {
		last := min(r.First+r.Count, uint64(stock.Chunks()))
		for i := r.First; i < last; i++ {
			var b *block
			select {
			case b = <-free:
			case <-quit:
				return
			}
			b.number = int64(i)
			b.length, b.err = source.ReadChunk(b.number, b.buffer[1:len(b.buffer)-sha256.Size])
			if b.err != nil {
				b.err = endedBy(b.err)
				full <- b
				return
			}
			digest := sha256.Sum256(b.chunk())
			if err := source.Check(b.number, digest); err != nil {
				b.err = endedBy(err)
				full <- b
				return
			}
			stock.note(b.number, digest)
			b.buffer[0] = wire.MarkChunk
			copy(b.buffer[1+b.length:], digest[:])
			full <- b
		}
	}
}

// endedBy is why a source that cannot be read ends a stream.
func endedBy(err error) *EndedError {
	e := &EndedError{Reason: wire.EndUnreadable, Err: err}
	switch {
	case errors.Is(err, files.ErrChanged):
		e.Reason = wire.EndChanged
	case errors.Is(err, files.ErrGone), errors.Is(err, files.ErrCorrupt):
		e.Reason = wire.EndGone // a copy that is damaged is none any more
	}
	return e
}

// EndedError says why a stream ended before all was sent.
type EndedError struct {
	Reason wire.EndReason
	Err    error // at the sender: what the disk said
}

// Error is one line for logs.
func (e *EndedError) Error() string {
	what := map[wire.EndReason]string{wire.EndChanged: "changed", wire.EndGone: "gone", wire.EndUnreadable: "unreadable"}[e.Reason]
	if e.Err != nil {
		return fmt.Sprintf("the source is %s: %v", what, e.Err)
	}
	return fmt.Sprintf("the source is %s (%d)", what, e.Reason)
}

// Unwrap returns what the disk said.
func (e *EndedError) Unwrap() error { return e.Err }

// RefusedError says why nothing is sent.
type RefusedError struct{ Reason wire.RefusedReason }

// Error is one line for logs.
func (e *RefusedError) Error() string { return fmt.Sprintf("refused (%d)", e.Reason) }

// NewReader reads the frames of a member's connection of files.
func NewReader(r io.Reader) *wire.Reader {
	reader := wire.NewReader(r)
	reader.SetLimit(maxFrameBytes)
	return reader
}

// maxFrameBytes is as much as a WANT with the most ranges takes.
const maxFrameBytes = 32 << 10

// Send writes one frame.
func Send(w io.Writer, f wire.Frame) error {
	b, err := wire.Append(nil, f)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

func unexpected(f wire.Frame) error { return fmt.Errorf("%v may not come now", f.Type()) }

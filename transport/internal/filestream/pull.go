package filestream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"confab/transport/internal/background"
	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

// Receiver is where Pull puts what comes.
type Receiver struct {
	// Part is what is here of it already; nil: nothing.
	Part *files.Part
	// Create begins another version: what was here of the one before is of no use.
	Create func(files.Head) (*files.Part, error)
	// Begin is told each HEAD before anything else is read; an error ends the Pull. May be
	// nil.
	Begin func(*wire.Head) error
	// Progress is told after each chunk how many bytes are verified; may be nil. It is
	// called by a goroutine of Pull.
	Progress func(part *files.Part)
	// Reach connects to the sender where that says that it is reached without the host; nil
	// for no such connection: it goes on by the one that is there. A nil Reach is not asked
	// for.
	Reach func(*wire.Reach) net.Conn
	// Straight reports, to Begin and Create, that what comes does so by the connection that
	// Reach returned.
	Straight bool
	// Told reports, after Pull, that VERIFIED was said.
	Told bool
}

// ErrMalformed is wrapped where the sender does not keep to the protocol.
var ErrMalformed = errors.New("malformed stream")

// Pull asks the sender at the other end of conn for what want names, as far as it is not
// here, and returns the path under which it lies then, whole and on the disk. Where it
// fails, what was verified counts: the Part stays open for the caller to close. It fails
// with a *RefusedError, an *EndedError, an error of package files, or that of conn.
func Pull(ctx context.Context, conn net.Conn, want wire.Want, to *Receiver) (path string, err error) {
	live, stop := lively(ctx, conn)
	defer stop()
	background.Run(func() { path, err = to.pull(ctx, live, want) })
	return path, err
}

// pull asks until nothing is missing.
func (to *Receiver) pull(ctx context.Context, live *liveConn, want wire.Want) (path string, err error) {
	want.Straight = to.Reach != nil
	for repaired := 0; ; {
		want.Version, want.Ranges = wire.Digest{}, nil
		if to.Part != nil {
			want.Version, want.Ranges = to.Part.Version(), wanted(to.Part)
		}
		if err := Send(live, &want); err != nil {
			return "", fmt.Errorf("asking for a file: %w", err)
		}
		end, err := to.take(live, &want)
		want.Straight = false
		var elsewhere *elsewhereError
		switch {
		case errors.As(err, &elsewhere):
			if path, err = to.straight(ctx, live, want, elsewhere.at); errors.Is(err, errBack) {
				continue
			}
			return path, err
		case err != nil:
			return "", err
		case end.Reason != wire.EndDone:
			return "", &EndedError{Reason: end.Reason}
		case len(to.Part.Missing()) > 0:
			continue // it is less than before
		}
		path, err = to.finish(live, end.Whole)
		if repaired < mostRepairs && errors.Is(err, files.ErrCorrupt) && len(to.Part.Missing()) > 0 {
			repaired++ // the disk has lost some: that is asked for again
			continue
		}
		return path, err
	}
}

// mostRepairs is how often what the disk does not have any more is asked for again.
const mostRepairs = 3

// finish puts what is complete under its name, and tells the sender.
func (to *Receiver) finish(conn net.Conn, whole wire.Digest) (path string, err error) {
	if whole == (wire.Digest{}) {
		// The sender has sent only some of it since it began. Each chunk was verified.
		own, ok := to.Part.Whole()
		if !ok {
			return "", fmt.Errorf("%w: no digest of the whole", ErrMalformed)
		}
		whole = own
	}
	if path, err = to.Part.Finish(whole); err != nil {
		return "", err
	}
	// It is here: whether the sender learns of it changes nothing of that.
	to.Told = Send(conn, &wire.Verified{Whole: whole}) == nil
	return path, nil
}

// Tell says to the sender at the other end of conn that all of a version is here, with its
// whole, as far as it still offers that version.
func Tell(ctx context.Context, conn net.Conn, want wire.Want, whole wire.Digest) error {
	live, stop := lively(ctx, conn)
	defer stop()
	want.Ranges, want.Own = []wire.Range{{Count: 1}}, true
	if err := Send(live, &want); err != nil {
		return err
	}
	frames := NewReader(live)
	live.within(Stall)
	f, err := frames.Next()
	switch f := f.(type) {
	case *wire.Head:
		if f.Version != want.Version {
			return &EndedError{Reason: wire.EndChanged}
		}
		first := min(int64(files.ChunkSize(int64(f.Size))), int64(f.Size))
		if first > 0 {
			first += frame
		}
		if _, err := io.CopyN(io.Discard, live, first+1); err != nil {
			return err
		}
		if f, err := frames.Next(); err != nil {
			return err
		} else if end, ok := f.(*wire.End); !ok || end.Reason != wire.EndDone {
			return &EndedError{Reason: wire.EndChanged}
		}
		return Send(live, &wire.Verified{Whole: whole})
	case *wire.Refused:
		return &RefusedError{f.Reason}
	case nil:
		return err
	}
	return fmt.Errorf("%w: %w", ErrMalformed, unexpected(f))
}

// wanted are the first ranges that are missing, as many as one WANT may have. No range
// would be all: where nothing is missing, the last chunk is asked for, to learn the whole
// and to say VERIFIED.
func wanted(part *files.Part) []wire.Range {
	missing := part.Missing()
	if last := part.Chunks() - 1; len(missing) == 0 && last >= 0 {
		missing = []files.Range{{From: last, To: last + 1}}
	}
	ranges := make([]wire.Range, 0, min(len(missing), wire.MaxRanges))
	for _, r := range missing[:cap(ranges)] {
		ranges = append(ranges, wire.Range{First: uint64(r.From), Count: uint64(r.To - r.From)})
	}
	return ranges
}

// take reads one answer to a WANT.
func (to *Receiver) take(conn *liveConn, want *wire.Want) (end *wire.End, err error) {
	frames := NewReader(conn)
	conn.within(Stall)
	f, err := frames.Next()
	conn.within(0)
	switch f := f.(type) {
	case *wire.Head:
		if to.Begin != nil {
			if err := to.Begin(f); err != nil {
				return nil, err
			}
		}
		conn.watch(true)
		defer conn.watch(false)
		if err := to.begin(conn, want, f); err != nil {
			return nil, err
		}
	case *wire.Refused:
		return nil, &RefusedError{f.Reason}
	case *wire.Reach:
		if !want.Straight {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, unexpected(f))
		}
		return nil, &elsewhereError{f}
	case nil:
		return nil, fmt.Errorf("reading the sender's answer: %w", err)
	default:
		return nil, fmt.Errorf("%w: %w", ErrMalformed, unexpected(f))
	}
	early := to.chunks(conn, want.Ranges)
	if early != nil && !errors.Is(early, errEarly) {
		return nil, early
	}
	conn.within(Stall)
	f, err = frames.Next()
	conn.within(0)
	if end, ok := f.(*wire.End); ok {
		if early != nil && end.Reason == wire.EndDone {
			return nil, fmt.Errorf("%w: done before all was sent", ErrMalformed)
		}
		return end, nil
	} else if f != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, unexpected(f))
	}
	return nil, fmt.Errorf("reading the end: %w", err)
}

// begin takes a HEAD, and with it another version of what was here.
func (to *Receiver) begin(conn net.Conn, want *wire.Want, head *wire.Head) error {
	if to.Part != nil && to.Part.Version() == head.Version {
		return nil
	}
	var tree bytes.Buffer // grows with what has come
	if _, err := io.CopyN(&tree, conn, int64(head.Tree)); err != nil {
		return fmt.Errorf("reading the tree: %w", err)
	}
	part, err := to.Create(files.Head{Size: int64(head.Size), Chunk: files.ChunkSize(int64(head.Size)),
		Version: head.Version, Tree: tree.Bytes()})
	if err != nil {
		return err
	}
	to.Part, want.Ranges = part, nil
	return nil
}

// chunks reads the chunks of ranges, all where there are none, up to the mark of the end.
// It fails with errEarly where that comes before.
func (to *Receiver) chunks(conn net.Conn, ranges []wire.Range) error {
	part := to.Part
	if len(ranges) == 0 {
		ranges = []wire.Range{{Count: uint64(part.Chunks())}}
	}
	free, full := make(chan *block, depth), make(chan *block, depth)
	written := make(chan error, 1)
	failed := make(chan struct{})
	go background.Run(func() { written <- to.write(part, free, full, failed) })
	made := 0
	read := func() error {
		for number := range numbers(ranges, part.Chunks()) {
			mark := [1]byte{}
			if _, err := io.ReadFull(conn, mark[:]); err != nil {
				return fmt.Errorf("reading a chunk: %w", err)
			}
			switch mark[0] {
			case wire.MarkChunk:
			case wire.MarkEnd:
				return errEarly
			default:
				return fmt.Errorf("%w: a mark of %d", ErrMalformed, mark[0])
			}
			if made < depth {
				free <- newBlock(int(min(int64(part.Chunk()), part.Size())))
				made++
			}
			var b *block
			select {
			case b = <-free:
			case <-failed:
				return nil // written says why
			}
			b.number = number
			b.length = int(min(int64(part.Chunk()), part.Size()-number*int64(part.Chunk())))
			if _, err := io.ReadFull(conn, b.buffer[1:frame+b.length]); err != nil {
				return fmt.Errorf("reading a chunk: %w", err)
			}
			full <- b
		}
		mark := [1]byte{}
		if _, err := io.ReadFull(conn, mark[:]); err != nil {
			return fmt.Errorf("reading the end: %w", err)
		}
		if mark[0] != wire.MarkEnd {
			return fmt.Errorf("%w: more chunks than were asked for", ErrMalformed)
		}
		return nil
	}
	err := read()
	close(full)
	if why := <-written; why != nil {
		return why
	}
	return err
}

// errEarly says that the sender ended before all that was asked for: END says why.
var errEarly = errors.New("ended early")

// write puts full blocks into the part, until there are no more or the disk refuses.
func (to *Receiver) write(part *files.Part, free chan<- *block, full <-chan *block, failed chan<- struct{}) error {
	for b := range full {
		digest := [32]byte(b.buffer[1+b.length:])
		if err := part.Put(b.number, b.chunk(), digest); err != nil {
			close(failed)
			return err // a full channel holds all blocks: the reader never waits for it
		}
		if to.Progress != nil {
			to.Progress(part)
		}
		free <- b
	}
	return nil
}

// numbers are the chunks of ranges, of so many.
func numbers(ranges []wire.Range, chunks int64) func(func(int64) bool) {
	return func(yield func(int64) bool) {
		for _, r := range ranges {
			for i := r.First; i < r.First+r.Count && int64(i) < chunks; i++ {
				if !yield(int64(i)) {
					return
				}
			}
		}
	}
}

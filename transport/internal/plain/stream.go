package plain

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/socket"
)

// Stream is the bytes of one file on their way to one peer, in the place of a Message: as
// they are, in one piece between what is said before and behind them. Make it with
// NewStream. Its methods may be called from any goroutine and do not block.
type Stream struct {
	rate   int
	open   func() (io.ReadCloser, error)
	moved  func(active bool)
	bytes  atomic.Int64
	mu     sync.Mutex
	paused bool          // guarded by mu
	ended  bool          // by Cancel; guarded by mu
	turn   chan struct{} // closed when one of the two changes; guarded by mu
}

// NewStream returns the stream of what open returns, at so many bytes a second, or with 0
// as fast as the peer takes them. The writer of the conn calls open once, when it comes to
// that, and may wait there. An *fault.Error of open or of reading is why the stream fails.
// The writer calls moved now and then while bytes move, and with false when they rest.
func NewStream(rate int, open func() (io.ReadCloser, error), moved func(active bool)) *Stream {
	return &Stream{rate: rate, open: open, moved: moved, turn: make(chan struct{})}
}

// Bytes is how many bytes were handed to the system so far.
func (s *Stream) Bytes() int64 { return s.bytes.Load() }

// Pause has the rest wait, and with it what is queued behind it, until Resume. What is just
// being written still goes.
func (s *Stream) Pause() { s.set(func() { s.paused = true }) }

// Resume ends a Pause.
func (s *Stream) Resume() { s.set(func() { s.paused = false }) }

// Cancel drops the rest. What is just being written still goes.
func (s *Stream) Cancel() { s.set(func() { s.ended = true }) }

func (s *Stream) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	close(s.turn)
	s.turn = make(chan struct{})
}

const (
	// streamPiece is how much is read and written at once: a pause or a cancel takes effect
	// behind that.
	streamPiece = 8 << 10
	// movedEvery is how often moved is called while bytes move.
	movedEvery = 200 * time.Millisecond
	// streamPatience is how long a peer may take nothing of a file: a device has buffers
	// that drain slowly, and paper that runs out.
	streamPatience = 10 * time.Minute
)

// writeStream writes a file. It runs in the writeLoop.
func (k *Conn) writeStream(s *Stream) fault.Fault {
	if !k.space() {
		return k.Reason()
	}
	if f := s.await(k, 0); f != fault.NoFault {
		return f
	}
	source, err := s.open()
	if err != nil {
		return sourceFault(err)
	}
	defer source.Close()
	socket.Patient(k.nc, streamPatience)
	if k.config.Limits.WriteSpacing > 0 {
		defer func() { k.lastWrite, k.pause = time.Now(), k.pauseAfter(streamPiece) }()
	}
	defer s.moved(false)
	prompt := drained // pieces since one had to wait for the peer
	defer func() { k.fileOver(prompt < drained) }()
	pace, told := pacer{rate: s.rate}, time.Time{}
	buffer := make([]byte, streamPiece)
	for {
		if f := s.await(k, pace.wait(time.Now())); f != fault.NoFault {
			return f
		}
		n, err := source.Read(buffer[:pace.most(len(buffer))])
		if n > 0 {
			begun := time.Now()
			if begun.Sub(told) >= movedEvery {
				told = begun
				s.moved(true)
			}
			if f := k.push(s, buffer[:n]); f != fault.NoFault {
				return f
			}
			pace.wrote(n, begun)
			if prompt++; time.Since(begun) > promptly {
				prompt = 0
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return fault.NoFault
		case err != nil:
			return sourceFault(err)
		}
	}
}

// push writes a piece of a file.
func (k *Conn) push(s *Stream, piece []byte) fault.Fault {
	if err := k.nc.SetWriteDeadline(time.Now().Add(streamPatience)); err != nil {
		k.Cut(fault.OfConn(err), err)
		return k.Reason()
	}
	n, err := k.nc.Write(piece)
	s.bytes.Add(int64(n))
	k.mu.Lock()
	k.wrote = k.wrote || n > 0
	if k.peerEnded && n > 0 {
		k.took = time.Now()
	}
	k.mu.Unlock()
	if err != nil {
		k.Cut(k.writeFault(err))
		return k.Reason()
	}
	return fault.NoFault
}

// await waits for so long, and for the end of a pause. It returns Canceled after Cancel, or
// why the conn has ended.
func (s *Stream) await(k *Conn, wait time.Duration) fault.Fault {
	rested := false
	var over <-chan time.Time
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		over = timer.C
	}
	for {
		s.mu.Lock()
		paused, ended, turn := s.paused, s.ended, s.turn
		s.mu.Unlock()
		switch {
		case ended:
			return fault.Canceled
		case !paused && over == nil:
			select {
			case <-k.done:
				return k.Reason()
			default:
				return fault.NoFault
			}
		case paused && !rested:
			rested = true
			s.moved(false)
		}
		select {
		case <-over:
			over = nil
		case <-turn:
		case <-k.done:
			return k.Reason()
		}
	}
}

const (
	// promptly is how soon something is written to a system that has room for it.
	promptly = 100 * time.Millisecond
	// drained is how many pieces went promptly where the peer has what came before them:
	// more than the system keeps.
	drained = 64
)

// fileOver notes that a file was written, and whether the system may have so much of it that
// it takes long: then it has time for that.
func (k *Conn) fileOver(slow bool) {
	k.mu.Lock()
	k.slow = slow
	k.mu.Unlock()
	if slow {
		time.AfterFunc(streamPatience, k.hasTime)
	} else {
		socket.Patient(k.nc, 0)
	}
}

// hasTime notes that what is written from now on has the usual time.
func (k *Conn) hasTime() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.streams == 0 {
		k.slow = false
		socket.Patient(k.nc, 0)
	}
}

// sourceFault is why a file cannot be read.
func sourceFault(err error) fault.Fault {
	var known *fault.Error
	if errors.As(err, &known) {
		return known.Fault
	}
	return fault.FileUnread
}

package session

import (
	"errors"
	"fmt"
	"os"
	"time"

	"confab/transport/internal/wire"
)

// write has the writing goroutine look again, and starts it if need be. It is
// called with mu held.
func (s *Session) write() {
	if s.writing || s.closed {
		return
	}
	s.writing = true
	s.writers.Go(s.writeLoop)
}

// writeLoop writes until there is nothing left to write.
func (s *Session) writeLoop() {
	more := false
	for {
		frames, woken, bye, on := s.take(more)
		if !on {
			return
		}
		var err error
		if more, err = s.batch(frames, woken, bye); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				err = ErrSlow
			}
			s.Cut(err)
		}
	}
}

// take returns what is to be written next: frames, what More has, and at last
// the BYE. Without any, the writing goroutine is over.
func (s *Session) take(more bool) (frames []wire.Frame, woken bool, bye *wire.Bye, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	frames, woken = s.queue, s.woken || more
	s.queue, s.woken = nil, false
	if s.bye != nil && s.brief {
		frames, woken = nil, false
	}
	if s.bye != nil && !woken {
		bye, s.bye = s.bye, nil
	}
	on = !s.closed && (len(frames) > 0 || woken || bye != nil)
	s.writing = on
	return frames, woken, bye, on
}

// batch writes frames, what More has, and bye, which is the last.
func (s *Session) batch(frames []wire.Frame, woken bool, bye *wire.Bye) (more bool, err error) {
	if s.member.Load() {
		s.writer.SetLimit(wire.MaxFrameBytes)
	}
	for _, f := range frames {
		if err = s.append(f); err != nil {
			return false, err
		}
	}
	if woken && s.config.More != nil {
		if more, err = s.config.More(s.writer); err != nil {
			return false, err
		}
	}
	if bye != nil {
		if err = s.append(bye); err != nil {
			return false, err
		}
	}
	if err = s.flush(); err != nil || bye == nil {
		return more, err
	}
	if s.brief { // set before bye was
		s.mu.Lock()
		s.shut()
		s.mu.Unlock()
	} else if c, ok := s.config.Conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite() // the limit closes what cannot be closed in order
	}
	return false, nil
}

func (s *Session) append(f wire.Frame) error {
	if s.writer.Full() {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if err := s.writer.Append(f); err != nil {
		// Not wrapped: a Refusal is what the other side did wrong.
		return fmt.Errorf("sending %v: %v", f.Type(), err)
	}
	return nil
}

func (s *Session) flush() error {
	if s.writer.Len() > 0 {
		if err := s.config.Conn.SetWriteDeadline(time.Now().Add(s.config.WriteTimeout)); err != nil {
			return err
		}
	}
	return s.writer.Flush()
}

package session

import (
	"bufio"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/wire"
)

const (
	// maxQueued is how many frames Send keeps. What may be more comes by More.
	maxQueued = 256
	// maxHeldBack is how many frames wait for what follows: with more, who is only
	// busy would soon be taken for slow.
	maxHeldBack = maxQueued / 2
	// linger is how long a BYE may take, from Bye to the other side's close.
	linger = 3 * time.Second
	// lastWord is how long a BYE to somebody who fell silent may take: it goes
	// out for the case that only one direction is dead.
	lastWord = 500 * time.Millisecond
	// drainBytes is how much is read and dropped while a BYE is on its way: a
	// socket closed with bytes unread takes back what was written to it.
	drainBytes = 2 << 20
	// readBytes is the buffer before a bare socket; TLS has its own.
	readBytes = 4 << 10
)

// Config is what New needs. Conn is required, Received and More may be nil.
type Config struct {
	// Conn is a *secure.Conn in the program. The session closes it.
	Conn net.Conn
	// Reader has read from Conn before, and must not have read ahead; nil for
	// a new one. On one given, SetMember counts from the frame after the one
	// being waited for, unless Received calls it.
	Reader *wire.Reader
	// Received is called on the reading goroutine, never for PING, PONG and
	// BYE, and not again once the session is ending. While it blocks nothing is
	// read. Its error ends the session, a *wire.Refusal with the BYE for it.
	Received func(wire.Frame) error
	// Skipped is called on the reading goroutine for each frame of a type that is
	// not known and may be passed over, with its size. It blocks like Received.
	Skipped func(bytes int)
	// More is called on the writing goroutine after Wake. It appends frames
	// until w.Full(); with more it is called again after they were written.
	// Its error ends the session.
	More func(w *wire.Writer) (more bool, err error)

	PingAfter    time.Duration // nothing heard for so long: PING. Zero: 10 s
	DeadAfter    time.Duration // nothing heard for so long: ErrSilent. Zero: 25 s
	WriteTimeout time.Duration // for one batch. Zero: 10 s
}

// Session is one connection. Make it with New.
type Session struct {
	config Config
	source *source // nil where Config.Reader was given
	reader *wire.Reader
	writer *wire.Writer // owned by the writing goroutine
	pings  Bucket       // owned by the reading goroutine
	begun  time.Time
	heard  atomic.Int64 // when the other side was last heard, since begun
	held   atomic.Bool  // Received has not returned
	member atomic.Bool

	mu      sync.Mutex
	queue   []wire.Frame // guarded by mu
	woken   bool         // guarded by mu; More is to be called
	writing bool         // guarded by mu; the writing goroutine lives
	reason  error        // guarded by mu; nil until it ends
	bye     *wire.Bye    // guarded by mu; to be written yet
	brief   bool         // set with bye; nothing before the BYE, no waiting after it
	closed  bool         // guarded by mu; Conn is closed
	pulse   *time.Timer  // guarded by mu; looks whether the other side lives
	limit   *time.Timer  // guarded by mu; ends a BYE that takes too long
	tokens  uint64       // guarded by mu; of the last PING
	proof   *proof       // guarded by mu; nil where none is awaited

	writers sync.WaitGroup
}

// New returns a Session that does nothing yet but writing: call Run.
func New(c Config) *Session {
	if c.PingAfter == 0 {
		c.PingAfter = 10 * time.Second
	}
	if c.DeadAfter == 0 {
		c.DeadAfter = 25 * time.Second
	}
	if c.WriteTimeout == 0 {
		c.WriteTimeout = 10 * time.Second
	}
	s := &Session{config: c, reader: c.Reader, pings: NewBucket(pingsPerSecond, pingBurst), begun: time.Now()}
	to, secured := c.Conn.(recordWriter)
	if secured {
		s.writer = wire.NewWriter(records{to})
	} else {
		s.writer = wire.NewWriter(c.Conn)
	}
	if s.reader == nil {
		s.source = &source{from: c.Conn, session: s}
		if !secured {
			s.source.from = bufio.NewReaderSize(c.Conn, readBytes)
		}
		s.reader = wire.NewReader(s.source)
	}
	if c.Skipped != nil {
		s.reader.OnSkip(func(bytes int) { s.hold(func() error { c.Skipped(bytes); return nil }) })
	}
	return s
}

// Run reads until the session ends, and returns why: an error of this package,
// io.EOF when the other side closed without a BYE, a *wire.Refusal when it broke
// the protocol, the error of Received or More, the one given to Cut, or the
// connection's. When it returns Conn is closed and nothing of the session runs.
// It is called once.
func (s *Session) Run() error {
	s.hear()
	s.mu.Lock()
	if s.reason == nil {
		s.pulse = time.AfterFunc(s.config.PingAfter, s.beat)
	}
	s.mu.Unlock()

	err := s.read()
	var refusal *wire.Refusal
	if errors.As(err, &refusal) {
		s.leave(err, wire.ByeFor(err), false)
		// The reader has lost its place; only the end of the stream is awaited.
		_, _ = io.CopyN(io.Discard, s.config.Conn, drainBytes)
	}
	s.Cut(err)
	s.writers.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limit != nil {
		s.limit.Stop()
	}
	return s.reason
}

// read hands frames on until something ends it.
func (s *Session) read() error {
	drained := 0
	for {
		if s.source != nil {
			if err := s.source.await(); err != nil {
				return err
			}
		}
		if s.member.Load() {
			s.reader.SetLimit(wire.MaxFrameBytes)
		}
		before := s.sourceRead()
		f, err := s.reader.Next()
		if err != nil {
			return err
		}
		s.hear()
		if s.ending() {
			// The reason is set; what is returned here changes nothing.
			drained += s.sourceRead() - before
			if f.Type() == wire.TypeBye || drained > drainBytes {
				return io.EOF
			}
			continue
		}
		switch f := f.(type) {
		case *wire.Ping:
			s.pause()
			s.Send(&wire.Pong{Token: f.Token})
		case *wire.Pong:
			s.pause()
			if err := s.proved(f.Token); err != nil {
				return err
			}
		case *wire.Bye:
			return &ByeError{*f}
		default:
			if err := s.receive(f); err != nil {
				return err
			}
		}
	}
}

// proof is what to do once the other side has answered a PING.
type proof struct {
	token uint64
	then  func() error
}

// Prove sends a PING, and calls then on the reading goroutine when the other side
// has answered it: it lives now. Like Received, then holds up reading, and its
// error ends the session. Received may call it; a second call takes the place of
// the first.
func (s *Session) Prove(then func() error) {
	s.mu.Lock()
	s.tokens++
	token := s.tokens
	s.proof = &proof{token, then}
	s.mu.Unlock()
	s.Send(&wire.Ping{Token: token})
}

// proved takes a PONG.
func (s *Session) proved(token uint64) error {
	s.mu.Lock()
	p := s.proof
	if p == nil || p.token != token {
		s.mu.Unlock()
		return nil
	}
	s.proof = nil
	s.mu.Unlock()
	return s.hold(p.then)
}

// hold runs what holds reading up.
func (s *Session) hold(what func() error) error {
	s.held.Store(true)
	defer func() {
		// Whatever came meanwhile was not looked at.
		s.hear()
		s.held.Store(false)
	}()
	return what()
}

// pause lets who sends PINGs too fast wait: meanwhile nothing of it is read.
func (s *Session) pause() {
	if d := s.pings.Take(1, time.Now()); d > 0 {
		time.Sleep(d)
	}
}

func (s *Session) sourceRead() int {
	if s.source == nil {
		return 0
	}
	return s.source.read
}

func (s *Session) receive(f wire.Frame) error {
	if s.config.Received == nil {
		return nil
	}
	return s.hold(func() error { return s.config.Received(f) })
}

// Send queues a small frame, which the caller does not change any more. It
// returns false when the session is ending, or was cut just now with ErrSlow
// because 256 frames wait already.
func (s *Session) Send(f wire.Frame) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.enqueue(f) {
		return false
	}
	s.write()
	return true
}

// Queue is Send of a frame that goes out only with what the next Send or Wake has
// written, before what More adds to it, or once it is one of many that wait.
func (s *Session) Queue(f wire.Frame) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.enqueue(f) {
		return false
	}
	if len(s.queue) >= maxHeldBack {
		s.write()
	}
	return true
}

// enqueue is called with mu held.
func (s *Session) enqueue(f wire.Frame) bool {
	if s.reason != nil {
		return false
	}
	if len(s.queue) >= maxQueued {
		s.end(ErrSlow)
		s.shut()
		return false
	}
	s.queue = append(s.queue, f)
	return true
}

// Wake has More called, once or more.
func (s *Session) Wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reason == nil {
		s.woken = true
		s.write()
	}
}

// SetMember lets frames of both directions have wire.MaxFrameBytes from now on.
func (s *Session) SetMember() { s.member.Store(true) }

// Bye ends the session in order: what Send queued and what More still has is
// written, then b; then the other side has time to close. All of it takes at
// most 3 s. Run returns a *LeftError, unless the session was ending already.
func (s *Session) Bye(b wire.Bye) { s.leave(&LeftError{b}, &b, false) }

// Cut ends the session at once. Run returns err, unless the session was ending
// already; then only its BYE is cut short.
func (s *Session) Cut(err error) {
	if err == nil {
		err = net.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(err)
	s.shut()
}

// leave ends the session for a reason and lets a BYE go out.
func (s *Session) leave(reason error, b *wire.Bye, brief bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.end(reason) {
		return
	}
	patience := linger
	if brief {
		patience = lastWord
	}
	s.bye, s.brief = b, brief
	s.limit = time.AfterFunc(patience, func() { s.Cut(reason) })
	s.write()
}

// end sets the reason. It returns false if there was one. It is called with mu held.
func (s *Session) end(reason error) bool {
	if s.reason != nil {
		return false
	}
	s.reason = reason
	if s.pulse != nil {
		s.pulse.Stop()
	}
	return true
}

// shut closes the connection without another word. It is called with mu held.
func (s *Session) shut() {
	if s.closed {
		return
	}
	s.closed = true
	conn := s.config.Conn
	// Closing a tls.Conn writes, and waits for whoever does not read.
	if c, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = c.NetConn()
	}
	_ = conn.Close() // nobody needs to know that it was closed already
}

func (s *Session) ending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reason != nil
}

func (s *Session) hear() { s.heard.Store(int64(time.Since(s.begun))) }

// beat is called by the timer: it sends a PING if nothing was heard for long,
// gives up if that was very long, and sets the timer anew.
func (s *Session) beat() {
	silence := time.Since(s.begun) - time.Duration(s.heard.Load())
	held := s.held.Load()
	if !held && silence >= s.config.DeadAfter {
		s.leave(ErrSilent, &wire.Bye{Reason: wire.ByeSilent}, true)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reason != nil {
		return
	}
	next := s.config.PingAfter - silence
	if held || next <= 0 {
		// Where Received holds reading up, the PING tells that this side lives.
		s.tokens++
		if len(s.queue) < maxQueued {
			s.queue = append(s.queue, &wire.Ping{Token: s.tokens})
			s.write()
		}
		next = s.config.PingAfter
	}
	if !held {
		next = min(next, s.config.DeadAfter-silence)
	}
	s.pulse.Reset(next)
}

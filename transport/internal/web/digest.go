package web

import (
	"context"
	"crypto/sha256"
	"io"
	"path/filepath"
	"sync"
	"time"
)

// digests computes the SHA-256 of what is offered, one file after the other on a goroutine
// of its own, and keeps each as long as the file has the same size and time. It keeps no
// more than what was offered last. Make one with newDigests and close it.
type digests struct {
	open    context.Context // ends with close
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu    sync.Mutex
	known map[string]*digest // by path; guarded by mu
	queue []*digest          // guarded by mu
	works bool               // digestLoop runs; guarded by mu
}

// digest is the SHA-256 of a file as it was.
type digest struct {
	of download
	// done is closed when sum and ok are set.
	done chan struct{}
	sum  [sha256.Size]byte
	ok   bool // the file could be read, and did not change meanwhile
}

func newDigests() *digests {
	ctx, cancel := context.WithCancel(context.Background())
	return &digests{open: ctx, cancel: cancel, known: map[string]*digest{}}
}

// close ends what is being computed and waits for that. Nothing may be asked any more.
func (s *digests) close() {
	s.cancel()
	s.running.Wait()
}

// ask returns the digests of all that is offered, in its order, done or not.
func (s *digests) ask(all []download) []*digest {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*digest, len(all))
	kept := make(map[string]*digest, len(all))
	for i, d := range all {
		path := filepath.Join(d.dir, d.file)
		g := s.known[path]
		if g == nil || !g.is(d) || g.failed() {
			g = &digest{of: d, done: make(chan struct{})}
			s.queue = append(s.queue, g)
		}
		list[i], kept[path] = g, g
	}
	s.known = kept
	if len(s.queue) > 0 && !s.works {
		s.works = true
		s.running.Go(s.digestLoop)
	}
	return list
}

// get returns the digest of what is offered, if it is known already.
func (s *digests) get(d download) (sum [sha256.Size]byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.known[filepath.Join(d.dir, d.file)]
	if g == nil || !g.is(d) {
		return sum, false
	}
	return g.result(context.Background(), 0)
}

// is reports whether the digest is of a file as it is now.
func (g *digest) is(d download) bool { return g.of.size == d.size && g.of.modified.Equal(d.modified) }

// failed reports whether the file could not be read as it was looked at.
func (g *digest) failed() bool {
	select {
	case <-g.done:
		return !g.ok
	default:
		return false
	}
}

// result waits for the digest, for a time at most, and returns it if it is there then.
func (g *digest) result(ctx context.Context, most time.Duration) (sum [sha256.Size]byte, ok bool) {
	select {
	case <-g.done:
		return g.sum, g.ok
	default:
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-g.done:
		return g.sum, g.ok
	case <-timer.C:
	case <-ctx.Done():
	}
	return sum, false
}

// digestLoop computes what is queued, and ends.
func (s *digests) digestLoop() {
	for {
		s.mu.Lock()
		if len(s.queue) == 0 {
			s.works = false
			s.mu.Unlock()
			return
		}
		g := s.queue[0]
		s.queue = s.queue[1:]
		current := s.known[filepath.Join(g.of.dir, g.of.file)] == g
		s.mu.Unlock()
		if current { // otherwise the file changed while others were computed
			g.sum, g.ok = g.of.digest(s.open)
		}
		close(g.done)
	}
}

// digest reads the whole file. It reports false if that is not what was looked at, or ctx
// ended.
func (d download) digest(ctx context.Context) (sum [sha256.Size]byte, ok bool) {
	f, now, err := d.open()
	if err != nil {
		return sum, false
	}
	defer f.Close()
	if now.size != d.size || !now.modified.Equal(d.modified) {
		return sum, false
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(untilDone{ctx, f}, d.size+1)) // it may grow without end
	after, statErr := f.Stat()
	if err != nil || statErr != nil || n != d.size || !after.ModTime().Equal(d.modified) {
		return sum, false
	}
	return [sha256.Size]byte(h.Sum(nil)), true
}

// untilDone reads until its context ends.
type untilDone struct {
	context.Context
	r io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

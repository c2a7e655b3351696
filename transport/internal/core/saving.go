package core

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/loop"
	"confab/transport/internal/plain"
	"confab/transport/internal/session"
)

const (
	// shownBytes is how much of what is saved the talk shows at once, and shownPerSecond how
	// much of it for long: as much as anybody reads. The rest stands in the file alone.
	shownBytes     = 64 << 10
	shownPerSecond = 4 << 10
	// savedEvery is how often it is told how much is saved.
	savedEvery = time.Second
)

// saveFile is a *files.Recording.
type saveFile interface {
	Write(b []byte) (int, error)
	Path() string
	Bytes() int64
	Close() error
	Discard() error
}

// newRecording is files.NewRecording.
func newRecording(path string) (saveFile, error) { return files.NewRecording(path) }

// saving is a file into which it goes what a plain peer sends, from the moment on at which
// it was opened.
type saving struct {
	core   *core
	peer   *peer
	record *record // of the notice that says so

	mu    sync.Mutex
	file  saveFile       // guarded by mu
	over  bool           // guarded by mu
	shown session.Bucket // guarded by mu
	// hidden says that more came than is shown; it is shown again once half of shownBytes
	// has room. Guarded by mu.
	hidden bool
	told   time.Time // guarded by mu
}

// save has what a plain peer sends from now on go to a file.
func (c *core) save(talk TalkID, path string, absent Fault) error {
	p := c.roster[talk.peer()]
	switch {
	case c.closed, p == nil, p.conn == nil:
		return &Error{Fault: absent}
	case !filepath.IsAbs(path):
		return &Error{Fault: DiskUnwritable, Addr: path}
	}
	conn := p.conn
	c.slow.Start(func() {
		file, err := c.newRecording(path)
		if err != nil {
			c.loop.Do(func() { c.saveNotice(p, SaveEnded, path, 0, recordingFault(err)) })
			return
		}
		var before plain.Tap
		begun := loop.Ask(c.loop, func() bool {
			if p.conn != conn || conn.Reason() != NoFault {
				return false
			}
			now := time.Now()
			s := &saving{core: c, peer: p, file: file, shown: session.NewBucket(shownPerSecond, shownBytes), told: now}
			p.saving, p.Saving = s, true
			c.post(Event{Kind: Changed, Time: now, Peer: p.Peer})
			s.record = c.saveNotice(p, SaveBegan, file.Path(), 0, NoFault)
			before = conn.SetTap(s)
			return true
		})
		switch {
		case !begun:
			_ = file.Discard() // nothing is in it
			c.loop.Do(func() { c.saveNotice(p, SaveEnded, path, 0, PeerClosed) })
		case before != nil:
			before.End()
		}
	})
	return nil
}

// Save has what a plain guest sends from now on go to a file.
func (s *Server) Save(talk TalkID, path string) error {
	return commandFor(s.core, func() error { return s.save(talk, path, s.absent(talk)) })
}

// Save has what a plain server sends from now on go to a file.
func (c *Client) Save(talk TalkID, path string) error {
	return commandFor(c.core, func() error { return c.save(talk, path, NotConnected) })
}

// recordingFault is why a file takes nothing.
func recordingFault(err error) Fault {
	if errors.Is(err, files.ErrNoSpace) {
		return DiskFull
	}
	return DiskUnwritable
}

// StopSaving ends Save.
func (c *core) StopSaving(talk TalkID) {
	c.command(func() {
		p := c.roster[talk.peer()]
		if p == nil || p.saving == nil || c.closed {
			return
		}
		s := p.saving
		if p.conn != nil {
			p.conn.SetTap(nil)
		}
		c.slow.Start(s.End)
	})
}

// saveNotice says in the talk that it is saved what comes, or no more.
func (c *core) saveNotice(p *peer, n NoticeKind, path string, bytes int64, why Fault) *record {
	p.spoken = true
	path = strings.ToValidUTF8(path, "\uFFFD")
	return c.append(p.Talk(), Message{Kind: Notice, Peer: p.ID, Name: p.title(), Notice: n, Fault: why, Text: path,
		File: &File{Name: filepath.Base(path), Size: bytes}})
}

// Take implements plain.Tap.
func (s *saving) Take(b []byte) (shown bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return true
	}
	if _, err := s.file.Write(b); err != nil {
		s.end(recordingFault(err))
		return true
	}
	now := time.Now()
	if now.Sub(s.told) >= savedEvery {
		s.told = now
		bytes := s.file.Bytes()
		s.core.loop.Do(func() { s.tell(bytes) })
	}
	return s.shows(float64(len(b)), now)
}

// shows reports whether the talk shows so many bytes more. The caller holds mu.
func (s *saving) shows(bytes float64, now time.Time) bool {
	room := bytes
	if s.hidden {
		room = max(room, shownBytes/2)
	}
	if s.hidden = s.shown.Left(now) < room; !s.hidden {
		s.shown.Take(bytes, now)
	}
	return !s.hidden
}

// End implements plain.Tap.
func (s *saving) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(NoFault)
}

// end closes the file and tells of it, once. The caller holds mu.
func (s *saving) end(why Fault) {
	if s.over {
		return
	}
	s.over = true
	if err := s.file.Close(); err != nil && why == NoFault {
		why = recordingFault(err)
	}
	path, bytes := s.file.Path(), s.file.Bytes()
	s.core.loop.Do(func() {
		if p := s.peer; p.saving == s {
			p.saving, p.Saving = nil, false
			s.core.post(Event{Kind: Changed, Peer: p.Peer})
		}
		s.tell(bytes)
		s.core.saveNotice(s.peer, SaveEnded, path, bytes, why)
	})
}

// tell has the notice of the beginning say how much is saved. It runs on the loop.
func (s *saving) tell(bytes int64) {
	r := s.record
	if r.File.Size == bytes {
		return
	}
	r.File = &File{Name: r.File.Name, Size: bytes}
	s.core.post(Event{Kind: Updated, Peer: s.core.view(r.talk), Detail: s.core.snapshot(r, r.Seq)})
}

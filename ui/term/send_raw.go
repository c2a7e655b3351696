package term

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// rawFiles are the files of one send over plain TCP.
type rawFiles struct {
	paths []string // absolute
	rate  int
}

// rawFiles takes the flags; with done, the command ends with code.
func (c *command) rawFiles(files paths, plain bool, rate string) (raw rawFiles, code int, done bool) {
	switch {
	case c.given(rateFlag) && (!plain || len(files) == 0):
		return raw, c.usage(c.r.say.RateNeedsFile), true
	case c.given(rateFlag):
		perSecond, ok := parseRate(rate)
		if !ok {
			return raw, c.usage(c.r.say.RateInvalid(rate)), true
		}
		raw.rate = perSecond
	}
	for _, path := range files {
		whole, err := filepath.Abs(path)
		if err != nil {
			return raw, c.r.fail(c.r.Words.Fault(transport.FileUnread, path, nil)), true
		}
		raw.paths = append(raw.paths, whole)
	}
	return raw, 0, false
}

// rawProgress tells on a screen how far the files of a send over plain TCP are, and keeps why
// one did not go.
type rawProgress struct {
	*runner
	bar     *progress // nil without a screen
	printer *printer

	mu     sync.Mutex
	failed *transport.Transfer // guarded by mu
}

// observe takes every event of the link's client.
func (g *rawProgress) observe(ev transport.Event) {
	if ev.Kind != transport.Transferred {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch t := ev.Transfer(); t.State {
	case transport.Sending:
		if g.bar != nil && t.Of > 0 {
			g.printer.print(g.bar.draw(time.Now(), visible.Line(filepath.Base(t.Path), fileNameRunes), t.Bytes, t.Of), true)
		}
	case transport.NotSent:
		g.failed = &t
	}
}

// send writes files after what was said, and waits until they are written or cannot be.
// A sentence says why one was not.
func (g *rawProgress) send(ctx context.Context, l *link, server transport.PeerID, raw rawFiles) (sentence string) {
	for _, path := range raw.paths {
		err := l.post(l.client, server.Talk(), transport.Draft{Attach: &transport.Attachment{Path: path, Rate: raw.rate}})
		if err != nil {
			return g.Words.Error(err)
		}
		l.wait(false, l.down, ctx.Done())
		if g.bar != nil {
			g.printer.print(g.bar.end(), true)
		}
		g.mu.Lock()
		failed := g.failed
		g.mu.Unlock()
		if failed != nil {
			name := visible.Line(filepath.Base(path), fileNameRunes)
			return g.say.RawNotSent(name, failed.Bytes, failed.Of, g.Words.Fault(failed.Fault, l.at(failed), nil))
		}
		if ctx.Err() != nil || l.ended() {
			return ""
		}
	}
	return ""
}

// at is what the sentence of why a file did not go is about.
func (l *link) at(t *transport.Transfer) string {
	if t.Fault == transport.FileUnread {
		return t.Path
	}
	return l.plainAddr
}

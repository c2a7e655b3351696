//go:build attack && linux

package attack

import (
	"errors"
	"sync"
	"time"

	"confab/transport"
)

// client is an honest Confab in this process. Whoever embeds it keeps what it is
// given to see.
type client struct {
	*transport.Client
	home *transport.Home

	mu      sync.Mutex
	changed chan struct{}    // closed and replaced at each event; guarded by mu
	here    bool             // guarded by mu
	room    transport.TalkID // guarded by mu
	pages   []transport.Page // guarded by mu
}

// join has the client join the host at addr. Take is called with each event, and mu
// held.
func (c *client) join(dir, name, addr string, take func(transport.Event)) (err error) {
	if c.home, err = transport.OpenHome(dir); err != nil {
		return err
	}
	c.changed = make(chan struct{})
	c.Client = transport.NewClient(transport.Options{Home: c.home, Name: name, Sink: func(e transport.Event) {
		c.mu.Lock()
		defer c.mu.Unlock()
		switch {
		case e.Kind == transport.Connected && e.Peer.Server == 0:
			c.here, c.room = true, e.Talk()
		case e.Kind == transport.PageLoaded:
			c.pages = append(c.pages, e.Page())
		}
		take(e)
		close(c.changed)
		c.changed = make(chan struct{})
	}})
	c.Join(addr)
	return nil
}

// leave ends the client.
func (c *client) leave() error {
	c.Close()
	return c.home.Close()
}

// until waits until ok, which is called with mu held, or late.
func (c *client) until(late <-chan struct{}, ok func() bool) bool {
	for {
		c.mu.Lock()
		done, changed := ok(), c.changed
		c.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-changed:
		case <-late:
			return false
		}
	}
}

// soon is closed when patience is at its end.
func soon() <-chan struct{} {
	late := make(chan struct{})
	time.AfterFunc(patience, func() { close(late) })
	return late
}

// each reads the room of all as it is on disk.
func (c *client) each(late func() <-chan struct{}, do func(transport.Message)) error {
	for from := (transport.Place{Era: 1}); ; {
		c.mu.Lock()
		c.pages = nil
		c.mu.Unlock()
		c.Load(c.room, transport.Range{At: from, After: 1000})
		if !c.until(late(), func() bool { return len(c.pages) > 0 }) {
			return errors.New("its own talk cannot be read")
		}
		c.mu.Lock()
		page := c.pages[0]
		c.mu.Unlock()
		for _, m := range page.Messages {
			from = m.Place.Next()
			do(m)
		}
		if !page.Newer {
			return nil
		}
	}
}

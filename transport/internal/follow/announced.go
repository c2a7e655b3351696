package follow

import (
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// announced is up to where the watcher was told of each room of a log. A message of
// ours that the host acknowledged before its turn enters the log together with what
// comes before it; when the connection ends just then, no EV of it comes any more,
// and the next connection tells of it. One copier at a time uses it.
type announced struct {
	log  store.LogID
	upTo wire.Cursors // nil: nothing of this log was told yet
}

// announce tells of what entered the log since the watcher was told of it. What was
// on disk before the first connection to a log is not news, and what cannot be read
// now is shown after the next start.
func (c *copier) announce() {
	f := c.link.f
	told := &f.announced
	if told.upTo == nil || told.log != c.log {
		told.log, told.upTo = c.log, wire.Cursors{}
		for room, last := range c.last {
			told.upTo[room] = last
		}
		return
	}
	for room, last := range c.last {
		for told.upTo[room] < last {
			page, err := f.config.Store.After(c.link.ctx, c.log, room, told.upTo[room], store.MaxPage)
			if err != nil {
				f.disk(err)
				return
			}
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				c.tellLogged(r.Event, nil)
			}
		}
	}
}

// tellLogged tells that an event is in the copy.
func (c *copier) tellLogged(e wire.Event, carried []store.Carried) {
	f := c.link.f
	f.tell(func(w Watcher) { w.Logged(e, carried) })
	f.announced.upTo[e.Room] = max(f.announced.upTo[e.Room], e.Seq)
}

package core

import (
	"errors"
	"slices"
	"time"

	"confab/transport/internal/loop"
	"confab/transport/internal/store"
)

// How long a disk of ours that failed is left alone: longer each time.
const (
	firstLook = 200 * time.Millisecond
	lastLook  = 5 * time.Second
)

// maxOwed is how many writes wait for a disk that takes nothing.
const maxOwed = 4096

// diskState is what is known of our own disk, so that DiskTrouble ends when all that
// failed works again, and not before. Owned by the loop.
type diskState struct {
	told    Fault         // of the DiskTrouble that stands; NoFault: none does
	engine  bool          // the follower or the hub cannot write; it says when it can
	unread  bool          // something else failed, a read mostly; what is shown may lack it
	owed    []owed        // writes that wait, one of a key
	looking bool          // a look at the disk is to come
	pause   time.Duration // before that
}

// owed is a write that the disk did not take. A later one with its key replaces it.
type owed struct {
	key   string
	write func() error
}

// persist has something written now or, if the disk takes nothing, when it does. It runs
// on the executor, and write too.
func (c *core) persist(key string, write func() error) {
	err := write()
	c.loop.Do(func() {
		d := &c.health
		d.owed = slices.DeleteFunc(d.owed, func(o owed) bool { return o.key == key })
		switch {
		case err == nil:
			c.diskWorks()
			return
		case temporary(err) && len(d.owed) < maxOwed:
			d.owed = append(d.owed, owed{key, write})
		}
		c.diskTrouble(err)
		c.lookLater(err)
	})
}

// diskFailed tells that the disk cannot be read or written. The loop must not call it.
func (c *core) diskFailed(err error) {
	c.loop.Do(func() {
		c.health.unread = true
		c.diskTrouble(err)
		c.lookLater(err)
	})
}

// notDone tells that the disk did not take something that nobody does again. The loop must
// not call it.
func (c *core) notDone(err error) {
	c.loop.Do(func() {
		e := c.diskError(err)
		c.post(Event{Kind: DiskTrouble, Err: e}) // each time: something else was not done
		if temporary(err) {
			c.health.told, c.health.unread = e.Fault, true
			c.lookLater(err)
		}
	})
}

// diskError is why our disk does not do what it did before.
func (c *core) diskError(err error) *Error {
	e := homeError(c.home.dir, err)
	if e.Fault == HomeUnwritable {
		e.Fault = DiskUnwritable
	}
	return e
}

// engineTrouble takes what the follower or the hub says of the disk; nil is that it
// works again.
func (c *core) engineTrouble(err error) {
	c.loop.Do(func() {
		if c.health.engine = err != nil; err == nil {
			c.diskWorks()
			return
		}
		c.diskTrouble(err)
	})
}

// engineOver is called when an engine has ended, which does not look at the disk any more.
func (c *core) engineOver() {
	if d := &c.health; d.engine {
		d.engine, d.unread = false, true
		c.lookLater(nil)
	}
}

// diskTrouble tells that the disk cannot be read or written, unless that is told already.
func (c *core) diskTrouble(err error) {
	e := c.diskError(err)
	if c.health.told == e.Fault {
		return
	}
	c.health.told = e.Fault
	c.post(Event{Kind: DiskTrouble, Err: e})
}

// diskWorks tells that the trouble is over, if nothing more is known to fail.
func (c *core) diskWorks() {
	d := &c.health
	if d.told == NoFault || d.engine || d.unread || len(d.owed) > 0 {
		return
	}
	d.told = NoFault
	c.post(Event{Kind: DiskTrouble})
}

// lookLater has the disk looked at again, unless err is one that stays.
func (c *core) lookLater(err error) {
	var corrupt *store.CorruptError
	d := &c.health
	if d.looking || c.closed || errors.As(err, &corrupt) || errors.Is(err, store.ErrClosed) {
		return
	}
	d.looking = true
	d.pause = min(max(2*d.pause, firstLook), lastLook)
	time.AfterFunc(d.pause, func() { c.executor.Do(c.look) })
}

// look writes what waits, and finds out whether the disk works. It runs on the executor.
func (c *core) look() {
	c.loop.Do(func() { c.health.looking = false })
	err := c.writeOwed()
	if !temporary(err) {
		err = c.home.store.Probe(c.readable)
	}
	c.loop.Do(func() {
		d := &c.health
		switch {
		case c.readable.Err() != nil:
			return // it has ended
		case err != nil:
			c.diskTrouble(err)
			c.lookLater(err)
			return
		}
		d.pause = 0
		if d.unread {
			d.unread = false
			c.post(Event{Kind: Resync}) // what could not be read is read again
		}
		c.diskWorks()
	})
}

// writeOwed writes what waits, up to the first that the disk does not take. It runs on the
// executor.
func (c *core) writeOwed() (err error) {
	d := &c.health
	waiting := loop.Ask(c.loop, func() []owed {
		waiting := d.owed
		d.owed = nil
		return waiting
	})
	for len(waiting) > 0 {
		if err = waiting[0].write(); temporary(err) {
			break
		}
		waiting = waiting[1:]
	}
	c.loop.Do(func() {
		if d.owed = waiting; len(waiting) == 0 {
			c.diskWorks()
		}
	})
	return err
}

// temporary reports whether the same may work later.
func temporary(err error) bool {
	var temporary *store.TemporaryError
	return errors.As(err, &temporary)
}

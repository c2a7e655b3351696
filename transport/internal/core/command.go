package core

// What a program calls has the loop do something. Where so much waits that it would
// wait long too, it is refused and says so: with an error, or an event where there is
// none. What only asks, ends a connection, or decides about a peer is never refused.

// maxJobs is how many jobs may wait for the disk before the program's calls are refused.
// What peers send is held back long before that.
const maxJobs = 1 << 15

// busy is the error of a call that is refused.
func busy() *Error { return &Error{Fault: Busy} }

// try has the loop do what the program calls for, and reports whether it does: not where
// too many calls wait for the loop, or too much for the disk.
func (c *core) try(f func()) bool {
	return (c.executor == nil || c.executor.Behind() < maxJobs) && c.loop.Try(f)
}

// command is try for a call without a result: an event says that it was refused. One
// event at a time waits for the loop, however many calls are refused: nothing else bounds
// the number of those.
func (c *core) command(f func()) {
	if !c.try(f) && c.refusing.CompareAndSwap(false, true) {
		c.loop.Post(overload{c})
	}
}

// overload reports that calls were refused.
type overload struct{ core *core }

func (e overload) Run() {
	e.core.refusing.Store(false) // a call that is refused from now on has an event of its own
	e.core.post(Event{Kind: Overloaded, Err: busy()})
}

// commandFor is try for a call that has an error.
func commandFor(c *core, f func() error) (err error) {
	if !c.try(func() { err = f() }) {
		return busy()
	}
	return err
}

// commandMessage is try for a call that has a message said.
func commandMessage(c *core, f func() (MessageID, error)) (id MessageID, err error) {
	if !c.try(func() { id, err = f() }) {
		return MessageID{}, busy()
	}
	return id, err
}

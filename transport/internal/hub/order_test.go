package hub

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

// seize keeps every other connection from writing the database in dir, as a disk
// does that is full for a moment.
func seize(t testing.TB, dir string) (release func()) {
	t.Helper()
	db, err := sqlite3.Open(filepath.Join(dir, "talk.db"))
	if err != nil {
		t.Fatal(err)
	}
	// Nothing that the store does of itself, as at opening, keeps this out.
	if err := errors.Join(db.BusyTimeout(bound), db.Exec("BEGIN IMMEDIATE")); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// failing is a hub with a member, whose disk can be made to fail.
type failing struct {
	*stage
	dir   string
	taken chan struct{} // the store takes jobs up; holds many
}

func newFailing(t testing.TB) *failing {
	f := &failing{dir: t.TempDir(), taken: make(chan struct{}, 10_000)}
	f.stage = openWith(t, f.dir, store.Options{Hooks: store.Hooks{AfterRead: func() { f.taken <- struct{}{} }}, BusyTimeout: time.Second}, nil)
	return f
}

// refuse has the store fail with the message "odd", by what SQLite says of an expression.
func (f *failing) refuse(expression string) (mend func()) {
	f.Helper()
	f.calm()
	do := func(sql string) {
		f.Helper()
		db, err := sqlite3.Open("file:" + filepath.ToSlash(filepath.Join(f.dir, "talk.db")) + "?vfs=confab")
		if err != nil {
			f.Fatal(err)
		}
		if err := errors.Join(db.BusyTimeout(bound), db.Exec(sql), db.Close()); err != nil {
			f.Fatal(err)
		}
	}
	do("CREATE TRIGGER odd BEFORE INSERT ON events WHEN NEW.body='odd' BEGIN SELECT " + expression + "; END")
	return func() { do("DROP TRIGGER odd") }
}

// calm waits until the hub has nothing to write of itself.
func (f *failing) calm() {
	f.Helper()
	f.told()
	// A job after which nothing is under way.
	if err := f.store.Met(wire.Identity{42}, "someone"); err != nil {
		f.Fatal(err)
	}
	for len(f.taken) > 0 {
		<-f.taken
	}
}

// fail has the commit of the first post fail, and those behind it be on their way by then.
func (f *failing) fail(c *client, first *wire.Post, behind ...wire.Frame) {
	f.Helper()
	f.calm()
	release := seize(f, f.dir)
	c.say(first)
	<-f.taken
	c.say(behind...)
	c.settle()
	if n := c.nak(first); !n.Reason.Temporary() {
		f.Fatalf("NAK %+v", n)
	}
	release()
}

// logged are the texts of a room's log, in order.
func (p *stage) texts(room wire.RoomID) (texts []string) {
	p.Helper()
	records, err := p.store.After(p.Context(), p.log, room, 0, store.MaxPage)
	if err != nil {
		p.Fatal(err)
	}
	for _, r := range records {
		texts = append(texts, r.Body)
	}
	return texts
}

func TestOrder(t *testing.T) {
	t.Parallel() // the store waits a second before it gives up
	t.Run("what follows a post that could not be written is not written before it", func(t *testing.T) {
		t.Parallel()
		p := newFailing(t)
		a := newActor(t)
		c := p.enter(a)
		one, two, three := a.text(wire.Everyone, "one"), a.text(wire.Everyone, "two"), a.text(wire.Everyone, "three")
		p.fail(c, one, two, three)
		for _, post := range []*wire.Post{two, three} {
			if n := c.nak(post); !n.Reason.Temporary() {
				t.Errorf("NAK %+v", n)
			}
		}
		c.say(one, two, three)
		for _, post := range []*wire.Post{one, two, three} {
			c.ack(post)
		}
		if got := p.texts(wire.Everyone); len(got) != 3 || got[0] != "one" || got[1] != "two" || got[2] != "three" {
			t.Errorf("the log has %q", got)
		}
	})
	t.Run("an edit of it and a message to another room wait too, and what was written before is acknowledged again", func(t *testing.T) {
		t.Parallel()
		p := newFailing(t)
		a := newActor(t)
		c := p.enter(a)
		before, one := a.text(wire.Everyone, "before"), a.text(wire.Everyone, "one")
		edit := a.text(wire.Everyone, "one, changed")
		edit.Kind, edit.Ref = wire.Edit, one.CID
		direct := a.text(wire.Direct(a.id, wire.Identity(p.self.ID())), "psst")
		c.post(before)
		p.fail(c, one, edit, direct, before)
		c.ack(before)
		c.nak(edit)
		c.nak(direct)
		c.say(one, edit, direct)
		for _, post := range []*wire.Post{one, edit, direct} {
			c.ack(post)
		}
		if got := p.texts(wire.Everyone); len(got) != 3 || got[1] != "one" || got[2] != "one, changed" {
			t.Errorf("the log has %q", got)
		}
	})
	t.Run("a message that is refused for good when it comes again holds nothing up", func(t *testing.T) {
		t.Parallel()
		p := newFailing(t)
		a := newActor(t)
		c := p.enter(a)
		odd, two := a.text(wire.Everyone, "odd"), a.text(wire.Everyone, "two")
		odd.Kind = 77
		p.fail(c, odd, two)
		c.nak(two)
		c.say(odd, two)
		if n := c.nak(odd); n.Reason != wire.NakKind {
			t.Errorf("NAK %+v", n)
		}
		c.ack(two)
	})
	t.Run("what follows a post that the store did not take is not written before it", func(t *testing.T) {
		t.Parallel()
		p := newFailing(t)
		a := newActor(t)
		c := p.enter(a)
		// SQLite fails with an error that says nothing of the disk.
		mend := p.refuse("abs(-9223372036854775807-1)")
		one, two := a.text(wire.Everyone, "odd"), a.text(wire.Everyone, "two")
		c.say(one, two)
		for _, post := range []*wire.Post{one, two} {
			if n := c.nak(post); !n.Reason.Temporary() {
				t.Errorf("NAK %+v", n)
			}
		}
		mend()
		c.say(one, two)
		c.ack(one)
		c.ack(two)
		if got := p.texts(wire.Everyone); len(got) != 2 || got[0] != "odd" || got[1] != "two" {
			t.Errorf("the log has %q", got)
		}
	})
	t.Run("a post that the store never takes is refused for good", func(t *testing.T) {
		t.Parallel()
		p := newFailing(t)
		a := newActor(t)
		c := p.enter(a)
		p.refuse("raise(ABORT, 'never')")
		one, two := a.text(wire.Everyone, "odd"), a.text(wire.Everyone, "two")
		c.say(one, two)
		if n := c.nak(one); n.Reason != wire.NakUnkept {
			t.Errorf("NAK %+v", n)
		}
		c.ack(two)
	})
	t.Run("on a new connection it holds nothing up, and others it never does", func(t *testing.T) {
		t.Parallel()
		p := newFailing(t)
		a, b := newActor(t), newActor(t)
		c, other := p.enter(a), p.enter(b)
		one, two := a.text(wire.Everyone, "one"), a.text(wire.Everyone, "two")
		p.fail(c, one, two)
		c.nak(two)
		other.post(b.text(wire.Everyone, "of another"))
		again := p.enter(a)
		again.post(two)
	})
}

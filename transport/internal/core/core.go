package core

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/journal"
	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/origin"
	"confab/transport/internal/plain"
)

// core is what a Server and a Client share: the roster, the journal and the order of
// events. Its loop owns all that, so that an event is posted while the change it tells
// of is the newest. What owns nothing of it runs on other goroutines, and has the loop
// do what concerns the state.
type core struct {
	loop   *loop.Loop
	events *delivery
	log    *slog.Logger // Options.Logger; nil for none
	limits Limits
	// plain is shared by the conns of all plain peers.
	plain *plain.Config
	// home is the data folder, nil for none; executor does what needs its disk. Its order
	// is the order of events in the talks of members. Decisions about members are made on
	// it too, so that none falls between the reading of who is one and the hub that this
	// is read for.
	home     *Home
	executor *loop.Executor
	// readable ends when the core closes, and with it what still reads the disk.
	readable    context.Context
	stopReading context.CancelFunc
	unwatch     func() // ends what Home tells
	restore     func() // looks for copies of what is damaged; nil: there are none. It runs on the executor
	// slow is what takes its time and waits for nobody: reading much, arithmetic. Nothing
	// is started once closed is set: shut waits for the last.
	slow *loop.Bounded
	// running counts every goroutine started; Close waits for it.
	running sync.WaitGroup
	// refusing is set while an overload waits for the loop.
	refusing atomic.Bool

	// Owned by the loop, up to locale.
	journal *journal.Journal[TalkID, *record]
	roster  map[PeerID]*peer
	// rooms are the talks that are on disk. makeRoom makes one that was not asked for
	// until now, nil where there is none; may be nil.
	rooms    map[TalkID]*room
	makeRoom func(TalkID) *room
	health   diskState
	lastID   PeerID
	closed   bool
	asked    context.CancelFunc // ends the last Search
	// names are what those who said something called themselves last, those who are
	// no members any more too; noting says that a name is to be written. vouched are
	// those whose words the person compared, on a Client.
	names   map[ID]string
	noting  map[ID]bool
	vouched map[ID]bool
	// locale is which encodings are likely here.
	locale *detect.Locale
	// encoding is Options.Encoding.
	encoding *Encoding
	// inRoom is how many plain guests the host let into the room.
	inRoom int
	// turns are what waits for its turn; there is an entry while something runs.
	turns map[turn][]func()
	// sending are the files on their way to plain peers.
	sending map[MessageID]*rawFile
	// newRecording makes what Save writes; tests set it.
	newRecording func(path string) (saveFile, error)
	// overheard is told what a plain guest in the room said; nil on a Client.
	overheard func(p *peer, text string)
	// renamed labels a member that was given another name.
	renamed func(p *peer)
}

// peer is a remote party and, while it is here, its conn.
type peer struct {
	Peer
	conn *plain.Conn // of a plain peer
	// told is what a member calls itself.
	told string
	// shape is that of the name shaped, given that of names which it gave up: see likeness.
	shaped string
	shape  names.Shape
	given  names.Shape
	// chosen says that a person fixed the encoding; otherwise guesser has what is
	// known of it, from the peer's first connection on. The reader of the conn owns
	// the guesser; nil before the first.
	chosen  bool
	guesser *detect.Guesser
	// unread is before which place of the talk messages may have to be read in
	// another encoding than they were, 0 for none, and rereading says that a
	// goroutine does that.
	unread    uint64
	rereading bool
	// spoken says that the talk holds more than notices and broadcasts, so it
	// is worth keeping when the peer goes.
	spoken bool
	// from is where a guest of a Server comes from.
	from origin.Origin
	// heard says, of a Client's member, that the host has told of it on this connection.
	heard bool
	// passage is of a plain guest in the room.
	passage passage
	// saving is where what a plain peer sends goes too, nil for nowhere.
	saving *saving
}

// title is what to call the peer in a message.
func (p *peer) title() string {
	if p.Name != "" {
		return p.Name
	}
	return p.Addr
}

// slowAtOnce is how many slow things are done at a time.
const slowAtOnce = 8

func newCore(o Options) *core {
	limits := o.Limits.withDefaults()
	c := &core{
		events:  newDelivery(logging(o.Logger, o.Sink)),
		log:     o.Logger,
		limits:  limits,
		journal: journal.New[TalkID, *record](limits.TalkBytes, limits.JournalBytes),
		roster:  map[PeerID]*peer{},
		rooms:   map[TalkID]*room{},
		home:    o.Home,
		names:   map[ID]string{},
		noting:  map[ID]bool{},
		vouched: map[ID]bool{},
		turns:   map[turn][]func(){},
		sending: map[MessageID]*rawFile{}, newRecording: newRecording,
		locale: detect.NewLocale(o.Languages...), encoding: o.Encoding,
	}
	c.loop, c.slow = loop.New(c.events.flush), loop.NewBounded(slowAtOnce)
	c.plain = c.plainConfig()
	if c.home != nil {
		c.executor = loop.NewExecutor()
		c.readable, c.stopReading = context.WithCancel(context.Background())
		c.unwatch = c.home.watch(homeWatcher{
			damage: func(err *Error) { c.executor.Do(func() { c.diskDamaged(err) }) },
			index:  func(i Indexing) { c.executor.Do(func() { c.indexMoved(i) }) },
		})
		c.executor.Do(c.indexFound)
	}
	return c
}

// shut ends every goroutine of the core, at last the loop, and returns when the sink has
// had all events.
func (c *core) shut() {
	c.running.Wait()
	c.closeDisk()
	c.slow.Wait()
	c.loop.Close()
	c.loop.Do(func() { c.events.over = true })
	c.events.close()
}

// post has an event handed to the sink.
func (c *core) post(e Event) {
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	c.events.add(e, len(c.roster))
}

// enroll adds a peer to the roster.
func (c *core) enroll(p Peer, k *plain.Conn) *peer {
	c.lastID++
	p.ID = c.lastID
	entry := &peer{Peer: p, conn: k}
	c.fixEncoding(entry)
	c.roster[p.ID] = entry
	return entry
}

// fixEncoding has a plain peer read and written as Options say, if they do.
func (c *core) fixEncoding(p *peer) {
	if c.encoding != nil && p.Kind == Plain {
		p.Encoding, p.chosen = *c.encoding, true
	}
}

// append puts a message into a talk, of now unless it has another time, and tells of it.
func (c *core) append(talk TalkID, m Message) *record { return c.appendRead(talk, m, 0) }

// appendRead is append of what was read as form says.
func (c *core) appendRead(talk TalkID, m Message, form detect.Form) *record {
	now := time.Now()
	if m.Time.IsZero() {
		m.Time = now
	}
	r := &record{Message: m, talk: talk, form: form}
	if room := c.room(talk); room != nil {
		room.places.add(&r.Message)
		c.post(Event{Kind: Appended, Time: now, Peer: c.view(talk), Detail: r.Message})
		return r
	}
	r.Seq = c.journal.Append(talk, r, r.bytes())
	c.post(Event{Kind: Appended, Time: now, Peer: c.view(talk), Detail: c.snapshot(r, r.Seq)})
	return r
}

// share puts a record of the talk of Everyone into a peer's talk too.
func (c *core) share(p *peer, r *record) {
	seq := c.journal.Append(p.Talk(), r, r.bytes())
	c.post(Event{Kind: Appended, Time: r.Time, Peer: p.Peer, Detail: c.snapshot(r, seq)})
}

// room is the room of a talk, nil for none of members.
func (c *core) room(talk TalkID) *room {
	if r := c.rooms[talk]; r != nil || c.makeRoom == nil {
		return r
	}
	return c.makeRoom(talk)
}

// view is the peer of a talk as events show it.
func (c *core) view(talk TalkID) Peer {
	if p := c.roster[talk.peer()]; p != nil {
		return p.Peer
	}
	return Peer{ID: talk.peer(), InRoom: talk == Everyone && c.inRoom > 0}
}

// notice appends a notice about p to its talk and, where there is one, to the talk of
// Everyone.
func (c *core) notice(p *peer, n NoticeKind, f Fault, everyone bool) {
	m := Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: n, Fault: f,
		Encoding: p.Encoding, Guessed: p.Guessed}
	c.append(p.Talk(), m)
	if everyone {
		c.append(Everyone, m)
	}
}

// saysRenamed tells in some talks, and in its own one if anything stands there, that a
// member calls itself something else than it was shown as.
func (c *core) saysRenamed(p *peer, was, wasKey string, talks ...TalkID) {
	m := Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: PeerRenamed, Was: was, WasKey: wasKey}
	if own := c.rooms[p.Talk()]; own != nil && !slices.Contains(talks, p.Talk()) {
		if !own.empty() {
			talks = append(talks, p.Talk())
		}
	}
	for _, talk := range talks {
		c.append(talk, m)
	}
}

// load answers Load.
func (c *core) load(talk TalkID, asked Range) {
	c.command(func() {
		if room := c.room(talk); room != nil {
			c.executor.Do(func() { c.loadRoom(room, asked) })
			return
		}
		c.post(Event{Kind: PageLoaded, Peer: c.view(talk), Detail: c.plainPage(talk, asked)})
	})
}

// peers is the roster in order of arrival.
func (c *core) peers() []Peer {
	return loop.Ask(c.loop, func() []Peer {
		list := make([]Peer, 0, len(c.roster))
		for _, p := range c.roster {
			list = append(list, p.Peer)
		}
		slices.SortFunc(list, func(a, b Peer) int { return cmp.Compare(a.ID, b.ID) })
		return list
	})
}

// setEncoding fixes how a plain peer's text is read and written, and reads what it
// said before so.
func (c *core) setEncoding(id PeerID, enc Encoding) {
	c.command(func() {
		p := c.roster[id]
		if p == nil || p.Kind == Member || p.chosen && p.Encoding == enc {
			return
		}
		was := p.Peer
		p.Encoding, p.Guessed, p.Likely, p.chosen = enc, false, [2]Encoding{}, true
		if p.conn != nil {
			p.conn.SetEncoding(enc)
		}
		if was.Encoding == enc && !was.Guessed {
			return // as it was shown
		}
		c.post(Event{Kind: Changed, Peer: p.Peer})
		if was.Encoding != enc {
			c.notice(p, EncodingChanged, NoFault, false)
			c.reread(p)
		}
	})
}

// rename gives a peer a name.
func (c *core) rename(id PeerID, name string) {
	c.command(func() {
		if p := c.roster[id]; p != nil {
			p.Name = names.Clean(name)
			if p.Kind == Member {
				c.renamed(p)
			}
			c.post(Event{Kind: Changed, Peer: p.Peer})
		}
	})
}

// forget removes a departed peer and its talk.
func (c *core) forget(p *peer) {
	delete(c.roster, p.ID)
	c.journal.Forget(p.Talk())
	c.post(Event{Kind: Forgotten, Peer: p.Peer})
}

// faultError makes the *Error of an event from what the system said.
func faultError(f Fault, addr string, err error) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	return &Error{Fault: f, Addr: addr, Err: err}
}

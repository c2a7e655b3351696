package transfer

import (
	"context"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Config is what New needs.
type Config struct {
	Self, Host wire.Identity
	Store      *store.Store
	// Folder is where what has come so far is written down; it is made when needed.
	Folder string
	// Dial connects to the host for files. On the host itself it is nil.
	Dial func(context.Context) (net.Conn, error)
	// Ask puts a SUPPLY into the talk of a member, on the host: false if it is not here.
	Ask func(member wire.Identity, f *wire.Supply) bool
	// MayRead reports whether a member may have what a WANT names, on the host.
	MayRead func(ctx context.Context, member wire.Identity, f *wire.Want) bool
	// Straight is the key of Self, by which members reach each other without the host; nil:
	// everything goes through it.
	Straight *secure.Identity
	// Halt tells, in the talk, why something is not fetched just now. It must not wait; nil
	// tells nobody.
	Halt func(*wire.Halt)
	// Changed is told how far something is.
	Changed func(Status)

	// copies has a host keep what comes for its members, and not for its person: see
	// NewCopies. summon connects to a member that offers then, and admit is asked for a
	// size once it is known.
	copies bool
	summon func(context.Context, Offer) (net.Conn, wire.RefusedReason)
	admit  func(Offer, uint64) error

	hooks files.Hooks // of every part; tests set it
}

// ErrClosed is returned after Close.
var ErrClosed = errors.New("transfers are closed")

const (
	// fetchesAtOnce is how many things come at a time, and triesAtOnce how many more ways
	// are tried, of which it is not known whether anything comes by them.
	fetchesAtOnce, triesAtOnce = 4, 8
	// copiedAtOnce is how many of them are for the host's copies: a member that offers gives
	// the host a few streams at a time, and the host's person wants some, too.
	copiedAtOnce = 2
	// openAtOnce is of how many things that wait the part stays open.
	openAtOnce = 8
	// servedAtOnce and servedPerMember bound the connections of files of a host, and
	// givenAtOnce and givenPerReader the streams of what we offer: each has some chunks in
	// memory.
	servedAtOnce, servedPerMember = 256, 16
	givenAtOnce, givenPerReader   = 16, 4
	// stockBytes is how much of what we offer is in memory while nobody reads it.
	stockBytes = 32 << 20
	// answerTime is how long the host waits for whom it has asked to SERVE.
	answerTime = 15 * time.Second
	// progressEvery is how often it is told how far something is.
	progressEvery = 200 * time.Millisecond
)

// Engine is the transfers of one identity with one host. Make it with New. Its methods are
// for any goroutine; those with an error wait for the disk.
type Engine struct {
	config     Config
	table      store.TransferTable
	ctx        context.Context
	cancel     context.CancelFunc
	stockBytes int            // see the constant; tests set it
	slots      chan struct{}  // one in it for each thing that comes
	tries      chan struct{}  // for each way that is tried
	places     chan struct{}  // for each part that stays open
	reaching   chan struct{}  // for the member that is dialled without the host
	gone       sync.WaitGroup // every goroutine; Add with mu held and not closed

	// order is held while the table and what is in memory change together. Before mu.
	order sync.Mutex

	mu       sync.Mutex
	closed   bool                   // guarded by mu, as all below
	kept     map[key]*keeping       // what we offer
	fetches  map[key]*fetch         // what we want
	rest     map[key]store.Transfer // what is here, or failed
	came     map[key]came           // how much is here of what this engine has stopped
	gates    map[way]*gate
	tickets  map[wire.Ticket]*ticket // whom we have asked to SERVE
	serving  map[*serving]struct{}   // connections that are served
	ofMember map[wire.Identity]int   // those that members opened by themselves
	carried  map[wire.Identity]int   // those that the host asked a member for
	doors    int                     // at which readers are awaited
	astray   []astray                // members that were not reached lately
	wake     chan struct{}           // closed when what waits should try again
}

// New returns an Engine that goes on with what the store has.
func New(config Config) (*Engine, error) {
	e := &Engine{config: config, stockBytes: stockBytes, slots: make(chan struct{}, fetchesAtOnce), tries: make(chan struct{}, triesAtOnce),
		places: make(chan struct{}, openAtOnce), reaching: make(chan struct{}, 1), kept: map[key]*keeping{}, fetches: map[key]*fetch{}, rest: map[key]store.Transfer{}, came: map[key]came{},
		gates: map[way]*gate{}, tickets: map[wire.Ticket]*ticket{}, serving: map[*serving]struct{}{},
		ofMember: map[wire.Identity]int{}, carried: map[wire.Identity]int{}, wake: make(chan struct{})}
	if e.table = config.Store.Fetches(); config.copies {
		e.table, e.slots = config.Store.Copies(), make(chan struct{}, copiedAtOnce)
	}
	e.ctx, e.cancel = context.WithCancel(context.Background())
	list, err := e.table.All(e.ctx, config.Self, config.Host)
	if err != nil {
		e.cancel()
		return nil, err
	}
	e.tidy(list)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lookUp(list)
	for _, t := range list {
		o := sized(t)
		switch t.State {
		case store.TransferKept:
			e.kept[o.key()] = &keeping{Offer: o, path: t.Path, began: t.Began, version: t.Version, whole: t.Whole}
		case store.TransferWanted:
			e.begin(o, t)
		default:
			e.rest[o.key()] = t
			if t.State == store.TransferDone && Reason(t.Reason) == untold {
				e.start(func() { e.inform(t) })
			}
		}
	}
	return e, nil
}

// Close ends all transfers, and returns when that is done. What is not whole goes on with
// the next Engine.
func (e *Engine) Close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.cancel()
	e.gone.Wait()
}

// start has f run on a goroutine that Close waits for; false after Close. It is called
// with mu held.
func (e *Engine) start(f func()) bool {
	if !e.closed {
		e.gone.Go(f)
	}
	return !e.closed
}

// record is what the store has of an offer.
func (e *Engine) record(o Offer, state store.TransferState, path string) store.Transfer {
	return store.Transfer{Self: e.config.Self, Host: e.config.Host, Room: o.Room, Author: o.Author, CID: o.CID, Size: o.Size,
		State: state, Path: path, Began: wire.MillisOf(time.Now())}
}

// sidecar is where it is written down what has come of an offer.
func (e *Engine) sidecar(o Offer) string {
	return filepath.Join(e.config.Folder, e.prefix()+hex.EncodeToString(o.Author[:8])+"-"+o.CID.String())
}

// prefix begins the name of each sidecar: other hosts have theirs in the same folder.
func (e *Engine) prefix() string { return hex.EncodeToString(e.config.Host[:8]) + "-" }

// tidy removes what came of things that nobody wants any more, or that are here: where a
// program ended before it could.
func (e *Engine) tidy(list []store.Transfer) {
	wanted := map[string]bool{}
	for _, t := range list {
		retracted := t.State == store.TransferFailed && Reason(t.Reason) == Retracted
		if !retracted && t.State != store.TransferKept && (t.State != store.TransferDone || e.config.copies) {
			wanted[e.sidecar(sized(t))] = true
		}
	}
	entries, _ := os.ReadDir(e.config.Folder) // none: nothing has come
	for _, entry := range entries {
		name, _, contents := strings.Cut(entry.Name(), contentsExtension)
		path := filepath.Join(e.config.Folder, name)
		switch {
		case !strings.HasPrefix(name, e.prefix()) || wanted[path]:
		case contents: // of a copy whose sidecar could not be read
			_ = os.Remove(filepath.Join(e.config.Folder, entry.Name()))
		default:
			_ = files.Discard(path) // the next one tries again
		}
	}
}

// lookUp finds how much is here of what is not whole, as it stands in the sidecars. It is
// called with mu held, before anything comes.
func (e *Engine) lookUp(list []store.Transfer) {
	for _, t := range list {
		if t.State == store.TransferKept || t.State == store.TransferDone {
			continue
		}
		o := sized(t)
		if bytes, of, err := files.Received(e.sidecar(o)); err == nil && bytes > 0 {
			e.came[o.key()] = came{uint64(bytes), uint64(of)}
		}
	}
}

// contentsExtension is between the name of a copy's sidecar and the rest of the names of
// what that is of.
const contentsExtension = ".contents"

// discard removes what has come of an offer.
func (e *Engine) discard(o Offer) error {
	state := e.sidecar(o)
	err := files.Discard(state)
	if e.config.copies {
		entries, _ := os.ReadDir(e.config.Folder)
		for _, entry := range entries {
			if strings.HasPrefix(entry.Name(), filepath.Base(state)+contentsExtension) {
				err = errors.Join(err, os.Remove(filepath.Join(e.config.Folder, entry.Name())))
			}
		}
	}
	return err
}

// folder makes the folder of the sidecars.
func (e *Engine) folder() error { return os.MkdirAll(e.config.Folder, 0o700) }

// All is how far everything is.
func (e *Engine) All() (list []Status) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, k := range e.kept {
		if k.copied {
			continue
		}
		list = append(list, k.status())
		for id, r := range k.readers {
			if r.halt != 0 {
				list = append(list, r.status(id, k))
			}
		}
	}
	for _, f := range e.fetches {
		list = append(list, f.status)
	}
	for _, t := range e.rest {
		s := statusOf(t)
		s.Bytes, s.Of = e.came[s.key()].of(s.Size)
		list = append(list, s)
	}
	return list
}

// came is how much of something was here when it was paused, or failed.
type came struct{ bytes, size uint64 }

// of is that with the size that is known of it, or else the one that was said.
func (c came) of(said uint64) (bytes, size uint64) {
	if c.bytes == 0 {
		return 0, said
	}
	return c.bytes, c.size
}

// statusOf is how far something is that nothing is done about.
func statusOf(t store.Transfer) Status {
	s := Status{Offer: sized(t), State: t.State, Reason: Reason(t.Reason), Path: t.Path, Began: t.Began, Whole: t.Whole}
	if s.Reason == untold {
		s.Reason = NoReason
	}
	return s
}

// tell has Changed told.
func (e *Engine) tell(s Status) {
	if e.config.Changed != nil {
		e.config.Changed(s)
	}
}

package transfer

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"confab/transport/internal/filestream"
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
	// Changed is told how far something is.
	Changed func(Status)
}

// ErrClosed is returned after Close.
var ErrClosed = errors.New("transfers are closed")

const (
	// fetchesAtOnce is how many things come at a time.
	fetchesAtOnce = 4
	// servedAtOnce and servedPerMember bound the connections of files of a host.
	servedAtOnce    = 256
	servedPerMember = 16
	// answerTime is how long the host waits for whom it has asked to SERVE.
	answerTime = 15 * time.Second
	// progressEvery is how often it is told how far something is.
	progressEvery = 200 * time.Millisecond
)

// Engine is the transfers of one identity with one host. Make it with New. Its methods are
// for any goroutine; those with an error wait for the disk.
type Engine struct {
	config Config
	ctx    context.Context
	cancel context.CancelFunc
	slots  chan struct{}
	gone   sync.WaitGroup // every goroutine; Add with mu held and not closed

	mu       sync.Mutex
	closed   bool                          // guarded by mu, as all below
	kept     map[key]*keeping              // what we offer
	fetches  map[key]*fetch                // what we want
	rest     map[key]store.Transfer        // what is here, or failed
	tickets  map[wire.Ticket]chan net.Conn // whom we have asked to SERVE
	served   int
	ofMember map[wire.Identity]int
	wake     chan struct{} // closed when what waits should try again
}

// New returns an Engine that goes on with what the store has.
func New(config Config) (*Engine, error) {
	e := &Engine{config: config, slots: make(chan struct{}, fetchesAtOnce),
		kept: map[key]*keeping{}, fetches: map[key]*fetch{}, rest: map[key]store.Transfer{},
		tickets: map[wire.Ticket]chan net.Conn{}, ofMember: map[wire.Identity]int{}, wake: make(chan struct{})}
	e.ctx, e.cancel = context.WithCancel(context.Background())
	list, err := config.Store.Transfers(e.ctx, config.Self, config.Host)
	if err != nil {
		e.cancel()
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, t := range list {
		o := Offer{Room: t.Room, Author: t.Author, CID: t.CID}
		switch t.State {
		case store.TransferKept:
			e.kept[o.key()] = &keeping{Offer: o, path: t.Path}
		case store.TransferWanted:
			e.begin(o, t)
		default:
			e.rest[o.key()] = t
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

// Wake has what waits try again at once: call it when the host is reached, or a member has
// come.
func (e *Engine) Wake() {
	e.mu.Lock()
	defer e.mu.Unlock()
	close(e.wake)
	e.wake = make(chan struct{})
}

// woken is closed by the next Wake.
func (e *Engine) woken() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.wake
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
	return store.Transfer{Self: e.config.Self, Host: e.config.Host, Room: o.Room, Author: o.Author, CID: o.CID,
		State: state, Path: path, Began: wire.MillisOf(time.Now())}
}

// sidecar is where it is written down what has come of an offer.
func (e *Engine) sidecar(o Offer) string {
	return filepath.Join(e.config.Folder, hex.EncodeToString(o.Author[:8])+"-"+o.CID.String())
}

// folder makes the folder of the sidecars.
func (e *Engine) folder() error { return os.MkdirAll(e.config.Folder, 0o700) }

// All is how far everything is.
func (e *Engine) All() (list []Status) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, k := range e.kept {
		list = append(list, Status{Offer: k.Offer, State: store.TransferKept, Path: k.path})
	}
	for _, f := range e.fetches {
		list = append(list, f.status)
	}
	for _, t := range e.rest {
		list = append(list, statusOf(t))
	}
	return list
}

// statusOf is how far something is that nothing is done about.
func statusOf(t store.Transfer) Status {
	return Status{Offer: Offer{Room: t.Room, Author: t.Author, CID: t.CID}, State: t.State, Reason: Reason(t.Reason), Path: t.Path}
}

// dial connects for files: to the host, or on the host to the member that offers.
func (e *Engine) dial(ctx context.Context, o Offer) (net.Conn, error) {
	if e.config.Dial != nil {
		return e.config.Dial(ctx)
	}
	return e.summon(ctx, o.Author, o.CID, e.config.Self)
}

// summon has a member connect, and returns its connection.
func (e *Engine) summon(ctx context.Context, member wire.Identity, cid wire.CID, reader wire.Identity) (net.Conn, error) {
	var ticket wire.Ticket
	rand.Read(ticket[:])
	came := make(chan net.Conn, 1)
	e.mu.Lock()
	e.tickets[ticket] = came
	e.mu.Unlock()
	defer func() {
		e.mu.Lock()
		delete(e.tickets, ticket)
		e.mu.Unlock()
		select {
		case late := <-came:
			_ = late.Close()
		default:
		}
	}()
	if !e.config.Ask(member, &wire.Supply{Ticket: ticket, CID: cid, Reader: reader}) {
		return nil, &filestream.RefusedError{Reason: wire.RefusedAway}
	}
	patience := time.NewTimer(answerTime)
	defer patience.Stop()
	select {
	case conn := <-came:
		return conn, nil
	case <-patience.C:
		return nil, &filestream.RefusedError{Reason: wire.RefusedAway}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// tell has Changed told.
func (e *Engine) tell(s Status) {
	if e.config.Changed != nil {
		e.config.Changed(s)
	}
}

package core

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/names"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Home is the data folder of one person.
type Home struct {
	dir      string
	identity *secure.Identity
	store    *store.Store
	bereft   bool // what is in store was said under another identity

	mu      sync.Mutex
	servers []KnownServer // met over TLS; guarded by mu

	watchers    map[int]homeWatcher // guarded by mu
	lastWatcher int                 // guarded by mu
}

// OpenHome opens the data folder dir, and makes it with a new identity when there is
// none.
func OpenHome(dir string) (*Home, error) { return openHome(dir, store.Options{}) }

func openHome(dir string, o store.Options) (*Home, error) {
	s, err := store.Open(filepath.Join(dir, "journal"), o)
	if err != nil {
		return nil, homeError(dir, err)
	}
	identity, err := secure.OpenIdentity(dir)
	if err != nil {
		_ = s.Close()
		return nil, homeError(dir, err)
	}
	known, err := s.Servers(context.Background())
	if err != nil {
		_ = s.Close()
		return nil, homeError(dir, err)
	}
	logs, err := s.Logs(context.Background())
	if err != nil {
		_ = s.Close()
		return nil, homeError(dir, err)
	}
	ours := func(l store.Log) bool { return l.Self == wire.Identity(identity.ID()) }
	h := &Home{dir: dir, identity: identity, store: s, bereft: len(logs) > 0 && !slices.ContainsFunc(logs, ours), servers: knownServers(known), watchers: map[int]homeWatcher{}}
	s.OnDamage(h.damageMet)
	s.OnIndexing(h.indexMoved)
	return h, nil
}

func knownServers(kept []store.KnownServer) []KnownServer {
	known := make([]KnownServer, len(kept))
	for i, k := range kept {
		known[i] = KnownServer{Addr: k.Addr, Name: names.Clean(k.Name), Identity: k.Identity, Trust: trustOf(k.Verified), Seen: seenTime(k.LastSeen)}
	}
	return known
}

// known are the servers met over TLS.
func (h *Home) known() []KnownServer {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.servers)
}

// setKnown has the next Client know what this one does.
func (h *Home) setKnown(servers []KnownServer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.servers = slices.Clone(servers)
}

// KnownIn lists the servers met over TLS that are stored in the data folder dir, for
// Options.Known.
func KnownIn(ctx context.Context, dir string) ([]KnownServer, error) {
	kept, err := store.ServersIn(ctx, filepath.Join(dir, "journal"))
	var busy *store.BusyError
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, &Error{Fault: fault.Of(ctx.Err()), Addr: dir, Err: ctx.Err()}
	case errors.As(err, &busy):
		return nil, &Error{Fault: HomeBusy, Addr: dir, Err: err}
	case err != nil:
		return nil, &Error{Fault: HomeUnread, Addr: dir, Err: err}
	}
	return knownServers(kept), nil
}

// IdentityIn is the identity in the data folder dir, if there is one that can be read.
func IdentityIn(dir string) (id ID, ok bool) {
	found, err := secure.IDIn(dir)
	return ID(found), err == nil
}

// Identity is the identity of this person.
func (h *Home) Identity() ID { return ID(h.identity.ID()) }

// Name is what this identity called itself last towards members.
func (h *Home) Name() string {
	called, _ := h.store.Names(context.Background()) // without them it has no name yet
	return names.Clean(called[h.Identity()])
}

// Offers are the paths of all files and folders that are offered, to whomever.
func (h *Home) Offers(ctx context.Context) ([]string, error) {
	paths, err := h.store.KeptPaths(ctx)
	if err != nil {
		return nil, homeError(h.dir, err)
	}
	return paths, nil
}

// Exposed reports whether others on this machine can read the secret key.
func (h *Home) Exposed() bool { return h.identity.Exposure() == secure.Exposed }

// Warning is an *Error with HistoryAside if nothing of a damaged database could be
// read, with HistoryMended, HistoryHarmed, HistoryRenewed or HistoryLost and its Damage if other
// damage was met, with IdentityMissing at the first opening under an identity to
// which none of the history belongs, else nil.
func (h *Home) Warning() error {
	if w := h.store.Warning(); w != nil {
		return homeError(h.dir, w)
	}
	if h.bereft {
		return &Error{Fault: IdentityMissing, Addr: h.dir}
	}
	return nil
}

// Close closes the folder once everything is on disk.
func (h *Home) Close() error { return h.store.Close() }

// homeError puts an error of the data folder in the words of this package.
func homeError(dir string, err error) *Error {
	var (
		known    *Error
		used     *store.InUseError
		newer    *store.NewerError
		aside    *store.AsideError
		corrupt  *store.CorruptError
		damage   *store.DamageError
		foreign  *store.ForeignFileError
		system   *store.SystemError
		temp     *store.TemporaryError
		identity *secure.IdentityError
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &used):
		return &Error{Fault: HomeInUse, Addr: dir, Err: err}
	case errors.As(err, &newer):
		return &Error{Fault: HomeNewer, Addr: dir, Err: err}
	case errors.As(err, &aside):
		return &Error{Fault: HistoryAside, Addr: aside.Path, Err: err}
	case errors.As(err, &damage):
		return damageError(dir, damage)
	case errors.As(err, &foreign):
		return &Error{Fault: HomeForeign, Addr: foreign.Path, Err: err}
	case errors.As(err, &corrupt):
		return &Error{Fault: HistoryDamaged, Addr: dir, Err: err}
	case errors.As(err, &system):
		return &Error{Fault: systemFault(runtime.GOOS), Addr: dir, Err: err}
	case errors.As(err, &temp):
		return &Error{Fault: temporaryFault(temp), Addr: dir, Err: err}
	case errors.As(err, &identity):
		return &Error{Fault: identityFault(identity), Addr: identity.Path, Err: err}
	}
	return &Error{Fault: Unknown, Addr: dir, Err: err}
}

// homeWatcher is told of what happens to the data folder, by no one's lock. It does
// not block.
type homeWatcher struct {
	damage func(*Error)   // damage of the disk was met
	index  func(Indexing) // more of the history can be searched
}

// watch has w told of what happens from now on, until stop is called.
func (h *Home) watch(w homeWatcher) (stop func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lastWatcher++
	id := h.lastWatcher
	h.watchers[id] = w
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.watchers, id)
	}
}

func (h *Home) watching() []homeWatcher {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Values(h.watchers))
}

func (h *Home) damageMet(err error) {
	for _, w := range h.watching() {
		w.damage(homeError(h.dir, err))
	}
}

func (h *Home) indexMoved(i store.Indexing) {
	for _, w := range h.watching() {
		w.index(Indexing(i))
	}
}

// systemFault is why a system has no memory to map files into: where every
// version can do that, it has too little left just now.
func systemFault(system string) Fault {
	if system == "windows" {
		return SystemTooOld
	}
	return Unknown
}

func temporaryFault(err *store.TemporaryError) Fault {
	if err.Reason == wire.NakDiskFull {
		return DiskFull
	}
	return HomeUnwritable
}

func identityFault(err *secure.IdentityError) Fault {
	switch {
	case errors.Is(err, secure.ErrNewer):
		return HomeNewer
	case errors.Is(err, secure.ErrDamaged):
		return IdentityDamaged
	}
	return HomeUnwritable
}

// seenMillis and seenTime are when a server was reached, as the disk has it: 0 where that
// is not known.
func seenMillis(t time.Time) wire.Millis {
	if t.IsZero() {
		return 0
	}
	return wire.Millis(t.UnixMilli())
}

func seenTime(m wire.Millis) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m))
}

package transfer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func identity(b byte) (id wire.Identity) {
	for i := range id {
		id[i] = b
	}
	return id
}

var (
	hostID = identity(0x48)
	anna   = identity(0xA1)
	boris  = identity(0xB0)
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func no(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site is a host with its members, on loopback sockets. A connection says in its first 32
// bytes whose it is, as TLS does elsewhere.
type site struct {
	t        testing.TB
	listener net.Listener
	mu       sync.Mutex
	members  map[wire.Identity]*member // guarded by mu
	host     *member
	// may decides about a WANT; nil: all may.
	may func(wire.Identity, *wire.Want) bool
	// cut has each connection end after so many bytes were written to it; 0: never.
	// Guarded by mu.
	cut int
	// asked has the talk with a member in the place of it; guarded by mu.
	asked  func(wire.Identity, *wire.Supply) bool
	dialed atomic.Int64
	// carried is how many bytes were written to connections with the host.
	carried atomic.Int64
	// rules are what the host keeps copies by, and gone the messages that offer nothing any
	// more; set before the host is opened.
	rules CopyRules
	gone  sync.Map
}

// member is one side, which can be closed and opened again.
type member struct {
	site   *site
	id     wire.Identity
	home   string
	store  *store.Store
	engine *Engine
	copies *Copies          // of a host that keeps some
	key    *secure.Identity // nil: it does not go straight
	now    atomic.Int64
	folder string // of the copies

	offered atomic.Int32

	mu     sync.Mutex
	news   []Status      // guarded by mu
	change chan struct{} // guarded by mu
}

func newSite(t testing.TB) *site { return newKeepingSite(t, CopyRules{}) }

// newKeepingSite is newSite with a host that keeps copies.
func newKeepingSite(t testing.TB, rules CopyRules) *site {
	s := &site{t: t, members: map[wire.Identity]*member{}, rules: rules}
	s.listener = must(net.Listen("tcp", "127.0.0.1:0"))(t)
	s.host = s.add(hostID)
	go func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			go func() {
				var id wire.Identity
				if _, err := io.ReadFull(conn, id[:]); err != nil {
					_ = conn.Close()
					return
				}
				s.mu.Lock()
				host := s.host.engine
				s.mu.Unlock()
				host.Serve(context.Background(), &cutConn{Conn: conn, site: s}, id)
			}()
		}
	}()
	t.Cleanup(func() { _ = s.listener.Close() })
	return s
}

// add makes a member, with a folder of its own.
func (s *site) add(id wire.Identity) *member { return s.addWith(id, nil) }

// addStraight makes a member that others reach without the host.
func (s *site) addStraight() *member {
	key := must(secure.NewIdentity())(s.t)
	return s.addWith(wire.Identity(key.ID()), key)
}

func (s *site) addWith(id wire.Identity, key *secure.Identity) *member {
	m := &member{site: s, id: id, key: key, home: s.t.TempDir(), change: make(chan struct{})}
	m.open()
	s.t.Cleanup(m.close)
	return m
}

func (m *member) open() {
	t := m.site.t
	m.store = must(store.Open(filepath.Join(m.home, "data"), store.Options{}))(t)
	config := Config{Self: m.id, Host: hostID, Store: m.store, Folder: filepath.Join(m.home, "transfers"), Changed: m.changed, Straight: m.key,
		Halt: func(f *wire.Halt) { m.site.tellHalt(m.id, f) }}
	if m.id == hostID {
		config.Ask, config.MayRead = m.site.ask, func(_ context.Context, id wire.Identity, w *wire.Want) bool {
			return m.site.may == nil || m.site.may(id, w)
		}
	} else {
		config.Dial = m.dial
	}
	engine := must(New(config))(t)
	var copies *Copies
	if m.id == hostID && m.site.rules != (CopyRules{}) {
		copies = must(NewCopies(CopyConfig{Engine: engine, Folder: m.copiesFolder(), Rules: m.site.rules, Changed: m.site.tellCopy,
			Offered: func(_ context.Context, o Offer) bool {
				_, gone := m.site.gone.Load(o.key())
				return !gone
			},
			Now: func() time.Time { return time.Now().Add(time.Duration(m.now.Load())) }}))(t)
	}
	m.site.mu.Lock()
	defer m.site.mu.Unlock()
	m.engine, m.copies = engine, copies
	if m.id != hostID {
		m.site.members[m.id] = m
	}
}

func (m *member) close() {
	m.site.mu.Lock()
	engine, copies := m.engine, m.copies
	m.engine, m.copies = nil, nil
	delete(m.site.members, m.id)
	m.site.mu.Unlock()
	if copies != nil {
		copies.Close()
	}
	if engine != nil {
		engine.Close()
		no(m.site.t, m.store.Close())
	}
}

func (m *member) dial(ctx context.Context) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", m.site.listener.Addr().String())
	if err != nil {
		return nil, err
	}
	m.site.dialed.Add(1)
	_, err = conn.Write(m.id[:])
	return &cutConn{Conn: conn, site: m.site}, err
}

// ask is the talk of the host with its members.
func (s *site) ask(id wire.Identity, f *wire.Supply) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked != nil && s.asked(id, f) {
		return true
	}
	if m := s.members[id]; m != nil {
		m.engine.Supply(f)
		return true
	}
	return false
}

// copiesFolder is where a host has its copies.
func (m *member) copiesFolder() string {
	if m.folder != "" {
		return m.folder
	}
	return filepath.Join(m.home, "copies")
}

// tellCopy is the talk by which a host tells of its copies.
func (s *site) tellCopy(n CopyNews) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.members[n.Author]; m != nil {
		m.engine.Copied(&wire.Copy{CIDs: string(n.CID[:]), State: n.State})
	}
}

// awaitCopy waits until the host says that of its copy of an offer.
func (m *member) awaitCopy(o Offer, state wire.CopyState) {
	m.site.t.Helper()
	m.await(fmt.Sprint("copy in state ", state), func(s Status) bool { return s.CID == o.CID && s.Copy == state && !s.ToCopy })
}

// tellHalt is the talk by which a member says what it does not fetch.
func (s *site) tellHalt(from wire.Identity, f *wire.Halt) {
	s.mu.Lock()
	to := s.members[f.Peer]
	if f.Peer == hostID {
		to = s.host
	}
	var engine *Engine
	if to != nil {
		engine = to.engine
	}
	s.mu.Unlock()
	if engine != nil {
		engine.Halted(&wire.Halt{CIDs: f.CIDs, Peer: from, Reason: f.Reason})
	}
}

func (s *site) cutAfter(bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = bytes
}

// cutConn breaks after some bytes, as a cable does.
type cutConn struct {
	net.Conn
	site  *site
	wrote int
}

func (c *cutConn) Write(p []byte) (int, error) {
	c.site.mu.Lock()
	cut := c.site.cut
	c.site.mu.Unlock()
	if cut > 0 && c.wrote+len(p) > cut {
		n, _ := c.Conn.Write(p[:max(cut-c.wrote, 0)])
		_ = c.Conn.Close()
		return n, net.ErrClosed
	}
	c.wrote += len(p)
	c.site.carried.Add(int64(len(p)))
	return c.Conn.Write(p)
}

func (m *member) changed(s Status) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.news = append(m.news, s)
	close(m.change)
	m.change = make(chan struct{})
}

// patience is for what a busy machine does at last.
const patience = 2 * time.Minute

// await returns the first Status, of those told since the last await, that is one.
func (m *member) await(what string, is func(Status) bool) Status {
	m.site.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		m.mu.Lock()
		for i, s := range m.news {
			if is(s) {
				m.news = m.news[i+1:]
				m.mu.Unlock()
				return s
			}
		}
		change := m.change
		m.mu.Unlock()
		select {
		case <-change:
		case <-deadline.C:
			m.mu.Lock()
			defer m.mu.Unlock()
			m.site.t.Fatalf("no %s; the last: %+v", what, m.news[max(0, len(m.news)-3):])
		}
	}
}

func (m *member) awaitState(state store.TransferState) Status {
	m.site.t.Helper()
	return m.await(fmt.Sprint("state ", state), func(s Status) bool { return s.State == state })
}

// offers keeps a file of so many bytes ready, and returns what a message says of it.
func (m *member) offers(name string, size int) (Offer, string, []byte) {
	m.site.t.Helper()
	contents := make([]byte, size)
	source := rand.NewChaCha8([32]byte{byte(size), byte(size >> 8)})
	_, _ = source.Read(contents)
	path := filepath.Join(m.home, name)
	no(m.site.t, os.WriteFile(path, contents, 0o600))
	return m.keeps(path), path, contents
}

func (m *member) keeps(path string) Offer {
	m.site.t.Helper()
	s := must(files.Scan(context.Background(), path, nil))(m.site.t)
	o := Offer{Room: wire.Everyone, Author: m.id, CID: wire.CID{m.id[0], 7, byte(m.offered.Add(1))}, Size: uint64(s.Size())}
	no(m.site.t, m.engine.Keep(o, s))
	return o
}

// downloads is where a member has things come.
func (m *member) downloads() string { return filepath.Join(m.home, "downloads") }

// holds checks that a path has these contents, and that nothing else lies beside it.
func (m *member) holds(path string, contents []byte) {
	m.site.t.Helper()
	got := must(os.ReadFile(path))(m.site.t)
	if !bytes.Equal(got, contents) {
		m.site.t.Fatalf("%s has %d bytes that are others than the %d sent", path, len(got), len(contents))
	}
	if list := must(os.ReadDir(filepath.Dir(path)))(m.site.t); len(list) != 1 {
		m.site.t.Errorf("left beside it: %v", list)
	}
	if list, _ := os.ReadDir(filepath.Join(m.home, "transfers")); len(list) != 0 {
		m.site.t.Errorf("left in the data folder: %v", list)
	}
}

package ui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/transport"
	"confab/transport/transporttest"
	"confab/ui/internal/prefs"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// clock is a clock that only the test moves.
type clock struct{ time time.Time }

func (c *clock) now() time.Time { return c.time }

// scriptedHost and scriptedDialer play transport's part with no network: for pictures,
// for what seldom happens, and for very many people.
type scriptedHost struct {
	*transporttest.Server
}

type scriptedDialer struct {
	*transporttest.Client
	lose *bool // what is told is lost
}

// everyone is the row of the talk of all.
const everyone transport.PeerID = 0

// come has a plain guest come that has a name, or with an empty one has none.
func (h scriptedHost) come(addr, name string) transport.PeerID {
	return h.Guest(addr, func(p *transport.Peer) { p.Name = name })
}

// member has a member come, or be known.
func (h scriptedHost) member(name string, change func(*transport.Peer)) transport.PeerID {
	return h.Member(name, change)
}

// notice stands in the talk of a peer, and in that of all.
func (h scriptedHost) notice(id transport.PeerID, what transport.NoticeKind, why transport.Fault) {
	m := transport.Message{Kind: transport.Notice, Notice: what, Fault: why, Peer: id, Name: h.peer(id).Name}
	h.Say(id.Talk(), m)
	h.Say(transport.Everyone, m)
}

func (h scriptedHost) peer(id transport.PeerID) transport.Peer   { return peerOf(h.Fake, id) }
func (d scriptedDialer) peer(id transport.PeerID) transport.Peer { return peerOf(d.Fake, id) }

// peerOf is a peer of the roster, zero for none.
func peerOf(f *transporttest.Fake, id transport.PeerID) transport.Peer {
	p, _ := f.Peer(id)
	return p
}

// talking is whom the client is connected to, or was last.
func (d scriptedDialer) talking() transport.PeerID {
	if p, ok := d.Server(); ok {
		return p.ID
	}
	for _, p := range slices.Backward(d.Peers()) {
		if p.Server == 0 {
			return p.ID
		}
	}
	return 0
}

// written has the system take all that was said to plain peers, stored the host's disk
// all that was said to members.
func written(f *transporttest.Fake) {
	for _, id := range f.Talks() {
		f.Write(id)
	}
}

func stored(f *transporttest.Fake) {
	for _, p := range f.Peers() {
		f.Store(p.Talk())
	}
}

// joined ends a Join well: with the host, a member who is here and one who is not.
// Pictures begin where people speak.
func (d scriptedDialer) joined(w tongue) (room, host, other transport.PeerID) {
	*d.lose = true
	d.NewID() // of which the colours come
	room, host, _ = d.Enter(w.host)
	d.Set(host, func(p *transport.Peer) { p.Addr = "a1b2 c3d4" })
	other = d.Member(room, w.bridge, func(p *transport.Peer) { p.Addr, p.Trust = "e5f6 a7b8", transport.Verified })
	d.Member(room, w.galley, func(p *transport.Peer) { p.Addr, p.Here = "c9d0 e1f2", false })
	d.Clear(room.Talk())
	*d.lose = false
	d.Tell(transport.Event{Kind: transport.Connected, Addr: d.peer(room).Addr, Peer: d.peer(room)})
	d.Tell(transport.Event{Kind: transport.Resync})
	return room, host, other
}

// lost breaks the connection with a server, which is tried again after d.
func (d scriptedDialer) lost(after time.Duration) { d.Wait(transport.PeerReset, after) }

// staged is a stage whose transport is a script.
type stagedScreen struct {
	*stage
	*clock
	host   scriptedHost
	dialer scriptedDialer
}

func staged(t testing.TB, size uitest.Size) *stagedScreen {
	return stagedWith(t, size, plainPrefs(), words.English)
}

// plainPrefs are those of a person who connects over plain TCP.
func plainPrefs() prefs.Prefs {
	p := prefs.Default("Ada")
	p.ClientPlain = true
	return p
}

func stagedWith(t testing.TB, size uitest.Size, p prefs.Prefs, lang words.Lang) *stagedScreen {
	return stagedAs(t, size, p, lang, time.Date(2026, time.March, 14, 9, 26, 0, 0, time.UTC), transport.ID{})
}

// stagedAs is stagedWith at a time, for a person with a data folder unless the
// identity is zero; known are the servers that were met.
func stagedAs(t testing.TB, size uitest.Size, p prefs.Prefs, lang words.Lang, at time.Time, identity transport.ID, known ...transport.KnownServer) *stagedScreen {
	post, c := newMail(func() {}), &clock{at}
	host := scriptedHost{transporttest.NewServer(transport.Options{Sink: post.host.Post})}
	lose := false
	dialer := scriptedDialer{transporttest.NewClient(transport.Options{Sink: func(ev transport.Event) {
		if !lose {
			post.dialer.Post(ev)
		}
	}}), &lose}
	for _, f := range []*transporttest.Fake{host.Fake, dialer.Fake} {
		f.SetClock(c.now)
		f.SetIdentity(identity)
		f.SetWords(transport.Fingerprint{
			English: [12]string{"harbour", "impeller", "locker", "second", "shelf", "filter", "gasket", "clean", "grease", "crosswise", "lunch", "galley"},
			Chinese: [12]string{"早", "上", "好", "昨", "天", "买", "的", "种", "子", "放", "在", "里"},
		})
	}
	dialer.SetKnown(known...)
	m := model.New(model.Config{Host: host, Dialer: dialer, Identity: identity, Prefs: p, System: lang, Now: c.now, Location: time.UTC,
		Prepare: func(to model.AttachTo, path string) {
			if ext := filepath.Ext(path); ext != ".jpg" && ext != ".heic" { // what those are the test says
				post.filePrepared(prepared{to, model.Prepared{Path: path}})
			}
		}})
	return &stagedScreen{show(t, size, m, post, nil), c, host, dialer}
}

// homely is a stage with a data folder, at the first start.
func homely(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	p := prefs.Default(w.host)
	p.Language = w.lang
	return stagedAs(t, size, p, words.Lang(w.lang), time.Date(2026, time.March, 14, 9, 2, 0, 0, time.UTC), transport.ID{0xab})
}

// serve starts the server and lets n guests come.
func (s *stagedScreen) serve(n int) (ids []transport.PeerID) {
	s.t.Helper()
	if !s.model.StartServer() {
		s.t.Fatal(s.model.Server.PortError())
	}
	s.Frame()
	for i := range n {
		ids = append(ids, s.host.come(fmt.Sprintf("10.0.%d.%d:5000", i/250, i%250+1), ""))
	}
	s.Frame()
	s.Frame()
	return ids
}

// line is what is said as number i of many; some lines are long.
func line(i int) string {
	return fmt.Sprintf("line %d%s", i, strings.Repeat(" and so on", i%7*i%13))
}

// place is where a label stands.
type place struct {
	label string
	at    int
}

// placed are places by their labels.
type placed []place

func (p placed) of(label string) (int, bool) {
	for _, q := range p {
		if q.label == label {
			return q.at, true
		}
	}
	return 0, false
}

// places are the messages in view that begin with "line", from the top, and
// the pixel at which they end; rows of the list begin at the edge and are none.
func (s *stage) places() (p placed) {
	for _, l := range s.Labels() {
		n, ok := s.Find(l)
		if _, known := p.of(l); ok && !known && strings.HasPrefix(l, "line ") && n.Bounds.Min.X > 0 {
			p = append(p, place{l, n.Bounds.Max.Y})
		}
	}
	return p
}

// safe fails if a label has what a screen must not show, or is endless.
func (s *stage) safe() {
	s.t.Helper()
	for _, l := range s.Labels() {
		if !utf8.ValidString(l) || len(l) > 70<<10 {
			s.t.Errorf("a label of %d bytes begins with %q", len(l), l[:min(len(l), 40)])
		}
		for _, r := range l {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200d' {
				s.t.Errorf("a label has %U: %.60q", r, l)
				break
			}
		}
	}
}

// samePlaces reports whether everything that was in view before and after
// stands where it stood, and something does.
func samePlaces(before, after placed) bool {
	same := 0
	for _, p := range before {
		if at, ok := after.of(p.label); ok {
			if at != p.at {
				return false
			}
			same++
		}
	}
	return same > 0
}

// one is the place of what has a number in the first era.
func one(seq uint64) transport.Place { return transport.Place{Era: 1, Seq: seq} }

// key is the Local key of what stands at a place in the open talk; 0 for none.
func (s *stagedScreen) key(at transport.Place) uint64 {
	talk := s.model.Active().Talk()
	for i := range talk.Len() {
		if r := talk.At(i); r.Place == at {
			return r.Local
		}
	}
	return 0
}

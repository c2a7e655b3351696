package transporttest

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport"
)

// patience bounds a wait for what must come; none lasts so long when it passes.
const patience = time.Minute

// trace is what a sink was given, in words that do not depend on times, ports and keys.
type trace struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{}
	peers []transport.PeerID                   // in the order of their first event
	ids   []transport.MessageID                // likewise
	marks map[transport.PeerID]transport.Marks // of a talk, as the last event of it says
	last  map[transport.EventKind]transport.Event
	kinds map[transport.PeerID]transport.PeerKind // of a peer, as the last event of it says
	waits bool                                    // a Client waits for its next attempt
	ended int                                     // how often a Client's connection, or its attempt to connect, ended
}

func newTrace() *trace {
	return &trace{more: make(chan struct{}, 1), marks: map[transport.PeerID]transport.Marks{}, kinds: map[transport.PeerID]transport.PeerKind{}, last: map[transport.EventKind]transport.Event{}}
}

func (r *trace) sink(ev transport.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if line := r.line(ev); line != "" {
		r.lines = append(r.lines, line)
	}
	r.last[ev.Kind] = ev
	if ev.Kind == transport.DialFailed || ev.Kind == transport.Disconnected && ev.Peer.Server == 0 {
		r.ended++
	}
	select {
	case r.more <- struct{}{}:
	default:
	}
}

// until waits until done holds, which is asked with mu held.
func (r *trace) until(t *testing.T, what string, done func() bool) {
	t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		r.mu.Lock()
		is := done()
		r.mu.Unlock()
		if is {
			return
		}
		select {
		case <-r.more:
		case <-late.C:
			r.mu.Lock()
			defer r.mu.Unlock()
			t.Fatalf("%s does not come; there is\n%s", what, strings.Join(r.lines, "\n"))
		}
	}
}

// peer names a peer by the order of its first event.
func (r *trace) peer(id transport.PeerID) string {
	if id == 0 {
		return "all"
	}
	for i, known := range r.peers {
		if known == id {
			return fmt.Sprint("p", i+1)
		}
	}
	r.peers = append(r.peers, id)
	return fmt.Sprint("p", len(r.peers))
}

// talk names a talk as the peer whose it is.
func (r *trace) talk(id transport.TalkID) string { return r.peer(peerOf(id)) }

func (r *trace) message(id transport.MessageID) string {
	if id == (transport.MessageID{}) {
		return ""
	}
	for i, known := range r.ids {
		if known == id {
			return fmt.Sprint("m", i+1)
		}
	}
	r.ids = append(r.ids, id)
	return fmt.Sprint("m", len(r.ids))
}

// words joins what is set.
func words(parts ...string) string {
	var set []string
	for _, p := range parts {
		if p != "" {
			set = append(set, p)
		}
	}
	return strings.Join(set, " ")
}

// is is a word, if it holds.
func is(word string, holds bool) string {
	if holds {
		return word
	}
	return ""
}

// set is the name of a value, unless that is zero.
func set[N comparable](n N) string {
	var zero N
	return is(fmt.Sprint(n), n != zero)
}

// number is a word with a number, unless that is zero.
func number[N ~int | ~uint64](word string, n N) string {
	return is(fmt.Sprintf("%s%d", word, n), n != 0)
}

// named is a name, in which an address stands for every address.
func named(name string) string {
	if _, _, err := net.SplitHostPort(name); err == nil {
		return "ADDR"
	}
	return name
}

func faultOf(err error) string {
	var e *transport.Error
	if errors.As(err, &e) {
		return fmt.Sprint(e.Fault)
	}
	return is("error", err != nil)
}

func (r *trace) peerLine(p transport.Peer) string {
	if p.ID == 0 {
		return words("all", is("inroom", p.InRoom))
	}
	server := ""
	if p.Server != 0 {
		server = "of " + r.peer(p.Server)
	}
	kind := p.Kind
	if kind == transport.Undecided {
		kind = transport.Plain
	}
	return words(r.peer(p.ID), fmt.Sprint(kind), named(p.Name), server, is("here", p.Here), is("silent", p.Silent), is("ended", p.HalfClosed), is("saving", p.Saving),
		is("lines", p.Lines), fmt.Sprint(p.Encoding), is("guessed", p.Guessed), is("asks", p.Asking), is("inroom", p.InRoom),
		is("host", p.Host), fmt.Sprint(p.Trust), is("known", p.Identity != transport.ID{}))
}

func (r *trace) messageLine(m transport.Message) string {
	if m.Broadcast && m.Reached < m.Recipients {
		m.Reached = 0
	}
	quote := ""
	if q := m.ReplyTo; q != nil {
		by := ""
		if q.Peer != 0 {
			by = r.peer(q.Peer)
		}
		quote = "answers(" + words(r.message(q.ID), "at "+q.Place.String(), by, named(q.Name), q.Text, is("own", q.Own), is("deleted", q.Deleted)) + ")"
	}
	var reactions []string
	for _, x := range m.Reactions {
		reactions = append(reactions, fmt.Sprint(x.Text, x.Count, is("mine", x.Mine)))
	}
	by := ""
	if m.Peer != 0 {
		by = "by " + r.peer(m.Peer)
	}
	raw := ""
	if m.Raw != m.Text {
		raw = fmt.Sprintf("raw %.80q", m.Raw)
	}
	if m.Notice == transport.SaveBegan || m.Notice == transport.SaveEnded {
		m.Text = filepath.Base(m.Text)
	}
	file := ""
	if m.File != nil {
		file = "file " + m.File.Name
	}
	return "[" + words("at "+m.Place.String(), number("seq", m.Seq), fmt.Sprint(m.Kind), r.message(m.ID), by, named(m.Name), is(fmt.Sprintf("%.80q", m.Text), m.Text != ""), raw,
		is("plain", m.Plain), is("bytes", m.Bytes), set(m.Encoding), set(m.Notice), set(m.Fault), fmt.Sprint(m.State),
		is("broadcast", m.Broadcast), number("to", m.Recipients), number("reached", m.Reached), is("relayed", m.Relayed),
		quote, is("edited", m.Edited), is("deleted", m.Deleted), strings.Join(reactions, " "), is("guest", m.ByGuest), file) + "]"
}

// line is an event in words; empty for what comes when it likes: how far the others
// are, and further attempts to connect.
func (r *trace) line(ev transport.Event) string {
	parts := []string{fmt.Sprint(ev.Kind), r.peerLine(ev.Peer)}
	switch ev.Kind {
	case transport.Marked:
		before := r.marks[ev.Peer.ID]
		r.marks[ev.Peer.ID] = ev.Marks()
		if before.Got != ev.Marks().Got || before.Read != ev.Marks().Read {
			return ""
		}
		parts = append(parts, fmt.Sprintf("seen %v of %v, news%d", ev.Marks().Seen, ev.Marks().Last, ev.Marks().News))
	case transport.Changed:
		// How long a guest stays undecided depends on how busy the machine is.
		if was := r.kinds[ev.Peer.ID]; was == transport.Undecided && ev.Peer.Kind == transport.Plain {
			parts = nil
		}
	case transport.Updated:
		// What goes to several is written by several goroutines.
		if m := ev.Message(); m.Broadcast && m.Reached < m.Recipients {
			return ""
		}
		if m := ev.Message(); m.File != nil && (m.Plain && m.State == transport.Queued || m.Notice == transport.SaveBegan) {
			return "" // its size is known, or how much is saved
		}
		parts = append(parts, r.messageLine(ev.Message()))
		if n := len(r.lines); ev.Message().Broadcast && n > 0 && r.lines[n-1] == words(parts...) {
			return ""
		}
	case transport.Appended:
		m := ev.Message()
		m.Reached = 0 // a guest may have it already
		parts = append(parts, r.messageLine(m))
	case transport.Enqueued, transport.ChangeRefused, transport.Withdrawn:
		parts = append(parts, r.messageLine(ev.Message()))
	case transport.PageLoaded:
		parts = append(parts, fmt.Sprintf("page of %s, %+v, older %v, newer %v, dropped %v, seen %v news%d last %v", r.talk(ev.Page().Talk), ev.Page().Range, ev.Page().Older, ev.Page().Newer, ev.Page().Dropped,
			ev.Page().Marks.Seen, ev.Page().Marks.News, ev.Page().Marks.Last))
		for _, m := range ev.Page().Messages {
			parts = append(parts, r.messageLine(m))
		}
		for _, m := range ev.Page().Pending {
			parts = append(parts, "pending"+r.messageLine(m))
		}
	case transport.Found:
		parts = append(parts, fmt.Sprintf("%q %v %s %d", ev.Results().Query.Text, ev.Results().Query.All, r.talk(ev.Results().Query.Talk), ev.Results().Query.Limit))
		for _, h := range ev.Results().Hits {
			parts = append(parts, r.talk(h.Talk), r.messageLine(h.Message))
		}
	case transport.Typing:
		parts = append(parts, "in "+r.talk(ev.Talk()))
	case transport.Compared:
		parts = append(parts, is("words", ev.Words().English[0] != "" && ev.Words().Chinese[11] != ""))
	case transport.Transferred:
		t := ev.Transfer()
		if t.State == transport.Sending {
			return "" // how far it is
		}
		parts = append(parts, "transfer "+r.message(t.ID), fmt.Sprint(t.State), set(t.Fault))
	case transport.Invited:
		i := ev.Invitation()
		parts = append(parts, is("link", strings.HasPrefix(i.Link, i.Web+"#")), is("code", len(i.Code) == 6), is("many", i.Many), is("ends", i.Expires.After(ev.Time)))
	case transport.Waiting:
		parts = append(parts, is("again", !ev.Retry().IsZero()))
		if r.waits {
			return ""
		}
		r.waits = true
	case transport.Connecting, transport.Connected, transport.Disconnected, transport.DialFailed:
		if ev.Peer.Server == 0 {
			r.waits = false
		}
	}
	if r.kinds[ev.Peer.ID] = ev.Peer.Kind; parts == nil {
		return ""
	}
	return words(append(parts, named(ev.Addr), is("everywhere", len(ev.Addrs()) > 0), faultOf(ev.Err))...)
}

// roster is what Peers answers, in words.
func (r *trace) roster(peers []transport.Peer) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []string
	for _, p := range peers {
		lines = append(lines, r.peerLine(p))
	}
	return strings.Join(lines, "; ")
}

package core

import (
	"bytes"
	"encoding/hex"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// sheaf is a log in memory.
type sheaf struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *sheaf) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *sheaf) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *sheaf) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// has waits until a line has all parts.
func (l *sheaf) has(t *testing.T, parts ...string) {
	t.Helper()
	eventually(t, "a line with "+strings.Join(parts, " "), func() bool {
		for line := range strings.Lines(l.String()) {
			found := true
			for _, part := range parts {
				found = found && strings.Contains(line, part)
			}
			if found {
				return true
			}
		}
		return false
	})
}

func TestTheLogTellsWhy(t *testing.T) {
	t.Parallel()
	var log sheaf
	e := newEvents()
	s := NewServer(Options{Sink: e.sink, Logger: log.logger(), Limits: Limits{HalfCloseWithin: -1, LeftAfter: -1}})
	t.Cleanup(s.Close)
	s.Start("127.0.0.1:0")
	ev, _ := e.kind(t, 0, Listening)
	addr := ev.Addr
	log.has(t, "level=INFO", "msg=listening", "addr="+addr)

	guest := dial(t, addr)
	say(t, guest, "hello\n")
	said, _ := e.message(t, 0, Incoming)
	log.has(t, "level=INFO", "msg=connected", "addr="+guest.LocalAddr().String())
	guest.Close()
	log.has(t, "level=INFO", "msg=disconnected", "addr="+guest.LocalAddr().String(), `fault="closed by peer"`)
	log.has(t, "level=DEBUG", `msg="connection ended"`, "addr="+guest.LocalAddr().String(), "peer_kind=plain")

	s.Allow(Visitors{})
	refused := dial(t, addr)
	say(t, refused, "hello\n")
	_, _ = io.ReadAll(refused) // until it is turned away
	log.has(t, "msg=disconnected", "addr="+refused.LocalAddr().String(), `fault="plain guests are not let in"`)
	s.Block(said.Peer)

	var other sheaf
	c := NewClient(Options{Logger: other.logger()})
	t.Cleanup(c.Close)
	c.Dial(addr)
	other.has(t, "level=INFO", "msg=connecting", "addr="+addr)
	s.Stop()
	log.has(t, "level=INFO", "msg=stopped")
	eventually(t, "the Client is idle", func() bool { _, up := c.Server(); return !up })
	nobody := NewClient(Options{Logger: other.logger()})
	t.Cleanup(nobody.Close)
	nobody.Dial(addr)
	other.has(t, "level=WARN", "msg=dial_failed", "addr="+addr, `fault="connection refused"`, "cause=")
	if strings.Contains(log.String(), "hello") {
		t.Error("what the guest said is in the log")
	}
}

func TestTheLogKeepsSecrets(t *testing.T) {
	t.Parallel()
	var log sheaf
	host, server, addr := hostParty(t, func(o *Options) { o.Name, o.Logger = "Mark-of-host", log.logger() })
	p := newParty(t)
	o := p.options("Mark-of-anna")
	o.Logger = log.logger()
	c := NewClient(o)
	t.Cleanup(c.Close)
	c.Join(addr)
	up, _ := p.wait(t, 0, "a connection", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Addr == addr })
	room := up.Peer.ID
	anna := host.named(t, "Mark-of-anna")

	nc := dial(t, addr)
	guest := arrival(t, host.events, nc)
	server.Rename(guest, "Mark-of-nc")
	server.LetIn(guest, true)
	p.wait(t, 0, "the guest in the room", func(ev Event) bool { return ev.Message().Notice == GuestLetIn })
	say(t, nc, "Mark-said-plain\n")
	p.said(t, room.Talk(), "Mark-said-plain")
	send(t, server, guest.Talk(), "Mark-to-guest")
	send(t, c, room.Talk(), "Mark-to-room")
	m := host.said(t, Everyone, "Mark-to-room")
	send(t, server, anna.Talk(), "Mark-to-anna")
	if err := server.React(Everyone, m.ID, "Mark-reaction"); err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(room.Talk(), m.ID, "Mark-edited"); err != nil {
		t.Fatal(err)
	}
	host.wait(t, 0, "the edit", func(ev Event) bool { return ev.Kind == Updated && ev.Message().Edited })
	if _, err := c.Post(room.Talk(), Draft{Text: "Mark-to-nothing", ReplyTo: MessageID{1}}); err != nil {
		t.Fatal(err)
	}
	p.wait(t, 0, "the refusal", func(ev Event) bool { return ev.Kind == Updated && ev.Message().State == Failed })
	c.SetName("Mark-renamed")
	host.named(t, "Mark-renamed")
	c.Search(Query{All: true, Text: "Mark-to"})
	found, _ := p.kind(t, 0, Found)
	if len(found.Results().Hits) == 0 {
		t.Error("nothing was found")
	}
	c.Words(room)
	compared, _ := p.kind(t, 0, Compared)
	words := compared.Words()
	server.Block(anna.ID)
	p.wait(t, 0, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.ID == room })
	from := p.length()
	c.Join(addr)
	p.wait(t, from, "the end again", func(ev Event) bool { return ev.Kind == DialFailed || ev.Kind == Disconnected })
	c.Close()
	server.Close()

	got := log.String()
	for _, kind := range []EventKind{Listening, Connected, Disconnected, Updated, Changed, Stopped} {
		if !strings.Contains(got, "msg="+kind.String()) {
			t.Errorf("the log has no line of %v", kind)
		}
	}
	secrets := []string{"Mark-", "mark-", strings.Join(words.English[:2], " "), words.Chinese[0]}
	for _, who := range []*party{host, p} {
		secrets = append(secrets, who.home.Identity().String(), shortID(who.home.Identity()))
		files, err := filepath.Glob(filepath.Join(who.dir, "identity*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("identity files %v, %v", files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				if line = strings.TrimSpace(line); len(line) >= 16 {
					secrets = append(secrets, line, hex.EncodeToString([]byte(line)))
				}
			}
		}
	}
	for line := range strings.Lines(got) {
		for _, secret := range secrets {
			if strings.Contains(line, secret) {
				t.Errorf("%q is in the log: %s", secret, line)
			}
		}
	}
}

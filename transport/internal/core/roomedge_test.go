package core

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// send says something in a talk.
func send(t *testing.T, s sender, to TalkID, text string) {
	t.Helper()
	if _, err := s.Send(to, text); err != nil {
		t.Fatal(err)
	}
}

// outbox is what a member's copy of the host's log has still to send.
func (p *party) outbox(t *testing.T, host ID) []store.Outgoing {
	t.Helper()
	log, err := p.home.store.Replica(p.home.Identity(), host)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := log.Outbox(context.Background(), store.Outgoing{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestSearchAcrossTalks(t *testing.T) {
	t.Run("the talks of others do not use up the limit", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, _ := asMember(t, "Anna", addr)
		boris, _, _ := asMember(t, "Boris", addr)
		host.named(t, "Anna")
		send(t, server, Everyone, "needle of the host")
		host.said(t, Everyone, "needle of the host")
		to := anna.named(t, "Boris")
		for i := range 6 {
			send(t, annas, to.Talk(), fmt.Sprint("needle private ", i))
		}
		boris.said(t, boris.named(t, "Anna").Talk(), "needle private 5")
		from := host.length()
		server.Search(Query{Text: "needle", All: true, Limit: 5})
		ev, _ := host.kind(t, from, Found)
		if len(ev.Results().Hits) != 1 || ev.Results().Hits[0].Message.Text != "needle of the host" {
			t.Errorf("the host finds %+v", ev.Results().Hits)
		}
	})
	t.Run("each server's hits are in its own talk", func(t *testing.T) {
		_, _, first := hostParty(t, nil)
		_, _, second := hostParty(t, nil)
		p := newParty(t)
		c := NewClient(p.options("Anna"))
		t.Cleanup(c.Close)
		talks := map[TalkID]string{}
		for _, addr := range []string{first, second} {
			from := p.length()
			c.Join(addr)
			room := p.verdict(t, from).Talk()
			talks[room] = "needle at " + addr
			send(t, c, room, talks[room])
			p.said(t, room, talks[room])
			p.leaves(t, c)
		}
		from := p.length()
		c.Search(Query{Text: "needle", All: true})
		ev, _ := p.kind(t, from, Found)
		for _, h := range ev.Results().Hits {
			if talks[h.Talk] != h.Message.Text {
				t.Errorf("%q is found in talk %d", h.Message.Text, h.Talk)
			}
		}
		if len(ev.Results().Hits) != 2 {
			t.Errorf("%d are found, want 2", len(ev.Results().Hits))
		}
	})
}

func TestReactionsCount(t *testing.T) {
	t.Run("the last one of an author counts, however many there were", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		asMember(t, "Anna", addr)
		host.named(t, "Anna")
		send(t, server, Everyone, "target")
		target := host.said(t, Everyone, "target")
		server.Stop()
		host.kind(t, 0, Stopped)
		var all []store.Entry
		const often = 200 // a host takes 256 of one author
		for i := range often {
			text := "👍"
			if i == often-1 {
				text = "❤"
			}
			all = append(all, store.Entry{From: host.home.Identity(), Post: wire.Post{
				CID: newMessageID(), Room: wire.Everyone, Kind: wire.Reaction, Ref: target.ID, Body: text}})
		}
		for some := range slices.Chunk(all, 100) {
			if _, err := server.hosting.log.Append(some); err != nil {
				t.Fatal(err)
			}
		}
		from := host.length()
		server.Load(Everyone, Range{At: target.Place, After: 1})
		ev, _ := host.kind(t, from, PageLoaded)
		if r := ev.Page().Messages[0].Reactions; len(r) != 1 || r[0] != (Reaction{Text: "❤", Count: 1, Mine: true}) {
			t.Errorf("the reactions are %+v", r)
		}
	})
	t.Run("one between two does not show in the room of all, though it names its message", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		boris, boriss, _ := asMember(t, "Boris", addr)
		host.named(t, "Anna")
		send(t, server, Everyone, "target")
		target := host.said(t, Everyone, "target")
		anna.said(t, room.Talk(), "target")
		to := boris.named(t, "Anna")
		boriss.lock()
		engine := boriss.followed.engine
		boriss.unlock()
		direct := wire.Direct(boris.home.Identity(), to.Identity)
		for _, p := range []wire.Post{
			{CID: target.ID, Room: direct, Kind: wire.Text, Body: "same name"},
			{CID: newMessageID(), Room: direct, Kind: wire.Reaction, Ref: target.ID, Body: "private"},
		} {
			done := make(chan error, 1)
			engine.Post(p, to.Identity, func(err error) { done <- err })
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		send(t, boriss, to.Talk(), "after")
		talk := anna.named(t, "Boris").Talk()
		anna.said(t, talk, "after")
		send(t, server, Everyone, "at last")
		host.said(t, Everyone, "at last")
		for _, page := range []Page{host.page(t, server.Load, Everyone), anna.page(t, annas.Load, room.Talk())} {
			for _, m := range page.Messages {
				if len(m.Reactions) > 0 {
					t.Errorf("in the room of all %q shows %+v", m.Text, m.Reactions)
				}
			}
		}
		if m := anna.page(t, annas.Load, talk).Messages[0]; len(m.Reactions) != 1 {
			t.Errorf("between the two %q shows %+v", m.Text, m.Reactions)
		}
	})
}

func TestOutboxOfMembers(t *testing.T) {
	t.Run("an edit that the host refuses does not stay", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		host.named(t, "Anna")
		send(t, server, Everyone, "the host's")
		host.said(t, Everyone, "the host's")
		m := anna.said(t, room.Talk(), "the host's")
		if err := annas.Edit(room.Talk(), m.ID, "forged"); err != nil {
			t.Fatal(err)
		}
		send(t, annas, room.Talk(), "after") // answered after it
		anna.said(t, room.Talk(), "after")
		eventually(t, "the outbox is empty", func() bool { return len(anna.outbox(t, room.Identity)) == 0 })
		if got := strings.Join(shown(anna.page(t, annas.Load, room.Talk())), "|"); got != "the host's|after" {
			t.Errorf("the page is %q", got)
		}
	})
	t.Run("a change that is not taken is told, and why", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		host.named(t, "Anna")
		send(t, server, Everyone, "the host's")
		own := host.said(t, Everyone, "the host's")
		m := anna.said(t, room.Talk(), "the host's")
		told := func(p *party, talk TalkID, want Fault) {
			t.Helper()
			ev, _ := p.kind(t, 0, ChangeRefused)
			var e *Error
			if !errors.As(ev.Err, &e) || e.Fault != want || ev.Talk() != talk || ev.Message().ID != m.ID {
				t.Errorf("%+v", ev)
			}
		}
		if err := annas.Edit(room.Talk(), m.ID, "forged"); err != nil {
			t.Fatal(err)
		}
		told(anna, room.Talk(), MessageUnknown)
		for n := range 257 {
			if err := server.React(Everyone, own.ID, fmt.Sprint(n)); err != nil {
				t.Fatal(err)
			}
		}
		told(host, Everyone, ChangedTooOften)
	})
	t.Run("what waits cannot be discarded", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		server.Stop()
		anna.kind(t, 0, Waiting)
		host.kind(t, 0, Stopped)
		send(t, annas, room.Talk(), "regretted")
		ev, _ := anna.kind(t, 0, Enqueued)
		annas.Discard(room.Talk(), ev.Message().ID)
		if page := anna.page(t, annas.Load, room.Talk()); len(page.Pending) != 1 {
			t.Errorf("pending are %+v", page.Pending)
		}
		from := host.length()
		server.Start(addr)
		host.kind(t, from, Listening)
		annas.Reconnect()
		anna.said(t, room.Talk(), "regretted")
		host.said(t, Everyone, "regretted")
		for _, ev := range anna.snapshot() {
			if ev.Kind == Withdrawn {
				t.Error("it was told to be withdrawn")
			}
		}
	})
}

func TestLivesOfALog(t *testing.T) {
	t.Run("one member's impossible cursor renews nothing for anyone", func(t *testing.T) {
		_, _, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		send(t, annas, room.Talk(), "hello")
		anna.said(t, room.Talk(), "hello")
		mallory := newParty(t)
		enter := func(epoch wire.Epoch, cursors wire.Cursors) wire.Epoch {
			t.Helper()
			conn := mallory.knock(t, dial(t, addr))
			defer conn.Close()
			sayHello(t, conn, "Mallory", epoch, cursors)
			for r := wire.NewReader(conn); ; {
				f, err := r.Next()
				if err != nil {
					t.Fatal(err)
				}
				switch f := f.(type) {
				case *wire.Welcome:
					return f.Epoch
				case *wire.Ping: // the connection before still stands
					b, err := wire.Append(nil, &wire.Pong{Token: f.Token})
					if err != nil {
						t.Fatal(err)
					}
					if _, err := conn.Write(b); err != nil {
						t.Fatal(err)
					}
				default:
					t.Fatalf("answered %+v", f)
				}
			}
		}
		lives := map[wire.Epoch]bool{}
		epoch := enter(wire.Epoch{}, nil)
		for range 6 {
			lives[epoch] = true
			epoch = enter(epoch, wire.Cursors{wire.Everyone: 1 << 40})
		}
		if len(lives) > 2 {
			t.Errorf("the log had %d lives", len(lives))
		}
		from := anna.length()
		send(t, annas, room.Talk(), "still here")
		anna.wait(t, from, "what is said after", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Text == "still here" })
		anna.mu.Lock()
		all := slices.Clone(anna.all)
		anna.mu.Unlock()
		said := map[string]int{}
		for _, ev := range all {
			switch {
			case ev.Kind == Waiting, ev.Kind == Appended && ev.Message().Notice == NewEra:
				t.Errorf("Anna is told %v %v", ev.Kind, ev.Message().Notice)
			case ev.Kind == Appended:
				said[ev.Message().Text]++
			}
		}
		if said["hello"] != 1 || said["still here"] != 1 {
			t.Errorf("it is shown %v times", said)
		}
	})
	t.Run("a host that was put back shows nothing twice, and what it lost stays in its place", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		restart := func(meanwhile func()) {
			t.Helper()
			server.Close()
			_ = host.home.Close()
			meanwhile()
			host.open(t)
			host.forget()
			server = NewServer(host.options("Host"))
			t.Cleanup(server.Close)
			server.Start(addr)
			host.kind(t, 0, Listening)
			annas.Reconnect()
			host.named(t, "Anna")
		}
		send(t, server, Everyone, "first")
		first := anna.said(t, room.Talk(), "first")
		backup := t.TempDir()
		restart(func() {
			if err := os.CopyFS(backup, os.DirFS(host.dir)); err != nil {
				t.Fatal(err)
			}
		})
		if _, err := server.Post(Everyone, Draft{Text: "second", ReplyTo: first.ID}); err != nil {
			t.Fatal(err)
		}
		two := anna.said(t, room.Talk(), "second")
		annas.Displayed(room.Talk(), two.Place)
		restart(func() {
			if err := os.RemoveAll(host.dir); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(host.dir, os.DirFS(backup)); err != nil {
				t.Fatal(err)
			}
		})
		anna.wait(t, 0, "the notice", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == CopyMisfit })
		told := func(ev Event) bool { return ev.Kind == Appended && ev.Message().Notice == MemberMisfit }
		if ev, next := host.wait(t, 0, "that Anna's copy is another", told); ev.Talk() != Everyone || ev.Message().Name != "Anna" {
			t.Errorf("after %d events the host is told %+v", next, ev)
		}
		send(t, server, Everyone, "third")
		anna.said(t, room.Talk(), "third")
		for _, format := range []ExportFormat{ExportText, ExportJSON} {
			w := &sheet{}
			from := anna.length()
			annas.Export(room.Talk(), w, format)
			if ev, _ := anna.kind(t, from, Exported); ev.Err != nil {
				t.Fatal(ev.Err)
			}
			at := -1
			for _, text := range []string{"first", "second", "third"} {
				was := at
				if at = strings.Index(w.String(), text); at <= was || strings.Count(w.String(), text) != 1 {
					t.Errorf("in format %d the export has not %q once and in its place: %s", format, text, w)
				}
			}
			if !w.closed {
				t.Error("what was written to is not closed")
			}
		}
		anna.mu.Lock()
		shown := map[string]int{}
		for _, ev := range anna.all {
			if ev.Kind == Appended {
				shown[ev.Message().Text]++
			}
		}
		anna.mu.Unlock()
		look := func(annas *Client, talk TalkID, when string) {
			t.Helper()
			page := anna.page(t, annas.Load, talk)
			var lines []string
			var at Place
			var ended, notice time.Time
			for _, m := range page.Messages {
				if m.Notice == NewEra || m.Notice == CopyMisfit {
					notice = m.Time
				}
				if m.Text == "second" {
					at, ended = m.Place, m.Time
					if m.ReplyTo == nil || m.ReplyTo.Text != "first" || m.ReplyTo.Place.IsZero() {
						t.Errorf("%s it answers %+v", when, m.ReplyTo)
					}
				}
				if m.Kind == Incoming || m.Kind == Outgoing {
					lines = append(lines, fmt.Sprint(m.Text, " ", shown[m.Text]))
				}
			}
			if want := "[first 1 second 1 third 1]"; fmt.Sprint(lines) != want {
				t.Errorf("%s there is %v, want %v", when, lines, want)
			}
			if !notice.Equal(ended) {
				t.Errorf("%s the new era is of %v, and what stands above it of %v", when, notice, ended)
			}
			if page.Marks.Seen != at {
				t.Errorf("%s it is seen up to %v, not %v", when, page.Marks.Seen, at)
			}
			annas.Search(Query{Talk: talk, Text: "s"})
			found, _ := anna.kind(t, anna.length()-1, Found)
			var hits []string
			for _, h := range found.Results().Hits {
				hits = append(hits, h.Message.Text)
			}
			if want := "[second first]"; fmt.Sprint(hits) != want {
				t.Errorf("%s %v are found, want %v", when, hits, want)
			}
		}
		look(annas, room.Talk(), "in the run in which it happened")
		annas.Close()
		_ = anna.home.Close()
		anna.open(t)
		anna.forget()
		annas = NewClient(anna.options("Anna"))
		t.Cleanup(annas.Close)
		annas.Join(addr)
		again, _ := anna.kind(t, 0, Connected)
		look(annas, again.Talk(), "after a new start")
	})
}

// sheet is what an export is written to.
type sheet struct {
	strings.Builder
	closed bool
}

func (s *sheet) Close() error {
	s.closed = true
	return nil
}

func TestOneServerUnderTwoNames(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	p := newParty(t)
	c := NewClient(p.options("Anna"))
	t.Cleanup(c.Close)
	named := strings.Replace(addr, "127.0.0.1", "localhost", 1)
	join := func(addr string) TalkID {
		t.Helper()
		from := p.length()
		c.Join(addr)
		ev := p.verdict(t, from)
		if ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		return ev.Talk()
	}
	one := join(addr)
	host.named(t, "Anna") // from now on the host has somebody to talk to
	send(t, server, Everyone, "first")
	p.said(t, one, "first")
	p.leaves(t, c)
	two := join(named)
	send(t, server, Everyone, "second")
	p.said(t, two, "second")
	p.leaves(t, c)
	again := join(addr)
	send(t, server, Everyone, "third")
	p.said(t, again, "third")
	if got := strings.Join(shown(p.page(t, c.Load, again)), "|"); got != "first|second|third" {
		t.Errorf("the page is %q", got)
	}
	for _, peer := range c.Peers() {
		if peer.Server == 0 && peer.Talk() != again {
			t.Errorf("a second row has %+v", peer)
		}
	}
	p.leaves(t, c)
	for _, addr := range []string{addr, named, strings.ToUpper(named), strings.Replace(named, "localhost", "LocalHost.", 1)} {
		from := p.length()
		c.Dial(addr)
		if ev := p.verdict(t, from); faultIn(ev.Err) != SecureBefore {
			t.Errorf("a plain call of %s, met over TLS, answers %v", addr, ev.Err)
		}
	}
}

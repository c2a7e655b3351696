package core

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// party is a Server or Client with a Home, and what it told.
type party struct {
	*events
	home *Home
	dir  string
}

func newParty(t testing.TB) *party {
	t.Helper()
	p := &party{events: newEvents(), dir: filepath.Join(t.TempDir(), "home")}
	p.open(t)
	return p
}

func (p *party) open(t testing.TB) {
	t.Helper()
	var err error
	if p.home, err = OpenHome(p.dir); err != nil {
		t.Fatal(err)
	}
	home := p.home
	t.Cleanup(func() { _ = home.Close() })
}

func (p *party) options(name string) Options {
	return Options{Sink: p.sink, Home: p.home, Name: name, Version: "test", LetEveryoneIn: true, ShareHistory: true, Recall: true}
}

// hostParty starts a Server with a Home on a loopback port.
func hostParty(t testing.TB, o func(*Options)) (*party, *Server, string) {
	t.Helper()
	p := newParty(t)
	options := p.options("Host")
	if o != nil {
		o(&options)
	}
	s := NewServer(options)
	t.Cleanup(s.Close)
	s.Start("127.0.0.1:0")
	ev, _ := p.kind(t, 0, Listening)
	return p, s, ev.Addr
}

// asMember is a Client that is a member of the host at addr.
func asMember(t testing.TB, name, addr string) (*party, *Client, Peer) {
	t.Helper()
	p := newParty(t)
	c := NewClient(p.options(name))
	t.Cleanup(c.Close)
	c.Join(addr)
	ev, _ := p.wait(t, 0, "Connected or DialFailed", func(ev Event) bool {
		return ev.Kind == Connected && ev.Peer.Addr == addr || ev.Kind == DialFailed
	})
	if ev.Kind == DialFailed {
		t.Fatal(ev.Err)
	}
	return p, c, ev.Peer
}

// said waits until a text stands in a talk and returns it.
func (p *party) said(t testing.TB, talk TalkID, text string) Message {
	t.Helper()
	ev, _ := p.wait(t, 0, fmt.Sprintf("%q in talk %d", text, talk), func(ev Event) bool {
		return ev.Kind == Appended && ev.Talk() == talk && ev.Message().Text == text && ev.Message().Kind != Notice
	})
	return ev.Message()
}

// named waits until a member of that name is here.
func (p *party) named(t testing.TB, name string) Peer {
	t.Helper()
	ev, _ := p.wait(t, 0, "member "+name, func(ev Event) bool {
		return (ev.Kind == Connected || ev.Kind == Changed) && ev.Peer.Name == name && ev.Peer.Here && !ev.Peer.Asking &&
			(ev.Peer.Server != 0 || ev.Addr == "" && ev.Peer.Kind == Member)
	})
	return ev.Peer
}

func (p *party) page(t testing.TB, load func(TalkID, Range), talk TalkID) Page {
	t.Helper()
	from := p.length()
	load(talk, Range{Before: 100})
	ev, _ := p.wait(t, from, "page", func(ev Event) bool { return ev.Kind == PageLoaded && ev.Page().Talk == talk })
	for i, m := range ev.Page().Messages {
		if i > 0 && !ev.Page().Messages[i-1].Place.Before(m.Place) || m.Place.Nth > 0 && m.Seq != 0 || m.Place.Nth == 0 && m.Seq != m.Place.Seq {
			t.Errorf("%v with the number %d follows %v", m.Place, m.Seq, ev.Page().Messages[max(i, 1)-1].Place)
		}
	}
	return ev.Page()
}

// shown are the texts of a page, notices aside.
func shown(p Page) (list []string) {
	for _, m := range p.Messages {
		if m.Kind == Incoming || m.Kind == Outgoing {
			list = append(list, m.Text)
		}
	}
	return list
}

func TestMembersTalk(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	boris, boriss, _ := asMember(t, "Борис", addr)
	host.named(t, "Anna")
	host.named(t, "Борис")

	t.Run("all hear what one says to everyone", func(t *testing.T) {
		if _, err := annas.Send(room.Talk(), "你好 🌍"); err != nil {
			t.Fatal(err)
		}
		own := anna.said(t, room.Talk(), "你好 🌍")
		if own.Kind != Outgoing || own.State != Stored {
			t.Errorf("our own message is kind %d, state %d; want Outgoing, Stored", own.Kind, own.State)
		}
		got := host.said(t, Everyone, "你好 🌍")
		if got.Kind != Incoming || got.Name != "Anna" || got.ID != own.ID {
			t.Errorf("the host got %+v", got)
		}
		if got := boris.said(t, room.Talk(), "你好 🌍"); got.Name != "Anna" || got.Seq == 0 {
			t.Errorf("the other got %+v", got)
		}
	})
	t.Run("what the host says has the ticks of everyone", func(t *testing.T) {
		if _, err := server.Send(Everyone, "welcome"); err != nil {
			t.Fatal(err)
		}
		said := host.said(t, Everyone, "welcome")
		host.wait(t, 0, "mark of all", func(ev Event) bool {
			return ev.Kind == Marked && ev.Talk() == Everyone && !ev.Marks().Got.Before(said.Place)
		})
		annas.Displayed(room.Talk(), anna.said(t, room.Talk(), "welcome").Place)
		boriss.Displayed(room.Talk(), boris.said(t, room.Talk(), "welcome").Place)
		host.wait(t, 0, "mark of having read", func(ev Event) bool {
			return ev.Kind == Marked && ev.Talk() == Everyone && !ev.Marks().Read.Before(said.Place)
		})
	})
	t.Run("a talk of two is for two", func(t *testing.T) {
		to := anna.named(t, "Борис")
		if _, err := annas.Send(to.Talk(), "between us"); err != nil {
			t.Fatal(err)
		}
		from := boris.named(t, "Anna")
		boris.said(t, from.Talk(), "between us")
		with := host.named(t, "Anna")
		if _, err := server.Send(with.Talk(), "from the host"); err != nil {
			t.Fatal(err)
		}
		me := anna.named(t, "Host")
		if !me.Host {
			t.Error("the host is not marked as such")
		}
		anna.said(t, me.Talk(), "from the host")
		for _, ev := range host.snapshot() {
			if ev.Message().Text == "between us" {
				t.Errorf("the host is shown what is between two others: %+v", ev)
			}
		}
	})
	t.Run("an answer, an edit, a reaction and a deletion show in the message", func(t *testing.T) {
		first := boris.said(t, room.Talk(), "你好 🌍")
		if _, err := boriss.Post(room.Talk(), Draft{Text: "likewise", ReplyTo: first.ID}); err != nil {
			t.Fatal(err)
		}
		answer := anna.said(t, room.Talk(), "likewise")
		if q := answer.ReplyTo; q == nil || !q.Own || q.Text != "你好 🌍" || q.ID != first.ID || q.Place.IsZero() {
			t.Errorf("the answer quotes %+v", q)
		}
		if err := annas.React(room.Talk(), answer.ID, "👍"); err != nil {
			t.Fatal(err)
		}
		boris.wait(t, 0, "the reaction", func(ev Event) bool {
			return ev.Kind == Updated && ev.Message().ID == answer.ID && len(ev.Message().Reactions) == 1 &&
				ev.Message().Reactions[0] == Reaction{Text: "👍", Count: 1}
		})
		if err := boriss.Edit(room.Talk(), answer.ID, "likewise!"); err != nil {
			t.Fatal(err)
		}
		host.wait(t, 0, "the edit", func(ev Event) bool {
			return ev.Kind == Updated && ev.Message().ID == answer.ID && ev.Message().Text == "likewise!" && ev.Message().Edited
		})
		if err := boriss.Delete(room.Talk(), answer.ID); err != nil {
			t.Fatal(err)
		}
		anna.wait(t, 0, "the deletion", func(ev Event) bool {
			return ev.Kind == Updated && ev.Message().ID == answer.ID && ev.Message().Deleted && ev.Message().Text == ""
		})
		page := anna.page(t, annas.Load, room.Talk())
		if got, want := strings.Join(shown(page), "|"), "你好 🌍|welcome|"; got != want {
			t.Errorf("the page shows %q, want %q", got, want)
		}
	})
	t.Run("what was said is found", func(t *testing.T) {
		from := anna.length()
		annas.Search(Query{Text: "ＷÉL", Talk: room.Talk()})
		ev, _ := anna.kind(t, from, Found)
		if len(ev.Results().Hits) != 1 || ev.Results().Hits[0].Message.Text != "welcome" || ev.Results().Hits[0].Talk != room.Talk() {
			t.Errorf("found %+v", ev.Results().Hits)
		}
	})
	t.Run("both sides compare the same words", func(t *testing.T) {
		server.Words(host.named(t, "Anna").ID)
		annas.Words(room.ID)
		hosts, _ := host.kind(t, 0, Compared)
		members, _ := anna.kind(t, 0, Compared)
		a, b := hosts.Words(), members.Words()
		if a != b || a.English[0] == "" || a.Chinese[11] == "" {
			t.Errorf("the host reads %v, the member %v", a, b)
		}
	})
}

// snapshot is what came so far.
func (e *events) snapshot() []Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]Event(nil), e.all...)
}

func TestMembersComeBack(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	if _, err := annas.Send(room.Talk(), "before"); err != nil {
		t.Fatal(err)
	}
	host.said(t, Everyone, "before")
	if _, err := server.Send(Everyone, "hello"); err != nil {
		t.Fatal(err)
	}
	anna.said(t, room.Talk(), "hello")

	server.Stop()
	anna.kind(t, 0, Waiting)
	if ev, _ := host.kind(t, 0, Disconnected); faultIn(ev.Err) != ServerStopped {
		t.Errorf("the host is told %v, want ServerStopped", ev.Err)
	}
	if _, err := annas.Send(room.Talk(), "meanwhile"); err != nil {
		t.Fatal(err)
	}
	ev, _ := anna.kind(t, 0, Enqueued)
	if ev.Message().State != Queued || ev.Message().ID == (MessageID{}) {
		t.Errorf("what waits is %+v", ev.Message())
	}
	host.kind(t, 0, Stopped)
	from := host.length()
	server.Start(addr)
	host.kind(t, from, Listening)
	annas.Reconnect()
	host.said(t, Everyone, "meanwhile")
	anna.said(t, room.Talk(), "meanwhile")
	if page := anna.page(t, annas.Load, room.Talk()); strings.Join(shown(page), "|") != "before|hello|meanwhile" || len(page.Pending) != 0 {
		t.Errorf("the page is %q, %d pending", shown(page), len(page.Pending))
	}
	anna.kind(t, 0, Connected)

	// Who displays what they said themselves has no news after a restart.
	annas.Displayed(room.Talk(), anna.said(t, room.Talk(), "meanwhile").Place)

	// Both programs end and begin anew.
	annas.Close()
	server.Close()
	_ = anna.home.Close()
	_ = host.home.Close()
	anna.open(t)
	host.open(t)
	anna.forget()
	host.forget()
	again := NewServer(host.options("Host"))
	t.Cleanup(again.Close)
	if peers := again.Peers(); len(peers) != 1 || peers[0].Name != "Anna" || peers[0].Here {
		t.Errorf("the host knows %+v, want Anna, who is not here", peers)
	}
	if page := host.page(t, again.Load, Everyone); !strings.HasPrefix(strings.Join(shown(page), "|"), "before|hello|meanwhile") {
		t.Errorf("the host's page is %q", shown(page))
	}
	offline := NewClient(anna.options("Anna"))
	t.Cleanup(offline.Close)
	offline.Join(addr) // nobody listens there
	anna.kind(t, 0, Waiting)
	peer, _ := anna.kind(t, 0, Connecting)
	page := anna.page(t, offline.Load, peer.Talk())
	if strings.Join(shown(page), "|") != "before|hello|meanwhile" {
		t.Errorf("without the host the page is %q", shown(page))
	}
	if m := page.Messages[1]; m.Author != host.home.Identity() || m.Peer != 0 {
		t.Errorf("before the host is reached its message is of %v, peer %d", m.Author, m.Peer)
	}
	if page.Marks.Seen != page.Marks.Last {
		t.Errorf("seen up to %d of %d", page.Marks.Seen, page.Marks.Last)
	}
	again.Start(addr)
	offline.Reconnect()
	anna.wait(t, 0, "connection", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.ID == peer.Peer.ID })
}

func TestGuestsInTheRoom(t *testing.T) {
	t.Parallel()
	host, server, addr := hostParty(t, func(o *Options) { o.Limits = programs })
	anna, annas, room := asMember(t, "Anna", addr)
	host.named(t, "Anna")
	guest := dial(t, addr)
	ev, _ := host.wait(t, 0, "plain guest", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Kind != Member })
	id := ev.Peer.ID
	server.Rename(id, "nc")
	if _, err := annas.Send(room.Talk(), "among members"); err != nil {
		t.Fatal(err)
	}
	host.said(t, Everyone, "among members")
	if _, err := server.Send(Everyone, "to all"); err != nil {
		t.Fatal(err)
	}
	hearText(t, guest, "to all")
	cast := host.said(t, Everyone, "to all")
	host.wait(t, 0, "how many guests got it", func(ev Event) bool {
		return ev.Kind == Updated && ev.Message().ID == cast.ID && ev.Message().Reached == 1 && ev.Message().Recipients == 1
	})

	server.LetIn(id, true)
	host.wait(t, 0, "the mark on the room", func(ev Event) bool {
		return ev.Kind == Changed && ev.Talk() == Everyone && ev.Peer.InRoom
	})
	anna.wait(t, 0, "the mark on the room at the member", func(ev Event) bool {
		return ev.Kind == Changed && ev.Peer.ID == room.ID && ev.Peer.InRoom
	})
	if _, err := guest.Write([]byte("hello members\n")); err != nil {
		t.Fatal(err)
	}
	said := anna.said(t, room.Talk(), "hello members")
	if !said.ByGuest || said.Name != "nc" {
		t.Errorf("the member got %+v", said)
	}
	if m := host.said(t, Everyone, "hello members"); m.Kind != Incoming || !m.ByGuest {
		t.Errorf("the host got %+v", m)
	}
	if _, err := annas.Send(room.Talk(), "hello guest"); err != nil {
		t.Fatal(err)
	}
	hearText(t, guest, "Anna: hello guest\n")
	if _, err := annas.Post(room.Talk(), Draft{Text: "an answer", ReplyTo: said.ID}); err != nil {
		t.Fatal(err)
	}
	if m := host.said(t, Everyone, "an answer"); m.ReplyTo == nil || !m.ReplyTo.ByGuest || m.ReplyTo.Name != "nc" {
		t.Errorf("the answer is to %+v", m.ReplyTo)
	}
	if m := host.said(t, id.Talk(), "Anna: hello guest"); !m.Relayed || m.Broadcast || m.Kind != Outgoing {
		t.Errorf("the guest's talk has %+v", m)
	}
	_ = guest.Close()
	anna.wait(t, 0, "the mark gone", func(ev Event) bool {
		return ev.Kind == Changed && ev.Peer.ID == room.ID && !ev.Peer.InRoom
	})
}

// hearText reads what a raw peer is to get next.
func hearText(t *testing.T, nc net.Conn, want string) {
	t.Helper()
	if got := hear(t, nc, len(want)); got != want {
		t.Errorf("the guest read %q, want %q", got, want)
	}
}

func TestLastWordsBeforeStop(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	guest := dial(t, addr)
	host.wait(t, 0, "plain guest", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Kind != Member })
	say(t, guest, "here\n")
	host.message(t, 0, Incoming)
	for range 5 {
		if _, err := server.Send(Everyone, "last words"); err != nil {
			t.Fatal(err)
		}
	}
	server.Stop()
	for range 5 {
		hearText(t, guest, "last words\n")
	}
	host.kind(t, 0, Stopped)
	server.Start(addr)
	host.wait(t, 0, "the second start", func(ev Event) bool { return ev.Kind == Listening && ev.Addr == addr })
}

package core

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// passages are the notices of guests in a page, with what was said around them.
func passages(p Page) (list []string) {
	for _, m := range p.Messages {
		switch {
		case m.Kind == Notice && m.Notice == GuestLetIn:
			list = append(list, m.Name+" in")
		case m.Kind == Notice && m.Notice == GuestLetOut:
			list = append(list, m.Name+" out")
		case m.Kind == Incoming, m.Kind == Outgoing:
			list = append(list, m.Text)
		}
	}
	return list
}

// inTheRoom waits until a page has these passages and messages.
func inTheRoom(t *testing.T, p *party, load func(TalkID, Range), talk TalkID, want ...string) {
	t.Helper()
	var got []string
	eventually(t, "the room has "+strings.Join(want, ", "), func() bool {
		got = passages(p.page(t, load, talk))
		return len(got) >= len(want)
	})
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the room has %v, want %v", got, want)
	}
}

// plainGuest is a guest that the host calls nc.
func plainGuest(t *testing.T, host *party, server *Server, addr string) (net.Conn, PeerID) {
	t.Helper()
	from := host.length()
	nc := dial(t, addr)
	say(t, nc, "here\n")
	ev, _ := host.wait(t, from, "a plain guest", func(ev Event) bool { return ev.Kind == Appended && ev.Message().Text == "here" })
	server.Rename(ev.Peer.ID, "nc")
	return nc, ev.Peer.ID
}

func TestEveryMemberIsToldOfGuestsInTheRoom(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	guest, id := plainGuest(t, host, server, addr)
	send(t, annas, room.Talk(), "among us")
	host.said(t, Everyone, "among us")
	server.LetIn(id, true)
	for p, talk := range map[*party]TalkID{host: Everyone, anna: room.Talk()} {
		m := p.wait0(t, "the guest's coming", func(ev Event) bool {
			return ev.Kind == Appended && ev.Talk() == talk && ev.Message().Notice == GuestLetIn
		}).Message()
		if m.Name != "nc" || m.ID == (MessageID{}) || m.Kind != Notice {
			t.Errorf("the notice is %+v", m)
		}
	}
	send(t, annas, room.Talk(), "with nc")
	hearText(t, guest, "Anna: with nc\n")

	// One is away when the guest leaves.
	anna.leaves(t, annas)
	server.LetIn(id, false)
	host.wait(t, 0, "the guest's going", func(ev Event) bool {
		return ev.Kind == Appended && ev.Talk() == Everyone && ev.Message().Notice == GuestLetOut
	})
	send(t, server, Everyone, "among us again")
	want := []string{"among us", "nc in", "with nc", "nc out", "among us again"}
	inTheRoom(t, host, server.Load, Everyone, want...)
	annas.Close()
	_ = anna.home.Close()
	anna.open(t)
	again := NewClient(anna.options("Anna"))
	t.Cleanup(again.Close)
	again.Join(addr)
	inTheRoom(t, anna, again.Load, anna.roomAt(t, again, addr), want...)
	boris, boriss, borisRoom := asMember(t, "Boris", addr)
	inTheRoom(t, boris, boriss.Load, borisRoom.Talk(), want...)

	t.Run("one that leaves by itself too", func(t *testing.T) {
		server.LetIn(id, true)
		inTheRoom(t, host, server.Load, Everyone, append(want, "nc in")...)
		_ = guest.Close()
		inTheRoom(t, boris, boriss.Load, borisRoom.Talk(), append(want, "nc in", "nc out")...)
	})
}

// wait0 is wait from the first event on, without where that was.
func (e *events) wait0(t testing.TB, what string, match func(Event) bool) Event {
	t.Helper()
	ev, _ := e.wait(t, 0, what, match)
	return ev
}

// roomAt is the talk of all of a client with the server at an address.
func (p *party) roomAt(t testing.TB, c *Client, addr string) (room TalkID) {
	t.Helper()
	eventually(t, "the server is in the roster", func() bool {
		for _, p := range c.Peers() {
			if p.Server == 0 && p.Addr == addr && p.Here {
				room = p.Talk()
			}
		}
		return room != 0
	})
	return room
}

func TestGuestsOfAServerThatEnds(t *testing.T) {
	t.Run("a Stop takes them out of the room", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		_, id := plainGuest(t, host, server, addr)
		server.LetIn(id, true)
		server.Stop()
		host.kind(t, 0, Stopped)
		inTheRoom(t, host, server.Load, Everyone, "nc in", "nc out")
		from := host.length()
		server.Start("127.0.0.1:0")
		host.kind(t, from, Listening)
		inTheRoom(t, host, server.Load, Everyone, "nc in", "nc out")
	})
	t.Run("after a crash the next start does, once", func(t *testing.T) {
		host, server, _ := hostParty(t, nil)
		server.Close()
		in := wire.Post{CID: wire.Stay{3}.CID(wire.GuestIn), Room: wire.Everyone, Kind: wire.GuestIn, Guest: "nc", ClientTime: 5}
		if _, err := server.hosting.log.Append([]store.Entry{{Post: in, From: host.home.Identity()}}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			again := NewServer(host.options("Host"))
			from := host.length()
			again.Start("127.0.0.1:0")
			host.kind(t, from, Listening)
			inTheRoom(t, host, again.Load, Everyone, "nc in", "nc out")
			again.Close()
		}
	})
}

func TestAGuestHearsNothingBeforeTheMembersAreTold(t *testing.T) {
	t.Run("what came before it into the log", func(t *testing.T) {
		host, server, addr, hold := heldHost(t)
		guest, id := plainGuest(t, host, server, addr)
		_, annas, room := asMember(t, "Anna", addr)
		host.named(t, "Anna")
		commits, release := hold("among us")
		send(t, annas, room.Talk(), "among us")
		<-commits
		server.LetIn(id, true) // while that has no place yet
		release()
		host.wait(t, 0, "the guest's coming", func(ev Event) bool {
			return ev.Kind == Appended && ev.Talk() == Everyone && ev.Message().Notice == GuestLetIn
		})
		send(t, annas, room.Talk(), "with nc")
		hearText(t, guest, "Anna: with nc\n")
	})
	t.Run("anything at all, where the log does not take it", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		guest, id := plainGuest(t, host, server, addr)
		_, annas, room := asMember(t, "Anna", addr)
		host.named(t, "Anna")
		server.lock()
		p := server.roster[id]
		server.letIn(p)
		post := p.passage.post(wire.GuestIn)
		server.refuse(hostPost{1, server.rooms[Everyone], post}, DiskFull)
		in, count := p.InRoom, server.inRoom
		server.unlock()
		if in || count != 0 {
			t.Errorf("the guest is in the room: %v, with %d in all", in, count)
		}
		ev := host.wait0(t, "why it is not", func(ev Event) bool { return ev.Kind == ChangeRefused })
		if faultIn(ev.Err) != DiskFull {
			t.Errorf("the reason is %v", ev.Err)
		}
		if m := ev.Message(); m.Notice != GuestLetIn || m.Name != "nc" {
			t.Errorf("it is told of %+v", m)
		}
		send(t, annas, room.Talk(), "among us")
		host.said(t, Everyone, "among us")
		send(t, server, Everyone, "to all")
		hearText(t, guest, "to all\n")
	})
}

func TestTheGoingOfAGuestIsNeverRefusedForWantOfRoom(t *testing.T) {
	full := &store.TemporaryError{Reason: wire.NakDiskFull, Err: errors.New("full")}
	for _, c := range []struct {
		name   string
		going  func(*Server, PeerID, net.Conn)
		answer error // to the post that the hub has
	}{
		{"that the host takes out", func(s *Server, id PeerID, _ net.Conn) { s.LetIn(id, false) }, nil},
		{"that leaves by itself", func(_ *Server, _ PeerID, guest net.Conn) {
			_ = guest.(*net.TCPConn).SetLinger(0) // a FIN alone could be that of one that still reads
			_ = guest.Close()
		}, nil},
		{"behind a post that comes to wait again", func(s *Server, id PeerID, _ net.Conn) { s.LetIn(id, false) }, full},
	} {
		t.Run(c.name, func(t *testing.T) {
			host, server, addr := hostParty(t, nil)
			guest, id := plainGuest(t, host, server, addr)
			server.LetIn(id, true)
			inTheRoom(t, host, server.Load, Everyone, "nc in")
			first := fillWaiting(t, server)
			if c.answer != nil { // its place is the last
				server.lock()
				o := &server.hosting.posts
				o.waiting = o.waiting[:maxWaitingPosts-1]
				server.unlock()
			}
			c.going(server, id, guest)
			eventually(t, "the guest is out of the room", func() bool {
				server.lock()
				defer server.unlock()
				return server.inRoom == 0
			})
			server.lock()
			h := server.hosting.hub
			server.unlock()
			server.executor.CatchUp()
			server.answered(h, first, store.Answer{}, c.answer)
			eventually(t, "all that waited is in the log", func() bool {
				server.lock()
				defer server.unlock()
				return server.hosting.posts.given == 0 && len(server.hosting.posts.waiting) == 0
			})
			stays, err := server.hosting.log.Stays(t.Context())
			if err != nil || len(stays) > 0 {
				t.Errorf("the log has %v in the room (%v)", stays, err)
			}
			for _, ev := range host.snapshot() {
				if ev.Kind == ChangeRefused || ev.Kind == Updated && ev.Message().State == Failed {
					t.Errorf("refused: %+v", ev)
				}
			}
		})
	}
}

func TestTheGoingOfAGuestWhoseComingIsRefusedIsNotTold(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	_, id := plainGuest(t, host, server, addr)
	fillWaiting(t, server)
	server.lock()
	p := server.roster[id]
	server.letIn(p) // it is refused, on the worker
	server.letOut(p, server.hosting.hub)
	waiting := len(server.hosting.posts.waiting)
	server.unlock()
	if waiting != maxWaitingPosts+1 {
		t.Errorf("%d wait, want the going too", waiting)
	}
	host.wait0(t, "that it is refused", func(ev Event) bool { return ev.Kind == ChangeRefused })
	server.lock()
	defer server.unlock()
	if waiting := len(server.hosting.posts.waiting); waiting != maxWaitingPosts || server.inRoom != 0 {
		t.Errorf("%d wait, with %d in the room", waiting, server.inRoom)
	}
}

func TestMoreGoingsThanHaveRoomRefuseNoMoreThanTheTextsBeyondIt(t *testing.T) {
	o := &hostPosts{}
	for n := range uint64(2*maxWaitingPosts + 2) {
		kind := wire.Text
		if n%2 == 1 {
			kind = wire.GuestOut
		}
		o.waiting = append(o.waiting, hostPost{number: n, post: wire.Post{Kind: kind}})
	}
	if !o.crowded(0) {
		t.Fatal("it is not crowded")
	}
	if newest := o.dropNewest(); newest.number != 2*maxWaitingPosts || newest.post.Kind != wire.Text {
		t.Errorf("dropped %d, a %v", newest.number, newest.post.Kind)
	}
	if o.crowded(0) || !o.crowded(1) {
		t.Error("as many texts wait as may: one more is too many")
	}
}

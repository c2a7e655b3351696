package core

import (
	"context"
	"encoding/binary"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/follow"
	"confab/transport/internal/hub"
	"confab/transport/internal/loop"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// crowdedHost welcomes one Confab as a member and then says what the test wants,
// until the connection ends.
func crowdedHost(t *testing.T, say func(host wire.Identity, put func(...wire.Frame) bool)) (addr string) {
	t.Helper()
	self, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		raw, err := l.Accept()
		if err != nil {
			return
		}
		defer raw.Close()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		conn, err := secure.Server(ctx, raw, secure.ServerConfig(self, nil))
		if err != nil {
			return
		}
		in, out := wire.NewReader(conn), wire.NewWriter(conn)
		in.SetLimit(wire.MaxFrameBytes)
		out.SetLimit(wire.MaxFrameBytes)
		put := func(frames ...wire.Frame) bool {
			for _, f := range frames {
				if out.Append(f) != nil || out.Full() && out.Flush() != nil {
					return false
				}
			}
			return true
		}
		if _, err := in.Next(); err != nil {
			return
		}
		go func() {
			for {
				if f, err := in.Next(); err != nil || f.Type() == wire.TypeBye {
					raw.Close()
					return
				}
			}
		}()
		id := wire.Identity(self.ID())
		if put(&wire.Welcome{Version: 1, Server: id, Name: "Hostile", Epoch: wire.Epoch{1}, ServerTime: 5, State: wire.Member,
			Limits: wire.Limits{FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes, MessagesPerSecond: 1000, Burst: 1000, BytesPerSecond: 1 << 30}}) {
			say(id, put)
		}
		_ = out.Flush()
		_, _ = raw.Read(make([]byte, 1)) // the other goroutine closes it
	}()
	t.Cleanup(func() {
		l.Close()
		<-ended
	})
	return l.Addr().String()
}

func ghost(n int) (id wire.Identity) {
	binary.BigEndian.PutUint32(id[:], uint32(n)+1)
	return id
}

// A list of 200 000 members took half a gigabyte, each name a commit to disk, and
// Ctrl-C was heard when all were written.
func TestHostilesListOfMembers(t *testing.T) {
	p := newParty(t)
	var running atomic.Pointer[Client]
	worst := make(chan int, 1)
	worst <- 0
	options := p.options("Anna")
	keep := options.Sink
	options.Sink = func(ev Event) {
		if ev.Peer.Server == 0 {
			keep(ev)
		}
		client := running.Load()
		if client == nil {
			return
		}
		worst <- max(<-worst, client.executor.Behind())
	}
	const ghosts = 2 * follow.MaxMembers
	client := NewClient(options)
	running.Store(client)
	t.Cleanup(client.Close)
	addr := crowdedHost(t, func(host wire.Identity, put func(...wire.Frame) bool) {
		for n := range ghosts {
			if !put(&wire.Presence{From: ghost(n), State: wire.Here, Name: "ghost"}, &wire.Typing{Room: wire.Everyone, From: ghost(ghosts + n)}) {
				return
			}
		}
		put(&wire.Presence{From: host, State: wire.Here, Name: "the end"})
	})
	client.Join(addr)
	ev, _ := p.wait(t, 0, "the end of the list", func(ev Event) bool { return ev.Kind == Changed && ev.Peer.Name == "the end" })
	if !ev.Peer.MoreMembers {
		t.Error("it is not told that there are more")
	}
	if n := len(client.Peers()); n != follow.MaxMembers+2 {
		t.Errorf("%d are listed", n)
	}
	// What one batch of frames brings comes on top.
	if most := <-worst; most > loop.ManyJobs+600 {
		t.Errorf("%d jobs waited", most)
	}
	client.executor.CatchUp()
	met, err := p.home.store.Peers(t.Context())
	if err != nil || len(met) > 2 {
		t.Errorf("%d names are on disk (%v)", len(met), err)
	}
	worst <- 0
	client.Hangup()
	p.kind(t, 0, Disconnected)
}

// A host that floods was heard out before the person who leaves.
func TestHangupDuringAFlood(t *testing.T) {
	p := newParty(t)
	options := p.options("Anna")
	keep := options.Sink
	options.Sink = func(ev Event) {
		if ev.Peer.Server == 0 && ev.Kind != Changed {
			keep(ev)
		}
	}
	client := NewClient(options)
	t.Cleanup(client.Close)
	flooding := make(chan struct{})
	addr := crowdedHost(t, func(host wire.Identity, put func(...wire.Frame) bool) {
		for n := 0; ; n++ {
			// Its own name is written down each time, and so is whoever says something.
			if !put(&wire.Presence{From: host, State: wire.Here, Name: "host " + time.Duration(n).String()},
				&wire.Presence{From: ghost(n % 100), State: wire.PresenceState(1 + n%3), Name: time.Duration(n).String()},
				&wire.Typing{Room: wire.Everyone, From: ghost(n % 100)},
				&wire.Event{Post: wire.Post{CID: newMessageID(), Room: wire.Everyone, Kind: wire.Text, Body: "flood", ClientTime: 5},
					Seq: uint64(n) + 1, From: ghost(n % 100), ServerTime: 5}) {
				return
			}
			if n == 5000 {
				close(flooding)
			}
		}
	})
	client.Join(addr)
	p.kind(t, 0, Connected)
	<-flooding
	client.Hangup()
	p.kind(t, 0, Disconnected)
}

// What a host forgets of members who came unasked, its Server forgets too.
func TestServerForgetsStrays(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	h := func() int {
		server.lock()
		defer server.unlock()
		return len(server.hosting.byID) + len(server.hosting.byRoom) + len(server.hosting.absent) + len(server.roster) + len(server.rooms)
	}
	before := h()
	p, c, _ := asMember(t, "Stray", addr)
	peer := host.named(t, "Stray")
	p.leaves(t, c)
	host.wait(t, 0, "its leaving", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.ID == peer.ID })
	server.Stop()
	host.kind(t, 0, Stopped)
	if err := server.hosting.log.Forget([]wire.Identity{wire.Identity(p.home.Identity())}); err != nil {
		t.Fatal(err)
	}
	if got, err := server.hosting.log.Members(t.Context()); err != nil || len(got) != 0 {
		t.Fatalf("%v, %v: a member that came unasked is not stored as one", got, err)
	}
	server.memberChanged(hub.Member{ID: wire.Identity(peer.Identity), Name: "Stray", State: hub.Removed}, hub.ErrForgotten)
	if after := h(); after != before {
		t.Errorf("%d things are kept, %d before", after, before)
	}
	names, err := host.home.store.Names(t.Context())
	if err != nil || len(names) > 1 {
		t.Errorf("names on disk: %v, %v", names, err)
	}
}

// A host that calls itself something else with each frame had all members labelled
// again for each, 20 000 of them, before a person who left was heard.
func TestHostsNewNamesLabelMembersOnce(t *testing.T) {
	_, _, addr := hostParty(t, nil)
	p, client, _ := asMember(t, "Anna", addr)
	p.named(t, "Host")
	client.lock()
	defer client.unlock()
	f := client.followed
	host := f.members[f.host]
	before := client.executor.Behind()
	for n := range 100 {
		host.Name = time.Duration(n).String()
		f.label(host)
	}
	if n := client.executor.Behind() - before; n > 3 { // what else the host tells meanwhile
		t.Errorf("members are labelled %d times for 100 names", n)
	}
	if !f.relabelling {
		t.Error("they are not labelled again")
	}
}

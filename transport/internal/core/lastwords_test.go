package core

import (
	"context"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestLastWordsBeforeClose(t *testing.T) {
	t.Run("what a member says right before Close is kept", func(t *testing.T) {
		_, _, addr := hostParty(t, nil)
		for range 3 {
			p, c, room := asMember(t, "Anna", addr)
			send(t, c, room.Talk(), "last words")
			c.Close()
			kept := len(p.outbox(t, room.Identity))
			for _, ev := range p.snapshot() {
				if ev.Kind == Appended && ev.Message().Kind == Outgoing && ev.Message().Text == "last words" {
					kept++
				}
			}
			if kept != 1 {
				t.Errorf("the message is in %d places, want 1", kept)
			}
		}
	})
	t.Run("what the host says right before Close is kept", func(t *testing.T) {
		for range 3 {
			host, server, addr := hostParty(t, nil)
			asMember(t, "Anna", addr)
			host.named(t, "Anna")
			send(t, server, Everyone, "last words")
			server.Close()
			got, err := host.home.store.Before(context.Background(), server.hosting.log.Log(), wire.Everyone, 0, 10)
			if err != nil || len(got) != 1 {
				t.Errorf("%d messages are on disk, %v", len(got), err)
			}
		}
	})
}

// heldHost is a hostParty whose disk can be held once: after hold, the commit that has a
// text closes commits and is answered after release. The others pass: of what it saw and
// what members got a host writes down at times of its own.
func heldHost(t *testing.T) (host *party, server *Server, addr string, hold func(text string) (commits <-chan struct{}, release func())) {
	t.Helper()
	commits, gate, awaited := make(chan struct{}), make(chan struct{}), make(chan string, 1)
	dir := filepath.Join(t.TempDir(), "home")
	host = &party{events: newEvents(), dir: dir}
	home, err := openHome(dir, store.Options{Hooks: store.Hooks{BeforeAnswer: func() {
		select {
		case text := <-awaited:
			if !host.wrote(t, text) {
				awaited <- text
				return
			}
			close(commits)
			<-gate
		default:
		}
	}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = home.Close() })
	host.home = home
	server = NewServer(host.options("Host"))
	t.Cleanup(server.Close)
	server.Start("127.0.0.1:0")
	ev, _ := host.kind(t, 0, Listening)
	return host, server, ev.Addr, func(text string) (<-chan struct{}, func()) {
		release := sync.OnceFunc(func() { close(gate) })
		t.Cleanup(release) // what is held would hold the end of a test that fails
		awaited <- text
		return commits, release
	}
}

// wrote reports whether a text is the newest of a room on the disk.
func (p *party) wrote(t *testing.T, text string) bool {
	logs, err := p.home.store.Logs(context.Background())
	if err != nil {
		t.Error(err)
	}
	for _, l := range logs {
		rooms, err := p.home.store.Rooms(context.Background(), l.ID)
		if err != nil {
			t.Error(err)
		}
		for _, r := range rooms {
			newest, err := p.home.store.Before(context.Background(), l.ID, r.ID, 0, 1)
			if err != nil {
				t.Error(err)
			}
			if len(newest) == 1 && newest[0].Body == text {
				return true
			}
		}
	}
	return false
}

func TestStopInOrder(t *testing.T) {
	t.Run("a Stop amid a Start leaves nothing that serves members", func(t *testing.T) {
		p := newParty(t)
		s := NewServer(p.options("Host"))
		for range 3 {
			s.Start("127.0.0.1:0")
			s.Stop()
		}
		s.Close()
		eventually(t, "the hubs have ended", func() bool {
			buf := make([]byte, 1<<20)
			return !strings.Contains(string(buf[:runtime.Stack(buf, true)]), "hub.(*Hub).loop(")
		})
	})
	t.Run("all are told to have left before Stopped", func(t *testing.T) {
		for range 3 {
			host, server, addr := hostParty(t, nil)
			asMember(t, "Anna", addr)
			host.named(t, "Anna")
			server.Stop()
			_, at := host.kind(t, 0, Stopped)
			host.page(t, server.Load, Everyone) // what was on its way is told before
			for i, ev := range host.snapshot() {
				if ev.Kind == Disconnected && i >= at {
					t.Error("Disconnected came after Stopped")
				}
			}
			host.kind(t, 0, Disconnected)
		}
	})
	t.Run("what is on its way to the disk is there for the next Start", func(t *testing.T) {
		host, server, addr, hold := heldHost(t)
		anna, annas, room := asMember(t, "Anna", addr)
		host.named(t, "Anna")
		anna.leaves(t, annas)
		host.kind(t, 0, Disconnected)

		commits, release := hold("on the way")
		send(t, server, Everyone, "on the way")
		<-commits
		from := host.length()
		server.Stop()
		// A Stop that does not wait for the disk is over at once.
		for soon := until(300 * time.Millisecond); !soon(); pauseFor(10 * time.Millisecond) {
			for _, ev := range host.snapshot()[from:] {
				if ev.Kind == Stopped {
					t.Fatal("Stopped, with a message on its way to the disk")
				}
			}
		}
		release()
		host.kind(t, from, Stopped)
		from = host.length()
		server.Start(addr)
		host.kind(t, from, Listening)
		host.said(t, Everyone, "on the way")
		annas.Join(addr)
		anna.said(t, room.Talk(), "on the way")
	})
}

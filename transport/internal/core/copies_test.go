package core

import (
	"os"
	"path/filepath"
	"testing"

	"confab/transport/internal/wire"
)

func (e *events) awaitCopy(t testing.TB, id MessageID, state CopyState) {
	t.Helper()
	e.transferred(t, id, "copy: "+state.String(), func(d Transfer) bool { return d.Copy == state && !d.Active })
}

// keptBy is how many files lie in the folder of the host's copies.
func keptBy(t testing.TB, s *Server) int {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(s.home.dir, "copies"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return len(list)
}

func TestCopies(t *testing.T) {
	var options Options
	var server *Server
	t.Cleanup(func() { server.Close() }) // the one that runs then
	host, first, addr := hostParty(t, func(o *Options) {
		o.Copies = Copies{Bytes: 1 << 20, BytesPerMember: 1 << 20}
		options = *o
	})
	server = first
	anna, annas, room := asMember(t, "Anna", addr)
	if !room.Keeps {
		t.Error("the server does not say that it keeps copies")
	}
	boris, boriss, borisRoom := asMember(t, "Boris", addr)
	to := anna.named(t, "Boris")
	boris.leaves(t, boriss)
	path, contents := written(t, "plan.pdf", 400_000)
	id := offers(t, annas, room.Talk(), path)
	secret, whispered := written(t, "secret.txt", 5)
	direct := offers(t, annas, to.Talk(), secret)
	anna.awaitCopy(t, id, CopyKept)
	anna.awaitCopy(t, direct, CopyKept)
	t.Run("one who was away gets both from the host when their author has gone, and a third gets only what is for all", func(t *testing.T) {
		anna.leaves(t, annas)
		boriss.Join(addr)
		boris.appended(t, id)
		boriss.Fetch(borisRoom.Talk(), id, t.TempDir())
		d := boris.awaitFile(t, id)
		isThere(t, d.Path, contents)
		if !d.FromCopy {
			t.Errorf("%+v", d)
		}
		_, ev := boris.appended(t, direct)
		boriss.Fetch(ev.Peer.Talk(), direct, t.TempDir())
		isThere(t, boris.awaitFile(t, direct).Path, whispered)
		_, carls, _ := asMember(t, "Carl", addr)
		want := &wire.Want{Room: wire.Direct(wire.Identity(annas.home.Identity()), wire.Identity(boriss.home.Identity())),
			Author: wire.Identity(annas.home.Identity()), CID: direct}
		if server.mayRead(t.Context(), wire.Identity(carls.home.Identity()), want) {
			t.Error("a third may read it")
		}
	})
	t.Run("its author hears of all of that when it is back", func(t *testing.T) {
		annas.Join(addr)
		anna.awaitCopy(t, id, CopyKept)
		anna.transferred(t, id, "receipt", func(d Transfer) bool { return d.Has && d.Reader == to.ID })
		anna.transferred(t, direct, "receipt", func(d Transfer) bool { return d.Has && d.Reader == to.ID })
	})
	t.Run("more than the quota is not kept, and that is told", func(t *testing.T) {
		large, _ := written(t, "large.bin", 900_000)
		anna.awaitCopy(t, offers(t, annas, room.Talk(), large), CopyOverQuota)
	})
	t.Run("with its message a copy goes too", func(t *testing.T) {
		if err := annas.Delete(to.Talk(), direct); err != nil {
			t.Fatal(err)
		}
		anna.transferred(t, direct, "end", func(d Transfer) bool { return d.State == Dropped })
		for keptBy(t, server) != 2 {
			server.executor.CatchUp()
		}
	})
	t.Run("a host that was started again still has them", func(t *testing.T) {
		from := anna.length()
		server.Close()
		server = NewServer(options)
		server.Start(addr)
		anna.wait(t, from, "the host", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.ID == room.ID })
		server.Fetch(Everyone, id, t.TempDir())
		isThere(t, host.awaitFile(t, id).Path, contents)
	})
	t.Run("a host that keeps none any more removes them, and says so", func(t *testing.T) {
		server.KeepCopies(Copies{})
		anna.awaitCopy(t, id, CopyOff)
		if n := keptBy(t, server); n != 0 {
			t.Errorf("%d files are left", n)
		}
	})
}

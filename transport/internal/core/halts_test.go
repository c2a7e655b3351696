package core

import (
	"path/filepath"
	"testing"
)

// awaitReader waits until what is offered is in a state at one who fetches it.
func (e *events) awaitReader(t testing.TB, id MessageID, reader PeerID, state TransferState) Transfer {
	t.Helper()
	return e.transferred(t, id, "reader: "+state.String(), func(d Transfer) bool { return d.Reader == reader && d.State == state })
}

func TestTheAuthorSeesWhoDoesNotFetch(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	boris, boriss, borisRoom := asMember(t, "Boris", addr)
	file, _ := written(t, "file", 1)
	nowhere := filepath.Join(file, "below")
	path, contents := written(t, "plan.pdf", 700_000)
	id := offers(t, annas, room.Talk(), path)
	anna.appended(t, id)
	ofBoris, ofHost := anna.named(t, "Boris").ID, room.ID
	for _, p := range anna.roster() {
		if p.Host && p.ID != room.ID {
			ofHost = p.ID
		}
	}
	t.Run("a member's disk that takes nothing, and a host that wants nothing", func(t *testing.T) {
		boris.appended(t, id)
		boriss.Fetch(borisRoom.Talk(), id, nowhere)
		if d := anna.awaitReader(t, id, ofBoris, NotReceived); d.Fault != DiskUnwritable {
			t.Errorf("%+v", d)
		}
		host.appended(t, id)
		server.Abandon(Everyone, id)
		anna.awaitReader(t, id, ofHost, Dropped)
	})
	t.Run("an author that was away hears it on coming, and that it goes on", func(t *testing.T) {
		anna.leaves(t, annas)
		boris.forget()
		boriss.Fetch(borisRoom.Talk(), id, t.TempDir())
		boris.transferred(t, id, "wait", func(d Transfer) bool { return d.State == Wanted })
		boriss.Pause(borisRoom.Talk(), id)
		boris.transferred(t, id, "pause", func(d Transfer) bool { return d.State == Paused })
		annas.Join(addr)
		anna.awaitReader(t, id, ofBoris, Paused)
		boriss.Fetch(borisRoom.Talk(), id, t.TempDir())
		isThere(t, boris.awaitFile(t, id).Path, contents)
		anna.transferred(t, id, "receipt", func(d Transfer) bool { return d.Has && d.Reader == ofBoris })
	})
	t.Run("the host hears it of what it offers", func(t *testing.T) {
		id := offers(t, server, Everyone, path)
		boris.appended(t, id)
		boriss.Fetch(borisRoom.Talk(), id, nowhere)
		host.awaitReader(t, id, host.named(t, "Boris").ID, NotReceived)
	})
}

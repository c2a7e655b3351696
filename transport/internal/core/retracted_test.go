package core

import (
	"context"
	"testing"

	"confab/transport/internal/wire"
)

func TestDeletedOffersEnd(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	boris, boriss, borisRoom := asMember(t, "Boris", addr)
	path, _ := written(t, "plan.pdf", 300_000)
	paused := offers(t, annas, room.Talk(), path)
	waits := offers(t, annas, room.Talk(), path)
	for _, id := range []MessageID{paused, waits} {
		boris.appended(t, id)
		host.appended(t, id)
	}
	anna.leaves(t, annas)
	isWaiting := func(d Transfer) bool { return d.State == Wanted && d.Fault == FileAway }
	for _, p := range []struct {
		*party
		poster
		TalkID
		pause func(TalkID, MessageID)
	}{{host, server, Everyone, server.Pause}, {boris, boriss, borisRoom.Talk(), boriss.Pause}} {
		for _, id := range []MessageID{paused, waits} {
			p.Fetch(p.TalkID, id, t.TempDir())
			p.transferred(t, id, "wait", isWaiting)
		}
		for _, id := range []MessageID{paused, waits} {
			p.pause(p.TalkID, id)
			p.transferred(t, id, "pause", func(d Transfer) bool { return d.State == Paused })
		}
	}
	boris.leaves(t, boriss)
	boriss.Fetch(borisRoom.Talk(), waits, t.TempDir())
	annas.Join(addr)
	for _, id := range []MessageID{paused, waits} {
		if err := annas.Delete(room.Talk(), id); err != nil {
			t.Fatal(err)
		}
	}
	isOver := func(d Transfer) bool {
		return d.State == NotReceived && d.Fault == FileUnknown && d.File != nil && d.File.Name == "plan.pdf"
	}
	for _, id := range []MessageID{paused, waits} {
		host.transferred(t, id, "end at the host", isOver)
	}
	boriss.Join(addr)
	for _, id := range []MessageID{paused, waits} {
		boris.transferred(t, id, "end at a member that was away", isOver)
	}
	list, err := boriss.home.store.Retracted(context.Background(), wire.Identity(boriss.home.Identity()), wire.Identity(server.home.Identity()))
	if err != nil || len(list) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	t.Run("to go on with it says so again, and a cancel takes it away", func(t *testing.T) {
		boriss.Fetch(borisRoom.Talk(), paused, t.TempDir())
		boris.transferred(t, paused, "refusal", isOver)
		boriss.Abandon(borisRoom.Talk(), paused)
		boris.transferred(t, paused, "removal", func(d Transfer) bool { return d.State == Dropped })
		if list := boriss.Transfers(); len(list) != 1 || list[0].ID != waits || !isOver(list[0]) {
			t.Errorf("%+v", list)
		}
	})
}

package core

import (
	"context"
	"os"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// resender is a Server or a Client.
type resender interface {
	poster
	Resend(TalkID, MessageID) (MessageID, error)
	Discard(TalkID, MessageID)
}

// ready waits until exactly those messages offer something that is kept ready.
func ready(t *testing.T, s poster, ids ...MessageID) {
	t.Helper()
	eventually(t, "as many offers as there should be", func() bool {
		kept := map[MessageID]bool{}
		for _, tr := range s.Transfers() {
			kept[tr.ID] = tr.State == Offered
		}
		for _, id := range ids {
			if !kept[id] {
				return false
			}
		}
		return len(kept) == len(ids)
	})
}

func TestARefusedFileIsOfferedAgain(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	for what, side := range map[string]struct {
		*party
		resender
		talk TalkID
	}{"by the host": {host, server, Everyone}, "by a member": {anna, annas, room.Talk()}} {
		t.Run(what, func(t *testing.T) {
			path, _ := written(t, "plan.pdf", 1000)
			answered := Draft{ReplyTo: MessageID{1}, Attach: &Attachment{Path: path, Width: 30, Height: 20}} // which nobody knows
			first, err := side.Post(side.talk, answered)
			if err != nil {
				t.Fatal(err)
			}
			side.about(t, first, Updated, Failed)
			again, err := side.Resend(side.talk, first)
			if err != nil || again == first {
				t.Fatalf("ID %x after %x, %v", again, first, err)
			}
			m := side.about(t, again, Enqueued, Queued).Message()
			if m.File == nil || m.File.Name != "plan.pdf" || m.File.Size != 1000 || m.File.Width != 30 || m.Text != "plan.pdf" {
				t.Errorf("said again is %+v, %+v", m, m.File)
			}
			side.about(t, again, Updated, Failed)
			side.wait(t, 0, "the end of the first", func(ev Event) bool { return ev.Kind == Withdrawn && ev.Message().ID == first })
			ready(t, side, again)

			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			from := side.length()
			third, err := side.Resend(side.talk, again)
			if err != nil {
				t.Fatal(err)
			}
			if got := side.transferred(t, third, "that it cannot be offered", func(d Transfer) bool { return d.Fault != NoFault }); got.Fault != FileUnread || got.Path != path {
				t.Errorf("%+v", got)
			}
			side.wait(t, from, "the failed one as it was", func(ev Event) bool {
				return ev.Kind == Updated && ev.Message().ID == again && ev.Message().State == Failed
			})
			side.Discard(side.talk, again)
			side.wait(t, from, "the end of it", func(ev Event) bool { return ev.Kind == Withdrawn && ev.Message().ID == again })
			ready(t, side)
		})
	}
	t.Run("but not one that is not kept ready", func(t *testing.T) {
		path, _ := written(t, "plan.pdf", 1000)
		id, err := server.Post(Everyone, Draft{ReplyTo: MessageID{1}, Attach: &Attachment{Path: path}})
		if err != nil {
			t.Fatal(err)
		}
		host.about(t, id, Updated, Failed)
		if err := server.hosting.transfers.Withdraw(server.ourOffer(server.rooms[Everyone], id)); err != nil {
			t.Fatal(err)
		}
		if none, err := server.Resend(Everyone, id); faultIn(err) != FileUnread || none != (MessageID{}) {
			t.Errorf("ID %x, %v", none, err)
		}
		host.about(t, id, Updated, Failed)
	})
}

func TestAFileOfWhichNoMessageTellsIsNotKeptReady(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	path, _ := written(t, "plan.pdf", 1000)
	said := map[*party]MessageID{host: offers(t, server, Everyone, path), anna: offers(t, annas, room.Talk(), path)}
	for p, id := range said {
		p.appended(t, id)
	}
	refused, err := annas.Post(room.Talk(), Draft{ReplyTo: MessageID{1}, Attach: &Attachment{Path: path}})
	if err != nil {
		t.Fatal(err)
	}
	anna.about(t, refused, Updated, Failed) // it is in the outbox, and may be said again
	anna.leaves(t, annas)
	annas.Close()
	server.Close()
	for p := range said { // as after an end between the keeping and the message
		if err := p.home.store.Fetches().Set(store.Transfer{Self: p.home.Identity(), Host: host.home.Identity(), Room: wire.Everyone,
			Author: p.home.Identity(), CID: MessageID{9}, State: store.TransferKept, Path: path, Began: 1}); err != nil {
			t.Fatal(err)
		}
	}
	again := NewServer(host.options("Host"))
	t.Cleanup(again.Close)
	again.Start(addr)
	ready(t, again, said[host])
	annas = NewClient(anna.options("Anna"))
	t.Cleanup(annas.Close)
	from := anna.length()
	annas.Join(addr)
	anna.verdict(t, from)
	ready(t, annas, said[anna], refused)
	for p := range said {
		if list, err := p.home.store.Unsaid(context.Background(), p.home.Identity(), host.home.Identity()); err != nil || len(list) > 0 {
			t.Errorf("%+v, %v", list, err)
		}
	}
}

package core

import "testing"

// about waits for an event about a message of ours.
func (e *events) about(t *testing.T, id MessageID, kind EventKind, state State) Event {
	t.Helper()
	ev, _ := e.wait(t, 0, "event about the message", func(ev Event) bool {
		return ev.Kind == kind && ev.Message().ID == id && ev.Message().Kind == Outgoing && ev.Message().State == state
	})
	return ev
}

func TestASenderKnowsItsMessages(t *testing.T) {
	t.Parallel()
	// Each text is sent twice, so that only the ID tells one from the other.
	t.Run("to a plain guest", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		nc := dial(t, addr)
		say(t, nc, "hello\n")
		m, _ := e.message(t, 0, Incoming)
		if m.ID != (MessageID{}) || !m.Plain {
			t.Errorf("the guest's message has the ID %x, plain %v", m.ID, m.Plain)
		}
		seen := map[MessageID]bool{{}: true}
		for range 2 {
			for _, post := range []func() (MessageID, error){
				func() (MessageID, error) { return s.Send(m.Peer.Talk(), "same") },
				func() (MessageID, error) { return s.SendBytes(m.Peer.Talk(), []byte("same")) },
				func() (MessageID, error) { return s.Post(m.Peer.Talk(), Draft{Text: "same"}) },
			} {
				id, err := post()
				if err != nil || seen[id] {
					t.Fatalf("ID %x, %v", id, err)
				}
				seen[id] = true
				if ev := e.about(t, id, Appended, Queued); !ev.Message().Plain || ev.Peer.ID != m.Peer {
					t.Errorf("told %+v", ev)
				}
				e.about(t, id, Updated, Written)
			}
		}
	})
	t.Run("to every plain guest, and its copies have the same ID", func(t *testing.T) {
		t.Parallel()
		s, e, addr := startServer(t, Limits{})
		one, other := arrival(t, e, dial(t, addr)), arrival(t, e, dial(t, addr))
		for range 2 {
			id, err := s.Send(Everyone, "same")
			if err != nil {
				t.Fatal(err)
			}
			e.about(t, id, Updated, Written)
			for _, talk := range []TalkID{Everyone, one.Talk(), other.Talk()} {
				e.wait(t, 0, "its copy", func(ev Event) bool {
					return ev.Kind == Appended && ev.Message().ID == id && ev.Talk() == talk
				})
			}
		}
	})
	t.Run("among members, and the copy of a plain guest has the same ID", func(t *testing.T) {
		t.Parallel()
		host, server, addr := hostParty(t, nil)
		guest := arrival(t, host.events, dial(t, addr))
		anna, annas, room := asMember(t, "Anna", addr)
		for range 2 {
			id, err := annas.Send(room.Talk(), "same")
			if err != nil {
				t.Fatal(err)
			}
			anna.about(t, id, Enqueued, Queued)
			if ev := anna.about(t, id, Appended, Stored); ev.Message().Plain {
				t.Error("it is called plain")
			}
			if id, err = server.Send(Everyone, "same"); err != nil {
				t.Fatal(err)
			}
			host.about(t, id, Enqueued, Queued)
			host.about(t, id, Appended, Stored)
			host.wait(t, 0, "the guest's copy", func(ev Event) bool {
				return ev.Kind == Appended && ev.Peer.ID == guest && ev.Message().ID == id && ev.Message().Plain
			})
		}
	})
	t.Run("said again it has another ID", func(t *testing.T) {
		t.Parallel()
		host, server, addr := hostParty(t, nil)
		anna, annas, room := asMember(t, "Anna", addr)
		for _, side := range []struct {
			*party
			talk  TalkID
			posts interface {
				Post(TalkID, Draft) (MessageID, error)
				Resend(TalkID, MessageID) (MessageID, error)
			}
		}{{host, Everyone, server}, {anna, room.Talk(), annas}} {
			id, err := side.posts.Post(side.talk, Draft{Text: "an answer to nothing", ReplyTo: MessageID{1}})
			if err != nil {
				t.Fatal(err)
			}
			side.about(t, id, Updated, Failed)
			again, err := side.posts.Resend(side.talk, id)
			if err != nil || again == id {
				t.Fatalf("ID %x after %x, %v", again, id, err)
			}
			side.about(t, again, Updated, Failed)
			side.wait(t, 0, "the end of the first", func(ev Event) bool { return ev.Kind == Withdrawn && ev.Message().ID == id })
			if none, err := side.posts.Resend(side.talk, id); faultIn(err) != MessageUnknown || none != (MessageID{}) {
				t.Errorf("ID %x, %v", none, err)
			}
		}
	})
}

package core

import "testing"

// renames are the notices of one name in all that was told, as "was → is", with the
// talk; a name is told as it was said then.
func (p *party) renames(talk TalkID) (list []string) {
	for _, ev := range p.snapshot() {
		if m := ev.Message(); ev.Kind == Appended && m.Notice == PeerRenamed && ev.Talk() == talk {
			list = append(list, m.Was+" → "+m.Name)
		}
	}
	return list
}

func renamed(t *testing.T, p *party, talk TalkID, want string) {
	t.Helper()
	p.wait(t, 0, want, func(ev Event) bool {
		m := ev.Message()
		return ev.Kind == Appended && m.Notice == PeerRenamed && ev.Talk() == talk && m.Was+" → "+m.Name == want
	})
}

func TestARenameIsToldOnceToAllWhoSawTheOldName(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	_, annas, annasRoom := asMember(t, "Anna", addr)
	boris, boriss, room := asMember(t, "Boris", addr)
	carl, carls, carlsRoom := asMember(t, "Carl", addr)
	send(t, annas, annasRoom.Talk(), "I am Anna")
	for p, talk := range map[*party]TalkID{host: Everyone, boris: room.Talk(), carl: carlsRoom.Talk()} {
		p.said(t, talk, "I am Anna")
	}
	send(t, boriss, boris.named(t, "Anna").Talk(), "between us")
	boris.said(t, boris.named(t, "Anna").Talk(), "between us")
	host.named(t, "Boris")
	carl.leaves(t, carls)
	carls.Close()

	annas.SetName("Anna K.")
	renamed(t, host, Everyone, "Anna → Anna K.")
	renamed(t, boris, room.Talk(), "Anna → Anna K.")
	renamed(t, boris, boris.named(t, "Anna K.").Talk(), "Anna → Anna K.")
	dora, _, dorasRoom := asMember(t, "Dora", addr)
	dora.named(t, "Anna K.")

	t.Run("also to one that was away, who has restarted", func(t *testing.T) {
		_ = carl.home.Close()
		carl.open(t)
		carls = NewClient(carl.options("Carl"))
		t.Cleanup(carls.Close)
		from := carl.length()
		carls.Join(addr)
		ev := carl.verdict(t, from)
		renamed(t, carl, ev.Talk(), "Anna → Anna K.")
	})
	t.Run("and not again after a reconnect, nor after a restart of the host", func(t *testing.T) {
		boris.leaves(t, boriss)
		from := boris.length()
		boriss.Join(addr)
		boris.verdict(t, from)
		boris.wait(t, from, "Anna again", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Name == "Anna K." })
		server.Close()
		again := NewServer(host.options("Host"))
		t.Cleanup(again.Close)
		again.Start(addr)
		annas.Reconnect()
		host.wait(t, 0, "Anna at the new run", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Name == "Anna K." })
		send(t, annas, annasRoom.Talk(), "after all")
		host.said(t, Everyone, "after all")
		for p, talk := range map[*party]TalkID{host: Everyone, boris: room.Talk()} {
			if got := p.renames(talk); len(got) != 1 {
				t.Errorf("told of are %v", got)
			}
		}
		if got := dora.renames(dorasRoom.Talk()); len(got) != 0 {
			t.Errorf("who never saw the old name is told %v", got)
		}
	})
}

func TestTheHostsOwnRenameIsToldOnce(t *testing.T) {
	_, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	anna.named(t, "Host")
	server.SetName("Marta")
	renamed(t, anna, room.Talk(), "Host → Marta")
	anna.named(t, "Marta")
	anna.leaves(t, annas)
	annas.Close()
	server.SetName("Marta B.")
	_ = anna.home.Close()
	anna.open(t)
	annas = NewClient(anna.options("Anna"))
	t.Cleanup(annas.Close)
	from := anna.length()
	annas.Join(addr)
	ev := anna.verdict(t, from)
	renamed(t, anna, ev.Talk(), "Marta → Marta B.")
	anna.named(t, "Marta B.")
	told := 0
	for _, ev := range anna.snapshot() {
		if ev.Kind == Appended && ev.Message().Notice == PeerRenamed {
			told++
		}
	}
	if told != 2 {
		t.Errorf("told %d times of two names", told)
	}
}

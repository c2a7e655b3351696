package core

import "testing"

func TestOnesOwnWordsAreNoNewsAfterARestart(t *testing.T) {
	host, server, addr := hostParty(t, nil)
	anna, annas, room := asMember(t, "Anna", addr)
	host.named(t, "Anna")
	say := func(text string, own bool) Message {
		t.Helper()
		if own {
			send(t, annas, room.Talk(), text)
		} else {
			send(t, server, Everyone, text)
		}
		host.said(t, Everyone, text)
		return anna.said(t, room.Talk(), text)
	}
	annas.Displayed(room.Talk(), say("one", false).Place)
	say("mine", true)
	say("mine, again", true)
	two := say("two", false)
	if err := annas.React(room.Talk(), two.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	say("mine, after a reaction", true)
	say("three", false)
	say("mine at last", true)

	annas.Close()
	_ = anna.home.Close()
	anna.open(t)
	anna.forget()
	annas = NewClient(anna.options("Anna"))
	t.Cleanup(annas.Close)
	annas.Join(addr)
	ev, next := anna.kind(t, 0, Marked)
	at := map[string]Place{}
	for _, m := range anna.page(t, annas.Load, ev.Talk()).Messages {
		at[m.Text] = m.Place
	}
	if m := ev.Marks(); m.News != 2 || m.Seen.Seq != at["two"].Seq-1 {
		t.Errorf("behind %v %d are news, want 2 from %v on", m.Seen, m.News, at["two"])
	}
	last := at["three"]
	annas.Displayed(ev.Talk(), last)
	ev, _ = anna.wait(t, next, "that it was seen", func(ev Event) bool { return ev.Kind == Marked && !ev.Marks().Seen.Before(last) })
	if ev.Marks().News > 1 { // the line of our own behind it is not looked at again
		t.Errorf("%d are news", ev.Marks().News)
	}
	if page := anna.page(t, annas.Load, ev.Talk()); page.Marks.News > 1 {
		t.Errorf("a page says that %d are news", page.Marks.News)
	}

	server.Close()
	_ = host.home.Close()
	host.open(t)
	host.forget()
	server = NewServer(host.options("Host"))
	t.Cleanup(server.Close)
	ev, _ = host.wait(t, 0, "marks of all", func(ev Event) bool { return ev.Kind == Marked && ev.Talk() == Everyone })
	if ev.Marks().News != 4 {
		t.Errorf("at the host %d are news, want the 4 of Anna", ev.Marks().News)
	}
}

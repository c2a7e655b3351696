package core

import (
	"slices"
	"testing"
)

// Who is let in sees what is said from then on, and is told so once, unless the host
// shares what was said before.
func TestEarlierMessages(t *testing.T) {
	t.Parallel()
	host, server, addr := hostParty(t, func(o *Options) { o.ShareHistory = false })
	say := func(text string) {
		t.Helper()
		if _, err := server.Send(Everyone, text); err != nil {
			t.Fatal(err)
		}
		host.said(t, Everyone, text)
	}
	talk := func(p *party, c *Client, talk TalkID) (all []string) {
		t.Helper()
		page := p.page(t, c.Load, talk)
		for _, m := range page.Messages {
			switch {
			case m.Notice == HistoryBegins || m.Notice == HistoryGap:
				all = append(all, m.Notice.String())
			case m.Kind != Notice:
				all = append(all, m.Text)
			}
		}
		if page.Dropped || page.Older {
			t.Errorf("there seems to be more before: %v %v", page.Dropped, page.Older)
		}
		return all
	}
	anna, annas, room := asMember(t, "Anna", addr)
	annasTalk := room.Talk()
	say("early")
	anna.said(t, annasTalk, "early")
	boris, boriss, room := asMember(t, "Boris", addr)
	boris.wait(t, 0, "where the history begins", func(ev Event) bool {
		return ev.Kind == Appended && ev.Talk() == room.Talk() && ev.Message().Notice == HistoryBegins
	})
	say("later")
	boris.said(t, room.Talk(), "later")
	want := []string{"history_begins", "later"}
	if got := talk(boris, boriss, room.Talk()); !slices.Equal(got, want) {
		t.Errorf("who was let in sees %q", got)
	}
	anna.said(t, annasTalk, "later")
	if got := talk(anna, annas, annasTalk); !slices.Equal(got, []string{"early", "later"}) {
		t.Errorf("who was there sees %q", got)
	}
	boriss.Close()
	if err := boris.home.Close(); err != nil {
		t.Fatal(err)
	}
	boris.open(t)
	boris.forget()
	boriss = NewClient(boris.options("Boris"))
	t.Cleanup(boriss.Close)
	boriss.Join(addr)
	boris.kind(t, 0, Connected)
	say("again")
	boris.said(t, room.Talk(), "again")
	if got, want := talk(boris, boriss, room.Talk()), append(want, "again"); !slices.Equal(got, want) {
		t.Errorf("in another run there is %q", got)
	}
	server.ShareHistory(true)
	chen, chens, room := asMember(t, "Chen", addr)
	chen.said(t, room.Talk(), "again")
	if got := talk(chen, chens, room.Talk()); !slices.Equal(got, []string{"early", "later", "again"}) {
		t.Errorf("with whom all is shared sees %q", got)
	}
}

package core

import (
	"errors"
	"testing"
)

// TestEveryoneOnAClientIsTheRoomItJoined uses every method of a Client that takes a talk
// with Everyone, before Join, as a member, and after the end.
func TestEveryoneOnAClientIsTheRoomItJoined(t *testing.T) {
	t.Parallel()
	host, _, addr := hostParty(t, nil)
	p := newParty(t)
	c := NewClient(p.options("Anna"))
	t.Cleanup(c.Close)
	unconnected := func(when string) {
		t.Helper()
		var e *Error
		if _, err := c.Send(Everyone, "x"); !errors.As(err, &e) || e.Fault != NotConnected {
			t.Errorf("%s Send fails with %v", when, err)
		}
		if page := p.page(t, c.Load, Everyone); len(page.Messages) > 0 {
			t.Errorf("%s there is a page of %d messages", when, len(page.Messages))
		}
	}
	unconnected("before Join")

	c.Join(addr)
	connected, _ := p.wait(t, 0, "Connected", func(ev Event) bool { return ev.Kind == Connected && ev.Peer.Addr == addr })
	room := connected.Talk()
	id, err := c.Send(Everyone, "hello all")
	if err != nil {
		t.Fatal(err)
	}
	if m := p.said(t, room, "hello all"); m.ID != id || m.Kind != Outgoing {
		t.Errorf("what was sent as %v is %+v", id, m)
	}
	host.said(t, Everyone, "hello all")
	if err := c.Edit(Everyone, id, "hello everyone"); err != nil {
		t.Fatal(err)
	}
	p.wait(t, 0, "edited message", func(ev Event) bool {
		return ev.Kind == Updated && ev.Talk() == room && ev.Message().Text == "hello everyone"
	})
	if err := c.React(Everyone, id, "👍"); err != nil {
		t.Error(err)
	}
	from := p.length()
	c.Load(Everyone, Range{Before: 100})
	ev, _ := p.kind(t, from, PageLoaded)
	if ev.Talk() != room || ev.Page().Talk != room || len(shown(ev.Page())) != 1 {
		t.Errorf("the page is of the talks %d and %d, not %d, with %q", ev.Talk(), ev.Page().Talk, room, shown(ev.Page()))
	}
	from = p.length()
	c.Search(Query{Text: "everyone", Talk: Everyone})
	if ev, _ := p.kind(t, from, Found); len(ev.Results().Hits) != 1 || ev.Results().Hits[0].Talk != room {
		t.Errorf("found %+v", ev.Results())
	}
	p.mu.Lock()
	for _, ev := range p.all {
		if ev.Talk() == Everyone && (ev.Kind == Appended || ev.Kind == Updated || ev.Kind == Enqueued) {
			t.Errorf("%v is of the talk Everyone", ev.Kind)
		}
	}
	p.mu.Unlock()

	c.Hangup()
	p.wait(t, 0, "the end", func(ev Event) bool { return ev.Kind == Disconnected && ev.Talk() == room })
	unconnected("after the end")
}

package model

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"confab/transport"
)

// opened starts the program of a host anew, and nothing has come yet.
func (st *stage) opened() {
	st.host.events = nil
	st.Model = New(Config{Host: st.host, Dialer: st.dialer, Identity: st.host.Identity(), Prefs: st.saved,
		Now: func() time.Time { return st.clock }, Location: time.UTC})
}

// crowd is a host that has just been opened again, with so many members who have
// all said something and are not here.
func crowd(n int) (*stage, []transport.PeerID) {
	st := withFolder()
	var ids []transport.PeerID
	for i := range n {
		id := st.host.member(fmt.Sprint("Member ", i), false, nil)
		st.host.Lay(id.Talk(), transport.Message{Time: st.clock, ID: st.host.NewID(), Kind: transport.Incoming, Peer: id, Text: fmt.Sprint("said by ", i)})
		ids = append(ids, id)
	}
	st.host.ForgetCalls()
	st.opened()
	return st, ids
}

func TestARoomOfThousandsIsLookedThroughWithoutOverfillingTheMailbox(t *testing.T) {
	const members = fullMailbox + 900
	st, ids := crowd(members)
	box := transport.NewMailbox(func() {})
	var buf []transport.Event
	resyncs := 0
	deliver := func() {
		for frames := 0; len(st.host.events) > 0; frames++ {
			if frames > 2*members/glancesAtOnce {
				t.Fatalf("it never ends: %d pages, %d Resyncs", st.host.Count("Load"), resyncs)
			}
			for _, ev := range st.host.events {
				box.Post(ev)
			}
			st.host.events = nil
			buf = box.Drain(buf)
			for _, ev := range buf {
				if ev.Kind == transport.Resync {
					resyncs++
				}
			}
			st.Apply(ServerTab, buf...)
		}
	}
	deliver()
	// One page is of the talk of all, which is open.
	if resyncs > 0 || st.host.Count("Load") != members+1 {
		t.Errorf("%d pages for %d members, %d Resyncs", st.host.Count("Load"), members, resyncs)
	}
	for i, id := range ids {
		if got, want := st.Server.people[id].Second, fmt.Sprint("said by ", i); got != want {
			t.Fatalf("the row says %q, wanted %q", got, want)
		}
	}
	sound(t, st)
	t.Run("and a Resync looks again only at who was heard of since", func(t *testing.T) {
		loads := st.host.Count("Load")
		st.clock = st.clock.Add(time.Minute)
		st.host.Set(ids[7], func(p *transport.Peer) { p.Seen = st.clock })
		st.host.Say(ids[7].Talk(), transport.Message{ID: st.host.NewID(), Kind: transport.Incoming, Peer: ids[7], Text: "lost"})
		st.host.lose()
		deliver()
		if more := st.host.Count("Load") - loads; more != 2 {
			t.Errorf("%d more pages", more)
		}
		if got := st.Server.people[ids[7]].Second; got != "lost" {
			t.Errorf("the row says %q", got)
		}
	})
}

func TestWhoeverIsInViewIsLookedAtFirst(t *testing.T) {
	st, ids := crowd(2 * glancesAtOnce)
	last := ids[len(ids)-1]
	st.host.Set(last, func(p *transport.Peer) { p.Here = true })
	st.opened()
	if st.Server.people[last].glance != glancing || st.Server.people[ids[glancesAtOnce]].glance != notGlanced {
		t.Error("the list is not looked through from its top")
	}
	t.Run("and who leaves meanwhile keeps nobody waiting", func(t *testing.T) {
		for _, id := range ids[:glancesAtOnce-1] {
			st.host.Remove(id)
		}
		st.host.events = slices.DeleteFunc(st.host.events, func(ev transport.Event) bool {
			return ev.Kind == transport.PageLoaded && ev.Page().Talk != transport.Everyone
		})
		sound(t, st)
		if got := st.Server.people[ids[glancesAtOnce]].Second; got != fmt.Sprint("said by ", glancesAtOnce) {
			t.Errorf("the next row says %q", got)
		}
	})
}

func TestAnAnswerToAGlanceIsNotTakenForAPageOfTheTalk(t *testing.T) {
	const said, seen = 300, 120
	talked := func(said int) (*stage, transport.PeerID) {
		st := withFolder()
		id := st.host.member("Ann", false, nil)
		for i := range said {
			st.host.Speak(id.Talk(), id, fmt.Sprint("line ", i+1))
		}
		st.host.SetMarks(id.Talk(), transport.Marks{Seen: one(seen), Last: one(uint64(said))})
		st.opened()
		return st, id
	}
	opened := func(t *testing.T, st *stage) {
		t.Helper()
		st.drain()
		talk := st.Server.Talk()
		if a, b := bounds(talk); a != said-pageRows+1 || b != said {
			t.Errorf("the rows are %d to %d", a, b)
		}
		for i := range talk.Len() {
			if r := talk.At(i); r.Unread != (r.Place == one(seen+1)) {
				t.Errorf("row %v: unread line %v", r.Place, r.Unread)
			}
		}
		sound(t, st)
	}
	t.Run("when a Resync asks a second time and loses nothing", func(t *testing.T) {
		st, id := talked(said)
		st.Apply(ServerTab, transport.Event{Kind: transport.Resync})
		st.Select(id)
		opened(t, st)
	})
	t.Run("when a Resync has lost it", func(t *testing.T) {
		st, id := talked(said)
		st.host.lose()
		st.Select(id)
		opened(t, st)
	})
	t.Run("when it comes after the talk was opened and scrolled", func(t *testing.T) {
		st, id := talked(1000)
		glance := st.host.events
		st.host.events = nil
		st.Select(id)
		st.drain()
		st.AtEnd(false)
		for range 4 {
			st.NearTop()
			st.drain()
		}
		st.Apply(ServerTab, glance...)
		if a, b := bounds(st.Server.Talk()); a != 1 || b != maxRows {
			t.Errorf("the rows are %d to %d", a, b)
		}
		sound(t, st)
	})
	t.Run("but what a Resync asks for is", func(t *testing.T) {
		st, id := talked(said)
		st.Select(id)
		st.drain()
		for range glanceRows - 1 {
			st.host.Speak(id.Talk(), id, "lost")
		}
		st.host.lose()
		st.host.Speak(id.Talk(), id, "told")
		st.drain()
		if _, b := bounds(st.Server.Talk()); b != said+glanceRows {
			t.Errorf("the rows end at %d", b)
		}
		sound(t, st)
	})
}

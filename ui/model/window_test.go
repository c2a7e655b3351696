package model

import (
	"fmt"
	"testing"

	"confab/transport"
)

// sparse is the talk of all at a host that has just been opened again, in which so
// much that shows nothing, or hardly anything, follows each message.
func sparse(t *testing.T, messages, between int, line func(st *stage, i int)) *stage {
	t.Helper()
	st := withFolder()
	ann := st.host.member("Ann", false, nil)
	for i := range messages {
		st.host.Speak(transport.Everyone, ann, fmt.Sprint("message ", i))
		for k := range between {
			line(st, k)
		}
	}
	st.host.events = nil
	st.restart(st.saved)
	st.StartServer()
	st.drain()
	return st
}

// flap tells of one who comes and goes.
func flap(st *stage, i int) {
	p := st.host.Peers()[0]
	m := transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected, Peer: p.ID, Name: p.Name}
	if i%2 == 1 {
		m.Notice, m.Fault = transport.PeerDisconnected, transport.PeerClosed
	}
	st.host.Say(transport.Everyone, m)
}

// react has a member react to what was said first.
func react(st *stage, _ int) { st.host.Reacted(transport.Everyone, one(1), "👍") }

func TestTheFirstMessageIsReachedHoweverLittleIsShown(t *testing.T) {
	for name, c := range map[string]struct {
		messages, between int
		line              func(*stage, int)
	}{
		"four reactions to each":           {1000, 4, react},
		"thirty reactions to each":         {800, 30, react},
		"eight comings and goings between": {1000, 8, flap},
		"hundreds of comings and goings":   {24, 400, flap},
	} {
		t.Run(name, func(t *testing.T) {
			st := sparse(t, c.messages, c.between, c.line)
			talk := st.Server.Talk()
			st.AtEnd(false)
			for range c.messages * (c.between + 1) / pageRows * 2 {
				st.NearTop()
				st.drain()
			}
			sound(t, st)
			if a, b := bounds(talk); talk.older {
				t.Fatalf("scrolled to the top the rows are %d to %d, %d of them shown", a, b, shown(talk.rows))
			}
			loads := st.host.Count("Load")
			st.NearTop()
			if st.host.Count("Load") != loads {
				t.Error("the top is asked for again and again")
			}
			t.Run("and the last again", func(t *testing.T) {
				for range c.messages * (c.between + 1) / pageRows * 2 {
					st.NearEnd()
					st.drain()
				}
				if !talk.Complete() {
					_, b := bounds(talk)
					t.Errorf("scrolled to the end the last row is %d of %v", b, talk.last)
				}
				sound(t, st)
			})
		})
	}
}

func TestATalkOfNothingButNoticesIsNotLoadedForEver(t *testing.T) {
	for _, n := range []int{3000, 3 * maxHeld} {
		t.Run(fmt.Sprint(n, " of them"), func(t *testing.T) {
			st := sparse(t, 0, 0, nil)
			for i := range n {
				flap(st, i)
			}
			st.drain()
			still := func(frames int) (pages int) {
				loads := st.host.Count("Load")
				for range frames {
					st.NearTop()
					st.NearEnd()
					st.AtEnd(true)
					st.drain()
				}
				return st.host.Count("Load") - loads
			}
			if pages := still(maxHeld / pageRows); pages > maxHeld/pageRows {
				t.Errorf("%d pages were loaded", pages)
			}
			if more := still(50); more > 0 {
				t.Errorf("%d more pages were loaded by a view that stands still", more)
			}
			sound(t, st)
			t.Run("and goes on to stand still while people come and go", func(t *testing.T) {
				before := st.host.Count("Load")
				for i := range 50 {
					flap(st, i)
					st.drain()
					still(1)
				}
				if more := st.host.Count("Load") - before; more > 0 {
					t.Errorf("%d more pages were loaded", more)
				}
				sound(t, st)
			})
		})
	}
}

func TestMessagesWithReactionsMoveOnAsTheyCome(t *testing.T) {
	st := sparse(t, 0, 0, nil)
	ann := st.host.Peers()[0].ID
	for i := range 3000 {
		st.host.Speak(transport.Everyone, ann, fmt.Sprint("message ", i))
		for k := range 3 {
			react(st, k)
		}
		st.drain()
	}
	if n := shown(st.Server.Talk().rows); n < keptRows || n > maxRows {
		t.Errorf("%d messages are held", n)
	}
	sound(t, st)
}

func TestAResyncRenewsAllRowsThatAreHeld(t *testing.T) {
	st := sparse(t, 500, 4, react)
	talk := st.Server.Talk()
	st.AtEnd(false)
	for range 20 {
		st.NearTop()
		st.drain()
	}
	at := talk.At(talk.Len() - 5).Place
	if talk.Len() < pageRows {
		t.Fatalf("%d rows", talk.Len())
	}
	st.host.Update(transport.Everyone, at, func(m *transport.Message) { m.Text = "changed" })
	st.host.lose()
	st.drain()
	if r := talk.row(at); r == nil || r.Text != "changed" {
		t.Errorf("%+v", r)
	}
	sound(t, st)
}

func TestPagesThatAreCutAreGoneOnFrom(t *testing.T) {
	st := sparse(t, 0, 0, nil)
	ann := st.host.Peers()[0].ID
	for i := range 900 {
		st.host.Speak(transport.Everyone, ann, fmt.Sprint("message ", i))
	}
	st.host.SetPage(7)
	st.host.lose()
	st.drain()
	talk := st.Server.Talk()
	if a, b := bounds(talk); a != 894 || b != 900 {
		t.Fatalf("opened at %d to %d", a, b)
	}
	st.AtEnd(false)
	for range 200 {
		st.NearTop()
		st.drain()
	}
	sound(t, st)
	if a, b := bounds(talk); a != 1 || b != maxRows || talk.older {
		t.Errorf("scrolled to the top the rows are %d to %d", a, b)
	}
	t.Run("by a Resync too, as far as there are rows", func(t *testing.T) {
		st.host.Update(transport.Everyone, one(maxRows-3), func(m *transport.Message) { m.Text = "changed" })
		st.host.lose()
		st.drain()
		sound(t, st)
		if a, b := bounds(talk); a != 1 || b != maxRows || talk.row(one(maxRows-3)).Text != "changed" {
			t.Errorf("the rows are %d to %d", a, b)
		}
	})
	t.Run("and down to the end again", func(t *testing.T) {
		for range 200 {
			st.NearEnd()
			st.drain()
		}
		sound(t, st)
		if _, b := bounds(talk); b != 900 || !talk.Complete() {
			t.Errorf("scrolled to the end the last row is %d", b)
		}
	})
	t.Run("and what is gone to is among the rows", func(t *testing.T) {
		st.GoTo(one(100))
		st.drain()
		if talk.Goal() == 0 || talk.Goal() != st.key(one(100)) {
			t.Errorf("the goal is %d", talk.Goal())
		}
		sound(t, st)
	})
}

func TestWhatCameWhileRowsAreLoadedIsNeitherLostNorTwice(t *testing.T) {
	st := sparse(t, 300, 0, nil)
	ann := st.host.Peers()[0].ID
	talk := st.Server.Talk()
	st.host.Speak(transport.Everyone, ann, "lost")
	st.host.lose()
	lost := st.host.events
	st.host.events = nil
	st.Apply(ServerTab, lost...) // which asks for the end
	answer := st.host.events
	st.host.events = nil
	st.host.Speak(transport.Everyone, ann, "meanwhile")
	live := st.host.events
	st.host.events = nil
	st.Apply(ServerTab, live...)
	st.Apply(ServerTab, answer...)
	st.drain()
	sound(t, st)
	if _, b := bounds(talk); b != 302 || talk.At(talk.Len()-2).Text != "lost" {
		t.Errorf("the rows end at %d behind %q", b, talk.At(talk.Len()-2).Text)
	}
	local := talk.At(talk.Len() - 1).Local
	st.host.lose()
	st.drain()
	if r := talk.Find(local); r == nil || r.Text != "meanwhile" {
		t.Errorf("after a Resync its key is another one's: %+v", r)
	}
}

func TestAnAnswerFromBeforeALossIsNoEndOfDoubt(t *testing.T) {
	st := sparse(t, 20, 0, nil)
	ann := st.host.Peers()[0].ID
	talk := st.Server.Talk()
	take := func() []transport.Event {
		events := st.host.events
		st.host.events = nil
		return events
	}
	st.host.lose()
	st.Apply(ServerTab, take()...) // which asks for the end
	old := take()
	st.host.Speak(transport.Everyone, ann, "lost")
	st.host.lose()
	st.Apply(ServerTab, take()...) // and asks for it again
	answer := take()
	st.Apply(ServerTab, old...)
	st.host.Speak(transport.Everyone, ann, "then")
	st.Apply(ServerTab, take()...)
	if last(talk).Text == "then" {
		t.Error("what follows is shown without what was lost")
	}
	st.Apply(ServerTab, answer...)
	st.drain()
	sound(t, st)
	if _, b := bounds(talk); b != 22 || talk.At(talk.Len()-2).Text != "lost" || !talk.Complete() {
		t.Errorf("the rows end at %d behind %q", b, talk.At(talk.Len()-2).Text)
	}
}

func TestALogThatBeganAnewGoesOnBehindTheOldOne(t *testing.T) {
	st := sparse(t, 0, 0, nil)
	ann := st.host.Peers()[0].ID
	speak := func(n int) {
		for i := range n {
			st.host.Speak(transport.Everyone, ann, fmt.Sprint("message ", i))
		}
	}
	speak(150)
	st.host.Renew(transport.Everyone)
	speak(150)
	st.drain()
	talk := st.Server.Talk()
	if talk.Len() != 301 || last(talk).Place != (transport.Place{Era: 2, Seq: 150}) || talk.At(150).message.Notice != transport.NewEra {
		t.Fatalf("%d rows, the last at %v", talk.Len(), last(talk).Place)
	}
	sound(t, st)
	st.restart(st.saved)
	st.StartServer()
	st.drain()
	talk = st.Server.Talk()
	st.AtEnd(false)
	for range 3 {
		st.NearTop()
		st.drain()
	}
	sound(t, st)
	if talk.older || talk.At(0).Place != one(1) {
		t.Errorf("scrolled to the top the rows begin at %v", talk.At(0).Place)
	}
	st.GoTo(transport.Place{Era: 2, Seq: 149})
	st.drain()
	if talk.Goal() == 0 || talk.Goal() != st.key(transport.Place{Era: 2, Seq: 149}) {
		t.Errorf("the goal is %d", talk.Goal())
	}
}

func TestTheKeyOfAPlaceIsThatOfItsRowNow(t *testing.T) {
	st := sparse(t, 1, 0, nil)
	ann := st.host.Peers()[0].ID
	st.host.Say(transport.Everyone, transport.Message{Kind: transport.Notice, Notice: transport.MemberMisfit})
	st.host.Speak(transport.Everyone, ann, "two")
	st.host.Speak(transport.Everyone, ann, "three")
	st.drain()
	talk := st.Server.Talk()
	notice := talk.At(talk.Len() - 3)
	var kept []transport.Message
	for i := range talk.Len() {
		if r := talk.At(i); r != notice {
			kept = append(kept, r.message)
		}
	}
	was := talk.Key(one(2))
	talk.replace(kept) // the notice is kept no more
	if r := talk.Find(was); r == nil || r.Text != "three" {
		t.Errorf("the key of before leads to %+v", r)
	}
	if r := talk.Find(talk.Key(one(2))); r == nil || r.Text != "two" || talk.Key(notice.Place) != 0 {
		t.Errorf("the key leads to %+v", r)
	}
}

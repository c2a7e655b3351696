package model

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// again restarts the program of a host with members who said something before.
func again(t *testing.T, say func(st *stage, member transport.PeerID)) (st *stage, member *Person) {
	t.Helper()
	st = withFolder()
	id := st.host.member("Ann", false, nil)
	say(st, id)
	st.drain()
	st.clock = st.clock.Add(time.Hour)
	st.restart(st.saved)
	return st, st.Server.people[id]
}

func TestRowsSayAfterARestartWhatWasSaidLast(t *testing.T) {
	st, ann := again(t, func(st *stage, ann transport.PeerID) {
		st.host.Speak(ann.Talk(), ann, "before the restart")
		st.host.Speak(transport.Everyone, ann, "said to all")
	})
	if ann.Second != "before the restart" || ann.Time != "12:00" || ann.Unread != 0 {
		t.Errorf("%q at %q, %d unread", ann.Second, ann.Time, ann.Unread)
	}
	if all := st.Server.people[everyone]; all.Second != "said to all" || all.Time != "12:00" {
		t.Errorf("everyone: %q at %q", all.Second, all.Time)
	}
	sound(t, st)
	t.Run("once", func(t *testing.T) {
		loads := st.host.Count("Load")
		st.host.Turn(transport.Changed, ann.ID, func(p *transport.Peer) { p.Trust = transport.Verified })
		sound(t, st)
		if st.host.Count("Load") != loads {
			t.Error("it is asked for with every change")
		}
	})
}

func TestARowLooksBehindWhatShowsNothing(t *testing.T) {
	_, ann := again(t, func(st *stage, ann transport.PeerID) {
		seq := st.host.Speak(ann.Talk(), ann, "typed roung")
		for i := range 5 {
			st.host.Amend(ann.Talk(), seq, func(m *transport.Message) { m.Text, m.Edited = fmt.Sprint("edit ", i), true })
		}
		st.host.Say(ann.Talk(), transport.Message{Kind: transport.Notice, Notice: transport.PeerDisconnected, Peer: ann})
	})
	if ann.Second != "edit 4" {
		t.Errorf("%q", ann.Second)
	}
}

func TestARowSaysWhatStillWaits(t *testing.T) {
	_, ann := again(t, func(st *stage, ann transport.PeerID) {
		st.host.Speak(ann.Talk(), ann, "come here")
		st.StartServer()
		if _, err := st.host.Post(ann.Talk(), transport.Draft{Text: "on my way"}); err != nil {
			t.Fatal(err)
		}
	})
	if ann.Second != "You: on my way" {
		t.Errorf("%q", ann.Second)
	}
}

func TestATalkThatIsOpenedAtOnceIsNotTakenForItsEnd(t *testing.T) {
	for _, said := range []int{0, 1, glanceRows - 1, glanceRows, glanceRows + 1, 300} {
		t.Run(fmt.Sprint(said, " messages"), func(t *testing.T) {
			st := withFolder()
			id := st.host.member("Ann", false, nil)
			for i := range said {
				st.host.Speak(id.Talk(), id, fmt.Sprint("line ", i+1))
			}
			st.host.SetMarks(id.Talk(), transport.Marks{Seen: one(uint64(said / 3)), Last: one(uint64(said))})
			st.opened()
			st.Select(id)
			st.drain()
			talk := st.Server.Talk()
			if want := min(said, pageRows); talk.Len() != want {
				t.Fatalf("%d rows, wanted %d", talk.Len(), want)
			}
			if said == 0 {
				return
			}
			if p := st.Server.Selected(); p.Second != fmt.Sprint("line ", said) {
				t.Errorf("the row says %q", p.Second)
			}
			unread := one(max(uint64(said/3)+1, talk.At(0).Place.Seq))
			if r := talk.row(unread); r == nil || !r.Unread {
				t.Errorf("no unread line above %v", unread)
			}
		})
	}
}

func TestTheRoomIsMarkedOnlyForGuestsWhoAreLetIn(t *testing.T) {
	st := withFolder()
	st.StartServer()
	st.host.member("Ann", true, nil)
	guest := st.host.Come("10.0.0.1:5")
	st.host.Hear(guest, "hello")
	st.drain()
	all := st.Server.people[everyone]
	if all.Lock != transport.Unverified || !all.Member || all.InRoom || all.Tag != "" ||
		all.Guard != "encrypted, not verified · what you write also goes to 1 plain guest" || !strings.HasPrefix(all.Detail, all.Guard) {
		t.Errorf("not let in: %+v", *all)
	}
	st.LetIn(guest, true)
	st.drain()
	if all.Lock != transport.NoTrust || all.Member || !all.InRoom || all.Tag != "plain" ||
		all.Guard != "1 guest without encryption is here" || !strings.HasPrefix(all.Detail, all.Guard) {
		t.Errorf("let in: %+v", *all)
	}
	st.LetIn(guest, false)
	st.drain()
	if all.Lock != transport.Unverified || all.InRoom || all.Tag != "" {
		t.Errorf("taken out: %+v", *all)
	}
	st.host.Part(guest, transport.PeerClosed)
	st.drain()
	if all.Guard != "encrypted, not verified" {
		t.Errorf("gone: %q", all.Guard)
	}
}

func TestATagInARoomOfMembersCountsPlainGuestsAsSuch(t *testing.T) {
	st := withFolder()
	st.StartServer()
	st.host.member("Ann", true, nil)
	st.drain()
	say := func(reached, recipients int) string {
		st.host.Say(transport.Everyone, transport.Message{ID: st.host.NewID(), Kind: transport.Outgoing, Text: "to all",
			State: transport.Stored, Broadcast: recipients > 0, Reached: reached, Recipients: max(recipients, 1)})
		st.drain()
		return last(st.Server.Talk()).Tag
	}
	for _, c := range []struct {
		reached, recipients int
		want                string
	}{{0, 0, ""}, {1, 1, "to 1 plain guest"}, {3, 3, "to 3 plain guests"}, {1, 2, "to 1 of 2 plain guests"}} {
		if got := say(c.reached, c.recipients); got != c.want {
			t.Errorf("%d of %d: %q, wanted %q", c.reached, c.recipients, got, c.want)
		}
	}
}

func TestAMessageThatWasTakenBackIsToldInTheChosenLanguage(t *testing.T) {
	st, ann := again(t, func(st *stage, ann transport.PeerID) {
		seq := st.host.Speak(ann.Talk(), ann, "hello")
		st.host.Amend(ann.Talk(), seq, func(m *transport.Message) { m.Text, m.Deleted = "", true })
	})
	for _, l := range []words.Lang{words.English, words.Chinese} {
		st.SetLanguage(l)
		if want := words.For(l).MessageDeleted; ann.Second != want {
			t.Errorf("%q, wanted %q", ann.Second, want)
		}
	}
	st.host.Speak(ann.Talk(), ann.ID, "again")
	st.drain()
	if ann.Second != "again" {
		t.Errorf("%q", ann.Second)
	}
}

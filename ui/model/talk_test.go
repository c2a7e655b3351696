package model

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

// chatter is a serving stage with one guest that has said n messages and whose
// talk is open.
func chatter(t *testing.T, n int) (*stage, transport.PeerID) {
	t.Helper()
	st, ids := serving(t, 1)
	for i := range n {
		st.host.Hear(ids[0], fmt.Sprint("message ", i))
	}
	st.Select(ids[0])
	st.drain()
	return st, ids[0]
}

func bounds(t *Talk) (first, last uint64) { return t.At(0).Place.Seq, t.At(t.Len() - 1).Place.Seq }

func TestPaging(t *testing.T) {
	// The notice that the guest came is message 1.
	st, id := chatter(t, 999)
	talk := st.Server.Talk()
	if a, b := bounds(talk); a != 801 || b != 1000 {
		t.Fatalf("opened at %d to %d", a, b)
	}
	st.AtEnd(false)
	for _, want := range []struct{ first, last uint64 }{{601, 1000}, {401, 1000}, {201, 800}, {1, 600}, {1, 600}} {
		st.NearTop()
		st.drain()
		if a, b := bounds(talk); a != want.first || b != want.last {
			t.Fatalf("got %d to %d, want %d to %d", a, b, want.first, want.last)
		}
	}
	loads := st.host.Count("Load")
	st.NearTop()
	if st.host.Count("Load") != loads {
		t.Error("the top of the talk is asked for again and again")
	}
	st.host.Hear(id, "live")
	st.drain()
	if _, b := bounds(talk); b != 600 || talk.New() != 1 || talk.Complete() {
		t.Errorf("a live message moved what is read: last %d, %d new", b, talk.New())
	}
	st.NearEnd()
	st.drain()
	if a, b := bounds(talk); a != 201 || b != 800 {
		t.Errorf("got %d to %d", a, b)
	}
	epoch := talk.Epoch()
	st.ToEnd()
	st.drain()
	if a, b := bounds(talk); a != 802 || b != 1001 || talk.New() != 0 || talk.Epoch() == epoch {
		t.Errorf("the end is at %d to %d", a, b)
	}
}

func TestWhatWasLostIsAskedFor(t *testing.T) {
	st, id := chatter(t, 5)
	for range 10 {
		st.host.Hear(id, "lost")
	}
	st.host.lose()
	st.host.Hear(id, "told")
	st.drain()
	if a, b := bounds(st.Server.Talk()); a != 1 || b != 17 {
		t.Errorf("got %d to %d", a, b)
	}
}

func TestWhatComesWhileAPageIsOnItsWayIsCaughtUp(t *testing.T) {
	st, id := chatter(t, 5)
	st.host.Hear(id, "lost")
	st.host.lose()
	lost := st.host.events
	st.host.events = nil
	st.Apply(ServerTab, lost...)
	st.host.Hear(id, "told")
	page := st.host.events
	st.host.events = nil
	st.host.Hear(id, "meanwhile")
	live := st.host.events
	st.host.events = nil
	st.Apply(ServerTab, live...)
	st.Apply(ServerTab, page...)
	st.drain()
	if _, b := bounds(st.Server.Talk()); b != 9 {
		t.Errorf("the rows end at %d", b)
	}
}

func TestMessagesThatTheJournalDroppedAreSaid(t *testing.T) {
	st, id := chatter(t, 0)
	for range 500 {
		st.host.Hear(id, "x")
	}
	st.host.Drop(id.Talk(), one(400))
	st.host.lose()
	st.drain()
	if talk := st.Server.Talk(); !talk.OlderDropped() || talk.At(0).Place != one(401) {
		t.Errorf("first row %v, %v", talk.At(0).Place, talk.OlderDropped())
	}
}

func TestAHundredThousandMessagesCostWhatAScreenCosts(t *testing.T) {
	st, id := chatter(t, 0)
	memory := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	peer := st.host.peer(id)
	before := memory()
	for i := range uint64(100_000) {
		st.Apply(ServerTab, transport.Event{Kind: transport.Appended, Peer: peer, Detail: transport.Message{
			Place: one(i + 2), Time: st.clock, Kind: transport.Incoming, Peer: id, Text: strings.Repeat("x", 100)}})
	}
	if n := st.Server.Talk().Len(); n > maxRows || n < keptRows {
		t.Errorf("%d rows", n)
	}
	if grown := int64(memory()) - int64(before); grown > 2<<20 {
		t.Errorf("%d bytes more", grown)
	}
	runtime.KeepAlive(st)
}

func TestRowsAreGroupedAndDated(t *testing.T) {
	st, id := chatter(t, 0)
	st.clock = time.Date(2026, 3, 1, 23, 58, 0, 0, time.UTC)
	st.host.Hear(id, "a")
	st.host.Hear(id, "b")
	st.drain()
	st.SetDraft("c")
	st.Send()
	st.clock = st.clock.Add(4 * time.Minute)
	st.host.Hear(id, "d")
	st.drain()
	var got []string
	talk := st.Server.Talk()
	for i := range talk.Len() {
		r := talk.At(i)
		got = append(got, fmt.Sprintf("%s %s %s %v%v", r.Day, r.Time, r.Text, r.First, r.Last))
	}
	want := "Yesterday 12:00 10.0.0.1:5000 connected truetrue; 23:58 a truefalse; 23:58 b falsetrue; 23:58 c truetrue;Today 00:02 d truetrue"
	if s := strings.Join(got, ";"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestLongMessagesAreClippedUntilAllIsAskedFor(t *testing.T) {
	st, id := chatter(t, 0)
	lines := st.host.Hear(id, strings.Repeat("line\n", 100))
	bytes := st.host.Hear(id, strings.Repeat("\x00", 100_000))
	st.drain()
	r := st.Server.Talk().row(lines)
	if !r.Clipped || strings.Count(r.Text, "\n") != clipLines-1 {
		t.Errorf("%v, %d lines", r.Clipped, strings.Count(r.Text, "\n"))
	}
	st.ShowAll(st.key(lines))
	if r = st.Server.Talk().row(lines); r.Clipped || strings.Count(r.Text, "\n") != 99 {
		t.Errorf("%v, %d lines", r.Clipped, strings.Count(r.Text, "\n"))
	}
	st.ShowAll(st.key(bytes))
	if r = st.Server.Talk().row(bytes); !r.Clipped || len(r.Text) != expandedBytes || len(r.Original()) != 100_000 {
		t.Errorf("%v, %d bytes of %d", r.Clipped, len(r.Text), len(r.Original()))
	}
	st.ToggleHex()
	if r = st.Server.Talk().row(bytes); !strings.HasPrefix(r.Hex, "00000000  00 00") || r.Text != "" {
		t.Errorf("%.40q %.40q", r.Hex, r.Text)
	}
}

func TestABroadcastSaysHowFarItIs(t *testing.T) {
	st, ids := serving(t, 3)
	st.SetDraft("all of you")
	if !st.Send() {
		t.Fatal(st.ComposerError())
	}
	st.drain()
	talk := st.Server.Talk()
	seq := talk.At(talk.Len() - 1).Place
	st.host.Update(transport.Everyone, seq, func(m *transport.Message) { m.Reached = 2 })
	st.drain()
	if r := talk.row(seq); r.Tag != "to everyone · 2 of 3" || r.StateLabel != "waiting" || r.Name != "You" {
		t.Errorf("%+v", *r)
	}
	st.Select(ids[0])
	st.drain()
	talk = st.Server.Talk()
	if r := talk.At(talk.Len() - 1); r.Tag != "to everyone" {
		t.Errorf("%+v", *r)
	}
	st.host.Update(ids[0].Talk(), one(2), func(m *transport.Message) { m.State, m.Fault = transport.Failed, transport.PeerReset })
	st.drain()
	if r := talk.At(talk.Len() - 1); !strings.HasPrefix(r.StateLabel, "not sent: ") {
		t.Errorf("%+v", *r)
	}
}

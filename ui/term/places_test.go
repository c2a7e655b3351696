package term

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestPlaces(t *testing.T) {
	t.Parallel()
	room := transport.Peer{ID: 1}
	at := func(p *places, kind transport.MessageKind, line uint64) uint64 {
		ev := transport.Event{Kind: transport.Appended, Peer: room, Detail: transport.Message{Kind: kind, Seq: line}}
		p.settle(&ev)
		return ev.Message().Seq
	}
	p := newPlaces()
	// 1 to 100 are on disk from before; then notices at 101 and 104.
	for _, c := range []struct {
		kind       transport.MessageKind
		line, want uint64
	}{
		{transport.Notice, 101, 0}, {transport.Incoming, 102, 101}, {transport.Amendment, 103, 102},
		{transport.Notice, 104, 0}, {transport.Outgoing, 105, 103},
	} {
		if got := at(p, c.kind, c.line); got != c.want {
			t.Errorf("line %d has the number %d, want %d", c.line, got, c.want)
		}
	}

	t.Run("a number leads back to its line", func(t *testing.T) {
		for number, want := range map[uint64]uint64{1: 1, 100: 100, 101: 102, 102: 103, 103: 105, 104: 106} {
			if got := p.line(1, number); got != want {
				t.Errorf("number %d is line %d, want %d", number, got, want)
			}
		}
	})

	t.Run("marks and quotes have numbers that last, and the message told keeps its own quote", func(t *testing.T) {
		ev := transport.Event{Kind: transport.Marked, Peer: room, Detail: transport.Marks{Got: 105, Read: 102, Seen: 100, Last: 104}}
		p.settle(&ev)
		if want := (transport.Marks{Got: 103, Read: 101, Seen: 100, Last: 102}); ev.Marks() != want {
			t.Errorf("marks %+v, want %+v", ev.Marks(), want)
		}
		quote := &transport.Quote{Seq: 105}
		ev = transport.Event{Kind: transport.Updated, Peer: room, Detail: transport.Message{Seq: 103, ReplyTo: quote}}
		p.settle(&ev)
		if ev.Message().ReplyTo.Seq != 103 || quote.Seq != 105 || ev.Message().Seq != 102 {
			t.Errorf("message %d answers %d, and the original %d", ev.Message().Seq, ev.Message().ReplyTo.Seq, quote.Seq)
		}
	})

	t.Run("talks do not count each other's notices", func(t *testing.T) {
		ev := transport.Event{Kind: transport.Appended, Peer: transport.Peer{ID: 2}, Detail: transport.Message{Seq: 200}}
		if p.settle(&ev); ev.Message().Seq != 200 {
			t.Errorf("got %d", ev.Message().Seq)
		}
	})
}

func TestRoster(t *testing.T) {
	t.Parallel()
	en := words.For(words.English)
	r := &runner{Env: Env{Words: en}, say: en.Terminal()}
	since := time.Date(2025, 3, 1, 10, 0, 0, 0, time.Local)
	id := transport.ID{0xab, 0xcd, 0xef, 0x01}
	peers := []transport.Peer{
		{ID: 1, Addr: "1.2.3.4:5", Kind: transport.Plain, Here: true, Since: since},
		{ID: 2, Addr: "1.2.3.4:6", Kind: transport.Plain},
		{ID: 3, Addr: "1.2.3.4:7", Kind: transport.Plain, Here: true, InRoom: true, Since: since},
		{ID: 4, Name: "Ann", Kind: transport.Member, Identity: id, Here: true, Trust: transport.Verified, Since: since},
		{ID: 5, Name: "Bob", Kind: transport.Member, Identity: id, Trust: transport.Unverified},
		{ID: 6, Name: "Cid\x1b", Kind: transport.Member, Identity: id, Here: true, Asking: true, Trust: transport.Unverified},
	}
	got := r.roster(peers, true, true)
	want := `Here:
  [1] 1.2.3.4:5  10:00:00
  [3] 1.2.3.4:7  in the room, not encrypted  10:00:00
  [4] Ann  abcdef01  encrypted, verified  10:00:00
  [5] Bob  abcdef01  encrypted, not verified  not here
  [6] Cid^[  abcdef01  encrypted, not verified  asks to join`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// It is we who are away: of nobody can be told that.
	got = r.roster(peers[4:5], false, false)
	if want := "Here:\n  Bob  abcdef01  encrypted, not verified  not connected"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	peers := []transport.Peer{
		{ID: 1, Name: "Ann", Identity: transport.ID{0xab, 0xcd, 0xef, 0x01}},
		{ID: 2, Name: "Anne", Identity: transport.ID{0xab, 0xcd, 0xef, 0x02}},
		{ID: 3, Name: "小红", Identity: transport.ID{1}},
		{ID: 4, Name: "twin", Identity: transport.ID{2}},
		{ID: 5, Name: "twin", Identity: transport.ID{3}},
		{ID: 6, Name: "e\x1b[2J", Identity: transport.ID{4}},
		{ID: 7, Name: "JOÃO", Identity: transport.ID{5}},
		{ID: 8, Name: "Zoe\u0308", Identity: transport.ID{6}},
	}
	for typed, want := range map[string][]transport.PeerID{
		"Ann": {1}, "ann": {1, 2}, "anne": {2}, "小": {3}, "twin": {4, 5}, "x": nil,
		"abcdef01": {1}, "ABCDEF02": {2}, "abcdef0": nil, "e^[[2J": {6},
		"joao": {7}, "zoë": {8}, "zo": {8}, "\u0308": nil,
	} {
		var got []transport.PeerID
		for _, p := range named(peers, typed) {
			got = append(got, p.ID)
		}
		if len(got) != len(want) || len(got) > 0 && (got[0] != want[0] || got[len(got)-1] != want[len(want)-1]) {
			t.Errorf("%q means %v, want %v", typed, got, want)
		}
	}
}

package core

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestNoticesBetweenWhatIsOnDiskKeepTheirTimeAndPlace(t *testing.T) {
	p := newParty(t)
	said := func(seq, n uint64) wire.Event {
		return wire.Event{Post: wire.Post{CID: wire.CID{byte(n)}, Room: wire.Everyone, Kind: wire.Text, Body: fmt.Sprint("message ", n)},
			Seq: seq, From: wire.Identity{7}, ServerTime: wire.MillisOf(time.Date(2020, 1, int(n), 0, 0, 0, 0, time.UTC))}
	}
	replica, err := p.home.store.Replica(wire.Identity(p.home.Identity()), wire.Identity{7})
	if err != nil {
		t.Fatal(err)
	}
	resumed := said(3, 7)
	resumed.First = 3 // what was said before, the host does not keep any more
	for i, events := range [][]wire.Event{
		{said(1, 5), resumed},
		{said(1, 5), said(2, 7), said(3, 10)}, // the host was put back, and has of it the first and the last
		{said(1, 12)},
	} {
		epoch := wire.Epoch{byte(i + 1)}
		if _, _, err := replica.Begin(epoch); err != nil {
			t.Fatal(err)
		}
		if _, err := replica.Deliver(epoch, events); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"5 message 5", "7 history gap", "7 message 7", "7 new era", "10 message 10", "10 new era", "12 message 12"}
	for run := range 2 {
		p.forget()
		options := p.options("Anna")
		options.Recall = true
		c := NewClient(options)
		t.Cleanup(c.Close)
		ev, _ := p.wait(t, 0, "the talk", func(ev Event) bool { return ev.Peer.Identity == ID{7} })
		var got []string
		for _, m := range p.page(t, c.Load, ev.Talk()).Messages {
			text := m.Text
			switch m.Notice {
			case HistoryGap:
				text = "history gap"
			case NewEra:
				text = "new era"
			}
			got = append(got, fmt.Sprint(m.Time.UTC().Day(), " ", text))
		}
		if !slices.Equal(got, want) {
			t.Errorf("in run %d there is %q, want %q", run+1, got, want)
		}
		c.Close()
		_ = p.home.Close()
		p.open(t)
	}
}

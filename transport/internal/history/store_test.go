package history

import (
	"fmt"
	"slices"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

var us, host = wire.Identity{1}, wire.Identity{7}

// said is the message n of the host, with its number in an epoch. It was said at second n.
func said(seq uint64, n byte, body string) wire.Event {
	return wire.Event{Post: wire.Post{CID: wire.CID{n}, Room: wire.Everyone, Kind: wire.Text, Body: body},
		Seq: seq, From: host, ServerTime: wire.Millis(1000 * int(n))}
}

// kept returns a store that has these epochs of the host's log, and the logs in it.
func kept(t *testing.T, epochs ...[]wire.Event) (*store.Store, []store.LogID) {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	replica, err := s.Replica(us, host)
	if err != nil {
		t.Fatal(err)
	}
	for i, events := range epochs {
		epoch := wire.Epoch{byte(i + 1)}
		if _, _, err := replica.Begin(epoch); err != nil {
			t.Fatal(err)
		}
		if _, err := replica.Deliver(epoch, events); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var logs []store.LogID
	for _, l := range all {
		logs = append(logs, l.ID)
	}
	return s, logs
}

// The host was put back to its second message, said others, and then the old third again.
func TestReadingThroughEpochs(t *testing.T) {
	reaction := said(4, 4, "+1")
	reaction.Kind, reaction.Ref = wire.Reaction, wire.CID{1}
	answer := said(5, 6, "six")
	answer.Ref = wire.CID{1}
	s, logs := kept(t,
		[]wire.Event{said(1, 1, "one"), said(2, 2, "two"), said(3, 3, "three"), reaction},
		[]wire.Event{said(1, 1, "one"), said(2, 2, "two"), said(3, 5, "five"), said(4, 3, "three"), answer},
	)
	if len(logs) != 2 {
		t.Fatalf("there are the logs %v", logs)
	}
	fail := func(err error) { t.Error(err) }
	r := Reader{Store: s, Room: wire.Everyone, Failed: fail}
	var o Order
	for i, log := range logs {
		o.Enter(log, uint32(i+1))
	}
	o.Hold(logs[0], 1, 4)
	o.Hold(logs[1], 1, 5)
	texts := func(events []Event) (texts []string) {
		for _, e := range events {
			texts = append(texts, fmt.Sprint(e.Record.Shown, " at ", e.At))
		}
		return texts
	}
	p := r.Page(t.Context(), &o, Range{Before: 10})
	if want := []string{"one at 1", "two at 2", "three at 3", "five at 2.3", "six at 2.5"}; !slices.Equal(texts(p.Before), want) || p.Older || p.Newer {
		t.Errorf("there is %q, older %v, newer %v; want %q", texts(p.Before), p.Older, p.Newer, want)
	}
	if about := p.About[wire.CID{1}]; len(about) != 1 || about[0].Body != "+1" {
		t.Errorf("about the first there is %+v", about)
	}
	if quoted, ok := p.Quoted[wire.CID{1}]; !ok || quoted.Shown != "one" {
		t.Errorf("the last quotes %+v", p.Quoted)
	}
	p = r.Page(t.Context(), &o, Range{Before: 2})
	if want := []string{"five at 2.3", "six at 2.5"}; !slices.Equal(texts(p.Before), want) || !p.Older || p.Newer {
		t.Errorf("at the end there is %q, older %v, newer %v; want %q", texts(p.Before), p.Older, p.Newer, want)
	}
	p = r.Page(t.Context(), &o, Range{At: one(3), Before: 1, After: 2})
	if got, want := texts(slices.Concat(p.Before, p.Behind)), []string{"two at 2", "three at 3", "five at 2.3"}; !slices.Equal(got, want) || !p.Older || !p.Newer {
		t.Errorf("around the third there is %q, older %v, newer %v; want %q", got, p.Older, p.Newer, want)
	}
	if n, first := r.News(t.Context(), o.Behind(one(2)), 10); n != 3 || first != one(3) {
		t.Errorf("behind the second %d are news, the first at %v", n, first)
	}
	d := &Dates{Store: s, Failed: fail}
	if got := d.Said(t.Context(), logs[0], wire.Everyone, 3); got.Unix() != 3 { // it left that log
		t.Errorf("the third was said at %v", got)
	}
	if got := d.Ends(t.Context(), logs)[1][wire.Everyone]; got.Unix() != 6 {
		t.Errorf("the second epoch ends at %v", got)
	}
}

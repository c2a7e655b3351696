package core

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"confab/transport/internal/history"
	"confab/transport/internal/loop"
	"confab/transport/internal/wire"
)

// copied is a party with a copy of the room of a host, which has said these events in
// lives of its log.
func copied(t *testing.T, lives ...[]wire.Event) *party {
	t.Helper()
	p := newParty(t)
	replica, err := p.home.store.Replica(wire.Identity(p.home.Identity()), wire.Identity{7})
	if err != nil {
		t.Fatal(err)
	}
	for i, events := range lives {
		epoch := wire.Epoch{byte(i + 1)}
		if _, _, err := replica.Begin(epoch); err != nil {
			t.Fatal(err)
		}
		for some := range slices.Chunk(events, wire.MaxFetch) {
			if _, err := replica.Deliver(epoch, some); err != nil {
				t.Fatal(err)
			}
		}
	}
	return p
}

// recalled opens the copy, and returns what loads pages of the room.
func (p *party) recalled(t *testing.T) (load func(Range) Page) {
	t.Helper()
	options := p.options("Anna")
	options.Recall = true
	c := NewClient(options)
	t.Cleanup(c.Close)
	talk, _ := p.wait(t, 0, "the talk", func(ev Event) bool { return ev.Peer.Identity == ID{7} })
	return func(r Range) Page {
		t.Helper()
		from := p.length()
		c.Load(talk.Talk(), r)
		ev, _ := p.wait(t, from, "page", func(ev Event) bool { return ev.Kind == PageLoaded && ev.Page().Range == r })
		return ev.Page()
	}
}

// hostSays is the nth thing that a host says, under a number.
func hostSays(seq uint64, n int, body string) wire.Event {
	return wire.Event{Post: wire.Post{CID: wire.CID{byte(n), byte(n >> 8), 1}, Room: wire.Everyone, Kind: wire.Text, Body: body},
		Seq: seq, From: wire.Identity{7}, ServerTime: wire.Millis(1000 * n)}
}

// hostChanges is a reaction, which is the nth thing, to another one.
func hostChanges(seq uint64, n, to int) wire.Event {
	e := hostSays(seq, n, "+1")
	e.Kind, e.Ref = wire.Reaction, wire.CID{byte(to), byte(to >> 8), 1}
	return e
}

func TestPagesOfSeveralLivesOfALog(t *testing.T) {
	gap := hostSays(9, 9, "nine")
	gap.First = 9 // the host does not keep 7 and 8 any more
	p := copied(t,
		[]wire.Event{hostSays(1, 1, "one"), hostSays(2, 2, "two"), hostChanges(3, 3, 1), hostSays(4, 4, "four"), hostChanges(5, 5, 1), hostChanges(6, 6, 4), gap},
		// The host was put back to 4, and then said something else, and four of the first life again.
		[]wire.Event{hostSays(1, 1, "one"), hostSays(2, 2, "two"), hostChanges(3, 3, 1), hostSays(4, 20, "other"), hostSays(5, 4, "four"), hostSays(6, 21, "more")},
		[]wire.Event{hostSays(1, 2, "two"), hostSays(2, 30, "last"), hostChanges(3, 31, 30)},
	)
	load := p.recalled(t)
	whole := load(Range{Before: 100})
	var got []string
	for _, m := range whole.Messages {
		got = append(got, fmt.Sprint(m.Place, " ", m.Seq, " ", m.Text))
	}
	want := []string{"1 1 one", "2 2 two", "4 4 four", "6+1 0 ", "9 9 nine", "9+1 0 ", "2.4 4 other", "2.6 6 more", "2.6+1 0 ", "3.2 2 last"}
	if !slices.Equal(got, want) {
		t.Fatalf("there is\n%q\nwant\n%q", got, want)
	}
	if whole.Older || whole.Newer || whole.Dropped || whole.Marks.Last != (Place{Era: 3, Seq: 3}) {
		t.Errorf("%+v", whole)
	}
	if r := whole.Messages[0].Reactions; len(r) != 1 {
		t.Errorf("the reactions are %+v", r)
	}
	t.Run("each page is a part of it", func(t *testing.T) {
		var ats []Place
		for _, m := range whole.Messages {
			ats = append(ats, m.Place, m.Place.Next())
		}
		for _, at := range append(ats, Place{}, Place{Era: 1}, Place{Era: 2, Seq: 1}, Place{Era: 9}) {
			for _, r := range []Range{{At: at, After: 1}, {At: at, Before: 1}, {At: at, Before: 2, After: 2}, {At: at, Before: 3}, {At: at, After: 3}, {At: at, Before: 100}, {At: at, After: 100}, {At: at}} {
				i := slices.IndexFunc(whole.Messages, func(m Message) bool { return !m.Place.Before(at) })
				if i < 0 || at.IsZero() {
					i = len(whole.Messages)
				}
				from, to := max(i-r.Before, 0), min(i+r.After, len(whole.Messages))
				page := load(r)
				same := slices.EqualFunc(page.Messages, whole.Messages[from:to], func(a, b Message) bool { return a.Place == b.Place && a.Text == b.Text })
				if !same || page.Older != (from > 0) || page.Newer != (to < len(whole.Messages)) {
					t.Errorf("of %+v there are %d, older %v, newer %v; want %d to %d", r, len(page.Messages), page.Older, page.Newer, from, to)
				}
			}
		}
	})
}

func TestWhatIsFoundStandsWhereItsPageHasIt(t *testing.T) {
	p := copied(t,
		[]wire.Event{hostSays(1, 1, "word one"), hostSays(2, 2, "word two"), hostSays(3, 3, "word three")},
		[]wire.Event{hostSays(1, 10, "word other")},                                                        // the host lost its folder
		[]wire.Event{hostSays(1, 1, "word one"), hostSays(2, 2, "word two"), hostSays(3, 30, "word last")}, // and put a copy of it back
	)
	options := p.options("Anna")
	options.Recall = true
	c := NewClient(options)
	t.Cleanup(c.Close)
	talk, _ := p.wait(t, 0, "the talk", func(ev Event) bool { return ev.Peer.Identity == ID{7} })
	at := map[string]Place{}
	for _, m := range p.page(t, c.Load, talk.Talk()).Messages {
		at[m.Text] = m.Place
	}
	from := p.length()
	c.Search(Query{Text: "word", Talk: talk.Talk()})
	ev, _ := p.kind(t, from, Found)
	found := map[Place]bool{}
	for _, h := range ev.Results().Hits {
		if m := h.Message; at[m.Text] != m.Place {
			t.Errorf("%q is found at %v, and stands at %v", m.Text, m.Place, at[m.Text])
		}
		found[h.Message.Place] = true
	}
	if len(found) != 5 {
		t.Errorf("%d were found", len(found))
	}
}

func TestAPageOfLongTextsIsCut(t *testing.T) {
	const long = 32 << 10
	for _, n := range []int{20, 100} {
		t.Run(fmt.Sprint(n, " of them"), func(t *testing.T) {
			var said []wire.Event
			for i := range n {
				said = append(said, hostSays(uint64(i)+1, i+1, fmt.Sprint(i, strings.Repeat("x", long-8))))
			}
			load := copied(t, said).recalled(t)
			sizeOf := func(p Page) (bytes int) {
				for _, m := range p.Messages {
					bytes += len(m.Text)
				}
				if bytes > history.PageBytes+2*long || len(p.Messages) == 0 {
					t.Errorf("%d messages of %d bytes", len(p.Messages), bytes)
				}
				return bytes
			}
			var up, down []Place
			for at, more := (Place{}), true; more; {
				page := load(Range{At: at, Before: history.MaxPage})
				sizeOf(page)
				for _, m := range slices.Backward(page.Messages) {
					up, at = append(up, m.Place), m.Place
				}
				more = page.Older
			}
			for at, more := (Place{Era: 1}), true; more; {
				page := load(Range{At: at, After: history.MaxPage})
				sizeOf(page)
				for _, m := range page.Messages {
					down, at = append(down, m.Place), m.Place.Next()
				}
				more = page.Newer
			}
			slices.Reverse(up)
			if len(up) != n || !slices.Equal(up, down) {
				t.Errorf("upwards there are %d, and downwards %d", len(up), len(down))
			}
			around := load(Range{At: one(uint64(n / 2)), Before: n, After: n})
			sizeOf(around)
			if !slices.ContainsFunc(around.Messages, func(m Message) bool { return m.Place == one(uint64(n/2)) }) {
				t.Error("what was asked for is not there")
			}
		})
	}
}

func TestAPageOfAPlainTalkIsCutToo(t *testing.T) {
	const long, n, talk = 64 << 10, 40, TalkID(5)
	s := NewServer(Options{})
	t.Cleanup(s.Close)
	pages := loop.Ask(s.loop, func() (pages []Page) {
		for range n {
			s.append(talk, Message{Kind: Outgoing, Plain: true, Text: strings.Repeat("x", long)})
		}
		for _, r := range []Range{{Before: n}, {At: one(1), After: n}, {At: one(n / 2), Before: n, After: n}, {At: one(3), Before: 2, After: 2}} {
			pages = append(pages, s.plainPage(talk, r))
		}
		return pages
	})
	const most = history.PageBytes / long
	for i, want := range []struct {
		first, last  uint64
		older, newer bool
	}{{n - most + 1, n, true, false}, {1, most, false, true}, {n/2 - most/2, n/2 + most/2 - 1, true, true}, {1, 4, false, true}} {
		all := pages[i].Messages
		if all[0].Seq != want.first || all[len(all)-1].Seq != want.last || pages[i].Older != want.older || pages[i].Newer != want.newer {
			t.Errorf("of %+v there are %d to %d, older %v, newer %v; want %+v", pages[i].Range, all[0].Seq, all[len(all)-1].Seq, pages[i].Older, pages[i].Newer, want)
		}
	}
}

func TestReadingToTheEndOfATalkIsReadingWhatChangedIt(t *testing.T) {
	p := copied(t, []wire.Event{hostSays(1, 1, "one"), hostSays(2, 2, "two"), hostChanges(3, 3, 2)})
	options := p.options("Anna")
	options.Recall = true
	c := NewClient(options)
	t.Cleanup(c.Close)
	talk, _ := p.wait(t, 0, "the talk", func(ev Event) bool { return ev.Peer.Identity == ID{7} })
	p.page(t, c.Load, talk.Talk())
	for _, c2 := range []struct{ seen, want uint64 }{{1, 1}, {2, 3}} {
		from := p.length()
		c.Displayed(talk.Talk(), one(c2.seen))
		if ev, _ := p.kind(t, from, Marked); ev.Marks().Seen != one(c2.want) {
			t.Errorf("who saw %d has seen up to %v, want %d", c2.seen, ev.Marks().Seen, c2.want)
		}
	}
}

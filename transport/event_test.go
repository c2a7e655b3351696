package transport

import (
	"testing"
	"time"
	"unsafe"
)

func TestEventsAreSmall(t *testing.T) {
	if size := unsafe.Sizeof(Event{}); size > 256 {
		t.Errorf("an Event has %d bytes; thousands wait for a window that is busy", size)
	}
}

func TestEventsCanBeReadWhateverTheirKind(t *testing.T) {
	read := func(e Event) (set int) {
		for _, is := range []bool{
			e.Message().Text != "", len(e.Addrs()) > 0, !e.Retry().IsZero(), e.Talk() != 0, e.Page().Talk != 0,
			e.Marks() != (Marks{}), e.Results().Query.Text != "", e.Indexing() != (Indexing{}), e.Words() != (Fingerprint{}),
		} {
			if is {
				set++
			}
		}
		return set
	}
	for kind := range Overloaded + 1 {
		if n := read(Event{Kind: kind}); n != 0 {
			t.Errorf("%v without a Detail has %d", kind, n)
		}
	}
	for _, d := range []any{Message{Text: "x"}, []string{"a:1"}, time.Unix(1, 0), TalkID(1), Page{Talk: 1}, Marks{Got: Place{Seq: 1}},
		Results{Query: Query{Text: "x"}}, Indexing{Total: 1}, Fingerprint{English: [12]string{"one"}}} {
		if n := read(Event{Detail: d}); n != 1 {
			t.Errorf("%T is read as %d", d, n)
		}
	}
	if i := (Event{Detail: Results{Indexing: Indexing{1, 2}}}).Indexing(); i != (Indexing{1, 2}) {
		t.Errorf("results are read as indexed up to %v", i)
	}
}

func TestTheTalkOfAnEvent(t *testing.T) {
	ann := Peer{ID: 3}
	for _, c := range []struct {
		event Event
		want  TalkID
	}{
		{Event{Kind: Appended, Peer: ann, Detail: Message{Peer: 5}}, ann.Talk()},
		{Event{Kind: PageLoaded, Peer: ann, Detail: Page{Talk: 3}}, ann.Talk()},
		{Event{Kind: Typing, Peer: ann, Detail: ann.Talk()}, ann.Talk()},
		{Event{Kind: Typing, Peer: ann, Detail: TalkID(7)}, 7},
		{Event{Kind: Typing, Peer: ann, Detail: Everyone}, Everyone},
		{Event{Kind: Appended, Detail: Message{Peer: 3}}, Everyone},
	} {
		if got := c.event.Talk(); got != c.want {
			t.Errorf("%v of %d with %v is in talk %v, not %v", c.event.Kind, c.event.Peer.ID, c.event.Detail, got, c.want)
		}
	}
}

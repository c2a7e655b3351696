package core

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
			e.Message().Text != "", len(e.Addrs()) > 0, !e.Retry().IsZero(), e.Talk() != 0, e.Page().Last != 0,
			e.Marks() != (Marks{}), e.Results().Query.Text != "", e.Indexing() != (Indexing{}), e.Words() != (Fingerprint{}),
		} {
			if is {
				set++
			}
		}
		return set
	}
	for kind := range eventNames {
		if n := read(Event{Kind: EventKind(kind)}); n != 0 {
			t.Errorf("%v without a Detail has %d", EventKind(kind), n)
		}
	}
	for _, d := range []any{Message{Text: "x"}, []string{"a:1"}, time.Unix(1, 0), PeerID(1), Page{Last: 1}, Marks{Got: 1},
		Results{Query: Query{Text: "x"}}, Indexing{Total: 1}, Fingerprint{English: [12]string{"one"}}} {
		if n := read(Event{Detail: d}); n != 1 {
			t.Errorf("%T is read as %d", d, n)
		}
	}
	if i := (Event{Detail: Results{Indexing: Indexing{1, 2}}}).Indexing(); i != (Indexing{1, 2}) {
		t.Errorf("results are read as indexed up to %v", i)
	}
}

// fits reports whether an event of this kind has the Detail that its methods return.
func fits(e Event) (ok bool) {
	switch e.Kind {
	case Appended, Updated, Enqueued, ChangeRefused, Withdrawn:
		_, ok = e.Detail.(Message)
	case Listening:
		_, ok = e.Detail.([]string)
	case Waiting:
		_, ok = e.Detail.(time.Time)
	case Typing:
		_, ok = e.Detail.(PeerID)
	case PageLoaded:
		_, ok = e.Detail.(Page)
	case Marked:
		_, ok = e.Detail.(Marks)
	case Found:
		_, ok = e.Detail.(Results)
	case Indexed:
		_, ok = e.Detail.(Indexing)
	case Compared:
		_, ok = e.Detail.(Fingerprint)
	default:
		ok = e.Detail == nil
	}
	return ok
}

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

// What programs ask of events through package transport, for the tests here.

func (e Event) Talk() TalkID {
	if talk, ok := e.Detail.(TalkID); ok {
		return talk
	}
	return e.Peer.Talk()
}

func (e Event) Addrs() []string  { return detail[[]string](e) }
func (e Event) Page() Page       { return detail[Page](e) }
func (e Event) Marks() Marks     { return detail[Marks](e) }
func (e Event) Results() Results { return detail[Results](e) }
func (e Event) Indexing() Indexing {
	if r, ok := e.Detail.(Results); ok {
		return r.Indexing
	}
	return detail[Indexing](e)
}
func (e Event) Words() Fingerprint     { return detail[Fingerprint](e) }
func (e Event) Invitation() Invitation { return detail[Invitation](e) }

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
		_, ok = e.Detail.(TalkID)
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
	case Invited:
		_, ok = e.Detail.(Invitation)
	case Transferred:
		_, ok = e.Detail.(Transfer)
	default:
		ok = e.Detail == nil
	}
	return ok
}

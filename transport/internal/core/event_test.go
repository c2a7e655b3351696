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
	default:
		ok = e.Detail == nil
	}
	return ok
}

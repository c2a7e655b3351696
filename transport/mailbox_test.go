package transport

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"confab/transport/internal/mailbox"
)

func TestMailboxKeepsOrderAndWakesOnce(t *testing.T) {
	var woken atomic.Int32
	b := NewMailbox(func() { woken.Add(1) })
	var buf []Event
	for round := range 3 {
		for seq := range uint64(10) {
			b.Post(Event{Kind: Appended, Detail: Message{Seq: seq}})
		}
		buf = b.Drain(buf)
		if len(buf) != 10 || woken.Load() != int32(round+1) {
			t.Fatalf("%d events, woken %d times", len(buf), woken.Load())
		}
		for i, ev := range buf {
			if ev.Message().Seq != uint64(i) {
				t.Fatalf("event %d has seq %d", i, ev.Message().Seq)
			}
		}
	}
	if got := b.Drain(buf); len(got) != 0 {
		t.Errorf("%d events are left", len(got))
	}
	if buf[9].Kind != Resync {
		t.Error("an idle mailbox keeps the messages alive")
	}
}

func TestAFullMailboxBecomesOneResync(t *testing.T) {
	post := func(kinds ...EventKind) []Event {
		b := NewMailbox(func() {})
		for _, k := range kinds {
			b.Post(Event{Kind: k})
		}
		for range mailbox.Size - len(kinds) + 1 {
			b.Post(Event{Kind: Appended})
		}
		return b.Drain(nil)
	}
	for _, tc := range []struct {
		name   string
		before []EventKind
		kept   EventKind
		want   int
	}{
		{"with the event that did not fit behind it", nil, Appended, 2},
		{"that keeps how a Start ended", []EventKind{ListenFailed}, ListenFailed, 3},
		{"that keeps the last of them", []EventKind{Listening, Stopped}, Stopped, 3},
		{"that forgets a Dial which connected", []EventKind{Connecting, Connected}, Appended, 2},
		{"that keeps a Dial after a connection", []EventKind{Disconnected, Connecting}, Connecting, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := post(tc.before...)
			if len(got) != tc.want || got[0].Kind != Resync || got[1].Kind != tc.kept {
				t.Errorf("got %d events: %v, %v", len(got), got[0].Kind, got[1].Kind)
			}
		})
	}
}

func TestMuchTextInAMailboxBecomesOneResync(t *testing.T) {
	b := NewMailbox(func() {})
	long := strings.Repeat("x", mailbox.Bytes/16)
	for round := range 2 { // a drained one takes as much again
		for range 16 {
			b.Post(Event{Kind: Appended, Detail: Message{Text: long, Raw: long}})
		}
		if round == 1 {
			b.Post(Event{Kind: PageLoaded})
			b.Post(Event{Kind: Appended, Detail: Message{Text: "the next"}})
		}
		var kinds []EventKind
		for _, ev := range b.Drain(nil) {
			kinds = append(kinds, ev.Kind)
		}
		if want := [][]EventKind{slices.Repeat([]EventKind{Appended}, 16), {Resync, PageLoaded, Appended}}[round]; !slices.Equal(kinds, want) {
			t.Errorf("round %d: %v, want %v", round, kinds, want)
		}
	}
}

func TestAFullMailboxKeepsThatACallWasRefused(t *testing.T) {
	b := NewMailbox(func() {})
	for range 2 {
		b.Post(Event{Kind: Overloaded, Err: &Error{Fault: Busy}})
	}
	for range mailbox.Size {
		b.Post(Event{Kind: Appended})
	}
	var refusals int
	for _, ev := range b.Drain(nil) {
		if ev.Kind == Overloaded {
			refusals++
		}
	}
	if refusals != 1 {
		t.Errorf("it says %d times that calls were refused, want once", refusals)
	}
}

func TestAFullMailboxKeepsWhatIsWrongWithTheDisks(t *testing.T) {
	b := NewMailbox(func() {})
	full := &Error{Fault: DiskFull}
	for _, ev := range []Event{
		{Kind: DiskTrouble, Err: full}, {Kind: DiskTrouble, Addr: "h:1", Err: full},
		{Kind: DiskTrouble}, {Kind: DiskTrouble, Err: full}, {Kind: DiskTrouble, Addr: "h:1"},
	} {
		b.Post(ev)
	}
	for range mailbox.Size {
		b.Post(Event{Kind: Appended})
	}
	var got []string
	for _, ev := range b.Drain(nil) {
		if ev.Kind == DiskTrouble {
			got = append(got, fmt.Sprint(ev.Addr, ev.Err))
		}
	}
	if want := []string{"disk full", "h:1<nil>"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMailboxAllocatesNothingWhenBusy(t *testing.T) {
	b := NewMailbox(func() {})
	var buf []Event
	round := func() {
		for range 100 {
			b.Post(Event{Kind: Appended})
		}
		buf = b.Drain(buf)
	}
	round()
	round()
	if n := testing.AllocsPerRun(50, round); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestManyPostersLoseNothing(t *testing.T) {
	wake := make(chan struct{}, 1)
	b := NewMailbox(func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	})
	const posters, each = 8, 400
	var wg sync.WaitGroup
	for range posters {
		wg.Go(func() {
			for range each {
				b.Post(Event{Kind: Appended})
			}
		})
	}
	var buf []Event
	for got := 0; got < posters*each; got += len(buf) {
		<-wake
		buf = b.Drain(buf)
	}
	wg.Wait()
}

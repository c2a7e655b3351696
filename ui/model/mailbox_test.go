package model

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"confab/transport"
)

func TestMailboxKeepsOrderAndWakesOnce(t *testing.T) {
	var woken atomic.Int32
	b := NewMailbox(func() { woken.Add(1) })
	var buf []transport.Event
	for round := range 3 {
		for seq := range uint64(10) {
			b.Post(transport.Event{Kind: transport.Appended, Detail: transport.Message{Seq: seq}})
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
	if buf[9].Kind != transport.Resync {
		t.Error("an idle mailbox keeps the messages alive")
	}
}

func TestAFullMailboxBecomesOneResync(t *testing.T) {
	post := func(kinds ...transport.EventKind) []transport.Event {
		b := NewMailbox(func() {})
		for _, k := range kinds {
			b.Post(transport.Event{Kind: k})
		}
		for range mailboxSize - len(kinds) + 1 {
			b.Post(transport.Event{Kind: transport.Appended})
		}
		return b.Drain(nil)
	}
	for _, tc := range []struct {
		name   string
		before []transport.EventKind
		kept   transport.EventKind
		want   int
	}{
		{"with the event that did not fit behind it", nil, transport.Appended, 2},
		{"that keeps how a Start ended", []transport.EventKind{transport.ListenFailed}, transport.ListenFailed, 3},
		{"that keeps the last of them", []transport.EventKind{transport.Listening, transport.Stopped}, transport.Stopped, 3},
		{"that forgets a Dial which connected", []transport.EventKind{transport.Connecting, transport.Connected}, transport.Appended, 2},
		{"that keeps a Dial after a connection", []transport.EventKind{transport.Disconnected, transport.Connecting}, transport.Connecting, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := post(tc.before...)
			if len(got) != tc.want || got[0].Kind != transport.Resync || got[1].Kind != tc.kept {
				t.Errorf("got %d events: %v, %v", len(got), got[0].Kind, got[1].Kind)
			}
		})
	}
}

func TestAFullMailboxKeepsWhatIsWrongWithTheDisks(t *testing.T) {
	b := NewMailbox(func() {})
	full := &transport.Error{Fault: transport.DiskFull}
	for _, ev := range []transport.Event{
		{Kind: transport.DiskTrouble, Err: full}, {Kind: transport.DiskTrouble, Addr: "h:1", Err: full},
		{Kind: transport.DiskTrouble}, {Kind: transport.DiskTrouble, Err: full}, {Kind: transport.DiskTrouble, Addr: "h:1"},
	} {
		b.Post(ev)
	}
	for range mailboxSize {
		b.Post(transport.Event{Kind: transport.Appended})
	}
	var got []string
	for _, ev := range b.Drain(nil) {
		if ev.Kind == transport.DiskTrouble {
			got = append(got, fmt.Sprint(ev.Addr, ev.Err))
		}
	}
	if want := []string{"disk full", "h:1<nil>"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMailboxAllocatesNothingWhenBusy(t *testing.T) {
	b := NewMailbox(func() {})
	var buf []transport.Event
	round := func() {
		for range 100 {
			b.Post(transport.Event{Kind: transport.Appended})
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
				b.Post(transport.Event{Kind: transport.Appended})
			}
		})
	}
	var buf []transport.Event
	for got := 0; got < posters*each; got += len(buf) {
		<-wake
		buf = b.Drain(buf)
	}
	wg.Wait()
}

package android

import (
	"fmt"
	"slices"
	"testing"
)

func TestInbox(t *testing.T) {
	t.Run("events come out once, in the order they were posted", func(t *testing.T) {
		b := newInbox()
		want := []Event{{Shared, "你好"}, {NetworkChanged, ""}, {Shared, "你好"}, {OpenTalk, "everyone"}}
		for _, e := range want {
			b.post(e)
		}
		if got := b.Events(); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := b.Events(); len(got) > 0 {
			t.Errorf("%v came twice", got)
		}
	})
	t.Run("a network that flaps is told once", func(t *testing.T) {
		b := newInbox()
		for range 1000 {
			b.post(Event{Kind: NetworkChanged})
		}
		if got := b.Events(); len(got) != 1 {
			t.Errorf("it is told %d times", len(got))
		}
	})
	t.Run("the newest of too many shares are kept", func(t *testing.T) {
		b := newInbox()
		for i := range maxWaiting + 3 {
			b.post(Event{Shared, fmt.Sprint(i)})
		}
		got := b.Events()
		if len(got) != maxWaiting || got[0].Text != "3" || got[maxWaiting-1].Text != fmt.Sprint(maxWaiting+2) {
			t.Errorf("%d are kept, from %v to %v", len(got), got[0], got[len(got)-1])
		}
	})
	t.Run("Ready has one value however many events wait, and one for those that come later", func(t *testing.T) {
		b := newInbox()
		select {
		case <-b.Ready():
			t.Fatal("Ready before anything was posted")
		default:
		}
		for range 2 {
			b.post(Event{Kind: Disconnect})
			b.post(Event{Kind: NetworkChanged})
			<-b.Ready()
			select {
			case <-b.Ready():
				t.Error("Ready twice")
			default:
			}
			b.Events()
		}
	})
}

package term

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
)

// keepsNothing tells that the host is there and its disk takes nothing.
func keepsNothing(a *away) {
	a.sink(transport.Event{Kind: transport.DiskTrouble, Addr: "a:1", Err: &transport.Error{Fault: transport.HostFailed, Addr: "a:1"}})
}

// comes tells that the host is there, and asks for what an earlier run left.
func comes(a *away) {
	a.sink(transport.Event{Kind: transport.Resync})
	a.sink(transport.Event{Kind: transport.Connected, Peer: awayServer})
}

func TestAHostThatKeepsNothing(t *testing.T) {
	t.Parallel()
	const atHost, kept = "The host at a:1 is there and keeps nothing: its disk may be full.", "Kept in the data folder for the next connection: 1."
	old := transport.Message{ID: transport.MessageID{7}, Kind: transport.Outgoing, Text: "of yesterday"}
	left := func(a *away) { // Load finds what an earlier run left
		a.sink(transport.Event{Kind: transport.PageLoaded, Peer: awayServer, Detail: transport.Page{Pending: []transport.Message{old}}})
	}

	t.Run("the end of a pipe waits as long as send, says what waits and why, and fails", func(t *testing.T) {
		t.Parallel()
		for _, typed := range []string{"", "one\n"} {
			synctest.Test(t, func(t *testing.T) {
				a := &away{joined: comes, posted: func(a *away, _ transport.Message) { keepsNothing(a) }}
				if typed == "" {
					a.loaded = func(a *away) { left(a); keepsNothing(a) }
				}
				start := time.Now()
				code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader(typed)}, "chat", "a:1")
				if took := time.Since(start); code != exitFailed || took != sendTimeout {
					t.Errorf("exit code %d after %v", code, took)
				}
				contains(t, errOut.String(), atHost, kept)
			})
		}
	})

	t.Run("a person who leaves is told at once", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := &away{joined: comes, posted: func(a *away, _ transport.Message) { keepsNothing(a) }}
			start := time.Now()
			code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("one\n/quit\n"), Typed: true}, "chat", "a:1")
			if took := time.Since(start); code != exitFailed || took != 0 {
				t.Errorf("exit code %d after %v", code, took)
			}
			contains(t, errOut.String(), atHost, kept)
		})
	})

	t.Run("our own disk that takes nothing ends it too", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := &away{joined: comes, posted: func(a *away, _ transport.Message) {
				a.sink(transport.Event{Kind: transport.DiskTrouble, Err: &transport.Error{Fault: transport.DiskFull}})
			}}
			code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("one\n")}, "chat", "a:1")
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			contains(t, errOut.String(), "no room left on the disk", kept)
		})
	})

	t.Run("a host that has room again in time gets what waits, and nothing has failed", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := &away{joined: comes, posted: func(a *away, m transport.Message) {
				keepsNothing(a)
				go func() {
					time.Sleep(leavePatience - time.Second)
					a.sink(transport.Event{Kind: transport.DiskTrouble, Addr: "a:1"})
					time.Sleep(leavePatience) // for as long as it goes on, no patience is needed
					m.Seq, m.State = 1, transport.Stored
					a.sink(transport.Event{Kind: transport.Appended, Peer: awayServer, Detail: m})
				}()
			}}
			code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("one\n")}, "chat", "a:1")
			if code != exitDone || errOut.String() != "" {
				t.Errorf("exit code %d: %s", code, errOut)
			}
		})
	})

	t.Run("the trouble of a host ends with the connection", func(t *testing.T) {
		t.Parallel()
		l := (&runner{}).newLink(nil, newOutboxFlow())
		l.move(online, 1)
		for i, ev := range []transport.Event{
			{Kind: transport.DiskTrouble, Addr: "a:1", Err: fmt.Errorf("full")},
			{Kind: transport.Connected, Peer: awayServer},
		} {
			l.note(ev)
			if stuck := l.stuck() != nil; stuck != (i == 0) {
				t.Errorf("after event %d it is stuck: %v", i, stuck)
			}
		}
	})

	t.Run("send that waited in vain says why", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := &away{joined: comes, posted: func(a *away, _ transport.Message) { keepsNothing(a) }}
			code, _, errOut := runAway(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "send", "a:1", "hi")
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			contains(t, errOut.String(), atHost, "did not have the message after 30 s. It is kept")
		})
	})
}

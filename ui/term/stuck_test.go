package term

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
	"confab/transport/transporttest"
)

// keepsNothing tells that the host is there and its disk takes nothing.
func keepsNothing(c *transporttest.Client) { c.SetTrouble("a:1", transport.HostFailed) }

// comes tells that the host is there.
func comes(c *transporttest.Client) { c.Enter("Desk") }

func TestAHostThatKeepsNothing(t *testing.T) {
	t.Parallel()
	const atHost, kept = "The host at a:1 is there and keeps nothing: its disk may be full.", "Kept in the data folder for the next connection: 1."

	t.Run("the end of a pipe waits as long as send, says what waits and why, and fails", func(t *testing.T) {
		t.Parallel()
		for _, typed := range []string{"", "one\n"} {
			synctest.Test(t, func(t *testing.T) {
				a := posted(comes, keepsNothing)
				if typed == "" {
					a = away(func(c *transporttest.Client) { leaves(c); comes(c); keepsNothing(c) })
				}
				start := time.Now()
				code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader(typed)}, "chat", "a:1")
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
			a := posted(comes, keepsNothing)
			start := time.Now()
			code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("one\n/quit\n"), Typed: true}, "chat", "a:1")
			if took := time.Since(start); code != exitFailed || took != 0 {
				t.Errorf("exit code %d after %v", code, took)
			}
			contains(t, errOut.String(), atHost, kept)
		})
	})

	t.Run("our own disk that takes nothing ends it too", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := posted(comes, func(c *transporttest.Client) { c.SetTrouble("", transport.DiskFull) })
			code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("one\n")}, "chat", "a:1")
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			contains(t, errOut.String(), "no room left on the disk", kept)
		})
	})

	t.Run("a host that has room again in time gets what waits, and nothing has failed", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := posted(comes, func(c *transporttest.Client) {
				keepsNothing(c)
				go func() {
					time.Sleep(leavePatience - time.Second)
					c.SetTrouble("a:1", transport.NoFault)
					time.Sleep(leavePatience) // for as long as it goes on, no patience is needed
					stores(c)
				}()
			})
			code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("one\n")}, "chat", "a:1")
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
			{Kind: transport.Connected, Peer: transport.Peer{ID: 1}},
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
			a := posted(comes, keepsNothing)
			code, _, errOut := faked(t.Context(), t, a, Env{Stdin: strings.NewReader("")}, "send", "a:1", "hi")
			if code != exitFailed {
				t.Errorf("exit code %d", code)
			}
			contains(t, errOut.String(), atHost, "did not have the message after 30 s. It is kept")
		})
	})
}

package term

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
	"confab/transport/transporttest"
	"confab/ui/internal/words"
)

func TestSendWaitsNoLongerThanItsTimeoutAndAGoodbye(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out := newOutput()
		r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Words: words.For(words.English)})
		var leave time.Duration
		r.newClient = func(o transport.Options) client {
			leave = o.Limits.LeaveWithin
			c := transporttest.NewClient(o)
			posted(comes, keepsNothing)(c)
			return c
		}
		start := time.Now()
		code := r.run(t.Context(), []string{"send", "-timeout", "2s", "a:1", "hi", "-data", t.TempDir()})
		if took := time.Since(start); code != exitFailed || took != 2*time.Second || leave != goodbye {
			t.Errorf("exit code %d after %v, and it leaves within %v", code, took, leave)
		}
	})
}

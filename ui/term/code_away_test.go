package term

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport"
	"confab/transport/transporttest"
)

// awayWith is a client whose host is known with some trust, and away when it is joined,
// with a code or without; later is what happens after three seconds.
func awayWith(trust transport.Trust, later func(c *transporttest.Client)) func(*transporttest.Client) {
	return func(c *transporttest.Client) {
		c.SetKnown(transport.KnownServer{Addr: "a:1", Name: "Desk", Identity: transport.ID{9}, Trust: trust})
		joined := func() {
			waits(c)
			go func() {
				time.Sleep(3 * time.Second)
				later(c)
			}()
		}
		c.After("Join", joined)
		c.After("JoinWith", joined)
	}
}

// says are the commands of a pipe that give a code while the host is away.
var says = []struct {
	name, lines string
	args        []string
}{
	{"chat with the flag", "hi\n", []string{"chat", "-code", "000000", "a:1"}},
	{"chat with a line", "/code 000000\nhi\n", []string{"chat", "a:1"}},
	{"chat that ends with a code", "/code 000000\n", []string{"chat", "a:1"}},
	{"chat with two lines", "/code 111111\n/code 000000\nhi\n", []string{"chat", "a:1"}},
	{"chat with the flag and a line", "/code 000000\nhi\n", []string{"chat", "-code", "111111", "a:1"}},
	{"send", "", []string{"send", "-code", "000000", "a:1", "hi"}},
}

func TestACodeForAHostThatIsAway(t *testing.T) {
	t.Parallel()
	try := func(t *testing.T, trust transport.Trust, later func(c *transporttest.Client), lines string, args []string) (code int, errOut *output, fake *transporttest.Client) {
		t.Helper()
		prepare := func(c *transporttest.Client) {
			fake = c
			awayWith(trust, later)(c)
			c.After("Post", func() {
				if c.Peers()[0].Here {
					stores(c)
				}
			})
		}
		code, _, errOut = faked(t.Context(), t, prepare, Env{Stdin: strings.NewReader(lines)}, args...)
		return code, errOut, fake
	}
	comesWith := func(why transport.Fault) func(c *transporttest.Client) {
		return func(c *transporttest.Client) {
			c.Enter("Desk")
			for range c.Pending(desk(c)) {
				stores(c)
			}
			time.Sleep(time.Second)
			c.CheckCode(why)
		}
	}

	t.Run("who is not verified and does not take it is told nothing, and why is said", func(t *testing.T) {
		t.Parallel()
		for _, one := range says {
			synctest.Test(t, func(t *testing.T) {
				code, errOut, c := try(t, transport.Unverified, comesWith(transport.CodeWrong), one.lines, one.args)
				if n := c.Count("Post"); code != exitFailed || n != 0 {
					t.Errorf("%s: exit code %d, %d messages", one.name, code, n)
				}
				contains(t, errOut.String(), "That is not the code that the host at a:1 shows.")
			})
		}
	})

	t.Run("who takes it is told what was to be said", func(t *testing.T) {
		t.Parallel()
		for _, one := range says {
			synctest.Test(t, func(t *testing.T) {
				code, errOut, c := try(t, transport.Unverified, comesWith(transport.NoFault), one.lines, one.args)
				if n := c.Count("Post"); code != exitDone || n == 0 && one.name != "chat that ends with a code" || errOut.String() != "" {
					t.Errorf("%s: exit code %d, %d messages, %s", one.name, code, n, errOut)
				}
			})
		}
	})

	t.Run("who is verified is told it at once, and that the code was not taken is said", func(t *testing.T) {
		t.Parallel()
		for _, one := range says {
			synctest.Test(t, func(t *testing.T) {
				code, errOut, _ := try(t, transport.Verified, comesWith(transport.CodeUsed), one.lines, one.args)
				if code != exitDone {
					t.Errorf("%s: exit code %d", one.name, code)
				}
				contains(t, errOut.String(), "The code was for one")
			})
		}
	})

	t.Run("who does not come back in time was told nothing", func(t *testing.T) {
		t.Parallel()
		for _, one := range says {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				code, errOut, c := try(t, transport.Unverified, func(*transporttest.Client) {}, one.lines, one.args)
				if took, n := time.Since(start), c.Count("Post"); code != exitFailed || n != 0 || took != leavePatience {
					t.Errorf("%s: exit code %d after %v, %d messages", one.name, code, took, n)
				}
				if errOut.String() == "" {
					t.Errorf("%s: nothing is said of it", one.name)
				}
			})
		}
	})

	t.Run("what is no code ends it at once", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			code, errOut, c := try(t, transport.Unverified, func(*transporttest.Client) {}, "/code 12\nhi\n", []string{"chat", "a:1"})
			if n := c.Count("Post"); code != exitFailed || n != 0 {
				t.Errorf("exit code %d, %d messages", code, n)
			}
			contains(t, errOut.String(), "That is no code")
			time.Sleep(time.Minute) // until what comes later has come
		})
	})
}

func TestAHostThatCannotGoOnIsWhatIsTold(t *testing.T) {
	t.Parallel()
	const cannot, silent = "The host at a:1 cannot go on: its disk may be full.", "did not answer in time"
	for _, one := range []struct {
		name string
		args []string
		does func(c *transporttest.Client)
	}{
		{"by a newcomer with a code", []string{"chat", "-code", "000000", "a:1"}, func(c *transporttest.Client) {
			c.Asks("Desk")
			c.CheckCode(transport.CodeLost)
			c.Wait(transport.HostFailed, 5*time.Second)
		}},
		{"by a pipe that ends", []string{"chat", "a:1"}, func(c *transporttest.Client) { c.Wait(transport.HostFailed, 5*time.Second) }},
		{"by send", []string{"send", "-timeout", "4s", "a:1", "hi"}, func(c *transporttest.Client) { c.Wait(transport.HostFailed, 5*time.Second) }},
	} {
		synctest.Test(t, func(t *testing.T) {
			prepare := func(c *transporttest.Client) {
				c.SetKnown(transport.KnownServer{Addr: "a:1", Name: "Desk", Identity: transport.ID{9}, Trust: transport.Unverified})
				c.After("Join", func() { one.does(c) })
				c.After("JoinWith", func() { one.does(c) })
			}
			code, _, errOut := faked(t.Context(), t, prepare, Env{Stdin: strings.NewReader("")}, one.args...)
			if code != exitFailed || strings.Contains(errOut.String(), silent) {
				t.Errorf("%s: exit code %d", one.name, code)
			}
			contains(t, errOut.String(), cannot)
		})
	}
}

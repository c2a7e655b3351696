package term

import (
	"os/exec"
	"strings"
	"testing"

	"confab/transport"
)

func TestTheNextAttemptIsToldOnceOfAHostThatTakesNoConfab(t *testing.T) {
	t.Parallel()
	addr := make(chan string, 1)
	home, err := transport.OpenHome(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	s := transport.NewServer(transport.Options{Home: home, Sink: func(ev transport.Event) {
		if ev.Kind == transport.Listening {
			addr <- ev.Addr
		}
	}})
	defer s.Close()
	s.Allow(transport.Visitors{Plain: true})
	s.Start("127.0.0.1:0")
	c := exec.Command(confab, "chat", "-data", t.TempDir(), <-addr)
	out, err := c.CombinedOutput()
	if err == nil || strings.Count(string(out), "Next attempt in 1 s.") != 1 {
		t.Errorf("%v: %s", err, out)
	}
}

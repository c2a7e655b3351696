package term

import (
	"strings"
	"testing"

	"confab/transport"
	"confab/ui/internal/words"
)

func TestVisitorsThatNeverBecameGuests(t *testing.T) {
	t.Parallel()
	l := &lines{words: words.For(words.English), say: words.For(words.English).Terminal(), host: true}
	for _, c := range []struct {
		id    transport.PeerID
		fault transport.Fault
		want  string
	}{
		{0, transport.PeerClosed, ""}, {0, transport.PeerReset, ""}, {0, transport.ServerStopped, ""},
		{0, transport.TLSRefused, "127.0.0.1:5 was not let in: it wanted an encryption"},
		{0, transport.LimitReached, "127.0.0.1:5 was not let in: too many connections"},
		{0, transport.PlainRefused, "127.0.0.1:5 was not let in: plain TCP"},
		{0, transport.MembersRefused, "127.0.0.1:5 was not let in: Confab apps"},
		{0, transport.BrowsersRefused, "127.0.0.1:5 was not let in: browsers"},
		{0, transport.RequestRefused, "127.0.0.1:5 was refused: it sent what a web page can make a browser send"},
		{0, transport.PageServed, "127.0.0.1:5 was shown the page"},
		{3, transport.PeerClosed, "[3] 127.0.0.1:5 left"},
	} {
		got := l.format(transport.Event{Kind: transport.Disconnected, Peer: transport.Peer{ID: c.id, Addr: "127.0.0.1:5"},
			Err: &transport.Error{Fault: c.fault}}, 0)
		if (got == "") != (c.want == "") || !strings.Contains(got, "  "+c.want) && got != "" {
			t.Errorf("visitor %d, %v: got %q, want %q", c.id, c.fault, got, c.want)
		}
	}

	t.Run("one that says nothing and goes is not said to have left", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t)
		silent := connect(t, addr)
		if err := silent.Close(); err != nil {
			t.Fatal(err)
		}
		guest := connect(t, addr)
		guest.say(t, "hi")
		p.out.await(t, ": hi\n")
		if strings.Contains(p.out.String(), "left") {
			t.Errorf("stdout %q", p.out)
		}
	})
}

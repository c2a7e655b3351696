package core

import (
	"context"
	"net"
	"testing"
	"time"

	"confab/transport/internal/follow"
	"confab/transport/internal/secure"
)

// endWatcher hands on why a Follower ended.
type endWatcher struct {
	follow.Watcher
	ended chan error
}

func (w endWatcher) State(s follow.State) {
	if s.Phase == follow.Ended {
		w.ended <- s.Err
	}
}

func TestSilenceAfterTheConnectionWasMadeIsNoFirewall(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it takes connections, and says nothing
	p := newParty(t)
	w := endWatcher{ended: make(chan error, 1)}
	f := follow.Start(follow.Config{
		Self: p.home.identity, Name: "Ada", App: "test", Store: p.home.store, Watcher: w, Pin: secure.FirstContact(),
		Timing: follow.Timing{Handshake: 50 * time.Millisecond},
		Dial: func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
		},
	})
	defer f.Close()
	if err := <-w.ended; attemptFault(err) != NoHandshake {
		t.Errorf("%v is %v", err, attemptFault(err))
	}
}

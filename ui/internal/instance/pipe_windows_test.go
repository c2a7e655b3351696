package instance

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"
)

// Both starts are of one process: the pipe does not know.
func TestWineStartsMeetAtAPipe(t *testing.T) {
	dir, err := os.MkdirTemp("", "c") // which goes with wine; Go cannot remove it in wine 8
	if err != nil {
		t.Fatal(err)
	}
	first, err := Open(t.Context(), dir, Message{})
	if err != nil {
		t.Fatal(err)
	}
	silent, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Open(silent, dir, Message{}); !errors.Is(err, ErrSilent) {
		t.Errorf("before it serves: %v", err)
	}
	taken := make(chan Message, 2)
	first.Serve(func(_ context.Context, m Message) Answer { taken <- m; return Taken })
	for _, want := range []Message{{Link: "confab://join/abc", Startup: "id"}, {}} {
		if claim, err := Open(t.Context(), dir, want); claim != nil || err != nil {
			t.Fatal(claim, err)
		}
		if got := <-taken; got != want {
			t.Errorf("%+v comes as %+v", want, got)
		}
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	next, err := Open(t.Context(), dir, Message{})
	if next == nil || err != nil {
		t.Fatal(next, err)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

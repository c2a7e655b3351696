//go:build chaos

package chaos

import (
	"errors"
	"fmt"
	"testing"

	"confab/transport"
)

// A program that posts faster than the disk writes gets an error, and what was taken is
// there afterwards.
func TestBusy(t *testing.T) {
	const (
		ordinary = 10_000 // which must never be refused
		most     = 1_000_000
	)
	dir := t.TempDir()
	h := hostIn(t, dir)
	m := memberIn(t, t.TempDir(), "member", h.addr)
	var taken []transport.MessageID
	var refused bool
	var last transport.MessageID
	for n := 0; n < most && !refused; n++ {
		id, err := h.Post(transport.Everyone, transport.Draft{Text: fmt.Sprint("message ", n)})
		var why *transport.Error
		switch {
		case err == nil:
			taken, last = append(taken, id), id
		case errors.As(err, &why) && why.Fault == transport.Busy && n >= ordinary:
			refused = true
		default:
			t.Fatalf("message %d: %v", n, err)
		}
	}
	if !refused {
		t.Errorf("none of %d messages was refused", len(taken))
	}
	h.await(t, 0, 4*patience, "last message that was taken", func(e transport.Event) bool {
		return e.Kind == transport.Appended && e.Message().ID == last
	})
	m.leave(t)
	h.Close()
	if err := h.home.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := readFolder("host", dir)
	if err != nil {
		t.Fatal(err)
	}
	holds := map[transport.MessageID]bool{}
	for _, line := range kept.lines {
		holds[transport.MessageID(line.CID)] = true
	}
	lost := 0
	for _, id := range taken {
		if !holds[id] {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("of %d messages that were taken the host has lost it with %d", len(taken), lost)
	}
}

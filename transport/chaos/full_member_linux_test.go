package chaos

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"confab/transport"
	"confab/transport/internal/program"
)

// unkept matches a message of ours that is not on our disk yet.
func unkept(text string) func(transport.Event) bool {
	return func(e transport.Event) bool {
		return e.Kind == transport.Enqueued && e.Message().State == transport.Unkept && e.Message().Text == text
	}
}

// TestFullMember is of what a member does itself while its disk is full.
func TestFullMember(t *testing.T) {
	t.Parallel()
	t.Run("what a member says while its disk is full is shown as not kept, and is said in its order when there is room", func(t *testing.T) {
		disk := newSmallDisk(t)
		hosts := filepath.Join(t.TempDir(), "host")
		h := hostIn(t, hosts)
		data := filepath.Join(disk.dir, "member")
		m := memberIn(t, data, "c1", h.addr)
		m.answers(t, numberedBody("c1", 1, 200))
		disk.fill(t)
		here := m.length()
		const more = 60 // too many for what room there is between two pages
		for i := 2; i <= 1+more; i++ {
			m.post(t, numberedBody("c1", i, 20_000))
		}
		e, _ := m.await(t, here, patience, "that the last one is not kept", unkept(numberedBody("c1", 1+more, 20_000)))
		if e.Message().Fault != transport.DiskFull {
			t.Errorf("it waits for %v", e.Message().Fault)
		}
		e, _ = m.await(t, here, patience, "the trouble", trouble(true))
		if faultOf(e.Err) != transport.DiskFull {
			t.Errorf("it is told as %v", e.Err)
		}
		if all, _ := m.since(here); slices.ContainsFunc(all, func(e transport.Event) bool { return e.Message().State == transport.Failed }) {
			t.Error("a message failed")
		}
		// A person who waits for nothing: the last but one goes, the others stay.
		e, _ = m.await(t, here, patience, "the last but one", unkept(numberedBody("c1", more, 20_000)))
		m.Discard(m.room, e.Message().ID)
		m.await(t, here, patience, "that it is withdrawn", func(now transport.Event) bool {
			return now.Kind == transport.Withdrawn && now.Message().ID == e.Message().ID
		})
		disk.empty(t)
		_, _ = m.await(t, here, patience, "that it works again", trouble(false))
		h.await(t, 0, patience, "the last message at the host", says(numberedBody("c1", 1+more, 20_000)))
		m.await(t, here, patience, "the last message", says(numberedBody("c1", 1+more, 20_000)))
		all, _ := m.since(here)
		last := 1
		for _, e := range all {
			if e.Kind != transport.Appended || e.Message().Kind != transport.Outgoing {
				continue
			}
			_, n := numbered(e.Message().Text)
			if n != last+1 && !(last == more-1 && n == more+1) {
				t.Errorf("%d comes after %d", n, last)
			}
			last = n
		}
		m.answers(t, "after")
		m.leave(t)
		h.leave(t)
		is, err := readFolder("host", hosts)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(is.lines); n != 1+more {
			t.Errorf("the host has %d lines", n)
		}
	})
	t.Run("what waits at the end of the program failed, and can be said again by hand before", func(t *testing.T) {
		disk := newSmallDisk(t)
		h := hostIn(t, filepath.Join(t.TempDir(), "host"))
		m := memberIn(t, filepath.Join(disk.dir, "member"), "c1", h.addr)
		m.answers(t, "before")
		disk.fill(t)
		here := m.length()
		long := strings.Repeat("x", 30_000)
		for i := range 20 {
			m.post(t, fmt.Sprint(long, i))
		}
		e, _ := m.await(t, here, patience, "that the last one is not kept", unkept(fmt.Sprint(long, 19)))
		if _, err := m.Resend(m.room, e.Message().ID); err != nil {
			t.Error(err)
		}
		if _, err := m.Resend(m.room, transport.MessageID{1}); faultOf(err) != transport.MessageUnknown {
			t.Error(err)
		}
		m.leave(t)
		failed, _ := m.await(t, here, patience, "that the last one failed", func(now transport.Event) bool {
			return now.Kind == transport.Updated && now.Message().ID == e.Message().ID && now.Message().State == transport.Failed
		})
		if failed.Message().Fault != transport.DiskFull {
			t.Errorf("it failed for %v", failed.Message().Fault)
		}
		disk.empty(t)
		h.leave(t)
	})
	t.Run("how far a member read, and whom it trusts, is kept when there is room, and the trouble ends by itself", func(t *testing.T) {
		disk := newSmallDisk(t)
		h := hostIn(t, filepath.Join(t.TempDir(), "host"))
		data := filepath.Join(disk.dir, "member")
		m := memberIn(t, data, "c1", h.addr)
		here := m.length()
		h.post(t, "read this")
		e, _ := m.await(t, here, patience, "what the host said", says("read this"))
		disk.fill(t)
		// Small changes find room in what SQLite has already: make it use that up.
		long := strings.Repeat("x", 30_000)
		for i := range 20 {
			m.post(t, fmt.Sprint(long, i))
		}
		waits, _ := m.await(t, here, patience, "that the last one is not kept", unkept(fmt.Sprint(long, 19)))
		m.Displayed(m.room, e.Message().Place)
		m.Verify(e.Peer.ID, true)
		all, _ := m.since(here)
		for _, e := range all { // nothing is left that would tell of room by itself
			if e.Kind == transport.Enqueued && e.Message().State == transport.Unkept {
				m.Discard(m.room, e.Message().ID)
			}
		}
		m.await(t, here, patience, "that nothing waits", func(now transport.Event) bool {
			return now.Kind == transport.Withdrawn && now.Message().ID == waits.Message().ID
		})
		disk.empty(t)
		m.await(t, here, patience, "that it works again", trouble(false))
		m.leave(t)
		again := memberIn(t, data, "c1", h.addr)
		marked, _ := again.await(t, 0, patience, "where it stands", func(now transport.Event) bool {
			return now.Kind == transport.Marked && now.Talk() == again.room
		})
		if marked.Marks().Seen.IsZero() {
			t.Error("it has read nothing")
		}
		if p, ok := again.Server(); !ok || p.Trust != transport.Verified {
			t.Errorf("the host is %v", p.Trust)
		}
		again.leave(t)
		h.leave(t)
	})
	t.Run("a terminal says what is not kept, and sends the lines in their order when there is room", func(t *testing.T) {
		disk := newSmallDisk(t)
		h := hostIn(t, filepath.Join(t.TempDir(), "host"))
		chat := start(t, "", "chat", "-json", "-data", filepath.Join(disk.dir, "data"), h.addr)
		chat.Await(t, patience, "the connection", func(r program.Report) bool { return r.Kind == "connected" })
		disk.fill(t)
		line := func(i int) string { return fmt.Sprintf("%03d%s", i, strings.Repeat("y", 20_000)) }
		const lines = 12
		for i := range lines {
			if err := chat.Say(line(i)); err != nil {
				t.Fatal(err)
			}
		}
		chat.Await(t, patience, "the trouble", func(r program.Report) bool { return r.Kind == "disk_trouble" && r.Fault == "disk full" })
		chat.Await(t, patience, "that the last one is not kept", func(r program.Report) bool {
			return r.Kind == "enqueued" && r.State == "unkept" && r.Text == line(lines-1)
		})
		disk.empty(t)
		chat.Await(t, patience, "that it works again", func(r program.Report) bool { return r.Kind == "disk_trouble" && r.Fault == "" })
		last := 0
		for i := range lines {
			_, at := h.await(t, 0, patience, fmt.Sprint("line ", i), says(line(i)))
			if at < last {
				t.Errorf("line %d came before the one before", i)
			}
			last = at
		}
		if code := chat.Stop(patience); code != 0 {
			t.Errorf("exit code %d: %v", code, chat)
		}
	})
}

package chaos

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// folder is what lies in a data folder: the talk of all, as this folder has it.
type folder struct {
	name string
	self wire.Identity
	// lines are the room of everyone: of the log kept here, or of the copy that
	// is current.
	lines []wire.Event
	epoch wire.Epoch
	era   int
	gaps  []store.Gap
	// outbox is what waits or was refused, in order.
	outbox []store.Outgoing
}

// readFolder reads the data folder of a program that does not run. It reads a
// copy, so that whatever opening mends is left for the program to mend. A folder
// in which nothing was said yet is empty.
func readFolder(name, dir string) (f folder, err error) {
	f.name = name
	copied, err := os.MkdirTemp(scratch, "copy")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(copied)
	journal := ""
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "talk.db" {
			journal = filepath.Dir(path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // it was killed before it made one
	}
	if journal == "" || err != nil {
		return f, err
	}
	if err := os.CopyFS(copied, os.DirFS(journal)); err != nil {
		return f, err
	}
	s, err := store.Open(copied, store.Options{})
	if err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	defer s.Close()
	if s.Warning() != nil {
		return f, fmt.Errorf("%s: %w", name, s.Warning())
	}
	if err := f.read(s); err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

func (f *folder) read(s *store.Store) error {
	ctx := context.Background()
	logs, err := s.Logs(ctx)
	if err != nil {
		return err
	}
	current := slices.DeleteFunc(logs, func(l store.Log) bool { return !l.Current })
	// Each folder of these tests is of a host or of a member, but any program may
	// have made itself a host.
	if remote := slices.IndexFunc(current, func(l store.Log) bool { return l.Self != l.Host }); remote >= 0 {
		current = current[remote : remote+1]
	}
	if len(current) == 0 {
		return nil
	}
	l := current[0]
	f.self, f.epoch, f.era = l.Self, l.Epoch, l.Era
	for seq := uint64(0); ; {
		page, err := s.After(ctx, l.ID, wire.Everyone, seq, store.MaxPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			f.lines = append(f.lines, r.Event)
			seq = r.Seq
		}
		if len(page) < store.MaxPage {
			break
		}
	}
	rooms, err := s.Rooms(ctx, l.ID)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		f.gaps = append(f.gaps, r.Gaps...)
	}
	if l.Self == l.Host {
		return nil
	}
	r, err := s.Replica(l.Self, l.Host)
	if err != nil {
		return err
	}
	for after := (store.Outgoing{}); ; {
		rows, err := r.Outbox(ctx, after, store.MaxPage)
		if err != nil {
			return err
		}
		f.outbox = append(f.outbox, rows...)
		if len(rows) < store.MaxPage {
			return nil
		}
		after = rows[len(rows)-1]
	}
}

// own counts the messages of this folder's identity that are in its log or
// its outbox, and complains unless they are numbered from 1 on in that order.
func (f *folder) own() (n int, complaints []string) {
	next := func(body, where string) {
		author, number := numbered(body)
		if author != f.name || number != n+1 {
			complaints = append(complaints, fmt.Sprintf("%s: %.30q follows number %d in the %s of era %d", f.name, body, n, where, f.era))
		}
		n = max(n, number)
	}
	for _, e := range f.lines {
		if e.From == f.self {
			next(e.Body, "log")
		}
	}
	for _, o := range f.outbox {
		next(o.Body, "outbox")
	}
	return n, complaints
}

// holds reports whether a message is in the log or the outbox.
func (f *folder) holds(id wire.CID) bool {
	return slices.ContainsFunc(f.lines, func(e wire.Event) bool { return e.CID == id }) ||
		slices.ContainsFunc(f.outbox, func(o store.Outgoing) bool { return o.CID == id })
}

// numberedBody is the n-th message of an author: a head that numbered reads, and
// a tail of the given length.
func numberedBody(author string, n, tail int) string {
	return fmt.Sprintf("%s %06d %s", author, n, strings.Repeat("·", tail/2))
}

// numbered reads the head of numberedBody; what else is said has number 0.
func numbered(body string) (author string, n int) {
	if _, err := fmt.Sscanf(body, "%s %d", &author, &n); err != nil {
		return "", 0
	}
	return author, n
}

// compare says what is wrong with the folders of a host and its members after
// everything ended: each author said so many messages, and each folder
// must have all, in one order, that of each author kept, nothing twice.
func compare(host folder, members []folder, said map[string]int) (complaints []string) {
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }
	last := map[string]int{}
	ids := map[wire.CID]uint64{}
	for i, e := range host.lines {
		if e.Seq != uint64(i)+1 {
			complain("the host's line %d has seq %d", i+1, e.Seq)
		}
		if was, twice := ids[e.CID]; twice {
			complain("the host has the message of seq %d again at %d", was, e.Seq)
		}
		ids[e.CID] = e.Seq
		author, n := numbered(e.Body)
		if _, known := said[author]; !known {
			continue // such as the word that ends the test
		}
		if n != last[author]+1 {
			complain("the host has %s's message %d after %d, at %d", author, n, last[author], e.Seq)
		}
		last[author] = n
	}
	for author, n := range said {
		if last[author] != n {
			complain("the host's log ends with message %d of %d of %s", last[author], n, author)
		}
	}
	for _, m := range members {
		if len(m.gaps) > 0 {
			complain("%s has gaps: %v", m.name, m.gaps)
		}
		if len(m.lines) != len(host.lines) {
			complain("%s has %d lines, the host %d", m.name, len(m.lines), len(host.lines))
		}
		for i := range min(len(m.lines), len(host.lines)) {
			got, want := m.lines[i], host.lines[i]
			got.First = 0
			if got != want {
				complain("%s's line %d is %d %.30q, the host's %d %.30q", m.name, i+1, got.Seq, got.Body, want.Seq, want.Body)
				break // one slip moves all that follows
			}
		}
		if m.epoch != host.epoch {
			complain("%s follows epoch %v, the host is in %v", m.name, m.epoch, host.epoch)
		}
		if len(m.outbox) > 0 {
			complain("%d messages are left in the outbox of %s", len(m.outbox), m.name)
		}
	}
	return complaints
}

func TestCompare(t *testing.T) {
	line := func(seq uint64, author string, n int) wire.Event {
		return wire.Event{Seq: seq, From: wire.Identity{author[1]}, Post: wire.Post{
			CID: wire.CID{author[1], byte(n)}, Room: wire.Everyone, Kind: wire.Text, Body: numberedBody(author, n, 4)}}
	}
	good := func() []wire.Event {
		return []wire.Event{line(1, "c1", 1), line(2, "c2", 1), line(3, "c1", 2), line(4, "c2", 2), line(5, "c2", 3)}
	}
	said := map[string]int{"c1": 2, "c2": 3}
	swap := func(l []wire.Event, i, j int) []wire.Event {
		l[i].Post, l[j].Post = l[j].Post, l[i].Post
		return l
	}
	for _, c := range []struct {
		sentence     string
		host, member []wire.Event
		fine         bool
	}{
		{"the same everywhere is fine", good(), good(), true},
		{"a loss at the end of both is found", good()[:4], good()[:4], false},
		{"a loss at the end of a member is found", good(), good()[:4], false},
		{"a loss in the middle is found", good(), slices.Delete(good(), 1, 2), false},
		{"a message twice is found", append(good(), line(6, "c1", 2)), append(good(), line(6, "c1", 2)), false},
		{"one author's order turned round is found", swap(good(), 3, 4), swap(good(), 3, 4), false},
		{"two authors in another order at a member are found", good(), swap(good(), 0, 1), false},
		{"another text at a member is found", good(), append([]wire.Event{line(1, "c1", 7)}, good()[1:]...), false},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			found := compare(folder{lines: c.host}, []folder{{name: "c1", lines: c.member}}, said)
			if (len(found) == 0) != c.fine {
				t.Errorf("%q", found)
			}
		})
	}
	t.Run("what is left over in a member is found", func(t *testing.T) {
		for _, m := range []folder{
			{lines: good(), outbox: make([]store.Outgoing, 1)}, {lines: good(), gaps: make([]store.Gap, 1)}, {lines: good(), epoch: wire.Epoch{1}},
		} {
			if found := compare(folder{lines: good()}, []folder{m}, said); len(found) != 1 {
				t.Errorf("%q", found)
			}
		}
	})
	t.Run("a member's own messages must be numbered through log and outbox", func(t *testing.T) {
		f := folder{name: "c2", self: wire.Identity{'2'}, lines: good(), outbox: []store.Outgoing{{Post: line(0, "c2", 4).Post}}}
		if n, complaints := f.own(); n != 4 || len(complaints) > 0 || !f.holds(line(0, "c2", 4).CID) || f.holds(line(0, "c2", 5).CID) {
			t.Errorf("%d %q", n, complaints)
		}
		f.outbox[0].Body = numberedBody("c2", 5, 0)
		if _, complaints := f.own(); len(complaints) != 1 {
			t.Error("a hole between the two is not found")
		}
	})
}

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"confab/transport/internal/roottest"
	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

func init() { roles["fill the disk"], roles["little room"] = fillTheDisk, littleRoom }

func TestFullDisk(t *testing.T) { onSmallDisk(t, "fill the disk", 15) }

func TestLittleRoomIsForMessages(t *testing.T) { onSmallDisk(t, "little room", 2) }

func onSmallDisk(t *testing.T, as string, tried int) {
	t.Helper()
	roottest.OnSmallDisk(t, []string{role + "=" + as, "CONFAB_STORE_TEST_DIR=" + t.TempDir()}, tried)
}

// mount makes the folder for this test a disk of that size.
func mount(size string) (dir string) {
	dir = os.Getenv("CONFAB_STORE_TEST_DIR")
	roottest.MountSmall(dir, size)
	return dir
}

func insist(err error) {
	if err != nil {
		fmt.Println("trouble:", err)
		os.Exit(1)
	}
}

func littleRoom() {
	dir := mount("2m")
	s, err := Open(filepath.Join(dir, "small"), Options{})
	insist(err)
	h, err := s.Host(anna)
	insist(err)
	n := 0
	for ; n < 2000 && err == nil; n++ {
		_, err = h.Append(said(n+1, n+1))
	}
	report("two megabytes are room for two thousand messages, said one after the other", err == nil, n, err)
	insist(s.Close())

	dir = mount("48m") // over the first: little is left on it when the test says so
	s, err = Open(filepath.Join(dir, "large"), Options{})
	insist(err)
	h, err = s.Host(anna)
	insist(err)
	var need int64
	var log int64
	for n = 0; need < 128<<10 || log <= 1<<20; n++ {
		_, err = h.Append(said(n+1, n+1))
		insist(err)
		insist(byWriter(s, func() (err error) {
			need, err = s.growth()
			log = s.logBytes()
			return err
		}))
	}
	free, _ := freeBytes(dir)
	ballast, err := os.Create(filepath.Join(dir, "ballast"))
	insist(err)
	insist(syscall.Fallocate(int(ballast.Fd()), 0, 0, int64(free)-need-64<<10))
	long := make([]Entry, 20)
	for i := range long {
		long[i] = says(boris, text(5000+i, strings.Repeat("long ", 6000)))
	}
	left, _ := freeBytes(dir)
	_, err = h.Append(long)
	report("what has no room beside a long log has it when that is brought into the database",
		err == nil && log > 1<<20 && left < 20*30_000, err, log, s.logBytes(), left)
	insist(s.Close())
}

func fillTheDisk() {
	dir := mount("4m")
	folder, ballast, check := filepath.Join(dir, "talk"), filepath.Join(dir, "ballast"), insist
	fill := func() {
		f, err := os.Create(ballast)
		check(err)
		b := make([]byte, 512)
		for err == nil {
			_, err = f.Write(b)
		}
		f.Close()
	}
	// The first commit finds the disk full already.
	fill()
	var temporary *TemporaryError
	_, err := Open(folder, Options{})
	report("opening a new folder on a full disk is a temporary error", errors.As(err, &temporary) && temporary.Reason == wire.NakDiskFull, err)
	check(os.Remove(ballast))
	s, err := Open(folder, Options{})
	check(err)
	h, err := s.Host(anna)
	check(err)
	r, err := s.Replica(boris, anna)
	check(err)
	log, _, err := r.Begin(epoch1)
	check(err)
	_, err = h.Append(said(1, 200))
	check(err)
	for n := range 4 {
		_, err = r.Enqueue(text(1000+n, "waiting"), wire.Identity{})
		check(err)
	}
	check(r.Nak(cid(1003), wire.NakKind))
	check(s.Met(chen, "Chen"))
	last := func(log LogID) uint64 {
		rooms, err := s.Rooms(context.Background(), log)
		check(err)
		return rooms[0].Last
	}
	for _, kind := range []struct {
		name string
		do   func() error
	}{
		{"append", func() error { _, err := h.Append(said(200, 210)); return err }},
		{"enqueue", func() error { _, err := r.Enqueue(text(2000, "more"), wire.Identity{}); return err }},
		{"deliver", func() error { _, err := r.Deliver(epoch1, events(1, 9)); return err }},
		{"ack", func() error {
			return r.Ack(epoch1, wire.Ack{CID: cid(1000), Room: wire.Everyone, Seq: 10, ServerTime: 1})
		}},
		{"ack ahead", func() error {
			return r.Ack(epoch1, wire.Ack{CID: cid(1001), Room: wire.Everyone, Seq: 15, ServerTime: 1})
		}},
		{"nak", func() error { return r.Nak(cid(1002), wire.NakDiskFull) }},
		{"discard", func() error { return r.Discard(cid(1003)) }},
		{"got", func() error { return s.NoteGot(h.Log(), chen, wire.Cursors{wire.Everyone: 3}) }},
		{"read", func() error { return s.NoteRead(h.Log(), chen, wire.Cursors{wire.Everyone: 4}) }},
		{"met", func() error { return s.Met(wire.Identity{77}, "Dora") }},
		{"judge", func() error { return s.Judge(chen, Blocked) }},
		{"retain", func() error {
			_, err := s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: 100})
			return err
		}},
		{"begin", func() error { _, _, err := r.Begin(epoch2); return err }},
	} {
		check(emptyLog(s))
		fill()
		hosted, copied := last(h.Log()), last(log)
		err = kind.do()
		full := errors.As(err, &temporary) && temporary.Reason == wire.NakDiskFull
		half := last(h.Log()) != hosted || last(log) != copied
		check(os.Remove(ballast))
		again := kind.do()
		report("a full disk stops "+kind.name+" with nothing half done, and with room it works again",
			full && !half && again == nil, err, half, again)
	}
	all, err := s.After(context.Background(), h.Log(), wire.Everyone, 0, MaxPage)
	whole := err == nil && len(all) == 100 && all[0].Seq == 111 && all[99].Seq == 210
	check(s.Close())
	check(syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	_, err = Open(folder, Options{})
	readOnly := errors.As(err, &temporary) && temporary.Reason == wire.NakJournal
	check(syscall.Mount("", dir, "", syscall.MS_REMOUNT, ""))
	s, again := Open(folder, Options{})
	if again == nil {
		whole = whole && s.Warning() == nil && s.write(1, examine) == nil
	}
	report("a read-only folder is a temporary error, and everything is there when it can be written again",
		readOnly && whole && again == nil, err, len(all), again)
}

func report(sentence string, fine bool, details ...any) {
	verdict := "fine"
	if !fine {
		verdict = strings.ReplaceAll(fmt.Sprint(details...), "\n", " ")
	}
	fmt.Printf("%s: %s\n", sentence, verdict)
}

func TestExplain(t *testing.T) {
	for err, want := range map[error]wire.NakReason{
		sqlite3.FULL: wire.NakDiskFull, sqlite3.IOERR_FSYNC: wire.NakJournal, sqlite3.READONLY_DBMOVED: wire.NakJournal,
		sqlite3.CANTOPEN: wire.NakJournal, sqlite3.BUSY: wire.NakJournal, sqlite3.NOMEM: wire.NakJournal,
	} {
		t.Run(fmt.Sprintf("%v is temporary", err), func(t *testing.T) {
			var temporary *TemporaryError
			if got := explain(fmt.Errorf("writing: %w", err)); !errors.As(got, &temporary) || temporary.Reason != want || !errors.Is(got, err) || !ends(got) {
				t.Errorf("%v", got)
			}
		})
	}
	t.Run("a broken constraint concerns one job, and damage is no temporary error", func(t *testing.T) {
		if got := explain(sqlite3.CONSTRAINT_UNIQUE); ends(got) {
			t.Error(got)
		}
		var corrupt *CorruptError
		if got := explain(sqlite3.CORRUPT); !errors.As(got, &corrupt) || !ends(got) {
			t.Error(got)
		}
	})
}

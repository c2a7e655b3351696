package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/transport/internal/wire"
)

// flips is how many bits TestBitFlips turns over, one at a time:
//
//	go test -run TestBitFlips -confab.flips 500 ./transport/internal/store
var flips = flag.Int("confab.flips", 40, "how many single bits TestBitFlips turns over")

// bitFlips stops a store, turns one bit of its files over, and starts it again, so
// many times. No text may be different, no message missing and no read fail without
// a word about it: in the warning of Open, or in the place of the message.
func bitFlips(t *testing.T, flips int) {
	const seed = 0x636f6e666162
	random := rand.New(rand.NewPCG(seed, seed))
	folders := map[string]map[string][]byte{"stopped": stoppedFolder(t), "killed": killedFolder(t)}
	want := map[string]map[string]string{}
	for name, files := range folders {
		dir := t.TempDir()
		lay(t, dir, files)
		s := reopen(t, dir, Options{})
		if s.Warning() != nil {
			t.Fatal(name, s.Warning())
		}
		seen, err := content(s)
		no(t, err)
		want[name] = seen
		no(t, s.Close())
	}
	results := map[string]int{}
	for n := range flips {
		name := []string{"stopped", "killed"}[n%2]
		files := folders[name]
		file, bit := pick(random, files)
		dir := t.TempDir()
		lay(t, dir, files)
		turn(t, filepath.Join(dir, file), bit)
		result, detail := judge(dir, want[name])
		results[result]++
		if result == "silent" || result == "stuck" {
			t.Errorf("flip %d, %s, bit %d of %s: %s: %s", n, name, bit, file, result, detail)
		}
	}
	t.Logf("%d flips, seed %#x: %v", flips, seed, results)
}

// judge opens a folder and says what came of its content.
func judge(dir string, want map[string]string) (result, detail string) {
	s, err := Open(dir, Options{})
	if err != nil {
		return "refused", err.Error()
	}
	defer s.Close()
	got, err := content(s)
	var aside *AsideError
	switch {
	case errors.As(s.Warning(), &aside):
		return "set aside", ""
	case err != nil:
		return "stuck", err.Error()
	}
	var silent, marked []string
	for key, was := range want {
		switch is := got[key]; {
		case is == was:
		case strings.Contains(is, "Damaged:true"):
			marked = append(marked, key)
		default:
			silent = append(silent, fmt.Sprintf("%s: %q was %q", key, is, was))
		}
	}
	for key, is := range got {
		if _, was := want[key]; !was {
			silent = append(silent, fmt.Sprintf("%s: %q was not there", key, is))
		}
	}
	switch {
	case s.Warning() != nil && len(silent) > 0:
		return "lost and told", ""
	case len(silent) > 0:
		return "silent", fmt.Sprintf("%d differ: %.300s", len(silent), silent[0])
	case len(marked) > 0:
		return "marked", ""
	case s.Warning() != nil:
		return "mended", ""
	}
	return "harmless", ""
}

// content is all that a store has, by what it is.
func content(s *Store) (map[string]string, error) {
	ctx := context.Background()
	all := map[string]string{}
	logs, err := s.Logs(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		kept := l.Self == l.Host
		rooms, err := s.Rooms(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		for _, room := range rooms {
			all[fmt.Sprint("room ", kept, room.ID)] = fmt.Sprint(room)
			for seq := room.First - 1; seq < room.Last; {
				page, err := s.After(ctx, l.ID, room.ID, seq, 64)
				if err != nil {
					return nil, err
				}
				if len(page) == 0 {
					return nil, fmt.Errorf("nothing after event %d of %d", seq, room.Last)
				}
				for _, r := range page {
					seq = r.Seq
					all[fmt.Sprint("event ", kept, room.ID, r.Seq)] = printed(r)
				}
			}
		}
		for _, word := range []string{"message", "changed", "消息", "psst"} {
			hits, _, err := s.Search(ctx, Query{Text: word, Log: l.ID, Limit: MaxPage})
			if err != nil {
				return nil, err
			}
			for _, h := range hits {
				all[fmt.Sprint("hit ", word, kept, h.Room, h.Seq)] = printed(h.Record)
			}
		}
	}
	names, err := s.Names(ctx)
	if err != nil {
		return nil, err
	}
	all["names"] = fmt.Sprint(names)
	known, err := s.Servers(ctx)
	all["servers"] = fmt.Sprint(known)
	return all, err
}

func printed(r Record) string { return fmt.Sprintf("%+v", r) }

// stoppedFolder is a folder of everything after Close.
func stoppedFolder(t *testing.T) map[string][]byte {
	dir := t.TempDir()
	furnish(t, dir)
	s := reopen(t, dir, Options{})
	talkOn(t, s)
	no(t, s.Close())
	return take(t, dir)
}

// killedFolder is the same as a killed program leaves it: most of it in the
// database's log.
func killedFolder(t *testing.T) map[string][]byte {
	dir := t.TempDir()
	furnish(t, dir)
	s := reopen(t, dir, Options{})
	talkOn(t, s)
	return take(t, dir)
}

func talkOn(t *testing.T, s *Store) {
	h := hosted(t, s)
	for n := 100; n < 400; n += 10 {
		var entries []Entry
		for i := n; i < n+10; i++ {
			body := fmt.Sprintf("message %d 消息 %s", i, strings.Repeat("and so on, ", i%23))
			entries = append(entries, says([]wire.Identity{anna, boris, chen}[i%3], text(i, body)))
		}
		appendAll(t, h, entries...)
	}
	long := text(500, strings.Repeat("a long message 消息 ", 700))
	appendAll(t, h, says(boris, long), says(boris, refers(501, wire.Edit, 121, "changed for good")))
	r := copied(t, s)
	must(r.Deliver(epoch1, events(5, 120)))(t)
}

func take(t *testing.T, dir string) map[string][]byte {
	files := map[string][]byte{}
	for _, name := range []string{databaseName, databaseName + "-wal", lifeName, lockName} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		no(t, err)
		files[name] = b
	}
	return files
}

func lay(t *testing.T, dir string, files map[string][]byte) {
	for name, b := range files {
		no(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
}

// pick is a file and a bit of it. Half of them are in the database; every file
// has its share.
func pick(random *rand.Rand, files map[string][]byte) (name string, bit int64) {
	name = databaseName
	if wal := databaseName + "-wal"; random.IntN(2) == 0 && len(files[wal]) > 0 {
		name = wal
	} else if random.IntN(16) == 0 {
		name = lifeName
	}
	return name, random.Int64N(8 * int64(len(files[name])))
}

func turn(t *testing.T, path string, bit int64) {
	b, err := os.ReadFile(path)
	no(t, err)
	b[bit/8] ^= 1 << (bit % 8)
	no(t, os.WriteFile(path, b, 0o600))
}

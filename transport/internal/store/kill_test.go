package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

const killSenders = 4

func init() { roles["write until killed"] = writeUntilKilled }

// writeUntilKilled has four authors each say their messages from a number on,
// and a copy be delivered events, and prints what was answered. A fail-point
// given by name kills it on its n-th pass.
func writeUntilKilled() {
	point, at, _ := strings.Cut(os.Getenv("CONFAB_STORE_TEST_POINT"), ":")
	pass, _ := strconv.ParseInt(at, 10, 64)
	var passed atomic.Int64
	die := func(name string) func() {
		if name != point {
			return nil
		}
		return func() {
			if passed.Add(1) == pass {
				self, _ := os.FindProcess(os.Getpid())
				_ = self.Kill()
				select {}
			}
		}
	}
	s, err := Open(os.Getenv("CONFAB_STORE_TEST_DIR"), Options{IndexAfter: time.Millisecond, Hooks: Hooks{
		die("after read"), die("before commit"), die("after commit"), die("before answer"), nil}})
	var out sync.Mutex
	tell := func(format string, a ...any) {
		out.Lock()
		defer out.Unlock()
		fmt.Printf(format+"\n", a...)
	}
	check := func(err error) {
		if err != nil {
			tell("trouble %v", err)
			os.Exit(1)
		}
	}
	check(err)
	if s.Warning() != nil {
		check(s.Warning())
	}
	h, err := s.Host(anna)
	check(err)
	epoch, err := h.Epoch(context.Background())
	check(err)
	tell("epoch %s", epoch)
	r, err := s.Replica(boris, anna)
	check(err)
	_, _, err = r.Begin(epoch1)
	check(err)
	for sender, from := range strings.Fields(os.Getenv("CONFAB_STORE_TEST_FROM")) {
		n, _ := strconv.Atoi(from)
		go func() {
			for ; ; n++ {
				a, err := h.Append([]Entry{says(wire.Identity{20, byte(sender)}, text(n, fmt.Sprint(n)))})
				check(err)
				tell("said %d %d %d", sender, n, a[0].Seq)
			}
		}()
	}
	for {
		_, cursors, err := r.Cursors(context.Background())
		check(err)
		last := cursors[wire.Everyone]
		_, err = r.Deliver(epoch1, events(last+1, last+3))
		check(err)
		tell("cursor %d", last+3)
	}
}

func TestKill(t *testing.T) {
	t.Run("what was answered before one of 50 kills is there once, in order, without a gap", func(t *testing.T) {
		dir := t.TempDir()
		points := []string{"", "", "after read", "before commit", "after commit", "before answer"}
		chance := rand.New(rand.NewPCG(1, 2))
		var next [killSenders]int
		answered := map[string]uint64{} // "sender n" to seq
		var cursor uint64
		var life string // told: a kill is no restored copy: members must not begin anew
		for kill := range 50 {
			point := ""
			if name := points[kill%len(points)]; name != "" {
				point = fmt.Sprintf("%s:%d", name, 6+chance.IntN(12))
			}
			cmd, out := child(t, "write until killed", dir, "CONFAB_STORE_TEST_POINT="+point,
				"CONFAB_STORE_TEST_FROM="+strings.Trim(fmt.Sprint(next), "[]"))
			limit := 1 + chance.IntN(60)
			for lines := 0; out.Scan(); lines++ {
				var sender, n int
				var seq uint64
				switch line := out.Text(); {
				case strings.HasPrefix(line, "trouble"):
					t.Fatal(line)
				case strings.HasPrefix(line, "epoch"):
					if life != "" && line != life {
						t.Fatalf("%s, was %s", line, life)
					}
					life = line
				case strings.HasPrefix(line, "cursor"):
					must(fmt.Sscanf(line, "cursor %d", &cursor))(t)
				default:
					must(fmt.Sscanf(line, "said %d %d %d", &sender, &n, &seq))(t)
					key := fmt.Sprint(sender, " ", n)
					if was, ok := answered[key]; ok && was != seq {
						t.Fatalf("%s was %d, now %d", key, was, seq)
					}
					answered[key] = seq
					next[sender] = n + 1
				}
				if point == "" && lines == limit {
					no(t, cmd.Process.Kill())
				}
				if point != "" && lines == 10000 {
					no(t, cmd.Process.Kill())
					t.Errorf("the fail-point %s was never passed", point)
				}
			}
			_ = cmd.Wait() // it was killed, and says so
		}
		s := reopen(t, dir, Options{})
		if s.Warning() != nil {
			t.Fatal(s.Warning())
		}
		no(t, s.write(1, examine))
		caughtUp(t, s)
		wholeIndex(t, s)
		h := hosted(t, s)
		seen := map[string]uint64{}
		var last [killSenders]int
		all := page(t, s, h.Log(), wire.Everyone)
		if len(all) == 0 || all[0].Seq != 1 {
			t.Fatal("the beginning is missing")
		}
		for _, r := range all {
			sender := r.From[1]
			n, err := strconv.Atoi(r.Body)
			no(t, err)
			key := fmt.Sprint(sender, " ", n)
			if _, twice := seen[key]; twice || n != last[sender] {
				t.Fatalf("%s is there twice, or does not follow %d", key, last[sender]-1)
			}
			last[sender]++
			seen[key] = r.Seq
		}
		for key, seq := range answered {
			if seen[key] != seq {
				t.Errorf("%s was answered with %d and is %d", key, seq, seen[key])
			}
		}
		r := copied(t, s)
		epoch, cursors, err := r.Cursors(context.Background())
		copies := page(t, s, must(r.Log(context.Background()))(t), wire.Everyone)
		if err != nil || epoch != epoch1 || cursors[wire.Everyone] < cursor || uint64(len(copies)) != cursors[wire.Everyone] {
			t.Errorf("cursor %d, told %d, %d events, %v", cursors[wire.Everyone], cursor, len(copies), err)
		}
		if len(answered) < 50 {
			t.Errorf("only %d were answered: the test has lost its meaning", len(answered))
		}
		t.Logf("%d answered, %d in the log, %d in the copy", len(answered), len(all), len(copies))
	})
}

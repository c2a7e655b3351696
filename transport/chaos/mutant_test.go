//go:build chaos

package chaos

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/program"
)

// mutant is a program that breaks one promise.
type mutant struct {
	sentence string
	patches  []patch
	// caughtBy is the test that must fail, and inProcess says that it runs what is
	// patched in its own process.
	caughtBy  string
	inProcess bool
	// in is the package of that test; empty: this one.
	in string
}

var mutants = []mutant{
	{
		sentence: "a host that acknowledges before it commits",
		caughtBy: "TestChaos",
		patches: []patch{{"transport/internal/store/host.go", `			answers[i] = a
			if !a.Refused.Temporary() {
				h.holds.decided(&entries[i])
			}
		}
		return nil
	}, undone: func() {
		for i := range entries {
			h.holds.undone(&entries[i])
		}
	}, done: func(err error) {
		for i := range entries {
			h.holds.ended(&entries[i], err)
		}
		if err != nil {
			done(nil, err)
			return
		}
		done(answers, nil)
	}, after: after})`, `			answers[i] = a
		}
		done(answers, nil)
		if after != nil {
			after()
		}
		return nil
	}, done: func(error) {}})`}},
	},
	{
		sentence: "a host that does not know a message again",
		caughtBy: "TestChaos",
		patches: []patch{
			{"transport/internal/store/host.go", "	switch {\n	case found && !earlier.same:", "	found = false\n	switch {\n	case found && !earlier.same:"},
			{"transport/internal/store/schema.go", "CREATE UNIQUE INDEX events_cid", "CREATE INDEX events_cid"},
		},
	},
	{
		sentence: "a member that moves its cursor before it has the event",
		caughtBy: "TestChaos",
		patches: []patch{
			{"transport/internal/store/replica.go", "	err = r.store.write(max(len(events), 1), func(c *conn) error {", `	if err := r.store.write(1, func(c *conn) error {
		log, err := r.follows(c, epoch)
		for i := 0; i < len(events) && err == nil; i++ {
			err = c.run("UPDATE rooms SET last_seq=max(last_seq, ?) WHERE log=? AND room=?", events[i].Seq, log.log, events[i].Room)
		}
		return err
	}); err != nil {
		return nil, err
	}
	err = r.store.write(max(len(events), 1), func(c *conn) error {`},
			{"transport/internal/store/replica.go", "	if err != nil || e.Seq <= p.last {\n		return nil, err\n	}", "	if err != nil {\n		return nil, err\n	}\n	p.last = e.Seq - 1"},
		},
	},
	{
		sentence: "a member that shows its message before it is on disk",
		caughtBy: "TestChaos",
		patches: []patch{
			{"transport/internal/store/outbox.go", "	err := r.store.write(1, func(c *conn) error {\n		same := false", "	err := r.store.writeLater(func(c *conn) error {\n		same := false"},
			{"transport/internal/store/writer.go", "// writeLoop is", `func (s *Store) writeLater(do func(*conn) error) error {
	s.submit(job{do: do, weight: 1, done: func(error) {}})
	return nil
}

// writeLoop is`},
		},
	},
	{
		sentence: "a store that says how far its index is before that is written",
		caughtBy: "TestIndexAfterAKill", inProcess: true,
		patches: []patch{{"transport/internal/store/indexing.go", "	was := x\n", `	if err = c.Exec("UPDATE indexed SET high=(SELECT coalesce(max(id), 0) FROM events); COMMIT; BEGIN IMMEDIATE"); err != nil {
		return did, err
	}
	was := x
`}},
	},
	{
		sentence: "a store that forgets which texts its index has as they were",
		caughtBy: "TestIndexAfterAKill", inProcess: true,
		patches: []patch{{"transport/internal/store/searchindex.go", `	return c.run("INSERT OR IGNORE INTO unindexed SELECT ?1 FROM indexed WHERE high>=?1", id)`, `	return nil`}},
	},
	{
		sentence: "a member that ignores a new epoch",
		caughtBy: "TestRestored", inProcess: true,
		patches: []patch{{"transport/internal/store/replica.go", "		if fresh = id == 0 || current != epoch; fresh {", `		if id != 0 && current != epoch {
			if err = c.run("UPDATE logs SET epoch=? WHERE id=?", epoch, id); err != nil {
				return err
			}
		}
		if fresh = id == 0; fresh {`}},
	},
	{
		sentence: "a host that does not see that its database was put back",
		caughtBy: "TestRestored", inProcess: true,
		patches: []patch{{"transport/internal/store/life.go", "known && commits >= noted", "known && (commits >= noted || true)"}},
	},
	{
		sentence: "a host that takes up a copy which has more than its log",
		caughtBy: "TestRestored", inProcess: true,
		patches: []patch{{"transport/internal/hub/resume.go", "seq > r.last || ", ""}},
	},
	{
		sentence: "a host that takes up a copy which has something else than its log",
		caughtBy: "TestRestored", inProcess: true,
		patches: []patch{{"transport/internal/hub/resume.go", "tail == f.Tail || ", "tail != f.Tail || tail == f.Tail || "}},
	},
	{
		sentence: "a full command queue that drops silently",
		caughtBy: "TestWhatIsTooMuchIsRefusedAndSaysSo", inProcess: true, in: "confab/transport/internal/core",
		patches: []patch{{"transport/internal/core/command.go", "		return MessageID{}, busy()\n", "		return newMessageID(), nil\n"}},
	},
	{
		sentence: "a member that holds twice what comes again in a new era",
		caughtBy: "TestRestored", inProcess: true,
		patches: []patch{{"transport/internal/store/replica.go", "	if log.earlier {\n		earlier, err", "	if log.earlier && e.Seq == 0 {\n		earlier, err"}},
	},
}

// complaints are what the tests say of broken promises; a test that fails with
// something else, such as a program that does not start, has caught nothing.
var complaints = regexp.MustCompile(`has lost it|again at|follows number|lines, the host|the host has .* message|log ends with|follows epoch|'s line \d+ is|is in era|did not come within|is not found by search|lines of|were said|is shown|events are damaged|left in the outbox|it ends with|are in memory only|are others than|left: |instead of a refusal|come to an end in time|` +
	// Those of files.
	`is let in|is given without|all of it came|no state \d|no copy in state|entries, left out|\.gz is "new"|is "CON|was not verified|the secret is there|not ErrTooLarge|is taken for the whole`)

func TestMutants(t *testing.T) {
	dir := t.TempDir()
	// The tests as they run every day, so that those are known to catch them.
	tests, err := program.Go(dir, "tests", nil, "confab/transport/chaos", "test", "-c")
	if err != nil {
		t.Fatal(err)
	}
	whole := slices.Concat(exported(mortal), program.Headless)
	sound, err := program.Build(dir, "sound", whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"TestChaos", "TestRestored"} {
		t.Run("the sound program passes "+name, func(t *testing.T) {
			if out, passed := run(t, tests, "", name, sound); !passed {
				t.Fatalf("%s", out)
			}
		})
	}
	for _, m := range slices.Concat(mutants, fileMutants) {
		t.Run(m.caughtBy+" catches "+m.sentence, func(t *testing.T) {
			dir := t.TempDir()
			tests, broken := tests, sound
			var err error
			if m.inProcess {
				tests, err = program.Go(dir, "mutant", exported(m.patches), cmp.Or(m.in, "confab/transport/chaos"), "test", "-c")
			} else {
				broken, err = program.Build(dir, "mutant", slices.Concat(whole, exported(m.patches)))
			}
			if err != nil {
				t.Fatal(err)
			}
			// What goes wrong at a place that is met by chance may need another throw.
			const throws = 4
			for throw := 1; throw <= throws; throw++ {
				begun := time.Now()
				out, passed := run(t, tests, m.in, m.caughtBy, broken)
				if passed {
					t.Logf("throw %d passed", throw)
					continue
				}
				if found := complaints.FindString(out); found == "" {
					t.Errorf("it failed for another reason:\n%s", out)
				} else {
					t.Logf("caught by throw %d after %v: %s", throw, time.Since(begun).Round(time.Second), sentences(out))
				}
				return
			}
			t.Errorf("%d runs passed", throws)
		})
	}
}

// sentences are the first lines in which a test complains.
func sentences(out string) (s string) {
	for _, line := range regexp.MustCompile(`(?m)^ *\w+_test\.go:\d+: .*$`).FindAllString(out, -1) {
		if complaints.MatchString(line) && len(s) < 300 {
			s += "\n\t" + line[:min(len(line), 200)]
		}
	}
	return s
}

// run runs one test of a test program, which is of that package or else of this one,
// against a program.
func run(t *testing.T, tests, pkg, name, against string) (out string, passed bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, tests, "-test.run", "^"+name+"$", "-test.v", "-test.timeout", "4m")
	cmd.Env = append(os.Environ(), programVariable+"="+against)
	if in, ok := strings.CutPrefix(pkg, "confab/"); ok {
		root, err := program.Root()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Dir = filepath.Join(root, filepath.FromSlash(in)) // where its testdata is
	}
	b, err := cmd.CombinedOutput()
	return string(b), err == nil
}

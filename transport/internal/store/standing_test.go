package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

// stands puts together how a message stands from what the other readings have of it.
func stands(t *testing.T, s *Store, log LogID, room wire.RoomID, id wire.CID) (m Standing, found bool) {
	t.Helper()
	ctx := context.Background()
	locate := func(log LogID, id wire.CID) (l Located, found bool) {
		at, seq, found, err := s.Place(ctx, log, room, id)
		no(t, err)
		if found {
			l = Located{must(s.Before(ctx, at, room, seq+1, 1))(t)[0], at}
		}
		return l, found
	}
	if m.Located, found = locate(log, id); !found {
		return m, false
	}
	m.About = must(s.Reactions(ctx, m.Log, []wire.CID{id}))(t)
	if m.Ref != (wire.CID{}) {
		m.Quoted, _ = locate(m.Log, m.Ref)
	}
	return m, true
}

// Two eras of a log in which messages are said, answered, changed and reacted to by
// chance, the later one with a part of what the earlier one has.
func TestStanding(t *testing.T) {
	const messages = 40
	chance := rand.New(rand.NewPCG(1, 2))
	var all []wire.Event
	for n := 1; n <= messages; n++ {
		e := event(uint64(n), fmt.Sprintf("message %d", n))
		e.From = []wire.Identity{anna, boris, chen}[chance.IntN(3)]
		kinds := []wire.Kind{wire.Text, wire.Text, wire.Edit, wire.Reaction, wire.Reaction, wire.Delete}
		if e.Kind = kinds[chance.IntN(len(kinds))]; n < 4 {
			e.Kind = wire.Text
		}
		if e.Kind != wire.Text || chance.IntN(2) == 0 {
			e.Ref = cid(1 + chance.IntN(min(n, 7))) // also what is not held, or no text
		}
		if e.Kind == wire.Edit || e.Kind == wire.Delete {
			for _, named := range all {
				if named.CID == e.Ref {
					e.From = named.From
				}
			}
		}
		if e.Kind == wire.Delete {
			e.Body = ""
		}
		all = append(all, e)
	}
	s := fresh(t)
	r, old := begun(t, s)
	answers, reactions, followed := 0, 0, 0
	check := func(logs ...LogID) {
		t.Helper()
		for _, log := range logs {
			for n := range 8 {
				want, held := stands(t, s, log, wire.Everyone, cid(n))
				_, kept, _ := s.standings.find(log, wire.Everyone, cid(n))
				got, found, err := s.Standing(context.Background(), log, wire.Everyone, cid(n))
				no(t, err)
				if found != held || !reflect.DeepEqual(got, want) {
					t.Fatalf("message %d of log %d, kept: %v, stands\n%+v, want\n%+v", n, log, kept, got, want)
				}
				named := must(s.Named(context.Background(), log, wire.Everyone, []wire.CID{cid(n), cid(n), cid(messages + 5)}))(t)
				if _, in := named[cid(n)]; in != held || len(named) > 1 || held && !reflect.DeepEqual(named[cid(n)], want.Located) {
					t.Fatalf("message %d of log %d is %+v, want %+v", n, log, named, want.Located)
				}
				if kept {
					followed++
				}
				reactions += len(got.About)
				if got.Quoted.Log != 0 {
					answers++
				}
			}
		}
	}
	for i := 0; i < messages; {
		n := min(1+chance.IntN(4), messages-i)
		must(r.Deliver(epoch1, all[i:i+n]))(t)
		i += n
		check(old)
	}
	if answers == 0 || reactions == 0 || followed < len(all) {
		t.Errorf("%d answers, %d reactions and %d messages that were followed were looked at", answers, reactions, followed)
	}
	log := must(first(r.Begin(epoch2)))(t)
	for i := range 5 {
		must(r.Deliver(epoch2, all[4*i:4*i+4]))(t)
		check(log, old)
	}
	must(r.Deliver(epoch2, []wire.Event{altered(21, 90, wire.Edit, 1, "otherwise"), altered(22, 91, wire.Delete, 2, "")}))(t)
	check(log, old)
	must(s.Retain(log, wire.Everyone, Retention{MaxCount: 18}))(t)
	check(log, old)

	if _, found, err := s.Standing(context.Background(), log, wire.Direct(anna, boris), cid(1)); found || err != nil {
		t.Error("a message is found in a room in which it was not said:", err)
	}
}

// What a batch did that was undone as a whole, and again job by job, is not followed.
func TestStandingOfWhatIsUndone(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	appendAll(t, h, says(anna, text(1, "hello")))
	shown := func() string {
		m, found, err := s.Standing(context.Background(), h.Log(), wire.Everyone, cid(1))
		if err != nil || !found {
			t.Fatal(found, err)
		}
		return m.Shown
	}
	same(t, []string{shown()}, "hello")
	refused := errors.New("refused")
	edit := text(2, "edited")
	edit.Kind, edit.Ref = wire.Edit, cid(1)
	for range 2 {
		err := s.write(1, func(c *conn) error {
			if _, err := h.append(c, &Entry{Post: edit, From: anna}, 5); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		same(t, []string{shown()}, "hello")
	}
	appendAll(t, h, says(anna, edit))
	same(t, []string{shown()}, "edited")
}

// A host can say of any event that it is damaged: what that says does not count.
func TestStandingWithADamagedReaction(t *testing.T) {
	s := fresh(t)
	r, log := begun(t, s)
	must(r.Deliver(epoch1, events(1, 1)))(t)
	standing := func() Standing {
		m, _, err := s.Standing(context.Background(), log, wire.Everyone, cid(1))
		no(t, err)
		return m
	}
	standing()
	e := event(2, "+")
	e.Kind, e.Ref, e.Damaged = wire.Reaction, cid(1), true
	must(r.Deliver(epoch1, []wire.Event{e}))(t)
	want, _ := stands(t, s, log, wire.Everyone, cid(1))
	if got := standing(); !reflect.DeepEqual(got, want) {
		t.Errorf("it stands\n%+v, want\n%+v", got, want)
	}
}

// A step of the index changes no event: how messages stand is known as before. What is
// repaired is read again.
func TestStandingWhileTheIndexIsWritten(t *testing.T) {
	s := reopen(t, t.TempDir(), Options{IndexAfter: time.Hour})
	h := hosted(t, s)
	appendAll(t, h, says(anna, text(1, "hello")))
	kept := func() bool {
		_, kept, _ := s.standings.find(h.Log(), wire.Everyone, cid(1))
		return kept
	}
	_, _, err := s.Standing(context.Background(), h.Log(), wire.Everyone, cid(1))
	no(t, err)
	caughtUp(t, s)
	if _, lags, err := indexLeft(s); lags || err != nil || !kept() {
		t.Error("it is forgotten, or nothing was indexed:", lags, err)
	}
	no(t, s.mend(&CorruptError{errors.New("a test says so")}))
	if kept() {
		t.Error("it is kept over a repair")
	}
}

// Every statement that changes events is known as one.
func TestStatementsThatAlterEvents(t *testing.T) {
	changes := regexp.MustCompile(`(?is)\b(update(\s+or\s+\w+)?|delete\s+from|into)\s+events\b.{0,20}`)
	n := 0
	for _, name := range must(filepath.Glob("*.go"))(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, sql := range changes.FindAllString(string(must(os.ReadFile(name))(t)), -1) {
			n++
			if !alters(sql) {
				t.Errorf("%s: %q", name, sql)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d statements change events", n)
	}
}

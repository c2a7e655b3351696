package model

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

// passed is a talk of all at a host, in which people came (+) and went (-), asked
// (?), said something (!), were refused (#) or were cut off for a reason worth a line (x), as in "+Ann".
func passed(t *testing.T, what string) *stage {
	t.Helper()
	st := withFolder()
	st.StartServer()
	st.drain()
	st.pass(what)
	return st
}

func (st *stage) pass(what string) {
	ids := map[string]transport.PeerID{}
	for _, p := range st.host.Peers() {
		ids[p.Name] = p.ID
	}
	for _, step := range strings.Fields(what) {
		name := step[1:]
		if ids[name] == 0 {
			ids[name] = st.host.member(name, false, nil)
		}
		m := transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected, Peer: ids[name], Name: name}
		switch step[0] {
		case '-':
			m.Notice, m.Fault = transport.PeerDisconnected, transport.PeerClosed
		case '#':
			m.Notice, m.Fault = transport.PeerDisconnected, transport.RequestRefused
		case '?':
			m.Notice = transport.PeerAsks
		case 'x':
			m.Notice, m.Fault = transport.PeerDisconnected, transport.ProtocolBroken
		case '!':
			m = transport.Message{ID: st.host.NewID(), Kind: transport.Incoming, Peer: ids[name], Name: name, Text: "said by " + name}
		case '~':
			all := st.host.Messages(transport.Everyone)
			st.host.Reacted(transport.Everyone, all[len(all)-1].Place, "👍")
			continue
		}
		st.host.Say(transport.Everyone, m)
	}
	st.drain()
}

// lines are what the open talk shows: notices and messages, and folds in brackets.
func (st *stage) lines() string {
	var all []string
	talk := st.Server.Talk()
	for i := range talk.Len() {
		r := talk.At(i)
		if r.Fold != nil {
			all = append(all, "["+r.Fold.Text+"]")
		}
		if !r.Folded {
			all = append(all, r.Text)
		}
	}
	return strings.Join(all, " | ")
}

func TestComingsAndGoingsAreFolded(t *testing.T) {
	for what, want := range map[string]string{
		"+Ann":                          "Ann connected",
		"+Ann +Bob":                     "Ann connected | Bob connected",
		"+Ann +Bob +Eve":                "[Ann, Bob and Eve came]",
		"+Ann +Bob !Ann +Eve +Dan":      "Ann connected | Bob connected | said by Ann | Eve connected | Dan connected",
		"+Ann +Bob +Eve !Ann -Eve":      "[Ann, Bob and Eve came] | said by Ann | Eve left",
		"+Ann ~Ann +Bob ~Ann ~Ann -Bob": "[Ann came, Bob came and went]",
		"?Ann +Ann +Bob":                "[Ann and Bob came]",
		"?Ann ?Bob +Bob":                "[Bob came, Ann asked to join]",
		"-Ann +Ann -Ann +Ann":           "[Ann came back]",
		"-Ann +Bob -Bob":                "[Bob came and went, Ann left]",
		"+A +B +C +D +E -E -D":          "[A, B and C came, D and E came and went]",
		"+A +B +C +D +E":                "[A, B and 3 others came]",
		"+Ann #Ann":                     "Ann connected | Ann was refused: it sent what a web page can make a browser send",
		"+Ann #Ann +Bob":                "[Bob came, the server turned away Ann]",
		"+Ann #Ann +Bob #Bob":           "[the server turned away Ann and Bob]",
		"#A #B #C #D +Ann":              "[Ann came, the server turned away A, B and 2 others]",
		"+Ann +Bob xEve +Eve +Dan":      "Ann connected | Bob connected | Eve broke the rules of the protocol | Eve connected | Dan connected",
	} {
		st := passed(t, what)
		if got := st.lines(); got != want {
			t.Errorf("%s: %q, wanted %q", what, got, want)
		}
		sound(t, st)
	}
}

func TestAFoldIsOpenedAndClosed(t *testing.T) {
	st := passed(t, "!Ann +Bob +Eve -Eve !Ann")
	const folded = "said by Ann | [Bob came, Eve came and went] | said by Ann"
	if got := st.lines(); got != folded {
		t.Fatal(got)
	}
	st.Unfold(st.key(one(1)))
	if got := st.lines(); got != folded {
		t.Errorf("where there is no fold: %q", got)
	}
	st.Unfold(st.key(one(1).Next()))
	if got := st.lines(); got != "said by Ann | [Bob came, Eve came and went] | Bob connected | Eve connected | Eve left | said by Ann" {
		t.Errorf("opened: %q", got)
	}
	sound(t, st)
	st.Unfold(st.key(one(1).Next()))
	if got := st.lines(); got != folded {
		t.Errorf("closed: %q", got)
	}
	t.Run("what comes to an open one is shown", func(t *testing.T) {
		st := passed(t, "+Ann +Bob +Eve")
		st.Unfold(st.Server.Talk().At(0).Local)
		st.pass("-Bob")
		if got := st.lines(); got != "[Ann and Eve came, Bob came and went] | Ann connected | Bob connected | Eve connected | Bob left" {
			t.Error(got)
		}
		t.Run("after a Resync too", func(t *testing.T) {
			st.host.lose()
			st.drain()
			if got := st.Server.Talk().At(0).Fold; got == nil || !got.Open {
				t.Errorf("%+v", got)
			}
		})
	})
}

func TestAFoldStaysWithinADayAndSaysFromWhenToWhen(t *testing.T) {
	st := passed(t, "+Ann +Bob +Eve")
	st.clock = st.clock.Add(70 * time.Minute)
	st.pass("-Eve")
	if f := st.Server.Talk().At(0).Fold; f.Time != "12:00–13:10" {
		t.Errorf("%q", f.Time)
	}
	st.clock = st.clock.Add(24 * time.Hour)
	st.pass("-Bob +Bob -Bob")
	if got := st.lines(); got != "[Ann and Bob came, Eve came and went] | [Bob left]" {
		t.Error(got)
	}
	sound(t, st)
}

func TestAFoldEndsAtTheUnreadLine(t *testing.T) {
	st := passed(t, "+A +B +C +D +E +F")
	st.Server.selected.unreadFrom = st.Server.Talk().At(3).Place
	st.Server.Talk().relink()
	if got := st.lines(); got != "[A, B and C came] | [D, E and F came]" || !st.Server.Talk().At(3).Unread {
		t.Error(got)
	}
}

func TestWhatIsFoldedCountsAsSeenWithItsLine(t *testing.T) {
	st := passed(t, "!Ann +Bob +Eve -Eve")
	st.host.Called("")
	st.Saw(st.Server.Talk().At(1).Local)
	if !st.host.Called("Displayed 0 1+3") {
		t.Errorf("asked for %q", st.host.Calls())
	}
}

// foldsAreRight checks the folds of a talk against its rows.
func foldsAreRight(t *Talk) error {
	for i, r := range t.rows {
		if r.Fold == nil {
			continue
		}
		n := 0
		for _, in := range t.rows[i:t.runEnd(i)] {
			if in.passing() {
				n++
			}
			if in.Folded != (!r.Fold.Open && in.passing()) || in != r && in.Fold != nil {
				return fmt.Errorf("row %v in the fold at %v: %+v", in.Place, r.Place, *in)
			}
		}
		if n < minFold || r.Fold.Text == "" || i > 0 && t.continues(i) && t.rows[i-1].passing() {
			return fmt.Errorf("the fold at %v of %d: %+v", r.Place, n, *r.Fold)
		}
	}
	return nil
}

//go:build attack && linux

package attack

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// The aims that depend on the machine: what is beyond them is marked, and fails
// nothing.
const (
	ackAim    = 200 * time.Millisecond
	memoryAim = 64.0 // MiB above idle
	// plainTalk is how much of what plain guests say a host keeps in memory, as the
	// README says: a case in which they say much is allowed that as well.
	plainTalk = 64.0 // MiB
)

// row is the result of a case.
type row struct {
	part, name               string
	attempts                 int             // connections, or bits turned
	took                     []time.Duration // of ACKs, ascending
	shown                    []time.Duration // until a member's own message stood in its talk, ascending
	lost, doubled, disorder  int
	risen, allowed           float64 // MiB
	peakFDs, endFDs          int
	fails, remarks           []string
	hasTalk, hasFDs, hasRise bool
}

func (r *row) fail(format string, args ...any) {
	r.fails = append(r.fails, fmt.Sprintf(format, args...))
}

func (r *row) remark(format string, args ...any) {
	r.remarks = append(r.remarks, fmt.Sprintf(format, args...))
}

// above are the aims that it misses.
func (r *row) above() (missed []string) {
	if p := percentile(r.took, 99); p > ackAim {
		missed = append(missed, "p99")
	}
	if r.risen > r.allowed {
		missed = append(missed, "memory")
	}
	return missed
}

// percentile of ascending durations; zero if there are none.
func percentile(took []time.Duration, p int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	return took[len(took)*p/100]
}

// table collects the rows.
type table struct{ rows []*row }

// add fails the test of a case for what its row says.
func (b *table) add(t *testing.T, r *row) {
	t.Helper()
	if r.lost+r.doubled+r.disorder > 0 {
		r.fail("%d lost, %d doubled, %d out of order", r.lost, r.doubled, r.disorder)
	}
	b.rows = append(b.rows, r)
	for _, f := range r.fails {
		t.Error(f)
	}
	for _, m := range r.above() {
		t.Logf("%s is above the aim", m)
	}
	for _, m := range r.remarks {
		t.Log(m)
	}
}

// print writes the table to the standard output.
func (b *table) print(took time.Duration) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "case\tattempts\tACK p50\tp99 ms\tshown p99\tlost\tdoubled\tdisorder\tMiB above idle\tfds peak\tfds after\t\t\n")
	fmt.Fprintf(w, "aim\t\t\t≤ %d\t\t0\t0\t0\t≤ %.0f\t\tas before\t\t\n", ackAim.Milliseconds(), memoryAim)
	failed, above := 0, 0
	for _, r := range b.rows {
		cell := func(has bool, format string, args ...any) string {
			if !has {
				return "–"
			}
			return fmt.Sprintf(format, args...)
		}
		mark := func(what string) string {
			if slices.Contains(r.above(), what) {
				return "*"
			}
			return " "
		}
		verdict := "ok"
		if len(r.above()) > 0 {
			above++
			verdict = "above the aim"
		}
		if len(r.fails) > 0 {
			failed++
			verdict = "FAILED"
		}
		fmt.Fprintf(w, "%s: %s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", r.part, r.name, r.attempts,
			cell(len(r.took) > 0, "%d", percentile(r.took, 50).Milliseconds()),
			cell(len(r.took) > 0, "%d%s", percentile(r.took, 99).Milliseconds(), mark("p99")),
			cell(len(r.shown) > 0, "%d", percentile(r.shown, 99).Milliseconds()),
			cell(r.hasTalk, "%d", r.lost), cell(r.hasTalk, "%d", r.doubled), cell(r.hasTalk, "%d", r.disorder),
			cell(r.hasRise, "%.0f%s", r.risen, mark("memory")), cell(r.hasFDs, "%d", r.peakFDs), cell(r.hasFDs, "%d", r.endFDs), verdict)
	}
	_ = w.Flush()
	for _, r := range b.rows {
		for _, f := range r.fails {
			fmt.Printf("FAILED %s: %s: %s\n", r.part, r.name, strings.ReplaceAll(f, "\n", "\n\t"))
		}
		for _, m := range r.remarks {
			fmt.Printf("       %s: %s: %s\n", r.part, r.name, m)
		}
	}
	fmt.Printf("%d cases in %v: %d failed, %d above an aim (marked *; where plain guests say much, %.0f MiB of their talk are allowed beside)\n",
		len(b.rows), took.Round(time.Second), failed, above, plainTalk)
}

package failpoint

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"confab/transport/internal/store"
)

// Variable is the environment variable that Options reads: items separated by
// commas. "before commit:17" kills the process when it passes that point for the
// 17th time; "before commit~5ms" has it wait there each time; "clock-3600" has
// the store's clock run an hour late.
const Variable = "CONFAB_FAILPOINT"

// Clock begins the item that sets the clock; seconds with their sign follow.
const Clock = "clock"

// Points are the names of the places, in the order they are passed.
var Points = []string{"after read", "before commit", "after commit", "before answer"}

// Options are what the environment variable asks for; without it they are zero.
// The process ends with code 2 when the variable makes no sense.
func Options() store.Options {
	o, err := parse(os.Getenv(Variable), kill)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return o
}

// kill ends this process as kill -9 does: nothing is flushed, closed or told.
func kill() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // the signal is on its way
}

// parse reads the value of Variable; die is what a point does at last.
func parse(value string, die func()) (o store.Options, err error) {
	h := &o.Hooks
	at := map[string]*func(){
		Points[0]: &h.AfterRead, Points[1]: &h.BeforeCommit, Points[2]: &h.AfterCommit, Points[3]: &h.BeforeAnswer,
	}
	for item := range strings.SplitSeq(value, ",") {
		if item == "" {
			continue
		}
		if seconds, ok := strings.CutPrefix(item, Clock); ok {
			n, err := strconv.ParseInt(seconds, 10, 64)
			if err != nil {
				return store.Options{}, fmt.Errorf("%s: %q sets no clock: %w", Variable, item, err)
			}
			o.Now = func() time.Time { return time.Now().Add(time.Duration(n) * time.Second) }
			continue
		}
		point, do, err := parseItem(item, die)
		hook := at[point]
		if hook == nil || err != nil {
			return store.Options{}, fmt.Errorf("%s: %q is no fail-point (%v)", Variable, item, err)
		}
		if before := *hook; before != nil {
			after := do
			do = func() {
				before()
				after()
			}
		}
		*hook = do
	}
	return o, nil
}

func parseItem(item string, die func()) (point string, do func(), err error) {
	if point, wait, ok := strings.Cut(item, "~"); ok {
		d, err := time.ParseDuration(wait)
		return point, func() { time.Sleep(d) }, err
	}
	point, pass, _ := strings.Cut(item, ":")
	last, err := strconv.ParseInt(pass, 10, 64)
	if err == nil && last < 1 {
		err = fmt.Errorf("the first pass is 1")
	}
	var passed atomic.Int64
	return point, func() {
		if passed.Add(1) == last {
			die()
		}
	}, err
}

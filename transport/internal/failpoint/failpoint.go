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

// Variable is the environment variable that Hooks reads: items separated by
// commas. "before commit:17" kills the process when it passes that point for the
// 17th time; "before commit~5ms" has it wait there each time.
const Variable = "CONFAB_FAILPOINT"

// Points are the names of the places, in the order they are passed.
var Points = []string{"after read", "before commit", "after commit", "before answer"}

// Hooks are what the environment variable asks for; without it there are none.
// The process ends with code 2 when the variable makes no sense.
func Hooks() store.Hooks {
	hooks, err := parse(os.Getenv(Variable), kill)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return hooks
}

// kill ends this process as kill -9 does: nothing is flushed, closed or told.
func kill() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // the signal is on its way
}

// parse reads the value of Variable; die is what a point does at last.
func parse(value string, die func()) (h store.Hooks, err error) {
	at := map[string]*func(){
		Points[0]: &h.AfterRead, Points[1]: &h.BeforeCommit, Points[2]: &h.AfterCommit, Points[3]: &h.BeforeAnswer,
	}
	for item := range strings.SplitSeq(value, ",") {
		if item == "" {
			continue
		}
		point, do, err := parseItem(item, die)
		hook := at[point]
		if hook == nil || err != nil {
			return store.Hooks{}, fmt.Errorf("%s: %q is no fail-point (%v)", Variable, item, err)
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
	return h, nil
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

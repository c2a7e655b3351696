//go:build attack && linux

package attack

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/program"
)

// patience bounds a wait for something that takes a moment.
const patience = 30 * time.Second

var (
	lasts = flag.Duration("confab.case", 6*time.Second, "how long each case is attacked")
	flips = flag.Int("confab.flips", 60, "how many bits of a host's disk are turned, one at a time")
	seed  = flag.Uint64("confab.seed", 0, "repeats the choice of bits; 0 makes another one")
)

// confab is the program under test; scratch is removed when the tests end.
var confab, scratch string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	if dir, addr, is := strings.Cut(os.Getenv(crewVariable), "\n"); is {
		return crewMain(dir, addr)
	}
	var err error
	if err = enterNetwork(); err == nil {
		scratch, err = os.MkdirTemp("", "confab-attack")
	}
	if err == nil {
		defer os.RemoveAll(scratch)
		confab, err = program.Build(scratch, "confab", program.Headless)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func TestAttack(t *testing.T) {
	begun := time.Now()
	var results table
	results.run(t, assaultCase{name: "none", attack: func(a *assault) { <-a.ctx.Done() }})
	t.Run("strangers", func(t *testing.T) {
		for _, c := range strangers {
			results.run(t, c)
		}
	})
	t.Run("invitations", func(t *testing.T) {
		for _, c := range invitations {
			results.run(t, c)
		}
	})
	t.Run("members", func(t *testing.T) {
		for _, c := range members {
			results.run(t, c)
		}
	})
	t.Run("hosts", func(t *testing.T) {
		for _, c := range hosts {
			results.visit(t, c)
		}
	})
	t.Run("flips", func(t *testing.T) { results.flip(t, *flips) })
	results.print(time.Since(begun))
}

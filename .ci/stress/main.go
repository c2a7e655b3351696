//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code, err := stress(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "stress:", err)
		os.Exit(1)
	}
	os.Exit(code)
}

// stress does what is left to do and returns the exit code: 1 when anything
// failed, now or before an interruption, 130 when it was interrupted.
func stress(ctx context.Context) (code int, err error) {
	runs, err := number("STRESS_RUNS", 20)
	if err != nil {
		return 0, err
	}
	races, err := number("STRESS_RACE", 5)
	if err != nil {
		return 0, err
	}
	only, err := regexp.Compile(os.Getenv("STRESS_ONLY"))
	if err != nil {
		return 0, fmt.Errorf("reading STRESS_ONLY: %w", err)
	}
	digest, err := treeDigest(".")
	if err != nil {
		return 0, fmt.Errorf("reading the tree: %w", err)
	}
	dir, err := filepath.Abs(filepath.Join("builds", "stress", digest))
	if err != nil {
		return 0, err
	}
	j, err := openJournal(dir)
	if err != nil {
		return 0, err
	}
	defer j.close()
	units, err := findUnits(ctx)
	if err != nil {
		return 0, err
	}
	cores, err := coresButOne()
	if err != nil {
		return 0, err
	}
	fmt.Printf("== stress of the tree %s, on the cores %s; %s\n", digest, cores, dir)
	m := machine{dir: dir, cores: cores, built: map[string]string{}}
	for _, step := range plan(units, runs, races) {
		if !only.MatchString(step.unit.name) || j.has(step) {
			continue
		}
		start := time.Now()
		result, err := m.run(ctx, step)
		if ctx.Err() != nil {
			break // this run counts for nothing
		}
		if err != nil {
			return 0, err
		}
		result.Seconds = int(time.Since(start).Seconds())
		if err := j.add(result); err != nil {
			return 0, fmt.Errorf("writing down what has run: %w", err)
		}
		fmt.Println(result)
	}
	failed := j.table(os.Stdout, plan(units, runs, races))
	switch {
	case ctx.Err() != nil:
		fmt.Println("== interrupted; the same command goes on from here")
		return 130, nil
	case failed:
		return 1, nil
	}
	return 0, nil
}

// number returns the value of the environment variable name, or otherwise.
func number(name string, otherwise int) (int, error) {
	s := os.Getenv(name)
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s=%q is not a number of runs", name, s)
	}
	return n, nil
}

// step is one run of a unit, its round counted from 1.
type step struct {
	unit  unit
	round int
}

// plan is every step in its order: rounds of all units, with the rounds of the
// race stage spread among them, so that an interrupted stress has seen some of
// everything.
func plan(units []unit, runs, races int) (steps []step) {
	raced := 0
	race := func(until int) {
		for ; raced < until; raced++ {
			steps = append(steps, step{raceStage, raced + 1})
		}
	}
	for round := 1; round <= runs; round++ {
		for _, u := range units {
			steps = append(steps, step{u, round})
		}
		race(races * round / runs)
	}
	race(races)
	return steps
}

//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each benchmark runs in each tree")
	only := flag.String("only", ".", "regular expression: which figures of the table")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := compare(ctx, flag.Args(), *rounds, *only); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		stop()
		os.Exit(1)
	}
}

func compare(ctx context.Context, args []string, rounds int, only string) error {
	if len(args) != 1 || rounds < 1 {
		return errors.New("usage: compare [-rounds n] [-only regexp] REVISION")
	}
	wanted, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("reading -only: %w", err)
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "confab-compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	kept := filepath.Join(here, "builds", "compare")
	before := &tree{name: "before", dir: filepath.Join(temp, "before"), builds: temp}
	after := &tree{name: "after", dir: here, builds: temp}
	err = os.MkdirAll(kept, 0o755)
	for _, t := range []*tree{before, after} {
		t.printed = filepath.Join(kept, t.name+".txt")
		err = errors.Join(err, os.RemoveAll(t.printed))
	}
	if err != nil {
		return err
	}
	if err := lay(ctx, args[0], before.dir); err != nil {
		return err
	}
	var t table
	for i := range measurements {
		m := measurements[i]
		m.figures = slices.DeleteFunc(slices.Clone(m.figures), func(f figure) bool { return !wanted.MatchString(f.label) })
		if len(m.figures) == 0 {
			continue
		}
		fmt.Fprintf(os.Stderr, "== %s: %s\n", m.pkg, m.bench)
		programs := [2]string{}
		var errs [2]error
		programs[0], errs[0] = before.borrow(ctx, &m, after)
		programs[1], errs[1] = after.program(ctx, &m)
		var found [2][]results
		for round := range rounds {
			for turn := range 2 {
				which := (round + turn) % 2 // each goes first in turn
				if errs[which] == nil {
					var r results
					r, errs[which] = []*tree{before, after}[which].run(ctx, &m, programs[which])
					found[which] = append(found[which], r)
				}
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		t.add(&m, found, errs)
	}
	fmt.Printf("\nThe tree against %s, %d rounds in turn\n\n", args[0], rounds)
	t.print(os.Stdout)
	return nil
}

// memory is a file system in memory, as Linux has it.
const memory = "/dev/shm"

// longest bounds a run, so that one that hangs ends.
const longest = "15m"

// run runs the benchmarks of a measurement once, and keeps what they print.
func (t *tree) run(ctx context.Context, m *measurement, program string) (results, error) {
	cmd := t.command(ctx, t.pkg(m), t.work(m), program, "-test.run=^$", "-test.bench="+m.bench, "-test.benchtime="+m.time,
		"-test.benchmem", "-test.timeout="+longest)
	if info, err := os.Stat(memory); m.memory && err == nil && info.IsDir() {
		cmd.Env = append(cmd.Env, "TMPDIR="+memory)
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	f, ferr := os.OpenFile(t.printed, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if ferr == nil {
		_, ferr = f.Write(out.Bytes())
		ferr = errors.Join(ferr, f.Close())
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		err = fmt.Errorf("%w: %s", err, last(out.String()+said.String()))
	}
	return read(out.String()), errors.Join(err, ferr)
}

// last are the last lines of what a program printed.
func last(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-10):], "\n")
}

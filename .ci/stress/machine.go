//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// machine runs steps.
type machine struct {
	dir   string            // where all is kept
	cores string            // for taskset
	built map[string]string // test programs, by the name of their unit
}

// coresButOne are the cores that this process may use without the first of them,
// as taskset takes them. A machine with one core keeps that.
func coresButOne() (string, error) {
	out, err := exec.Command("taskset", "-cp", strconv.Itoa(os.Getpid())).Output()
	if err != nil {
		return "", fmt.Errorf("asking taskset for the cores: %w", err)
	}
	_, list, _ := strings.Cut(strings.TrimSpace(string(out)), ": ")
	var cores []string
	for part := range strings.SplitSeq(list, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil {
			return "", fmt.Errorf("taskset names the cores %q", list)
		}
		for ; from <= to; from++ {
			cores = append(cores, strconv.Itoa(from))
		}
	}
	if len(cores) > 1 {
		cores = cores[1:]
	}
	return strings.Join(cores, ","), nil
}

// longest bounds a run as a whole, so that one that hangs ends.
const longest = "2h"

// run runs a step. An error says that nothing could be run at all; what does not
// compile is a result.
func (m *machine) run(ctx context.Context, s step) (*result, error) {
	r := &result{Unit: s.unit.name, Round: s.round, Tests: map[string]string{}}
	var argv []string
	if s.unit.race {
		argv = []string{"go", "test", "-race", "-json", "-count", "1", "-timeout", longest, s.unit.pkg}
	} else {
		program, said, err := m.build(ctx, s.unit)
		if err != nil {
			return nil, err
		}
		if program == "" {
			r.Tests[s.unit.pkg] = "fail"
			return r, m.keep(r, said)
		}
		argv = append([]string{"go", "tool", "test2json", "-t", "-p", s.unit.pkg, program,
			"-test.v=test2json", "-test.paniconexit0", "-test.timeout=" + longest}, s.unit.args...)
	}
	cmd := grouped(ctx, append([]string{"taskset", "-c", m.cores}, argv...))
	cmd.Dir = s.unit.dir
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %v: %w", cmd.Args, err)
	}
	var text bytes.Buffer
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		r.take(lines.Bytes(), &text)
	}
	err = cmd.Wait()
	if ctx.Err() != nil || err == nil && !r.failed() { // of what was interrupted nothing is kept
		return r, nil
	}
	// It may have ended without saying which test did not: a crash, a time-out.
	if !r.failed() {
		r.Tests[s.unit.pkg] = "fail"
	}
	text.Write(said.Bytes())
	fmt.Fprintln(&text, err)
	return r, m.keep(r, text.Bytes())
}

// grouped is a command that ends with all that it has started.
func grouped(ctx context.Context, argv []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		time.AfterFunc(5*time.Second, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
		return nil
	}
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// build compiles the tests of u once. Where that fails, program is "" and said
// has why.
func (m *machine) build(ctx context.Context, u unit) (program string, said []byte, err error) {
	if program = m.built[u.name]; program != "" {
		return program, nil, nil
	}
	name := strings.NewReplacer("/", "-", " ", "", ",", "-").Replace(u.name)
	program = filepath.Join(m.dir, "tests", name)
	if _, err := os.Stat(program); err != nil {
		cmd := grouped(ctx, []string{"go", "test", "-c", "-tags", u.tags, "-o", program, u.pkg})
		if said, err = cmd.CombinedOutput(); err != nil {
			return "", said, nil
		}
	}
	m.built[u.name] = program
	return program, nil, nil
}

// keep keeps what a run printed.
func (m *machine) keep(r *result, text []byte) error {
	name := strings.NewReplacer("/", "-", " ", "", ",", "-").Replace(r.Unit)
	r.Kept = filepath.Join(m.dir, "failures", fmt.Sprintf("%s-%d.txt", name, r.Round))
	if err := os.MkdirAll(filepath.Dir(r.Kept), 0o755); err != nil {
		return err
	}
	return os.WriteFile(r.Kept, text, 0o644)
}

// take takes a line of go test -json.
func (r *result) take(line []byte, text *bytes.Buffer) {
	var e struct{ Action, Package, Test, Output string }
	if json.Unmarshal(line, &e) != nil {
		text.Write(append(line, '\n'))
		return
	}
	text.WriteString(e.Output)
	name := strings.TrimSpace(e.Package + " " + e.Test)
	switch e.Action {
	case "pass", "skip":
		if e.Test != "" {
			r.Tests[name] = e.Action
		}
	case "fail":
		// Of a package only when none of its tests is to blame.
		if e.Test != "" || !r.failedIn(e.Package) {
			r.Tests[name] = e.Action
		}
	case "build-fail":
		r.Tests["building"] = "fail"
	}
}

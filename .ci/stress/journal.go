//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// result is the outcome of a step.
type result struct {
	Unit    string            `json:"unit"`
	Round   int               `json:"round"`
	Seconds int               `json:"seconds"`
	Kept    string            `json:"kept,omitempty"` // the file that has what it printed
	Tests   map[string]string `json:"tests"`          // "pass", "fail" or "skip", by package and name
}

func (r *result) failed() bool {
	return slices.Contains(slices.Collect(maps.Values(r.Tests)), "fail")
}

// failedIn reports whether a test of the package failed.
func (r *result) failedIn(pkg string) bool {
	for name, action := range r.Tests {
		if action == "fail" && strings.HasPrefix(name, pkg+" ") {
			return true
		}
	}
	return false
}

// String is the line for whoever watches.
func (r *result) String() string {
	line := fmt.Sprintf("-- %-34s round %2d: %4d s", r.Unit, r.Round, r.Seconds)
	if r.failed() {
		line += ", FAILED: " + r.Kept
	}
	return line
}

// journal has the results of all runs on this tree, one line each in a file.
type journal struct {
	file    *os.File
	results []*result
}

func openJournal(dir string) (*journal, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "results.jsonl"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	j := &journal{file: f}
	for lines := bufio.NewReader(f); ; {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			if len(line) > 0 { // the machine went down while it was written
				_, err = f.Write([]byte{'\n'})
				return j, err
			}
			return j, nil
		}
		if err != nil {
			return nil, err
		}
		var r result
		if json.Unmarshal(line, &r) == nil {
			j.results = append(j.results, &r)
		}
	}
}

func (j *journal) close() { _ = j.file.Close() }

func (j *journal) has(s step) bool {
	return slices.ContainsFunc(j.results, func(r *result) bool { return r.Unit == s.unit.name && r.Round == s.round })
}

func (j *journal) add(r *result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	j.results = append(j.results, r)
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// table prints how often each test passed, failed and was skipped, the subtests
// only that did not pass every time, and what of the plan has run. It reports
// whether anything failed.
func (j *journal) table(w io.Writer, all []step) (failed bool) {
	type count struct {
		pass, fail, skip int
		kept             []string
	}
	counts := map[string]map[string]*count{} // by unit and test
	for _, r := range j.results {
		if counts[r.Unit] == nil {
			counts[r.Unit] = map[string]*count{}
		}
		for name, action := range r.Tests {
			c := counts[r.Unit][name]
			if c == nil {
				c = &count{}
				counts[r.Unit][name] = c
			}
			switch action {
			case "pass":
				c.pass++
			case "skip":
				c.skip++
			case "fail":
				c.fail++
				c.kept = append(c.kept, r.Kept)
				failed = true
			}
		}
	}
	for _, unit := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(w, "== %s\n%8s %8s %8s\n", unit, "passed", "failed", "skipped")
		for _, name := range slices.Sorted(maps.Keys(counts[unit])) {
			c := counts[unit][name]
			_, test, _ := strings.Cut(name, " ")
			if strings.Contains(test, "/") && c.fail+c.skip == 0 {
				continue
			}
			fmt.Fprintf(w, "%8d %8d %8d  %s\n", c.pass, c.fail, c.skip, name)
			for _, file := range c.kept {
				fmt.Fprintf(w, "%28s%s\n", "", file)
			}
		}
	}
	done, wanting := 0, map[string]int{}
	for _, s := range all {
		if j.has(s) {
			done++
		} else {
			wanting[s.unit.name]++
		}
	}
	fmt.Fprintf(w, "== %d of %d runs are done\n", done, len(all))
	for _, name := range slices.Sorted(maps.Keys(wanting)) {
		fmt.Fprintf(w, "   %d still to do: %s\n", wanting[name], name)
	}
	return failed
}

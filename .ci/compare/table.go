//go:build unix

package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// results are the figures that one run printed, by benchmark and unit.
type results map[[2]string]float64

// processors matches the suffix of a benchmark's name, the number of processors.
var processors = regexp.MustCompile(`-\d+$`)

// read reads the lines of benchmarks: a name, a count, and values with units.
func read(out string) results {
	r := results{}
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name := processors.ReplaceAllString(words[0], "")
		for i := 2; i+1 < len(words); i += 2 {
			if v, err := strconv.ParseFloat(words[i], 64); err == nil {
				r[[2]string{name, words[i+1]}] = v
			}
		}
	}
	return r
}

// row is a line of the table: a figure in all rounds, before and after.
type row struct {
	figure
	values [2][]float64
}

// table holds the results of all rounds.
type table struct {
	rows  []row
	notes []string
}

// add takes what a measurement found.
func (t *table) add(m *measurement, found [2][]results, errs [2]error) {
	for i, err := range errs {
		if err != nil {
			t.notes = append(t.notes, fmt.Sprintf("%s, %s: %v", m.bench, []string{"before", "after"}[i], err))
		}
	}
	for _, f := range m.figures {
		r := row{figure: f}
		for i, runs := range found {
			for _, run := range runs {
				if v, ok := run[[2]string{f.bench, f.unit}]; ok {
					r.values[i] = append(r.values[i], v)
				}
			}
		}
		t.rows = append(t.rows, r)
	}
}

// ratios are how many times better each round was after than before.
func (r *row) ratios() (list []float64) {
	for i := range min(len(r.values[0]), len(r.values[1])) {
		before, after := r.values[0][i], r.values[1][i]
		if r.higher {
			before, after = after, before
		}
		if after != 0 {
			list = append(list, before/after)
		}
	}
	return list
}

// verdict sums up the rounds of one figure.
func verdict(ratios []float64) string {
	switch {
	case len(ratios) < 2:
	case slices.Min(ratios) > 1:
		return "better"
	case slices.Max(ratios) < 1:
		return "worse"
	}
	return ""
}

// print writes the table.
func (t *table) print(out io.Writer) {
	width := 0
	for _, r := range t.rows {
		width = max(width, utf8.RuneCountInString(r.label))
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%-*s\tbefore\t±\tafter\t±\ttimes better\tlowest\thighest\t\t\n", width, "")
	for _, r := range t.rows {
		fmt.Fprintf(w, "%-*s\t%s\t%s\t", width, r.label, side(r.values[0]), side(r.values[1]))
		if ratios := r.ratios(); len(ratios) > 0 {
			fmt.Fprintf(w, "%.2f\t%.2f\t%.2f\t%s\t\n", median(ratios), slices.Min(ratios), slices.Max(ratios), verdict(ratios))
		} else {
			fmt.Fprintln(w, "\t\t\t\t")
		}
	}
	_ = w.Flush() // the output is the terminal's
	for _, note := range t.notes {
		fmt.Fprintf(out, "\nnot measured: %s\n", note)
	}
}

// side is the median of one tree and half of the distance between its extremes.
func side(values []float64) string {
	if len(values) == 0 {
		return "none\t"
	}
	m := median(values)
	if m == 0 {
		return "0\t"
	}
	spread := 50 * (slices.Max(values) - slices.Min(values)) / m
	return fmt.Sprintf("%s\t%.0f %%", strconv.FormatFloat(m, 'f', digits(m), 64), spread)
}

// digits is how many decimals a value is shown with.
func digits(v float64) int {
	switch {
	case v >= 100:
		return 0
	case v >= 10:
		return 1
	}
	return 2
}

// median is the middle of values, of which there is at least one.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

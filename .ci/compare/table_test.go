//go:build unix

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestResultsAreRead(t *testing.T) {
	r := read("goos: linux\nBenchmarkAcked/1_sender,_fast-2 \t 1\t 512.5 acked/s\t 3 ms-p99\nBenchmarkAcked/1_sender-16\t2\t7 acked/s\nPASS\n")
	want := results{{"BenchmarkAcked/1_sender,_fast", "acked/s"}: 512.5, {"BenchmarkAcked/1_sender,_fast", "ms-p99"}: 3,
		{"BenchmarkAcked/1_sender", "acked/s"}: 7}
	if len(r) != len(want) {
		t.Errorf("%v", r)
	}
	for key, value := range want {
		if r[key] != value {
			t.Errorf("%v is %v, want %v", key, r[key], value)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{9, 1}, 5}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		before := slices.Clone(c.values)
		if got := median(c.values); got != c.want || !slices.Equal(before, c.values) {
			t.Errorf("median of %v is %v", before, got)
		}
	}
}

func TestTable(t *testing.T) {
	m := &measurement{bench: "X", figures: []figure{
		{"faster", "B", "op/s", true}, {"slower", "B", "ms", false}, {"as before", "B", "n", false}, {"new", "B", "k", false}}}
	before, after := []results{}, []results{}
	for i := range 3 {
		d := float64(i)
		before = append(before, results{{"B", "op/s"}: 100 + d, {"B", "ms"}: 10, {"B", "n"}: 10 + d})
		after = append(after, results{{"B", "op/s"}: 200 + 2*d, {"B", "ms"}: 20 + d, {"B", "n"}: 11, {"B", "k"}: 5})
	}
	var found table
	found.add(m, [2][]results{before, after}, [2]error{})
	var out strings.Builder
	found.print(&out)
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{"before", "faster 101 1 % 202 1 % 2.00 2.00 2.00 better", "slower 10.0 0 % 21.0 5 % 0.48 0.45 0.50 worse",
		"as before 11.0 9 % 11.0 0 % 1.00 0.91 1.09", "new none 5.00 0 %"} {
		if got := strings.Join(strings.Fields(lines[i]), " "); !strings.HasPrefix(got, want) {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
}

//go:build unix

package main

// measurement is one run of a package's benchmarks.
type measurement struct {
	pkg     string
	was     string // where pkg was in older revisions
	bench   string // for -test.bench
	time    string // for -test.benchtime
	tags    string
	gio     bool     // whether it needs the patched Gio
	memory  bool     // whether its folders are in memory where the system has such
	files   []string // the benchmark's own, of pkg; they may come from the other tree
	figures []figure
}

// figure is one result of a measurement.
type figure struct {
	label  string
	bench  string // the name that the benchmark prints
	unit   string
	higher bool // higher is better
}

// measurements are what is compared, in the order of the table.
var measurements = []measurement{
	{
		pkg: "transport/internal/core", was: "transport", bench: "^BenchmarkFanout$/^1000?_guests$", time: "1x", files: []string{"bench_fanout_test.go"},
		figures: []figure{
			{"fan-out to 100 plain guests, deliveries/s", "BenchmarkFanout/100_guests", "deliveries/s", true},
			{"fan-out to 100 plain guests, CPU s per million", "BenchmarkFanout/100_guests", "cpu-s/M", false},
			{"fan-out to 1000 plain guests, deliveries/s", "BenchmarkFanout/1000_guests", "deliveries/s", true},
			{"fan-out to 1000 plain guests, CPU s per million", "BenchmarkFanout/1000_guests", "cpu-s/M", false},
		},
	},
	{
		pkg: "transport/internal/hub", bench: "^BenchmarkFanOutOf10000$/^(silent|confirming)$", time: "1x", files: []string{"bench_test.go"},
		figures: []figure{
			{"one message to 10000 members, ms", "BenchmarkFanOutOf10000/silent", "ms/median", false},
			{"one message to 10000 members who confirm, ms", "BenchmarkFanOutOf10000/confirming", "ms/median", false},
			{"one message to 10000 members who confirm, host's CPU ms", "BenchmarkFanOutOf10000/confirming", "host-CPU-ms/message", false},
		},
	},
	{
		pkg: "transport/internal/hub", bench: "^BenchmarkAcked$/(as_fast_as_it_goes|one_by_one)", time: "1x", files: []string{"bench_ack_test.go"},
		figures: []figure{
			{"1 sender, one message at a time, ms p50", "BenchmarkAcked/1_to_everyone,_one_by_one", "ms-p50", false},
			{"1 sender, one message at a time, ms p99", "BenchmarkAcked/1_to_everyone,_one_by_one", "ms-p99", false},
			{"1 sender, one message at a time, CPU µs a message", "BenchmarkAcked/1_to_everyone,_one_by_one", "cpu-µs/message", false},
			{"50 senders, one message at a time each, acked/s", "BenchmarkAcked/50_to_everyone,_one_by_one", "acked/s", true},
			{"50 senders, one message at a time each, ms p99", "BenchmarkAcked/50_to_everyone,_one_by_one", "ms-p99", false},
			{"50 senders, one message at a time each, CPU µs a message", "BenchmarkAcked/50_to_everyone,_one_by_one", "cpu-µs/message", false},
			{"1 sender, acked/s", "BenchmarkAcked/1_to_everyone,_as_fast_as_it_goes", "acked/s", true},
			{"1 sender, ms p99", "BenchmarkAcked/1_to_everyone,_as_fast_as_it_goes", "ms-p99", false},
			{"1 sender, CPU µs a message", "BenchmarkAcked/1_to_everyone,_as_fast_as_it_goes", "cpu-µs/message", false},
			{"10 senders, acked/s", "BenchmarkAcked/10_to_everyone,_as_fast_as_it_goes", "acked/s", true},
			{"10 senders, ms p99", "BenchmarkAcked/10_to_everyone,_as_fast_as_it_goes", "ms-p99", false},
			{"10 senders, CPU µs a message", "BenchmarkAcked/10_to_everyone,_as_fast_as_it_goes", "cpu-µs/message", false},
			{"50 senders, acked/s", "BenchmarkAcked/50_to_everyone,_as_fast_as_it_goes", "acked/s", true},
			{"50 senders, ms p99", "BenchmarkAcked/50_to_everyone,_as_fast_as_it_goes", "ms-p99", false},
			{"50 senders, CPU µs a message", "BenchmarkAcked/50_to_everyone,_as_fast_as_it_goes", "cpu-µs/message", false},
			{"50 senders to the host only, acked/s", "BenchmarkAcked/50_to_the_host_only,_as_fast_as_it_goes", "acked/s", true},
			{"50 senders to the host only, ms p99", "BenchmarkAcked/50_to_the_host_only,_as_fast_as_it_goes", "ms-p99", false},
			{"50 senders to the host only, CPU µs a message", "BenchmarkAcked/50_to_the_host_only,_as_fast_as_it_goes", "cpu-µs/message", false},
		},
	},
	{
		// Fifty members who share one disk would measure how fast that syncs.
		pkg: "transport/internal/core", was: "transport", bench: "^BenchmarkChange$", time: "1x", memory: true, files: []string{"bench_change_test.go"},
		figures: []figure{
			{"an edit to 50 members, ms", "BenchmarkChange/edit", "ms/median", false},
			{"an edit to 50 members, CPU ms", "BenchmarkChange/edit", "cpu-ms", false},
			{"a reaction to 50 members, ms", "BenchmarkChange/reaction", "ms/median", false},
			{"a reaction to 50 members, CPU ms", "BenchmarkChange/reaction", "cpu-ms", false},
		},
	},
	{
		pkg: "transport/internal/follow", bench: "^BenchmarkResume$", time: "1x",
		figures: []figure{
			{"resume of 100000, messages/s", "BenchmarkResume", "messages/s", true},
		},
	},
	{
		pkg: "ui", bench: "^BenchmarkFrame$/100_000_messages", time: "1s", gio: true,
		figures: []figure{
			{"frame with 100000 messages, ns", "BenchmarkFrame/100_000_messages", "ns/op", false},
			{"frame with 100000 messages, allocations", "BenchmarkFrame/100_000_messages", "allocs/op", false},
		},
	},
	{
		pkg: "ui/e2e", bench: "^BenchmarkFirstFrame$/^again$", time: "1x", tags: "e2e", gio: true, files: []string{"numbers_test.go"},
		figures: []figure{
			{"start to first frame, ms", "BenchmarkFirstFrame/again", "ms-median", false},
		},
	},
}

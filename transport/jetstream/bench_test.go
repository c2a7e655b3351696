package jetstream

import (
	"slices"
	"testing"
	"time"
)

const (
	patience = time.Minute
	rounds   = 5
	turn     = 2 * time.Second // of each in a round
	rest     = 2 * time.Second // before each turn
	members  = 50
	line     = "a message of some length, as people write them: 今天晚上一起吃饭吗？"
)

// rate is what one turn found.
type rate struct {
	acked float64       // a second
	p99   time.Duration // from the message to its acknowledgement
}

func newRate(times [][]time.Duration, took time.Duration) rate {
	all := slices.Concat(times...)
	slices.Sort(all)
	if len(all) == 0 {
		return rate{}
	}
	return rate{float64(len(all)) / took.Seconds(), all[len(all)*99/100]}
}

// BenchmarkAcked is acknowledged messages a second, and the time that 99 of 100
// wait at most, with 50 who send at once: medians of rounds in which the two take
// turns, whatever -benchtime says.
func BenchmarkAcked(b *testing.B) {
	for _, c := range []struct {
		name        string
		outstanding int
		all         bool
	}{
		{"one at a time, only acknowledged", 1, false},
		{"one at a time, and sent to all", 1, true},
		{"two at a time, only acknowledged", 2, false},
		{"two at a time, and sent to all", 2, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			publishers := startBroker(b).publishers(b, members, c.outstanding, c.all)
			senders := startHost(b).senders(b, members, c.outstanding, c.all)
			var nats, confab []rate
			for i := range 2 * rounds {
				time.Sleep(rest) // what is written behind is over then
				if i%4 == 0 || i%4 == 3 {
					nats = append(nats, publishers.measure(b))
				} else {
					confab = append(confab, senders.measure(b))
				}
			}
			acked := func(r rate) float64 { return r.acked }
			p99 := func(r rate) float64 { return milliseconds(r.p99) }
			ratios := make([]float64, rounds)
			for i := range ratios {
				ratios[i] = confab[i].acked / nats[i].acked
			}
			slices.Sort(ratios)
			for range b.N { // what was measured above is reported whole
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(nats, acked), "nats-acked/s")
			b.ReportMetric(median(nats, p99), "nats-ms-p99")
			b.ReportMetric(median(confab, acked), "acked/s")
			b.ReportMetric(median(confab, p99), "ms-p99")
			b.ReportMetric(ratios[rounds/2], "×nats")
			b.Logf("Confab is %.2f to %.2f times NATS in %d rounds", ratios[0], ratios[rounds-1], rounds)
		})
	}
}

func median(rates []rate, of func(rate) float64) float64 {
	var values []float64
	for _, r := range rates {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

//go:build linux

package core

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// residentBytes is the memory of this process that is in use by it, as the
// system sees it.
func residentBytes(b *testing.B) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib int
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		b.Fatal(err)
	}
	return kib << 10
}

// BenchmarkIdleGuests tells what a guest costs the host that says nothing, one that
// said something once, and one that then ended its direction. It measures once, whatever
// -benchtime says.
func BenchmarkIdleGuests(b *testing.B) {
	const n = 10_000
	for _, how := range []string{"silent", "drain", "ask"} {
		name := map[string]string{"silent": "10 000 who never spoke", "drain": "10 000 who spoke once", "ask": "10 000 who say nothing more"}[how]
		b.Run(name, func(b *testing.B) {
			needDescriptors(b, n+200)
			s := NewServer(Options{Limits: Limits{HalfCloseWithin: time.Hour, HalfClosed: n}})
			defer s.Close()
			s.Start("127.0.0.1:0")
			for len(s.Addrs()) == 0 {
				runtime.Gosched()
			}
			use := func() (heap, resident int) {
				runtime.GC()
				debug.FreeOSMemory()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				return int(m.HeapInuse + m.StackInuse), residentBytes(b)
			}
			heap, resident := use()
			crowd := spawn(b, nil, "crowd", s.Addrs()[0], n, how)
			crowd.expect(b, "here")
			for deadline := until(60 * time.Second); ; pauseFor(100 * time.Millisecond) {
				plain := 0
				for _, p := range s.Peers() {
					if p.Kind == Plain && p.Silent == (how == "silent") && p.HalfClosed == (how == "ask") {
						plain++
					}
				}
				if plain == n {
					break
				}
				if deadline() {
					b.Fatalf("%d of %d guests", plain, n)
				}
			}
			heapThen, residentThen := use()
			before := cpuTime()
			pauseFor(2 * time.Second)
			used := cpuTime() - before
			for range b.N { // what was measured above is reported whole
			}
			b.ReportMetric(float64(heapThen-heap)/n/1024, "KiB-heap+stack/guest")
			b.ReportMetric(float64(residentThen-resident)/n/1024, "KiB-RSS/guest")
			b.ReportMetric(100*used.Seconds()/2, "%CPU-idle")
			b.ReportMetric(0, "ns/op")
			crowd.end(b)
		})
	}
}

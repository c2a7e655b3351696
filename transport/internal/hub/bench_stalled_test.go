package hub

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

var stalledTime = flag.Duration("confab.stalled", time.Minute, "how long BenchmarkStalledReaders lasts; the issue asks for 10m")

// stalledRole is many members who say HELLO and PING and read nothing at all: as
// crowdRole. It says "here" when all said HELLO, and "cut" when one was cut and
// comes again.
func stalledRole(args []string) error {
	const pingPause = time.Second
	return eachOf(args, func(ctx context.Context, m *crowdMember) {
		ping := time.NewTicker(pingPause)
		defer ping.Stop()
		for ctx.Err() == nil {
			conn, err := m.connect(ctx)
			if err != nil {
				fmt.Println("error:", err)
				return
			}
			raw := conn.NetConn()
			if m.known {
				fmt.Println("cut")
			}
			if !m.known {
				m.known = true
				m.count(&m.welcomed, "here", "here")
			}
			for err == nil {
				select {
				case <-ping.C:
					err = m.say(conn, &wire.Ping{Token: 1})
				case <-ctx.Done():
					err = ctx.Err()
				}
			}
			_ = raw.Close()
		}
	})
}

// BenchmarkStalledReaders is what the host grows by while 200 members read
// nothing and 10 others talk. The aim is 32 MB. Who is cut because it does not
// read comes again at once and knows nothing yet, so that there are always 200.
func BenchmarkStalledReaders(b *testing.B) {
	const (
		stalled, talkers = 200, 10
		perSecond        = 20 // of each, as much as is allowed
	)
	body := strings.Repeat("a long message ", 136) // 2 KiB
	p := open(b, b.TempDir(), store.Hooks{}, func(c *Config) { c.Watcher = deaf{} })
	// What the system keeps for those who do not read is not the host's; with
	// little of it they stall at once.
	p.sendBuffer.Store(16 << 10)

	// A host that has been running: recent events fill the memory they have.
	host := &actor{id: wire.Identity(p.self.ID())}
	var said sync.WaitGroup
	for range p.limits.RingBytes / len(body) * 5 / 4 {
		said.Add(1)
		p.Post(*host.text(wire.Everyone, body), wire.Identity{}, func(store.Answer, error) { said.Done() })
	}
	said.Wait()
	var all sync.WaitGroup
	stop := make(chan struct{})
	senders := make([]*sender, talkers)
	for i := range senders {
		s := p.sender(wire.Everyone, perSecond*10)
		senders[i] = s
		all.Go(func() {
			if err := s.read(); err != nil {
				b.Error(err)
			}
		})
		all.Go(func() {
			defer s.client.raw.Close()
			tick := time.NewTicker(time.Second / perSecond)
			defer tick.Stop()
			for {
				select {
				case <-stop:
					return
				case <-tick.C:
					if err := s.post(time.Now(), body); err != nil {
						b.Error(err)
						return
					}
				}
			}
		})
	}
	watch := func(d time.Duration) (live, resident int) {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for begun := time.Now(); time.Since(begun) < d; <-tick.C {
			live, resident = max(live, liveBytes()), max(resident, residentBytes())
		}
		return live, resident
	}
	live, resident := watch(5 * time.Second)
	c := spawn(b, "stalled", p.listener.Addr(), p.identity(), stalled)
	c.expect(time.Minute, "here")
	before := cpuTime()
	liveThen, residentThen := watch(*stalledTime)
	used := cpuTime() - before
	close(stop)
	c.end()
	cuts := 0
	for line := range c.lines {
		if line == "cut" {
			cuts++
		}
	}
	all.Wait()
	var times []time.Duration
	for _, s := range senders {
		times = append(times, s.times...)
	}
	slices.Sort(times)
	once(b)
	b.ReportMetric(float64(liveThen-live)/(1<<20), "MiB-heap-more")
	b.ReportMetric(float64(residentThen-resident)/(1<<20), "MiB-RSS-more")
	b.ReportMetric(float64(cuts), "cuts")
	b.ReportMetric(milliseconds(times[len(times)*99/100]), "ms-ack-p99")
	b.ReportMetric(100*used.Seconds()/stalledTime.Seconds(), "%CPU")
}

// liveBytes is what the last collection of garbage left, and the stacks.
func liveBytes() int {
	of := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(of)
	return int(of[0].Value.Uint64() + of[1].Value.Uint64())
}

// residentBytes is the memory of this process as the system sees it; zero where
// the system does not say it like Linux.
func residentBytes() int {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kib int
	_, _ = fmt.Sscan(rest, &kib)
	return kib << 10
}

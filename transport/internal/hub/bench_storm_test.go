package hub

import (
	"flag"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

var outage = flag.Duration("confab.outage", 5*time.Second, "how long the host is gone in BenchmarkReconnectStorm")

// BenchmarkReconnectStorm is how 2 000 members come back when their host does,
// each with the back-off of a client: from when the host listens again until the
// last was welcomed, and until all were told of all and have the message that
// was said meanwhile. The aim is 60 s.
func BenchmarkReconnectStorm(b *testing.B) {
	const n = 2000
	needDescriptors(b, n+200)
	p := open(b, b.TempDir(), store.Hooks{}, func(c *Config) { c.Watcher = deaf{} })
	c := spawn(b, "crowd", p.listener.Addr(), p.identity(), n)
	c.expect(2*time.Minute, "here")
	p.quiet(n)

	p.stop()
	timer := time.NewTimer(*outage)
	defer timer.Stop()
	<-timer.C

	before := cpuTime()
	begun := time.Now()
	p.start(p.listener.Addr().String())
	p.say(p.hostText(), wire.Identity{})
	var at, cpuThen int64
	c.expect(2*time.Minute, "again", &at, &cpuThen)
	welcomed := time.Unix(0, at).Sub(begun)
	p.quiet(n)
	var cpu int64
	c.expect(2*time.Minute, "heard", &at, &cpu)
	told := max(time.Since(begun), time.Unix(0, at).Sub(begun))
	used := cpuTime() - before

	once(b)
	b.ReportMetric(welcomed.Seconds(), "s-until-all-are-back")
	b.ReportMetric(told.Seconds(), "s-until-all-are-told")
	b.ReportMetric(used.Seconds(), "host-CPU-s")
	b.ReportMetric(milliseconds(used)/n, "host-CPU-ms/member")
}

package hub

import (
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Aims: one message to 10 000 members in 250 ms; 40 KiB for a silent member, both
// ends of its connection together.

// crowd joins n members of this process who read, and passes each event on. It
// returns when all have read the roster and, after it, one event.
func (p *stage) crowd(n int) (heard chan struct{}) {
	heard = make(chan struct{}, n)
	var joined sync.WaitGroup
	slots := make(chan struct{}, dialsAtOnce)
	joined.Add(n)
	for range n {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			c, err := p.dial(newActor(p))
			if err != nil {
				p.Error(err)
				joined.Done()
				return
			}
			c.say(hello("member"))
			go func() {
				for {
					f, err := c.reader.Next()
					if err != nil {
						c.conn.NetConn().Close()
						return
					}
					switch f.(type) {
					case *wire.Welcome:
						joined.Done()
					case *wire.Event:
						heard <- struct{}{}
					}
				}
			}()
		}()
	}
	joined.Wait()
	p.quiet(n)
	p.tell(heard, n)
	return heard
}

// quiet waits until the roster has gone round among n.
func (p *stage) quiet(n int) {
	pollFor(p, time.Minute, "everybody was told of everybody", func() bool {
		p.Hub.mu.Lock()
		defer p.Hub.mu.Unlock()
		return len(p.live) == n && !p.soft.pending && !slices.ContainsFunc(p.live, func(l *link) bool { return l.told != p.revision })
	})
}

// tell has the host say something, and waits until n have heard it.
func (p *stage) tell(heard <-chan struct{}, n int) {
	p.say(p.hostText(), wire.Identity{})
	for range n {
		<-heard
	}
}

func (p *stage) hostText() *wire.Post {
	host := &actor{id: wire.Identity(p.self.ID())}
	host.cids.Store(p.hostSaid.Add(1))
	return host.text(wire.Everyone, "to everybody, as people write")
}

// BenchmarkFanOut is from Post until the last of n TLS members of this process
// has read the event.
func BenchmarkFanOut(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprintf("to %d members", n), func(b *testing.B) {
			p := open(b, b.TempDir(), store.Hooks{}, func(c *Config) { c.Watcher = deaf{} })
			heard := p.crowd(n)
			var all []time.Duration
			for b.Loop() {
				begun := time.Now()
				p.tell(heard, n)
				all = append(all, time.Since(begun))
			}
			reportTimes(b, all)
		})
	}
}

// BenchmarkFanOutOf10000 is the same to 10 000 TLS members of another process,
// of whom all confirm what they got, as clients do or all at once, or nobody
// does. They are never told
// of each other: 10 000 arrivals told to 10 000 are gigabytes, and the minutes
// they take are not what is measured.
func BenchmarkFanOutOf10000(b *testing.B) {
	const n, messages = 10_000, 10
	needDescriptors(b, n+200)
	unseen := &unseen{}
	p := open(b, b.TempDir(), store.Hooks{}, func(c *Config) { c.Watcher = unseen })
	unseen.hub.Store(p.Hub)
	c := spawn(b, "crowd", p.listener.Addr(), p.identity(), n)
	c.expect(5*time.Minute, "here")
	for _, how := range []string{"silent", "confirming", "at once"} {
		b.Run(how, func(b *testing.B) {
			if _, err := fmt.Fprintln(c.stdin, how); err != nil {
				b.Fatal(err)
			}
			var all []time.Duration
			var used time.Duration
			for range messages {
				begun, before := time.Now(), cpuTime()
				p.say(p.hostText(), wire.Identity{})
				var heard, cpu int64
				c.expect(time.Minute, "heard", &heard, &cpu)
				all = append(all, time.Unix(0, heard).Sub(begun))
				if how != "silent" { // the next comes when the host has dealt with it
					poll(b, "all confirmed", p.allConfirmed)
				}
				used += cpuTime() - before
			}
			once(b)
			reportTimes(b, all)
			b.ReportMetric(milliseconds(used)/messages, "host-CPU-ms/message")
		})
	}
}

func (p *stage) allConfirmed() bool {
	p.Hub.mu.Lock()
	defer p.Hub.mu.Unlock()
	return !slices.ContainsFunc(p.live, func(l *link) bool { return l.member.everyone.got < p.everyone.last })
}

// once ends a benchmark that measures one thing, whatever -benchtime says.
func once(b *testing.B) {
	for range b.N { // what was measured is reported whole
	}
	b.ReportMetric(0, "ns/op")
}

func (p *stage) identity() string {
	id := p.self.ID()
	return hex.EncodeToString(id[:])
}

func reportTimes(b *testing.B, all []time.Duration) {
	slices.Sort(all)
	b.ReportMetric(milliseconds(all[len(all)/2]), "ms/median")
	b.ReportMetric(milliseconds(all[len(all)-1]), "ms/worst")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkIdle is the memory of a member who is silent. Both ends of each
// connection are in it.
func BenchmarkIdle(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprintf("%d members", n), func(b *testing.B) {
			var each float64
			for b.Loop() {
				p := open(b, b.TempDir(), store.Hooks{}, func(c *Config) { c.Watcher = deaf{} })
				p.say(p.hostText(), wire.Identity{}) // so that the store has what it needs
				before := heap()
				heard := p.crowd(n)
				for range n { // each got the first message too
					<-heard
				}
				each = float64(heap()-before) / float64(n)
				p.shut() // and the next begins with nothing
			}
			b.ReportMetric(each/1024, "KiB/member")
		})
	}
}

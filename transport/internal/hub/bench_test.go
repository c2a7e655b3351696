package hub

import (
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

// crowds are the numbers of members measured.
var crowds = []int{100, 1000}

var large = flag.Bool("confab.crowd", false, "measure 10 000 members")

// crowd joins n members who read, and passes each event on.
func (p *stage) crowd(b *testing.B, n int) (heard chan struct{}) {
	heard = make(chan struct{}, n)
	var joined sync.WaitGroup
	slots := make(chan struct{}, 64)
	joined.Add(n)
	for range n {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			c, err := p.dial(newActor(b))
			if err != nil {
				b.Error(err)
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
	p.quiet()
	return heard
}

// quiet waits until the roster has gone round.
func (p *stage) quiet() {
	poll(p, "everybody was told of everybody", func() bool {
		p.Hub.mu.Lock()
		defer p.Hub.mu.Unlock()
		return !p.soft.pending && !slices.ContainsFunc(p.live, func(l *link) bool { return l.told != p.revision })
	})
}

func benchFanOut(b *testing.B, n int) {
	p := begin(b)
	heard := p.crowd(b, n)
	host := &actor{id: wire.Identity(p.self.ID())}
	var all []time.Duration
	for b.Loop() {
		begun := time.Now()
		p.say(host.text(wire.Everyone, "to everybody, as people write"), wire.Identity{})
		for range n {
			<-heard
		}
		all = append(all, time.Since(begun))
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "ms/worst")
}

// BenchmarkFanOut is from Post until the last of n TLS members of this process
// has read the event.
func BenchmarkFanOut(b *testing.B) {
	for _, n := range crowds {
		b.Run(fmt.Sprintf("to %d members", n), func(b *testing.B) { benchFanOut(b, n) })
	}
}

// BenchmarkFanOutOf10000 takes minutes and 20 000 descriptors: it must be asked
// for by -confab.crowd.
func BenchmarkFanOutOf10000(b *testing.B) {
	if !*large {
		b.Skip("asked for by -confab.crowd")
	}
	benchFanOut(b, 10_000)
}

// BenchmarkIdle is the memory of a member who is silent.
func BenchmarkIdle(b *testing.B) {
	for _, n := range crowds {
		b.Run(fmt.Sprintf("%d members", n), func(b *testing.B) {
			var each float64
			for b.Loop() {
				p := begin(b)
				p.say((&actor{}).text(wire.Everyone, "so that the store has what it needs"), wire.Identity{})
				before := heap()
				p.crowd(b, n)
				each = float64(heap()-before) / float64(n)
				p.shut() // and the next begins with nothing
			}
			// Both ends of each connection are in it.
			b.ReportMetric(each, "bytes/member")
		})
	}
}

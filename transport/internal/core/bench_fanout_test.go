//go:build unix

package core

import (
	"fmt"
	"net"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// The fan-out of the host against bare loops that only write, each to guests
// in a process of their own, so that the CPU measured is the host's.

const fanoutText = "A line of talk, as long as people write them: 今天晚上一起吃饭吗？"

// fanout is one way to reach all guests.
type fanout struct {
	addr string
	// send sends to all who are connected; it returns when the write of each is
	// done, the way a host that paces itself would wait.
	send func()
	stop func()
}

// bareLoop writes to one guest after the other.
func bareLoop(b *testing.B, n int) fanout {
	conns, addr := bareGuests(b, n)
	text := []byte(fanoutText)
	return fanout{addr: addr, stop: func() {}, send: func() {
		for _, nc := range conns() {
			if _, err := nc.Write(text); err != nil {
				b.Fatal(err)
			}
		}
	}}
}

// bareGoroutines has a goroutine and a channel for each guest: how broadcast
// loops in Go are usually written.
func bareGoroutines(b *testing.B, n int) fanout {
	conns, addr := bareGuests(b, n)
	text := []byte(fanoutText)
	var queues []chan []byte
	var written sync.WaitGroup
	start := sync.OnceFunc(func() {
		for _, nc := range conns() {
			queue := make(chan []byte, 64)
			queues = append(queues, queue)
			go func() {
				for text := range queue {
					_, _ = nc.Write(text) // the guests are ours and stay
					written.Done()
				}
			}()
		}
	})
	stop := func() {
		for _, queue := range queues {
			close(queue)
		}
	}
	return fanout{addr: addr, stop: stop, send: func() {
		start()
		written.Add(n)
		for _, queue := range queues {
			queue <- text
		}
		written.Wait()
	}}
}

// bareGuests accepts n guests; conns waits for them.
func bareGuests(b *testing.B, n int) (conns func() []net.Conn, addr string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	return sync.OnceValue(func() []net.Conn {
		var list []net.Conn
		for len(list) < n {
			nc, err := l.Accept()
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = nc.Close() })
			list = append(list, nc)
		}
		return list
	}), l.Addr().String()
}

// transportFanout is a Server without spacing.
func transportFanout(b *testing.B, n int) fanout {
	written, heard := make(chan struct{}, 1), make(chan struct{}, n)
	var last uint64 // the message that was told as written; owned by the sink
	s := NewServer(Options{Limits: Limits{WriteSpacing: -1}, Sink: func(ev Event) {
		switch {
		case ev.Kind == Updated && ev.Message().State == Written && ev.Message().Reached == n && ev.Message().Seq != last:
			last = ev.Message().Seq // two writers may both find it written
			written <- struct{}{}
		case ev.Kind == Appended && ev.Message().Kind == Incoming:
			heard <- struct{}{}
		}
	}})
	s.Start("127.0.0.1:0")
	for {
		if addr, ok := s.Listening(); ok {
			here := sync.OnceFunc(func() {
				for range n {
					<-heard
				}
			})
			return fanout{addr: addr, stop: s.Close, send: func() {
				here()
				if _, err := s.Send(Everyone, fanoutText); err != nil {
					b.Fatal(err)
				}
				<-written
			}}
		}
		runtime.Gosched()
	}
}

// cost is what one delivery takes.
type cost struct{ wall, cpu time.Duration }

// measure sends messages for about d.
func (f fanout) measure(n int, d time.Duration) cost {
	for range 3 {
		f.send()
	}
	rounds := 0
	begun, before := time.Now(), cpuTime()
	for time.Since(begun) < d {
		f.send()
		rounds++
	}
	deliveries := time.Duration(rounds * n)
	return cost{time.Since(begun) / deliveries, (cpuTime() - before) / deliveries}
}

// BenchmarkFanout tells, for each number of guests, the medians of rounds in
// which each way takes its turn. It measures for a fixed time, whatever
// -benchtime says.
func BenchmarkFanout(b *testing.B) {
	const rounds, turn = 5, 400 * time.Millisecond
	ways := []struct {
		name  string
		start func(*testing.B, int) fanout
	}{{"bare loop", bareLoop}, {"bare goroutines", bareGoroutines}, {"transport", transportFanout}}
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("%d guests", n), func(b *testing.B) {
			needDescriptors(b, 3*n+200)
			running := make([]fanout, len(ways))
			for i, way := range ways {
				running[i] = way.start(b, n)
				spawn(b, nil, "crowd", running[i].addr, n, "drain").expect(b, "here")
			}
			costs := make([][]cost, len(ways))
			for range rounds {
				for i := range ways {
					costs[i] = append(costs[i], running[i].measure(n, turn))
				}
			}
			var cpu, rate [3]float64
			for i, way := range ways {
				running[i].stop()
				wall := median(costs[i], func(c cost) time.Duration { return c.wall })
				cpu[i] = median(costs[i], func(c cost) time.Duration { return c.cpu }).Seconds() * 1e6
				rate[i] = 1 / wall.Seconds()
				b.Logf("%-16s %4d guests: %7.0f deliveries/s, %6.2f CPU s per million deliveries",
					way.name, n, rate[i], cpu[i])
			}
			for range b.N { // what was measured above is reported whole
			}
			b.ReportMetric(rate[2], "deliveries/s")
			b.ReportMetric(cpu[2], "cpu-s/M")
			b.ReportMetric(cpu[2]/cpu[0], "×loop")
			b.ReportMetric(cpu[2]/cpu[1], "×goroutines")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func median(list []cost, of func(cost) time.Duration) time.Duration {
	values := make([]time.Duration, len(list))
	for i, c := range list {
		values[i] = of(c)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

package jetstream

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

const subject = "room.everyone"

// broker is a NATS server with one stream.
type broker struct {
	server *server.Server
}

func startBroker(b *testing.B) *broker {
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: b.TempDir(), SyncAlways: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	s.Start()
	b.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(patience) {
		b.Fatal("the NATS server does not start")
	}
	nc, js := (&broker{s}).connect(b)
	defer nc.Close()
	if _, err := js.AddStream(&nats.StreamConfig{Name: "ROOM", Subjects: []string{subject}, Storage: nats.FileStorage}); err != nil {
		b.Fatal(err)
	}
	return &broker{s}
}

func (s *broker) connect(b *testing.B) (*nats.Conn, nats.JetStreamContext) {
	nc, err := nats.Connect(s.server.ClientURL(), nats.Timeout(patience))
	if err != nil {
		b.Fatal(err)
	}
	js, err := nc.JetStream(nats.MaxWait(patience))
	if err != nil {
		b.Fatal(err)
	}
	return nc, js
}

// publishers are connections to a broker.
type publishers struct {
	conns       []nats.JetStreamContext
	outstanding int
}

// publishers connects n who keep so many messages without a PubAck each. With all,
// each also receives what all publish.
func (s *broker) publishers(b *testing.B, n, outstanding int, all bool) *publishers {
	p := &publishers{outstanding: outstanding}
	for range n {
		nc, js := s.connect(b)
		b.Cleanup(nc.Close)
		p.conns = append(p.conns, js)
		if !all {
			continue
		}
		if _, err := nc.Subscribe(subject, func(*nats.Msg) {}); err != nil {
			b.Fatal(err)
		}
		if err := nc.Flush(); err != nil {
			b.Fatal(err)
		}
	}
	return p
}

// measure has all publish for a turn.
func (p *publishers) measure(b *testing.B) rate {
	times := make([][]time.Duration, len(p.conns)*p.outstanding)
	var publishing sync.WaitGroup
	begun := time.Now()
	for i := range times {
		publishing.Go(func() {
			js := p.conns[i%len(p.conns)]
			for time.Since(begun) < turn {
				posted := time.Now()
				if _, err := js.Publish(subject, []byte(line)); err != nil {
					b.Error(fmt.Errorf("publishing: %w", err))
					return
				}
				times[i] = append(times[i], time.Since(posted))
			}
		})
	}
	publishing.Wait()
	return newRate(times, time.Since(begun))
}

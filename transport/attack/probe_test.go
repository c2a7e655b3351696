//go:build attack && linux

package attack

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// probePace is how long the probe waits between two messages.
const probePace = 60 * time.Millisecond

// probe is an honest member without a disk of its own: what it measures is the
// time that the host takes for an ACK. It sends again, in order, what was not
// answered when its connection broke.
type probe struct {
	addr     string
	identity *secure.Identity

	mu          sync.Mutex
	here        *caller                // nil while there is no connection; guarded by mu
	order       []wire.Post            // what was posted; guarded by mu
	since       map[wire.CID]time.Time // what waits for an answer; guarded by mu
	took        []time.Duration        // guarded by mu
	places      map[wire.CID]uint64    // guarded by mu
	refused     int                    // guarded by mu
	interrupted int                    // guarded by mu
	moved       int                    // messages that got two places; guarded by mu
}

// newProbe returns when the probe is let in.
func newProbe(addr string) (*probe, error) {
	identity, err := secure.NewIdentity()
	if err != nil {
		return nil, err
	}
	p := &probe{addr: addr, identity: identity, since: map[wire.CID]time.Time{}, places: map[wire.CID]uint64{}}
	m, err := p.connect()
	if err != nil {
		return nil, err
	}
	go p.readLoop(m)
	return p, nil
}

func (p *probe) connect() (*caller, error) {
	c, err := net.DialTimeout("tcp", p.addr, patience)
	if err != nil {
		return nil, err
	}
	m, err := greet(context.Background(), c, p.identity)
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	err = m.send(newHello("crew probe"))
	for err == nil {
		w := m.welcome()
		if w == nil {
			err = fmt.Errorf("the probe is not let in")
			break
		}
		if w.State != wire.Member {
			continue
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, post := range p.order {
			if _, waits := p.since[post.CID]; waits && err == nil {
				err = m.send(&post)
			}
		}
		if err == nil {
			p.here = m
			return m, nil
		}
	}
	_ = m.Close()
	return nil, err
}

// readLoop takes answers, and connects again when the connection breaks.
func (p *probe) readLoop(m *caller) {
	for {
		f, err := m.r.Next()
		if err != nil {
			_ = m.Close()
			p.mu.Lock()
			p.here = nil
			p.interrupted++
			p.mu.Unlock()
			for m, err = p.connect(); err != nil; m, err = p.connect() {
				time.Sleep(200 * time.Millisecond)
			}
			continue
		}
		p.mu.Lock()
		switch f := f.(type) {
		case *wire.Ping:
			_ = m.send(&wire.Pong{Token: f.Token}) // a broken connection is seen by the next read
		case *wire.Ack:
			if begun, waits := p.since[f.CID]; waits {
				p.took = append(p.took, time.Since(begun))
				delete(p.since, f.CID)
			}
			if place := p.places[f.CID]; place != 0 && place != f.Seq {
				p.moved++
			}
			p.places[f.CID] = f.Seq
		case *wire.Nak:
			p.refused++
		}
		p.mu.Unlock()
	}
}

// talk posts until stop.
func (p *probe) talk(stop <-chan struct{}) {
	tick := time.NewTicker(probePace)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-stop:
			return
		}
		p.mu.Lock()
		post := text(fmt.Sprint("probe ", len(p.order)))
		p.order = append(p.order, post)
		p.since[post.CID] = time.Now()
		if p.here != nil {
			_ = p.here.send(&post) // a broken connection is seen by the next read
		}
		p.mu.Unlock()
	}
}

// audit waits for what was not answered yet.
func (p *probe) audit(r *crewReport) {
	before := 0
	for moved := time.Now(); time.Since(moved) < patience; time.Sleep(10 * time.Millisecond) {
		p.mu.Lock()
		left := len(p.since)
		p.mu.Unlock()
		if left == 0 {
			break
		}
		if left != before {
			before, moved = left, time.Now()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.took)
	r.Took = p.took
	r.Posted += len(p.order)
	r.Lost += len(p.since)
	r.Doubled += p.moved
	r.Interrupted += p.interrupted
	last := uint64(0)
	for _, post := range p.order {
		if place := p.places[post.CID]; place != 0 && place < last {
			r.Disorder++
		} else if place != 0 {
			last = place
		}
	}
	if len(p.since)+p.moved+p.refused > 0 {
		r.Complaints = append(r.Complaints, fmt.Sprintf("of %d messages %d got no ACK, %d a NAK, %d two places", len(p.order), len(p.since), p.refused, p.moved))
	}
}

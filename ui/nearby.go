package ui

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/model"
)

// nearbySearch searches for servers while the model wants it. Its methods are for the
// window's goroutine.
type nearbySearch struct {
	find       func(context.Context, nearby.Options) ([]transport.FoundServer, error)
	known      func() []transport.KnownServer
	interfaces func() ([]netip.Addr, error)
	wake       func()

	// near is the search that runs, and wide the one that asks every address and is to
	// take its place; nil for none.
	near, wide *hunt
	running    sync.WaitGroup
}

// hunt is one run of find.
type hunt struct {
	cancel context.CancelFunc

	mu        sync.Mutex
	news      bool                    // guarded by mu
	list      []transport.FoundServer // guarded by mu
	asked, of int                     // guarded by mu
	done      bool                    // all addresses were asked; guarded by mu
}

const (
	// sweepAnswers is how long answers to the last probes of a sweep may take.
	sweepAnswers = time.Second
	// sweepMost is when a sweep is over that tells nothing more, since there is no network.
	sweepMost = 15 * time.Second
	// sweepSteps is in how many steps a sweep tells how far it is.
	sweepSteps = 25
)

// newNearbySearch returns a search as self, whose own server is no news.
func newNearbySearch(client *transport.Client, self transport.ID, interfaces func() ([]netip.Addr, error), wake func()) *nearbySearch {
	return &nearbySearch{find: nearby.Find, interfaces: interfaces, wake: wake, known: func() []transport.KnownServer {
		return append(client.Known(), transport.KnownServer{Identity: self})
	}}
}

// follow starts and ends searches as the model wants them, and gives it what was found.
func (n *nearbySearch) follow(m *model.Model) {
	if !m.LooksAround() {
		n.end(&n.near)
		n.end(&n.wide)
		return
	}
	if n.near == nil {
		n.near = n.start(false, nil)
	}
	sweeping, _ := m.Client.Sweeping()
	if sweeping && n.wide == nil {
		n.wide = n.start(true, m.Client.Subnets())
	}
	found, news := n.near.take()
	if n.wide != nil {
		more, changed := n.wide.take()
		found, news = append(found, more...), news || changed
		asked, of, done := n.wide.progress()
		if changed {
			m.Swept(asked, of, done)
		}
		if done {
			n.end(&n.near)
			n.near, n.wide = n.wide, nil
		}
	}
	if news {
		m.FoundNearby(found)
	}
}

// close ends the search, and waits for that.
func (n *nearbySearch) close() {
	n.end(&n.near)
	n.end(&n.wide)
	n.running.Wait()
}

func (n *nearbySearch) end(h **hunt) {
	if *h != nil {
		(*h).cancel()
		*h = nil
	}
}

func (n *nearbySearch) start(sweep bool, subnets []netip.Prefix) *hunt {
	ctx, cancel := context.WithCancel(context.Background())
	h := &hunt{cancel: cancel}
	o := nearby.Options{Known: n.known(), Interfaces: n.interfaces, Sweep: sweep, Subnets: subnets}
	o.Changed = func(list []transport.FoundServer) {
		h.mu.Lock()
		h.list, h.news = list, true
		h.mu.Unlock()
		n.wake()
	}
	if sweep {
		ends := time.AfterFunc(sweepMost, func() {
			h.over()
			n.wake()
		})
		context.AfterFunc(ctx, func() { ends.Stop() })
		step := -1
		o.Swept = func(asked, of int) {
			if asked >= of {
				ends.Reset(sweepAnswers)
			} else {
				ends.Reset(sweepMost)
			}
			if of <= 0 || asked*sweepSteps/of == step {
				return
			}
			step = asked * sweepSteps / of
			h.mu.Lock()
			h.asked, h.of, h.news = asked, of, true
			h.mu.Unlock()
			n.wake()
		}
	}
	n.running.Go(func() {
		defer cancel()
		_, _ = n.find(ctx, o) // without Addrs it has no error: it waits for a network
	})
	return h
}

// over says that all addresses were asked.
func (h *hunt) over() {
	h.mu.Lock()
	h.done, h.news = true, true
	h.mu.Unlock()
}

// take returns what is found now, and whether that is news.
func (h *hunt) take() (list []transport.FoundServer, news bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	news, h.news = h.news, false
	return append([]transport.FoundServer(nil), h.list...), news
}

func (h *hunt) progress() (asked, of int, done bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked, h.of, h.done
}

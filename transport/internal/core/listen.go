package core

import (
	"context"
	"net"
	"net/netip"

	"confab/transport/internal/address"
	"confab/transport/internal/hub"
	"confab/transport/internal/listen"
	"confab/transport/internal/loop"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// attempt is one Start, until it has failed or all that it began is over.
type attempt struct {
	addr string
	// ctx ends with Stop, and with it the resolving, the pauses of the accept loop, and what
	// carries files.
	ctx    context.Context
	cancel context.CancelFunc
}

// host returns the name or address to listen on; empty for every address.
func (a *attempt) host() string {
	host, _, err := address.Split(a.addr, 0)
	if err != nil {
		return ""
	}
	return host
}

// listen is the goroutine of Start: it opens the listener and becomes the
// accept loop.
func (s *Server) listen(ctx context.Context, a *attempt) {
	l, err := listen.Open(ctx, a.addr)
	if err != nil {
		s.loop.Do(func() {
			if s.attempt == a {
				s.state, s.attempt = stopped, nil
				s.post(Event{Kind: ListenFailed, Addr: a.addr, Err: err})
			}
		})
		return
	}
	addrs := address.Reachable(l.Addr(), s.interfaces)
	if s.serve(a, l, addrs) {
		if !loopback(l.Addr()) {
			s.running.Go(func() { s.follow(ctx, a, l) })
		}
		acceptor := listen.Acceptor{Listener: l, Closed: ctx.Done(), Admit: s.admit, Running: &s.running,
			Failed: func(err *Error) { s.loop.Do(func() { s.acceptFailed(err) }) }}
		acceptor.Run()
	} else {
		_ = l.Close()
	}
}

// loopback reports whether a listener is reached from this machine only.
func loopback(listening net.Addr) bool {
	at, err := netip.ParseAddrPort(listening.String())
	return err == nil && at.Addr().Unmap().IsLoopback()
}

// serve makes what serves members, if there are any, and has a listener taken up. It
// reports false where Stop has ended the attempt.
func (s *Server) serve(a *attempt, l net.Listener, addrs []string) (stands bool) {
	if s.hosting == nil {
		return loop.Ask(s.loop, func() bool { return s.listens(a, l, addrs) })
	}
	s.executor.Wait(func() { // where decisions about members are made too
		engine, gone, trouble := s.openHub()
		if trouble != nil {
			s.notDone(trouble) // plain guests can come all the same
		}
		s.loop.Do(func() {
			if stands = s.listens(a, l, addrs); stands && engine != nil {
				s.serves(engine, gone)
			}
		})
		if !stands && engine != nil {
			engine.Close()
		}
	})
	return stands
}

// listens takes up the listener of an attempt, unless that was ended.
func (s *Server) listens(a *attempt, l net.Listener, addrs []string) bool {
	if s.attempt != a {
		return false
	}
	s.state, s.listener, s.addrs = listening, l, addrs
	s.discovery.networks, s.discovery.known = nil, false
	s.post(Event{Kind: Listening, Addr: addrs[0], Detail: addrs})
	return true
}

// serves takes up the hub that serves members.
func (s *Server) serves(engine *hub.Hub, gone []wire.Post) {
	s.hosting.hub, s.hosting.tls = engine, secure.ServerConfig(s.home.identity, func(id secure.ID) error {
		if err := engine.Decide(id); err != nil {
			return &Error{Fault: Blocked, Err: err}
		}
		return nil
	})
	// Both may have been set since openHub read them.
	name, shares := s.hosting.name, s.hosting.shares
	s.executor.Do(func() {
		engine.SetName(name)
		engine.SetShareHistory(shares)
	})
	s.tellLeft(engine, gone)
}

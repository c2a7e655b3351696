package hub

import (
	"encoding/binary"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/cpace"
	"confab/transport/internal/passcode"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// shown is the code of a test's host.
type shown struct {
	mu       sync.Mutex
	guard    *passcode.Guard // guarded by mu
	fresh    string          // after too many guesses; guarded by mu
	admitted []wire.Identity // guarded by mu
	failed   int             // guarded by mu
}

func (s *shown) Begin() (*passcode.Try, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.guard.Begin()
}

func (s *shown) Drop(try *passcode.Try) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guard.Drop(try)
}

func (s *shown) Judge(id wire.Identity, try *passcode.Try, right func() bool) (func(bool), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh, err := s.guard.Judge(try, right)
	if fresh != "" {
		s.fresh = fresh
	}
	return func(admitted bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if admitted {
			s.admitted = append(s.admitted, id)
		} else {
			s.failed++
		}
	}, err
}

// begin forgets what was guessed in another test.
func (s *shown) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.guard, s.fresh, s.admitted, s.failed = *passcode.NewGuard(time.Now), "", nil, 0
}

func (s *shown) open(expires time.Time, once bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.guard.Open(expires, once)
}

// coded is a host that lets nobody in unasked, and shows codes.
func coded(t testing.TB) (*stage, *shown) {
	s := &shown{guard: passcode.NewGuard(time.Now)}
	return guarded(t, func(c *Config) { c.Codes = s }), s
}

// caller is a client whose person types codes.
type caller struct {
	*client
	*actor
	host   wire.Identity
	shares uint64
}

// begin says SHARE for a code, and returns what the host answers: SHARE or DENIED.
func (c *caller) begin(code string) (*cpace.Client, wire.Frame) {
	c.Helper()
	c.shares++
	id, err := c.conn.Export(wire.ExchangeLabel, binary.BigEndian.AppendUint64(nil, c.shares))
	if err != nil {
		c.Fatal(err)
	}
	e, share := cpace.Begin(cpace.Session{ID: id, Client: c.id[:], Host: c.host[:]}, code)
	c.say(&wire.Share{Element: share})
	return e, c.answer()
}

// answer is the next frame of an exchange.
func (c *caller) answer() wire.Frame {
	c.Helper()
	return match(c.client, func(f wire.Frame) bool {
		switch f.(type) {
		case *wire.Share, *wire.Proof, *wire.Denied:
			return true
		}
		return false
	})
}

// guess makes an exchange; nil is what the right code has.
func (c *caller) guess(code string) *wire.Denied {
	c.Helper()
	e, f := c.begin(code)
	if denied, ok := f.(*wire.Denied); ok {
		return denied
	}
	tag, err := e.Answer(f.(*wire.Share).Element)
	if err != nil {
		c.Fatal(err)
	}
	c.say(&wire.Proof{Tag: tag})
	f = c.answer()
	if denied, ok := f.(*wire.Denied); ok {
		return denied
	}
	if err := e.Finish(f.(*wire.Proof).Tag); err != nil {
		c.Fatal(err)
	}
	return nil
}

// denied fails the test unless a guess was denied for a reason.
func (c *caller) denied(d *wire.Denied, want wire.DeniedReason) {
	c.Helper()
	if d == nil || d.Reason != want || d.RetryAfter > 0 && want != wire.DeniedWrong && want != wire.DeniedBusy || d.RetryAfter == 0 && want == wire.DeniedBusy {
		c.Fatalf("told %+v, not reason %d", d, want)
	}
}

// caller is somebody new who asks.
func (p *stage) caller() *caller {
	p.Helper()
	a := newActor(p)
	return &caller{client: p.knock(a), actor: a, host: wire.Identity(p.self.ID())}
}

// wrong is a code that is not this one.
func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func (s *shown) show(once bool) string { return s.open(time.Now().Add(time.Hour), once) }

func TestCode(t *testing.T) {
	p, s := coded(t)
	t.Run("who has it is a verified member from then on", func(t *testing.T) {
		dir := t.TempDir()
		s := &shown{guard: passcode.NewGuard(time.Now)}
		p := open(t, dir, store.Hooks{}, func(c *Config) { c.AcceptAll, c.Codes = false, s })
		c := p.caller()
		if d := c.guess(s.show(true)); d != nil {
			t.Fatalf("denied: %+v", d)
		}
		if w := next[*wire.Welcome](c.client); w.State != wire.Member {
			t.Errorf("WELCOME says %d", w.State)
		}
		if m := p.watch.state(t, c.id, Here); !m.Verified {
			t.Error("not verified")
		}
		s.mu.Lock()
		if len(s.admitted) != 1 || s.admitted[0] != c.id || s.failed > 0 {
			t.Errorf("by the code came %v, and %d not", s.admitted, s.failed)
		}
		s.mu.Unlock()
		c.post(c.text(wire.Everyone, "hello"))
		// A new start finds it on disk.
		p.stop()
		p.start("127.0.0.1:0")
		if all := p.Members(); len(all) != 1 || all[0].ID != c.id || !all[0].Verified {
			t.Errorf("%+v", all)
		}
	})
	t.Run("a member who has it is verified and stays connected", func(t *testing.T) {
		p, s := coded(t)
		c := p.caller()
		if err := p.Accept(c.id); err != nil {
			t.Fatal(err)
		}
		next[*wire.Welcome](c.client)
		if m := p.watch.state(t, c.id, Here); m.Verified {
			t.Fatal("verified too early")
		}
		if d := c.guess(s.show(true)); d != nil {
			t.Fatalf("denied: %+v", d)
		}
		p.watch.until(t, "verified", func() bool {
			m := p.watch.members[len(p.watch.members)-1]
			return m.ID == c.id && m.Verified && m.State == Here
		})
		c.post(c.text(wire.Everyone, "hello"))
		for _, f := range c.seen {
			if w, ok := f.(*wire.Welcome); ok {
				t.Errorf("welcomed again: %+v", w)
			}
		}
	})
	t.Run("the host's person is asked about its bearer only if it comes to nothing", func(t *testing.T) {
		s.begin()
		code := s.show(false)
		typed := func() *caller {
			a := newActor(p)
			c := &caller{client: p.connect(a), actor: a, host: wire.Identity(p.self.ID())}
			h := hello("stranger")
			h.Code = true
			c.say(h)
			next[*wire.Welcome](c.client)
			return c
		}
		good := typed()
		if d := good.guess(code); d != nil {
			t.Fatalf("denied: %+v", d)
		}
		p.watch.state(t, good.id, Here)
		bad := typed()
		bad.denied(bad.guess(wrong(code)), wire.DeniedWrong)
		p.watch.state(t, bad.id, Asking)
		p.watch.look(func() {
			for _, m := range p.watch.members {
				if m.ID == good.id && m.State == Asking {
					t.Error("asked about who has the code")
				}
			}
		})
	})
	t.Run("after three wrong ones there is another, and a pause", func(t *testing.T) {
		s.begin()
		code := s.show(true)
		c := p.caller()
		for try := range passcode.Tries {
			d := c.guess(wrong(code))
			c.denied(d, wire.DeniedWrong)
			if last := try == passcode.Tries-1; (d.RetryAfter > 0) != last {
				t.Errorf("after guess %d a pause of %v", try+1, d.RetryAfter)
			}
		}
		s.mu.Lock()
		fresh := s.fresh
		s.mu.Unlock()
		if fresh == "" || fresh == code {
			t.Errorf("after %s comes %q", code, fresh)
		}
		d := c.guess(fresh)
		c.denied(d, wire.DeniedBusy)
		if d.RetryAfter > passcode.Pause {
			t.Errorf("a pause of %v", d.RetryAfter)
		}
		// It is not by address, and not by identity.
		c.denied(p.caller().guess(fresh), wire.DeniedBusy)
		if m := p.watch.state(t, c.id, Asking); m.Verified {
			t.Error("verified")
		}
	})
	t.Run("one that was used, one whose time is over and none are told apart", func(t *testing.T) {
		s.begin()
		c := p.caller()
		c.denied(c.guess("123456"), wire.DeniedExpired)
		c.denied(c.guess(s.open(time.Now(), true)), wire.DeniedExpired)
		code := s.show(true)
		s.mu.Lock()
		s.guard.End()
		s.mu.Unlock()
		c.denied(c.guess(code), wire.DeniedExpired)
		code = s.show(true)
		if d := c.guess(code); d != nil {
			t.Fatalf("denied: %+v", d)
		}
		second := p.caller()
		second.denied(second.guess(code), wire.DeniedUsed)
	})
	t.Run("one for many lets several in", func(t *testing.T) {
		s.begin()
		code := s.show(false)
		for range 3 {
			if d := p.caller().guess(code); d != nil {
				t.Fatalf("denied: %+v", d)
			}
		}
	})
	t.Run("one exchange at a time, until its client goes", func(t *testing.T) {
		p, s := coded(t)
		code := s.show(true)
		first, second := p.caller(), p.caller()
		if _, f := first.begin(code); f.Type() != wire.TypeShare {
			t.Fatalf("%+v", f)
		}
		d := second.guess(code)
		second.denied(d, wire.DeniedBusy)
		if d.RetryAfter > passcode.ExchangeTime {
			t.Errorf("%v to wait", d.RetryAfter)
		}
		first.conn.Close()
		first.over()
		<-p.ends
		if d := second.guess(code); d != nil {
			t.Errorf("denied: %+v", d)
		}
	})
	t.Run("who was taken for somebody else in the middle has nothing", func(t *testing.T) {
		s.begin()
		code := s.show(true)
		c := p.caller()
		c.host = newActor(t).id // with whom this client has its connection
		c.denied(c.guess(code), wire.DeniedWrong)
	})
	t.Run("a guess at a code that was blocked meanwhile lets nobody in", func(t *testing.T) {
		s.begin()
		code := s.show(true)
		c := p.caller()
		e, f := c.begin(code)
		if err := p.Block(c.id); err != nil {
			t.Fatal(err)
		}
		if tag, err := e.Answer(f.(*wire.Share).Element); err == nil {
			_ = c.try(&wire.Proof{Tag: tag}) // the connection may be over already
		}
		c.over()
		s.mu.Lock()
		if len(s.admitted) > 0 {
			t.Error("admitted")
		}
		s.mu.Unlock()
		if d := p.caller().guess(code); d != nil {
			t.Errorf("the next is denied: %+v", d)
		}
	})
}

func TestExchangeOutOfOrder(t *testing.T) {
	p, s := coded(t)
	s.show(true)
	_, element := cpace.Begin(cpace.Session{}, "")
	share := &wire.Share{Element: element}
	for name, said := range map[string]func(c *client){
		"SHARE before HELLO":        func(c *client) { c.say(share) },
		"PROOF without an exchange": func(c *client) { c.say(hello("any"), &wire.Proof{Tag: [64]byte{1}}) },
		"a second SHARE":            func(c *client) { c.say(hello("any"), share, share) },
		"DENIED of a client":        func(c *client) { c.say(hello("any"), &wire.Denied{Reason: wire.DeniedWrong}) },
		"SHARE that is no element":  func(c *client) { c.say(hello("any"), &wire.Share{Element: [32]byte{1}}) },
		"SHARE without its feature": func(c *client) { h := hello("any"); h.Features &^= wire.Codes; c.say(h, share) },
	} {
		t.Run(name, func(t *testing.T) {
			c := p.connect(newActor(t))
			said(c)
			bye := c.over()
			if want := wire.ByeUnexpected; bye == nil || bye.Reason != want && (name != "SHARE that is no element" || bye.Reason != wire.ByeMalformed) {
				t.Errorf("told %+v", bye)
			}
			<-p.ends
		})
	}
	if d := p.caller().guess("000000"); d == nil || d.Reason != wire.DeniedWrong {
		t.Errorf("after all of it somebody with a wrong code is told %+v", d)
	}
}

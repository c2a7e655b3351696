package transfer

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"testing"

	"confab/transport/internal/filestream"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/straight"
	"confab/transport/internal/wire"
)

// small is more than what two connections with the host carry for one file that goes
// straight, and less than a chunk.
const small = 16 << 10

func TestStraight(t *testing.T) {
	s := newSite(t)
	from, to := s.addStraight(), s.addStraight()
	for name, size := range map[string]int{"empty": 0, "a byte": 1, "a chunk and a byte": chunk + 1, "many chunks": 40*chunk + 17} {
		t.Run(name+" comes straight, both know, and the host has none of it", func(t *testing.T) {
			o, _, contents := from.offers(name+".bin", size)
			before := s.carried.Load()
			no(t, to.engine.Fetch(o, fmt.Sprint(to.downloads(), size)))
			done := to.awaitState(store.TransferDone)
			to.holds(done.Path, contents)
			has := from.await("receipt", func(s Status) bool { return s.Has })
			if !done.Straight || !has.Straight || has.Reader != to.id || done.FromCopy {
				t.Errorf("%+v %+v", done, has)
			}
			if n := s.carried.Load() - before; n > small {
				t.Errorf("the host carried %d bytes", n)
			}
		})
	}
	t.Run("nothing is left when it is over", func(t *testing.T) {
		from.close()
		to.close()
		s.host.close()
	})
}

func TestWhoDoesNotGoStraight(t *testing.T) {
	for name, pair := range map[string]func(*site) (from, to *member){
		"an older member that offers":   func(s *site) (from, to *member) { return s.add(anna), s.addStraight() },
		"an older member that receives": func(s *site) (from, to *member) { return s.addStraight(), s.add(boris) },
		"an older host": func(s *site) (from, to *member) {
			from, to = s.addStraight(), s.addStraight()
			s.asked = func(_ wire.Identity, f *wire.Supply) bool {
				f.Straight = false // it knows nothing of the field
				return false
			}
			return from, to
		},
	} {
		t.Run(name+" has it go through the host", func(t *testing.T) {
			s := newSite(t)
			from, to := pair(s)
			o, _, contents := from.offers("plan.pdf", 3*chunk)
			no(t, to.engine.Fetch(o, to.downloads()))
			done := to.awaitState(store.TransferDone)
			to.holds(done.Path, contents)
			if done.Straight || s.carried.Load() < 2*3*chunk {
				t.Errorf("%+v, %d bytes through the host", done, s.carried.Load())
			}
			from.await("receipt", func(s Status) bool { return s.Has })
		})
	}
	t.Run("what the host offers, and what it fetches, is straight by nature", func(t *testing.T) {
		s := newSite(t)
		member := s.addStraight()
		o, _, _ := s.host.offers("plan.pdf", chunk)
		no(t, member.engine.Fetch(o, member.downloads()))
		if done := member.awaitState(store.TransferDone); !done.Straight {
			t.Errorf("%+v", done)
		}
		own, _, _ := member.offers("own.pdf", chunk)
		no(t, s.host.engine.Fetch(own, s.host.downloads()))
		if done := s.host.awaitState(store.TransferDone); !done.Straight {
			t.Errorf("%+v", done)
		}
	})
}

func TestTheOneWhoOffersVanishes(t *testing.T) {
	s := newSite(t)
	from, to := s.addStraight(), s.addStraight()
	const size = 40 * chunk
	o, _, contents := from.offers("plan.pdf", size)
	stopped := make(chan struct{})
	marked := 0
	to.engine.config.hooks.BeforeMark = func() {
		if marked++; marked == 3 {
			from.close() // in the middle: most of it is still to come
			close(stopped)
		}
	}
	no(t, to.engine.Fetch(o, to.downloads()))
	<-stopped
	waits := to.await("wait", func(s Status) bool { return s.Reason == Away })
	if waits.Bytes == 0 || waits.Bytes >= size || waits.Active {
		t.Errorf("%+v", waits)
	}
	from.open()
	to.engine.Wake()
	resumed := to.await("go on", func(s Status) bool { return s.Active })
	if resumed.Bytes < waits.Bytes {
		t.Errorf("it goes on with %d of %d bytes", resumed.Bytes, waits.Bytes)
	}
	done := to.awaitState(store.TransferDone)
	to.holds(done.Path, contents)
	if !done.Straight {
		t.Errorf("%+v", done)
	}
}

// claims has a member answer SUPPLY by a port of the test's choice, and give what is wanted
// through the host.
func (s *site) claims(m *member, port uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = func(id wire.Identity, f *wire.Supply) bool {
		if id != m.id {
			return false
		}
		go func() {
			conn, err := m.dial(s.t.Context())
			if err != nil {
				return
			}
			defer conn.Close()
			if filestream.Send(conn, &wire.Serve{Ticket: f.Ticket, Port: port}) != nil {
				return
			}
			if want := wantBy(conn); want != nil {
				served := &serving{conn: conn, member: f.Reader, offer: key{m.id, f.CID}}
				m.engine.give(s.t.Context(), served, want, f.Reader, func(*wire.Want) bool { return true })
			}
		}()
		return true
	}
}

// impostor listens with a key, and counts who comes.
func impostor(t testing.TB, key *secure.Identity) (port uint16, came <-chan error) {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	t.Cleanup(func() { _ = l.Close() })
	all := make(chan error, 100)
	go func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			_, err = secure.Server(context.Background(), nc, secure.ServerConfig(key, nil))
			all <- err
			_ = nc.Close()
		}
	}()
	return uint16(l.Addr().(*net.TCPAddr).Port), all
}

func TestAnotherKeyAtTheAddress(t *testing.T) {
	s := newSite(t)
	from, to := s.addStraight(), s.addStraight()
	port, came := impostor(t, must(secure.NewIdentity())(t))
	s.claims(from, port)
	first, _, contents := from.offers("plan.pdf", 3*chunk)
	no(t, to.engine.Fetch(first, to.downloads()))
	done := to.awaitState(store.TransferDone)
	to.holds(done.Path, contents)
	if done.Straight || s.carried.Load() < 2*3*chunk {
		t.Errorf("%+v, %d bytes through the host", done, s.carried.Load())
	}
	if err := <-came; err == nil {
		t.Error("the receiver shook hands with another key")
	}
	no(t, os.Remove(done.Path))
	second, _, again := from.offers("second.pdf", 3*chunk)
	no(t, to.engine.Fetch(second, to.downloads()))
	to.holds(to.awaitState(store.TransferDone).Path, again)
	if len(came) != 0 {
		t.Error("it is tried again at once")
	}
}

func TestAddressesOfAHostAreTriedSparingly(t *testing.T) {
	s := newSite(t)
	to := s.addStraight()
	port, came := impostor(t, must(secure.NewIdentity())(t))
	conn := must(to.dial(t.Context()))(t)
	defer conn.Close()
	for i := range 3 * mostAstray {
		f := &wire.Reach{Addr: "\x7f\x00\x00\x01", Port: port, Ticket: wire.Ticket{1}}
		if c := to.engine.reach(t.Context(), conn, identity(byte(i+1)), f); c != nil {
			t.Fatal("another key was taken")
		}
	}
	for range mostAstray {
		<-came
	}
	if to.engine.triesStraight(anna) || len(to.engine.astray) != mostAstray {
		t.Errorf("%d were tried, and another one would be", len(to.engine.astray))
	}
}

func TestTheAddressesOfAMemberAreTriedOneByOne(t *testing.T) {
	s := newSite(t)
	to := s.addStraight()
	port, came := impostor(t, must(secure.NewIdentity())(t))
	conn := must(to.dial(t.Context()))(t)
	defer conn.Close()
	var all sync.WaitGroup
	for range fetchesAtOnce + triesAtOnce {
		all.Go(func() {
			f := &wire.Reach{Addr: "\x7f\x00\x00\x01", Port: port, Ticket: wire.Ticket{1}}
			if c := to.engine.reach(t.Context(), conn, boris, f); c != nil {
				t.Error("another key was taken")
			}
		})
	}
	all.Wait()
	<-came
	if n := len(came); n > 0 || len(to.engine.astray) != 1 {
		t.Errorf("%d more were tried, and %d members count as not reached", n, len(to.engine.astray))
	}
	if !to.engine.triesStraight(anna) {
		t.Error("another member is not tried")
	}
}

// straightTo is a receiver at the host that has a REACH, and a connection with the one who
// offers, for a WANT.
func (s *site) straightTo(o Offer, reader *member) (host, conn net.Conn, ticket wire.Ticket) {
	s.t.Helper()
	host = s.raw(reader.id)
	want := wantOf(o)
	want.Straight = true
	no(s.t, filestream.Send(host, &want))
	f, ok := must(filestream.NewReader(host).Next())(s.t).(*wire.Reach)
	if !ok {
		s.t.Fatal("no REACH")
	}
	at, ok := straight.At(f, host.RemoteAddr())
	if !ok {
		s.t.Fatalf("%+v is not to be dialled", f)
	}
	conn = must(straight.Dial(s.t.Context(), reader.key, at, secure.ID(o.Author)))(s.t)
	s.t.Cleanup(func() { _ = conn.Close() })
	return host, conn, f.Ticket
}

func TestTheHostEndsWhatGoesStraight(t *testing.T) {
	const large = 40 << 20 // no socket holds it
	for name, end := range map[string]func(*site, *member, *member, Offer){
		"the reader is no member any more": func(s *site, _, to *member, _ Offer) { s.host.engine.Expel(to.id) },
		"the message is deleted":           func(s *site, _, _ *member, o Offer) { s.host.engine.Revoke(o.Author, o.CID) },
		"its author is no member any more": func(s *site, from, _ *member, _ Offer) { s.host.engine.Expel(from.id) },
		"its author withdraws it":          func(s *site, from, _ *member, o Offer) { no(s.t, from.engine.Withdraw(o)) },
		"the host has gone":                func(s *site, _, _ *member, _ Offer) { s.host.close() },
	} {
		t.Run("a stream ends when "+name, func(t *testing.T) {
			s := newSite(t)
			from, to := s.addStraight(), s.addStraight()
			o, _, _ := from.offers("plan.pdf", large)
			_, conn, ticket := s.straightTo(o, to)
			want := wantOf(o)
			want.Ticket = ticket
			no(t, filestream.Send(conn, &want))
			if f, ok := must(filestream.NewReader(conn).Next())(t).(*wire.Head); !ok {
				t.Fatalf("%+v", f)
			}
			end(s, from, to, o)
			if got, err := io.CopyN(io.Discard, conn, large); err == nil {
				t.Errorf("all of it came: %d bytes", got)
			}
		})
	}
}

func TestNothingElseIsGivenStraight(t *testing.T) {
	s := newSite(t)
	from, to := s.addStraight(), s.addStraight()
	shared, _, contents := from.offers("shared", chunk)
	secret, _, _ := from.offers("secret", chunk)
	t.Run("a WANT without the ticket gets nothing, and by the host it all comes", func(t *testing.T) {
		host, conn, _ := s.straightTo(shared, to)
		want := wantOf(shared)
		no(t, filestream.Send(conn, &want))
		if f, err := filestream.NewReader(conn).Next(); err == nil {
			t.Fatalf("%v is given without it", f.Type())
		}
		skips(t, host, asks(t, host, shared), 1, len(contents))
	})
	t.Run("a WANT of something else is refused", func(t *testing.T) {
		_, conn, ticket := s.straightTo(shared, to)
		want := wantOf(secret)
		want.Ticket = ticket
		no(t, filestream.Send(conn, &want))
		isRefused(t, must(filestream.NewReader(conn).Next())(t), wire.RefusedUnknown)
	})
	t.Run("the port is closed once the reader has come", func(t *testing.T) {
		host := s.raw(to.id)
		want := wantOf(shared)
		want.Straight = true
		no(t, filestream.Send(host, &want))
		f := must(filestream.NewReader(host).Next())(t).(*wire.Reach)
		at, _ := straight.At(f, host.RemoteAddr())
		conn := must(straight.Dial(t.Context(), to.key, at, secure.ID(from.id)))(t)
		defer conn.Close()
		want.Straight, want.Ticket = false, f.Ticket
		no(t, filestream.Send(conn, &want))
		must(filestream.NewReader(conn).Next())(t) // the one who offers has it
		if again, err := straight.Dial(t.Context(), to.key, at, secure.ID(from.id)); err == nil {
			_ = again.Close()
			t.Error("it still listens")
		}
	})
	t.Run("what it gives is what was offered", func(t *testing.T) {
		no(t, to.engine.Fetch(shared, to.downloads()))
		done := to.awaitState(store.TransferDone)
		if got := sha256.Sum256(must(os.ReadFile(done.Path))(t)); got != sha256.Sum256(contents) || !done.Straight {
			t.Errorf("%+v", done)
		}
	})
}

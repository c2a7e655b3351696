package transfer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// raw is a connection to the host by which a test says what it likes.
func (s *site) raw(id wire.Identity) net.Conn {
	s.t.Helper()
	conn := must(net.Dial("tcp", s.listener.Addr().String()))(s.t)
	s.t.Cleanup(func() { _ = conn.Close() })
	must(conn.Write(id[:]))(s.t)
	return conn
}

// asks sends a WANT and returns the answer.
func asks(t testing.TB, conn net.Conn, o Offer) wire.Frame {
	t.Helper()
	want := wantOf(o)
	no(t, filestream.Send(conn, &want))
	return must(filestream.NewReader(conn).Next())(t)
}

// skips reads a stream up to its END.
func skips(t testing.TB, conn net.Conn, head wire.Frame, chunks, size int) {
	t.Helper()
	tree := int64(head.(*wire.Head).Tree)
	must(io.CopyN(io.Discard, conn, tree+int64(size+chunks*(1+wire.DigestBytes)+1)))(t)
	if f := must(filestream.NewReader(conn).Next())(t); f.(*wire.End).Reason != wire.EndDone {
		t.Fatalf("%+v", f)
	}
}

// ends waits until the other end has closed.
func ends(t testing.TB, conn net.Conn) {
	t.Helper()
	_, _ = io.Copy(io.Discard, conn)
}

func isRefused(t testing.TB, f wire.Frame, reason wire.RefusedReason) {
	t.Helper()
	if r, ok := f.(*wire.Refused); !ok || r.Reason != reason {
		t.Errorf("%v %+v instead of a refusal %d", f.Type(), f, reason)
	}
}

func TestAMemberIsGivenOnlyWhatItMayRead(t *testing.T) {
	for _, way := range []string{"the host", "a member"} {
		t.Run("a second WANT of a connection names nothing else, from "+way, func(t *testing.T) {
			s := newSite(t)
			from := s.host
			if way != "the host" {
				from = s.add(anna)
			}
			shared, _, _ := from.offers("shared", chunk)
			secret, _, _ := from.offers("secret", chunk)
			s.may = func(_ wire.Identity, w *wire.Want) bool { return w.CID == shared.CID }
			conn := s.raw(boris)
			skips(t, conn, asks(t, conn, shared), 1, chunk)
			isRefused(t, asks(t, conn, secret), wire.RefusedUnknown)
		})
	}
	t.Run("what it may read no more is not given by the connection that is there", func(t *testing.T) {
		s := newSite(t)
		o, _, _ := s.host.offers("plan.pdf", chunk)
		var mu sync.Mutex
		may := true
		s.may = func(wire.Identity, *wire.Want) bool { mu.Lock(); defer mu.Unlock(); return may }
		conn := s.raw(boris)
		skips(t, conn, asks(t, conn, o), 1, chunk)
		mu.Lock()
		may = false
		mu.Unlock()
		isRefused(t, asks(t, conn, o), wire.RefusedUnknown)
	})
	const large = 40 << 20 // no socket holds it
	for name, end := range map[string]func(*site, *member, Offer){
		"the reader is no member any more": func(s *site, _ *member, _ Offer) { s.host.engine.Expel(boris) },
		"the message is deleted":           func(s *site, _ *member, o Offer) { s.host.engine.Revoke(o.Author, o.CID) },
		"its author withdraws it":          func(s *site, from *member, o Offer) { no(s.t, from.engine.Withdraw(o)) },
		"its author is no member any more": func(s *site, from *member, _ Offer) { s.host.engine.Expel(from.id) },
	} {
		for _, way := range []string{"the host", "a member"} {
			if way == "the host" && name == "its author is no member any more" {
				continue
			}
			t.Run("a stream ends when "+name+", from "+way, func(t *testing.T) {
				s := newSite(t)
				from := s.host
				if way != "the host" {
					from = s.add(anna)
				}
				o, _, _ := from.offers("plan.pdf", large)
				conn := s.raw(boris)
				if f, ok := asks(t, conn, o).(*wire.Head); !ok {
					t.Fatalf("%+v", f)
				}
				end(s, from, o)
				got, err := io.Copy(io.Discard, conn)
				if got >= large {
					t.Errorf("all of it came: %d bytes, %v", got, err)
				}
			})
		}
	}
}

func TestATicketIsOfTheOneThatWasAsked(t *testing.T) {
	s := newSite(t)
	from := s.silent(anna)
	o := Offer{Room: wire.Everyone, Author: anna, CID: wire.CID{1}, Size: 1}
	want := wantOf(o)
	reader := s.raw(boris)
	no(t, filestream.Send(reader, &want))
	ticket := (<-from).Ticket
	thief := s.raw(identity(0xC0))
	no(t, filestream.Send(thief, &wire.Serve{Ticket: ticket}))
	ends(t, thief)
	right := s.raw(anna)
	no(t, filestream.Send(right, &wire.Serve{Ticket: ticket}))
	if f, ok := must(filestream.NewReader(right).Next())(t).(*wire.Want); !ok || f.CID != o.CID {
		t.Errorf("%+v", f)
	}
}

// silent makes a member that is here and does nothing but hand its SUPPLYs to the test.
func (s *site) silent(id wire.Identity) <-chan *wire.Supply {
	asked := make(chan *wire.Supply, 100)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = func(who wire.Identity, f *wire.Supply) bool {
		if who == id {
			asked <- f
		}
		return who == id
	}
	return asked
}

func TestCloseWaitsForNobody(t *testing.T) {
	t.Run("a host that stops does not wait for who was asked", func(t *testing.T) {
		s := newSite(t)
		asked := s.silent(anna)
		ctx, stop := context.WithCancel(t.Context())
		here, there := net.Pipe()
		done := make(chan struct{})
		go func() { defer close(done); s.host.engine.Serve(ctx, here, boris) }()
		want := wantOf(Offer{Room: wire.Everyone, Author: anna, CID: wire.CID{1}})
		no(t, filestream.Send(there, &want))
		<-asked
		stop()
		go func() { _, _ = io.Copy(io.Discard, there) }()
		<-done
		s.host.engine.mu.Lock()
		defer s.host.engine.mu.Unlock()
		if len(s.host.engine.tickets) != 0 {
			t.Error("a ticket is left")
		}
	})
	t.Run("a member that was asked does not wait for the WANT", func(t *testing.T) {
		s := newSite(t)
		from := s.add(anna)
		o, _, _ := from.offers("plan.pdf", chunk)
		here, there := net.Pipe()
		from.engine.config.Dial = func(context.Context) (net.Conn, error) { return here, nil }
		from.engine.Supply(&wire.Supply{Ticket: wire.Ticket{1}, CID: o.CID, Reader: boris})
		must(filestream.NewReader(there).Next())(t)
		from.close() // while it waits for the WANT
	})
}

func TestReadersOfOurs(t *testing.T) {
	t.Run("one reader has only so many streams", func(t *testing.T) {
		s := newSite(t)
		o, _, _ := s.host.offers("plan.pdf", 40<<20)
		for range givenPerReader {
			if f, ok := asks(t, s.raw(boris), o).(*wire.Head); !ok {
				t.Fatalf("%+v", f)
			}
		}
		isRefused(t, asks(t, s.raw(boris), o), wire.RefusedBusy)
		if f, ok := asks(t, s.raw(anna), o).(*wire.Head); !ok {
			t.Fatalf("another reader is refused: %+v", f)
		}
	})
	t.Run("what many want of one member waits at the host, and takes nothing from what that fetches", func(t *testing.T) {
		s := newSite(t)
		asked := s.silent(anna)
		o := Offer{Room: wire.Everyone, Author: anna, CID: wire.CID{1}, Size: 1}
		for i := range servedPerMember {
			conn, want := s.raw(identity(byte(i+1))), wantOf(o)
			no(t, filestream.Send(conn, &want))
			served := s.raw(anna)
			no(t, filestream.Send(served, &wire.Serve{Ticket: (<-asked).Ticket}))
			must(filestream.NewReader(served).Next())(t)
		}
		isRefused(t, asks(t, s.raw(boris), o), wire.RefusedBusy)
		own, _, _ := s.host.offers("plan.pdf", 1)
		if f, ok := asks(t, s.raw(anna), own).(*wire.Head); !ok {
			t.Errorf("%+v", f)
		}
	})
}

func TestManyThatWait(t *testing.T) {
	s := newSite(t)
	to, from := s.add(boris), s.add(anna)
	const many = 200
	for i := range many {
		no(t, to.engine.Fetch(Offer{Room: wire.Everyone, Author: identity(0xC0), CID: wire.CID{1, byte(i)}, Size: 1}, to.downloads()))
	}
	waits := func() {
		t.Helper()
		for range many {
			to.await("wait", func(s Status) bool { return s.Reason == Away })
		}
	}
	waits()
	before := s.dialed.Load()
	if before > 3 {
		t.Errorf("%d connections to learn that one member is away", before)
	}
	for range 3 {
		to.engine.Wake()
	}
	o, _, contents := from.offers("plan.pdf", 3*chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.holds(to.awaitState(store.TransferDone).Path, contents) // none of them keeps it
	if more := s.dialed.Load() - before; more > 12 {
		t.Errorf("%d connections after the host was reached again", more)
	}
}

func TestASilentAuthorKeepsNobody(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	asked := s.silent(anna)
	for i := range 3 * fetchesAtOnce {
		no(t, to.engine.Fetch(Offer{Room: wire.Everyone, Author: anna, CID: wire.CID{1, byte(i)}, Size: 1}, to.downloads()))
	}
	<-asked
	o, _, contents := s.host.offers("plan.pdf", 3*chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.holds(to.awaitState(store.TransferDone).Path, contents)
	s.host.engine.mu.Lock()
	defer s.host.engine.mu.Unlock()
	if n := len(s.host.engine.tickets) + len(asked); n > 1 {
		t.Errorf("%d connections wait for one who does not answer", n)
	}
}

func TestOursStaysOurs(t *testing.T) {
	s := newSite(t)
	from := s.host
	o, _, _ := from.offers("plan.pdf", chunk)
	if err := from.engine.Fetch(o, from.downloads()); err == nil {
		t.Error("what is ours is fetched")
	}
	no(t, from.engine.Pause(o))
	from.close()
	from.open()
	if list := from.engine.All(); len(list) != 1 || list[0].State != store.TransferKept || list[0].Size != chunk {
		t.Errorf("%+v", list)
	}
	no(t, from.engine.Abandon(o))
	from.close()
	from.open()
	if list := from.engine.All(); len(list) != 0 {
		t.Errorf("abandoned: %+v", list)
	}
}

func TestFarLargerThanItWasOffered(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	o, path, _ := s.host.offers("plan.pdf", chunk)
	no(t, os.Truncate(path, freeGrowth+2*chunk))
	s.host.close()
	s.host.open() // it has the new version ready
	no(t, to.engine.Fetch(o, to.downloads()))
	if failed := to.awaitState(store.TransferFailed); failed.Reason != Broken {
		t.Errorf("%+v", failed)
	}
	if list, _ := os.ReadDir(to.downloads()); len(list) > 0 {
		t.Errorf("%v", list)
	}
}

func TestAFolderThatLosesAFile(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	dir := filepath.Join(s.host.home, "plans")
	no(t, os.Mkdir(dir, 0o700))
	for i := range 5 {
		no(t, os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), bytes.Repeat([]byte{byte(i)}, chunk), 0o600))
	}
	o := s.host.keeps(dir)
	no(t, os.Remove(filepath.Join(dir, "3")))
	no(t, to.engine.Fetch(o, to.downloads()))
	done := to.awaitState(store.TransferDone)
	if list := must(os.ReadDir(done.Path))(t); len(list) != 4 || done.Again == 0 {
		t.Errorf("%v %+v", list, done)
	}
}

func TestNothingIsLeft(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	o, _, contents := s.host.offers("plan.pdf", 6*chunk)
	breaks := func() {
		s.cutAfter(3 * chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.await("break", func(s Status) bool { return s.Reason == Unreached })
		to.close()
		s.cutAfter(0)
	}
	t.Run("of a part that cannot be resumed", func(t *testing.T) {
		breaks()
		state := filepath.Join(to.home, "transfers")
		list := must(os.ReadDir(state))(t)
		f := must(os.OpenFile(filepath.Join(state, list[0].Name()), os.O_RDWR, 0))(t)
		part := must(os.ReadDir(to.downloads()))(t)
		no(t, os.Remove(filepath.Join(to.downloads(), part[0].Name())))
		no(t, os.Mkdir(filepath.Join(to.downloads(), part[0].Name()), 0o700)) // in its place
		no(t, f.Close())
		to.open()
		done := to.awaitState(store.TransferDone)
		to.holds(done.Path, contents)
		no(t, os.Remove(done.Path))
	})
	t.Run("of what was abandoned when the program ended", func(t *testing.T) {
		breaks()
		to.store = must(store.Open(filepath.Join(to.home, "data"), store.Options{}))(t)
		no(t, to.store.Fetches().Remove(store.Transfer{Self: boris, Host: hostID, Author: o.Author, CID: o.CID}))
		no(t, to.store.Close())
		to.open()
		for _, dir := range []string{to.downloads(), filepath.Join(to.home, "transfers")} {
			if list := must(os.ReadDir(dir))(t); len(list) != 0 {
				t.Errorf("left: %v", list)
			}
		}
	})
}

func TestMemoryOfWhatNobodyReads(t *testing.T) {
	s := newSite(t)
	e := s.host.engine
	var offers []Offer
	for i := range 3 {
		o, _, _ := s.host.offers(fmt.Sprint(i), 1)
		offers = append(offers, o)
	}
	each := e.kept[offers[0].key()].stock.Weight()
	e.mu.Lock()
	e.stockBytes = each * 2
	e.kept[offers[0].key()].users = 1 // it is read
	e.trim()
	has := 0
	for _, o := range offers {
		if e.kept[o.key()].stock != nil {
			has++
		}
	}
	if has != 3 { // two that nobody reads, and the one
		t.Errorf("%d", has)
	}
	e.kept[offers[0].key()].users = 0
	e.trim()
	for _, o := range offers {
		if e.kept[o.key()].stock == nil {
			has--
		}
	}
	e.mu.Unlock()
	if has != 2 {
		t.Errorf("%d are in memory", has)
	}
	to := s.add(boris)
	for _, o := range offers {
		no(t, to.engine.Fetch(o, to.downloads()))
		to.awaitState(store.TransferDone)
	}
}

func TestCommandsInAnyOrder(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	o, _, contents := s.host.offers("plan.pdf", 6*chunk)
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for range 10 {
				switch i % 3 {
				case 0:
					_ = to.engine.Fetch(o, to.downloads())
				case 1:
					_ = to.engine.Pause(o)
				default:
					_ = to.engine.Abandon(o)
				}
			}
		})
	}
	all.Wait()
	no(t, to.engine.Pause(o))
	shown := to.engine.All()
	stored := must(to.store.Fetches().All(t.Context(), boris, hostID))(t)
	if len(shown) != len(stored) || len(shown) == 1 && shown[0].State != stored[0].State {
		t.Errorf("in memory %+v\non disk %+v", shown, stored)
	}
	no(t, to.engine.Abandon(o))
	no(t, os.RemoveAll(to.downloads()))
	to.mu.Lock()
	to.news = nil
	to.mu.Unlock()
	no(t, to.engine.Fetch(o, to.downloads()))
	to.holds(to.awaitState(store.TransferDone).Path, contents)
}

func TestAPartThatRots(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	o, _, contents := s.host.offers("plan.pdf", 12*chunk)
	s.cutAfter(6 * chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.await("break", func(s Status) bool { return s.Reason == Unreached })
	to.close()
	part := must(os.ReadDir(to.downloads()))(t)
	f := must(os.OpenFile(filepath.Join(to.downloads(), part[0].Name()), os.O_RDWR, 0))(t)
	must(f.WriteAt([]byte("rotten"), chunk+5))(t)
	no(t, f.Close())
	s.cutAfter(0)
	to.open()
	to.holds(to.awaitState(store.TransferDone).Path, contents)
}

package transfer

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

const chunk = 256 << 10

func TestFetch(t *testing.T) {
	sizes := map[string]int{"empty": 0, "a byte": 1, "a chunk but one byte": chunk - 1, "a chunk": chunk, "a chunk and a byte": chunk + 1,
		"many chunks": 9*chunk + 17}
	ways := map[string]func(*site) (from, to *member){
		"from the host":       func(s *site) (from, to *member) { return s.host, s.add(boris) },
		"to the host":         func(s *site) (from, to *member) { return s.add(anna), s.host },
		"between two members": func(s *site) (from, to *member) { return s.add(anna), s.add(boris) },
	}
	for way, sides := range ways {
		s := newSite(t)
		from, to := sides(s)
		for name, size := range sizes {
			t.Run(way+" a file of "+name+" comes whole, and both know", func(t *testing.T) {
				o, _, contents := from.offers(name+".bin", size)
				dir := filepath.Join(to.downloads(), name)
				no(t, to.engine.Fetch(o, dir))
				done := to.awaitState(store.TransferDone)
				if done.Bytes != uint64(size) || done.Of != uint64(size) || done.Active {
					t.Errorf("%+v", done)
				}
				to.holds(done.Path, contents)
				has := from.await("receipt", func(s Status) bool { return s.Has })
				if has.Reader != to.id || has.Bytes != uint64(size) || has.Active {
					t.Errorf("%+v", has)
				}
			})
		}
	}
}

func TestCuts(t *testing.T) {
	for _, cut := range []int{chunk / 2, chunk + 5000, 3 * chunk} {
		s := newSite(t)
		from, to := s.add(anna), s.add(boris)
		o, _, contents := from.offers("plan.pdf", 12*chunk+5)
		s.cutAfter(cut)
		no(t, to.engine.Fetch(o, to.downloads()))
		for range 3 {
			to.await("wait", func(s Status) bool { return s.Reason == Unreached || s.State == store.TransferDone })
			to.engine.Wake()
		}
		s.cutAfter(0)
		to.engine.Wake()
		done := to.awaitState(store.TransferDone)
		to.holds(done.Path, contents)
	}
}

func TestRestart(t *testing.T) {
	s := newSite(t)
	from, to := s.add(anna), s.add(boris)
	o, _, contents := from.offers("plan.pdf", 12*chunk+5)
	s.cutAfter(5 * chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.await("break", func(s Status) bool { return s.Reason == Unreached })
	t.Run("both ends stop and start again, and it goes on with what was here", func(t *testing.T) {
		to.close()
		from.close()
		s.cutAfter(0)
		to.open()
		waits := to.await("wait", func(s Status) bool { return s.Reason == Away })
		if waits.State != store.TransferWanted || waits.Active {
			t.Errorf("%+v", waits)
		}
		from.open()
		to.engine.Wake()
		resumed := to.await("go on", func(s Status) bool { return s.Active })
		if resumed.Bytes < 3*chunk || resumed.Bytes > 5*chunk {
			t.Errorf("it goes on with %d bytes", resumed.Bytes)
		}
		done := to.awaitState(store.TransferDone)
		to.holds(done.Path, contents)
		if sent := from.await("receipt", func(s Status) bool { return s.Has }); sent.Bytes != uint64(len(contents)) {
			t.Errorf("%+v", sent)
		}
	})
	t.Run("what is done is known after a restart, and not fetched again", func(t *testing.T) {
		to.close()
		to.open()
		list := to.engine.All()
		if len(list) != 1 || list[0].State != store.TransferDone || list[0].Path == "" {
			t.Errorf("%+v", list)
		}
	})
}

func TestPauseAndDrop(t *testing.T) {
	s := newSite(t)
	from, to := s.host, s.add(boris)
	o, _, contents := from.offers("plan.pdf", 12*chunk)
	s.cutAfter(4 * chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.await("break", func(s Status) bool { return s.Reason == Unreached })
	no(t, to.engine.Pause(o))
	paused := to.awaitState(store.TransferPaused)
	if paused.Bytes == 0 {
		t.Errorf("%+v", paused)
	}
	s.cutAfter(0)
	to.engine.Wake()
	no(t, to.engine.Abandon(o))
	for _, dir := range []string{to.downloads(), to.engine.config.Folder} {
		if list := must(os.ReadDir(dir))(t); len(list) != 0 {
			t.Errorf("left after Abandon: %v", list)
		}
	}
	if list := to.engine.All(); len(list) != 0 {
		t.Errorf("%+v", list)
	}
	no(t, to.engine.Fetch(o, to.downloads()))
	done := to.awaitState(store.TransferDone)
	to.holds(done.Path, contents)
	no(t, to.engine.Abandon(o))
	to.holds(done.Path, contents) // what is here stays
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	s := newSite(t)
	to := s.add(boris)
	o, path, _ := s.host.offers("plan.pdf", chunk)
	no(t, to.engine.Fetch(o, filepath.Join(path, "below"))) // a file is in the way: ENOTDIR
	if failed := to.awaitState(store.TransferFailed); failed.Reason != Unwritable {
		t.Errorf("%+v", failed)
	}
}

func TestSource(t *testing.T) {
	t.Run("a file that changed since it was offered comes as it is now", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		o, path, _ := from.offers("plan.pdf", 3*chunk)
		no(t, os.WriteFile(path, []byte("another"), 0o600))
		no(t, to.engine.Fetch(o, to.downloads()))
		done := to.awaitState(store.TransferDone)
		to.holds(done.Path, []byte("another"))
		if done.Again == 0 {
			t.Errorf("nobody said so: %+v", done)
		}
	})
	t.Run("of two versions, between which it broke, nothing is mixed", func(t *testing.T) {
		s := newSite(t)
		from, to := s.add(anna), s.add(boris)
		o, path, _ := from.offers("plan.pdf", 12*chunk)
		s.cutAfter(5 * chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.await("break", func(s Status) bool { return s.Reason == Unreached })
		second := make([]byte, 12*chunk)
		for i := range second {
			second[i] = 2
		}
		no(t, os.WriteFile(path, second, 0o600))
		s.cutAfter(0)
		to.engine.Wake()
		done := to.awaitState(store.TransferDone)
		to.holds(done.Path, second)
	})
	t.Run("what is gone fails, and comes once it is there again", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		o, path, contents := from.offers("plan.pdf", chunk+1)
		no(t, os.Rename(path, path+".away"))
		no(t, to.engine.Fetch(o, to.downloads()))
		if failed := to.awaitState(store.TransferFailed); failed.Reason != Gone {
			t.Errorf("%+v", failed)
		}
		no(t, os.Rename(path+".away", path))
		no(t, to.engine.Fetch(o, to.downloads()))
		to.holds(to.awaitState(store.TransferDone).Path, contents)
	})
	t.Run("what the disk does not give fails, and says so", func(t *testing.T) {
		if runtime.GOOS != "linux" {
			t.Skip("of a kernel that has such a file")
		}
		s := newSite(t)
		to := s.add(boris)
		o := s.host.keeps("/sys/devices/virtual/net/lo/speed") // it can be opened: reading it is an error
		no(t, to.engine.Fetch(o, to.downloads()))
		if failed := to.awaitState(store.TransferFailed); failed.Reason != Unreadable {
			t.Errorf("%+v", failed)
		}
		if list := must(os.ReadDir(to.downloads()))(t); len(list) != 1 || filepath.Ext(list[0].Name()) != ".part" {
			t.Errorf("left: %v", list)
		}
	})
	t.Run("what is withdrawn is not given", func(t *testing.T) {
		s := newSite(t)
		to := s.add(boris)
		o, _, _ := s.host.offers("plan.pdf", chunk)
		no(t, s.host.engine.Withdraw(o))
		no(t, to.engine.Fetch(o, to.downloads()))
		if failed := to.awaitState(store.TransferFailed); failed.Reason != Unknown {
			t.Errorf("%+v", failed)
		}
	})
}

// TestWhatWasSentIsNotReceived has a receiver take all of it and say nothing.
func TestWhatWasSentIsNotReceived(t *testing.T) {
	for way, from := range map[string]func(*site) *member{
		"the host": func(s *site) *member { return s.host },
		"a member": func(s *site) *member { return s.add(anna) },
	} {
		t.Run("of "+way, func(t *testing.T) {
			s := newSite(t)
			from := from(s)
			o, _, _ := from.offers("plan.pdf", 3*chunk)
			conn := s.raw(boris)
			skips(t, conn, asks(t, conn, o), 3, 3*chunk)
			no(t, conn.Close())
			over := from.await("end", func(s Status) bool { return s.Reader == boris && !s.Active })
			if over.Bytes != 3*chunk || over.Has {
				t.Errorf("what was not verified is said to be there: %+v", over)
			}
		})
	}
}

func TestWhoMayNot(t *testing.T) {
	s := newSite(t)
	from, to := s.add(anna), s.add(boris)
	o, _, _ := from.offers("plan.pdf", chunk)
	asked := make(chan wire.Want, 1)
	s.may = func(id wire.Identity, w *wire.Want) bool { asked <- *w; return id != boris }
	no(t, to.engine.Fetch(o, to.downloads()))
	if failed := to.awaitState(store.TransferFailed); failed.Reason != Unknown {
		t.Errorf("%+v", failed)
	}
	if w := <-asked; w.CID != o.CID || w.Author != anna || w.Room != wire.Everyone {
		t.Errorf("%+v", w)
	}
	if _, err := os.Stat(to.downloads()); err == nil {
		t.Error("a folder was made")
	}
}

func TestAfterARestart(t *testing.T) {
	s := newSite(t)
	from, to := s.add(anna), s.add(boris)
	o, _, _ := from.offers("plan.pdf", 12*chunk+5)
	t.Run("what is paused has what was verified", func(t *testing.T) {
		s.cutAfter(5 * chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.await("break", func(s Status) bool { return s.Reason == Unreached })
		no(t, to.engine.Pause(o))
		paused := to.awaitState(store.TransferPaused)
		to.close()
		to.open()
		if list := to.engine.All(); len(list) != 1 || paused.Bytes == 0 || list[0].Bytes != paused.Bytes || list[0].Of != paused.Of {
			t.Errorf("paused with %d bytes of %d, then %+v", paused.Bytes, paused.Of, list)
		}
	})
	// wholes are the hashes that both ends know of something, after a restart.
	wholes := func(o Offer) (author, receiver wire.Digest) {
		for _, m := range []*member{from, to} {
			m.close()
			m.open()
		}
		of := func(m *member) (whole wire.Digest) {
			for _, s := range m.engine.All() {
				if s.CID == o.CID {
					whole = s.Whole
				}
			}
			return whole
		}
		return of(from), of(to)
	}
	t.Run("an author who began in the middle has no other hash than the receiver", func(t *testing.T) {
		from.close()
		from.open()
		s.cutAfter(0)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.awaitState(store.TransferDone)
		from.await("receipt", func(s Status) bool { return s.Has })
		// It has one if all went out while the receiver only looked whether anything comes.
		if a, b := wholes(o); b == (wire.Digest{}) || a != b && a != (wire.Digest{}) {
			t.Errorf("%x and %x", a, b)
		}
	})
	second, _, _ := from.offers("second.pdf", chunk+1)
	t.Run("both ends know the same hash over all of what went out in one run", func(t *testing.T) {
		no(t, to.engine.Fetch(second, to.downloads()))
		to.awaitState(store.TransferDone)
		from.await("receipt", func(s Status) bool { return s.Has && s.CID == second.CID && s.Whole != wire.Digest{} })
		if a, b := wholes(second); a != b || a == (wire.Digest{}) {
			t.Errorf("%x and %x", a, b)
		}
	})
	t.Run("a receiver's word becomes no hash of the author's", func(t *testing.T) {
		third, _, _ := from.offers("third.pdf", 3*chunk)
		from.engine.mu.Lock()
		version := wire.Digest(from.engine.kept[third.key()].stock.Version())
		from.engine.mu.Unlock()
		for _, o := range []Offer{second, third} { // of which one was sent, and nothing of the other
			want := wantOf(o)
			if want.Version = version; o.CID == second.CID {
				for _, t := range must(from.store.Fetches().All(context.Background(), anna, hostID))(t) {
					if t.CID == o.CID {
						want.Version = t.Version
					}
				}
			}
			conn := must(to.dial(context.Background()))(t)
			no(t, filestream.Tell(context.Background(), conn, want, wire.Digest{1}))
			_ = conn.Close()
			from.await("receipt", func(s Status) bool { return s.Has && s.CID == o.CID })
		}
		if a, b := wholes(second); a != b || a == (wire.Digest{}) {
			t.Errorf("%x and %x", a, b)
		}
		if a, _ := wholes(third); a != (wire.Digest{}) {
			t.Errorf("%x", a)
		}
	})
}

func TestAPausedFileGoesOnFromWhatWasHere(t *testing.T) {
	s := newSite(t)
	from, to := s.host, s.add(boris)
	o, _, contents := from.offers("plan.pdf", 12*chunk)
	s.cutAfter(4 * chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.await("break", func(s Status) bool { return s.Reason == Unreached })
	no(t, to.engine.Pause(o))
	paused := to.awaitState(store.TransferPaused)
	if list := to.engine.All(); paused.Bytes == 0 || len(list) != 1 || list[0].Bytes != paused.Bytes || list[0].Of != paused.Of {
		t.Fatalf("paused with %+v, then %+v", paused, list)
	}
	s.cutAfter(0)
	no(t, to.engine.Fetch(o, to.downloads()))
	for {
		now := to.await("news", func(Status) bool { return true })
		if now.Bytes < paused.Bytes || now.Reason == Queued {
			t.Errorf("it goes on with %d of %d bytes, reason %d", now.Bytes, paused.Bytes, now.Reason)
		}
		if now.State == store.TransferDone {
			to.holds(now.Path, contents)
			return
		}
	}
}

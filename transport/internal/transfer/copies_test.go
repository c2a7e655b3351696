package transfer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

const gib = 1 << 30

var chen = identity(0xC4)

// keptFiles are what lies in the folder of the copies, the sidecars among them.
func (m *member) keptFiles() (names []string) {
	m.site.t.Helper()
	list, err := os.ReadDir(m.copiesFolder())
	if err != nil && !os.IsNotExist(err) {
		m.site.t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// contentsOf is the path of the contents of a copy, beside its sidecar.
func (m *member) contentsOf(o Offer) string {
	m.site.t.Helper()
	s := must(files.OpenCopy(m.copies.pull.sidecar(o)))(m.site.t)
	return s.Path()
}

func TestCopies(t *testing.T) {
	t.Run("who was away gets it from the host's copy when its author has gone, and the author hears of it later", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from := s.add(anna)
		o, _, contents := from.offers("plan.pdf", 5*chunk+77)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyComing)
		from.awaitCopy(o, wire.CopyKept)
		from.close()
		to := s.add(boris)
		no(t, to.engine.Fetch(o, to.downloads()))
		if coming := to.await("come", func(s Status) bool { return s.Active }); !coming.FromCopy {
			t.Errorf("%+v", coming)
		}
		done := to.awaitState(store.TransferDone)
		to.holds(done.Path, contents)
		from.open()
		to.engine.Wake()
		from.await("receipt", func(s Status) bool { return s.Has && s.Reader == boris })
	})
	t.Run("its author hears at once who has it, while it is here", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from, to := s.add(anna), s.add(boris)
		o, path, contents := from.offers("plan.pdf", 2*chunk)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		no(t, to.engine.Fetch(o, to.downloads()))
		from.await("receipt", func(s Status) bool { return s.Has && s.Reader == boris })
		to.holds(to.awaitState(store.TransferDone).Path, contents)
		// What is gone at its author is not gone at the host.
		no(t, os.Remove(path))
		other := s.add(chen)
		no(t, other.engine.Fetch(o, other.downloads()))
		other.holds(other.awaitState(store.TransferDone).Path, contents)
	})
	t.Run("a folder comes as it was, with what is empty, and names that no disk has", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from := s.add(anna)
		root := filepath.Join(from.home, "photos")
		no(t, os.MkdirAll(filepath.Join(root, "empty"), 0o700))
		want := map[string][]byte{"con.": []byte("a name that Windows has not"), "none": {}, "script": []byte("#!/bin/sh\n")}
		for name, b := range want {
			no(t, os.WriteFile(filepath.Join(root, name), b, 0o700))
		}
		o := from.keeps(root)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		if kept := s.host.keptFiles(); len(kept) != 2 {
			t.Errorf("kept as %q, not as its contents and a sidecar", kept)
		}
		if info := must(os.Stat(s.host.contentsOf(o)))(t); info.Mode()&0o111 != 0 {
			t.Errorf("the copy may be executed: %v", info.Mode())
		}
		from.close()
		to := s.add(boris)
		no(t, to.engine.Fetch(o, to.downloads()))
		path := to.awaitState(store.TransferDone).Path
		for name, b := range want {
			if got := must(os.ReadFile(filepath.Join(path, name)))(t); !bytes.Equal(got, b) {
				t.Errorf("%s is %q", name, got)
			}
		}
		if info := must(os.Stat(filepath.Join(path, "empty")))(t); !info.IsDir() {
			t.Error("the empty folder is none")
		}
	})
	t.Run("an empty file is kept too", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from := s.add(anna)
		o, _, _ := from.offers("empty", 0)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		from.close()
		to := s.add(boris)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.holds(to.awaitState(store.TransferDone).Path, nil)
	})
	t.Run("the host's own person gets it from the copy", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from := s.add(anna)
		o, _, contents := from.offers("plan.pdf", 3*chunk+1)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		from.close()
		no(t, s.host.engine.Fetch(o, s.host.downloads()))
		s.host.holds(s.host.awaitState(store.TransferDone).Path, contents)
		if list := s.host.engine.All(); len(list) != 1 {
			t.Errorf("the host's transfers are %+v", list)
		}
	})
	t.Run("a host that keeps nothing says so, and asks nobody for it", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{MaxAge: time.Hour})
		from := s.add(anna)
		o, _, _ := from.offers("plan.pdf", chunk)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyOff)
		if n := s.dialed.Load(); n != 0 {
			t.Errorf("%d connections", n)
		}
	})
	t.Run("another version is begun again from the copy only once its author has gone", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from, to := s.add(anna), s.add(boris)
		o, path, contents := from.offers("plan.pdf", 6*chunk)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		s.cutAfter(3 * chunk)
		no(t, os.WriteFile(path, bytes.Repeat([]byte("other"), chunk), 0o600))
		// The one who offers is asked for its own version by one who has some of that.
		want := wantOf(o)
		want.Version = wire.Digest{9}
		if s.host.engine.copyServes(&want) || !s.host.engine.hasCopy(o.key()) {
			t.Error("the copy is given to who has another version")
		}
		s.cutAfter(0)
		from.close()
		no(t, to.engine.Fetch(o, to.downloads()))
		to.holds(to.awaitState(store.TransferDone).Path, contents)
	})
}

func TestCopiesAfterARestart(t *testing.T) {
	s := newKeepingSite(t, CopyRules{Bytes: gib})
	from := s.add(anna)
	whole, _, contents := from.offers("whole.pdf", 2*chunk+5)
	s.host.copies.Offer(whole)
	from.awaitCopy(whole, wire.CopyKept)
	s.cutAfter(4 * chunk)
	half, _, others := from.offers("half.pdf", 9*chunk)
	s.host.copies.Offer(half)
	from.await("go", func(s Status) bool { return s.ToCopy && s.Bytes > 0 })
	from.close()
	s.host.close()
	s.cutAfter(0)
	s.host.open()
	to := s.add(boris)
	t.Run("what is whole is given again", func(t *testing.T) {
		no(t, to.engine.Fetch(whole, to.downloads()))
		to.holds(to.awaitState(store.TransferDone).Path, contents)
	})
	t.Run("what is half is not given, and goes on when its author is back", func(t *testing.T) {
		other := s.add(chen)
		no(t, other.engine.Fetch(half, other.downloads()))
		other.await("wait", func(s Status) bool { return s.Reason == Away })
		from.open()
		s.host.copies.Wake()
		from.awaitCopy(half, wire.CopyKept)
		other.engine.Wake()
		other.holds(other.awaitState(store.TransferDone).Path, others)
	})
	t.Run("its author is told when it comes of what is kept", func(t *testing.T) {
		frames := s.host.copies.Of(anna)
		if len(frames) != 1 || frames[0].State != wire.CopyKept || len(frames[0].Messages()) != 2 {
			t.Errorf("%+v", frames)
		}
		if frames := s.host.copies.Of(boris); len(frames) != 0 {
			t.Errorf("of one who offers nothing: %+v", frames)
		}
	})
}

func TestCopyQuota(t *testing.T) {
	t.Run("what is over the quota of a member, or of all, is not kept, and nothing makes room for it", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: 10 * chunk, PerMember: 6 * chunk})
		from, other := s.add(anna), s.add(boris)
		first, _, _ := from.offers("first", 4*chunk)
		second, _, _ := from.offers("second", 3*chunk)
		third, _, _ := from.offers("third", 2*chunk)
		s.host.copies.Offer(first)
		from.awaitCopy(first, wire.CopyKept)
		s.host.copies.Offer(second)
		from.awaitCopy(second, wire.CopyOverQuota)
		s.host.copies.Offer(third)
		from.awaitCopy(third, wire.CopyKept)
		large, _, _ := other.offers("large", 5*chunk)
		small, _, _ := other.offers("small", 4*chunk)
		s.host.copies.Offer(large)
		other.awaitCopy(large, wire.CopyOverQuota)
		s.host.copies.Offer(small)
		other.awaitCopy(small, wire.CopyKept)
		if kept := s.host.keptFiles(); len(kept) != 6 {
			t.Errorf("%d files for three copies: %q", len(kept), kept)
		}
	})
	t.Run("what is larger than its message says counts as what it is", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: 5 * chunk})
		from := s.add(anna)
		o, _, _ := from.offers("plan.pdf", 6*chunk)
		o.Size = chunk
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyOverQuota)
		if kept := s.host.keptFiles(); len(kept) != 0 {
			t.Errorf("left: %q", kept)
		}
	})
	t.Run("when less is kept the oldest go, and with nothing all", func(t *testing.T) {
		s := newKeepingSite(t, CopyRules{Bytes: gib})
		from := s.add(anna)
		first, _, _ := from.offers("first", 2*chunk)
		s.host.copies.Offer(first)
		from.awaitCopy(first, wire.CopyKept)
		time.Sleep(2 * time.Millisecond) // the clock of the table
		second, _, contents := from.offers("second", 2*chunk)
		s.host.copies.Offer(second)
		from.awaitCopy(second, wire.CopyKept)
		s.host.copies.SetRules(CopyRules{Bytes: 3 * chunk})
		from.awaitCopy(first, wire.CopyOff)
		to := s.add(boris)
		from.close()
		no(t, to.engine.Fetch(second, to.downloads()))
		to.holds(to.awaitState(store.TransferDone).Path, contents)
		s.host.copies.SetRules(CopyRules{})
		if kept := s.host.keptFiles(); len(kept) != 0 {
			t.Errorf("left: %q", kept)
		}
		other := s.add(chen)
		no(t, other.engine.Fetch(second, other.downloads()))
		other.await("wait", func(s Status) bool { return s.Reason == Away })
	})
}

func TestCopiesGo(t *testing.T) {
	s := newKeepingSite(t, CopyRules{Bytes: gib, MaxAge: time.Hour})
	from := s.add(anna)
	old, _, _ := from.offers("old", chunk)
	s.host.copies.Offer(old)
	from.awaitCopy(old, wire.CopyKept)
	t.Run("one that is too old, and not before", func(t *testing.T) {
		s.host.now.Store(int64(50 * time.Minute))
		s.host.copies.Sweep()
		if kept := s.host.keptFiles(); len(kept) != 2 {
			t.Errorf("%q", kept)
		}
		s.host.now.Store(int64(70 * time.Minute))
		s.host.copies.Sweep()
		from.awaitCopy(old, wire.CopyOff)
		if kept := s.host.keptFiles(); len(kept) != 0 {
			t.Errorf("left: %q", kept)
		}
		s.host.now.Store(0)
	})
	t.Run("one whose message is deleted, also in the midst of its stream", func(t *testing.T) {
		o, _, _ := from.offers("plan.pdf", 4*chunk)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		s.host.copies.Remove(o.Author, o.CID)
		if kept := s.host.keptFiles(); len(kept) != 0 || s.host.engine.hasCopy(o.key()) {
			t.Errorf("left: %q", kept)
		}
		if list := must(s.host.store.Copies().All(context.Background(), hostID, hostID))(t); len(list) != 0 {
			t.Errorf("%+v", list)
		}
	})
	t.Run("one whose message is in the log no more", func(t *testing.T) {
		o, _, _ := from.offers("retired.pdf", chunk)
		s.host.copies.Offer(o)
		from.awaitCopy(o, wire.CopyKept)
		s.gone.Store(o.key(), true)
		s.host.copies.Sweep()
		if kept := s.host.keptFiles(); len(kept) != 0 {
			t.Errorf("left: %q", kept)
		}
	})
}

func TestDamagedCopy(t *testing.T) {
	flip := func(t *testing.T, path string, at int64) {
		t.Helper()
		info := must(os.Stat(path))(t)
		f := must(os.OpenFile(path, os.O_RDWR, 0))(t)
		b := make([]byte, 1)
		if _, err := f.ReadAt(b, at); err != nil {
			t.Fatal(err)
		}
		b[0] ^= 0x10
		if _, err := f.WriteAt(b, at); err != nil {
			t.Fatal(err)
		}
		no(t, f.Close())
		no(t, os.Chtimes(path, time.Time{}, info.ModTime())) // as a disk does it
	}
	for what, damage := range map[string]func(t *testing.T, m *member, o Offer){
		"a bit of the contents": func(t *testing.T, m *member, o Offer) { flip(t, m.contentsOf(o), 4*chunk+9) },
		"a bit of the last digest": func(t *testing.T, m *member, o Offer) {
			s := m.copies.pull.sidecar(o)
			flip(t, s, must(os.Stat(s))(t).Size()-3)
		},
		"a bit of the header": func(t *testing.T, m *member, o Offer) { flip(t, m.copies.pull.sidecar(o), 20) },
		"the length":          func(t *testing.T, m *member, o Offer) { no(t, os.Truncate(m.contentsOf(o), 2*chunk)) },
		"all of the contents": func(t *testing.T, m *member, o Offer) { no(t, os.Remove(m.contentsOf(o))) },
		"the sidecar":         func(t *testing.T, m *member, o Offer) { no(t, os.Remove(m.copies.pull.sidecar(o))) },
	} {
		t.Run(what+" is not given: the receiver waits for the author, and the host for another copy", func(t *testing.T) {
			s := newKeepingSite(t, CopyRules{Bytes: gib})
			from := s.add(anna)
			o, _, contents := from.offers("plan.pdf", 6*chunk+3)
			s.host.copies.Offer(o)
			from.awaitCopy(o, wire.CopyKept)
			from.close()
			damage(t, s.host, o)
			to := s.add(boris)
			no(t, to.engine.Fetch(o, to.downloads()))
			if s := to.await("wait", func(s Status) bool { return s.Reason == Away && !s.Active || s.State == store.TransferFailed }); s.State == store.TransferFailed {
				t.Fatalf("the bytes that the host gives are others than those offered: %+v", s)
			}
			from.open()
			s.host.copies.Wake()
			to.engine.Wake()
			to.holds(to.awaitState(store.TransferDone).Path, contents)
			from.awaitCopy(o, wire.CopyKept)
			from.close()
			other := s.add(chen)
			no(t, other.engine.Fetch(o, other.downloads()))
			other.holds(other.awaitState(store.TransferDone).Path, contents)
			if kept := s.host.keptFiles(); len(kept) != 2 {
				t.Errorf("beside the new copy is left: %q", kept)
			}
		})
	}
}

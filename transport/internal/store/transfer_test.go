package store

import (
	"context"
	"errors"
	"slices"
	"testing"

	"confab/transport/internal/wire"
)

// offering is a text that offers a file of that name.
func offering(n int, name string) wire.Post {
	p := text(n, name)
	f := wire.Offer{Name: name, Size: 1234, Width: 40, Height: 30, Preview: "\xff\xd8\x00"}
	encoded, err := f.Encode()
	if err != nil {
		panic(err)
	}
	p.File = encoded
	return p
}

func transfer() Transfer {
	return Transfer{Self: anna, Host: anna, Room: wire.Everyone, Author: boris, CID: cid(52), State: TransferWanted,
		Path: "/in/not \xff text", Version: wire.Digest{1}, Size: 1234, Began: 7}
}

func TestTransfers(t *testing.T) {
	dir := t.TempDir()
	s := reopen(t, dir, Options{})
	first, second := transfer(), transfer()
	second.Author, second.State, second.Version = chen, TransferKept, wire.Digest{}
	no(t, s.Fetches().Set(first))
	no(t, s.Fetches().Set(second))
	first.State, first.Reason, first.Path, first.Whole = TransferFailed, 3, "/out/plan.pdf", wire.Digest{2}
	changed := first
	changed.Began = 99 // it began when it began
	no(t, s.Fetches().Set(changed))
	other := transfer()
	other.Host = boris
	no(t, s.Fetches().Set(other))
	no(t, s.Close())
	s = reopen(t, dir, Options{})
	list := must(s.Fetches().All(context.Background(), anna, anna))(t)
	if len(list) != 2 || list[0] != first || list[1] != second {
		t.Errorf("%+v", list)
	}
	no(t, s.Fetches().Remove(first))
	if list := must(s.Fetches().All(context.Background(), anna, anna))(t); len(list) != 1 || list[0] != second {
		t.Errorf("%+v", list)
	}
	if list := must(s.Fetches().All(context.Background(), anna, boris))(t); len(list) != 1 || list[0] != other {
		t.Errorf("%+v", list)
	}
	other.Author, other.State, other.Path = chen, TransferKept, "/harbour/plan.pdf"
	no(t, s.Fetches().Set(other))
	if paths := must(s.KeptPaths(context.Background()))(t); !slices.Equal(paths, []string{second.Path, other.Path}) {
		t.Errorf("kept are %q", paths)
	}
	no(t, s.Fetches().Remove(second))
	if paths := must(s.KeptPaths(context.Background()))(t); !slices.Equal(paths, []string{other.Path}) {
		t.Errorf("kept are %q", paths)
	}
}

func TestCopies(t *testing.T) {
	s := fresh(t)
	no(t, s.Fetches().Set(transfer()))
	copied := transfer()
	copied.State, copied.Path = TransferDone, "/copies/one"
	no(t, s.Copies().Set(copied))
	if list := must(s.Copies().All(context.Background(), anna, anna))(t); len(list) != 1 || list[0] != copied {
		t.Errorf("%+v", list)
	}
	no(t, s.Fetches().Remove(transfer()))
	if list := must(s.Copies().All(context.Background(), anna, anna))(t); len(list) != 1 {
		t.Errorf("a fetch that was forgotten took the copy with it: %+v", list)
	}
	no(t, s.mend(&CorruptError{errors.New("a test says so")}))
	if list := must(s.Copies().All(context.Background(), anna, anna))(t); len(list) != 1 || list[0] != copied {
		t.Errorf("after a salvage: %+v", list)
	}
	no(t, s.Copies().Remove(copied))
	if list := must(s.Copies().All(context.Background(), anna, anna))(t); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestOffers(t *testing.T) {
	t.Run("a log, a copy and its outbox have what a message offers, as it was", func(t *testing.T) {
		dir := t.TempDir()
		s := reopen(t, dir, Options{})
		h := hosted(t, s)
		post := offering(1, "plan.pdf")
		appendAll(t, h, says(anna, post))
		if a := appendAll(t, h, says(anna, post)); !a[0].Repeat {
			t.Errorf("%+v", a)
		}
		another := post
		another.File = offering(1, "another.pdf").File
		if a := must(h.Append([]Entry{says(anna, another)}))(t); a[0].Refused != wire.NakReused {
			t.Errorf("%+v", a)
		}
		r, _ := begun(t, s)
		waiting := offering(2, "photos.zip")
		must(r.Enqueue(waiting, wire.Identity{}))(t)
		reused := waiting
		reused.File = post.File
		if _, err := r.Enqueue(reused, wire.Identity{}); err != ErrReused {
			t.Error(err)
		}
		if o := outbox(t, r); len(o) != 1 || o[0].Post != waiting {
			t.Errorf("%+v", o)
		}
		told := func(self wire.Identity, n int) (offer string) {
			t.Helper()
			tr := transfer()
			tr.Self, tr.Host, tr.Author, tr.CID = self, anna, self, cid(n)
			no(t, s.Fetches().Set(tr))
			for _, d := range must(s.Fetches().All(context.Background(), self, anna))(t) {
				if d.CID == cid(n) {
					offer = d.Offer
				}
			}
			return offer
		}
		if told(boris, 2) != waiting.File || told(boris, 3) != "" || told(anna, 1) != post.File {
			t.Errorf("the transfers have %q, %q and %q", told(boris, 2), told(boris, 3), told(anna, 1))
		}
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(2), Room: wire.Everyone, Seq: 1, ServerTime: 9}))
		for _, log := range []LogID{h.Log(), must(r.Log(context.Background()))(t)} {
			got := page(t, s, log, wire.Everyone)
			if len(got) != 1 || got[0].Damaged || got[0].Post != post && got[0].Post != waiting {
				t.Errorf("%+v", got)
			}
		}
	})
	t.Run("a byte of an offer that the disk changed makes it a damaged event", func(t *testing.T) {
		a, b := wire.Event{Post: offering(1, "plan.pdf"), Seq: 1, From: anna}, wire.Event{Post: text(1, "plan.pdf"), Seq: 1, From: anna}
		c := a
		c.File = offering(1, "plan.pdg").File
		if sums := [][sumBytes]byte{eventSum(&a), eventSum(&b), eventSum(&c)}; sums[0] == sums[1] || sums[0] == sums[2] || sums[1] == sums[2] {
			t.Errorf("%x", sums)
		}
	})
}

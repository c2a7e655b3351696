package transfer

import (
	"os"
	"slices"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// awaitReader waits until what a member offers is in a state at the one who fetches it.
func (m *member) awaitReader(reader wire.Identity, state store.TransferState) Status {
	m.site.t.Helper()
	return m.await("state at the reader", func(s Status) bool { return s.Reader == reader && s.State == state && !s.Active })
}

func TestTheAuthorHearsWhatIsNotFetched(t *testing.T) {
	ways := map[string]func(*site) (from, to *member){
		"from the host":       func(s *site) (from, to *member) { return s.host, s.add(boris) },
		"to the host":         func(s *site) (from, to *member) { return s.add(anna), s.host },
		"between two members": func(s *site) (from, to *member) { return s.add(anna), s.add(boris) },
	}
	for way, sides := range ways {
		t.Run(way+" a pause is told, and ends when it goes on", func(t *testing.T) {
			s := newSite(t)
			from, to := sides(s)
			o, _, contents := from.offers("plan.pdf", 12*chunk)
			s.cutAfter(4 * chunk)
			no(t, to.engine.Fetch(o, to.downloads()))
			to.await("break", func(s Status) bool { return s.Reason == Unreached })
			no(t, to.engine.Pause(o))
			from.awaitReader(to.id, store.TransferPaused)
			if list := from.engine.All(); !slices.ContainsFunc(list, func(s Status) bool { return s.Reader == to.id && s.State == store.TransferPaused }) {
				t.Errorf("it is not in the list: %+v", list)
			}
			s.cutAfter(0)
			no(t, to.engine.Fetch(o, to.downloads()))
			from.awaitReader(to.id, store.TransferKept)
			from.await("receipt", func(s Status) bool { return s.Has })
			to.holds(to.awaitState(store.TransferDone).Path, contents)
			for _, s := range from.engine.All() {
				if s.Reader != (wire.Identity{}) {
					t.Errorf("it is said still: %+v", s)
				}
			}
		})
		t.Run(way+" an end is told, also of what never came", func(t *testing.T) {
			s := newSite(t)
			from, to := sides(s)
			o, _, _ := from.offers("plan.pdf", chunk)
			no(t, to.engine.Abandon(o))
			from.awaitReader(to.id, 0)
		})
	}
	t.Run("an author who was away, or has forgotten it, is told again", func(t *testing.T) {
		s := newSite(t)
		from, to := s.add(anna), s.add(boris)
		o, _, _ := from.offers("plan.pdf", 12*chunk)
		s.cutAfter(4 * chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.await("break", func(s Status) bool { return s.Reason == Unreached })
		from.close()
		no(t, to.engine.Pause(o))
		to.close()
		to.open()
		from.open()
		to.engine.Remind(anna)
		from.awaitReader(boris, store.TransferPaused)
	})
	t.Run("what is gone at its author, and not what is withdrawn, is told", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		withdrawn, _, _ := from.offers("draft.pdf", chunk)
		no(t, from.engine.Withdraw(withdrawn))
		no(t, to.engine.Fetch(withdrawn, to.downloads()))
		to.awaitState(store.TransferFailed)
		o, path, _ := from.offers("plan.pdf", chunk)
		no(t, os.Remove(path))
		no(t, to.engine.Fetch(o, to.downloads()))
		if s := from.await("halt", func(s Status) bool { return s.Reader == boris && s.State != store.TransferKept }); s.CID != o.CID || s.State != store.TransferFailed || s.Reason != Gone {
			t.Errorf("%+v", s)
		}
	})
	t.Run("nothing is told of what is here", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		o, _, _ := from.offers("plan.pdf", chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.awaitState(store.TransferDone)
		from.await("receipt", func(s Status) bool { return s.Has })
		no(t, to.engine.Abandon(o))
		second, _, _ := from.offers("second.pdf", chunk)
		no(t, to.engine.Abandon(second))
		if s := from.await("halt", func(s Status) bool { return s.State != store.TransferKept }); s.CID != second.CID {
			t.Errorf("%+v", s)
		}
	})
}

func TestReasonsOfReaders(t *testing.T) {
	s := newSite(t)
	o, _, _ := s.host.offers("plan.pdf", 1)
	say := func(why wire.HaltReason) Status {
		s.host.engine.Halted(&wire.Halt{CIDs: string(o.CID[:]), Peer: boris, Reason: why})
		return s.host.await("halt", func(s Status) bool { return s.Reader == boris })
	}
	for why, reason := range haltReasons {
		if got := say(why); got.State != store.TransferFailed || got.Reason != reason {
			t.Errorf("%d is %+v", why, got)
		}
		if sent := haltOf(store.Transfer{State: store.TransferFailed, Reason: uint8(reason)}); sent != why {
			t.Errorf("reason %d is said as %d", reason, sent)
		}
	}
	if got := say(200); got.State != store.TransferFailed || got.Reason == NoReason {
		t.Errorf("one that is not known is %+v", got)
	}
	if got := say(wire.HaltOver); got.State != store.TransferKept {
		t.Errorf("the end is %+v", got)
	}
	if got := haltOf(store.Transfer{State: store.TransferFailed, Reason: uint8(Refused)}); got != 0 {
		t.Errorf("what its author cannot change is said as %d", got)
	}
}

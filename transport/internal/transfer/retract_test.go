package transfer

import (
	"context"
	"os"
	"testing"

	"confab/transport/internal/store"
)

// holdsNothing checks that nothing of what came is on the disk of a member.
func (m *member) holdsNothing() {
	m.site.t.Helper()
	for _, dir := range []string{m.downloads(), m.engine.config.Folder} {
		if list, _ := os.ReadDir(dir); len(list) != 0 {
			m.site.t.Errorf("left in %s: %v", dir, list)
		}
	}
}

// saysRetracted checks what is said of something whose message was deleted.
func (m *member) saysRetracted(o Offer) {
	m.site.t.Helper()
	list := m.engine.All()
	if len(list) != 1 || list[0].State != store.TransferFailed || list[0].Reason != Retracted || list[0].Bytes != 0 {
		m.site.t.Errorf("%+v", list)
	}
	if t := must(m.store.Fetches().All(context.Background(), m.id, hostID))(m.site.t); len(t) != 1 || t[0].CID != o.CID ||
		t[0].State != store.TransferFailed || Reason(t[0].Reason) != Retracted {
		m.site.t.Errorf("%+v", t)
	}
}

func TestRetracted(t *testing.T) {
	// Each leaves what is half here as it says.
	stops := map[string]func(*member, Offer){
		"waits": func(*member, Offer) {},
		"is paused": func(to *member, o Offer) {
			no(to.site.t, to.engine.Pause(o))
			to.awaitState(store.TransferPaused)
		},
		"failed": func(to *member, o Offer) {
			to.site.cutAfter(0)
			to.engine.Wake()
			to.awaitState(store.TransferFailed)
		},
		"is paused since the run before": func(to *member, o Offer) {
			no(to.site.t, to.engine.Pause(o))
			to.close()
			to.open()
		},
	}
	for way, sides := range map[string]func(*site) (from, to *member){
		"at the host":   func(s *site) (from, to *member) { return s.add(anna), s.host },
		"at a member":   func(s *site) (from, to *member) { return s.host, s.add(boris) },
		"of two others": func(s *site) (from, to *member) { return s.add(anna), s.add(boris) },
	} {
		for how, stop := range stops {
			t.Run(way+" what "+how+" ends, and what came of it goes", func(t *testing.T) {
				s := newSite(t)
				from, to := sides(s)
				o, _, _ := from.offers("plan.pdf", 12*chunk)
				s.cutAfter(4 * chunk)
				no(t, to.engine.Fetch(o, to.downloads()))
				to.await("break", func(s Status) bool { return s.Reason == Unreached && s.Bytes > 0 })
				if how == "failed" {
					no(t, from.engine.Withdraw(o))
				}
				stop(to, o)
				if !to.engine.Wants(o) {
					t.Error("it is not wanted")
				}
				no(t, to.engine.Retracted(o))
				to.await("end", func(s Status) bool { return s.State == store.TransferFailed && s.Reason == Retracted && s.Bytes == 0 })
				to.holdsNothing()
				to.saysRetracted(o)
				to.close()
				to.open()
				to.saysRetracted(o)
				no(t, to.engine.Abandon(o))
				if list := to.engine.All(); len(list) != 0 {
					t.Errorf("%+v", list)
				}
			})
		}
	}
	t.Run("what is here, whole, stays", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		o, _, contents := from.offers("plan.pdf", 3*chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		done := to.awaitState(store.TransferDone)
		no(t, to.engine.Retracted(o))
		to.holds(done.Path, contents)
		if list := to.engine.All(); len(list) != 1 || list[0].State != store.TransferDone {
			t.Errorf("%+v", list)
		}
	})
	t.Run("of what nobody asked for nothing is said", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		o, _, _ := from.offers("plan.pdf", chunk)
		no(t, to.engine.Retracted(o))
		if list := to.engine.All(); len(list) != 0 || to.engine.Wants(o) {
			t.Errorf("%+v", list)
		}
	})
	t.Run("what a run that ended has not removed the next one does", func(t *testing.T) {
		s := newSite(t)
		from, to := s.host, s.add(boris)
		o, _, _ := from.offers("plan.pdf", 12*chunk)
		s.cutAfter(4 * chunk)
		no(t, to.engine.Fetch(o, to.downloads()))
		to.await("break", func(s Status) bool { return s.Reason == Unreached && s.Bytes > 0 })
		to.close()
		db := must(store.Open(to.home+"/data", store.Options{}))(t)
		for _, known := range must(db.Fetches().All(context.Background(), boris, hostID))(t) {
			no(t, Retract(db, known))
		}
		no(t, db.Close())
		to.open()
		to.holdsNothing()
		to.saysRetracted(o)
	})
}

package widget

import (
	"slices"
	"testing"

	"gioui.org/layout"

	"confab/ui/internal/uitest"
)

func TestLocksAndPresence(t *testing.T) {
	th := testTheme()
	var p PeerRow
	var head layout.Dimensions
	lock, presence := OpenLock, Present
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		s := Peer(th, &p, "k", "A", "Ada", "here")
		s.Lock, s.LockLabel = lock, "encrypted, not verified"
		s.Presence, s.PresenceLabel = presence, "here now"
		return stack(gtx, 8, s.Layout, func(gtx layout.Context) layout.Dimensions {
			head = LockBadge(th, lock, "the head's lock").Layout(gtx)
			return head
		})
	})
	t.Run("a screen reader is told both", func(t *testing.T) {
		for _, s := range []string{"encrypted, not verified", "here now", "the head's lock", "Ada"} {
			if !w.Has(s) {
				t.Errorf("no %q among %q", s, w.Labels())
			}
		}
	})
	t.Run("without either nothing is said and nothing takes room", func(t *testing.T) {
		lock, presence = NoLock, UnknownPresence
		w.Frame()
		said := w.Labels()
		if slices.Contains(said, "encrypted, not verified") || slices.Contains(said, "here now") || head.Size.X != 0 {
			t.Errorf("labels %q, the badge takes %v", said, head.Size)
		}
	})
	t.Run("no two locks look alike without their colours", func(t *testing.T) {
		seen := map[Icon]bool{}
		for _, l := range []Lock{NoLock, OpenLock, ClosedLock, BrokenLock} {
			seen[l.icon()] = true
		}
		if len(seen) != 4 {
			t.Errorf("%d drawings", len(seen))
		}
	})
}

func TestRowsGrowWithTheirText(t *testing.T) {
	th := testTheme()
	var p PeerRow
	var d layout.Dimensions
	scale := float32(1)
	w := uitest.New(t, uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		gtx.Metric.PxPerSp *= scale
		d = Peer(th, &p, "k", "A", "Ada", "here").Layout(gtx)
		return d
	})
	one := d.Size.Y
	if want := int(float32(peerHeight) * uitest.Phone.Density); one != want {
		t.Errorf("at the usual size it is %d pixels high, not %d", one, want)
	}
	scale = 2
	if w.Frame(); d.Size.Y <= one {
		t.Errorf("at twice the size it is %d pixels high, before %d", d.Size.Y, one)
	}
}

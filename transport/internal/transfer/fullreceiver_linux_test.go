package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"confab/transport/internal/roottest"
	"confab/transport/internal/store"
)

func init() { roles["brimful"] = brimfulChild }

func TestTheAuthorHearsOfAFullDisk(t *testing.T) {
	roottest.OnSmallDisk(t, []string{roleVariable + "=brimful", homeVariable + "=" + t.TempDir()}, 4)
}

// brimfulChild has a member fetch into a folder on a disk of 8 MiB.
func brimfulChild() error {
	t := crowded{folders: new(int)}
	s := newSite(t)
	from, to := s.add(anna), s.add(boris)
	no(t, os.MkdirAll(to.downloads(), 0o700))
	roottest.MountSmall(to.downloads(), fmt.Sprint(8<<20))
	large, _, _ := from.offers("large", 9<<20)
	no(t, to.engine.Fetch(large, to.downloads()))
	fails := func(o Offer) Status {
		return from.await("halt", func(s Status) bool { return s.CID == o.CID && s.Reader == boris && s.State == store.TransferFailed })
	}
	full := fails(large)
	reportCrowded("what has no room from the first is told as that", full.Reason == Full, full)
	o, _, contents := from.offers("plan.pdf", 4<<20)
	ballast := filepath.Join(to.downloads(), "ballast")
	no(t, os.WriteFile(ballast, make([]byte, 6<<20), 0o600))
	no(t, to.engine.Fetch(o, to.downloads()))
	full = fails(o)
	reportCrowded("so is what fits no more", full.Reason == Full, full)
	no(t, os.Remove(ballast))
	no(t, to.engine.Fetch(o, to.downloads()))
	on := from.await("to go on", func(s Status) bool { return s.CID == o.CID && s.State == store.TransferKept })
	reportCrowded("with room it goes on, and is told so", on.Reason == NoReason, on)
	from.await("receipt", func(s Status) bool { return s.CID == o.CID && s.Has })
	to.holds(to.awaitState(store.TransferDone).Path, contents)
	reportCrowded("and comes whole", true)
	return nil
}

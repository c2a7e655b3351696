package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/transport/internal/roottest"
	"confab/transport/internal/wire"
)

func init() { roles["crowded"] = crowdedChild }

func TestCopiesOnAFullDisk(t *testing.T) {
	roottest.OnSmallDisk(t, []string{roleVariable + "=crowded", homeVariable + "=" + t.TempDir()}, 3)
}

// crowded is a testing.TB of a child without a test.
type crowded struct {
	testing.TB
	folders *int
}

func (crowded) Helper()                     {}
func (crowded) Cleanup(func())              {}
func (c crowded) Fatal(v ...any)            { reportCrowded("a host on a small disk", false, v...); os.Exit(1) }
func (c crowded) Fatalf(f string, v ...any) { c.Fatal(fmt.Sprintf(f, v...)) }
func (c crowded) Errorf(f string, v ...any) { c.Fatalf(f, v...) }

func (c crowded) TempDir() string {
	*c.folders++
	dir := filepath.Join(os.Getenv(homeVariable), fmt.Sprint(*c.folders))
	no(c, os.Mkdir(dir, 0o700))
	return dir
}

// reportCrowded prints a line that roottest.OnSmallDisk makes a test of.
func reportCrowded(sentence string, fine bool, details ...any) {
	verdict := "fine"
	if !fine {
		verdict = strings.ReplaceAll(fmt.Sprint(details...), "\n", " ")
	}
	fmt.Printf("%s: %s\n", sentence, verdict)
}

// crowdedChild has a host keep its copies on a disk with 8 MiB more than copies leave free.
func crowdedChild() error {
	t := crowded{folders: new(int)}
	s := newKeepingSite(t, CopyRules{Bytes: gib})
	no(t, os.MkdirAll(s.host.copiesFolder(), 0o700))
	roottest.MountSmall(s.host.copiesFolder(), fmt.Sprint(spareBytes+8<<20))
	from := s.add(anna)
	first, _, _ := from.offers("first", 5<<20)
	s.host.copies.Offer(first)
	from.awaitCopy(first, wire.CopyKept)
	reportCrowded("what has room is kept", true)
	second, _, _ := from.offers("second", 4<<20)
	s.host.copies.Offer(second)
	from.awaitCopy(second, wire.CopyNoRoom)
	for len(s.host.copies.pull.All()) != 1 {
		// The one that failed is dropped right after its author was told.
		s.host.copies.Sweep()
	}
	kept := s.host.keptFiles()
	reportCrowded("what has none is not, and nothing of it is left", len(kept) == 2 && s.host.engine.hasCopy(first.key()), kept)
	s.host.copies.Remove(first.Author, first.CID)
	third, _, _ := from.offers("third", 4<<20)
	s.host.copies.Offer(third)
	from.awaitCopy(third, wire.CopyKept)
	reportCrowded("once there is room again, the next one is kept", len(s.host.keptFiles()) == 2, s.host.keptFiles())
	return nil
}

package transfer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/transport/internal/roottest"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func init() { roles["crowded"], roles["cramped"] = crowdedChild, crampedChild }

func TestCopiesOnAFullDisk(t *testing.T) {
	roottest.OnSmallDisk(t, []string{roleVariable + "=crowded", homeVariable + "=" + t.TempDir()}, 3)
}

func TestADiskThatFillsUp(t *testing.T) {
	roottest.OnSmallDisk(t, []string{roleVariable + "=cramped", homeVariable + "=" + t.TempDir()}, 3)
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

// crampedChild has the disk of a receiver be full in the midst of a folder: of a file the
// room is set aside when it begins.
func crampedChild() error {
	t := crowded{folders: new(int)}
	s := newSite(t)
	to := s.add(boris)
	no(t, os.MkdirAll(to.downloads(), 0o700))
	roottest.MountSmall(to.downloads(), "8m")
	dir := filepath.Join(s.host.home, "plans")
	no(t, os.Mkdir(dir, 0o700))
	for i := range 8 {
		no(t, os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), bytes.Repeat([]byte{byte(i)}, chunk), 0o600))
	}
	o := s.host.keeps(dir)
	s.cutAfter(4 * chunk)
	no(t, to.engine.Fetch(o, to.downloads()))
	to.await("break", func(s Status) bool { return s.Reason == Unreached })
	ballast := filepath.Join(to.downloads(), "ballast")
	f := must(os.Create(ballast))(t)
	for block, err := make([]byte, 4096), error(nil); err == nil; {
		_, err = f.Write(block)
	}
	no(t, f.Close())
	s.cutAfter(0)
	to.engine.Wake()
	failed := to.awaitState(store.TransferFailed)
	reportCrowded("a disk that is full meanwhile is said", failed.Reason == Full, failed)
	list := must(os.ReadDir(to.downloads()))(t)
	reportCrowded("nothing but a part is there", len(list) == 2, list)
	no(t, os.Remove(ballast))
	no(t, to.engine.Fetch(o, to.downloads()))
	goesOn := to.await("go on", func(s Status) bool { return s.Active })
	done := to.awaitState(store.TransferDone)
	right := goesOn.Bytes > 0
	for i := range 8 {
		got := must(os.ReadFile(filepath.Join(done.Path, fmt.Sprint(i))))(t)
		right = right && bytes.Equal(got, bytes.Repeat([]byte{byte(i)}, chunk))
	}
	reportCrowded("with room again it goes on with what was here", right, goesOn, done)
	return nil
}

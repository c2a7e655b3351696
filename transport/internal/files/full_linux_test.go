package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"confab/transport/internal/roottest"
)

func init() { roles["fill the disk"] = fillTheDisk }

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string][]byte{"file": random(3 * MinChunk), "top/a": random(2 * MinChunk), "top/b": random(MinChunk)})
	must(t, os.Mkdir(filepath.Join(dir, "disk"), 0o755))
	roottest.OnSmallDisk(t, []string{role + "=fill the disk", "CONFAB_FILES_TEST_DIR=" + dir}, 10)
}

// report prints a line that roottest.OnSmallDisk makes a test of.
func report(sentence string, fine bool, details ...any) {
	verdict := "fine"
	if !fine {
		verdict = strings.ReplaceAll(fmt.Sprint(details...), "\n", " ")
	}
	fmt.Printf("%s: %s\n", sentence, verdict)
}

// onSmallDisk is a testing.TB of a child without a test.
type onSmallDisk struct{ testing.TB }

func (onSmallDisk) Helper()        {}
func (onSmallDisk) Cleanup(func()) {}
func (onSmallDisk) Error(v ...any) { report("a transfer on a small disk", false, v...) }
func (onSmallDisk) Fatal(v ...any) { onSmallDisk{}.Error(v...); os.Exit(1) }
func (onSmallDisk) Errorf(f string, v ...any) {
	onSmallDisk{}.Error(fmt.Sprintf(f, v...))
}

func fillTheDisk() {
	dir, t := os.Getenv("CONFAB_FILES_TEST_DIR"), onSmallDisk{}
	disk := filepath.Join(dir, "disk")
	roottest.MountSmall(disk, "2m")
	ballast := filepath.Join(disk, "ballast")
	fill := func(left int64) {
		free, err := Free(disk)
		must(t, err)
		f, err := os.Create(ballast)
		must(t, err)
		must(t, syscall.Fallocate(int(f.Fd()), 0, 0, free-left))
		must(t, f.Close())
	}
	for _, name := range []string{"file", "top"} {
		out := send(t, scanned(t, filepath.Join(dir, name)))
		at := place{root: disk, state: filepath.Join(dir, "state "+name), downloads: filepath.Join(disk, "downloads "+name)}
		var full *NoSpaceError

		fill(out.Size() - 8192)
		_, err := Create(at.state, at.downloads, headOf(out.Snapshot), PartOptions{})
		_, left := os.Lstat(at.state)
		report(name+" on a full disk is refused before it begins",
			errors.As(err, &full) && full.Need >= out.Size() && full.Free < out.Size() && left != nil && len(names(t, at.downloads)) == 0,
			"instead of a refusal: ", err, left, names(t, at.downloads))

		f, err := os.Create(filepath.Join(disk, "asked for room"))
		must(t, err)
		err = allocate(f, out.Size())
		report(name+" is refused by the disk, too, if something else was faster", isNoSpace(err), err)
		must(t, f.Close())
		must(t, os.Remove(f.Name()))

		must(t, os.Remove(ballast))
		p, err := Create(at.state, at.downloads, headOf(out.Snapshot), PartOptions{})
		must(t, err)
		must(t, p.Put(0, out.chunk(t, 0), out.digest[0]))
		fill(0)
		err = p.Put(1, out.chunk(t, 1), out.digest[1])
		if name == "file" {
			report("the room of a file was set aside", err == nil, err)
		} else {
			said := errors.As(err, &full) && full.Need == 2*MinChunk && full.Free == 0
			report("a disk that is full meanwhile is said, with what is needed", said && p.Have() == MinChunk, err, p.Have())
		}
		must(t, p.Close())
		must(t, os.Remove(ballast))
		p, err = Resume(context.Background(), at.state)
		must(t, err)
		out.fill(t, p)
		fill(0)
		path, err := p.Finish(out.whole)
		report(name+" is finished on a disk that is full since", err == nil, err)
		must(t, os.Remove(ballast))
		same(t, out.Path(), path)

		// The sidecar on the disk that is full, the part on another.
		fill(0)
		at.state, at.downloads = filepath.Join(disk, "state"), filepath.Join(dir, "roomy "+name)
		_, err = Create(at.state, at.downloads, headOf(out.Snapshot), PartOptions{})
		_, left = os.Lstat(at.state)
		report("without room for its sidecar "+name+" is refused", errors.Is(err, ErrNoSpace) && left != nil && len(names(t, at.downloads)) == 0, err, left)
		must(t, os.Remove(ballast))
		must(t, os.RemoveAll(filepath.Join(disk, "downloads "+name)))
	}
}

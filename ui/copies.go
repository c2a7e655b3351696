package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"confab/android"
	"confab/transport"
)

// copiesLast is how long a phone keeps what it has copied to be offered, as long as a host
// keeps copies: what was sent in a year would fill it.
const copiesLast = 30 * 24 * time.Hour

// copies are the files that a phone has copied to be offered, as other apps give theirs for a
// moment only.
type copies struct {
	ctx    context.Context
	home   *transport.Home // may be nil
	folder string          // each is in a folder of its own there; empty for none
}

func newCopies(ctx context.Context, home *transport.Home, folder string) *copies {
	return &copies{ctx: ctx, home: home, folder: folder}
}

// letGo is model.Config.Unoffered.
func (c *copies) letGo(path string, allHave bool) {
	if !c.has(path) {
		return
	}
	go func() {
		if allHave || !c.offers(path) {
			dropCopies([]string{path})
		}
	}()
}

// has reports whether a path is that of a copy.
func (c *copies) has(path string) bool {
	return c.folder != "" && filepath.Dir(filepath.Dir(path)) == c.folder
}

// offers reports whether a message may offer what is at a path.
func (c *copies) offers(path string) bool {
	if c.home == nil {
		return false
	}
	offered, err := c.home.Offers(c.ctx)
	return err != nil || slices.Contains(offered, path)
}

// dropCopies removes copies that a phone made, each with the folder that it has for itself.
func dropCopies(paths []string) {
	for _, path := range paths {
		_ = os.Remove(path) // what stays is asked about at the next start
		_ = os.Remove(filepath.Dir(path))
	}
}

// neededCopies are the paths of all that messages offer, but for those copies of a phone that
// are older than copiesLast: who asks for one of these learns that it is gone.
func neededCopies(ctx context.Context, home *transport.Home) ([]string, error) {
	offered, err := home.Offers(ctx)
	return slices.DeleteFunc(offered, func(path string) bool {
		info, err := os.Lstat(path)
		return err == nil && time.Since(info.ModTime()) > copiesLast
	}), err
}

// tidyCopies has the phone remove the copies that no message needs any more. Without the
// list nothing is removed.
func tidyCopies(home *transport.Home, device android.Device) {
	if needed, err := neededCopies(context.Background(), home); err == nil {
		_ = device.KeepCopies(needed) // with the next start, then
	}
}

package main

import (
	"fmt"
	"slices"
	"strings"
)

// edit replaces one piece of a file of Gio.
type edit struct {
	// file is its path below the module's root, with slashes.
	file string
	// reason says which fault ends, as one would say it to Gio's authors.
	reason string
	// old must be in the file exactly once; it becomes new.
	old, new string
}

// edits returns those of all files of this package, in the order in which they
// are applied.
func edits() []edit {
	return slices.Concat(xkbEdits, inputMethodEdits, directionEdits, paintEdits, selectionEdits, spaceEdits, cacheEdits, waylandEdits, offerEdits, macosEdits)
}

// apply returns text with the edit made.
func (e edit) apply(text string) (string, error) {
	if n := strings.Count(text, e.old); n != 1 {
		return "", fmt.Errorf("%s has the text to be replaced %d times, want once (%s):\n%s", e.file, n, e.reason, e.old)
	}
	return strings.Replace(text, e.old, e.new, 1), nil
}

package files

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// diskNames returns the names that the entries of a tree have on a system, where they
// differ from those in the tree. In one folder no two are the same for the system.
// Entries that need no change have first choice, in the order of the tree.
func diskNames(t *Tree, system System) map[int32]string {
	names := map[int32]string{}
	seed := maphash.MakeSeed()
	type hashed struct {
		hash   uint64
		parent int32
	}
	hashes := make([]hashed, 0, len(t.all))
	for i := 1; i < len(t.all); i++ {
		base := t.base(i)
		name := SafeName(base, system)
		if name != base {
			names[int32(i)] = name
		}
		var h maphash.Hash
		h.SetSeed(seed)
		maphash.WriteComparable(&h, t.all[i].parent)
		h.WriteString(key(name, system))
		hashes = append(hashes, hashed{h.Sum64(), t.all[i].parent})
	}
	slices.SortFunc(hashes, func(a, b hashed) int { return cmp.Compare(a.hash, b.hash) })
	// Only folders in which two may be the same are looked at closely.
	suspect := map[int32]taken{}
	for i := 1; i < len(hashes); i++ {
		if hashes[i].hash == hashes[i-1].hash {
			suspect[hashes[i].parent], suspect[hashes[i-1].parent] = taken{}, taken{}
		}
	}
	if len(suspect) == 0 {
		return names
	}
	var later, last []int32
	for i := int32(1); int(i) < len(t.all); i++ {
		folder := suspect[t.all[i].parent]
		if folder == nil {
			continue
		}
		if _, changed := names[i]; changed {
			last = append(last, i)
		} else if k := key(t.base(int(i)), system); folder[k] == 0 {
			folder[k] = 1
		} else {
			later = append(later, i)
		}
	}
	for _, i := range append(later, last...) {
		name, changed := names[i]
		if !changed {
			name = t.base(int(i))
		}
		if free := suspect[t.all[i].parent].free(name, t.all[i].folder(), system); free != name {
			names[i] = free
		}
	}
	return names
}

// taken has the names of a folder, by key, and which number is to be tried next for each.
type taken map[string]int

// free takes name, with a number if it is taken.
func (t taken) free(name string, folder bool, system System) string {
	first := key(name, system)
	for {
		try := numbered(name, t[first]+1, folder, system)
		t[first]++
		k := key(try, system)
		if k == first {
			return try
		}
		if _, there := t[k]; !there {
			t[k] = 1
			return try
		}
	}
}

// key is the same for names that are for a system.
func key(name string, system System) string {
	if !system.folds() {
		return name
	}
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToLower(name)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(strings.ToUpper(name))))
}

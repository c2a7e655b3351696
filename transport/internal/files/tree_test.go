package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var tree1 = []Entry{
	{Path: "top", Folder: true, ModTime: time.Unix(1, 2)},
	{Path: "top/a", Folder: true, ModTime: time.Unix(-5, 0)},
	{Path: "top/a-b", Size: 1 << 40, ModTime: time.Unix(3, 4)},
	{Path: "top/a/b", Size: 7, Executable: true, ModTime: time.Unix(1<<33, 999_999_999)},
	{Path: "top/c", ModTime: time.Unix(0, 0)},
}

func TestTree(t *testing.T) {
	raw := encodeTree(tree1)
	tree, err := ParseTree(raw)
	must(t, err)
	if tree.Len() != len(tree1) || tree.Files() != 3 || tree.Size() != 1<<40+7 || tree.Name() != "top" || !tree.Folder() {
		t.Errorf("%d entries, %d files, %d bytes of %q", tree.Len(), tree.Files(), tree.Size(), tree.Name())
	}
	for i, want := range tree1 {
		if got := tree.Entry(i); got.Path != want.Path || got.Folder != want.Folder || got.Executable != want.Executable || got.Size != want.Size || !got.ModTime.Equal(want.ModTime) {
			t.Errorf("%+v is read as %+v", want, got)
		}
	}
	t.Run("a time that cannot be written is held within what can", func(t *testing.T) {
		for _, at := range []time.Time{{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
			again, err := ParseTree(encodeTree([]Entry{{Path: "x", ModTime: at}}))
			must(t, err)
			if got := again.Entry(0).ModTime; got.After(at) != (at.Year() < 1970) {
				t.Errorf("%v is %v", at, got)
			}
		}
	})
	t.Run("another size, time or name is another version", func(t *testing.T) {
		seen := map[[32]byte]bool{Version(raw): true}
		for _, change := range []func(e *Entry){
			func(e *Entry) { e.Size++ }, func(e *Entry) { e.ModTime = e.ModTime.Add(1) }, func(e *Entry) { e.Path += "c" }, func(e *Entry) { e.Executable = !e.Executable },
		} {
			other := append([]Entry(nil), tree1...)
			change(&other[3])
			seen[Version(encodeTree(other))] = true
		}
		if len(seen) != 5 {
			t.Errorf("%d versions", len(seen))
		}
	})
}

// wrongTrees are bytes that are no tree.
func wrongTrees() map[string][]byte {
	file := func(path string) Entry { return Entry{Path: path, Size: 1} }
	top := Entry{Path: "top", Folder: true}
	wrong := map[string][]byte{
		"nothing":             nil,
		"another magic":       []byte("CFT2\x02\x01a\x00"),
		"no entries":          []byte(treeMagic),
		"the kind 3":          []byte(treeMagic + "\x03\x01a\x00"),
		"a folder that runs":  []byte(treeMagic + "\x06\x01a\x00"),
		"a long number":       []byte(treeMagic + "\x82\x00\x01a\x00"),
		"a long time":         []byte(treeMagic + "\x02\x01a\x80\x00"),
		"an endless number":   []byte(treeMagic + "\x02\x01a" + strings.Repeat("\xff", 20)),
		"a long path told":    binary.AppendUvarint([]byte(treeMagic+"\x01"), 1<<62),
		"a tail":              append(encodeTree(tree1), 0),
		"more bytes than all": encodeTree([]Entry{top, {Path: "top/a", Size: MaxSize}, {Path: "top/b", Size: 1}}),
		"a negative size":     encodeTree([]Entry{{Path: "a", Size: -1}}),
		"a deep path":         encodeTree([]Entry{top, file("top" + strings.Repeat("/a", MaxDepth))}),
	}
	for name, entries := range map[string][]Entry{
		"two first files":          {file("a"), file("b")},
		"a first entry in another": {file("a/b")},
		"what is in a file":        {file("a"), file("a/b")},
		"what is in another's":     {top, file("topper/b")},
		"what is in no folder":     {top, file("top/a/b")},
		"wrong order":              {top, file("top/b"), file("top/a")},
		"the same twice":           {top, file("top/b"), file("top/b")},
		"an empty path":            {file("")},
		"a way up":                 {top, file("top/..")},
		"a way up in between":      {top, {Path: "top/..", Folder: true}, file("top/../a")},
		"this folder":              {top, file("top/.")},
		"the root":                 {file("/")},
		"an absolute path":         {file("/etc/passwd")},
		"an empty component":       {top, file("top//a")},
		"a slash at the end":       {top, {Path: "top/a/", Folder: true}},
		"a zero byte":              {file("a\x00b")},
		"bytes that are no text":   {file("a\xffb")},
		"a surrogate":              {file("\xed\xa0\x80")},
		"a long component":         {file(strings.Repeat("a", maxComponent+1))},
		"a long path":              {file(strings.Repeat("a", MaxPathBytes+1))},
	} {
		wrong[name] = encodeTree(entries)
	}
	return wrong
}

func TestWrongTreesAreRefused(t *testing.T) {
	for name, raw := range wrongTrees() {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseTree(raw); !errors.Is(err, ErrTree) {
				t.Errorf("%q: %v", raw, err)
			}
		})
	}
	t.Run("every beginning of a tree", func(t *testing.T) {
		raw := encodeTree(tree1)
		whole := 0
		for n := range raw {
			if _, err := ParseTree(raw[:n]); err == nil {
				whole++
			} else if !errors.Is(err, ErrTree) {
				t.Errorf("%d bytes: %v", n, err)
			}
		}
		if whole != len(tree1)-1 {
			t.Errorf("%d beginnings are trees of their own", whole)
		}
	})
	t.Run("too many bytes and too many entries", func(t *testing.T) {
		if _, err := ParseTree(append([]byte(treeMagic), make([]byte, MaxTreeBytes)...)); !errors.Is(err, ErrLimit) || !errors.Is(err, ErrTree) {
			t.Error(err)
		}
		raw := []byte(treeMagic + "\x02\x01t\x00")
		for i := range MaxEntries {
			name := []byte("t/0000")
			for at, n := len(name)-1, i; at > 1; at, n = at-1, n>>6 {
				name[at] = byte('0' + n&63)
			}
			raw = append(append(append(raw, flagFolder, byte(len(name))), name...), 0)
		}
		if _, err := ParseTree(raw); !errors.Is(err, ErrLimit) {
			t.Error(err)
		}
		if tree, err := ParseTree(raw[:len(raw)-9]); err != nil || tree.Len() != MaxEntries {
			t.Error(err)
		}
	})
}

func TestChunkSize(t *testing.T) {
	for size, want := range map[int64]int{
		0: MinChunk, 1: MinChunk, MinChunk * fewChunks: MinChunk, MinChunk*fewChunks + 1: 2 * MinChunk,
		1 << 35: 1 << 20, 1 << 37: 4 << 20, 1 << 40: 4 << 20, MaxSize: MaxChunk,
	} {
		if got := ChunkSize(size); got != want {
			t.Errorf("%d bytes: %d, not %d", size, got, want)
		}
		if err := checkChunk(ChunkSize(size), size); err != nil {
			t.Error(err)
		}
	}
	for _, chunk := range []int{-1, 0, 1, MinChunk - 1, MinChunk + 1, 3 * MinChunk, 2 * MaxChunk, 1 << 62} {
		if checkChunk(chunk, 5) == nil {
			t.Errorf("chunks of %d", chunk)
		}
	}
	if checkChunk(MinChunk, MaxSize) == nil {
		t.Error("millions of small chunks")
	}
}

func FuzzTree(f *testing.F) {
	f.Add(encodeTree(tree1))
	for _, raw := range wrongTrees() {
		f.Add(raw)
	}
	f.Add(encodeTree([]Entry{{Path: "T", Folder: true}, {Path: "T/A"}, {Path: "T/A (2)"}, {Path: "T/CON", Folder: true}, {Path: "T/CON/nul.txt"}, {Path: "T/a"}, {Path: "T/a."}, {Path: "T/a\u0301"}, {Path: "T/a\\b"}, {Path: "T/\u00e1"}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tree, err := ParseTree(raw)
		if err != nil {
			if !errors.Is(err, ErrTree) {
				t.Error(err)
			}
			return
		}
		var entries []Entry
		var size int64
		for i := range tree.Len() {
			e := tree.Entry(i)
			if !utf8.ValidString(e.Path) || !filepath.IsLocal(e.Path) || e.Size < 0 {
				t.Errorf("%+v", e)
			}
			entries, size = append(entries, e), size+e.Size
		}
		if size != tree.Size() {
			t.Errorf("%d bytes, not %d", tree.Size(), size)
		}
		inRange := true
		for _, e := range entries {
			inRange = inRange && nanoseconds(e.ModTime) == e.ModTime.UnixNano()
		}
		if inRange && !bytes.Equal(encodeTree(entries), raw) {
			t.Errorf("%q is written as %q", raw, encodeTree(entries))
		}
		for _, system := range []System{Linux, Windows, Darwin, Android} {
			checkNames(t, tree, system)
		}
	})
}

// checkNames insists that all entries of a tree have safe names of their own.
func checkNames(t *testing.T, tree *Tree, system System) {
	t.Helper()
	changed := diskNames(tree, system)
	type at struct {
		parent int32
		key    string
	}
	taken := map[at]int{}
	for i := 1; i < tree.Len(); i++ {
		name, ok := changed[int32(i)]
		if !ok {
			name = tree.base(i)
		}
		if safe := SafeName(name, system); safe != name {
			t.Errorf("%q is %q on the system %d, which is not safe: %q", tree.path(i), name, system, safe)
		}
		k := at{tree.all[i].parent, key(name, system)}
		if other, ok := taken[k]; ok {
			t.Errorf("%q and %q are both %q on the system %d", tree.path(other), tree.path(i), name, system)
		}
		taken[k] = i
	}
}

package files

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzResume has a sidecar be anything, with a checksum that is right: it never names
// something else, and never makes a file of other bytes than those of a digest.
func FuzzResume(f *testing.F) {
	dir := f.TempDir()
	plant(f, dir, map[string][]byte{"top/a": random(9), "top/sub/b": random(MinChunk)})
	for _, out := range []*sent{send(f, offer(f, "file", random(MinChunk+9))), send(f, scanned(f, filepath.Join(dir, "top")))} {
		for _, named := range []string{"", "file", "../file"} {
			at := newPlace(f)
			p := at.create(f, out.Snapshot)
			must(f, p.Put(0, out.chunk(f, 0), out.digest[0]))
			if named != "" {
				must(f, p.state.setFinal(named))
			}
			must(f, p.Close())
			b, err := os.ReadFile(at.state)
			must(f, err)
			n := len(sidecarMagic) + 4
			n += int(binary.BigEndian.Uint32(b[n-4:]))
			f.Add(b[len(sidecarMagic)+4:n], b[n+sha256.Size:])
		}
	}
	f.Fuzz(func(t *testing.T, head, rest []byte) {
		if len(head)+len(rest) > 1<<20 {
			return
		}
		at := newPlace(t)
		outside := filepath.Join(filepath.Dir(at.root), "outside")
		plant(t, outside, map[string][]byte{"victim": []byte("old")})
		h, err := decodeHeader(head)
		if err == nil {
			// The folder is one that is here, and the tree the one that is named.
			h.downloads = at.downloads
			h.version = Version(rest[:min(len(rest), h.treeBytes)])
			head = h.encode()
		} else {
			all := binary.BigEndian.AppendUint32([]byte(sidecarMagic), uint32(len(head)))
			all = append(all, head...)
			sum := sha256.Sum256(all)
			head = append(all, sum[:]...)
		}
		must(t, os.MkdirAll(at.downloads, 0o755))
		must(t, os.WriteFile(at.state, append(head, rest...), 0o600))
		p, err := Resume(t.Context(), at.state)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrGone) && !errors.Is(err, ErrUnreadable) {
				t.Error(err)
			}
		} else {
			if p.Have() > 0 {
				t.Errorf("%d bytes are there", p.Have())
			}
			if whole, ok := p.Whole(); ok {
				_, _ = p.Finish(whole)
			}
			_ = p.Close()
		}
		_ = Discard(at.state)
		if b, err := os.ReadFile(filepath.Join(outside, "victim")); err != nil || string(b) != "old" || len(names(t, outside)) != 1 {
			t.Errorf("outside is %q with %q, %v", names(t, outside), b, err)
		}
	})
}

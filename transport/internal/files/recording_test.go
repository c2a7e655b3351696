package files

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestRecording(t *testing.T) {
	t.Parallel()
	t.Run("has a safe name, in a folder that is made", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "a", "b")
		for i, want := range []string{"_hidden.log", "_hidden (2).log"} {
			r, err := NewRecording(filepath.Join(dir, ".hidden.log"))
			if err != nil {
				t.Fatal(err)
			}
			if r.Path() != filepath.Join(dir, want) {
				t.Errorf("the file %d is %s", i, r.Path())
			}
			if err := r.Discard(); i > 0 && err != nil {
				t.Error(err)
			} else if i == 0 {
				if err := os.WriteFile(r.Path(), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	t.Run("leaves room on the disk", func(t *testing.T) {
		t.Parallel()
		r, err := NewRecording(filepath.Join(t.TempDir(), "log"))
		if err != nil {
			t.Fatal(err)
		}
		free := int64(recordingRoom + roomEvery)
		r.free = func(string) (int64, error) { return free - r.bytes, nil }
		r.left = 0
		piece := make([]byte, 1<<20)
		for err == nil {
			_, err = r.Write(piece)
		}
		var full *NoSpaceError
		if !errors.As(err, &full) || free-r.Bytes() < recordingRoom-roomEvery || r.Bytes() < roomEvery {
			t.Errorf("%v after %d bytes", err, r.Bytes())
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(r.Path()); err != nil || info.Size() != r.Bytes() {
			t.Errorf("%v, %v", info, err)
		}
	})
}

package fonts

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"gioui.org/font"
	"github.com/go-text/typesetting/fontscan"
)

// silent drops what the scan reports of single fonts.
type silent struct{}

func (silent) Printf(string, ...any) {}

// system makes the fonts of the system known to every shaper that is made later.
// It returns nil, or the faces that shapers need instead because the index could
// not be made.
//
// fontscan uses no system font at all if it cannot write its index, and Gio has it
// written to the user's cache folder. A process makes it once, in the folder of the first
// call. So this must run before any shaper with system fonts is made.
var system = sync.OnceValue(func() []font.FontFace {
	if err := makeIndex(keptFolder(), workFolders()); err != nil {
		return pickFaces()
	}
	return nil
})

// keptFolder is where the index waits for the next start; empty if there is none.
func keptFolder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "confab")
}

// workFolders lists where the index may be made, memory first.
func workFolders() []string {
	var in []string
	add := func(dir string) {
		if dir != "" {
			in = append(in, dir)
		}
	}
	if runtime.GOOS != "windows" {
		add(os.Getenv("XDG_RUNTIME_DIR"))
		add("/dev/shm")
	}
	add(os.TempDir())
	if cache, err := os.UserCacheDir(); err == nil {
		add(cache)
	}
	if config, err := os.UserConfigDir(); err == nil {
		add(config)
	}
	return in
}

// indexFiles are the names of fontscan's indexes, whichever version it has.
const indexFiles = "font_index_v*.cache"

// makeIndex has fontscan make its index in a folder that works, from the one that
// is kept. fontscan writes its index at every start; it replaces the kept one
// only if it differs, and as a whole, so that another Confab that starts meanwhile
// reads the old or the new one. Where nothing can be kept, each start makes it.
func makeIndex(kept string, folders []string) error {
	before := readIndexes(kept)
	room := 1 << 20
	for _, content := range before {
		room = max(room, 2*len(content))
	}
	dir, err := workFolder(folders, room)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, content := range before {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	if _, err := fontscan.SystemFonts(silent{}, dir); err != nil {
		return err
	}
	for name, content := range readIndexes(dir) {
		if kept != "" && !bytes.Equal(content, before[name]) {
			keep(kept, name, content)
		}
	}
	return nil
}

// readIndexes returns the indexes in dir by name, as far as they can be read.
func readIndexes(dir string) map[string][]byte {
	found := map[string][]byte{}
	if dir == "" {
		return found
	}
	paths, err := filepath.Glob(filepath.Join(dir, indexFiles))
	if err != nil {
		return found
	}
	for _, path := range paths {
		if content, err := os.ReadFile(path); err == nil {
			found[filepath.Base(path)] = content
		}
	}
	return found
}

// keep replaces an index that is kept. Without it the next start is slower, and
// that is all.
func keep(dir, name string, content []byte) {
	if os.MkdirAll(dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(dir, "index-*")
	if err != nil {
		return
	}
	_, err = f.Write(content)
	if errors.Join(err, f.Close()) == nil && os.Rename(f.Name(), filepath.Join(dir, name)) == nil {
		return
	}
	_ = os.Remove(f.Name())
}

// workPattern is how work folders are named.
const workPattern = "confab-fonts-*"

// sweep removes the work folders of programs that ended while they used them.
func sweep(in string) {
	left, err := filepath.Glob(filepath.Join(in, workPattern))
	if err != nil {
		return
	}
	for _, dir := range left {
		if info, err := os.Lstat(dir); err == nil && info.IsDir() && time.Since(info.ModTime()) > time.Hour {
			_ = os.RemoveAll(dir) // another user's stays
		}
	}
}

// workFolder makes a new folder, which only this user can enter, in the first of
// the folders where room bytes can be written. A full disk shows in no other way.
func workFolder(folders []string, room int) (string, error) {
	trouble := error(fs.ErrNotExist)
	for _, in := range folders {
		sweep(in)
		dir, err := os.MkdirTemp(in, workPattern)
		if err != nil {
			trouble = err
			continue
		}
		trial := filepath.Join(dir, "trial")
		err = errors.Join(os.WriteFile(trial, make([]byte, room), 0o600), os.Remove(trial))
		if err == nil {
			return dir, nil
		}
		_ = os.RemoveAll(dir)
		trouble = err
	}
	return "", trouble
}

//go:build attack && linux

package attack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/program"
)

// flipMessages is how much is said on the disk whose bits are turned.
const flipMessages = 400

// flip turns n bits of a host's disk, one at a time, and compares what a newcomer
// then gets with what was said.
func (b *table) flip(t *testing.T, n int) {
	r := &row{part: "disk", name: "one bit turned", attempts: n}
	defer b.add(t, r)
	dir := t.TempDir()
	if err := write(t, filepath.Join(dir, "host")); err != nil {
		r.fail("%v", err)
		return
	}
	truth, words, err := read(t, filepath.Join(dir, "host"), filepath.Join(dir, "newcomer"))
	if err != nil || len(truth) < flipMessages {
		r.fail("before anything is turned a newcomer gets %d messages, %v, %q", len(truth), err, words)
		return
	}
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	r.remark("-confab.seed %d repeats the choice", s)
	dice := rand.New(rand.NewPCG(s, 0))
	disk, err := filesOf(filepath.Join(dir, "host"))
	if err != nil {
		r.fail("%v", err)
		return
	}
	places := make(chan place)
	outcomes := map[string]int{}
	var mu sync.Mutex // guards r and outcomes
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for p := range places {
				difference, err := flipOne(t, dir, p, truth)
				mu.Lock()
				switch {
				case errors.Is(err, errSilent):
					outcomes["silent"]++
					r.fail("%v: %v", p, err)
				case err != nil:
					outcomes["endless"]++
					r.fail("%v: %v", p, err)
				case difference == "":
					outcomes["harmless"]++
				default:
					outcomes["reported"]++
					t.Logf("%v: %s", p, difference)
				}
				mu.Unlock()
			}
		})
	}
	for range n {
		places <- disk.choose(dice)
	}
	close(places)
	all.Wait()
	r.remark("%d did no harm, %d were reported, %d were silent, in %d the newcomer never got to the end",
		outcomes["harmless"], outcomes["reported"], outcomes["silent"], outcomes["endless"])
}

// errSilent is that something is wrong and neither side says so.
var errSilent = errors.New("silent")

// place is a bit of a file below the host's data folder.
type place struct {
	file string
	bit  int64
}

func (p place) String() string {
	return fmt.Sprintf("bit %d of byte %d of %s", p.bit%8, p.bit/8, p.file)
}

// turn turns the bit, in a folder.
func (p place) turn(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, p.file), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err = f.ReadAt(b[:], p.bit/8); err == nil {
		b[0] ^= 1 << (p.bit % 8)
		_, err = f.WriteAt(b[:], p.bit/8)
	}
	return errors.Join(err, f.Close())
}

// files are those of a data folder, and how long each is.
type files []place

// filesOf has of each file the bit after its last.
func filesOf(dir string) (all files, err error) {
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all = append(all, place{name, 8 * info.Size()})
		return err
	})
	return all, err
}

// choose returns one bit of all.
func (all files) choose(dice *rand.Rand) place {
	total := int64(0)
	for _, f := range all {
		total += f.bit
	}
	n := dice.Int64N(total)
	for _, f := range all {
		if n < f.bit {
			return place{f.file, n}
		}
		n -= f.bit
	}
	panic("not reached")
}

// flipOne returns the difference and the report of it where the talk is not whole,
// and an error where there is no report or the newcomer never gets to its end.
func flipOne(t *testing.T, dir string, turned place, truth []seen) (difference string, err error) {
	own, err := os.MkdirTemp(dir, "flip")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(own)
	host := filepath.Join(own, "host")
	if err := os.CopyFS(host, os.DirFS(filepath.Join(dir, "host"))); err != nil {
		return "", err
	}
	if err := turned.turn(host); err != nil {
		return "", err
	}
	got, words, err := read(t, host, filepath.Join(own, "newcomer"))
	heard := strings.Join(words, "; ")
	heard = strings.ToValidUTF8(heard[:min(len(heard), 300)], "")
	switch {
	case errors.Is(err, errNoHost):
		return "the host does not start: " + heard, nil
	case err != nil:
		return "", fmt.Errorf("the newcomer never gets to the end: %w; reported: %q", err, heard)
	case reflect.DeepEqual(got, truth):
		return "", nil
	case heard == "":
		return "", fmt.Errorf("%w: %s", errSilent, compare(got, truth))
	}
	return compare(got, truth) + "; reported: " + heard, nil
}

// compare returns the first difference.
func compare(got, want []seen) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("message %d of %d is %s instead of %s", i+1, len(want), got[i], want[i])
		}
	}
	return fmt.Sprintf("%d messages instead of %d", len(got), len(want))
}

var errNoHost = errors.New("the host does not start")

// hosted starts the program in a data folder.
func hosted(ctx context.Context, dir string) (*program.Process, string, error) {
	p, err := program.Launch(exec.Command(confab, "serve", "-data", dir, "-addr", "127.0.0.1:0", "-name", "host", "-open", "-history", "-json"))
	if err != nil {
		return nil, "", err
	}
	addr, err := p.Listening(ctx)
	if err != nil {
		p.Kill()
		return p, "", fmt.Errorf("%w: %w", errNoHost, err)
	}
	return p, addr, nil
}

// write has a member say what is to be read later.
func write(t *testing.T, dir string) error {
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	defer cancel()
	p, addr, err := hosted(ctx, dir)
	if err != nil {
		return err
	}
	defer p.Kill()
	w, err := invite(t.TempDir(), addr)
	if err != nil {
		return err
	}
	defer func() { _ = w.leave() }() // of a folder that is thrown away
	for n := range flipMessages {
		text := fmt.Sprintf("message %d: %s", n, strings.Repeat("words 和 文字 ", 1+n*n%40))
		if err := w.says(ctx, text); err != nil {
			return err
		}
		w.mu.Lock()
		id := w.ids[text]
		w.mu.Unlock()
		switch n % 40 {
		case 10:
			err = w.Edit(w.room, id, text+" edited")
		case 20:
			err = w.Delete(w.room, id)
		case 30:
			err = w.React(w.room, id, "👍")
		}
		if err != nil {
			return err
		}
	}
	if err := w.says(ctx, "the last word"); err != nil {
		return err
	}
	if code := p.Stop(patience); code != 0 {
		return fmt.Errorf("the host ends with %d: %v", code, p)
	}
	return nil
}

// read has a newcomer fetch all there is, and returns it with what the host and
// the newcomer report of trouble.
func read(t *testing.T, host, dir string) (all []seen, words []string, err error) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	p, addr, err := hosted(ctx, host)
	if err != nil {
		if p != nil {
			words = p.Noise()
		}
		return nil, words, err
	}
	defer p.Kill()
	r, err := invite(dir, addr)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = r.leave() }()
	const last = "all was read"
	if err = r.says(ctx, last); err == nil {
		all, err = r.whole(ctx, last)
	}
	p.Stop(patience) // what it has to say is said then
	words = p.Noise()
	reports, _ := p.Since(0)
	for _, e := range reports {
		if e.Kind == "disk_trouble" {
			words = append(words, e.Kind+" "+e.Error)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		return all, append(words, r.words...), err
	}
	for _, w := range r.words {
		if strings.HasPrefix(w, "notice") {
			words = append(words, w)
		}
	}
	return all, words, nil
}

package chaos

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// chunk is how much of a file counts at once.
const chunk = 256 << 10

// caravan is one run of TestFiles: a folder goes from a sender by way of a host to a
// receiver, each of which dies again and again.
type caravan struct {
	*troop
	folder string        // that is sent
	want   string        // what it holds, as listed
	over   chan struct{} // closed when the sender has ended for good
	each   int           // deaths of each program
}

func TestFiles(t *testing.T) {
	t.Parallel()
	c := &caravan{troop: &troop{t: t, dice: newDice(t), dir: t.TempDir()}, over: make(chan struct{}), each: 2}
	_ = underTest(t)
	limit, size := 5*time.Minute, 4<<20 // a quiet machine needs a tenth of it
	if long {
		limit, size, c.each = 20*time.Minute, 100<<20, 25
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	c.plant(size)
	begun := time.Now()
	c.proxy = newProxy(t, "", func(int) fate {
		f := fate{delay: c.dice.duration(time.Millisecond, 6*time.Millisecond)} // or nobody would be killed while it goes on
		if c.cutting.Load() && c.dice.n(1, 4) > 1 {
			f.doomed, f.way, f.how = true, direction(c.dice.n(0, 1)), cut(c.dice.n(0, 2))
			f.after = int64(c.dice.n(1, 1<<c.dice.n(10, 20)))
			if f.how == flip {
				f.after += 8_000 // behind the handshake: in its open part it makes another program of the host
			}
		}
		return f
	})
	c.acquaint(ctx)
	c.cutting.Store(true)
	var all sync.WaitGroup
	all.Go(func() {
		c.again(ctx, "host", func(failAt string) (*process, error) { return c.serve(ctx, failAt) })
		c.proxy.retarget("")
	})
	all.Go(func() {
		c.again(ctx, "receiver", func(failAt string) (*process, error) { return c.run(failAt, c.receives()...) })
	})
	all.Go(func() {
		defer close(c.over)
		c.send(ctx)
	})
	all.Wait()
	if t.Failed() {
		return
	}
	t.Logf("%v: %d connections, %d cut, a bit of %d changed, %d processes killed, %d MB carried for %d MB", time.Since(begun).Round(time.Second),
		c.proxy.conns.Load(), c.proxy.cuts.Load(), c.proxy.flips.Load(), c.deaths.Load(), (c.proxy.carried[up].Load()+c.proxy.carried[down].Load())>>20, size>>20)
	if c.deaths.Load() == 0 || long && (c.proxy.cuts.Load() == 0 || c.proxy.flips.Load() == 0) {
		t.Error("too little was broken: the test has lost its meaning")
	}
}

// plant makes the folder, of files of all sizes that are near the limits of a chunk, and
// of others.
func (c *caravan) plant(size int) {
	c.folder = c.path("wood")
	sizes := []int{0, 1, chunk - 1, chunk, chunk + 1, 0}
	random := rand.NewChaCha8([32]byte{byte(c.dice.n(0, 255))})
	for left := size; left > 0; {
		n := min(left, 1<<c.dice.n(6, 20))
		sizes, left = append(sizes, n), left-n
	}
	for i, n := range sizes {
		b := make([]byte, n)
		_, _ = random.Read(b)
		path := filepath.Join(c.folder, fmt.Sprint(i%7), fmt.Sprint(i))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			c.t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	c.want = c.listed(c.folder)
}

// listed is all that is in a folder.
func (c *caravan) listed(dir string) string {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(&b, path[len(dir):], info.ModTime().UnixNano())
		if !e.IsDir() {
			contents, err := os.ReadFile(path)
			fmt.Fprintf(&b, "%d bytes, %x\n", len(contents), sha256.Sum256(contents))
			return err
		}
		return nil
	})
	if err != nil {
		c.t.Error(err)
	}
	return b.String()
}

// receives are the arguments of the receiver.
func (c *caravan) receives() []string {
	return []string{"tail", c.proxy.addr(), "-data", c.path("receiver"), "-name", "receiver", "-json", "-save", c.path("in")}
}

// acquaint has the three know each other, in peace: what is offered later comes by itself.
func (c *caravan) acquaint(ctx context.Context) {
	if err := os.Mkdir(c.path("in"), 0o700); err != nil {
		c.t.Fatal(err)
	}
	host, err := c.serve(ctx, "")
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() {
		host.Stop(patience)
		c.proxy.retarget("")
	}()
	receiver, err := c.run("", c.receives()...)
	if err != nil {
		c.t.Fatal(err)
	}
	defer receiver.Stop(patience)
	if _, err := receiver.Find(ctx, func(r report) bool { return r.Kind == "connected" }); err != nil {
		c.t.Fatal(err)
	}
}

// again runs a program until the sender has ended for good, and kills it some times.
func (c *caravan) again(ctx context.Context, name string, start func(failAt string) (*process, error)) {
	for n := 0; ; n++ {
		failAt, after := "", time.Hour
		if n < c.each {
			failAt, after = c.death(n)
		}
		p, err := start(failAt)
		if p == nil || err != nil && failAt == "" {
			c.t.Errorf("the %s does not start: %v", name, err)
			return
		}
		select {
		case <-p.Done():
		case <-time.After(after):
		case <-c.over:
		case <-ctx.Done():
		}
		over := ctx.Err() != nil || closed(c.over)
		switch {
		case p.Ended() && failAt == "":
			c.t.Errorf("the %s ended by itself: %v", name, p)
			return
		case failAt != "" || !over:
			p.Kill()
			c.deaths.Add(1)
		default:
			if code := p.Stop(patience); code != 0 {
				c.t.Errorf("the %s ended with %d: %v", name, code, p)
			}
		}
		if over {
			return
		}
	}
}

// death is as of a troop, but sooner: a transfer takes less than a talk.
func (c *caravan) death(n int) (failAt string, after time.Duration) {
	if c.dice.n(1, 2) == 1 {
		return "", c.dice.duration(50*time.Millisecond, 2*time.Second)
	}
	failAt, _ = c.troop.dice.death(n%4, 6)
	return failAt, 3 * time.Second
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// send runs the sender until it says that the receiver has everything, and looks whether
// that is so.
func (c *caravan) send(ctx context.Context) {
	for n := 0; ; n++ {
		failAt, after := "", time.Hour
		if n < c.each {
			failAt, after = c.death(n)
		}
		p, err := c.run(failAt, "send", c.proxy.addr(), "-data", c.path("sender"), "-name", "sender", "-timeout", "1h", "-json", "-file", c.folder)
		if err != nil {
			c.t.Error(err)
			return
		}
		select {
		case <-p.Done():
		case <-time.After(after):
		case <-ctx.Done():
			p.Kill()
			c.t.Errorf("the sender did not come to an end in time: %v", p)
			return
		}
		if !p.Ended() || p.ExitCode() < 0 {
			p.Kill()
			c.deaths.Add(1)
			continue
		}
		if p.ExitCode() == 0 {
			break
		}
		if !neverMet(p) {
			c.t.Errorf("the sender ended with %d: %v", p.ExitCode(), p)
			return
		}
	}
	entries, err := os.ReadDir(c.path("in"))
	if err != nil {
		c.t.Error(err)
	}
	whole := 0
	for _, e := range entries {
		// A sender that is run again while its receiver is away offers it a second time.
		if strings.HasPrefix(e.Name(), "wood.") && strings.HasSuffix(e.Name(), ".part") {
			continue
		}
		whole++
		if got := c.listed(filepath.Join(c.path("in"), e.Name())); got != c.want {
			c.t.Errorf("%s at the receiver has\n%s\nand the sender\n%s", e.Name(), got, c.want)
		}
	}
	if whole == 0 {
		c.t.Errorf("the sender says that it is there, and there is %v", entries)
	}
}

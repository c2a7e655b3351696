package chaos

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/failpoint"
)

// The members of TestChaos, and what each says. The host takes 60 messages at
// once from one member and then 20 a second.
const (
	authors = 5
	window  = 40 // lines typed and not yet shown
	lastOne = "the last word"
	// Nobody says all at once, or nobody would be killed while they say something.
	// The host says a third of what a member does, line by line.
	memberPace, memberBurst = 100 * time.Millisecond, 6
	hostPace                = 30 * time.Millisecond
)

// dice are random numbers that goroutines share.
type dice struct {
	mu  sync.Mutex
	rnd *rand.Rand // guarded by mu
}

func newDice(t testing.TB) *dice {
	seed := uint64(time.Now().UnixNano())
	if given, err := strconv.ParseUint(os.Getenv("CONFAB_CHAOS_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("CONFAB_CHAOS_SEED=%d", seed)
	return &dice{rnd: rand.New(rand.NewPCG(seed, 4))}
}

// n is from lo to hi, both included.
func (d *dice) n(lo, hi int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return lo + d.rnd.IntN(hi-lo+1)
}

func (d *dice) duration(lo, hi time.Duration) time.Duration {
	return time.Duration(d.n(int(lo), int(hi)))
}

// fate cuts nine of ten connections after a random number of bytes.
func (d *dice) fate(int) fate {
	f := fate{doomed: d.n(1, 10) > 1, way: direction(d.n(0, 1)), how: cut(d.n(0, 1))}
	switch d.n(1, 4) {
	case 1: // in the handshake, or soon after it
		f.after = int64(d.n(1, 6_000))
	default:
		f.after = int64(d.n(6_000, 60_000))
	}
	if d.n(1, 5) == 1 {
		f.delay = d.duration(time.Millisecond, 20*time.Millisecond)
	}
	return f
}

// death is how a run of a program ends: at a fail-point, or after a while. The
// n-th death takes the next of these.
func (d *dice) death(n, passes int) (failAt string, after time.Duration) {
	if n%5 == 4 {
		return "", d.duration(50*time.Millisecond, 2*time.Second)
	}
	point := failpoint.Points[n%5]
	// Whoever acknowledges or shows too early is found only if what should come
	// first takes its time.
	wait := func() time.Duration { return d.duration(0, 8*time.Millisecond) }
	return fmt.Sprintf("before commit~%v,%s~%v,%s:%d", wait(), point, wait(), point, d.n(1, passes)), 20 * time.Second
}

// troop is one run of TestChaos.
type troop struct {
	t    testing.TB
	dice *dice
	dir  string
	each int // messages of each member

	hostDeaths, memberDeaths int // per host and per member
	cutting                  atomic.Bool
	proxy                    *proxy

	deaths  atomic.Int64
	atPoint [4]atomic.Int64
}

func TestChaos(t *testing.T) {
	t.Parallel()
	c := &troop{t: t, dice: newDice(t), dir: t.TempDir(), each: 150, hostDeaths: 5, memberDeaths: 3}
	_ = underTest(t)
	limit := 5 * time.Minute // a quiet machine needs a tenth of it
	if long {
		c.each, c.hostDeaths, c.memberDeaths, limit = 1500, 50, 20, 20*time.Minute
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	begun := time.Now()
	c.cutting.Store(true)
	c.proxy = newProxy(t, "", func(n int) fate {
		if !c.cutting.Load() {
			return fate{}
		}
		return c.dice.fate(n)
	})

	quiet := make(chan struct{})
	var host sync.WaitGroup
	host.Go(func() { c.mortalHost(ctx, quiet) })
	var members sync.WaitGroup
	for i := range authors {
		members.Go(func() { c.mortalMember(ctx, fmt.Sprintf("c%d", i+1), i) })
	}
	members.Wait()
	close(quiet)
	host.Wait()
	if t.Failed() {
		return
	}
	t.Logf("%v: %d connections, %d cut, %d processes killed, %d, %d, %d and %d of them at fail-points", time.Since(begun).Round(time.Second),
		c.proxy.conns.Load(), c.proxy.cuts.Load(), c.deaths.Load(), c.atPoint[0].Load(), c.atPoint[1].Load(), c.atPoint[2].Load(), c.atPoint[3].Load())
	c.cutting.Store(false)
	heard := c.lastWord(ctx)
	said := map[string]int{"host": c.each / 3}
	var folders []folder
	for i := range authors {
		name := fmt.Sprintf("c%d", i+1)
		said[name] = c.each
		folders = append(folders, c.folder(name))
	}
	host1 := c.folder("host")
	for _, complaint := range compare(host1, folders, said) {
		t.Error(complaint)
	}
	if want := authors*c.each + c.each/3 + 1; len(host1.lines) != want {
		t.Errorf("the host has %d lines, and %d were said", len(host1.lines), want)
	}
	for i, e := range host1.lines {
		if i >= len(heard) || heard[i] != e.Body {
			t.Errorf("somebody new is not told line %d, %.30q", i+1, e.Body)
			break
		}
	}
	for i, point := range failpoint.Points {
		if c.atPoint[i].Load() == 0 {
			t.Errorf("nobody died %s: the test has lost its meaning", point)
		}
	}
	if c.proxy.cuts.Load() < int64(authors) || c.deaths.Load() < int64(c.hostDeaths) {
		t.Error("too little was broken: the test has lost its meaning")
	}
	t.Logf("%d lines, the same in %d folders, after %v", len(host1.lines), len(folders)+1, time.Since(begun).Round(time.Second))
}

func (c *troop) path(name string) string { return filepath.Join(c.dir, name) }

func (c *troop) folder(name string) folder {
	f, err := readFolder(name, c.path(name))
	if err != nil {
		c.t.Error(err)
	}
	return f
}

func (c *troop) run(failAt string, args ...string) (*process, error) {
	return launch(exec.Command(underTest(c.t), args...), failAt)
}

// died counts a death, and at which fail-point it was met.
func (c *troop) died(n int, failAt string, self bool) {
	c.deaths.Add(1)
	if failAt != "" && self {
		c.atPoint[n%5].Add(1)
	}
}

// serve starts the host and lets the proxy find it.
func (c *troop) serve(ctx context.Context, failAt string) (*process, error) {
	p, err := c.run(failAt, "serve", "-data", c.path("host"), "-addr", "127.0.0.1:0", "-name", "host", "-open", "-history", "-json")
	if err != nil {
		return nil, err
	}
	addr, err := p.Listening(ctx)
	if err == nil {
		c.proxy.retarget(addr)
	}
	return p, err
}

// mortalHost runs the host again and again until quiet is closed and all that it
// has to say itself is said.
func (c *troop) mortalHost(ctx context.Context, quiet <-chan struct{}) {
	// What the host says is shown with a clock first and promised when it is in
	// the log.
	m := &author{troop: c, name: "host", total: c.each / 3, window: 1, pace: hostPace, burst: 1, promised: map[string]string{}}
	for n := 0; ctx.Err() == nil; n++ {
		failAt, after := "", time.Hour
		if n < c.hostDeaths {
			failAt, after = c.dice.death(n, 40)
		}
		p, err := c.serve(ctx, failAt)
		switch {
		case p == nil || err != nil && !p.Ended():
			c.t.Errorf("the host does not start: %v", err)
			return
		case err != nil && failAt == "":
			c.t.Errorf("the host does not start again: %v", err)
			return
		}
		limit := time.After(after)
		m.talk(ctx, p, after)
		select {
		case <-p.Done():
		case <-limit:
		case <-quiet:
		case <-ctx.Done():
		}
		self, over := p.Ended(), false
		select {
		case <-quiet:
			over = true
		default:
		}
		switch {
		case self && failAt == "":
			c.t.Errorf("the host ended by itself: %v", p)
			return
		case self || !over:
			p.Kill()
			c.died(n, failAt, self)
			c.proxy.retarget("")
		case p.Stop(patience) != 0 && failAt == "": // one that was to die may do so while it ends
			c.t.Errorf("the host does not end in order: %v", p)
		}
		m.audit(p)
		if over && m.onDisk == m.total {
			return
		}
		select {
		case <-time.After(c.dice.duration(0, 500*time.Millisecond)):
		case <-ctx.Done():
		}
	}
	c.t.Errorf("the host did not come to an end in time: it said %d of %d", m.onDisk, m.total)
}

// mortalMember runs a member again and again until all it has to say is at the
// host. The first death of each member is another.
func (c *troop) mortalMember(ctx context.Context, name string, first int) {
	m := &author{troop: c, name: name, total: c.each, window: window, pace: memberPace, burst: memberBurst, promised: map[string]string{}}
	for n := 0; ctx.Err() == nil && !c.t.Failed(); n++ {
		failAt, after := "", 10*time.Second
		if n < c.memberDeaths {
			failAt, after = c.dice.death(first+n, 30)
		}
		if m.total <= m.settled() && n >= c.memberDeaths {
			return
		}
		p, err := c.run(failAt, "chat", "-data", c.path(name), "-name", name, "-json", c.proxy.addr())
		if err != nil {
			c.t.Error(err)
			return
		}
		m.talk(ctx, p, after)
		switch self := p.Ended(); {
		case n < c.memberDeaths:
			p.Kill()
			c.died(first+n, failAt, self)
		case self && p.ExitCode() != 0 && !neverMet(p):
			c.t.Errorf("%s ended by itself: %v", name, p)
			return
		default:
			p.Stop(patience)
		}
		m.audit(p)
	}
	if ctx.Err() != nil {
		c.t.Errorf("%s did not come to an end in time: %d of %d are at the host", name, m.settled(), m.total)
	}
}

// neverMet reports whether a program gave up because its very first connection
// broke before it knew who the host is.
func neverMet(p *process) bool {
	all, _ := p.Since(0)
	return slices.ContainsFunc(all, func(r report) bool { return r.Kind == "dial_failed" }) &&
		!slices.ContainsFunc(all, func(r report) bool { return r.Kind == "connected" })
}

// author is a member of TestChaos or its host, with what its program promised so
// far.
type author struct {
	*troop
	name   string
	total  int           // to be said
	window int           // lines typed and not yet shown
	pace   time.Duration // a pause
	burst  int           // lines between two pauses, about
	// promised are the messages that were shown, by their ID: they are on disk.
	promised map[string]string
	onDisk   int // the messages on disk when the program ended last
	waiting  int // those of them that are not at the host
}

// settled is how many messages are at the host.
func (m *author) settled() int { return m.onDisk - m.waiting }

// talk types what was not shown yet, and returns when the program ended, when all
// is at the host, or after a while.
func (m *author) talk(ctx context.Context, p *process, after time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, after)
	defer cancel()
	shown, stored := map[string]bool{}, map[string]bool{}
	typed, seen := m.onDisk, 0
	var pause <-chan time.Time
	for {
		ended := p.Ended()
		fresh, changed := p.Since(seen)
		seen += len(fresh)
		for _, r := range fresh {
			if r.ID == "" {
				continue
			}
			switch author, _ := numbered(r.Text); {
			case author != m.name:
			case r.Kind == "enqueued" && m.name != "host":
				shown[r.ID] = true
				m.promised[r.ID] = r.Text
			case r.Kind == "appended":
				shown[r.ID], stored[r.ID] = true, true
				m.promised[r.ID] = r.Text
			}
		}
		for typed < m.total && typed-m.onDisk-len(shown) < m.window && pause == nil {
			// Most are short; some are longer than what TLS sends at once.
			tail := m.dice.n(0, 300)
			if m.dice.n(1, 40) == 1 {
				tail = m.dice.n(2_000, 20_000)
			}
			if p.Say(numberedBody(m.name, typed+1, tail)) != nil {
				break
			}
			typed++
			if m.dice.n(1, m.burst) == 1 {
				pause = time.After(m.pace)
			}
		}
		if typed == m.total && len(stored) >= m.total-m.settled() {
			return
		}
		if ended {
			return
		}
		select {
		case <-changed:
		case <-pause:
			pause = nil
		case <-p.Done():
		case <-ctx.Done():
			return
		}
	}
}

// audit looks at the disk of a member that does not run: what was shown must be
// there, in order.
func (m *author) audit(p *process) {
	f := m.folder(m.name)
	n, complaints := f.own()
	for _, complaint := range complaints {
		m.t.Error(complaint)
	}
	m.onDisk, m.waiting = n, len(f.outbox)
	held := map[string]bool{}
	for _, e := range f.lines {
		held[hex.EncodeToString(e.CID[:])] = true
	}
	for _, o := range f.outbox {
		held[hex.EncodeToString(o.CID[:])] = true
	}
	for id, text := range maps.All(m.promised) {
		if !held[id] {
			m.t.Errorf("%s showed %.20q and has lost it; its last words: %v", m.name, text, p)
			return
		}
	}
}

// lastWord starts everyone once more, in peace, and has the host say something
// that must come last everywhere. It returns what somebody new is told, who asks
// for everything.
func (c *troop) lastWord(ctx context.Context) (heard []string) {
	host, err := c.serve(ctx, "")
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() {
		if code := host.Stop(patience); code != 0 {
			c.t.Errorf("the host ended with %d: %v", code, host)
		}
	}()
	if err := host.Say(lastOne); err != nil {
		c.t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range authors {
		all.Go(func() {
			name := fmt.Sprintf("c%d", i+1)
			p, err := c.run("", "chat", "-data", c.path(name), "-name", name, "-json", c.proxy.addr())
			if err != nil {
				c.t.Error(err)
				return
			}
			defer p.Kill()
			if _, err := p.Find(ctx, func(r report) bool { return r.Kind == "appended" && r.Text == lastOne }); err != nil {
				c.t.Errorf("%s does not hear the last word: %v", name, err)
				return
			}
			if code := p.Stop(patience); code != 0 {
				c.t.Errorf("%s ended with %d: %v", name, code, p)
			}
		})
	}
	all.Wait()
	p, err := c.run("", "tail", "-since", "0", "-data", c.path("somebody new"), "-json", c.proxy.addr())
	if err != nil {
		c.t.Fatal(err)
	}
	defer p.Kill()
	if _, err := p.Find(ctx, func(r report) bool { return r.Text == lastOne }); err != nil {
		c.t.Errorf("somebody new does not hear the last word: %v", err)
	}
	reports, _ := p.Since(0)
	for _, r := range reports {
		if r.Kind == "appended" && r.ID != "" {
			heard = append(heard, r.Text)
		}
	}
	return heard
}

//go:build attack && linux

package attack

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/program"
)

// assaultCase is one kind of attack on a host.
type assaultCase struct {
	name string
	// closed has the host let in those only whom it accepts: the honest members.
	closed bool
	// plain says that plain guests say much, which the host keeps.
	plain bool
	// attack goes on until a.ctx ends.
	attack func(a *assault)
}

// assault is an attack under way.
type assault struct {
	ctx  context.Context
	port int
	host *program.Process
	row  *row // what the attack itself finds; guarded by mu while it goes on
	mu   sync.Mutex
	all  sync.WaitGroup

	attempts atomic.Int64
	failures atomic.Int64
	machines atomic.Int64
	// pace
	turnMu sync.Mutex
	next   time.Time // guarded by turnMu
}

// fail notes what the host should not have let happen.
func (a *assault) fail(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.row.fails) < 5 {
		a.row.fail(format, args...)
	}
}

// turn waits for one's turn of so many a second; false means that the attack is
// over. The attackers share two cores with the host: without a pace the case
// would measure them.
func (a *assault) turn(perSecond int) bool {
	a.turnMu.Lock()
	now := time.Now()
	if a.next.Before(now) {
		a.next = now
	}
	at := a.next
	a.next = a.next.Add(time.Second / time.Duration(perSecond))
	a.turnMu.Unlock()
	return a.pause(at.Sub(now))
}

// pause returns false if the attack is over before.
func (a *assault) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-a.ctx.Done():
		return false
	}
}

func (a *assault) over() bool { return a.ctx.Err() != nil }

// dial connects from a machine; the connection is closed when the attack is over.
func (a *assault) dial(from netip.Addr) (c *net.TCPConn, leave func(), err error) {
	a.attempts.Add(1)
	nc, err := dialFrom(from, a.port)
	if err != nil {
		a.failures.Add(1)
		return nil, nil, err
	}
	c = nc.(*net.TCPConn)
	stop := context.AfterFunc(a.ctx, func() { _ = c.Close() })
	return c, func() { stop(); _ = c.Close() }, nil
}

// crowd is so many strangers at once, each with a machine of its own until it has
// come 40 times, who connect so often a second together, do something, and
// come again. It returns at the end of the attack.
func (a *assault) crowd(size, perSecond int, do func(c *net.TCPConn)) {
	for range size {
		a.all.Go(func() {
			var from netip.Addr
			for visits := 0; ; visits++ {
				if visits%40 == 0 {
					from = machine(int(a.machines.Add(1)))
				}
				if !a.turn(perSecond) {
					return
				}
				c, leave, err := a.dial(from)
				if err != nil {
					continue
				}
				do(c)
				leave()
			}
		})
	}
	a.all.Wait()
}

// stay keeps a connection and reads what comes until either end closes it.
func stay(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// run runs a case.
func (b *table) run(t *testing.T, c assaultCase) {
	t.Run(c.name, func(t *testing.T) {
		r := &row{part: strings.Split(t.Name(), "/")[1], name: c.name, allowed: memoryAim}
		if c.plain {
			r.allowed += plainTalk
		}
		defer b.add(t, r)
		if err := c.run(t, r); err != nil {
			r.fail("%v", err)
		}
	})
}

func (c assaultCase) run(t *testing.T, r *row) error {
	dir := t.TempDir()
	args := []string{"serve", "-data", filepath.Join(dir, "host"), "-addr", ":0", "-name", "host", "-json"}
	if !c.closed {
		args = append(args, "-open", "-history")
	}
	p, err := program.Launch(first(confab, args...))
	if err != nil {
		return err
	}
	defer p.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	addr, err := p.Listening(ctx)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	accepting := make(chan struct{})
	go func() {
		defer close(accepting)
		accept(ctx, p)
	}()
	crew, err := hire(dir, net.JoinHostPort(hostV4.String(), port))
	cancel()
	<-accepting
	if err != nil {
		return fmt.Errorf("%w: %v", err, p)
	}
	time.Sleep(time.Second) // the idle host is one whose members talk
	g, err := watch(p.PID())
	if err != nil {
		_, _ = crew.dismiss()
		return err
	}
	a := &assault{host: p, row: r}
	if _, err := fmt.Sscan(port, &a.port); err != nil {
		return err
	}
	a.ctx, cancel = context.WithTimeout(t.Context(), *lasts)
	c.attack(a)
	cancel()
	a.all.Wait()
	report, err := crew.dismiss()
	r.attempts, r.took, r.shown, r.hasTalk = int(a.attempts.Load()), report.Took, report.Shown, true
	r.lost, r.doubled, r.disorder = report.Lost, report.Doubled, report.Disorder
	if err != nil {
		r.fail("the honest members: %v", err)
	}
	for _, complaint := range report.Complaints {
		r.fail("%s", complaint)
	}
	if report.Interrupted > 0 {
		r.remark("the honest members were cut off %d times", report.Interrupted)
	}
	if n := a.failures.Load(); n > 0 {
		r.remark("%d connections could not be made", n)
	}
	if p.Ended() {
		r.fail("the host died: %v", p)
		g.end()
		return nil
	}
	var leaked bool
	r.risen, r.hasRise, r.hasFDs = g.risen(), true, true
	r.endFDs, leaked = g.settled()
	r.peakFDs = g.end()
	if leaked {
		r.fail("descriptors leak: %d when idle, %d after", g.idleFDs, r.endFDs)
	}
	if code := p.Stop(patience); code != 0 {
		r.fail("the host does not end in order: %d, %v", code, p)
	}
	return nil
}

// accept lets those in who ask and are called as the honest members are, until
// ctx ends.
func accept(ctx context.Context, p *program.Process) {
	for seen := 0; ; {
		fresh, changed := p.Since(seen)
		seen += len(fresh)
		for _, r := range fresh {
			if r.Kind == "connected" && r.Peer.Asking && strings.HasPrefix(r.Peer.Name, "crew") {
				_ = p.Say(fmt.Sprintf("/accept %d", r.Peer.ID)) // a host that has ended is found elsewhere
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

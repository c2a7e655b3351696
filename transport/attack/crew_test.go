//go:build attack && linux

package attack

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"confab/transport"
)

// crewVariable is set in the process of the honest members: the folder of theirs
// and the host's address.
const crewVariable = "CONFAB_ATTACK_CREW"

const (
	crewSize = 4
	// crewPace is how long each waits between two messages: well within what a
	// member may say.
	crewPace = 125 * time.Millisecond
)

// crewReport is the result of the honest members.
type crewReport struct {
	Posted                  int
	Took                    []time.Duration // of each ACK, ascending
	Shown                   []time.Duration // until each stood in its author's talk, ascending
	Lost, Doubled, Disorder int
	Interrupted             int      // how often a connection broke
	Complaints              []string // the first few
}

// crew is the process of the honest members, as the test sees it.
type crew struct {
	cmd *exec.Cmd
	in  interface{ Close() error }
	out *bufio.Reader
}

// hire starts the honest members and waits until they are all let in and talk.
func hire(dir, addr string) (*crew, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &crew{cmd: first(self)}
	c.cmd.Env = append(os.Environ(), crewVariable+"="+dir+"\n"+addr)
	c.cmd.Stderr = os.Stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	if line, err := c.out.ReadString('\n'); err != nil || line != "ready\n" {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
		return nil, fmt.Errorf("the honest members say %q, %v", line, err)
	}
	return c, nil
}

// dismiss has them say no more, wait for what is on its way, and report.
func (c *crew) dismiss() (r crewReport, err error) {
	_ = c.in.Close()
	line, err := c.out.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &r)
	}
	if end := c.cmd.Wait(); err == nil {
		err = end
	}
	return r, err
}

// crewMain is that process.
func crewMain(dir, addr string) int {
	var members []*honest
	for i := range crewSize {
		m, err := enlist(filepath.Join(dir, fmt.Sprint("crew", i)), i, addr)
		if err != nil {
			fmt.Fprintln(os.Stderr, "honest members:", err)
			return 1
		}
		members = append(members, m)
	}
	for _, m := range members {
		if !m.until(soon(), func() bool { return m.here }) {
			fmt.Fprintln(os.Stderr, "honest members: not let in")
			return 1
		}
	}
	probe, err := newProbe(addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "honest members:", err)
		return 1
	}
	fmt.Println("ready")
	stop := make(chan struct{})
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		close(stop)
	}()
	var all sync.WaitGroup
	for i, m := range members {
		all.Go(func() {
			time.Sleep(time.Duration(i) * crewPace / crewSize)
			m.talk(stop)
		})
	}
	all.Go(func() { probe.talk(stop) })
	all.Wait()
	r := audit(members)
	probe.audit(&r)
	b, err := json.Marshal(r)
	if err != nil {
		fmt.Fprintln(os.Stderr, "honest members:", err)
		return 1
	}
	fmt.Println(string(b))
	for _, m := range members {
		if err := m.leave(); err != nil {
			fmt.Fprintln(os.Stderr, "honest members:", err)
			return 1
		}
	}
	return 0
}

// honest is one of them.
type honest struct {
	client
	number int

	said        []time.Time           // when each message was posted; guarded by mu
	took        map[int]time.Duration // from posting to the ACK, by number; guarded by mu
	got         [crewSize][]int       // the numbers of each one's messages, as they came; guarded by mu
	interrupted int                   // guarded by mu
	arrived     int                   // lines of all kinds; guarded by mu
}

func enlist(dir string, number int, addr string) (*honest, error) {
	m := &honest{number: number, took: map[int]time.Duration{}}
	return m, m.join(dir, fmt.Sprint("crew", number), addr, m.take)
}

func (m *honest) take(e transport.Event) {
	switch e.Kind {
	case transport.Waiting:
		m.interrupted++
	case transport.Appended:
		m.arrived++
		who, n, ok := numbered(e.Message().Text)
		if !ok {
			return
		}
		if who == m.number && n < len(m.said) && m.took[n] == 0 {
			m.took[n] = time.Since(m.said[n])
		}
		m.got[who] = append(m.got[who], n)
	}
}

// talk posts until stop.
func (m *honest) talk(stop <-chan struct{}) {
	tick := time.NewTicker(crewPace)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-stop:
			return
		}
		m.mu.Lock()
		n := len(m.said)
		m.said = append(m.said, time.Now())
		m.mu.Unlock()
		if _, err := m.Post(m.room, transport.Draft{Text: body(m.number, n)}); err != nil {
			fmt.Fprintln(os.Stderr, "honest members:", err)
		}
	}
}

func body(who, n int) string { return fmt.Sprintf("crew%d %d %s", who, n, strings.Repeat("·", n%40)) }

// numbered reads what body wrote; anything else, altered too, is not ok.
func numbered(text string) (who, n int, ok bool) {
	if _, err := fmt.Sscanf(text, "crew%d %d", &who, &n); err != nil || who < 0 || who >= crewSize || text != body(who, n) {
		return 0, 0, false
	}
	return who, n, true
}

// audit waits until all have everything, and compares: what came as it came, and
// what each has on disk in the end, over all eras of the log.
func audit(members []*honest) (r crewReport) {
	var posted [crewSize]int
	for i, m := range members {
		posted[i] = len(m.said) // nothing is said any more
		r.Posted += posted[i]
	}
	complain := func(format string, args ...any) {
		if len(r.Complaints) < 5 {
			r.Complaints = append(r.Complaints, fmt.Sprintf(format, args...))
		}
	}
	arrive(members, posted)
	for _, m := range members {
		m.mu.Lock()
		came, interrupted := m.got, m.interrupted
		r.Shown = slices.AppendSeq(r.Shown, maps.Values(m.took))
		m.mu.Unlock()
		r.Interrupted += interrupted
		kept := m.whole()
		for who, n := range posted {
			lost, doubled, disorder := judge(came[who], n)
			l, d, o := judge(kept[who], n)
			lost, doubled, disorder = max(lost, l), max(doubled, d), max(disorder, o)
			if lost+doubled+disorder > 0 {
				complain("crew%d has of crew%d's %d messages %d not, %d twice, %d out of order", m.number, who, n, lost, doubled, disorder)
			}
			r.Lost, r.Doubled, r.Disorder = r.Lost+lost, r.Doubled+doubled, r.Disorder+disorder
		}
	}
	slices.Sort(r.Shown)
	return r
}

// arrive waits until all have everything, as long as anything still comes.
func arrive(members []*honest, posted [crewSize]int) {
	var before int
	for moved := time.Now(); time.Since(moved) < patience; time.Sleep(20 * time.Millisecond) {
		here, whole := 0, true
		for _, m := range members {
			m.mu.Lock()
			here += len(m.took) + m.arrived
			whole = whole && len(m.took) == posted[m.number]
			for who := range posted {
				whole = whole && len(m.got[who]) >= posted[who]
			}
			m.mu.Unlock()
		}
		if whole {
			return
		}
		if here != before {
			before, moved = here, time.Now()
		}
	}
}

// judge compares the numbers that came with 0 to n-1.
func judge(seen []int, n int) (lost, doubled, disorder int) {
	times := make([]int, n)
	last := -1
	for _, k := range seen {
		if k >= n {
			doubled++
			continue
		}
		if times[k]++; times[k] > 1 {
			doubled++
			continue
		}
		if k < last {
			disorder++
		}
		last = k
	}
	for _, k := range times {
		if k == 0 {
			lost++
		}
	}
	return lost, doubled, disorder
}

// whole is the room of all as it is on disk, as far as it can be read.
func (m *honest) whole() (kept [crewSize][]int) {
	_ = m.each(soon, func(line transport.Message) {
		if who, n, ok := numbered(line.Text); ok {
			kept[who] = append(kept[who], n)
		}
	})
	return kept
}

//go:build fakedroid

package fakedroid

import (
	"bufio"
	_ "embed"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

//go:embed testdata/syscalls.txt
var androidAllows string

// ofTheStandIns are system calls that not every Android lets an app make, made by
// what stands in for it here: glibc as it starts a thread. Go calls the kernel by
// itself and makes none of them.
var ofTheStandIns = []string{"set_robust_list", "Unknown syscall 293" /* rseq */}

// systemCalls are those that a process made, as qemu tells.
type systemCalls struct {
	mu   sync.Mutex
	seen map[string]int // guarded by mu
	gone sync.WaitGroup
}

// told is a call at the start of a line, or after that of another thread.
var told = regexp.MustCompile(`(?:^|[ )])\d+ (?:([a-z]\w*)\(|(Unknown syscall \d+))`)

// listen returns what qemu is to write on.
func (c *systemCalls) listen(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.gone.Go(func() {
		defer r.Close()
		lines := bufio.NewReaderSize(r, 1<<20)
		for {
			line, err := lines.ReadString('\n')
			c.note(line)
			if err != nil {
				if err != io.EOF {
					t.Error(err)
				}
				return
			}
		}
	})
	return w
}

func (c *systemCalls) note(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	for _, m := range told.FindAllStringSubmatch(line, -1) {
		c.seen[m[1]+m[2]]++
	}
}

// check compares them with Android's list, once the processes have ended.
func (c *systemCalls) check(t *testing.T) {
	t.Helper()
	c.gone.Wait()
	allowed := map[string]bool{}
	for line := range strings.Lines(androidAllows) {
		if !strings.HasPrefix(line, "#") {
			for _, name := range strings.Fields(line) {
				allowed[name] = true
			}
		}
	}
	seen := slices.Sorted(maps.Keys(c.seen))
	t.Logf("system calls: %s", strings.Join(seen, " "))
	for _, name := range seen {
		if !allowed[name] && !slices.Contains(ofTheStandIns, name) {
			t.Errorf("%s was called %d times, and not every Android lets an app call it", name, c.seen[name])
		}
	}
	// Of the journal's database, its log and its lock, and of the connection.
	for _, name := range []string{"pwrite64", "fdatasync", "ftruncate", "mmap", "fcntl", "flock", "connect", "getrandom"} {
		if c.seen[name] == 0 {
			t.Errorf("%s was not seen: the calls of the journal are not among these", name)
		}
	}
}

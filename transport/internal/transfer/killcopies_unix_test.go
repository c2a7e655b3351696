//go:build unix

package transfer

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

// keepAsChild has a host keep a copy of what the sender offers, and say "kept" once it does.
func keepAsChild(e *Engine, config Config) error {
	c, err := NewCopies(CopyConfig{Engine: e, Folder: filepath.Join(os.Getenv(homeVariable), "copies"), Rules: CopyRules{Bytes: gib},
		Offered: func(context.Context, Offer) bool { return true }, hooks: config.hooks, Changed: func(n CopyNews) {
			if n.State != wire.CopyComing {
				fmt.Println("copy", n.State)
			}
		}})
	if err != nil {
		return err
	}
	switch list := c.Of(offeredHere.Author); {
	case len(list) == 0:
		go c.Offer(offeredHere) // it may die of it
	case list[0].State == wire.CopyKept:
		fmt.Println("copy", wire.CopyKept)
	}
	go func() {
		for range time.Tick(50 * time.Millisecond) {
			c.Wake()
		}
	}()
	return nil
}

// keepers are a sender, a host that keeps copies, and a receiver.
func keepers(t *testing.T) (r *trio, contents []byte) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	r = &trio{t: t, addr: l.Addr().String(), homes: map[string]string{}}
	r.listener = must(l.(*net.TCPListener).File())(t)
	no(t, l.Close())
	t.Cleanup(func() { _ = r.listener.Close() })
	for _, role := range []string{"keeper", "sender", "receiver"} {
		r.homes[role] = t.TempDir()
	}
	contents = bytes.Repeat([]byte("plan"), chunk)
	r.path = filepath.Join(r.homes["sender"], "plan")
	no(t, os.WriteFile(r.path, contents, 0o600))
	return r, contents
}

// kept is what a host says once it has its copy.
var kept = fmt.Sprint("copy ", wire.CopyKept)

// receives checks that a receiver has everything in the end, and that the host keeps one
// copy.
func (r *trio) receives(line string, contents []byte) {
	r.t.Helper()
	if want := "done " + filepath.Join(r.homes["receiver"], "downloads", "plan"); line != want {
		r.t.Fatalf("the receiver says %q, not %q", line, want)
	}
	if got := must(os.ReadFile(line[len("done "):]))(r.t); !bytes.Equal(got, contents) {
		r.t.Error("it has other bytes")
	}
	if list := must(os.ReadDir(filepath.Join(r.homes["keeper"], "copies")))(r.t); len(list) != 2 {
		r.t.Errorf("at the host lie %v", list)
	}
}

func TestKillOfTheHostThatKeeps(t *testing.T) {
	for _, point := range []string{"write:1", "write:3", "mark:1", "mark:4", "sync:1", "rename:1", "renamed:1",
		"after read:1", "before commit:1", "after commit:1", "before answer:1", "after read:2", "before commit:2", "after commit:2", "before answer:2"} {
		t.Run(fmt.Sprintf("at %q: it keeps one copy in the end, and gives nothing else", point), func(t *testing.T) {
			t.Parallel()
			r, contents := keepers(t)
			sender := r.start("sender", "")
			host := r.start("keeper", point)
			if line := host.await(t); line != "" {
				t.Fatalf("it says %q before it is killed", line)
			}
			host.end()
			host = r.start("keeper", "")
			if line := host.await(t); line != kept {
				t.Fatalf("it says %q", line)
			}
			sender.end()
			r.receives(r.start("receiver", "").await(t), contents)
		})
	}
}

func TestKillAroundACopy(t *testing.T) {
	for _, point := range []string{"sent:1", "sent:3"} {
		t.Run(fmt.Sprintf("a sender at %q, while the host fetches its copy", point), func(t *testing.T) {
			t.Parallel()
			r, contents := keepers(t)
			host := r.start("keeper", "")
			sender := r.start("sender", point)
			if line := sender.await(t); line != "" {
				t.Fatalf("it says %q before it is killed", line)
			}
			sender = r.start("sender", "")
			if line := host.await(t); line != kept {
				t.Fatalf("the host says %q", line)
			}
			sender.end()
			r.receives(r.start("receiver", "").await(t), contents)
		})
		t.Run(fmt.Sprintf("the host at %q, while it gives its copy", point), func(t *testing.T) {
			t.Parallel()
			r, contents := keepers(t)
			sender, host := r.start("sender", ""), r.start("keeper", "")
			if line := host.await(t); line != kept {
				t.Fatalf("the host says %q", line)
			}
			sender.end()
			host.end()
			host = r.start("keeper", point)
			if line := host.await(t); line != kept {
				t.Fatalf("started again it says %q", line)
			}
			receiver := r.start("receiver", "")
			if line := host.await(t); line != "" {
				t.Fatalf("it says %q before it is killed", line)
			}
			r.start("keeper", "")
			r.receives(receiver.await(t), contents)
		})
		t.Run(fmt.Sprintf("a receiver at %q, which gets it from the host's copy", "write"+point[4:]), func(t *testing.T) {
			t.Parallel()
			r, contents := keepers(t)
			sender, host := r.start("sender", ""), r.start("keeper", "")
			if line := host.await(t); line != kept {
				t.Fatalf("the host says %q", line)
			}
			sender.end()
			if line := r.start("receiver", "write"+point[4:]).await(t); line != "" {
				t.Fatalf("it says %q before it is killed", line)
			}
			r.receives(r.start("receiver", "").await(t), contents)
		})
	}
}

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

func TestKillOfTheHostThatKeeps(t *testing.T) {
	for _, point := range []string{"write:1", "write:3", "mark:1", "mark:4", "sync:1", "rename:1", "renamed:1",
		"before commit:1", "after commit:1", "before commit:2", "after commit:2"} {
		t.Run(fmt.Sprintf("at %q: it keeps one copy in the end, and gives nothing else", point), func(t *testing.T) {
			t.Parallel()
			l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
			r := &trio{t: t, addr: l.Addr().String(), homes: map[string]string{}}
			r.listener = must(l.(*net.TCPListener).File())(t)
			no(t, l.Close())
			t.Cleanup(func() { _ = r.listener.Close() })
			for _, role := range []string{"keeper", "sender", "receiver"} {
				r.homes[role] = t.TempDir()
			}
			contents := bytes.Repeat([]byte("plan"), chunk)
			r.path = filepath.Join(r.homes["sender"], "plan")
			no(t, os.WriteFile(r.path, contents, 0o600))
			sender := r.start("sender", "")
			host := r.start("keeper", point)
			if line := host.await(t); line != "" {
				t.Fatalf("it says %q before it is killed", line)
			}
			host.end()
			host = r.start("keeper", "")
			if line := host.await(t); line != fmt.Sprint("copy ", wire.CopyKept) {
				t.Fatalf("it says %q", line)
			}
			sender.end()
			line := r.start("receiver", "").await(t)
			if want := "done " + filepath.Join(r.homes["receiver"], "downloads", "plan"); line != want {
				t.Fatalf("the receiver says %q, not %q", line, want)
			}
			if got := must(os.ReadFile(line[len("done "):]))(t); !bytes.Equal(got, contents) {
				t.Error("it has other bytes")
			}
			if list := must(os.ReadDir(filepath.Join(r.homes["keeper"], "copies")))(t); len(list) != 2 {
				t.Errorf("at the host lie %v", list)
			}
		})
	}
}

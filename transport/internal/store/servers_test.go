package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestServers(t *testing.T) {
	ctx := context.Background()
	workshop := KnownServer{"192.0.2.7:8899", anna, "Workshop", false, 5}
	kitchen := KnownServer{"kitchen.local:8899", chen, "Kitchen", true, 9}
	t.Run("are found by their address, last seen first, also after a new start", func(t *testing.T) {
		s := fresh(t)
		if _, found, err := s.Server(ctx, workshop.Addr); found || err != nil {
			t.Error(found, err)
		}
		no(t, s.RememberServer(workshop))
		no(t, s.RememberServer(kitchen))
		no(t, s.Close())
		s = reopen(t, s.dir, Options{})
		if k, found, err := s.Server(ctx, workshop.Addr); !found || err != nil || k != workshop {
			t.Errorf("%+v %v %v", k, found, err)
		}
		if got := must(s.Servers(ctx))(t); fmt.Sprint(got) != fmt.Sprint([]KnownServer{kitchen, workshop}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("have one key for an address, the last one remembered, and one key may have several addresses", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(kitchen))
		changed := KnownServer{kitchen.Addr, boris, "Kitchen?", false, 10}
		no(t, s.RememberServer(changed))
		also := changed
		also.Addr = "198.51.100.1:1"
		no(t, s.RememberServer(also))
		if got := must(s.Servers(ctx))(t); fmt.Sprint(got) != fmt.Sprint([]KnownServer{also, changed}) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("are forgotten one by one", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(workshop))
		no(t, s.RememberServer(kitchen))
		no(t, s.ForgetServer(kitchen.Addr))
		no(t, s.ForgetServer("nobody:1"))
		if got := must(s.Servers(ctx))(t); len(got) != 1 || got[0] != workshop {
			t.Errorf("%+v", got)
		}
	})
	t.Run("can be looked up in a folder that another process has, or nobody, or that is not there", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(workshop))
		look := func() []KnownServer { return must(ServersIn(t.Context(), s.dir))(t) }
		if got := look(); len(got) != 1 || got[0] != workshop {
			t.Errorf("while it is open: %+v", got)
		}
		no(t, s.Close())
		if got := look(); len(got) != 1 || got[0] != workshop {
			t.Errorf("closed: %+v", got)
		}
		cmd, out := child(t, "hold the folder", s.dir)
		if !out.Scan() || out.Text() != "open" {
			t.Fatal(out.Text())
		}
		if got := look(); len(got) != 1 || got[0] != workshop {
			t.Errorf("another process's: %+v", got)
		}
		no(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed, and says so
		if got := look(); len(got) != 1 || got[0] != workshop {
			t.Errorf("of a process that was killed: %+v", got)
		}
		reopen(t, s.dir, Options{})
		nowhere := filepath.Join(t.TempDir(), "nowhere")
		if got := must(ServersIn(t.Context(), nowhere))(t); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		if _, err := os.Stat(nowhere); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("made the folder: %v", err)
		}
	})
	// held has the database to itself, as a process that opens or closes it does,
	// until release is called or the test ends. Whichever comes second waits for
	// the first: a connection is for one goroutine at a time.
	held := func(t *testing.T, dir string) (release func()) {
		t.Helper()
		c := must(connect(filepath.Join(dir, databaseName), true))(t)
		release = sync.OnceFunc(func() { c.close() })
		t.Cleanup(release)
		no(t, c.Exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE; UPDATE meta SET commits=commits; COMMIT"))
		return release
	}
	t.Run("are told after a moment in which another has the database to itself", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(workshop))
		no(t, s.Close())
		time.AfterFunc(glanceTimeout/10, held(t, s.dir))
		if got := must(ServersIn(t.Context(), s.dir))(t); len(got) != 1 || got[0] != workshop {
			t.Errorf("%+v", got)
		}
	})
	t.Run("are not none when another keeps the database to itself", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(workshop))
		no(t, s.Close())
		held(t, s.dir)
		var busy *BusyError
		if got, err := ServersIn(t.Context(), s.dir); !errors.As(err, &busy) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("are not waited for when nobody wants them any more", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(workshop))
		no(t, s.Close())
		held(t, s.dir)
		ctx, cancel := context.WithTimeout(t.Context(), glanceTimeout/100)
		defer cancel()
		if got, err := ServersIn(ctx, s.dir); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%+v, %v", got, err)
		}
		cancel()
		if got, err := ServersIn(ctx, s.dir); err == nil {
			t.Errorf("%+v", got)
		}
	})
	t.Run("are the same every time while others open and close the folder", func(t *testing.T) {
		s := fresh(t)
		no(t, s.RememberServer(workshop))
		no(t, s.Close())
		cmd, out := child(t, "open and close the folder", s.dir)
		opened := make(chan string, 1)
		go func() {
			out.Scan()
			opened <- out.Text()
		}()
		for looks := 0; ; looks++ {
			if got, err := ServersIn(t.Context(), s.dir); err != nil || len(got) != 1 || got[0] != workshop {
				t.Fatalf("look %d: %+v, %v", looks, got, err)
			}
			select {
			case said := <-opened:
				if said != "done" || looks == 0 {
					t.Errorf("it said %q after %d looks", said, looks)
				}
				no(t, cmd.Wait())
				return
			default:
			}
		}
	})
	t.Run("of a database that is only being made are none", func(t *testing.T) {
		dir := t.TempDir()
		no(t, os.WriteFile(filepath.Join(dir, databaseName), nil, 0o600))
		if got := must(ServersIn(t.Context(), dir))(t); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("of a damaged database are an error, and it is left as it is", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, databaseName)
		no(t, os.WriteFile(path, []byte(strings.Repeat("this is no database ", 400)), 0o600))
		var corrupt *CorruptError
		if _, err := ServersIn(t.Context(), dir); !errors.As(err, &corrupt) {
			t.Error(err)
		}
		if entries := must(os.ReadDir(dir))(t); len(entries) != 1 {
			t.Errorf("there are %v", entries)
		}
	})
	t.Run("are not remembered without an address or a key, which would pin nobody", func(t *testing.T) {
		s := fresh(t)
		if s.RememberServer(KnownServer{Identity: anna}) == nil || s.RememberServer(KnownServer{Addr: "a:1", Identity: wire.Identity{}}) == nil {
			t.Error("remembered")
		}
		if got := must(s.Servers(ctx))(t); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

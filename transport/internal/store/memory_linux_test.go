package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
)

func init() {
	roles["open without memory to map"] = func() {
		dir := os.Getenv("CONFAB_STORE_TEST_DIR")
		// Go has room left, but not the 256 MiB of addresses that SQLite reserves.
		var stats syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_AS, &stats); err != nil {
			fmt.Println(err)
			return
		}
		var pages uint64
		statm, err := os.ReadFile("/proc/self/statm")
		if err == nil {
			_, err = fmt.Sscan(string(statm), &pages)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		few := stats
		few.Cur = pages*uint64(os.Getpagesize()) + 200<<20
		if err := syscall.Setrlimit(syscall.RLIMIT_AS, &few); err != nil {
			fmt.Println(err)
			return
		}
		var system *SystemError
		if _, err := Open(dir, Options{}); !errors.As(err, &system) {
			fmt.Println("Open:", err)
			return
		}
		if err := os.WriteFile(dir+"/"+databaseName, nil, 0o600); err != nil {
			fmt.Println(err)
			return
		}
		if _, err := ServersIn(context.Background(), dir); !errors.As(err, &system) {
			fmt.Println("ServersIn:", err)
			return
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_AS, &stats); err != nil {
			fmt.Println(err)
			return
		}
		// Nothing is held by what failed.
		s, err := Open(dir, Options{})
		if err == nil {
			err = s.Close()
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("fine")
	}
}

func TestNoMemoryToMap(t *testing.T) {
	t.Run("a system without memory to map is an error and no panic", func(t *testing.T) {
		cmd, out := child(t, "open without memory to map", t.TempDir())
		if !out.Scan() || out.Text() != "fine" {
			t.Errorf("%q", out.Text())
		}
		no(t, cmd.Wait())
	})
}

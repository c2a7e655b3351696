package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func init() { roles["fill the disk while indexing"] = fillWhileIndexing }

func TestFullDiskWhileIndexing(t *testing.T) { onSmallDisk(t, "fill the disk while indexing", 3) }

func fillWhileIndexing() {
	dir := os.Getenv("CONFAB_STORE_TEST_DIR")
	check := func(err error) {
		if err != nil {
			fmt.Println("trouble:", err)
			os.Exit(1)
		}
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16m"); err != nil {
		fmt.Println("mounting:", err)
		os.Exit(1)
	}
	folder, ballast := filepath.Join(dir, "talk"), filepath.Join(dir, "ballast")
	const n = 2 * indexStep
	s, err := Open(folder, Options{})
	check(err)
	h, err := s.Host(anna)
	check(err)
	for from := 1; from <= n; from += indexStep / 2 {
		var entries []Entry
		for i := from; i < from+indexStep/2; i++ {
			entries = append(entries, says(boris, text(i, fmt.Sprintf("ＮÚＭＢÉＲ %05d", i))))
		}
		_, err = h.Append(entries)
		check(err)
	}
	check(s.Close())
	c, err := connect(filepath.Join(folder, databaseName), true)
	check(err)
	check(c.Exec("DROP TABLE indexed; DROP TABLE unindexed; DROP TABLE trigrams; " + schemaV3 + "; " + withoutV8 + "PRAGMA user_version=5"))
	check(c.close())

	stepped, goOn, again := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var full atomic.Bool
	tried := 0
	s, err = Open(folder, Options{IndexRetry: time.Millisecond, Hooks: Hooks{
		Indexed: func() {
			stepped <- struct{}{}
			<-goOn
		},
		BeforeCommit: func() {
			if !full.Load() {
				return
			}
			if tried++; tried == 3 {
				close(again)
			}
		},
	}})
	check(err)
	<-stepped
	h, err = s.Host(anna)
	check(err)
	check(emptyLog(s))
	f, err := os.Create(ballast)
	check(err)
	for b := make([]byte, 512); err == nil; {
		_, err = f.Write(b)
	}
	check(f.Close())
	full.Store(true)
	was := s.Indexing()
	goOn <- struct{}{}
	<-again // it fails, and is tried again and again
	full.Store(false)
	var temporary *TemporaryError
	_, refused := h.Append(said(n+1, n+1))
	all, failed := s.After(context.Background(), h.Log(), wire.Everyone, n-1, MaxPage)
	report("a full disk stops the index where it is, and what was said can be read",
		s.Indexing() == was && errors.As(refused, &temporary) && failed == nil && len(all) == 1, s.Indexing(), was, refused, failed, len(all))
	check(os.Remove(ballast))
	_, err = h.Append(said(n+1, n+1))
	report("with room it is said", err == nil, err)
	for !s.Indexing().All() {
		<-stepped
		if s.Indexing().All() {
			close(goOn)
			break
		}
		goOn <- struct{}{}
	}
	found := 0
	for seq := 1; seq <= n; seq += 10 {
		hits, soFar, err := s.Search(context.Background(), Query{Text: fmt.Sprintf("number %05d", seq), Limit: 9})
		check(err)
		if len(hits) == 1 && hits[0].Seq == uint64(seq) && soFar.All() {
			found++
		}
	}
	sound := s.write(1, func(c *conn) error {
		return c.run("INSERT INTO search(search, rank) VALUES('integrity-check', 0)")
	})
	report("with room it goes on, and nothing is lost", found == n/10 && sound == nil && s.Close() == nil, found, sound)
}

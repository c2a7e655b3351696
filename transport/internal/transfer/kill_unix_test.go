//go:build unix

package transfer

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"confab/transport/internal/failpoint"
	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// These tests run a host, a member that offers, and one that receives, each in a process of
// its own, and kill one of them at a chosen place. It is started again, and then all must
// be there, once, and nothing else.

// The environment of a child: who it is, its folder, where the host listens, and where it
// dies: "write:2" is before the second chunk is written.
const (
	roleVariable  = "TRANSFER_TEST_ROLE"
	homeVariable  = "TRANSFER_TEST_HOME"
	addrVariable  = "TRANSFER_TEST_ADDR"
	pathVariable  = "TRANSFER_TEST_PATH"
	pointVariable = "TRANSFER_TEST_POINT"
)

// roles are what a child does.
var roles = map[string]func() error{}

func init() {
	roles["host"], roles["keeper"], roles["sender"], roles["receiver"] = hostChild, hostChild, senderChild, receiverChild
}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		if err := roles[role](); err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// offeredHere is what the sender offers.
var offeredHere = Offer{Room: wire.Everyone, Author: anna, CID: wire.CID{7}, Size: 1 << 20}

func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// dieAt is what is done at a point.
func dieAt(point string) func() {
	name, pass, _ := strings.Cut(os.Getenv(pointVariable), ":")
	last, _ := strconv.ParseInt(pass, 10, 64)
	var passed atomic.Int64
	return func() {
		if name == point && passed.Add(1) == last {
			die()
		}
	}
}

// mortalConn dies in the midst of what is written by it.
type mortalConn struct {
	net.Conn
	write, verified func()
}

func (c mortalConn) Write(p []byte) (int, error) {
	if len(p) > 4 && wire.Type(p[4]) == wire.TypeVerified {
		c.verified()
	}
	if len(p) > 1000 {
		n, err := c.Conn.Write(p[:len(p)/2])
		if err != nil {
			return n, err
		}
		c.write()
		m, err := c.Conn.Write(p[n:])
		return n + m, err
	}
	return c.Conn.Write(p)
}

// childConfig is what all children have.
func childConfig(id wire.Identity) (Config, error) {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1) // the test has ended, however it did
	}()
	home := os.Getenv(homeVariable)
	s, err := store.Open(filepath.Join(home, "data"), failpoint.Options())
	c := Config{Self: id, Host: hostID, Store: s, Folder: filepath.Join(home, "transfers")}
	write, verified := dieAt("sent"), dieAt("verified")
	c.Dial = func(ctx context.Context) (net.Conn, error) {
		conn, err := dialHost(ctx, id, 'F')
		return mortalConn{conn, write, verified}, err
	}
	c.hooks = files.Hooks{BeforeWrite: dieAt("write"), BeforeMark: dieAt("mark"), BeforeSync: dieAt("sync"), BeforeRename: dieAt("rename"),
		AfterRename: dieAt("renamed")}
	return c, err
}

// dialHost connects as a member, for a file or the talk.
func dialHost(ctx context.Context, id wire.Identity, kind byte) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", os.Getenv(addrVariable))
	if err != nil {
		return nil, err
	}
	_, err = conn.Write(append(id[:], kind))
	return conn, err
}

func hostChild() error {
	l, err := net.FileListener(os.NewFile(3, "listener"))
	if err != nil {
		return err
	}
	config, err := childConfig(hostID)
	if err != nil {
		return err
	}
	talks := make(chan net.Conn, 1) // that of the sender
	config.Dial = nil
	config.Ask = func(_ wire.Identity, f *wire.Supply) bool {
		select {
		case conn := <-talks:
			talks <- conn
			return filestream.Send(conn, f) == nil
		default:
			return false
		}
	}
	config.MayRead = func(context.Context, wire.Identity, *wire.Want) bool { return true }
	e, err := New(config)
	if err == nil && os.Getenv(roleVariable) == "keeper" {
		err = keepAsChild(e, config)
	}
	if err != nil {
		return err
	}
	write := dieAt("sent")
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			var who [33]byte
			if _, err := io.ReadFull(conn, who[:]); err != nil {
				return
			}
			if who[32] == 'T' {
				select {
				case <-talks:
				default:
				}
				talks <- conn
				return
			}
			e.Serve(context.Background(), mortalConn{conn, write, func() {}}, wire.Identity(who[:32]))
		}()
	}
}

func senderChild() error {
	config, err := childConfig(anna)
	if err != nil {
		return err
	}
	var once sync.Once
	config.Changed = func(s Status) {
		if s.Has {
			once.Do(func() { fmt.Println("has") })
		}
	}
	e, err := New(config)
	if err != nil {
		return err
	}
	if len(e.All()) == 0 {
		s, err := files.Scan(context.Background(), os.Getenv(pathVariable), nil)
		if err != nil {
			return err
		}
		if err := e.Keep(offeredHere, s); err != nil {
			return err
		}
	}
	for {
		conn, err := dialHost(context.Background(), anna, 'T')
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		for r := wire.NewReader(conn); ; {
			f, err := r.Next()
			if err != nil {
				break
			}
			e.Supply(f.(*wire.Supply))
		}
		_ = conn.Close()
	}
}

func receiverChild() error {
	config, err := childConfig(boris)
	if err != nil {
		return err
	}
	done := make(chan string, 10)
	config.Changed = func(s Status) {
		switch s.State {
		case store.TransferDone:
			done <- "done " + s.Path
		case store.TransferFailed:
			done <- fmt.Sprint("failed for reason ", s.Reason)
		}
	}
	e, err := New(config)
	if err != nil {
		return err
	}
	switch list := e.All(); {
	case len(list) == 0:
		if err := e.Fetch(offeredHere, filepath.Join(os.Getenv(homeVariable), "downloads")); err != nil {
			return err
		}
	case list[0].State == store.TransferDone:
		done <- "done " + list[0].Path
	}
	for {
		select {
		case line := <-done:
			if os.Getenv(pointVariable) == "stay" {
				fmt.Println(line)
				continue
			}
			e.Close()
			err := config.Store.Close()
			fmt.Println(line)
			return err
		case <-time.After(50 * time.Millisecond):
			e.Wake()
		}
	}
}

// child is a process of these tests.
type child struct {
	cmd  *exec.Cmd
	said chan string // its first line, then closed when it has ended
}

// trio is what one of these tests runs.
type trio struct {
	t        *testing.T
	listener *os.File
	addr     string
	path     string
	homes    map[string]string
}

func (r *trio) start(role, point string) *child {
	r.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role, homeVariable+"="+r.homes[role], addrVariable+"="+r.addr, pathVariable+"="+r.path)
	if name, _, _ := strings.Cut(point, ":"); slices.Contains(failpoint.Points, name) {
		cmd.Env = append(cmd.Env, failpoint.Variable+"="+point)
	} else {
		cmd.Env = append(cmd.Env, pointVariable+"="+point)
	}
	cmd.ExtraFiles = []*os.File{r.listener}
	cmd.Stderr = os.Stderr
	_ = must(cmd.StdinPipe())(r.t) // closed when this process ends
	out := must(cmd.StdoutPipe())(r.t)
	no(r.t, cmd.Start())
	c := &child{cmd: cmd, said: make(chan string, 1)}
	go func() {
		defer close(c.said)
		if lines := bufio.NewScanner(out); lines.Scan() {
			c.said <- lines.Text()
		}
		_ = cmd.Wait()
	}()
	r.t.Cleanup(func() { c.end() })
	return c
}

func (c *child) end() {
	_ = c.cmd.Process.Kill()
	for range c.said {
	}
}

// await returns what a child said, or "" when it died.
func (c *child) await(t *testing.T) string {
	t.Helper()
	select {
	case line := <-c.said:
		return line
	case <-time.After(patience):
		t.Fatal("it neither ends nor dies")
		return ""
	}
}

func TestKill(t *testing.T) {
	points := map[string][]string{
		"receiver": {"write:1", "write:3", "mark:1", "mark:4", "sync:1", "rename:1", "renamed:1", "verified:1",
			"after read:1", "before commit:1", "after commit:1", "before answer:1", "after read:2", "before commit:2", "after commit:2", "before answer:2"},
		"sender": {"sent:1", "sent:3", "after read:1", "before commit:1", "after commit:1", "before answer:1"},
		"host":   {"sent:1", "sent:3"},
	}
	for victim, list := range points {
		for _, point := range list {
			for _, kind := range []string{"a file", "a folder"} {
				t.Run(fmt.Sprintf("%s, when the %s is killed at %q", kind, victim, point), func(t *testing.T) {
					t.Parallel()
					killed(t, victim, point, kind == "a folder")
				})
			}
		}
	}
}

func killed(t *testing.T, victim, point string, folder bool) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	r := &trio{t: t, addr: l.Addr().String(), homes: map[string]string{}}
	r.listener = must(l.(*net.TCPListener).File())(t)
	no(t, l.Close())
	t.Cleanup(func() { _ = r.listener.Close() })
	for _, role := range []string{"host", "sender", "receiver"} {
		r.homes[role] = t.TempDir()
	}
	contents := map[string][]byte{"": bytes.Repeat([]byte("plan"), chunk)}
	r.path = filepath.Join(r.homes["sender"], "plan")
	if folder {
		delete(contents, "")
		no(t, os.MkdirAll(filepath.Join(r.path, "below", "empty"), 0o700))
		for i := range 40 {
			contents[fmt.Sprintf("below/%d", i)] = bytes.Repeat([]byte{byte(i)}, 20_000+i)
		}
	}
	for name, b := range contents {
		no(t, os.WriteFile(filepath.Join(r.path, name), b, 0o600))
	}
	children := map[string]*child{}
	for _, role := range []string{"host", "sender", "receiver"} {
		at := ""
		if role == victim {
			at = point
		}
		children[role] = r.start(role, at)
	}
	line := ""
	if victim == "receiver" {
		line = children[victim].await(t)
	} else {
		select {
		case line = <-children[victim].said:
		case line = <-children["receiver"].said:
		case <-time.After(patience):
			t.Fatal("nothing happens")
		}
	}
	if line != "" {
		t.Fatalf("it says %q before anybody is killed", line)
	}
	children[victim].end()
	children[victim] = r.start(victim, "")
	line = children["receiver"].await(t)
	path, ok := strings.CutPrefix(line, "done ")
	if !ok {
		t.Fatalf("it says %q", line)
	}
	for name, b := range contents {
		if got := must(os.ReadFile(filepath.Join(path, name)))(t); !bytes.Equal(got, b) {
			t.Errorf("%q has other bytes", name)
		}
	}
	// What a second start finds is the same, and nothing else is there.
	again := r.start("receiver", "stay")
	if next := again.await(t); next != line {
		t.Errorf("the second time it says %q, not %q", next, line)
	}
	if said := children["sender"].await(t); said != "has" {
		t.Errorf("the sender says %q", said)
	}
	if list := must(os.ReadDir(filepath.Dir(path)))(t); len(list) != 1 {
		t.Errorf("left: %v", list)
	}
	if list, _ := os.ReadDir(filepath.Join(r.homes["receiver"], "transfers")); len(list) != 0 {
		t.Errorf("left: %v", list)
	}
}
